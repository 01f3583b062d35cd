"""The words of notices about candidates and of messages; requests and referrals: `words`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cooperation_requests.notices.wording import (
    CANDIDATE_PAGE,
    COMPANY_PAGE,
    DESK_PAGE,
    OPEN_REFERRAL,
    OPEN_REQUEST,
    REFERRAL_PAGE,
    Words,
)

CANDIDATE_WORDS: dict[tuple[str, str, str], Words] = {
    ("suggestion", "set_aside", "partner"): Words(
        _("a candidate was set aside"),
        _("%(agency)s set one of your candidates aside. The reason is on the page."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "choose", "advisor"): Words(
        _("the company wants to get to know a candidate"),
        _("The company wants to get to know a candidate of %(partner)s."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "choose", "partner"): Words(
        _("interest in your candidate"),
        _(
            "The company wants to get to know one of your candidates. We ask the candidate where "
            "we know an address; else ask it and note its answer on the page."
        ),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "pass", "advisor"): Words(
        _("no interest in a candidate"),
        _("The company has no interest in a candidate of %(partner)s."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "pass", "partner"): Words(
        _("no interest in your candidate"),
        _("The company has no interest in one of your candidates. The reason is on the page."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "take_back", "advisor"): Words(
        _("a candidate was taken back"),
        _("%(partner)s took a candidate back."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "take_back", "company"): Words(
        _("a suggestion is not available"),
        _("One of the suggestions is no longer available."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("suggestion", "introduce", "candidate"): Words(
        _("your introduction"),
        _("You are introduced. Both sides have the other’s contact data now."),
        _("See the contact"),
        CANDIDATE_PAGE,
    ),
    ("suggestion", "introduce", "partner"): Words(
        _("your candidate is introduced"),
        _("One of your candidates is introduced to the company."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "submit", "candidate"): Words(
        _("your company is proposed to a partner abroad"),
        _(
            "%(partner)s knows a company abroad that looks for a partner like you and proposed "
            "you, without your name. You can read what is looked for once you are asked; you can "
            "refuse at any time, then your contact data are erased."
        ),
        _("See what was said of you"),
        CANDIDATE_PAGE,
    ),
    ("suggestion", "ask_candidate", "candidate"): Words(
        _("a company abroad wants to get to know you"),
        _(
            "%(partner)s asks you: may it introduce you to a company abroad? Your name and contact "
            "data go over only if you agree."
        ),
        _("Read and decide"),
        CANDIDATE_PAGE,
    ),
    ("suggestion", "agree", "partner"): Words(
        _("your candidate agreed"),
        _("One of your candidates agreed to be introduced."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "agree", "advisor"): Words(
        _("a candidate agreed"),
        _("A candidate of %(partner)s agreed to be introduced."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "refuse", "partner"): Words(
        _("your candidate refused"),
        _("One of your candidates does not want to be introduced."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("suggestion", "refuse", "advisor"): Words(
        _("a candidate refused"),
        _("A candidate of %(partner)s does not want to be introduced."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("suggestion", "refuse", "company"): Words(
        _("a suggestion is not available"),
        _("One of the suggestions is no longer available."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("message", "attach", "company"): Words(
        _("a new document"),
        _("%(advisor)s added a document to your request."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    ("message", "attach", "advisor"): Words(
        _("a new document"),
        _("There is a new document for you."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    ("message", "attach", "partner"): Words(
        _("a new document"),
        _("%(agency)s sent you a document."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    ("message", "write", "company"): Words(
        _("a message to you"),
        _("%(advisor)s wrote to you."),
        _("Read the message"),
        COMPANY_PAGE,
    ),
    ("message", "write", "advisor"): Words(
        _("a new message"),
        _("There is a new message for you."),
        _("Read the message"),
        DESK_PAGE,
    ),
    ("message", "write", "partner"): Words(
        _("a new message"),
        _("%(agency)s wrote to you."),
        _("Read the message"),
        REFERRAL_PAGE,
    ),
}
