"""The components of lists; `{% load components %}` brings them along with the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from web.components import (
    Action,
    Column,
    NavigationItem,
    Older,
    Row,
    SortDirection,
    SortLink,
    Tab,
)
from web.spreadsheets import Format
from web.table_rows import render_rows

register = template.Library()

Values = dict[str, Any]


def request_of(context: Context) -> HttpRequest | None:
    """Return the request of a template, None where a page is drawn without one."""
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None


def _query(context: Context) -> QueryDict:
    """Return a copy of the query of the page's address that may be changed."""
    request = request_of(context)
    return request.GET.copy() if request else QueryDict(mutable=True)


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Tab], *, label: str = "") -> Values:
    """Draw tabs with counts; the current one is marked for everybody."""
    return {"items": items, "label": label or _("Views")}


@register.inclusion_tag("components/older.html", takes_context=True)
def older(context: Context, older: Older) -> Values:
    """Draw the links to earlier entries and back to the newest, where there are any."""
    query = _query(context)
    query[older.name] = older.earlier
    earlier_url = f"?{query.urlencode()}" if older.earlier else ""
    del query[older.name]
    return {"older": older, "earlier_url": earlier_url, "newest_url": f"?{query.urlencode()}"}


@register.inclusion_tag("components/data_table.html", takes_context=True)
def data_table(
    context: Context,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    caption: str,
    parameter: str = "sort",
    order: str = "",
) -> Values:
    """Draw a table whose rows become cards on a phone.

    Headings with a `sort` word link to the page's own address with `?sort=word` or `?sort=-word`.
    `order` names the order when the address names none.
    """
    query = _query(context)
    present = query.get(parameter, "") or order
    headings = []
    for column in columns:
        direction: SortDirection = ""
        if column.sort and present.lstrip("-") == column.sort:
            direction = "descending" if present.startswith("-") else "ascending"
        query[parameter] = f"-{column.sort}" if direction == "ascending" else column.sort
        query.pop("page", None)
        headings.append(SortLink(column, f"?{query.urlencode()}" if column.sort else "", direction))
    csrf_token = context.get("csrf_token")

    def draw_action(action: Action) -> str:
        values = {"action": action, "csrf_token": csrf_token}
        return render_to_string("components/action.html", values)

    return {
        "headings": headings,
        "rows": render_rows(columns, rows, draw_action),
        "caption": caption,
    }


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(
    context: Context, form: BaseForm, *, keep: str = "", target: str = "", label: str = ""
) -> Values:
    """Draw a search form in a row, sent by GET.

    `keep`: parameters of the address to carry along, separated by blanks. `target`: selector of
    the part that htmx replaces while one types; without it, or without scripts, the button sends.
    """
    query = _query(context)
    own = set(form.fields)
    kept = [(key, value) for key in keep.split() if key not in own for value in query.getlist(key)]
    request = request_of(context)
    path = request.path if request else ""
    return {
        "form": form,
        "kept": kept,
        "target": target,
        "label": label or _("Search and filter"),
        "path": path,
        "clear_url": f"{path}?{urlencode(kept)}" if kept else path,
        "filtered": any(query.get(key) for key in own),
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], *, line: str = "", parameter: str = "page") -> Values:
    """Draw where one is in a long list and the way to the other pages."""
    query = _query(context)

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    total, is_more = page.paginator.count, getattr(page.paginator, "is_more", False)
    if is_more:
        shown = _("%(shown)d of more than %(total)d") % {
            "shown": len(page.object_list),
            "total": total - 1,
        }
    else:
        shown = ngettext("%(shown)d of %(total)d", "%(shown)d of %(total)d", total) % {
            "shown": len(page.object_list),
            "total": total,
        }
    return {
        "page": page,
        "line": line,
        "shown": shown,
        "is_more": is_more,
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
        "exports": _exports(context) if context.get("exports") else [],
    }


def _exports(context: Context) -> list[NavigationItem]:
    """The ways to the whole list as a file, filtered and sorted as it is here."""
    query = _query(context)
    query.pop("page", None)
    found = []
    for kind in Format:
        query["export"] = kind
        found.append(NavigationItem(kind.upper(), f"?{query.urlencode()}"))
    return found


@register.inclusion_tag("components/empty_state.html", takes_context=True)
def empty_state(
    context: Context, title: str, words: str = "", *, action: Action | None = None
) -> Values:
    """Say what belongs here and how it gets here."""
    return {
        "title": title,
        "words": words,
        "action": action,
        "csrf_token": context.get("csrf_token"),
    }
