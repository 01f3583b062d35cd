"""The words of each notice. Subjects carry the reference only; `%(…)s` are filled by `rendering`.

The key is (kind of row, verb, audience).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cooperation_requests.codes import CaseHearer, CaseKind, PointedOut, ReferralVerb, RequestVerb
from cooperation_requests.enums import AWAITING_ANSWER, IN_PLAY, ReferralState, RequestState
from cooperation_requests.notices.candidate_words import CANDIDATE_WORDS
from cooperation_requests.notices.noted_words import NOTED_WORDS
from cooperation_requests.notices.wording import (
    COMPANY_PAGE,
    DESK_PAGE,
    LINK_TO_REFERRAL,
    OPEN_REFERRAL,
    OPEN_REQUEST,
    REFERRAL_PAGE,
    NoticeKey,
    Words,
)
from cooperation_requests.workflow import QUALIFIED_OR_FORWARDED

WORDS: dict[NoticeKey, Words] = {
    (CaseKind.REQUEST, RequestVerb.SUBMIT, CaseHearer.HOME_DESK): Words(
        _("a new request"),
        _("A company submitted a new request."),
        _("Take the request"),
        DESK_PAGE,
        (RequestState.SUBMITTED,),
    ),
    (CaseKind.REQUEST, RequestVerb.SUBMIT, CaseHearer.COMPANY): Words(
        _("your request arrived"),
        _("Your request has the number %(reference)s. Your agency answers within 2 working days."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, PointedOut.FITS, CaseHearer.ADVISOR): Words(
        _("a company of yours may fit"),
        _("A company of your agency is new or changed its profile, and may fit this request."),
        OPEN_REQUEST,
        DESK_PAGE,
        QUALIFIED_OR_FORWARDED,
    ),
    (CaseKind.REFERRAL, PointedOut.FITS, CaseHearer.PARTNER): Words(
        _("a company of yours may fit"),
        _("A company of your agency is new or changed its profile, and may fit this brief."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        IN_PLAY,
    ),
    (CaseKind.REQUEST, RequestVerb.TAKE, CaseHearer.COMPANY): Words(
        _("%(advisor)s looks after your request"),
        _("%(advisor)s of %(agency)s looks after your request from now on."),
        OPEN_REQUEST,
        COMPANY_PAGE,
        summary=_("your advisor is named"),
    ),
    (CaseKind.REQUEST, RequestVerb.ASSIGN, CaseHearer.COMPANY): Words(
        _("%(advisor)s looks after your request"),
        _("%(advisor)s of %(agency)s looks after your request from now on."),
        OPEN_REQUEST,
        COMPANY_PAGE,
        summary=_("your advisor is named"),
    ),
    (CaseKind.REQUEST, RequestVerb.ASSIGN, CaseHearer.ASSIGNED): Words(
        _("assigned to you"),
        _("This request is yours from now on."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.ASSIGN, CaseHearer.ASSIGNED_BEFORE): Words(
        _("handed to %(advisor)s"),
        _("%(advisor)s looks after this request from now on."),
        OPEN_REQUEST,
        DESK_PAGE,
        summary=_("handed to a colleague"),
    ),
    (CaseKind.REQUEST, RequestVerb.ASK, CaseHearer.COMPANY): Words(
        _("a question to you"),
        _("%(advisor)s has a question about your request."),
        _("Answer the question"),
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.ANSWER, CaseHearer.ADVISOR): Words(
        _("the company answered"),
        _("The company answered your question."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.RESUME, CaseHearer.COMPANY): Words(
        _("we go on"),
        _("Your agency goes on with your request without the answer."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.QUALIFY, CaseHearer.COMPANY): Words(
        _("the brief for partners is written"),
        _(
            "This is how partner agencies will read what you look for, without your name. Tell "
            "your advisor if something is wrong."
        ),
        _("Read the brief"),
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.REVISE, CaseHearer.COMPANY): Words(
        _("the brief changed"),
        _("Your advisor changed the brief for partners: %(changed)s."),
        _("Read the brief"),
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.REVISE, CaseHearer.PARTNERS_IN_PLAY): Words(
        _("the brief changed"),
        _("The brief changed: %(changed)s."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.DECLINE, CaseHearer.COMPANY): Words(
        _("we cannot help with this request"),
        _("Your agency cannot take this request on. The reason is on the page."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.FORWARD, CaseHearer.COMPANY): Words(
        _("with partners"),
        _(
            "Partner agencies are looking for fitting companies. You hear from us when there is "
            "something to choose from."
        ),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.PRESENT, CaseHearer.COMPANY): Words(
        _("suggestions for you"),
        _(
            "Your advisor has suggestions for you. Tell us whom you want to get to "
            "know; your data go over only after that."
        ),
        _("See the suggestions"),
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.INTRODUCE, CaseHearer.COMPANY): Words(
        _("your introduction"),
        _("You are introduced. Both sides have the other’s contact data now."),
        _("See the contact"),
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.CLOSE, CaseHearer.COMPANY): Words(
        _("closed"),
        _("Your request is closed. How it ended is on the page."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.CLOSE, CaseHearer.PARTNERS_IN_PLAY): Words(
        _("closed"),
        _("This request has ended. Nothing is left to do; thank you for your work."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.WITHDRAW, CaseHearer.ADVISOR): Words(
        _("withdrawn"),
        _("The company withdrew its request."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.WITHDRAW, CaseHearer.PARTNERS_IN_PLAY): Words(
        _("withdrawn"),
        _("This request has ended. Nothing is left to do; thank you for your work."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.REOPEN, CaseHearer.COMPANY): Words(
        _("open again"),
        _("Your request is open again."),
        OPEN_REQUEST,
        COMPANY_PAGE,
    ),
    (CaseKind.REQUEST, RequestVerb.REOPEN, CaseHearer.ADVISOR): Words(
        _("open again"),
        _("The company opened its request again."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.FORWARD, CaseHearer.PARTNER_DESK): Words(
        _("companies wanted in your region"),
        _("%(agency)s asks you for fitting companies until %(due)s."),
        _("Read the brief and answer"),
        LINK_TO_REFERRAL,
        AWAITING_ANSWER,
    ),
    (CaseKind.REFERRAL, ReferralVerb.ACCEPT, CaseHearer.ADVISOR): Words(
        _("a partner accepted"),
        _("%(partner)s accepted and looks for companies."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.ASSIGN, CaseHearer.ASSIGNED): Words(
        _("assigned to you"),
        _("This brief is yours from now on; the answer is due on %(due)s."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        AWAITING_ANSWER,
    ),
    (CaseKind.REFERRAL, ReferralVerb.ASK_BACK, CaseHearer.ADVISOR): Words(
        _("a partner asks back"),
        _("%(partner)s has a question. Its clock stands still until you reply."),
        _("Reply"),
        DESK_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.REPLY, CaseHearer.PARTNER): Words(
        _("a reply to your question"),
        _("%(agency)s replied to your question. You have until %(due)s."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.ANSWER, CaseHearer.ADVISOR): Words(
        _("a partner answered"),
        _("%(partner)s answered."),
        _("See the answer"),
        DESK_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.ADD, CaseHearer.ADVISOR): Words(
        _("further candidates"),
        _("%(partner)s sent further candidates."),
        _("See the answer"),
        DESK_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.FIND_NONE, CaseHearer.ADVISOR): Words(
        _("no candidate"),
        _("%(partner)s found no candidate."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.DECLINE, CaseHearer.ADVISOR): Words(
        _("a partner declined"),
        _("%(partner)s declined."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.EXTEND, CaseHearer.PARTNER): Words(
        _("more time"),
        _("You have until %(due)s."),
        OPEN_REFERRAL,
        LINK_TO_REFERRAL,
        AWAITING_ANSWER,
    ),
    (CaseKind.REFERRAL, ReferralVerb.REMIND, CaseHearer.PARTNER): Words(
        _("your answer is awaited (due on %(due)s)"),
        _("%(agency)s waits for your answer (due on %(due)s). ‘No candidate’ is an answer too."),
        _("Read the brief and answer"),
        LINK_TO_REFERRAL,
        AWAITING_ANSWER,
        summary=_("your answer is awaited"),
    ),
    (CaseKind.REFERRAL, ReferralVerb.REMIND, CaseHearer.PARTNER_COORDINATORS): Words(
        _("an answer of your agency is late"),
        _("The answer to %(agency)s was due on %(due)s."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        AWAITING_ANSWER,
    ),
    (CaseKind.REFERRAL, ReferralVerb.REMIND, CaseHearer.ADVISOR): Words(
        _("a partner is late"),
        _("%(partner)s was reminded; its answer was due on %(due)s."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.EXPIRE, CaseHearer.ADVISOR): Words(
        _("a partner did not answer"),
        _("%(partner)s did not answer. Give more time, recall it or go on without."),
        OPEN_REQUEST,
        DESK_PAGE,
    ),
    (CaseKind.REFERRAL, ReferralVerb.EXPIRE, CaseHearer.PARTNER_COORDINATORS): Words(
        _("expired"),
        _("The answer to %(agency)s was due on %(due)s. You can still answer."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
        (ReferralState.EXPIRED,),
    ),
    (CaseKind.REFERRAL, ReferralVerb.RECALL, CaseHearer.PARTNER): Words(
        _("recalled"),
        _("%(agency)s took this request back from you. The reason is on the page."),
        OPEN_REFERRAL,
        REFERRAL_PAGE,
    ),
    **CANDIDATE_WORDS,
    **NOTED_WORDS,
}
