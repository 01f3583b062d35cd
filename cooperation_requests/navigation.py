"""The pages of cases that one can go to from everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from web.navigation import Entry, Place
from web.pages import Needs

ENTRIES = (
    Entry(Place.START, _("Inbox"), "requests:desk", Needs.STAFF, 10),
    Entry(Place.START, _("My requests"), "requests:requests", Needs.COMPANY, 20),
    Entry(Place.BAR, _("Inbox"), "requests:desk", Needs.STAFF, 10, prefix="/desk/requests/"),
    Entry(Place.BAR, _("From partners"), "requests:desk-referrals", Needs.STAFF, 20),
    Entry(Place.BAR, _("My requests"), "requests:requests", Needs.COMPANY, 10),
)
