"""Filters of the lists of requests and referrals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.names import fold
from activities.actor import Actor
from activities.clock import now
from companies.models import Company
from companies.ownership import served_by
from cooperation_requests.enums import Kind, RequestState, WaitsFor
from cooperation_requests.models import Brief, CooperationRequest, Referral
from cooperation_requests.searching import document, holds
from network import sectors
from network.fields import served_regions
from network.filters import PickedFilter
from network.models import Organisation
from network.queries import names_of_advisors

# So many of the words typed count.
MOST_WORDS = 8


def _search_field() -> dict[str, Any]:
    return {
        "label": _("Search"),
        "max_length": 200,
        "widget": forms.TextInput(
            attrs={"placeholder": _("words, number, company"), "type": "search"}
        ),
    }


def sector_choices() -> list[tuple[str, str]]:
    """Sections and divisions in the reader's language."""
    return sectors.choices(get_language() or "en")


def advisor_choices(actor: Actor) -> list[tuple[str, Any]]:
    """Oneself, nobody, and the colleagues."""
    assert actor.organisation_id is not None  # noqa: S101  the inbox is an agency's
    people = [
        (str(key), name)
        for key, name in names_of_advisors(actor.organisation_id)
        if key != actor.user_id
    ]
    return [("me", _("Me")), ("nobody", _("Not taken")), *people]


class InboxFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, sector, region, advisor, kind, due: all in the address."""

    q = django_filters.CharFilter(method="search", **_search_field())
    sector = django_filters.ChoiceFilter(
        method="by_sector",
        label=_("Sector"),
        empty_label=_("All sectors"),
        choices=sector_choices,
    )
    region = PickedFilter(
        leaves="in_regions",
        label=_("Target region"),
        empty_label=_("All regions"),
        choices=lambda request: served_regions(),
    )
    advisor = PickedFilter(
        leaves="of_advisors",
        label=_("Advisor"),
        empty_label=_("Everybody"),
        choices=lambda request: advisor_choices(request.actor),
    )
    kind = django_filters.ChoiceFilter(
        choices=Kind.choices, label=_("Kind"), empty_label=_("All kinds")
    )
    due = django_filters.ChoiceFilter(
        method="by_due",
        label=_("Due"),
        empty_label=_("Any time"),
        choices=[("late", _("Late")), ("soon", _("Within 2 days"))],
    )

    class Meta:
        model = CooperationRequest
        fields: tuple[str, ...] = ()

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = {word: fold(word) for word in value.split()[:MOST_WORDS]}
        called = Q()
        for folded in words.values():
            called |= Q(sort_name__contains=folded)
        # Their keys at once: beside a list of them the words are found by their index.
        companies = list(
            Company.objects.unrestricted("their requests are filtered, and seen by rule")
            .filter(called, served_by(self.request.actor.organisation_id))
            .values_list("pk", "sort_name")
        )
        for word, folded in words.items():
            found = holds(word, document(reference="reference"))
            if own := [pk for pk, sort_name in companies if folded in sort_name]:
                found |= Q(company__in=own)
            queryset = queryset.filter(found)
        return queryset

    def by_sector(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(sectors__overlap=[one.code for one in sectors.below(value)])

    def in_regions(self, queryset: QuerySet[Any], regions: list[str]) -> QuerySet[Any]:
        return queryset.filter(regions__overlap=regions)

    def of_advisors(self, queryset: QuerySet[Any], advisors: list[str]) -> QuerySet[Any]:
        people = {self.request.actor.user_id if one == "me" else one for one in advisors}
        found = Q(responsible__in=people - {"nobody"})
        if "nobody" in people:
            found |= Q(responsible__isnull=True)
        return queryset.filter(found)

    def by_due(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "late":
            return queryset.filter(CooperationRequest.late_rule())
        return queryset.filter(late_from__lte=now() + timedelta(days=2))


class CompanyRequestFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search and state in the company's own list."""

    q = django_filters.CharFilter(method="search", **_search_field())
    state = django_filters.ChoiceFilter(
        choices=RequestState.choices, label=_("State"), empty_label=_("All states")
    )

    class Meta:
        model = CooperationRequest
        fields: tuple[str, ...] = ()

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        for word in value.split()[:MOST_WORDS]:
            queryset = queryset.filter(holds(word, document(reference="reference")))
        return queryset


class ReferralFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search in the brief alone, and who is responsible."""

    q = django_filters.CharFilter(method="search", **_search_field())
    responsible = django_filters.ChoiceFilter(
        method="by_responsible",
        label=_("Advisor"),
        empty_label=_("Everybody"),
        choices=[("me", _("Me")), ("nobody", _("Not taken"))],
    )
    due = django_filters.ChoiceFilter(
        method="by_due",
        label=_("Due"),
        empty_label=_("Any time"),
        choices=[("late", _("Late"))],
    )

    class Meta:
        model = Referral
        fields: tuple[str, ...] = ()

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        agencies = dict(Organisation.objects.values_list("pk", "name"))
        # Of what is open to the reader: one's own referral's brief, in the version given last.
        briefs = Brief.objects.unrestricted("by the referral's own rule").filter(
            request=OuterRef("request"), version=OuterRef("brief_version")
        )
        for word in value.split()[:MOST_WORDS]:
            found = Referral.brief_open_rule() & Q(Exists(briefs.filter(holds(word, document()))))
            if asked := [pk for pk, name in agencies.items() if fold(word) in fold(name)]:
                found |= Q(request__home_agency__in=asked)
            if any(map(str.isdigit, word)):
                found |= Q(request__reference__icontains=word)
            queryset = queryset.filter(found)
        return queryset

    def by_responsible(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "me":
            return queryset.filter(responsible_id=self.request.actor.user_id)
        return queryset.filter(responsible__isnull=True)

    def by_due(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(Referral.late_rule(), waits_for=WaitsFor.PARTNER)
