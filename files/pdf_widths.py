"""How far the words of a PDF's typeface go on (ISO 32000-2, 9.2.4 and 9.7.4.3)."""

from __future__ import annotations

from itertools import islice
from typing import Final

from pikepdf import Array, Dictionary, Name, Object

from files.pdf_clipping import Advance

_USUAL: Final = 500.0  # thousandths of a size: about what a letter has where nothing is said
_MOST: Final = 70_000


def advance_of(font: Object | None) -> Advance:
    """Return what tells how far words of this typeface go on, in thousandths of their size."""
    if not isinstance(font, Dictionary):
        return lambda words: len(words) * _USUAL
    if font.get("/Subtype") == Name.Type0:
        return _of_two_bytes(font)
    widths = font.get("/Widths")
    known = [float(one) for one in islice(iter(widths), 256)] if isinstance(widths, Array) else []
    first = int(font.get("/FirstChar", 0))
    # A typeface whose signs are drawn counts in a measure of its own.
    unit = float(font.FontMatrix[0]) * 1000 if font.get("/Subtype") == Name.Type3 else 1.0
    by_code = {first + number: width * unit for number, width in enumerate(known)}
    return lambda words: sum(by_code.get(code, _USUAL) for code in words)


def _of_two_bytes(font: Object) -> Advance:
    parts = font.get("/DescendantFonts")
    part = parts[0] if isinstance(parts, Array) and len(parts) else Dictionary()
    usual = float(part.get("/DW", 1000))
    by_code = _widths(part.get("/W"))

    def advance(words: bytes) -> float:
        codes = (int.from_bytes(words[at : at + 2], "big") for at in range(0, len(words), 2))
        return sum(by_code.get(code, usual) for code in codes)

    return advance


def _widths(found: Object | None) -> dict[int, float]:
    """Runs of 'first [width width …]' and 'first last width'."""
    by_code: dict[int, float] = {}
    run: list[Object] = []
    for one in islice(iter(found), _MOST) if isinstance(found, Array) else ():
        run.append(one)
        if len(run) == 2 and isinstance(one, Array):
            first = int(run[0])
            by_code.update({first + place: float(width) for place, width in enumerate(one)})
            run = []
        elif len(run) == 3:
            first, last = int(run[0]), int(run[1])
            by_code.update(dict.fromkeys(range(first, min(last, first + _MOST) + 1), float(run[2])))
            run = []
    return by_code
