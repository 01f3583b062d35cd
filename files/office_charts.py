"""Charts of Word and Excel (ISO 29500-1, 21): what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from files.excel_names import ExcelNames
from files.office_editing import DRAWN_TEXT, Editing

if TYPE_CHECKING:
    from files.cleaning_office import Links

_CELLS: Final = re.compile(
    r"(?:'[^']*'|[^'!]*)!(\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?)"
)


class ChartOfWord(Editing):
    """A chart in a text: what it shows, without the table behind it."""

    words = DRAWN_TEXT | {"c:f"}

    def edit_text(self, element: str, text: str) -> str:
        if element == "c:f":
            return _CELLS.sub(r"Sheet1!\1", text) if _CELLS.fullmatch(text) else ""
        return super().edit_text(element, text)


class ChartOfExcel(Editing):
    """A chart of a sheet, which shows cells of this workbook."""

    words = DRAWN_TEXT | {"c:f"}

    def __init__(self, links: Links, names: ExcelNames) -> None:
        super().__init__(links)
        self.names = names

    def edit_text(self, element: str, text: str) -> str:
        if element == "c:f":
            return self.names.area(text) or ""
        return super().edit_text(element, text)
