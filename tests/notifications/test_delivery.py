"""The outbox: each occasion once to each recipient, whatever happens to servers and workers."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections
from django.utils.timezone import now as real_now

from activities import clock
from network.models import StaffInvitation
from notifications import assembling, delivery
from notifications.assembling import assemble
from notifications.delivery import LEASE, MAX_ATTEMPTS, deliver_due
from notifications.models import Channel, Delivery, MailState, Notice
from notifications.outbox import Entry, Recipient, drop_unsent, put
from tests import factories
from tests.notifications.post import (
    KIND,
    PostOffice,
    invitations,
    post_office,
    tell_invited,
    unsent,
)
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with post_office() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


def states() -> list[str]:
    """Of each notice what became of its mail."""
    rows = Notice.objects.select_related("delivery").order_by("address")
    return [
        "dropped" if row.channel == Channel.DROPPED else row.delivery.state if row.delivery else ""
        for row in rows
    ]


def test_an_occasion_is_told_once_to_each_recipient() -> None:
    user = factories.person()
    company = factories.company(None)

    def tell(*recipients: Recipient) -> None:
        put(
            Entry(kind=KIND, recipient=one, subject_id=company.pk, occasion="one")
            for one in recipients
        )

    desk = Recipient(address="Desk@post.example")
    tell(Recipient(person=user), desk, Recipient(person=user))
    tell(desk, Recipient(address="desk@post.example"), Recipient(person=user))
    assert sorted(Notice.objects.values_list("recipient", flat=True)) == [
        "address:desk@post.example",
        f"person:{user.pk}",
    ]


def test_a_desk_whose_mailbox_is_a_person_s_own_address_gets_one_mail() -> None:
    user = factories.person(email="eva@desk.example")
    company = factories.company(None)
    recipients = (
        Recipient(address="EVA@desk.example"),
        Recipient(person=user),
        Recipient(address="other@desk.example"),
    )
    put(
        Entry(kind=KIND, recipient=one, subject_id=company.pk, occasion="one") for one in recipients
    )
    assert sorted(Notice.objects.values_list("recipient", flat=True)) == [
        "address:other@desk.example",
        f"person:{user.pk}",
    ]


def test_no_machine_answers_a_mail_and_a_person_s_reply_is_read(
    office: PostOffice, settings: Any
) -> None:
    invitations(1)
    deliver_due()
    settings.REPLY_TO_EMAIL = "help@kontor.example"
    invitations(1)
    deliver_due()
    assert [mail["X-Auto-Response-Suppress"] for mail in office.mails] == ["All", "All"]
    assert [mail["Reply-To"] for mail in office.mails] == [None, "help@kontor.example"]


def test_a_mail_has_one_recipient_two_parts_and_a_message_id_of_its_row(
    office: PostOffice,
) -> None:
    (notice,) = invitations(1)
    assert deliver_due() == 1
    (mail,) = office.mails
    assert mail["To"] == "invited0@post.example"
    assert mail["Message-ID"] == notice.message_id
    assert (mail["Cc"], mail["Bcc"], mail["Auto-Submitted"]) == (None, None, "auto-generated")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    notice.refresh_from_db()
    assert (notice.state, notice.lease_until, notice.fault) == ("sent", None, "")
    assert deliver_due() == 0


def test_one_connection_brings_many_mails_and_a_new_one_what_its_server_takes_no_more(
    office: PostOffice,
) -> None:
    invitations(delivery.BATCH + 1)
    assert deliver_due() == delivery.BATCH + 1
    assert list(office.brought.values()) == [delivery.BATCH + 1]
    office.brought.clear()
    office.most = 4
    Notice.objects.all().delete()
    Delivery.objects.all().delete()
    invitations(6)
    assert deliver_due() == 6
    assert sorted(office.brought.values()) == [2, 4]
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_what_is_claimed_is_left_alone_until_its_lease_is_over(office: PostOffice) -> None:
    with clock.at(NOON):
        invitations(3)
        assert len(delivery._claim(delivery.BATCH)) == 3
    with clock.at(NOON + LEASE - timedelta(seconds=1)):
        assert deliver_due() == 0
    with clock.at(NOON + LEASE):
        assert deliver_due() == 3
    assert set(office.copies.values()) == {1}


def test_a_mail_that_was_accepted_but_not_marked_goes_again_as_the_same(
    office: PostOffice,
) -> None:
    (notice,) = invitations(1)
    deliver_due()
    # As a worker leaves it that is killed between the server's answer and the mark.
    Delivery.objects.update(state=MailState.CLAIMED, lease_until=real_now(), sent_at=None)
    assert deliver_due() == 1
    assert office.copies == {notice.message_id: 2}


def test_a_worker_that_lost_its_claim_sends_nothing(office: PostOffice) -> None:
    with clock.at(NOON):
        invitations(1)
        (slow,) = delivery._claim(delivery.BATCH)
    with clock.at(NOON + LEASE):
        (other,) = delivery._claim(delivery.BATCH)
        connection = delivery.get_connection()  # type: ignore[attr-defined]
        assert delivery._deliver(slow, connection) == 0
        assert office.mails == []
        assert delivery._deliver(other, connection) == 1
        connection.close()
    assert set(office.copies.values()) == {1}


@pytest.mark.parametrize("answer", ["450 Try later", "421 Busy"])
def test_a_passing_fault_puts_it_back_and_nothing_else(office: PostOffice, answer: str) -> None:
    first, second, third = (row.message_id for row in invitations(3))
    office.says["invited1@post.example"] = answer
    with clock.at(real_now()):
        assert deliver_due() == 2
        assert states() == ["sent", "pending", "sent"]
        row = Delivery.objects.get(address="invited1@post.example")
        assert row.send_after == clock.now() + timedelta(seconds=30)
        assert (row.attempts, row.lease_until) == (1, None)
        assert deliver_due() == 0  # not before its time
    office.says.clear()
    with clock.at(row.send_after):
        assert deliver_due() == 1
    assert office.copies == {first: 1, second: 1, third: 1}


def test_each_try_waits_longer_and_the_last_is_given_up(office: PostOffice) -> None:
    invitations(1)
    office.says["invited0@post.example"] = "450 Try later"
    waits = []
    moment = real_now()
    for _attempt in range(MAX_ATTEMPTS):
        with clock.at(moment):
            assert deliver_due() == 0
        row = Delivery.objects.get()
        waits.append((row.send_after - moment).total_seconds())
        moment = row.send_after
    assert waits[:4] == [30, 60, 120, 240]
    assert max(waits) == 6 * 3600
    assert (row.state, row.fault) == ("failed", "SMTPRecipientsRefused")


def test_an_address_that_does_not_exist_is_given_up_at_once(office: PostOffice) -> None:
    invitations(3)
    office.says["invited1@post.example"] = "550 No such mailbox"
    assert deliver_due() == 2
    assert states() == ["sent", "failed", "sent"]


def test_an_address_that_cannot_be_written_to_holds_up_nobody(office: PostOffice) -> None:
    invitations(3)
    Delivery.objects.filter(address="invited1@post.example").update(address="a\nb@post.example")
    Notice.objects.filter(address="invited1@post.example").update(address="a\nb@post.example")
    assert deliver_due() == 2
    assert sorted(states()) == ["pending", "sent", "sent"]
    assert len(office.mails) == 2


def test_while_the_server_is_away_mails_wait(settings: Any) -> None:
    with post_office() as gone:
        pass
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    rows = invitations(2)
    with clock.at(real_now()):
        assert deliver_due() == 0
        assert states() == ["pending", "pending"]
    with post_office() as office, clock.at(real_now() + timedelta(minutes=1)):
        settings.EMAIL_PORT = office.port
        assert deliver_due() == 2
        assert office.copies == {row.message_id: 1 for row in rows}


def test_what_is_no_longer_due_is_dropped(office: PostOffice) -> None:
    invitations(2)
    StaffInvitation.objects.filter(email="invited0@post.example").update(revoked_at=real_now())
    assert deliver_due() == 1
    assert states() == ["dropped", "sent"]
    assert [mail["To"] for mail in office.mails] == ["invited1@post.example"]


def test_nobody_who_may_not_sign_in_any_more_is_written_to(office: PostOffice) -> None:
    (notice,) = invitations(1)
    user = factories.person(is_active=False)
    Notice.objects.filter(pk=notice.pk).update(person=user)
    Delivery.objects.filter(pk=notice.pk).update(person=user)
    assert deliver_due() == 0
    assert states() == ["dropped"]


def test_the_end_of_a_case_drops_what_is_waiting_or_claimed(office: PostOffice) -> None:
    _waiting, claimed, sent, other = invitations(4)
    case, another = factories.person().pk, factories.person().pk
    Notice.objects.update(case_id=case)
    Notice.objects.filter(pk=other.pk).update(case_id=another)
    Delivery.objects.filter(pk=sent.pk).update(state=MailState.SENT)
    Delivery.objects.filter(pk=claimed.pk).update(
        state=MailState.CLAIMED, lease_until=real_now() + LEASE, attempts=1
    )
    claimed.refresh_from_db()
    drop_unsent(case)
    assert states() == ["dropped", "dropped", "sent", "pending"]
    # The worker that had claimed it neither sends it nor puts it back.
    assert delivery._deliver(claimed, delivery.get_connection()) == 0  # type: ignore[attr-defined]
    delivery._put_back(claimed, "SMTPServerDisconnected")
    assert states() == ["dropped", "dropped", "sent", "pending"]
    assert office.mails == []


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_mail_once(office: PostOffice) -> None:
    rows = invitations(60)
    barrier = threading.Barrier(4)
    sent: list[int] = []

    def work() -> None:
        barrier.wait(timeout=PATIENCE)
        sent.append(deliver_due())
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert office.copies == {row.message_id: 1 for row in rows}
    assert (sum(sent), unsent()) == (60, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_put_one_notice_into_two_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one has notices in hand, the other takes the next ones."""
    monkeypatch.setattr(assembling, "BATCH", 20)
    tell_invited(30)
    found: list[int] = []

    def other() -> None:
        found.append(assemble())
        connections.close_all()

    create = Delivery.objects.bulk_create

    def with_another_at_once(rows: Any) -> Any:
        monkeypatch.setattr(Delivery.objects, "bulk_create", create)
        worker = threading.Thread(target=other)
        worker.start()
        worker.join(timeout=PATIENCE)
        return create(rows)

    monkeypatch.setattr(Delivery.objects, "bulk_create", with_another_at_once)
    assert assemble() == 20
    assert found == [10]
    assert Delivery.objects.count() == 30
    assert not Notice.objects.filter(delivery__isnull=True).exists()


