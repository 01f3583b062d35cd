"""Declared lists: rows, filters, columns; searched, sorted and paged by their address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django.core.paginator import Page as PaginatorPage
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from web.components import Column, Row
from web.counting import BoundedPaginator
from web.exports import answer
from web.pages import Page
from web.spreadsheets import Format

Item = TypeVar("Item", bound=Model)
# So many rows of an exported list are read at once.
BATCH = 500


class ListPage(Page, Generic[Item]):
    """A declared list: rows, filters, columns; searched, sorted and paged by its address."""

    columns: ClassVar[tuple[Column, ...]] = ()
    sorts: ClassVar[dict[str, tuple[str, ...]]] = {}
    default_sort: ClassVar[str] = ""
    per_page: ClassVar[int] = 25
    filterset_class: ClassVar[Any] = None
    caption: ClassVar[Any] = ""
    # Whether the keys of a page are found first, by indexes alone, and only its rows are read then.
    by_key: ClassVar[bool] = False
    # Whether the list can be had as a file: what is only picked from cannot.
    exports: ClassVar[bool] = True
    # The filters of this request, once they are read.
    filters: Any = None

    def rows(self) -> QuerySet[Item]:
        """What this actor may see of the list, by `visible_to`."""
        raise NotImplementedError

    def searched(self, found: QuerySet[Item]) -> QuerySet[Item]:
        """What a search leaves of what the filters let through."""
        return found

    def load(self, items: Sequence[Item]) -> None:
        """Read at once what all rows of the page need."""

    def row(self, item: Item) -> Row:
        """One row of the table."""
        raise NotImplementedError

    def further(self) -> dict[str, Any]:
        """What else the template shows."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get("export", "")
        if self.exports and asked in list(Format):
            return answer(self, Format(asked), request, self.actor)
        found = self._found()
        order = self._order()
        page = self._page(found.order_by(*self._order_fields(order), "pk"))
        self.load(list(page.object_list))
        context = {
            "columns": self.columns,
            "rows": [self.row(item) for item in page.object_list],
            "page": page,
            "order": order,
            "filter_form": self.filters.form if self.filters is not None else None,
            "caption": self.caption,
            "exports": self.exports,
            **self.further(),
        }
        response = self.show(context)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def _found(self) -> QuerySet[Item]:
        """The rows that filters and search leave."""
        found = self.rows()
        if self.filterset_class is not None:
            self.filters = self.filterset_class(
                self.request.GET, queryset=found, request=self.request
            )
            found = self.filters.qs
        return self.searched(found)

    @property
    def file_title(self) -> str:
        """What an exported list is called."""
        return str(self.caption)

    def keys(self) -> list[Any]:
        """The keys of all rows that are found, in the order of the page."""
        found = self._found()
        ordered = found.order_by(*self._order_fields(self._order()), "pk")
        return list(ordered.values_list("pk", flat=True))

    def exported(self, keys: Sequence[Any]) -> Iterator[Row]:
        """The rows of these keys as the table has them, in their order, read in batches."""
        found = self._found().order_by()
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            rows = {row.pk: row for row in found.filter(pk__in=batch)}
            items = [rows[key] for key in batch if key in rows]
            self.load(items)
            yield from map(self.row, items)

    def _order(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else self.default_sort

    def _order_fields(self, order: str) -> list[str]:
        fields = self.sorts.get(order.removeprefix("-"), ())
        if not order.startswith("-"):
            return list(fields)
        return [one.removeprefix("-") if one.startswith("-") else f"-{one}" for one in fields]

    def _page(self, found: QuerySet[Any]) -> PaginatorPage[Any]:
        asked = self.request.GET.get("page")
        if not self.by_key:
            return BoundedPaginator(found, self.per_page, asked).get_page(asked or 1)
        keys = found.values_list("pk", flat=True)
        page = BoundedPaginator(keys, self.per_page, asked).get_page(asked or 1)
        places = {key: place for place, key in enumerate(page.object_list)}
        rows = found.order_by().filter(pk__in=list(places))
        page.object_list = sorted(rows, key=lambda row: places[row.pk])
        return page
