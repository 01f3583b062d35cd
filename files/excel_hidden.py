"""What of a sheet nobody sees: hidden rows and columns, covered cells, and what lies over them."""

from __future__ import annotations

import re
from typing import Final

from files.errors import FileRefused, Reason
from files.vocabulary import office
from files.xml_rewriting import Fate, rewrite

CELL: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")

# First column and row, last column and row, all from 1.
Area = tuple[int, int, int, int]
# Characters of a column, points of a row: less is no place to read in.
_NARROWEST: Final = 0.5


def merged_areas(part: bytes) -> list[Area]:
    """Return the areas of a sheet that are one cell each."""
    found: list[Area] = []

    def collect(name: str, attributes: dict[str, str]) -> Fate:
        if name == "mergeCell":
            ends = [CELL.fullmatch(one) for one in attributes.get("ref", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                (left, top), (right, bottom) = ends[0].groups(), ends[1].groups()
                found.append((column_of(left), int(top), column_of(right), int(bottom)))
        return Fate.KEEP

    if b"mergeCell" in part:
        rewrite(part, office().prefixes, collect)
    return found


def is_unseen(size: str | None) -> bool:
    try:
        return size is not None and float(size) < _NARROWEST
    except ValueError as error:
        raise FileRefused(Reason.DAMAGED) from error


def is_on(attributes: dict[str, str], key: str) -> bool:
    return attributes.get(key) in ("1", "true", "on")


def column_of(letters: str) -> int:
    """Return the number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _hidden(part: bytes) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the rows and the columns of a sheet that nobody sees, from first to last."""
    rows: list[tuple[int, int]] = []
    columns: list[tuple[int, int]] = []

    def collect(name: str, attributes: dict[str, str]) -> Fate:
        if name == "row" and is_hidden(attributes, "ht"):
            number = int(attributes.get("r", "0"))
            rows.append((number, number))
        elif name == "col" and is_hidden(attributes, "width"):
            columns.append((int(attributes.get("min", "1")), int(attributes.get("max", "16384"))))
        return Fate.KEEP

    rewrite(part, office().prefixes, collect)
    return rows, columns


def hides_by_default(attributes: dict[str, str]) -> bool:
    """Whether a sheet's rows or columns are hidden but for those that say otherwise."""
    return (
        is_on(attributes, "zeroHeight")
        or is_unseen(attributes.get("defaultRowHeight"))
        or is_unseen(attributes.get("defaultColWidth"))
    )


def nobody_sees(over: list[Area], part: bytes, merged: list[Area]) -> bool:
    """Whether something that lies over cells lies over none that is seen."""
    rows, columns = _hidden(part)
    for left, top, right, bottom in over:
        covered = (left, top) == (right, bottom) and any(
            first <= left <= last and start <= top <= end and (left, top) != (first, start)
            for first, start, last, end in merged
        )
        if covered or _all_in(rows, top, bottom) or _all_in(columns, left, right):
            return True
    return False


def is_hidden(attributes: dict[str, str], size: str) -> bool:
    return is_on(attributes, "hidden") or is_unseen(attributes.get(size))


def _all_in(hidden: list[tuple[int, int]], first: int, last: int) -> bool:
    """Whether nothing from `first` to `last` is seen."""
    seen_from = first
    for start, end in sorted(hidden):
        if start <= seen_from <= end:
            seen_from = end + 1
    return seen_from > last


def anchored(drawing: bytes | None) -> list[Area]:
    """Return the cells over which shapes and pictures lie that grow and shrink with them."""
    found: list[Area] = []
    ends: list[int] = []
    within = ""

    def collect(name: str, attributes: dict[str, str]) -> Fate:
        nonlocal within
        if name in ("xdr:twoCellAnchor", "xdr:from", "xdr:to"):
            if name == "xdr:twoCellAnchor":
                ends.clear()
            within = name
        return Fate.KEEP

    def read(element: str, text: str) -> str:
        if element in _PLACES and within and text.strip().lstrip("-").isdigit():
            ends.append(int(text))
            if len(ends) == 2 * len(_PLACES):
                left, _, top, _, right, into_column, bottom, into_row = ends
                # Counted from 0; what ends where a cell begins does not lie over it.
                found.append(
                    (
                        left + 1,
                        top + 1,
                        max(left, right - (into_column == 0)) + 1,
                        max(top, bottom - (into_row == 0)) + 1,
                    )
                )
                ends.clear()
        return text

    if drawing is not None and b"twoCellAnchor" in drawing:
        rewrite(drawing, office().prefixes, collect, read)
    return found


_PLACES: Final = ("xdr:col", "xdr:colOff", "xdr:row", "xdr:rowOff")


def noted(remarks: bytes | None) -> list[Area]:
    """Return the cells that have notes."""
    found: list[Area] = []

    def collect(name: str, attributes: dict[str, str]) -> Fate:
        place = CELL.fullmatch(attributes.get("ref", "")) if name == "comment" else None
        if place:
            column, row = column_of(place[1]), int(place[2])
            found.append((column, row, column, row))
        return Fate.KEEP

    if remarks is not None:
        rewrite(remarks, office().prefixes, collect)
    return found
