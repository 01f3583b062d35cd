"""The pages of matching that one can go to from everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from web.navigation import Entry, Place
from web.pages import Needs

ENTRIES = (
    Entry(Place.BAR, _("Companies"), "matching:desk-companies", Needs.STAFF, 30),
    Entry(Place.BAR, _("Matching"), "matching:matching-health", Needs.SECRETARIAT, 20),
)
