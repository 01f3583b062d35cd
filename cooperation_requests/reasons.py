"""Which of matching's reasons go with a suggestion to those who must not know the company yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from companies.models import Company
from cooperation_requests.identity import giveaways, telltales
from matching.needs import OF_OTHERS, Reason


def tellable_reasons(
    reasons: Iterable[Mapping[str, Any]], company: Company
) -> list[Mapping[str, Any]]:
    """Those without what is counted over the network, and without a value that gives the company
    away; a reason that loses all its values goes."""
    tells = telltales(company)
    told: list[Mapping[str, Any]] = []
    for reason in map(Reason.restored, reasons):
        if reason.code in OF_OTHERS:
            continue
        values = tuple(value for value in reason.values if not giveaways(value, tells))
        if values or not reason.values:
            told.append(Reason(reason.code, reason.in_favour, values).stored())
    return told
