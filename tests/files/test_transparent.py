"""What nobody sees of a picture or a table is not sent: colours below what is transparent, words in
cells that others cover."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image

from files import kinds
from files.cleaning import clean
from files.cleaning_pictures import clean_embedded_picture
from files.errors import FileRefused
from files.limits import Budget
from tests.files import samples

HIDDEN, SHOWN = (200, 10, 30), (9, 99, 199)


def png(mode: str, *, hidden: bool = True) -> bytes:
    """Two points: one that an eraser made transparent, one that is seen."""
    alpha = 0 if hidden else 255
    picture = Image.new("RGBA", (2, 1))
    picture.putdata([(*HIDDEN, alpha), (*SHOWN, 255)])
    if mode == "P":
        indexed = Image.new("P", (2, 1))
        indexed.putpalette([*HIDDEN, *SHOWN])
        indexed.putdata([0, 1])
        target = io.BytesIO()
        indexed.save(target, "PNG", transparency=bytes([alpha, 255]))
        return target.getvalue()
    target = io.BytesIO()
    (picture.convert(mode) if mode == "LA" else picture).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_colours_below_what_is_transparent_are_gone(mode: str) -> None:
    found = Image.open(io.BytesIO(clean(png(mode), kinds.PNG))).convert("RGBA")
    hidden, shown = (found.getpixel((place, 0)) for place in range(2))
    assert isinstance(shown, tuple)
    assert hidden == (0, 0, 0, 0)
    assert shown[3] == 255
    assert mode == "LA" or shown[:3] == SHOWN


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_what_is_seen_keeps_its_colours(mode: str) -> None:
    content = clean(png(mode, hidden=False), kinds.PNG)
    found = Image.open(io.BytesIO(content)).convert("RGBA")
    assert [found.getpixel((place, 0)) for place in range(2)] == [(*HIDDEN, 255), (*SHOWN, 255)]


def pdf(points: bytes, mask: bytes, *, packed: str = "", **entries: object) -> bytes:
    """A page with a picture of two by one points and its soft mask."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 200))
    soft = document.make_stream(
        mask, Type=Name.XObject, Subtype=Name.Image, Width=2, Height=1, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray, **entries,
    )  # fmt: skip
    picture = document.make_stream(
        b"", Type=Name.XObject, Subtype=Name.Image, Width=2, Height=1, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB, SMask=soft,
    )  # fmt: skip
    picture.write(points, filter=Name(packed) if packed else None)
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    page.Contents = document.make_stream(b"q 100 0 0 50 20 20 cm /Im Do Q")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def points_of(content: bytes) -> bytes:
    """The points of the only picture, unpacked."""
    with pikepdf.open(io.BytesIO(content)) as document:
        (picture,) = document.pages[0].Resources.XObject.values()
        return bytes(picture.read_bytes())


POINTS = bytes([*HIDDEN, *SHOWN])


def test_colours_below_the_soft_mask_of_a_pdf_s_picture_are_gone() -> None:
    assert points_of(clean(pdf(POINTS, b"\x00\xff"), kinds.PDF)) == bytes([0, 0, 0, *SHOWN])
    turned = pdf(POINTS, b"\xff\x00", Decode=pikepdf.Array([1, 0]))
    assert points_of(clean(turned, kinds.PDF)) == bytes([0, 0, 0, *SHOWN])


def test_a_pdf_s_picture_that_is_seen_everywhere_is_as_it_was() -> None:
    assert points_of(clean(pdf(POINTS, b"\x01\xff"), kinds.PDF)) == POINTS


def test_colours_below_the_soft_mask_of_a_photograph_in_a_pdf_are_gone() -> None:
    photograph = io.BytesIO()
    Image.frombytes("RGB", (2, 1), POINTS).save(photograph, "JPEG", quality=100, subsampling=0)
    document = pdf(photograph.getvalue(), b"\x00\xff", packed="/DCTDecode")
    points = points_of(clean(document, kinds.PDF))
    assert points[:3] == bytes(3)
    assert points[3:] != bytes(3)


def masked(document: pikepdf.Pdf, **entries: object) -> pikepdf.Stream:
    return document.make_stream(
        POINTS, Type=Name.XObject, Subtype=Name.Image, Width=2, Height=1, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB, **entries,
    )  # fmt: skip


