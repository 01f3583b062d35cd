"""The pages of the network that one can go to from everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from web.navigation import Entry, Place
from web.pages import Needs

ENTRIES = (
    Entry(Place.BRAND, "Kontor", "network:home", Needs.PUBLIC, 10),
    Entry(Place.BAR, _("Network"), "network:public-network", Needs.PUBLIC, 90),
    Entry(Place.MENU, _("People of the agency"), "network:desk-people", Needs.STAFF, 30),
    Entry(Place.FOOTER, _("The network"), "network:public-network", Needs.PUBLIC, 10),
)
