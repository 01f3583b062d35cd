"""The pages of companies that one can go to from everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from web.navigation import Entry, Place
from web.pages import Needs

ENTRIES = (
    Entry(Place.START, _("Placements"), "companies:placements", Needs.SECRETARIAT, 30),
    # A person without any hat registers a company.
    Entry(Place.START, _("Register a company"), "companies:company-new", Needs.SIGNED_IN, 90),
    Entry(Place.BAR, _("Company profile"), "companies:company", Needs.COMPANY, 20),
    Entry(Place.BAR, _("Placements"), "companies:placements", Needs.SECRETARIAT, 10),
    Entry(Place.MENU, _("People of the company"), "companies:company-people", Needs.COMPANY, 30),
)
