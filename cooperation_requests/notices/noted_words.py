"""What somebody hears in whose name an agency acted, as they said so by telephone or mail: nobody
else could say that it is wrong."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cooperation_requests.codes import (
    CaseHearer,
    CaseKind,
    ReferralVerb,
    RequestVerb,
    SuggestionVerb,
)
from cooperation_requests.notices.wording import (
    CANDIDATE_PAGE,
    COMPANY_PAGE,
    OPEN_REFERRAL,
    OPEN_REQUEST,
    REFERRAL_PAGE,
    NoticeKey,
    Words,
)

# What the home agency entered for a partner that answered by telephone or mail.
NOTED = Words(
    _("your answer was noted"),
    _(
        "%(agency)s noted an answer that you gave outside the portal. Tell %(advisor)s if "
        "something is wrong."
    ),
    OPEN_REFERRAL,
    REFERRAL_PAGE,
)

NOTED_WORDS: dict[NoticeKey, Words] = {
    (CaseKind.REFERRAL, ReferralVerb.ANSWER, CaseHearer.PARTNER): NOTED,
    (CaseKind.REFERRAL, ReferralVerb.ADD, CaseHearer.PARTNER): NOTED,
    (CaseKind.REFERRAL, ReferralVerb.FIND_NONE, CaseHearer.PARTNER): NOTED,
    (CaseKind.REFERRAL, ReferralVerb.DECLINE, CaseHearer.PARTNER): NOTED,
    (CaseKind.REQUEST, RequestVerb.ANSWER, CaseHearer.COMPANY_NOTED): Words(
        _("your answer was noted"),
        _(
            "%(agency)s noted an answer that you gave outside the portal. Tell %(advisor)s if "
            "something is wrong."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.WITHDRAW, CaseHearer.COMPANY_NOTED): Words(
        _("withdrawn for you"),
        _(
            "%(agency)s noted that you withdraw this request. Tell %(advisor)s if that is wrong: "
            "it can be opened again."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.REOPEN, CaseHearer.COMPANY_NOTED): Words(
        _("opened again for you"),
        _(
            "%(agency)s noted that you want this request opened again. Tell %(advisor)s if "
            "that is wrong."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.CHOOSE, CaseHearer.COMPANY_NOTED): Words(
        _("your choice was noted"),
        _(
            "%(agency)s noted that you want to get to know a candidate. Tell %(advisor)s if "
            "that is wrong."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.PASS, CaseHearer.COMPANY_NOTED): Words(
        _("your choice was noted"),
        _(
            "%(agency)s noted that you have no interest in a candidate. Tell %(advisor)s if "
            "that is wrong."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.AGREE, CaseHearer.CANDIDATE_NOTED): Words(
        _("your yes was noted"),
        _(
            "%(partner)s noted that you agree to be introduced. If that is wrong, take it back on "
            "the page or tell %(partner)s."
        ),
        _("Open the page"),
        CANDIDATE_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.REFUSE, CaseHearer.CANDIDATE_NOTED): Words(
        _("your no was noted"),
        _(
            "%(partner)s noted that you do not want to be introduced. Nobody learns your name. "
            "Tell %(partner)s if that is wrong."
        ),
        _("Open the page"),
        CANDIDATE_PAGE,
    ),
}
