"""Lists of companies that are searched by the engine: words of any language, names, meaning."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import get_language

from companies.models import Company
from companies.ownership import served_by
from matching import tasks
from matching.engine import search_companies
from matching.finding import keep_need
from matching.nearest import Among
from matching.needs import Need
from web.lists import ListPage


class CompanySearch(ListPage[Company]):
    """Base of lists of companies; what is typed as `q` is found among its rows, the best first.

    By words and names the answer is there at once, with what NACE says of the meaning. What the
    model says follows as soon as a worker has made the vector of what was typed: the page asks
    again by itself, twice, or by a link. What somebody only passes while typing is not kept.
    """

    by_key = True
    # Whether all that matching knows went into what was found; None: nothing was searched.
    complete: bool | None = None
    # The rows that were searched and the keys found among them, the best first.
    best: tuple[QuerySet[Company], list[UUID]] | None = None

    @cached_property
    def typed(self) -> str:
        return self.request.GET.get("q", "").replace("\0", "").strip()[:200]

    @cached_property
    def turn(self) -> int:
        """How often the page has asked again by itself."""
        asked = self.request.GET.get("meaning", "")
        return int(asked) if asked in {"1", "2"} else 0

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if self.typed and (self.turn or not getattr(request, "htmx", False)):
            need = Need(title=self.typed, text="", language=get_language() or "en")
            if keep_need(need, lasting=False):
                tasks.embed_soon()
        return super().get(request, **kwargs)

    def chosen(self, name: str) -> frozenset[str]:
        """The code that a filter of this name was set to."""
        code = self.filters.form.cleaned_data.get(name) if self.filters is not None else ""
        return frozenset({code}) if code else frozenset()

    def searched(self, found: QuerySet[Company]) -> QuerySet[Company]:
        if not self.typed:
            return found
        # Region and sector also by the index: it finds who has both faster than the filters do.
        among = Among(found, self.chosen("region"), self.chosen("sector"))
        answer = search_companies(self.typed, get_language() or "en", among)
        self.complete = answer.complete
        own_number = found.filter(
            served_by(self.actor.organisation_id), external_id__iexact=self.typed
        ).values_list("pk", flat=True)
        ids = list(dict.fromkeys([*own_number, *answer.company_ids]))
        self.best = (found, ids)
        places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(ids)]
        return found.filter(pk__in=ids).annotate(
            place=Case(*places, default=Value(len(ids)), output_field=IntegerField())
        )

    def _page(self, found: QuerySet[Company]) -> PaginatorPage[Company]:
        if self.best is None or self._order() != "best":
            return super()._page(found)
        # Who is found is known, and in which order: only the rows of the page are read.
        among, ids = self.best
        page: Any = Paginator(ids, self.per_page).get_page(self.request.GET.get("page"))
        rows = among.in_bulk(list(page.object_list))
        page.object_list = [rows[key] for key in page.object_list if key in rows]
        return page  # type: ignore[no-any-return]

    def keys(self) -> list[Any]:
        keys = super().keys()
        if self.best is None or self._order() != "best":
            return keys
        found = set(keys)
        return [key for key in self.best[1] if key in found]

    def _order(self) -> str:
        searched = self.complete is not None
        return "best" if searched and "sort" not in self.request.GET else super()._order()

    def _order_fields(self, order: str) -> list[str]:
        return ["place"] if order == "best" else super()._order_fields(order)

    def further(self) -> dict[str, Any]:
        asks_again = self.request.GET.copy()
        asks_again["meaning"] = str(min(self.turn + 1, 2))
        return {
            "more_may_come": self.complete is False,
            "by_itself": self.turn < 2,
            "again": f"?{asks_again.urlencode()}",
        }
