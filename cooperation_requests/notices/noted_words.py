"""What somebody hears in whose name an agency acted, as they said so by telephone or mail: nobody
else could say that it is wrong."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cooperation_requests.notices.wording import (
    CANDIDATE_PAGE,
    COMPANY_PAGE,
    OPEN_REFERRAL,
    OPEN_REQUEST,
    REFERRAL_PAGE,
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

NOTED_WORDS: dict[tuple[str, str, str], Words] = {
    ("referral", "answer", "partner"): NOTED,
    ("referral", "add", "partner"): NOTED,
    ("referral", "find_none", "partner"): NOTED,
    ("referral", "decline", "partner"): NOTED,
    ("request", "answer", "company_noted"): Words(
        _("your answer was noted"),
        _(
            "%(agency)s noted an answer that you gave outside the portal. Tell %(advisor)s if "
            "something is wrong."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "withdraw", "company_noted"): Words(
        _("withdrawn for you"),
        _(
            "%(agency)s noted that you withdraw this request. Tell %(advisor)s if that is wrong: "
            "it can be opened again."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("request", "reopen", "company_noted"): Words(
        _("opened again for you"),
        _(
            "%(agency)s noted that you want this request opened again. Tell %(advisor)s if "
            "that is wrong."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("suggestion", "choose", "company_noted"): Words(
        _("your choice was noted"),
        _(
            "%(agency)s noted that you want to get to know a candidate. Tell %(advisor)s if "
            "that is wrong."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("suggestion", "pass", "company_noted"): Words(
        _("your choice was noted"),
        _(
            "%(agency)s noted that you have no interest in a candidate. Tell %(advisor)s if "
            "that is wrong."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("suggestion", "agree", "candidate_noted"): Words(
        _("your yes was noted"),
        _(
            "%(partner)s noted that you agree to be introduced. If that is wrong, take it back on "
            "the page or tell %(partner)s."
        ),
        _("Open the page"),
        CANDIDATE_PAGE,
    ),
    ("suggestion", "refuse", "candidate_noted"): Words(
        _("your no was noted"),
        _(
            "%(partner)s noted that you do not want to be introduced. Nobody learns your name. "
            "Tell %(partner)s if that is wrong."
        ),
        _("Open the page"),
        CANDIDATE_PAGE,
    ),
}
