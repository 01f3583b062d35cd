"""How long the record takes to be read by rule: make bench-record

Starts PostgreSQL on a folder of its own, writes a large network (`bench.desk_data`), repeats what
was done in its cases until there are so many activities, and asks what `visible_to` lets people of
each side see: the plan of each question, and how long it takes beside the same question without a
rule.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bench import desk_data
from bench.matching_at_scale import PROJECT, RESULTS, SERVER, servers
from bench.measuring import machine

REQUESTS = 200_000
ACTIVITIES = 5_000_000
ROUNDS = 9
# As many as a page shows, and one to know whether there are more.
SHOWN = 61

# Each thing that was done is done again, some minutes later each time, in every case alike.
REPEAT = """
INSERT INTO activities_activity (verb, subject_kind, subject_id, context_kind, context_id,
    happened_at, actor_id, acting_organisation_id, on_behalf, said_how, channel, from_state,
    to_state, audiences, data)
SELECT verb, subject_kind, subject_id, context_kind, context_id, happened_at + k * interval '7 min',
    actor_id, acting_organisation_id, on_behalf, said_how, channel, from_state, to_state, audiences,
    data
FROM activities_activity, generate_series(1, %s) k WHERE id > 0 LIMIT %s
"""


@dataclass
class Asked:
    """Milliseconds at the median, by rule and without one; the plan of the former."""

    name: str
    rows: int
    by_rule: float
    without: float
    plan: list[str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--activities", type=int, default=ACTIVITIES)
    given = parser.parse_args()
    os.environ["DEMO"] = "1"
    with servers():
        desk_data.load_network()
        desk_data.load_cases(given.requests)
        found = {
            "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            "machine": machine(),
            "settings": SERVER,
            "requests": given.requests,
            "activities": fill(given.activities),
            "rounds": ROUNDS,
            "asked": [asdict(one) for one in ask()],
        }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"record-{given.activities}.json"
    path.write_text(json.dumps(found, indent=1) + "\n")
    print(f"kept as {path.relative_to(PROJECT)}")
    return 0


def fill(wanted: int) -> int:
    """Repeat what was done until there are so many activities; how many there are."""
    from django.db import connection

    from activities.models import Activity

    rows = Activity.objects.unrestricted("counted")
    there = rows.count()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        if there < wanted:
            cursor.execute(REPEAT, [-(-wanted // there), wanted - there])
        cursor.execute("VACUUM ANALYZE activities_activity")
    there = rows.count()
    print(f"{there:,} activities", flush=True)
    return there


def ask() -> list[Asked]:
    """The questions of the pages, and all that somebody of the largest agency may see."""
    from activities.models import Activity
    from activities.queries import seen_of
    from companies.hats import actor_under
    from cooperation_requests.codes import context_of
    from cooperation_requests.models import CooperationRequest, Referral

    def acting(email: str, hat: str, number: int) -> Any:
        from accounts.models import User

        return actor_under(User.objects.get(email=email), desk_data.key(hat, number))

    large = desk_data.key("agency", 1)
    advisor = acting("staff20@agencies.example", "agency", 1)
    member = acting("member20@companies.example", "company", 20)
    cases = CooperationRequest.objects.unrestricted("measured")
    own = cases.filter(home_agency=large, state="closed").order_by("-reference")[0]
    of_company = cases.filter(company=desk_data.key("company", 20), reference__isnull=False)[0]
    asked_of = Referral.objects.unrestricted("measured").filter(organisation=large)
    lane = asked_of.filter(state="answered").order_by("pk")[0]
    every = Activity.objects.unrestricted("measured without a rule")

    def of_case(actor: Any, case_id: Any) -> tuple[Any, Any]:
        return seen_of(actor, context_of(case_id)), every.filter(context_id=case_id).order_by(
            "-happened_at", "-id"
        )

    newest = ("-happened_at", "-id")
    questions = {
        "timeline of a case, home agency": of_case(advisor, own.pk),
        "timeline of a case, company": of_case(member, of_company.pk),
        "timeline of a case, partner": of_case(advisor, lane.request_id),
        "timeline of another agency's case": of_case(
            advisor, cases.exclude(home_agency=large).order_by("-reference")[0].pk
        ),
        "newest of all that the largest agency may see": (
            Activity.objects.visible_to(advisor).order_by(*newest),
            every.order_by(*newest),
        ),
        "newest of all that a company may see": (
            Activity.objects.visible_to(member).order_by(*newest),
            every.order_by(*newest),
        ),
    }
    return [one(name, *pair) for name, pair in questions.items()]


def one(name: str, by_rule: Any, without: Any) -> Asked:
    """Ask in turns, after once to warm up; print the plan."""
    shown, free = by_rule[:SHOWN], without[:SHOWN]
    times: dict[str, list[float]] = {"by_rule": [], "without": []}
    rows = len(shown.all())
    len(free.all())
    for _round in range(ROUNDS):
        times["by_rule"].append(milliseconds(lambda: list(shown.all())))
        times["without"].append(milliseconds(lambda: list(free.all())))
    plan = shown.explain(analyze=True, buffers=True).splitlines()
    found = Asked(
        name,
        rows,
        round(statistics.median(times["by_rule"]), 2),
        round(statistics.median(times["without"]), 2),
        [line[:160] for line in plan],
    )
    print(f"\n{name}: {rows} rows, {found.by_rule} ms by rule, {found.without} ms without one")
    print("\n".join(found.plan), flush=True)
    return found


def milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main())
