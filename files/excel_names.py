"""What the parts of one workbook know of each other: its sheets, and what its cells use."""

from __future__ import annotations

import re
from typing import Final

_AREA: Final = re.compile(
    r"((?:'[^']*'|[^'!,]*)!\$?[A-Z]{0,3}\$?\d{0,7}(:\$?[A-Z]{0,3}\$?\d{0,7})?,?)+"
)
_SHEETS: Final = re.compile(r"(?:'((?:[^']|'')*)'|([^'!,]*))!")


class ExcelNames:
    """What the cells of a workbook use, known once all sheets are written."""

    def __init__(self) -> None:
        self.sheets: set[str] = set()
        self.strings: set[int] = set()
        self.formats: set[int] = {0}

    def area(self, text: str) -> str | None:
        """An area of cells, if the workbook has its sheets: links keep former names of them."""
        sheets = (quoted.replace("''", "'") or plain for quoted, plain in _SHEETS.findall(text))
        known = _AREA.fullmatch(text) and all(one in self.sheets for one in sheets)
        return text if known else None
