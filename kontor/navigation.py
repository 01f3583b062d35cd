"""The pages of the whole that one can go to from everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from web.navigation import Entry, Place
from web.pages import Needs

ENTRIES = (
    Entry(Place.BAR, _("Administration"), "admin:index", Needs.SECRETARIAT, 30),
    Entry(Place.MENU, _("Name and language"), "kontor:profile", Needs.SIGNED_IN, 10),
    Entry(Place.FOOTER, _("Style guide"), "web:styleguide", Needs.PUBLIC, 30, demo_only=True),
)
