"""Searching companies, and what the secretariat reads of matching."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.cards import place, sectors_of
from companies.filters import CompanyFilter
from companies.models import Company
from matching.queries import Exposure, exposures, set_aside_texts
from matching.searching import CompanySearch
from network.models import Organisation
from web.components import Cell, Chip, Column, Row
from web.lists import ListPage
from web.pages import Needs


class DeskCompanies(CompanySearch):
    """The agency's companies and those that are published to the network."""

    needs = Needs.STAFF
    template_name = "matching/desk_companies.html"
    caption = gettext_lazy("Companies")
    filterset_class = CompanyFilter
    columns: ClassVar[tuple[Column, ...]] = (
        Column(
            gettext_lazy("Company"),
            "name",
            line=gettext_lazy("Place"),
            chips=gettext_lazy("Visibility"),
        ),
        Column(gettext_lazy("Sectors")),
        Column(gettext_lazy("Size"), "size", numeric=True),
        Column(gettext_lazy("Agency"), "agency"),
    )
    sorts = {
        "name": ("sort_name",),
        "size": ("head_count", "sort_name"),
        "agency": ("agency__name", "sort_name"),
    }
    default_sort = "name"

    def rows(self) -> QuerySet[Company]:
        return (
            Company.objects.visible_to(self.actor)
            .filter(agency__isnull=False)
            .select_related("agency")
        )

    def further(self) -> dict[str, Any]:
        return {**super().further(), "may_register": self.actor.is_advisor}

    def address_of(self, company: Company) -> str:
        """Where a row leads to."""
        return reverse("companies:desk-company", kwargs={"company_id": company.pk})

    def row(self, item: Company) -> Row:
        own = item.is_served_by(self.actor.organisation_id)
        chips = () if own else (Chip(_("published"), "harbour"),)
        return Row(
            [
                Cell(
                    item.legal_name,
                    line=" · ".join(filter(None, [place(item), item.external_id if own else ""])),
                    url=self.address_of(item),
                    chips=chips,
                ),
                Cell("; ".join(sectors_of(item, 2))),
                Cell(
                    str(item.head_count) if item.head_count is not None else "–",
                    value=item.head_count,
                ),
                Cell(item.agency.name if item.agency else "", quiet=True),
            ]
        )


class MatchingHealth(ListPage[Organisation]):
    """For the secretariat: how evenly each agency's companies are suggested, without a name, and
    the texts that the model cannot read."""

    needs = Needs.SECRETARIAT
    template_name = "matching/health.html"
    caption = gettext_lazy("How often companies are suggested")
    columns = (
        Column(gettext_lazy("Agency"), "name"),
        Column(gettext_lazy("Companies"), numeric=True),
        Column(gettext_lazy("never suggested"), numeric=True),
        Column(gettext_lazy("1 to 4 times"), numeric=True),
        Column(gettext_lazy("5 times or more"), numeric=True),
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
                Cell(str(found.companies), value=found.companies),
                *(
                    Cell(str(count) if found.told else "–", value=count if found.told else None)
                    for count in counts
                ),
            ]
        )

    def further(self) -> dict[str, Any]:
        texts, older = set_aside_texts(self.request.GET)
        return {"set_aside": texts, "older_set_aside": older}
