"""The pages of notices that one can go to from everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from notifications.queries import MOST_UNREAD, unread_count
from web.components import bounded
from web.navigation import Entry, Place
from web.pages import Needs


def _unread(actor: Actor) -> str:
    count = unread_count(actor)
    return bounded(count, MOST_UNREAD) if count else ""


ENTRIES = (
    Entry(
        Place.MENU,
        _("Notices and mails"),
        "notifications:wishes",
        Needs.SIGNED_IN,
        20,
    ),
    Entry(Place.BELL, _("Notices"), "notifications:notices", Needs.SIGNED_IN, 10, count=_unread),
    Entry(
        Place.MENU,
        _("Mails of the demo"),
        "notifications:mailbox",
        Needs.PUBLIC,
        40,
        demo_only=True,
    ),
    Entry(
        Place.FOOTER,
        _("Mails of the demo"),
        "notifications:mailbox",
        Needs.PUBLIC,
        20,
        demo_only=True,
    ),
)
