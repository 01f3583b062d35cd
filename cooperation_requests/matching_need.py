"""A brief as a need: what matching searches by comes from the brief alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from companies.models import Company
from cooperation_requests.kinds import kind_of
from cooperation_requests.models.request import Need as NeedFields
from matching.engine import rank_companies
from matching.needs import Need
from network.sectors import DIVISION, ancestors

# So many fitting companies are proposed to a partner at once.
CANDIDATES_SHOWN = 5


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
        service=kind_of(brief.kind).service if brief.kind else "",
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
