"""Which organisations to ask: proposed ones with reasons first, the others of the network after."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from activities.actor import Actor
from cooperation_requests.enums import WAITING_FOR_ANSWER
from cooperation_requests.matching_need import need_of
from cooperation_requests.models import Brief, CooperationRequest, Referral
from matching.needs import OrganisationFacts
from matching.scoring import rank_organisations
from matching.wording import words_of
from network import regions
from network.models import Organisation


@dataclass(frozen=True)
class Proposed:
    """An organisation that may be asked; `line` says why or where it is."""

    organisation: Organisation
    line: str
    proposed: bool


def proposed_organisations(actor: Actor, request: CooperationRequest) -> list[Proposed]:
    """Everybody who may be asked now: by region and sector of the brief first."""
    brief = Brief.objects.visible_to(actor).filter(request=request).order_by("-version").first()
    if brief is None:
        return []
    waiting = Referral.objects.visible_to(actor).filter(
        request=request, state__in=WAITING_FOR_ANSWER
    )
    found = {
        one.pk: one
        for one in Organisation.objects.active()
        .exclude(pk=request.home_agency_id)
        .exclude(pk__in=waiting.values("organisation_id"))
        .order_by("name")
    }
    asked_before = set(
        Referral.objects.visible_to(actor)
        .filter(request=request)
        .values_list("organisation_id", flat=True)
    )
    ranked = rank_organisations(
        need_of(brief),
        [
            OrganisationFacts(one.pk, tuple(one.regions), tuple(one.sectors))
            for one in found.values()
        ],
    )
    language = get_language() or "en"
    first = [
        Proposed(
            found[match.organisation_id],
            " · ".join(words_of(reason) for reason in match.reasons),
            match.organisation_id not in asked_before,
        )
        for match in ranked
    ]
    shown = {one.organisation.pk for one in first}
    rest = [
        Proposed(one, regions.country_name(one.country, language), False)
        for one in found.values()
        if one.pk not in shown
    ]
    return first + rest
