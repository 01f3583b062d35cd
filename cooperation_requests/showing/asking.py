"""Which organisations to ask: proposed ones with reasons first, the others of the network after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from accounts.names import fold
from activities.actor import Actor
from companies.models import Company
from cooperation_requests.enums import WAITING_FOR_ANSWER
from cooperation_requests.filters import MOST_WORDS
from cooperation_requests.matching_need import need_of
from cooperation_requests.models import CooperationRequest, Referral
from cooperation_requests.queries import answering_lately, newest_brief
from matching.engine import rank_companies
from matching.needs import Need, OrganisationFacts, OrganisationMatch
from matching.scoring import rank_organisations, served_wishes
from matching.wording import words_of
from network import regions
from network.models import Organisation

# So many companies are looked at to say where some are; less than this many points is no fit.
LOOKED_AT = 40
FITS_FROM = 40
# So many are ticked at first: who wants to ask more ticks them.
TICKED = 5


@dataclass(frozen=True)
class Proposed:
    """An organisation that may be asked; `line` says why or where it is."""

    organisation: Organisation
    line: str
    ticked: bool


def proposed_organisations(actor: Actor, request: CooperationRequest) -> list[Proposed]:
    """Everybody who may be asked now: by region and sector of the brief first."""
    brief = newest_brief(actor, request.pk)
    if brief is None:
        return []
    waiting = Referral.objects.visible_to(actor).filter(
        request=request, state__in=WAITING_FOR_ANSWER
    )
    found = {
        one.pk: one
        for one in Organisation.objects.may_be_asked()
        .exclude(pk=request.home_agency_id)
        .exclude(pk__in=waiting.values("organisation_id"))
        .order_by("name")
    }
    asked_before = set(
        Referral.objects.visible_to(actor)
        .filter(request=request)
        .values_list("organisation_id", flat=True)
    )
    need = need_of(brief, (request.home_agency.country,))
    ranked = _ranked(actor, need, found)
    language = get_language() or "en"
    new = [match.organisation_id for match in ranked if match.organisation_id not in asked_before]
    first = [
        Proposed(
            found[match.organisation_id],
            " · ".join(words_of(reason) for reason in match.reasons),
            match.organisation_id in new[:TICKED],
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


def _ranked(
    actor: Actor, need: Need, found: Mapping[UUID, Organisation]
) -> list[OrganisationMatch]:
    """Those that serve the need, the best first."""
    # Only of those that can be ranked anything more is read.
    serving = [
        one for one in found.values() if not need.regions or served_wishes(need, one.regions)
    ]
    lately = answering_lately(one.pk for one in serving)
    fitting = _fitting_companies(actor, need, found)
    return rank_organisations(
        need,
        [
            OrganisationFacts(
                one.pk,
                tuple(one.regions),
                tuple(one.sectors),
                tuple(one.services),
                asked=lately[one.pk].asked,
                answered=lately[one.pk].answered,
                working_days=lately[one.pk].working_days,
                to_answer=lately[one.pk].to_answer,
                fitting=fitting[one.pk],
            )
            for one in serving
        ],
    )


# So many are shown, and as many more are found at once.
SHOWN = 25


def to_choose_from(
    every: Sequence[Proposed], *, ticked: Collection[str], named: str
) -> list[Proposed]:
    """The first ones, those that are `ticked` (by key), and of the others those that `named` names
    by words of name, town or country; in the order of all."""
    words = fold(named).split()[:MOST_WORDS]
    language = get_language() or "en"
    found: set[UUID] = set()
    for one in every[SHOWN:] if words else ():
        place = regions.country_name(one.organisation.country, language)
        known = fold(f"{one.organisation.name} {one.organisation.city} {place}")
        if len(found) < SHOWN and all(word in known for word in words):
            found.add(one.organisation.pk)
    return [
        one
        for number, one in enumerate(every)
        if number < SHOWN or str(one.organisation.pk) in ticked or one.organisation.pk in found
    ]


def _fitting_companies(
    actor: Actor, need: Need, organisations: Collection[UUID]
) -> Counter[UUID | None]:
    """How many companies of each organisation fit, of those alone that every agency may see."""
    if not organisations:
        return Counter()
    scope = Company.objects.visible_to(actor).filter(
        Company.published_rule(), agency__in=organisations
    )
    found = rank_companies(need, scope, limit=LOOKED_AT, within=need.regions)
    return Counter(one.company.agency_id for one in found.matches if one.score >= FITS_FROM)
