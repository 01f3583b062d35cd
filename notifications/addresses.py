"""Addresses without an account: a contact person of a company, the mailbox of a desk.

What is sent to one is for its hat, not for whoever reads it later: an address counts only while its
hat has it, and is asked for again when a mail is sent and when its link is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import models

from activities import nudging
from activities.clock import now
from notifications.models import Channel, Delivery, MailState, Notice

IsCurrent = Callable[[UUID, str], bool]
Follower = Callable[[UUID, str], None]
_current: list[IsCurrent] = []
_followers: list[Follower] = []


def known_by(rule: IsCurrent) -> None:
    """Say which addresses hats have now: `rule(hat id, address)`. To be called when an app is
    ready."""
    if rule not in _current:
        _current.append(rule)


def follow(follower: Follower) -> None:
    """Call `follower(hat id, address)` within the transaction in which a hat loses an address. To
    be called when an app is ready."""
    if follower not in _followers:
        _followers.append(follower)


def is_current(hat_id: UUID | None, address: str) -> bool:
    """Whether the address is one of its hat now; what was sent under no hat (an invitation) is
    asked by itself."""
    return hat_id is None or any(rule(hat_id, address) for rule in _current)


def change(hat_id: UUID, before: str, after: str = "") -> None:
    """A hat has another address, or one less; in the transaction that changes it, once it stands.

    Links to the old one open nothing more, and no mail goes there. What it was told last of each
    thing that may still be due is told to the new one.
    """
    if not before or is_current(hat_id, before):
        return
    for follower in _followers:
        follower(hat_id, before)
    told = Notice.objects.filter(hat_id=hat_id, person__isnull=True, address__iexact=before)
    if after:
        _tell_again(told, after)
    told.filter(Notice.not_sent_rule()).update(channel=Channel.DROPPED)


def _tell_again(told: models.QuerySet[Notice], address: str) -> None:
    """Rows that are no longer due are dropped when they are rendered."""
    newest: dict[tuple[str, UUID], Notice] = {}
    still_due = told.exclude(channel=Channel.DROPPED).exclude(delivery__state=MailState.DROPPED)
    for notice in still_due.order_by("created_at", "pk"):
        newest[(notice.kind, notice.subject_id)] = notice
    moment = now()
    again = [
        Notice(
            occasion=one.occasion,
            recipient=f"address:{address.lower()}",
            kind=one.kind,
            activity_id=one.activity_id,
            hat_id=one.hat_id,
            address=address,
            language=one.language,
            case_id=one.case_id,
            subject_id=one.subject_id,
            created_at=moment,
        )
        for one in newest.values()
    ]
    if again:
        Notice.objects.bulk_create(again, ignore_conflicts=True)
        # An address that the hat had before, and has again.
        dropped = models.Q(channel=Channel.DROPPED) | models.Q(delivery__state=MailState.DROPPED)
        before = Notice.objects.filter(
            dropped,
            occasion__in=[one.occasion for one in again],
            recipient=again[0].recipient,
            hat_id=again[0].hat_id,
        ).exclude(delivery__state=MailState.SENT)
        keys = list(before.values_list("pk", flat=True))
        Delivery.objects.filter(notices__in=keys).delete()
        Notice.objects.filter(pk__in=keys).update(channel=Channel.AT_ONCE, created_at=moment)
        from notifications.tasks import deliver

        nudging.nudge_after_commit(deliver)
