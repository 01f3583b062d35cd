"""What notices of a case are about, by which people say how they come; and which of them ask for
something."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from cooperation_requests.codes import (
    CaseHearer,
    CaseKind,
    CaseTopic,
    PointedOut,
    ReferralVerb,
    RequestVerb,
    SuggestionVerb,
)
from cooperation_requests.notices.wording import (
    CANDIDATE_PAGE,
    COMPANY_PAGE,
    DESK_PAGE,
    LINK_TO_REFERRAL,
    REFERRAL_PAGE,
    NoticeKey,
    Words,
)
from notifications.registry import Topic
from web.pages import Needs

TOPICS = (
    Topic(CaseTopic.OF_HOME, _("Requests of our companies"), Needs.STAFF),
    Topic(CaseTopic.OF_PARTNER, _("Requests from partners"), Needs.STAFF),
    Topic(CaseTopic.FITTING, _("Companies that may fit"), Needs.STAFF),
    Topic(CaseTopic.OF_COMPANY, _("My requests"), Needs.COMPANY),
    Topic(CaseTopic.OF_CANDIDATE, _("Others want to get to know you"), Needs.COMPANY),
)
_BY_PAGE: Final = {
    DESK_PAGE: CaseTopic.OF_HOME,
    REFERRAL_PAGE: CaseTopic.OF_PARTNER,
    LINK_TO_REFERRAL: CaseTopic.OF_PARTNER,
    COMPANY_PAGE: CaseTopic.OF_COMPANY,
    CANDIDATE_PAGE: CaseTopic.OF_CANDIDATE,
}

# After which whoever hears of it has to act: the row waits for them by its table.
ASKS: Final[frozenset[NoticeKey]] = frozenset(
    {
        (CaseKind.REQUEST, RequestVerb.SUBMIT, CaseHearer.HOME_DESK),
        (CaseKind.REQUEST, RequestVerb.ASSIGN, CaseHearer.ASSIGNED),
        (CaseKind.REQUEST, RequestVerb.ASK, CaseHearer.COMPANY),
        (CaseKind.REQUEST, RequestVerb.ANSWER, CaseHearer.ADVISOR),
        (CaseKind.REQUEST, RequestVerb.PRESENT, CaseHearer.COMPANY),
        (CaseKind.REQUEST, RequestVerb.REOPEN, CaseHearer.ADVISOR),
        (CaseKind.REFERRAL, ReferralVerb.FORWARD, CaseHearer.PARTNER_DESK),
        (CaseKind.REFERRAL, ReferralVerb.ASSIGN, CaseHearer.ASSIGNED),
        (CaseKind.REFERRAL, ReferralVerb.ASK_BACK, CaseHearer.ADVISOR),
        (CaseKind.REFERRAL, ReferralVerb.REPLY, CaseHearer.PARTNER),
        (CaseKind.REFERRAL, ReferralVerb.ANSWER, CaseHearer.ADVISOR),
        (CaseKind.REFERRAL, ReferralVerb.ADD, CaseHearer.ADVISOR),
        (CaseKind.REFERRAL, ReferralVerb.EXTEND, CaseHearer.PARTNER),
        (CaseKind.REFERRAL, ReferralVerb.REMIND, CaseHearer.PARTNER),
        (CaseKind.REFERRAL, ReferralVerb.EXPIRE, CaseHearer.ADVISOR),
        (CaseKind.SUGGESTION, SuggestionVerb.CHOOSE, CaseHearer.PARTNER),
        (CaseKind.SUGGESTION, SuggestionVerb.AGREE, CaseHearer.ADVISOR),
        (CaseKind.SUGGESTION, SuggestionVerb.ASK_CANDIDATE, CaseHearer.CANDIDATE),
    }
)


def topic_of(key: NoticeKey, words: Words) -> CaseTopic:
    """What a notice is about: the side whose page its mail leads to."""
    return CaseTopic.FITTING if key[1] == PointedOut.FITS else _BY_PAGE[words.page]
