"""PDFs of a page or two for what is drawn: kept apart from `samples`, which holds all kinds."""

from __future__ import annotations

import io

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

WORD = "Neckartal"
SIZE = (200, 100)  # points of a page


def saved(pdf: Pdf) -> bytes:
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def pages(*contents: bytes, glyph: str = "A") -> Pdf:
    pdf = Pdf.new()
    pdf.docinfo["/Author"] = String(WORD)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, Name(f"/{glyph}")])),
    )
    for content in contents:
        page = pdf.add_blank_page(page_size=SIZE)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Contents = Stream(pdf, content)
    return pdf


def counted_short(content: bytes) -> bytes:
    """A document whose trailer counts fewer objects than it has: readers find its root all the
    same, pikepdf does not."""
    found = [
        b"<</Type/Catalog/Pages 902 0 R>>",
        b"<</Type/Pages/Kids[903 0 R]/Count 1>>",
        b"<</Type/Page/Parent 902 0 R/MediaBox[0 0 %d %d]/Contents 904 0 R>>" % SIZE,
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
    ]
    written = b"%PDF-1.7\n"
    table = b""
    for number, one in enumerate(found, 901):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    place = len(written)
    return written + b"xref\n%btrailer\n<</Size 5/Root 901 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        place,
    )


def pictures(cleaned: bytes) -> list[Image.Image]:
    """The only picture of each page."""
    with Pdf.open(io.BytesIO(cleaned)) as pdf:
        found = []
        for page in pdf.pages:
            assert list(page.mediabox) == [0, 0, *SIZE]
            assert set(page.obj.Resources.keys()) == {"/XObject"}
            (picture,) = page.obj.Resources.XObject.values()
            found.append(Image.open(io.BytesIO(picture.read_raw_bytes())))
        return found  # type: ignore[return-value]


# A list of texts to be drawn that holds an operator: pikepdf cannot read it, readers can.
BROKEN = b"BT /F 20 Tf 20 40 Td [(BROKEN) Tj (WORDS)] TJ ET"
BLACK = b"0 0 100 100 re f "  # the left half
