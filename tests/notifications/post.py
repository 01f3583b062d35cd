"""An SMTP server on loopback, notices to send, and workers as processes of their own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from activities import tokens
from activities.clock import now
from kontor.embedded.ports import free_port
from network.models import Organisation, StaffInvitation
from notifications.assembling import assemble
from notifications.models import NOT_SENT_YET, Delivery, Notice
from notifications.outbox import Entry, Recipient, put
from tests import factories

KIND = "network.invited"


@dataclass
class PostOffice:
    """What the server was sent. `says` maps an address to what is said to it instead of 250."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    # How many mails one connection may bring, and how many each brought, by its port.
    most: int = 1_000
    brought: Counter[int] = field(default_factory=Counter)
    # What goes wrong with every mail until it is '' again (hangs, drops, refuses), and with how
    # many it did.
    fault: str = ""
    failed: int = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        (_host, port, *_more) = session.peer or ("", 0)  # type: ignore[str-unpack]
        with self.lock:
            if self.brought[port] >= self.most:
                return "421 Enough of this connection"
            self.brought[port] += 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.says.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if fault := self.fault:
            self.failed += 1
            if fault == "refuses":
                return "451 Not now"
            while fault == "hangs" and self.fault:
                await asyncio.sleep(0.05)
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
            return "421 Gone"
        parsed = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        with self.lock:
            self.mails.append(parsed)
        return "250 OK"

    @property
    def copies(self) -> Counter[str]:
        """How often each mail came, by its Message-ID."""
        with self.lock:
            return Counter(str(mail["Message-ID"]) for mail in self.mails)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A server on a free port."""
    office = PostOffice(port=free_port())
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def invitations(count: int, agency: Organisation | None = None) -> list[Delivery]:
    """That many notices in the outbox, each to an address of its own, with their mails."""
    ids = tell_invited(count, agency)
    # A worker that runs beside may have some of them in hand.
    while Notice.objects.filter(subject_id__in=ids, delivery__isnull=True).exists():
        assemble()
    found = Delivery.objects.filter(notices__kind=KIND, notices__subject_id__in=ids)
    return list(found.order_by("address"))


def tell_invited(count: int, agency: Organisation | None = None) -> list[UUID]:
    """That many notices in the outbox, which no worker has put into mails yet; what they are
    about."""
    agency = agency or factories.agency()
    first = StaffInvitation.objects.count()
    rows = StaffInvitation.objects.bulk_create(
        [
            StaffInvitation(
                organisation=agency,
                email=f"invited{number}@post.example",
                role="advisor",
                nonce=tokens.new_nonce(),
                expires_at=now(),
            )
            for number in range(first, first + count)
        ]
    )
    put(
        Entry(
            kind=KIND,
            recipient=Recipient(address=row.email),
            subject_id=row.pk,
            occasion=f"invitation:{row.pk}",
        )
        for row in rows
    )
    return [row.pk for row in rows]


def unsent() -> int:
    """How many mails are still to be sent, those that no worker has made yet among them."""
    to_make = Notice.objects.filter(Notice.not_sent_rule(), delivery__isnull=True)
    return to_make.count() + Delivery.objects.filter(state__in=NOT_SENT_YET).count()


def until(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    beat = threading.Event()
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s: {what}"
        beat.wait(0.02)


def test_database_url() -> str:
    """The address of the database that this test writes to."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path="/" + str(connection.settings_dict["NAME"])))


test_database_url.__test__ = False  # type: ignore[attr-defined]


def start_worker(
    office: PostOffice, clock_file: Path, *command: str, **variables: str
) -> subprocess.Popen[str]:
    """A process that delivers until it is killed (or another command in its surroundings)."""
    return subprocess.Popen(
        [sys.executable, *(command or ("-m", "tests.notifications.worker"))],
        env={
            **os.environ,
            "DATABASE_URL": test_database_url(),
            "EMAIL_URL": office.url,
            "TEST_CLOCK": str(clock_file),
            "SWEEP_SECONDS": "1",
            **variables,
        },
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE if not command else subprocess.DEVNULL,
        text=True,
    )
