"""Putting notices into the outbox, in the transaction of what they tell.

How many mails somebody who works for no agency may cause within a day is limited: what is beyond
stands in the portal alone, and an address without account hears no more that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from activities import nudging
from activities.clock import now
from activities.models import Activity
from notifications.channels import channels_of
from notifications.limits import Caused, beyond_the_limits
from notifications.models import Channel, Delivery, Notice


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
    """Tell every recipient of an occasion once under each hat, whatever the number of calls; one
    insert."""
    moment = now()
    entries = _once_per_address(entries)
    beyond = beyond_the_limits(
        [Caused(entry.recipient.key, entry.activity) for entry in entries if entry.activity]
    )
    channels = channels_of(
        [(entry.recipient.person, entry.kind, _occasion(entry)) for entry in entries]
    )
    rows = [
        Notice(
            occasion=_occasion(entry),
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
            channel=Channel.PORTAL
            if entry.activity and Caused(entry.recipient.key, entry.activity) in beyond
            else channel,
        )
        for entry, channel in zip(entries, channels, strict=True)
    ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
        from notifications.tasks import deliver

        nudging.nudge_after_commit(deliver)


def _once_per_address(entries: Iterable[Entry]) -> list[Entry]:
    """Without those to an address whose person hears of the same occasion under the same hat: a
    desk's mailbox may be one of its people's own."""
    every = list(entries)
    people = {
        (_occasion(entry), entry.recipient.hat_id, entry.recipient.person.email.lower())
        for entry in every
        if entry.recipient.person
    }
    return [
        entry
        for entry in every
        if entry.recipient.person
        or (_occasion(entry), entry.recipient.hat_id, entry.recipient.address.lower()) not in people
    ]


def _occasion(entry: Entry) -> str:
    return entry.occasion or f"activity:{entry.activity.pk if entry.activity else entry.subject_id}"


def drop_unsent(case_id: UUID, *, but: Iterable[str] = ()) -> None:
    """The case ended: what was not sent yet is no longer due, `but` what these verbs told.

    That includes what a worker has claimed and not begun to send, and what it would put back: it
    asks before each mail.
    """
    Notice.objects.filter(Notice.not_sent_rule(), case_id=case_id).exclude(
        activity__verb__in=list(but)
    ).update(channel=Channel.DROPPED)


def carry_over(hat_id: UUID, into_id: UUID) -> None:
    """Two companies became one: what was told to the people of the first is read as the other; of
    what somebody heard as both, once.

    To addresses of the first nothing goes any more: by a mail on its way whom it had as a contact
    would speak for the company that stays.
    """
    to_addresses = Notice.objects.filter(hat_id=hat_id, person__isnull=True)
    to_addresses.filter(Notice.not_sent_rule()).update(channel=Channel.DROPPED)
    told = Notice.objects.filter(
        hat_id=into_id, occasion=OuterRef("occasion"), recipient=OuterRef("recipient")
    )
    Notice.objects.filter(Exists(told), hat_id=hat_id).delete()
    Notice.objects.filter(hat_id=hat_id).update(hat_id=into_id)
    Delivery.objects.filter(hat_id=hat_id).update(hat_id=into_id)


def forget_hat(hat_id: UUID, invitations: Iterable[UUID]) -> None:
    """Nothing that was told as a member of a hat, or is to be, is kept, nor whom it invited."""
    told = Notice.objects.filter(Q(hat_id=hat_id) | Q(subject_id__in=list(invitations)))
    mails = list(told.exclude(delivery=None).values_list("delivery", flat=True))
    told.delete()
    # A digest or bundle that carried more is kept: what it told others went out.
    of_it = Delivery.objects.filter(Q(hat_id=hat_id) | Q(pk__in=mails))
    of_it.filter(notices__isnull=True).exclude(kind=Delivery.DIGEST).delete()


def forget_addresses_of(hat_id: UUID) -> None:
    """What is still to be told to addresses of a hat, or was, is not kept."""
    # Notices first: whoever puts them into mails has them locked.
    Notice.objects.filter(hat_id=hat_id, person__isnull=True).delete()
    of_it = Delivery.objects.filter(hat_id=hat_id, person__isnull=True)
    of_it.filter(notices__isnull=True).delete()


def put_to_rest(*, told_before: datetime, read_before: datetime) -> None:
    """Mails of a past that was played are not sent, and its notices have been read."""
    Notice.objects.filter(Notice.not_sent_rule(), created_at__lt=told_before).update(
        channel=Channel.DROPPED
    )
    Notice.objects.filter(read_at__isnull=True, created_at__lt=read_before).update(
        read_at=F("created_at")
    )
