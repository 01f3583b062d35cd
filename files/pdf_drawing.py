"""Pages of a PDF as pictures: for what cannot be carried over by its parts.

A second engine (PDFium) reads files that the first cannot, and draws what a reader would show.
"""

from __future__ import annotations

import io
from typing import Final

import pypdfium2
import pypdfium2.raw as raw
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from files.errors import FileRefused, Reason
from files.limits import Budget

# What a page may still be given on for as its picture.
DRAWN_FOR: Final = (Reason.DAMAGED, Reason.NOT_KNOWN, Reason.PICTURE_KIND, Reason.CROPPED)
# What stands on a page and is seen with it.
_DRAWN_WHOLE: Final = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)
_POINTS_AN_INCH: Final = 72  # what a PDF counts in
_DRAWN_AN_INCH: Final = 150
_QUALITY: Final = 85  # of JPEG, in per cent


class Drawing:
    """The pages of one document, drawn onto empty ones of another; read when the first is."""

    def __init__(self, content: bytes, target: Pdf, budget: Budget) -> None:
        self.content = content
        self.target = target
        self.budget = budget
        self.source: pypdfium2.PdfDocument | None = None

    def __len__(self) -> int:
        return len(self._opened())

    def check_readable(self) -> None:
        """Raise `FileRefused` where this engine cannot read the file."""
        self._opened()

    def draw(self, number: int, made: Object) -> bool:
        """Put the picture of a page (from 0) onto `made` in place of what it holds; return whether
        anything is to be seen. Raises `FileRefused` where this engine cannot read it either, or
        where remarks stand on it, whose words a picture does not show."""
        try:
            return self._draw(self._opened()[number], made)
        except pypdfium2.PdfiumError as error:
            raise FileRefused(Reason.DAMAGED) from error

    def _opened(self) -> pypdfium2.PdfDocument:
        if self.source is None:
            try:
                self.source = pypdfium2.PdfDocument(self.content)
            except pypdfium2.PdfiumError as error:
                raise FileRefused(Reason.DAMAGED) from error
            self.source.init_forms()
        return self.source

    def _draw(self, page: pypdfium2.PdfPage, made: Object) -> bool:
        _refuse_remarks(page)
        width, height = page.get_size()
        scale = _DRAWN_AN_INCH / _POINTS_AN_INCH
        self.budget.picture(round(width * scale), round(height * scale))
        picture = page.render(scale=scale).to_pil().convert("RGB")
        page.close()
        coded = io.BytesIO()
        picture.save(coded, "JPEG", quality=_QUALITY)
        for key in made.keys() - {"/Type", "/Parent"}:
            del made[key]
        made.MediaBox = Array([0, 0, round(width, 2), round(height, 2)])
        made.Resources = Dictionary(
            XObject=Dictionary(
                P=Stream(
                    self.target,
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
        shown = b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % (width, height)
        made.Contents = self.target.make_indirect(Stream(self.target, shown))
        return any(low != high for low, high in picture.getextrema())


def _refuse_remarks(page: pypdfium2.PdfPage) -> None:
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        remark = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetSubtype(remark)
        raw.FPDFPage_CloseAnnot(remark)
        if kind not in _DRAWN_WHOLE:
            raise FileRefused(Reason.NOT_KNOWN)


def drawn_pdf(content: bytes, budget: Budget) -> bytes:
    """Return a PDF that holds one picture a page and nothing else.

    Raises `FileRefused` where this engine cannot read the file either, or nothing is to be seen.
    """
    with Pdf.new() as target:
        drawing = Drawing(content, target, budget)
        pages = [target.add_blank_page().obj for _number in range(len(drawing))]
        shown = [drawing.draw(number, page) for number, page in enumerate(pages)]
        if not any(shown):
            raise FileRefused(Reason.DAMAGED)
        written = io.BytesIO()
        target.save(written, deterministic_id=True)
        return written.getvalue()
