"""Named reads of notices."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from activities.actor import Actor
from activities.clock import now
from notifications.models import Notice
from notifications.registry import may_be_seen
from web.counting import counts


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """The notices of a person under the hat they wear, but for those whose case that hat may not
    see (any more)."""
    return Notice.objects.filter(
        may_be_seen(actor),
        person_id=actor.user_id,
        hat_id=actor.organisation_id or actor.company_id,
    )


# More unread ones than anybody will look at one by one: beyond, only that there are more is told.
MOST_UNREAD = 100


def unread_count(actor: Actor) -> int:
    """How many of them are unread, up to MOST_UNREAD."""
    unread = notices_for(actor).filter(read_at__isnull=True)
    return counts({"unread": unread}, MOST_UNREAD)["unread"]


def read_by(actor: Actor, **about: UUID) -> None:
    """Who opens a notice (`pk`) or the case (`case_id`) that it is about has read it. One query."""
    notices_for(actor).filter(read_at__isnull=True, **about).update(read_at=now())
