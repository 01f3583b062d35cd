"""Filters of lists of companies."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.enums import SizeClass, Visibility
from companies.models import Company
from network import sectors
from network.fields import grouped, served_regions
from network.filters import PickedFilter, flat
from network.models import Organisation
from network.regions import within


class CompanyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Words, agency, region, sector, size, visibility."""

    q = django_filters.CharFilter(
        method="leave",
        label=_("Search"),
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("name, town, words"), "type": "search"}),
    )
    agency = PickedFilter(
        leaves="of_agencies",
        label=_("Agency"),
        empty_label=_("All agencies"),
        choices=lambda request: Organisation.objects.active().values_list("pk", "name"),
    )
    region = PickedFilter(
        leaves="in_regions",
        label=_("Region"),
        empty_label=_("All regions"),
        choices=lambda request: served_regions(),
        # Companies are told by regions that lie within those that an agency serves.
        further=lambda: grouped(within(code for code, _name in flat(served_regions()))),
    )
    sector = django_filters.ChoiceFilter(
        method="by_sector",
        label=_("Sector"),
        empty_label=_("All sectors"),
        choices=lambda: sectors.choices(get_language() or "en"),
    )
    size_class = django_filters.ChoiceFilter(
        choices=SizeClass.choices, label=_("Size"), empty_label=_("All sizes")
    )
    visibility = django_filters.ChoiceFilter(
        choices=Visibility.choices, label=_("Visibility"), empty_label=_("All")
    )

    class Meta:
        model = Company
        fields: tuple[str, ...] = ()

    def leave(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """What is typed is looked for by the page, among what the other filters let through."""
        return queryset

    def of_agencies(self, queryset: QuerySet[Any], agencies: list[str]) -> QuerySet[Any]:
        return queryset.filter(agency__in=agencies)

    def in_regions(self, queryset: QuerySet[Any], regions: list[str]) -> QuerySet[Any]:
        return queryset.filter(region__in=within(regions))

    def by_sector(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        within = Q()
        for revision in sectors.REVISIONS:
            codes = sorted(sectors.within_revision(value, revision))
            within |= Q(sector_revision=revision, sectors__overlap=codes)
        return queryset.filter(within)


class OwnCompanyFilter(CompanyFilter):
    """Among the companies of one agency."""

    agency = None  # type: ignore[assignment]
    visibility = None