@contextmanager
def dripping() -> Iterator[int]:
    """A server that never finishes its first answer, a byte at a time; its port."""
    stop = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    caught: list[socket.socket] = []

    def serve() -> None:
        while not stop.wait(0.02):
            with suppress(OSError):
                caught.append(listening.accept()[0])
            for one in caught:
                with suppress(OSError):
                    one.sendall(b"2")

    server = threading.Thread(target=serve)
    server.start()
    try:
        yield listening.getsockname()[1]
    finally:
        stop.set()
        server.join()
        for one in (listening, *caught):
            one.close()


def test_a_server_that_drips_holds_up_one_mail_for_a_bounded_time(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SEND_SECONDS", 0.5)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with dripping() as port, clock.at(NOON):
        (row,) = invitations(1)
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        began = time.monotonic()
        assert deliver_due() == 0
        assert time.monotonic() - began < settings.EMAIL_TIMEOUT
    row.refresh_from_db()
    # smtplib gives what breaks off while it reads a name of its own.
    assert (row.state, row.fault) == ("pending", "SMTPServerDisconnected")


def test_a_long_run_begins_no_further_mail_and_lets_go_of_what_it_claimed(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The run begins, claims, sends one; then its time is over.
    passing = iter([0.0, 1.0, 1.0])
    over = delivery.RUN_SECONDS + 1.0
    monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: next(passing, over)))
    with clock.at(NOON):
        rows = invitations(3)
        assert deliver_due() == 1
    assert sorted(states()) == ["pending", "pending", "sent"]
    assert {row.attempts for row in Delivery.objects.filter(state="pending")} == {0}
    assert sum(office.copies[row.message_id] for row in rows) == 1
