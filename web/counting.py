"""Counting no further than somebody needs to know: a desk looks at 0 to 999, then at 'more'."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db import connection
from django.db.models import QuerySet

from web.components import COUNTED


def counts(found: Mapping[str, QuerySet[Any]], most: int = COUNTED) -> dict[str, int]:
    """How many rows each query finds, up to `most`, which then means at least so many; one query
    for any number of them."""
    counted: dict[str, int] = {}
    parts: list[str] = []
    params: list[Any] = []
    for name, rows in found.items():
        try:
            # Of several queries put together only their common columns are there.
            keys = rows if rows.query.combinator else rows.order_by().values("pk")
            sql, values = keys[:most].query.sql_with_params()
        except EmptyResultSet:
            counted[name] = 0
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS one)")  # noqa: S608  Django's own SQL
        params.extend(values)
    if not parts:
        return counted
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        (row,) = cursor.fetchall()
    asked = (name for name in found if name not in counted)
    return counted | dict(zip(asked, row, strict=True))


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a query that is counted up to COUNTED rows, or one beyond the page that is asked
    for: `is_more` tells that there may be more than `count`."""

    def __init__(self, found: QuerySet[Any], per_page: int, asked: str | None) -> None:
        super().__init__(found, per_page)
        self.found = found
        number = int(asked) if asked and asked.isdecimal() and len(asked) < 8 else 1
        self.most = max(COUNTED, number * per_page + 1)

    def get_page(self, number: int | float | str | None) -> Page:  # type: ignore[type-arg]
        """The page of this number; of one that there is not the last, where it is known, else the
        first."""
        try:
            return self.page(number)  # type: ignore[arg-type]  # it looks itself
        except PageNotAnInteger:
            return self.page(1)
        except EmptyPage:
            return self.page(1 if self.is_more else self.num_pages)

    @cached_property
    def count(self) -> int:
        return counts({"rows": self.found}, self.most)["rows"]

    @property
    def is_more(self) -> bool:
        return self.count >= self.most
