"""Which of matching's reasons go with a suggestion to those who must not know the company yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from companies.models import Company
from cooperation_requests.identity import IdentityReader
from disclosure.giveaways import find
from matching.needs import OF_OTHERS, Reason

Stored = Iterable[Mapping[str, Any]]


def tellable_reasons(
    reasons: Stored, company: Company, identities: IdentityReader | None = None
) -> list[Mapping[str, Any]]:
    """Those without what is counted over the network, and without a value that gives the company
    away; a reason that loses all its values goes."""
    return tellable_reasons_of({company: reasons}, identities)[company]


def tellable_reasons_of(
    reasons: Mapping[Company, Stored], identities: IdentityReader | None = None
) -> dict[Company, list[Mapping[str, Any]]]:
    """`tellable_reasons` of many companies, as many queries as for one."""
    restored = {
        company: [one for one in map(Reason.restored, kept) if one.code not in OF_OTHERS]
        for company, kept in reasons.items()
    }
    marks = (identities or IdentityReader()).marks_of_each(
        company for company, kept in restored.items() if kept
    )
    return {
        company: [
            Reason(reason.code, reason.in_favour, values).stored()
            for reason in kept
            if (values := tuple(one for one in reason.values if not find(one, marks[company])))
            or not reason.values
        ]
        for company, kept in restored.items()
    }
