"""Places that pages of cases leave for apps above, each for the readers of its page."""

from __future__ import annotations

from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from web.slots import Slot

REQUEST_AT_DESK = Slot[CooperationRequest]("request at the desk")
REQUEST_OF_COMPANY = Slot[CooperationRequest]("request of a company")
REFERRAL_AT_HOME = Slot[Referral]("referral at the home agency")
REFERRAL_AT_PARTNER = Slot[Referral]("referral at the partner")
CANDIDATE = Slot[Suggestion]("candidate")