def page_with(document: pikepdf.Pdf, picture: pikepdf.Stream) -> bytes:
    document.add_blank_page(page_size=(300, 200))
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    document.pages[0].Contents = document.make_stream(b"q 100 0 0 50 20 20 cm /Im Do Q")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(("bits", "decode"), [(b"\x80", None), (b"\x40", [1, 0])])
def test_colours_below_a_stencil_are_gone(bits: bytes, decode: list[int] | None) -> None:
    """Its ones are what is not painted, unless it says otherwise."""
    document = pikepdf.new()
    stencil = document.make_stream(
        bits, Type=Name.XObject, Subtype=Name.Image, Width=2, Height=1, BitsPerComponent=1,
        ImageMask=True,
    )  # fmt: skip
    if decode:
        stencil.Decode = pikepdf.Array(decode)
    content = page_with(document, masked(document, Mask=stencil))
    assert points_of(clean(content, kinds.PDF)) == bytes([0, 0, 0, *SHOWN])


@pytest.mark.parametrize(
    "entries",
    [
        {"Mask": pikepdf.Array([100, 255, 0, 255, 0, 255])},
        {"SMaskInData": 1},
    ],
)
def test_where_it_cannot_be_told_what_is_seen_the_page_is_drawn(entries: dict[str, object]) -> None:
    """Whatever is not drawn of the picture is not in the drawn page, a photograph."""
    document = pikepdf.new()
    content = clean(page_with(document, masked(document, **entries)), kinds.PDF)
    with pikepdf.open(io.BytesIO(content)) as drawn:
        (picture,) = drawn.pages[0].Resources.XObject.values()
        assert (str(picture.Filter), int(picture.Width) > 300) == ("/DCTDecode", True)


def test_one_colour_that_is_not_drawn_hides_nothing() -> None:
    document = pikepdf.new()
    key = pikepdf.Array([255, 255, 255, 255, 255, 255])
    content = page_with(document, masked(document, Mask=key))
    assert points_of(clean(content, kinds.PDF)) == POINTS


def test_colours_below_what_is_transparent_in_a_tiff_within_a_document_are_gone() -> None:
    picture = Image.frombytes("RGBA", (2, 1), bytes([*HIDDEN, 0, *SHOWN, 255]))
    target = io.BytesIO()
    picture.save(target, "TIFF")
    cleaned = Image.open(io.BytesIO(clean_embedded_picture(target.getvalue(), Budget())))
    assert [cleaned.getpixel((place, 0)) for place in range(2)] == [(0, 0, 0, 0), (*SHOWN, 255)]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">{}</svg>'


@pytest.mark.parametrize(
    "part",
    [
        '<g display="none"><text>Zork</text></g>',
        '<g style="display:none"><text>Zork</text></g>',
        '<text visibility="hidden">Zork</text>',
        '<text visibility="collapse">Zork</text>',
        '<g opacity="0"><text>Zork</text></g>',
        '<g opacity="0.0%"><text>Zork</text></g>',
        "<defs><text>Zork</text></defs>",
        "<symbol><g><text>Zork</text></g></symbol>",
        '<switch><text systemLanguage="xx">Zork</text><text>Seen</text></switch>',
    ],
)
def test_what_an_svg_hides_is_refused(part: str) -> None:
    with pytest.raises(FileRefused):
        clean_embedded_picture(SVG.format(part).encode(), Budget())


def test_an_svg_whose_words_are_seen_goes_on() -> None:
    part = '<defs><rect width="1" height="1"/></defs><g opacity="0.5"><text>Seen</text></g>'
    assert b"Seen" in clean_embedded_picture(SVG.format(part).encode(), Budget())


COVERED = b"<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>Zorkplanted</w:t></w:r></w:p></w:tc>"
TABLE = (
    b'<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>Gears</w:t>'
    b"</w:r></w:p></w:tc></w:tr><w:tr>" + COVERED + b"</w:tr></w:tbl>"
    b"<w:p><w:r><w:t>After the table</w:t></w:r></w:p>"
)


@pytest.mark.parametrize("merged", [b"<w:vMerge/>", b'<w:hMerge w:val="continue"/>'])
def test_what_a_merged_cell_covers_in_word_is_left_out(merged: bytes) -> None:
    table = TABLE.replace(b"<w:vMerge/>", merged)
    document = samples.with_body(samples.docx(), table)
    assert b"Zorkplanted" in samples.everything_in(document)
    cleaned = samples.everything_in(clean(document, kinds.DOCX))
    assert b"Zorkplanted" not in cleaned
    assert b"Gears" in cleaned
    assert b"After the table" in cleaned
