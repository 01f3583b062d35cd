"""Places that pages of companies leave for apps above."""

from __future__ import annotations

from companies.models import Company
from web.slots import Slot

# What its agency can do for a company, at the head of its page.
COMPANY_ACTIONS = Slot[Company]("actions of a company")
# Cards of a company's page, for the desks that may see it.
COMPANY_AT_DESK = Slot[Company]("company at the desk")
# The way to the rest of the companies that look alike.
MORE_ALIKE = Slot[Company]("more companies alike")
