"""Putting notices into mails: those that go at once one by one, questions of a day together.

A worker does it, so that an action writes one row for each notice and nothing else.
"""

from __future__ import annotations

from django.db import models, transaction

from notifications.bundles import gather
from notifications.models import Channel, Delivery, Notice
from notifications.registry import bundled_kinds

BATCH = 200


def mail_for(notice: Notice) -> Delivery:
    """The mail that carries one notice alone, with its key; not saved yet."""
    return Delivery(
        id=notice.pk,
        kind=notice.kind,
        person_id=notice.person_id,
        hat_id=notice.hat_id,
        address=notice.address,
        language=notice.language,
        created_at=notice.created_at,
        send_after=notice.created_at,
    )


def assemble() -> int:
    """Give each notice that goes at once a mail of its own, BATCH at most, and those that are
    bundled one together; how many. Safe in any number of workers."""
    # Told while its person switched the digest off.
    Notice.objects.filter(
        channel=Channel.DIGEST, delivery__isnull=True, person__digest_hour__isnull=True
    ).update(channel=Channel.AT_ONCE)
    with transaction.atomic():
        rows = list(
            Notice.objects.filter(channel=Channel.AT_ONCE, delivery__isnull=True)
            .exclude(kind__in=bundled_kinds())
            .order_by("created_at", "id")
            .select_for_update(skip_locked=True, of=("self",))[:BATCH]
        )
        Delivery.objects.bulk_create([mail_for(row) for row in rows])
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(delivery_id=models.F("pk"))
    return len(rows) + gather()
