"""Which of matching's reasons go with a suggestion to those who must not know the company yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from companies.models import Company
from cooperation_requests.identity import names_nobody
from matching.needs import OF_OTHERS, Reason


def tellable_reasons(
    reasons: Iterable[Mapping[str, Any]], company: Company
) -> list[Mapping[str, Any]]:
    """Those without what is counted over the network, and without a value that gives the company
    away; a reason that loses all its values goes."""
    restored = [one for one in map(Reason.restored, reasons) if one.code not in OF_OTHERS]
    safe = set(names_nobody({value for one in restored for value in one.values}, company))
    told: list[Mapping[str, Any]] = []
    for reason in restored:
        values = tuple(value for value in reason.values if value in safe)
        if values or not reason.values:
            told.append(Reason(reason.code, reason.in_favour, values).stored())
    return told
