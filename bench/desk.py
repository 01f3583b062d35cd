"""How long the desk's pages take in a large network: make bench-desk

Starts PostgreSQL on a folder of its own with the memory of a real server, fills it with so many
requests (`bench.desk_data`), starts the web server as `make run` does, and opens each page one
after the other, as its person: the wall time of the whole answer, the CPU time of the web
process, queries and bytes. The plans of queries above 20 ms are printed. With --peer (PEER=1)
django-helpdesk's list and search are opened in the same turns (`bench.peer`).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bench import desk_data
from bench.matching_at_scale import PROJECT, RESULTS, SERVER, servers
from bench.measuring import machine
from bench.peer import PEER, Answer, Peer, helpdesk
from bench.serving import WebServer, web_server

SIZES = (2_000, 200_000)
ROUNDS = 15
SLOW_QUERY_MS = 20
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Opened:
    """A page and who opens it; the goal of its wall time in milliseconds."""

    name: str
    address: str
    person: str
    goal: int


@dataclass
class Measured:
    """Medians over the rounds, in milliseconds; bytes of the answer; queries of one opening."""

    name: str
    goal: int
    wall: float
    processor: float
    bytes: int
    queries: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--peer", action="store_true", help="django-helpdesk beside it")
    asked = parser.parse_args()
    os.environ["DEMO"] = "1"
    found: dict[str, Any] = {
        "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine(),
        "settings": SERVER,
        "rounds": asked.rounds,
        "sizes": {},
        "loading_seconds": {},
    }
    with servers(), helpdesk() if asked.peer else nullcontext() as peer:
        found["loading_seconds"]["network"] = desk_data.load_network()
        print(f"network written: {found['loading_seconds']['network']}", flush=True)
        for size in asked.sizes:
            print(f"{size:,} requests", flush=True)
            found["loading_seconds"][size] = desk_data.load_cases(size)
            print(f"  written: {found['loading_seconds'][size]}", flush=True)
            pages = pages_to_open()
            print_slow_queries(pages)
            with web_server() as web:
                measured = measure(web, pages, asked.rounds, peer)
                found["sizes"][size] = [asdict(one) for one in measured]
    show(found)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"desk-{max(asked.sizes)}.json"
    path.write_text(json.dumps(found, indent=1) + "\n")
    print(f"kept as {path.relative_to(PROJECT)}")
    return 0


def pages_to_open() -> list[Opened]:
    """The pages of the table, of rows that the large agency has in each state."""
    from django.urls import reverse

    from cooperation_requests.models import CooperationRequest, Referral

    large = desk_data.key("agency", 1)
    advisor, on_desk = "staff20@agencies.example", "staff2@agencies.example"
    desk = reverse("requests:desk")
    pages = [
        Opened(f"inbox, {name}", f"{desk}?{query}", advisor, 60)
        for name, query in (
            ("to triage", ""),
            ("with partners", "tab=with_partners"),
            ("ended", "tab=ended"),
            ("all", "tab=all"),
            ("all, page 500", "tab=all&page=500"),
            ("all, by company", "tab=all&sort=company"),
            ("all, by title, backwards", "tab=all&sort=-title"),
            ("all, by advisor", "tab=all&sort=advisor"),
            ("all, mine", "tab=all&advisor=me"),
            ("all, a sector", "tab=all&sector=C"),
            ("all, a region", "tab=all&region=DE111"),
            ("all, late", "tab=all&due=late"),
        )
    ]
    waiting = reverse("web:duties")
    pages += [
        Opened("inbox, member of the desk", desk, on_desk, 60),
        Opened("what waits for me", waiting, advisor, 60),
        Opened("what waits for me, member of the desk", waiting, on_desk, 60),
    ]
    pages += [
        Opened(f"inbox, search, {name}", f"{desk}?tab=all&q={word}", advisor, 80)
        for name, word in (
            ("common word", "partner"),
            ("two words", "machines+partner"),
            ("rare word", "K1180Z"),
            ("number", "000020"),
            ("none", "qqvvzz"),
        )
    ]
    cases = CooperationRequest.objects.unrestricted("measured").filter(home_agency=large)
    for state in ("in_triage", "qualified", "with_partners", "presented", "introduced", "closed"):
        case = cases.filter(state=state).order_by("-reference")[0]
        of_case = {"reference": case.reference}
        pages.append(
            Opened(f"case, {state}", reverse("requests:desk-request", kwargs=of_case), advisor, 100)
        )
        lane = Referral.objects.unrestricted("measured").filter(request=case).first()
        if lane is not None and state == "presented":
            address = reverse("requests:desk-lane", kwargs=of_case | {"referral_id": lane.pk})
            pages.append(Opened("one partner asked", address, advisor, 100))
        if state == "qualified":
            verb = of_case | {"verb": "forward"}
            address = reverse("requests:desk-request-verb", kwargs=verb)
            pages.append(Opened("forwarding form", address, advisor, 150))
    referrals = Referral.objects.unrestricted("measured").filter(organisation=large)
    pages.append(Opened("from partners", reverse("requests:desk-referrals"), advisor, 60))
    pages.append(
        Opened(
            "from partners, search",
            reverse("requests:desk-referrals") + "?tab=all&q=partner",
            advisor,
            80,
        )
    )
    for name, states, goal in (
        ("partner's page with proposals", ["sent", "accepted"], 150),
        ("partner's page, answered", ["answered"], 100),
    ):
        row = referrals.filter(state__in=states, request__state="with_partners").first()
        row = row or referrals.filter(state__in=states).first()
        if row is not None:
            address = reverse("requests:desk-referral", kwargs={"referral_id": row.pk})
            pages.append(Opened(name, address, advisor, goal))
    companies = reverse("matching:desk-companies")
    one = reverse("companies:desk-company", kwargs={"company_id": desk_data.key("company", 40)})
    member = "member20@companies.example"
    own = CooperationRequest.objects.unrestricted("measured").filter(
        company=desk_data.key("company", 20), reference__isnull=False
    )
    pages += [
        Opened("companies", companies, advisor, 80),
        Opened("companies, search", f"{companies}?q=manufacture", advisor, 80),
        Opened("companies, search of a name", f"{companies}?q=Works+1180", advisor, 80),
        Opened("one company", one, advisor, 100),
        Opened("network", reverse("network:public-network"), advisor, 60),
        Opened("notices", reverse("notifications:notices"), advisor, 40),
        Opened("notices, member of the desk", reverse("notifications:notices"), on_desk, 40),
        Opened("company's requests", reverse("requests:requests"), member, 40),
        Opened("company's profile", reverse("companies:company"), member, 40),
    ]  # fmt: skip
    if first := own.first():
        address = reverse("requests:request", kwargs={"reference": first.reference})
        pages.append(Opened("company's request", address, member, 40))
    return pages


def session_of(email: str) -> str:
    """The key of a session in which this person has logged in."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email=email), BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def counted(page: Opened) -> tuple[int, list[tuple[float, str, Any]]]:
    """How many queries a page asks the second time it is opened, and those above the bound."""
    from django.db import connection
    from django.test import Client

    from accounts.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=page.person), BACKEND)
    client.get(page.address)
    number, slow = 0, []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal number
        start = time.perf_counter()
        result = execute(sql, params, many, context)
        took = 1000 * (time.perf_counter() - start)
        number += not sql.startswith(("SAVEPOINT", "RELEASE"))
        if took > SLOW_QUERY_MS:
            slow.append((took, sql, params))
        return result

    with connection.execute_wrapper(note):
        response = client.get(page.address)
    if response.status_code != 200:
        raise RuntimeError(f"{page.name}: {response.status_code} at {page.address}")
    return number, slow


