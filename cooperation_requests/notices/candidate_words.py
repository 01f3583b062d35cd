"""The words of notices about candidates and of messages; requests and referrals: `words`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cooperation_requests.codes import CaseHearer, CaseKind, MessageVerb, SuggestionVerb
from cooperation_requests.notices.wording import (
    CANDIDATE_PAGE,
    COMPANY_PAGE,
    DESK_PAGE,
    OPEN_REFERRAL,
    OPEN_REQUEST,
    REFERRAL_PAGE,
    NoticeKey,
    Words,
)

CANDIDATE_WORDS: dict[NoticeKey, Words] = {
    (CaseKind.SUGGESTION, SuggestionVerb.SET_ASIDE, CaseHearer.PARTNER): Words(
        _("a candidate was set aside"),
        _("%(agency)s set one of your candidates aside. The reason is on the page."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.CHOOSE, CaseHearer.ADVISOR): Words(
        _("the company wants to get to know a candidate"),
        _("The company wants to get to know a candidate of %(partner)s."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.CHOOSE, CaseHearer.PARTNER): Words(
        _("interest in your candidate"),
        _(
            "The company wants to get to know one of your candidates. We ask the candidate where "
            "we know an address; else ask it and note its answer on the page."
        ),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.PASS, CaseHearer.ADVISOR): Words(
        _("no interest in a candidate"),
        _("The company has no interest in a candidate of %(partner)s."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.PASS, CaseHearer.PARTNER): Words(
        _("no interest in your candidate"),
        _("The company has no interest in one of your candidates. The reason is on the page."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.TAKE_BACK, CaseHearer.ADVISOR): Words(
        _("a candidate was taken back"),
        _("%(partner)s took a candidate back."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.TAKE_BACK, CaseHearer.COMPANY): Words(
        _("a suggestion is not available"),
        _("One of the suggestions is no longer available."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.INTRODUCE, CaseHearer.CANDIDATE): Words(
        _("your introduction"),
        _("You are introduced. Both sides have the other’s contact data now."),
        _("See the contact"),
        CANDIDATE_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.INTRODUCE, CaseHearer.PARTNER): Words(
        _("your candidate is introduced"),
        _("One of your candidates is introduced to the company."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.SUBMIT, CaseHearer.CANDIDATE): Words(
        _("your company is proposed to a partner abroad"),
        _(
            "%(partner)s knows a company abroad that looks for a partner like you and proposed "
            "you, without your name. You can read what is looked for once you are asked; you can "
            "refuse at any time, then your contact data are erased."
        ),
        _("See what was said of you"),
        CANDIDATE_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.ASK_CANDIDATE, CaseHearer.CANDIDATE): Words(
        _("a company abroad wants to get to know you"),
        _(
            "%(partner)s asks you: may it introduce you to a company abroad? Your name and contact "
            "data go over only if you agree."
        ),
        _("Read and decide"),
        CANDIDATE_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.AGREE, CaseHearer.PARTNER): Words(
        _("your candidate agreed"),
        _("One of your candidates agreed to be introduced."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.AGREE, CaseHearer.ADVISOR): Words(
        _("a candidate agreed"),
        _("A candidate of %(partner)s agreed to be introduced."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.REFUSE, CaseHearer.PARTNER): Words(
        _("your candidate refused"),
        _("One of your candidates does not want to be introduced."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.REFUSE, CaseHearer.ADVISOR): Words(
        _("a candidate refused"),
        _("A candidate of %(partner)s does not want to be introduced."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.SUGGESTION, SuggestionVerb.REFUSE, CaseHearer.COMPANY): Words(
        _("a suggestion is not available"),
        _("One of the suggestions is no longer available."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.MESSAGE, MessageVerb.ATTACH, CaseHearer.COMPANY): Words(
        _("a new document"),
        _("%(advisor)s added a document to your request."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.MESSAGE, MessageVerb.ATTACH, CaseHearer.ADVISOR): Words(
        _("a new document"),
        _("There is a new document for you."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.MESSAGE, MessageVerb.ATTACH, CaseHearer.PARTNER): Words(
        _("a new document"),
        _("%(agency)s sent you a document."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.MESSAGE, MessageVerb.WRITE, CaseHearer.COMPANY): Words(
        _("a message to you"),
        _("%(advisor)s wrote to you."),
        _("Read the message"),
        COMPANY_PAGE,
    ),
    (CaseKind.MESSAGE, MessageVerb.WRITE, CaseHearer.ADVISOR): Words(
        _("a new message"),
        _("There is a new message for you."),
        _("Read the message"),
        DESK_PAGE,
    ),
    (CaseKind.MESSAGE, MessageVerb.WRITE, CaseHearer.PARTNER): Words(
        _("a new message"),
        _("%(agency)s wrote to you."),
        _("Read the message"),
        REFERRAL_PAGE,
    ),
}
