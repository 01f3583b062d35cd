"""How many mails a worker sends a second: make bench-notices

Forwards one request to 600 agencies on servers of its own, so that 600 mails of three kinds of
readers are due, and lets one worker, then two, send them to a server on loopback that takes
everything. Beside it a bare loop: the same bytes, sent with smtplib over one connection. All in
turns, several rounds; figures are medians, and ratios of one run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import smtplib
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bench.matching_at_scale import PROJECT, RESULTS, servers
from bench.measuring import machine

MAILS = 600
ROUNDS = 5


class Sink:
    """An SMTP server that takes every mail and keeps those of one round."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                self.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 taken\r\n")
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 yes\r\n")
        writer.close()

    @contextmanager
    def running(self) -> Iterator[None]:
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(asyncio.start_server(self.serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


@dataclass
class Sent:
    """Mails a second, and the CPU milliseconds of those who sent them for each."""

    a_second: float
    processor: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--mails", type=int, default=MAILS)
    parser.add_argument("--worker", action="store_true", help="send what is due, as a process")
    asked = parser.parse_args()
    if asked.worker:
        return work()
    sink = Sink()
    with sink.running(), servers():
        # For the workers, which begin as processes of their own.
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
        found = measure(sink, asked.rounds, asked.mails)
    print(table(found))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "notices.json"
    path.write_text(json.dumps(found, indent=2) + "\n")
    print(f"kept as {path.relative_to(PROJECT)}")
    return 0


def measure(sink: Sink, rounds: int, mails: int) -> dict[str, Any]:
    forward_to(mails)
    rows: dict[str, list[Sent]] = {"bare loop": [], "one worker": [], "two workers": []}
    one_of_all: list[bytes] = []
    for _round in range(rounds):
        for name, workers in (("one worker", 1), ("two workers", 2)):
            due_again()
            sink.mails.clear()
            rows[name].append(sent_by(workers, mails))
            if len(sink.mails) != mails:
                raise RuntimeError(f"{len(sink.mails)} of {mails} mails came")
            one_of_all = list(sink.mails)
        rows["bare loop"].append(bare_loop(sink, one_of_all))
    return {
        "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine(),
        "rounds": rounds,
        "mails": mails,
        "bytes": round(statistics.mean(map(len, one_of_all))),
        "sent": {
            name: asdict(
                Sent(
                    statistics.median(one.a_second for one in every),
                    statistics.median(one.processor for one in every),
                )
            )
            for name, every in rows.items()
        },
    }


def forward_to(agencies: int) -> None:
    """One request that so many desks hear of, by the actions of the product."""
    from accounts.models import User
    from activities.actor import Actor, Role
    from companies.models import Company, CompanyMember
    from cooperation_requests.actions import drafts, partners, triage
    from network.models import Membership, Organisation
    from notifications.models import Notice

    rows = Organisation.objects.bulk_create(
        Organisation(
            slug=f"agency-{number}",
            name=f"Agency {number}",
            country="FR",
            seat="FR101",
            city="Town",
            regions=["FR"],
            languages=["en"],
            email=f"office{number}@agencies.example",
            desk_mailbox=f"desk{number}@agencies.example",
        )
        for number in range(agencies + 1)
    )
    home = rows.pop()
    people = [User.objects.create(email=f"{name}@home.example", name=name) for name in "ab"]
    company = Company.objects.add(legal_name="Quillworks", agency=home, country="FR")
    CompanyMember.objects.create(company=company, user=people[0])
    Membership.objects.create(organisation=home, user=people[1], role=Role.ADVISOR)
    owner = Actor(user_id=people[0].pk, company_id=company.pk)
    advisor = Actor(user_id=people[1].pk, organisation_id=home.pk, role=Role.ADVISOR)
    need = {
        "title": "Second source for pressure-tight aluminium housings",
        "text": "We look for a foundry that casts and machines housings for pumps. " * 8,
        "language": "en",
        "kind": "supplier",
        "sectors": ["24.53"],
        "regions": ["FR"],
    }
    draft = drafts.start(actor=owner, company_id=company.pk, need=need)
    drafts.submit(actor=owner, request_id=draft.pk)
    triage.take(actor=advisor, request_id=draft.pk)
    triage.qualify(actor=advisor, request_id=draft.pk, brief=need)
    Notice.objects.all().delete()
    partners.forward(actor=advisor, request_id=draft.pk, deadlines={row.pk: None for row in rows})
    Notice.objects.exclude(address__startswith="desk").delete()


def due_again() -> None:
    """All mails are due once more, as a first time."""
    from activities.clock import now
    from notifications.assembling import assemble
    from notifications.models import Delivery, MailState

    while assemble():
        pass
    Delivery.objects.update(
        state=MailState.PENDING, attempts=0, sent_at=None, send_after=now(), lease_until=None
    )


def sent_by(workers: int, mails: int) -> Sent:
    """So many workers begin at one moment; the rate from it to the last one's end."""
    command = [sys.executable, "-m", "bench.notices", "--worker"]
    running = [
        subprocess.Popen(  # noqa: S603  our own
            command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _number in range(workers)
    ]
    for one in running:
        assert one.stdout is not None  # noqa: S101  it is a pipe
        one.stdout.readline()  # ready
    start = time.perf_counter()
    for one in running:
        assert one.stdin is not None  # noqa: S101
        one.stdin.write("\n")
        one.stdin.flush()
    found = [json.loads(one.communicate()[0]) for one in running]
    took = max(one["ended"] for one in found) - start
    return Sent(mails / took, 1000 * sum(one["processor"] for one in found) / mails)


def work() -> int:
    """A worker: ready, waits for the sign, sends until nothing is due."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kontor.settings"
    import django

    django.setup()
    from notifications.delivery import deliver_due

    print("ready", flush=True)
    sys.stdin.readline()
    before = time.process_time()
    while deliver_due():
        pass
    # perf_counter is one clock for all processes of a machine (CLOCK_MONOTONIC).
    print(json.dumps({"ended": time.perf_counter(), "processor": time.process_time() - before}))
    return 0


def bare_loop(sink: Sink, mails: list[bytes]) -> Sent:
    """The same bytes over one connection, by nothing but smtplib."""
    start, before = time.perf_counter(), time.thread_time()
    with smtplib.SMTP("127.0.0.1", sink.port) as connection:
        for number, content in enumerate(mails):
            connection.sendmail("from@home.example", [f"to{number}@agencies.example"], content[:-5])
    took, processor = time.perf_counter() - start, time.thread_time() - before
    return Sent(len(mails) / took, 1000 * processor / len(mails))


def table(found: dict[str, Any]) -> str:
    """The figures as the README of this folder holds them."""
    bare = found["sent"]["bare loop"]["a_second"]
    one = found["sent"]["one worker"]["a_second"]
    lines = [
        f"{found['mails']} mails of {found['bytes']} bytes, medians of {found['rounds']} rounds, "
        f"{found['machine']}",
        f"{'':14}{'a second':>10}{'CPU ms each':>13}{'of the loop':>13}{'of one worker':>15}",
    ]
    for name, sent in found["sent"].items():
        rate = sent["a_second"]
        of_one = f"{rate / one:15.2f}" if "worker" in name else ""
        lines.append(f"{name:14}{rate:10.0f}{sent['processor']:13.2f}{rate / bare:13.2f}{of_one}")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
