"""The place that the public page of an agency leaves for apps above."""

from __future__ import annotations

from network.models import Organisation
from web.slots import Slot

AGENCY = Slot[Organisation]("agency")
