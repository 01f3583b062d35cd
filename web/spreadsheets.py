"""A declared list as CSV or XLSX: the same columns and rows as on its page.

What stands below the text of a cell, and its chips, are columns of their own, called as the column
says. Text that a spreadsheet would take for a formula goes out as text (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import IO

import xlsxwriter  # type: ignore[import-untyped]
from django.utils import timezone

from web.components import Cell, Column, Row

# Of what Excel takes in a cell, and of rows in a sheet, its head included.
MOST_SIGNS = 32_767
MOST_ROWS = 1_048_576
# What a program takes for a formula where a cell begins; and one begins where another program's
# separator, or the end of a line, stands within a text.
FORMULA = re.compile(r"(^|[;\t\r\n])(?=[=+\-@\t\r＝＋－＠])")

Value = str | int | date | datetime


class Format(StrEnum):
    """What a list can be exported as."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        if self is Format.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def heads_of(columns: Sequence[Column]) -> list[str]:
    """The headings: of each column, then of what stands below and of the chips of its cells."""
    return [
        str(head)
        for column in columns
        for head in (column.label, column.line, column.chips)
        if head
    ]


def values_of(columns: Sequence[Column], row: Row) -> list[Value]:
    """The values of one row, as many as there are headings. Raises ValueError for a cell with a
    line, or with chips beside its text, of a column that does not say what they are."""
    found: list[Value] = []
    for column, cell in zip(columns, row.cells, strict=True):
        chips = "; ".join(str(chip.label) for chip in cell.chips)
        if (cell.line and not column.line) or (cell.text and chips and not column.chips):
            raise ValueError(f"The column {column.label!r} does not say what stands below.")
        found.append(_value(cell, "" if column.chips else chips))
        if column.line:
            found.append(str(cell.line))
        if column.chips:
            found.append(chips)
    return found


def _value(cell: Cell, chips: str) -> Value:
    value = cell.value if cell.value is not None else cell.text
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, int | date):
        return value
    return str(value) or chips


def write(
    kind: Format, columns: Sequence[Column], rows: Iterable[Row], to: IO[bytes], title: str
) -> None:
    """Write a list into `to`, row by row."""
    found = (values_of(columns, row) for row in rows)
    if kind is Format.CSV:
        _write_csv(heads_of(columns), found, to)
    else:
        _write_xlsx(heads_of(columns), found, to, title)


def _write_csv(heads: list[str], rows: Iterable[list[Value]], to: IO[bytes]) -> None:
    """RFC 4180, with the mark by which Excel knows UTF-8."""
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_harmless(value) for value in row])
    text.detach()


def _harmless(value: Value) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, str):
        return FORMULA.sub(r"\1'", value)
    return str(value)


def _write_xlsx(heads: list[str], rows: Iterable[list[Value]], to: IO[bytes], title: str) -> None:
    book = xlsxwriter.Workbook(
        to,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title, "author": "Kontor"})
    bold = book.add_format({"bold": True})
    as_day = book.add_format({"num_format": "yyyy-mm-dd"})
    as_moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 24)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(number, place, value, as_moment)
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, as_day)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, value[:MOST_SIGNS])
    book.close()