def print_slow_queries(pages: Sequence[Opened]) -> None:
    """The plans of the queries that take longer than the bound."""
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment(debug=False)
    try:
        for page in pages:
            _number, slow = counted(page)
            for took, sql, params in slow:
                print(f"\n{page.name}: {took:.0f} ms\n{sql[:1500]}", flush=True)
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
                    print("\n".join(line[:220] for (line,) in cursor.fetchall()[:40]), flush=True)
    finally:
        teardown_test_environment()


def measure(
    web: WebServer, pages: Sequence[Opened], rounds: int, peer: Peer | None = None
) -> list[Measured]:
    """Each page once to warm up, then all in turns, so that a busy moment touches all alike."""
    from django.conf import settings

    sessions = {
        person: f"{settings.SESSION_COOKIE_NAME}={session_of(person)}"
        for person in {page.person for page in pages}
    }
    sizes, walls, processors = {}, {page: [] for page in pages}, {page: [] for page in pages}  # type: ignore[var-annotated]
    of_peer: dict[str, list[Answer]] = {name: [] for name in peer.pages} if peer else {}
    for turn in range(rounds + 2):
        for page in pages:
            before = web.processor()
            status, size, wall = web.get(page.address, sessions[page.person])
            if status != 200:
                raise RuntimeError(f"{page.name}: {status} at {page.address}")
            sizes[page] = size
            if turn > 1:
                walls[page].append(wall)
                processors[page].append(web.processor() - before)
        for name, answers in of_peer.items():
            assert peer is not None  # noqa: S101  else there are none of its pages
            answer = peer.open(name)
            if turn > 1:
                answers.append(answer)
    theirs = [
        Measured(
            f"{PEER}, {name}",
            0,
            round(statistics.median(one.wall for one in answers), 1),
            round(statistics.median(one.processor for one in answers), 1),
            answers[0].bytes,
            0,
        )
        for name, answers in of_peer.items()
    ]
    return theirs + [
        Measured(
            page.name,
            page.goal,
            round(statistics.median(walls[page]), 1),
            round(statistics.median(processors[page]), 1),
            sizes[page],
            counted(page)[0],
        )
        for page in pages
    ]


def show(found: dict[str, Any]) -> None:
    """The table: each page with its times at every size."""
    sizes = list(found["sizes"])
    print(f"\n{found['made']}, {found['machine']}, medians of {found['rounds']}, milliseconds")
    print(f"{'':32}" + "".join(f"{size:>10,}" for size in sizes), end="")
    print(f"{'ratio':>8}{'CPU':>8}{'goal':>6}{'queries':>9}{'kB':>6}")
    for lines in zip(*found["sizes"].values(), strict=True):
        last = lines[-1]
        missed = " *" if last["goal"] and last["wall"] > last["goal"] else ""
        print(
            f"{last['name']:32}"
            + "".join(f"{line['wall']:>10.1f}" for line in lines)
            + f"{last['wall'] / lines[0]['wall']:>8.2f}{last['processor']:>8.1f}{last['goal']:>6}"
            f"{last['queries']:>9}{last['bytes'] / 1000:>6.0f}{missed}"
        )


if __name__ == "__main__":
    sys.exit(main())
