"""Searching companies, and what the secretariat reads of matching."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activities.pages import ListPage, Needs
from companies.filters import CompanyFilter
from companies.models import Company
from companies.views.desk import DeskCompanies
from matching import tasks
from matching.engine import Found, search_companies
from matching.finding import keep_need
from matching.needs import Need
from matching.queries import Exposure, exposures, set_aside_texts
from network.models import Organisation
from web.components import Cell, Column, Row


class CompanySearchFilter(CompanyFilter):
    """The same filters; what is typed is looked for by the engine, within all the others."""

    found: Found | None = None

    def filter_queryset(self, queryset: QuerySet[Company]) -> QuerySet[Company]:
        typed = self.form.cleaned_data.pop("q", "")
        narrowed: QuerySet[Company] = super().filter_queryset(queryset)
        self.form.cleaned_data["q"] = typed
        if not typed:
            return narrowed
        own_number = narrowed.filter(
            external_id__iexact=typed, agency=self.request.actor.organisation_id
        )
        self.found = search_companies(typed, get_language() or "en", narrowed)
        ids = [*own_number.values_list("pk", flat=True), *self.found.company_ids]
        places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(ids)]
        return narrowed.filter(pk__in=ids).annotate(
            place=Case(*places, default=Value(len(ids)), output_field=IntegerField())
        )


class SearchCompanies(DeskCompanies):
    """Companies of the agency and those published to the network, searched by words of any
    language; the best first.

    By words and names the answer is there at once, with what NACE says of the meaning. What the
    model says follows as soon as a worker has made the vector of what was typed: the page asks
    again by itself, twice, or by a link. What somebody only passes while typing is not kept.
    """

    template_name = "matching/search_companies.html"
    filterset_class = CompanySearchFilter

    @cached_property
    def typed(self) -> str:
        return self.request.GET.get("q", "").replace("\0", "").strip()[:200]

    @cached_property
    def turn(self) -> int:
        """How often the page has asked again by itself."""
        asked = self.request.GET.get("meaning", "")
        return int(asked) if asked in {"1", "2"} else 0

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.typed and (self.turn or not getattr(request, "htmx", False)):
            need = Need(title=self.typed, text="", language=get_language() or "en")
            if keep_need(need, lasting=False):
                tasks.embed_soon()
        return super().get(request, **kwargs)

    def _order(self) -> str:
        searched = self.filters is not None and self.filters.found is not None
        return "best" if searched and "sort" not in self.request.GET else super()._order()

    def _order_fields(self, order: str) -> list[str]:
        return ["place"] if order == "best" else super()._order_fields(order)

    def further(self) -> dict[str, Any]:
        asks_again = self.request.GET.copy()
        asks_again["meaning"] = str(min(self.turn + 1, 2))
        found = self.filters.found
        return {
            "more_may_come": found is not None and not found.complete,
            "by_itself": self.turn < 2,
            "again": f"?{asks_again.urlencode()}",
        }


class MatchingHealth(ListPage):
    """For the secretariat: how evenly each agency's companies are suggested, without a name, and
    the texts that the model cannot read."""

    needs = Needs.SECRETARIAT
    template_name = "matching/health.html"
    caption = _("How often companies are suggested")
    columns = (
        Column(_("Agency"), "name"),
        Column(_("Companies"), numeric=True),
        Column(_("never suggested"), numeric=True),
        Column(_("1 to 4 times"), numeric=True),
        Column(_("5 times or more"), numeric=True),
    )
    sorts = {"name": ("name",)}
    default_sort = "name"

    def rows(self) -> QuerySet[Organisation]:
        return Organisation.objects.active()

    @cached_property
    def exposures(self) -> dict[Any, Exposure]:
        return exposures()

    def row(self, item: Organisation) -> Row:
        found = self.exposures.get(item.pk, Exposure())
        counts = (found.never, found.sometimes, found.often)
        return Row(
            [
                Cell(item.name),
                Cell(str(found.companies)),
                *(Cell(str(count) if found.told else "–") for count in counts),
            ]
        )

    def further(self) -> dict[str, Any]:
        return {"set_aside": set_aside_texts()}
