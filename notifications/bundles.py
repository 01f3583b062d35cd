"""Questions that come singly and are asked together: one mail a day to one address, a button each.

A kind of notice says that it is `bundled`. Its notices are gathered for a while, since what falls
due on one day is told within minutes; what comes after the mail of the day waits for the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Min, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.clock import now
from notifications.models import Channel, Delivery, Notice
from notifications.registry import Item, Message, Section, bundled_kinds

# From the first of them, until the mail is made.
GATHERED = timedelta(minutes=10)
# What is due at one hour each day goes each day, also where the worker was a little late before.
APART = timedelta(hours=20)
BATCH = 200


def gather() -> int:
    """Put what was gathered into one mail for each recipient, BATCH at most; how many mails. Safe
    in any number of workers."""
    kinds = bundled_kinds()
    if not kinds:
        return 0
    moment = now()
    waiting = Notice.objects.filter(channel=Channel.AT_ONCE, delivery__isnull=True, kind__in=kinds)
    of_today = Notice.objects.filter(
        recipient=OuterRef("recipient"),
        delivery__kind=Delivery.BUNDLE,
        delivery__created_at__gt=moment - APART,
    )
    due = (
        waiting.filter(created_at__lte=moment - GATHERED)
        .exclude(Exists(of_today))
        .values("recipient")
        .annotate(first=Min("created_at"))
        .order_by("first", "recipient")
        .values_list("recipient", flat=True)[:BATCH]
    )
    return sum(_put_together(recipient, kinds) for recipient in list(due))


@transaction.atomic
def _put_together(recipient: str, kinds: Sequence[str]) -> bool:
    rows = Notice.objects.filter(
        recipient=recipient, channel=Channel.AT_ONCE, delivery__isnull=True, kind__in=kinds
    ).order_by("created_at", "pk")
    # Whoever has the first of them locked makes the mail, another worker leaves it alone.
    first = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if first is None or first.pk != rows.values_list("pk", flat=True).first():
        return False
    keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    mail = Delivery.objects.create(
        kind=Delivery.BUNDLE,
        person_id=first.person_id,
        hat_id=first.hat_id,
        address=first.address,
        language=first.language,
        created_at=now(),
        send_after=now(),
    )
    Notice.objects.filter(pk__in=keys).update(delivery=mail)
    return True


def together(messages: Sequence[Message]) -> Message | None:
    """The words of a bundle, of those that are still due; None when none is, and a single one as
    it is."""
    if len(messages) <= 1:
        return messages[0] if messages else None
    count = len(messages)
    return Message(
        subject=ngettext("%(count)d question for you", "%(count)d questions for you", count)
        % {"count": count},
        lead=_("Each has a button of its own. You can answer them in any order."),
        sections=[
            Section(
                message.lead,
                [
                    Item(words, url)
                    for words, url in (
                        *([message.action] if message.action else []),
                        *message.further,
                    )
                ],
            )
            for message in messages
        ],
        why=messages[0].why,
    )
