"""The list of toys in the bar."""

from web.navigation import Entry, Place
from web.pages import Needs

ENTRIES = (Entry(Place.BAR, "Toys", "toy:toys", Needs.COMPANY, 30),)
