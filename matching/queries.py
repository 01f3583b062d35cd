"""Named reads of matching, for people: counts without names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Subquery

from activities.clock import now
from activities.figures import tellable
from companies.enums import Source
from companies.models import Company
from matching.index import CONFIGURATIONS, DEATHS_ALLOWED
from matching.memory import REMEMBERED
from matching.models import CompanyIndex, NeedText, Outcome, SetAsideText, ShownMatch
from matching.scoring import OFTEN
from web.components import Older
from web.older import newest

# "Often" of a table that people read: half of where a company begins to lose points.
OFTEN_SEEN = OFTEN // 2
MOST_SHOWN = 50


@dataclass
class Exposure:
    """How many of an agency's companies were suggested how often in the last two years; not
    `told` where too few were: such figures would tell of companies one by one."""

    companies: int = 0
    told: bool = False
    never: int = 0
    sometimes: int = 0
    often: int = 0


def exposures() -> dict[UUID, Exposure]:
    """By agency. Two queries."""
    companies = (
        Company.objects.unrestricted("counted by agency, no company is shown")
        .filter(Company.stands_rule(), agency__isnull=False)
        .values("agency")
        .annotate(count=Count("pk"))
        .order_by()
        .values_list("agency", "count")
    )
    suggested = (
        ShownMatch.objects.filter(
            outcome_at__gte=now() - REMEMBERED,
            company__agency__isnull=False,
            company__merged_into__isnull=True,
        )
        .exclude(outcome=Outcome.SHOWN)
        .values("company__agency", "company")
        .annotate(count=Count("pk"))
        .order_by()
        .values_list("company__agency", "count")
    )
    found = {agency: Exposure(companies=count) for agency, count in companies}
    times: dict[UUID, list[int]] = defaultdict(list)
    for agency, count in suggested:
        times[agency].append(count)
    for agency, counts in times.items():
        if tellable(sum(counts), len(counts)):
            often = sum(count >= OFTEN_SEEN for count in counts)
            never = found[agency].companies - len(counts)
            told = Exposure(found[agency].companies, True, never, len(counts) - often, often)
            found[agency] = told
    return found


@dataclass(frozen=True)
class SetAside:
    """A text that the model died over: whose it is in general words, since when, how often."""

    agency: str
    of_a_need: bool
    last_at: datetime
    deaths: int


def set_aside_texts(asked: Mapping[str, str]) -> tuple[list[SetAside], Older]:
    """The last ones, from the place that the address asks for; a company's by its agency, which can
    shorten or clean the profile. One query."""
    agency = (
        CompanyIndex.objects.filter(text_hash=OuterRef("pk"))
        .order_by("pk")
        .values("company__agency__name")[:1]
    )
    need = NeedText.objects.filter(pk=OuterRef("pk")).values("language")[:1]
    rows = SetAsideText.objects.filter(deaths__gte=DEATHS_ALLOWED)
    rows = rows.annotate(agency=Subquery(agency), need=Subquery(need))
    shown, older = newest(rows, "last_at", MOST_SHOWN, asked, "set-aside", str)
    found = [
        SetAside(
            getattr(row, "agency", None) or "",
            getattr(row, "need", None) is not None,
            row.last_at,
            row.deaths,
        )
        for row in shown
    ]
    return found, older


# A word in the profiles of so many companies belongs to nobody.
OF_MANY = 5
_WORDS_OF_MANY = """
    SELECT asked.word FROM unnest(%(words)s) AS asked(word)
    WHERE (
        SELECT count(*) FROM (
            SELECT 1 FROM matching_companyindex AS company
            JOIN companies_company AS writer ON writer.id = company.company_id
            WHERE (writer.source <> %(registered)s OR writer.admitted_at IS NOT NULL)
            AND company.document @@ (
                SELECT string_agg(alike::text, ' | ')::tsquery
                FROM unnest(%(configurations)s::regconfig[]) AS one(configuration),
                    plainto_tsquery(one.configuration, asked.word) AS alike
                WHERE numnode(alike) > 0
            )
            LIMIT %(many)s
        ) AS users
    ) = %(many)s
"""


def words_of_many(words: Iterable[str]) -> frozenset[str]:
    """Those of `words` (single, small letters) that at least OF_MANY companies which an agency
    vouches for write of themselves, in whatever language and form. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WORDS_OF_MANY,
            {
                "words": sorted(set(words)),
                "configurations": sorted(set(CONFIGURATIONS.values())),
                "many": OF_MANY,
                "registered": Source.REGISTERED,
            },
        )
        return frozenset(word for (word,) in cursor.fetchall())
