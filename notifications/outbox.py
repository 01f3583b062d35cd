"""Putting notices into the outbox, in the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from activities import nudging
from activities.clock import now
from activities.models import Activity
from notifications.models import MailState, Notice


@dataclass(frozen=True)
class Recipient:
    """A person under a hat, an address without account, or a desk's mailbox."""

    person: User | None = None
    hat_id: UUID | None = None
    address: str = ""
    language: str = "en"

    @property
    def key(self) -> str:
        return f"person:{self.person.pk}" if self.person else f"address:{self.address.lower()}"


@dataclass(frozen=True)
class Entry:
    """One thing to tell one recipient. `occasion` is its activity unless it names another."""

    kind: str
    recipient: Recipient
    subject_id: UUID
    case_id: UUID | None = None
    activity: Activity | None = None
    occasion: str = ""


def put(entries: Iterable[Entry]) -> None:
    """Tell every recipient of an occasion once, whatever the number of calls; one insert."""
    moment = now()
    rows = [
        Notice(
            occasion=entry.occasion
            or f"activity:{entry.activity.pk if entry.activity else entry.subject_id}",
            recipient=entry.recipient.key,
            kind=entry.kind,
            activity=entry.activity,
            person=entry.recipient.person,
            hat_id=entry.recipient.hat_id,
            address="" if entry.recipient.person else entry.recipient.address,
            language=entry.recipient.person.language
            if entry.recipient.person
            else entry.recipient.language,
            case_id=entry.case_id,
            subject_id=entry.subject_id,
            created_at=moment,
            send_after=moment,
        )
        for entry in entries
    ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
        from notifications.tasks import deliver

        nudging.nudge_after_commit(deliver)


def drop_unsent(case_id: UUID, *, but: Iterable[str] = ()) -> None:
    """The case ended: what was not sent yet is no longer due, `but` what these verbs told.

    That includes what a worker has claimed and not begun to send, and what it would put back.
    """
    Notice.objects.filter(
        case_id=case_id, mail_state__in=[MailState.PENDING, MailState.CLAIMED]
    ).exclude(activity__verb__in=list(but)).update(mail_state=MailState.DROPPED, lease_until=None)
