"""The body of a table, drawn in Python: as templates its cells took a third of a list's time.

What a cell looks like is said here alone; head and frame are in `components/data_table.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from web.components import Action, Cell, Chip, Column, Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def render_rows(
    columns: Sequence[Column], rows: Sequence[Row], draw_action: Callable[[Action], str]
) -> SafeString:
    """All rows, the first cell of each as its heading. Raises ValueError where a row has not one
    cell for each column."""
    heads = [
        (
            'class="number' if column.numeric else 'class="',
            f'" data-label="{conditional_escape(column.label)}"><div class="table__cell">',
        )
        for column in columns
    ]
    parts: list[str] = []
    for row in rows:
        attention = ' class="table__row--attention"' if row.attention else ""
        parts.append(f'<tr role="row"{attention}>')
        for number, ((before, after), cell) in enumerate(zip(heads, row.cells, strict=True)):
            tag, role = ("td", 'role="cell"') if number else ("th", 'role="rowheader" scope="row"')
            quiet = " quiet-text" if cell.quiet else ""
            parts.append(
                f"<{tag} {role} {before}{quiet}{after}{_cell(cell, draw_action)}</div></{tag}>"
            )
        parts.append("</tr>")
    return mark_safe("\n".join(parts))  # noqa: S308  each part is escaped


def _cell(cell: Cell, draw_action: Callable[[Action], str]) -> str:
    text = _shown(cell.text)
    drawn = f'<a href="{conditional_escape(cell.url)}">{text}</a>' if cell.url else text
    if cell.chips:
        drawn += f' <span class="chips">{" ".join(map(render_chip, cell.chips))}</span>'
    if cell.line:
        drawn += f'<span class="table__line">{_shown(cell.line)}</span>'
    if cell.actions:
        buttons = "".join(map(draw_action, cell.actions))
        drawn += f'<div class="buttons no-print">{buttons}</div>'
    return drawn


def render_chip(chip: Chip) -> SafeString:
    """A chip, within a table and elsewhere (`{% chip %}`)."""
    return format_html('<span class="chip chip--{}">{}</span>', chip.tone, chip.label)


def _shown(value: StrOrPromise | int) -> str:
    """As a template shows a value: numbers in the reader's format."""
    return conditional_escape(localize(value) if isinstance(value, int) else value)
