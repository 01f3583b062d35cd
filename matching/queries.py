"""Named reads of matching, for people: counts without names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from activities.clock import now
from companies.models import Company
from matching.index import DEATHS_ALLOWED
from matching.memory import REMEMBERED
from matching.models import CompanyIndex, NeedText, Outcome, SetAsideText, ShownMatch
from matching.scoring import OFTEN

# "Often" of a table that people read: half of where a company begins to lose points.
OFTEN_SEEN = OFTEN // 2
MOST_SHOWN = 50


@dataclass
class Exposure:
    """How many of an agency's companies were suggested how often in the last two years."""

    companies: int = 0
    never: int = 0
    sometimes: int = 0
    often: int = 0


def exposures() -> dict[UUID, Exposure]:
    """By agency. One query."""
    suggested = (
        ShownMatch.objects.filter(company=OuterRef("pk"), outcome_at__gte=now() - REMEMBERED)
        .exclude(outcome=Outcome.SHOWN)
        .order_by()
        .values("company")
        .annotate(count=Count("pk"))
        .values("count")
    )
    found: dict[UUID, Exposure] = defaultdict(Exposure)
    rows = (
        Company.objects.unrestricted("counted by agency, no company is shown")
        .filter(agency__isnull=False, merged_into__isnull=True)
        .annotate(suggested=Coalesce(Subquery(suggested), 0))
        .values("agency")
        .annotate(
            companies=Count("pk"),
            never=Count("pk", filter=Q(suggested=0)),
            often=Count("pk", filter=Q(suggested__gte=OFTEN_SEEN)),
        )
        .order_by()
    )
    for row in rows:
        sometimes = row["companies"] - row["never"] - row["often"]
        found[row["agency"]] = Exposure(row["companies"], row["never"], sometimes, row["often"])
    return found


@dataclass(frozen=True)
class SetAside:
    """A text that the model died over: whose it is in general words, since when, how often."""

    agency: str
    of_a_need: bool
    last_at: datetime
    deaths: int


def set_aside_texts() -> list[SetAside]:
    """The last ones; a company's by its agency, which can shorten or clean the profile."""
    agency = (
        CompanyIndex.objects.filter(text_hash=OuterRef("pk"))
        .order_by("pk")
        .values("company__agency__name")[:1]
    )
    need = NeedText.objects.filter(pk=OuterRef("pk")).values("language")[:1]
    rows = (
        SetAsideText.objects.filter(deaths__gte=DEATHS_ALLOWED)
        .annotate(agency=Subquery(agency), need=Subquery(need))
        .order_by("-last_at", "pk")[:MOST_SHOWN]
    )
    return [
        SetAside(row.agency or "", row.need is not None, row.last_at, row.deaths) for row in rows
    ]
