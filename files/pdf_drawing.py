"""A PDF as pictures of its pages: for what cannot be carried over by its parts.

A second engine (PDFium) reads files that the first cannot, and draws what a reader would show.
"""

from __future__ import annotations

import io
from typing import Final

import pypdfium2
from pikepdf import Dictionary, Name, Pdf, Stream

from files.errors import FileRefused, Reason
from files.limits import Budget

_POINTS_AN_INCH: Final = 72  # what a PDF counts in
_DRAWN_AN_INCH: Final = 150
_QUALITY: Final = 85  # of JPEG, in per cent


def drawn_pdf(content: bytes, budget: Budget) -> bytes:
    """Return a PDF that holds one picture a page and nothing else.

    Raises `FileRefused` where this engine cannot read the file either, or nothing is to be seen.
    """
    try:
        with pypdfium2.PdfDocument(content) as source, Pdf.new() as target:
            source.init_forms()
            pictures = [_page(source[number], target, budget) for number in range(len(source))]
            if not any(pictures):
                raise FileRefused(Reason.DAMAGED)
            written = io.BytesIO()
            target.save(written, deterministic_id=True)
            return written.getvalue()
    except pypdfium2.PdfiumError as error:
        raise FileRefused(Reason.DAMAGED) from error


def _page(page: pypdfium2.PdfPage, target: Pdf, budget: Budget) -> bool:
    """Add the picture of a page; return whether anything is on it."""
    width, height = page.get_size()
    scale = _DRAWN_AN_INCH / _POINTS_AN_INCH
    budget.picture(round(width * scale), round(height * scale))
    picture = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    coded = io.BytesIO()
    picture.save(coded, "JPEG", quality=_QUALITY)
    made = target.add_blank_page(page_size=(width, height))
    made.obj.Resources = Dictionary(
        XObject=Dictionary(
            P=Stream(
                target,
                coded.getvalue(),
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=picture.width,
                Height=picture.height,
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
        )
    )
    made.obj.Contents = Stream(target, b"q %f 0 0 %f 0 0 cm /P Do Q" % (width, height))
    return any(low != high for low, high in picture.getextrema())
