"""A brief as a need: what matching searches by comes from the brief alone, what it learns from the
moves of suggestions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from activities.transitions import SAME, Moved
from companies.models import Company
from cooperation_requests.enums import Kind, SuggestionState
from cooperation_requests.models import Brief, Referral, Suggestion
from cooperation_requests.models.request import Need as NeedFields
from matching import memory
from matching.engine import rank_companies
from matching.models import Outcome
from matching.needs import Need
from network.models import Service
from network.sectors import DIVISION, ancestors

# So many fitting companies are proposed to a partner at once.
CANDIDATES_SHOWN = 5
OUTCOMES = {
    SuggestionState.SUBMITTED: Outcome.SUGGESTED,
    SuggestionState.SHORTLISTED: Outcome.SUGGESTED,
    SuggestionState.PRESENTED: Outcome.SUGGESTED,
    SuggestionState.SET_ASIDE: Outcome.SET_ASIDE,
    SuggestionState.NOT_INTERESTED: Outcome.NOT_INTERESTED,
    SuggestionState.INTERESTED: Outcome.INTERESTED,
    SuggestionState.INTRODUCED: Outcome.INTRODUCED,
}
# What an agency has to offer to help with a kind of partner; any other: a search for partners.
SERVICES = {
    Kind.LICENCE: Service.TECHNOLOGY,
    Kind.RESEARCH: Service.TECHNOLOGY,
    Kind.INVESTMENT: Service.INVESTMENT,
    Kind.JOINT_VENTURE: Service.INVESTMENT,
    Kind.MARKET_INFORMATION: Service.MARKET_INFORMATION,
}
# Who knows a company already has said nothing of how it fits.
SAYS_NOTHING_OF_FIT = frozenset({"known_already"})


def need_of(brief: NeedFields, countries: Sequence[str] = ()) -> Need:
    """The need that a brief words; `countries` is where the agency that asks has its seat."""
    return Need(
        title=brief.title,
        text=brief.text,
        language=brief.language,
        kind=brief.kind,
        sectors=tuple(brief.sectors),
        regions=tuple(brief.regions),
        size_classes=tuple(brief.size_classes),
        languages=tuple(brief.languages),
        countries=tuple(countries),
        service=SERVICES.get(Kind(brief.kind), Service.PARTNER_SEARCH) if brief.kind else "",
    )


def finds_first(brief: NeedFields, company: Company) -> bool:
    """Whether of all companies that the network may look at, the brief finds `company` first: who
    looks for it would know at once who asks."""
    if not company.is_published:
        return False
    scope = Company.objects.unrestricted("only whether its own company is first is told").filter(
        Company.published_rule()
    )
    countries = (company.agency.country,) if company.agency is not None else ()
    found = rank_companies(need_of(brief, countries), scope).matches
    return bool(found) and found[0].company_id == company.pk


def coarser(brief: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a brief that say less of who asks: sectors as divisions, no quantities, any
    size of partner."""
    divisions = [(*ancestors(code), code)[:DIVISION][-1] for code in brief["sectors"]]
    return {
        **brief,
        "sectors": list(dict.fromkeys(divisions)),
        "quantities": "",
        "size_classes": [],
    }


def learn(moved: Iterable[Moved[Any]]) -> None:
    """Matching notes what became of suggestions that entered a state which says so."""
    for one in moved:
        row = one.row
        if not isinstance(row, Suggestion) or one.line.target == SAME:
            continue
        outcome = OUTCOMES.get(SuggestionState(row.state))
        brief = _brief_of(row.referral) if outcome else None
        if outcome is None or brief is None:
            continue
        reason = str(one.activity.data.get("reason", ""))
        memory.note(
            row.referral.request_id,
            need_of(brief),
            [row.company_id],
            outcome,
            reason=reason,
            counts=reason not in SAYS_NOTHING_OF_FIT,
        )


def _brief_of(referral: Referral) -> Brief | None:
    return (
        Brief.objects.unrestricted("only matching reads it, under an opaque key")
        .filter(request=referral.request_id, version=referral.brief_version)
        .first()
    )
