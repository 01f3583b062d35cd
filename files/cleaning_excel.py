"""The parts of an Excel workbook (ISO 29500-1, 18): cells as they are seen.

Formulas give way to their values: they lead to other workbooks, programs and addresses, and hold
words that no reader sees. What is hidden is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import unescape

from files.errors import FileRefused, Reason
from files.excel_hidden import (
    CELL,
    Area,
    anchored,
    column_of,
    hides_by_default,
    is_hidden,
    is_on,
    merged_areas,
    nobody_sees,
    noted,
)
from files.excel_names import ExcelNames
from files.fonts import common_font
from files.office_charts import ChartOfExcel
from files.office_editing import DRAWN, DRAWN_TEXT, Editing, number_format, seen
from files.office_parts import Content
from files.vocabulary import office
from files.writers import SOMEBODY, without_signatures, without_writer
from files.xml_rewriting import UNKNOWN, Fate, rewrite

if TYPE_CHECKING:
    from files.cleaning_office import Cleaner, Links

_LEFT_OUT: Final = Editing.left_out | frozenset(
    """
    fileVersion fileSharing workbookProtection functionGroups externalReferences
    customWorkbookViews smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects
    pivotCaches extLst sheetProtection protectedRanges scenarios sortState dataConsolidate
    customSheetViews dataValidations customProperties cellWatches smartTags webPublishItems
    tableParts phoneticPr rPh filterColumn ignoredErrors tableStyles calcPr oleSize
    commentPr f volTypes singleXmlCells MapInfo pivotArea
    """.split()
)
_REFUSED: Final = frozenset("controls oleObjects ddeLink oleLink".split())
_PRINTED: Final = frozenset(
    {"_xlnm.Print_Area", "_xlnm.Print_Titles"}  # the names that a page needs
)
_CELL_TYPES: Final = frozenset("b d e inlineStr n s str".split())
_RULES: Final = frozenset(
    """
    colorScale dataBar iconSet top10 aboveAverage duplicateValues uniqueValues containsBlanks
    notContainsBlanks containsErrors notContainsErrors cellIs
    """.split()
)
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?|\$?[A-Z]{1,3}\$?\d{1,7}|")
_HEADS: Final = frozenset(
    "oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter".split()
)
# What is on no page unless it is switched on.
_SWITCHED_HEADS: Final = {
    "differentFirst": ("firstHeader", "firstFooter"),
    "differentOddEven": ("evenHeader", "evenFooter"),
}
_HIDING_FORMAT: Final = re.compile(r";{2,}")
_BUILT_IN: Final = re.compile(
    r"Table ?Style(Light|Medium|Dark)\d{1,2}|PivotStyle(Light|Medium|Dark)\d{1,2}"
)


def excel_cleaner(content: Content, names: ExcelNames) -> Cleaner:
    """Return what cleans a part of a workbook that holds this."""
    if content is Content.WORKBOOK:
        return lambda part, links: _Workbook(links, names, part).rewrite(part)
    if content is Content.SHEET:
        return lambda part, links: _clean_sheet(part, links, names)
    if content is Content.STRINGS:
        return lambda part, links: _Strings(links, names).rewrite(part)
    if content is Content.FORMATS:
        return lambda part, links: _formats(part, links, names)
    if content is Content.REMARKS:
        return lambda part, links: _Remarks(links, _writers_of(part)).rewrite(part)
    if content is Content.OLD_DRAWING:
        return lambda part, links: _OldDrawing(links).rewrite(part)
    if content is Content.CHART:
        return lambda part, links: ChartOfExcel(links, names).rewrite(part)
    return lambda part, links: _Cells(links).rewrite(part)


class _Cells(Editing):
    """What all parts of a workbook have in common."""

    left_out = _LEFT_OUT
    words = DRAWN_TEXT | _HEADS | {"t", "v"}
    free = {
        **DRAWN,
        ("sheet", "name"): seen,
        ("name", "val"): common_font,
        ("rFont", "val"): common_font,
        ("tableStyleInfo", "name"): lambda text: text if _BUILT_IN.fullmatch(text) else None,
        ("*", "sqref"): lambda text: text if office().is_plain(text) else None,
    }

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name in _REFUSED:
            raise FileRefused(Reason.LINKED)
        if name == "author":
            attributes.clear()
            return SOMEBODY
        if name == "hyperlink" and not attributes.keys() & {"r:id", "location"}:
            return Fate.DROP
        attributes.pop("codeName", None)
        attributes.pop("guid", None)
        attributes.pop("uniqueName", None)
        return super().edit(name, attributes)

    def without_relation(self, name: str) -> Fate:
        if name in ("pageSetup", "sheet"):
            return Fate.KEEP
        if name in ("hyperlink", "legacyDrawing", "legacyDrawingHF"):
            return Fate.DROP
        return super().without_relation(name)


class _Workbook(_Cells):
    """The workbook: its sheets in their order, and what is printed of each."""

    words = frozenset({"definedName"})

    def __init__(self, links: Links, names: ExcelNames, part: bytes) -> None:
        super().__init__(links)
        self.names = names

        def collect(name: str, attributes: dict[str, str]) -> Fate:
            if name == "sheet":
                names.sheets.add(attributes.get("name", ""))
            return Fate.KEEP

        # All of them before the first is cleaned.
        rewrite(part, office().prefixes, collect)

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name == "sheet" and attributes.get("state", "visible") != "visible":
            raise FileRefused(Reason.HIDDEN)
        if name == "definedName":
            if attributes.get("name") not in _PRINTED or attributes.get("hidden") in ("1", "true"):
                return Fate.DROP
            self.keep_only(attributes, "name", "localSheetId")
            if not attributes.get("localSheetId", "0").isdigit():
                return Fate.DROP
            return Fate.KEEP
        return super().edit(name, attributes)

    def edit_text(self, element: str, text: str) -> str:
        if element == "definedName":
            return self.names.area(text) or ""
        return super().edit_text(element, text)

    def without_relation(self, name: str) -> Fate:
        raise FileRefused(Reason.LINKED)


class _Sheet(_Cells):
    """One sheet. Raises `FileRefused` where a row or column is hidden that holds something."""

    def __init__(self, links: Links, names: ExcelNames, merged: list[Area]) -> None:
        super().__init__(links)
        self.names = names
        self.merged = merged
        self.row = 0
        self.merged_here: list[Area] = []
        self.heads_off: set[str] = set()
        self.cell_covered = False
        self.hidden_columns: list[tuple[int, int]] = []
        self.row_hidden = False
        self.cell_hidden = False
        self.cell_type = ""
        self.computed = False

    def attribute(self, element: str, key: str, value: str) -> str | None:
        if (element, key) == ("hyperlink", "location"):
            return self.names.area(value)
        return super().attribute(element, key, value)

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name == "c":
            return self._cell(attributes)
        if name in ("v", "is") and self.cell_covered:
            return Fate.DROP
        if name == "v":
            if self.cell_hidden:
                raise FileRefused(Reason.HIDDEN)
            self.computed = False
            attributes.clear()
            return Fate.KEEP
        if name == "is" and self.cell_hidden:
            raise FileRefused(Reason.HIDDEN)
        if name == "f":
            self.computed = not self.cell_covered
            return Fate.DROP
        if name == "row":
            self.row_hidden = is_hidden(attributes, "ht")
        elif name == "col":
            if is_hidden(attributes, "width"):
                first, last = attributes.get("min", "1"), attributes.get("max", "16384")
                self.hidden_columns.append((int(first), int(last)))
        elif name == "sheetFormatPr" and hides_by_default(attributes):
            raise FileRefused(Reason.HIDDEN)
        elif name in self.heads_off:
            return Fate.DROP
        elif name == "headerFooter":
            self.heads_off = {
                head
                for switch, heads in _SWITCHED_HEADS.items()
                if not is_on(attributes, switch)
                for head in heads
            }
        elif name == "cfRule" and attributes.get("type") not in _RULES:
            return Fate.DROP
        elif name == "formula":
            attributes.clear()
            return Fate.KEEP
        return super().edit(name, attributes)

    def edit_text(self, element: str, text: str) -> str:
        if element == "v" and self.cell_type == "s":
            # A number may come in pieces only where the buffer of the parser ends.
            if not text.strip().isdigit():
                raise FileRefused(Reason.UNFINISHED)
            self.names.strings.add(int(text))
        if element == "formula":
            return text if _NUMBER.fullmatch(text.strip()) else "0"
        return super().edit_text(element, text)

    def _cell(self, attributes: dict[str, str]) -> Fate:
        if self.computed:
            raise FileRefused(Reason.UNFINISHED)  # a formula without its value
        place = CELL.fullmatch(attributes.get("r", ""))
        column = column_of(place[1]) if place else 0
        self.cell_hidden = self.row_hidden or any(
            first <= column <= last for first, last in self.hidden_columns
        )
        # What a merged cell covers is no reader's.
        row = int(place[2]) if place else 0
        if row != self.row:
            self.row = row
            self.merged_here = [one for one in self.merged if one[1] <= row <= one[3]]
        self.cell_covered = any(
            first <= column <= last and (column, row) != (first, top)
            for first, top, last, _bottom in self.merged_here
        )
        if self.cell_covered:
            attributes.pop("t", None)
        self.cell_type = attributes.get("t", "n")
        # A picture placed in a cell, or what a service told of it: seen, and not carried over.
        if self.cell_type == "e" and attributes.get("vm", "0") != "0":
            raise FileRefused(Reason.NOT_KNOWN)
        self.keep_only(attributes, "r", "s", "t")
        style = attributes.get("s", "0")
        if place is None or not style.isdigit() or self.cell_type not in _CELL_TYPES:
            raise FileRefused(Reason.DAMAGED)
        self.names.formats.add(int(style))
        return Fate.KEEP


def _clean_sheet(part: bytes, links: Links, names: ExcelNames) -> bytes:
    merged = merged_areas(part)
    over = [*anchored(links.part("drawing")), *noted(links.part("comments"))]
    if over and nobody_sees(over, part, merged):
        raise FileRefused(Reason.HIDDEN)
    return _Sheet(links, names, merged).rewrite(part)


class _Remarks(_Cells):
    """Notes: Excel begins each with its writer's name, which is nobody's business."""

    begins = False

    def __init__(self, links: Links, writers: frozenset[str]) -> None:
        super().__init__(links)
        self.writers = writers

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name == "comment":
            self.begins = True
        return super().edit(name, attributes)

    def edit_text(self, element: str, text: str) -> str:
        if element == "t" and self.begins and text.strip():
            self.begins = False
            text = without_writer(text)
        return super().edit_text(element, without_signatures(text, self.writers))


def _writers_of(part: bytes) -> frozenset[str]:
    """The names in the list of those who wrote notes."""
    listed = re.findall(r"<(?:\w+:)?author>([^<]+)</", part.decode("utf-8", "replace"))
    return frozenset(filter(None, (unescape(one).strip() for one in listed)))


class _Strings(_Cells):
    """The texts of all cells; those that no cell shows any more are emptied."""

    def __init__(self, links: Links, names: ExcelNames) -> None:
        super().__init__(links)
        self.names = names
        self.number = -1

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name == "si":
            self.number += 1
            attributes.clear()
            if self.number not in self.names.strings:
                return ""
        return super().edit(name, attributes)


def _formats(part: bytes, links: Links, names: ExcelNames) -> bytes:
    """Clean the formats of cells: numbers' formats stay where a cell shows one."""
    used: set[str] = set()
    counted = -1
    inside = False

    def collect(name: str, attributes: dict[str, str]) -> Fate:
        nonlocal counted, inside
        if name in ("cellXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        if name == "xf" and inside:
            counted += 1
            if counted in names.formats:
                used.add(attributes.get("numFmtId", ""))
        return Fate.KEEP

    rewrite(part, office().prefixes, collect)
    return _Formats(links, used).rewrite(part)


class _Formats(_Cells):
    """Formats of cells; users' names of them become numbers."""

    def __init__(self, links: Links, used: set[str]) -> None:
        super().__init__(links)
        self.used = used
        self.number = 0
        self.of_rules = False

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name in ("numFmts", "dxfs"):
            self.of_rules = name == "dxfs"
        if name == "numFmt":
            self.keep_only(attributes, "numFmtId", "formatCode")
            if not attributes.get("numFmtId", "").isdigit():
                return Fate.DROP
            code = attributes.get("formatCode", "")
            if self.of_rules and _HIDING_FORMAT.fullmatch(code):
                raise FileRefused(Reason.HIDDEN)
            if attributes.get("numFmtId") not in self.used:
                attributes["formatCode"] = "General"
            elif _HIDING_FORMAT.fullmatch(code):
                raise FileRefused(Reason.HIDDEN)
            else:
                attributes["formatCode"] = number_format(code)
            return Fate.KEEP
        if name == "cellStyle":
            self.number += 1
            normal = attributes.get("builtinId") == "0"
            attributes["name"] = "Normal" if normal else f"Style {self.number}"
            for key, value in list(attributes.items()):
                if key != "name" and not value.isdigit():
                    del attributes[key]
            self.keep_only(attributes, "name", "xfId", "builtinId", "iLevel", "customBuiltin")
            return Fate.KEEP
        return super().edit(name, attributes)


class _OldDrawing(Editing):
    """The boxes of notes and pictures in headers, in the drawing language of before (VML)."""

    shows_hidden = True

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name == f"{UNKNOWN}:xml":
            attributes.clear()
            return Fate.KEEP
        if name == "x:ClientData" and attributes.get("ObjectType") not in ("Note", "Pict"):
            raise FileRefused(Reason.UNFINISHED)  # a button or another control
        return super().edit(name, attributes)

    def unknown(self, name: str) -> Fate:
        # A note's box shows no text of its own; what is drawn in it is HTML of no schema.
        return Fate.DROP
