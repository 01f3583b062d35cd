"""What can be done in a case: each verb with the action that does it and how a timeline tells it.

%(who)s, %(partner)s, %(to)s and %(person)s are filled as far as the reader may know
(`showing.who`).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from activities.workflow import Verb, check_registered, register
from cooperation_requests.actions import (
    answers,
    choosing,
    drafts,
    ending,
    messages,
    partners,
    presenting,
    proposing,
    triage,
)
from cooperation_requests.codes import (
    CaseKind,
    MessageVerb,
    PointedOut,
    ReferralVerb,
    RequestVerb,
    SuggestionVerb,
)
from cooperation_requests.models import CooperationRequest, Message, Referral, Suggestion
from cooperation_requests.workflows import REFERRALS, REQUESTS, SUGGESTIONS

START: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.START, drafts.start, _("%(who)s started the request"), about=""
)
DISCARD: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.DISCARD, drafts.discard, _("%(who)s discarded the draft")
)
SUBMIT: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.SUBMIT, drafts.submit, _("%(who)s submitted the request")
)
TAKE: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.TAKE, triage.take, _("%(who)s took the request")
)
ASSIGN: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST,
    RequestVerb.ASSIGN,
    triage.assign,
    _("%(who)s assigned the request to %(person)s"),
)
ASK: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.ASK, triage.ask, _("%(who)s asked the company a question")
)
ANSWER: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.ANSWER, triage.answer, _("%(who)s answered the question")
)
RESUME: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.RESUME, triage.resume, _("%(who)s went on without the answer")
)
QUALIFY: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.QUALIFY, triage.qualify, _("%(who)s wrote the brief for partners")
)
REVISE: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.REVISE, triage.revise, _("%(who)s changed the brief")
)
DECLINE: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.DECLINE, triage.decline, _("%(who)s declined the request")
)
FORWARD: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST,
    RequestVerb.FORWARD,
    partners.forward,
    _("%(who)s forwarded the request to partners"),
)
PRESENT: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST,
    RequestVerb.PRESENT,
    presenting.present,
    _("%(who)s presented suggestions to the company"),
)
INTRODUCE: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST,
    RequestVerb.INTRODUCE,
    choosing.introduce,
    _("%(who)s made an introduction"),
    about="",
)
CLOSE: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.CLOSE, ending.close, _("%(who)s closed the request")
)
WITHDRAW: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.WITHDRAW, ending.withdraw, _("%(who)s withdrew the request")
)
REOPEN: Verb[CooperationRequest] = Verb(
    CaseKind.REQUEST, RequestVerb.REOPEN, ending.reopen, _("%(who)s opened the request again")
)
REQUEST_VERBS = (
    START,
    DISCARD,
    SUBMIT,
    TAKE,
    ASSIGN,
    ASK,
    ANSWER,
    RESUME,
    QUALIFY,
    REVISE,
    DECLINE,
    FORWARD,
    PRESENT,
    INTRODUCE,
    CLOSE,
    WITHDRAW,
    REOPEN,
)

FORWARD_REFERRAL: Verb[Referral] = Verb(
    CaseKind.REFERRAL,
    ReferralVerb.FORWARD,
    partners.forward,
    _("Sent to %(partner)s"),
    about="request_id",
)
ACCEPT: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.ACCEPT, answers.accept, _("%(who)s accepted")
)
ASSIGN_REFERRAL: Verb[Referral] = Verb(
    CaseKind.REFERRAL,
    ReferralVerb.ASSIGN,
    answers.assign_referral,
    _("%(who)s assigned it to %(person)s at %(partner)s"),
)
ASK_BACK: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.ASK_BACK, answers.ask_back, _("%(who)s asked back")
)
REPLY: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.REPLY, partners.reply, _("%(who)s replied to %(partner)s")
)
ANSWER_REFERRAL: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.ANSWER, answers.answer_referral, _("%(who)s answered")
)
ADD: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.ADD, answers.add, _("%(who)s added candidates")
)
FIND_NONE: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.FIND_NONE, answers.find_none, _("%(who)s found no candidate")
)
DECLINE_REFERRAL: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.DECLINE, answers.decline_referral, _("%(who)s declined")
)
EXTEND: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.EXTEND, partners.extend, _("%(who)s gave %(partner)s more time")
)
REMIND: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.REMIND, partners.remind, _("Reminder sent to %(partner)s")
)
EXPIRE: Verb[Referral] = Verb(
    CaseKind.REFERRAL, ReferralVerb.EXPIRE, partners.expire, _("%(partner)s did not answer in time")
)
RECALL: Verb[Referral] = Verb(
    CaseKind.REFERRAL,
    ReferralVerb.RECALL,
    partners.recall,
    _("%(who)s recalled it from %(partner)s"),
)
REFERRAL_VERBS = (
    FORWARD_REFERRAL,
    ACCEPT,
    ASSIGN_REFERRAL,
    ASK_BACK,
    REPLY,
    ANSWER_REFERRAL,
    ADD,
    FIND_NONE,
    DECLINE_REFERRAL,
    EXTEND,
    REMIND,
    EXPIRE,
    RECALL,
)

PROPOSE: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.PROPOSE,
    proposing.propose,
    _("%(who)s drafted a candidate"),
    about="referral_id",
)
DISCARD_SUGGESTION: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.DISCARD,
    proposing.discard_suggestion,
    _("%(who)s removed a draft"),
)
SUBMIT_SUGGESTION: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.SUBMIT,
    answers.answer_referral,
    _("%(partner)s suggested a company"),
    about="referral_id",
)
SHORTLIST: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.SHORTLIST,
    choosing.shortlist,
    _("%(who)s shortlisted a candidate"),
)
SET_ASIDE: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.SET_ASIDE,
    choosing.set_aside,
    _("%(who)s set a candidate aside"),
)
PRESENT_SUGGESTION: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.PRESENT,
    presenting.present,
    _("%(who)s presented a candidate"),
    about="request_id",
)
CHOOSE: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.CHOOSE,
    choosing.choose,
    _("%(who)s wants to get to know a candidate"),
)
PASS: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.PASS,
    choosing.pass_over,
    _("%(who)s has no interest in a candidate"),
)
TAKE_BACK: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.TAKE_BACK,
    choosing.take_back,
    _("%(who)s took a candidate back"),
)
INTRODUCE_SUGGESTION: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.INTRODUCE,
    choosing.introduce,
    _("%(who)s introduced a candidate"),
)
ASK_CANDIDATE: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.ASK_CANDIDATE,
    choosing.ask_candidate,
    _("%(who)s asked a candidate"),
)
AGREE: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.AGREE,
    choosing.agree,
    _("A candidate agreed to be introduced"),
)
REFUSE: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.REFUSE,
    choosing.refuse,
    _("A candidate does not want to be introduced"),
)
LAPSE: Verb[Suggestion] = Verb(
    CaseKind.SUGGESTION,
    SuggestionVerb.LAPSE,
    ending.close,
    _("A suggestion lapsed with the request"),
    about="request_id",
)
SUGGESTION_VERBS = (
    PROPOSE,
    DISCARD_SUGGESTION,
    SUBMIT_SUGGESTION,
    SHORTLIST,
    SET_ASIDE,
    PRESENT_SUGGESTION,
    CHOOSE,
    PASS,
    TAKE_BACK,
    INTRODUCE_SUGGESTION,
    ASK_CANDIDATE,
    AGREE,
    REFUSE,
    LAPSE,
)

WRITE: Verb[Message] = Verb(
    CaseKind.MESSAGE,
    MessageVerb.WRITE,
    messages.write,
    _("%(who)s wrote to %(to)s"),
    about="request_id",
)
ATTACH: Verb[Message] = Verb(
    CaseKind.MESSAGE,
    MessageVerb.ATTACH,
    messages.attach,
    _("%(who)s added a document for %(to)s"),
    about="request_id",
)
WITHDRAW_DOCUMENT: Verb[Message] = Verb(
    CaseKind.MESSAGE,
    MessageVerb.WITHDRAW_DOCUMENT,
    messages.withdraw_attachment,
    _("%(who)s withdrew a document sent to %(to)s"),
    about="attachment_id",
)
REFUSE_WORDS: Verb[Message] = Verb(
    CaseKind.MESSAGE,
    MessageVerb.REFUSE_WORDS,
    None,
    _("%(who)s tried words that named one of your companies; they were refused"),
)
POINT_OUT: Verb[CooperationRequest] = Verb(
    CaseKind.FITTING,
    PointedOut.FITS,
    None,
    _("%(who)s pointed out %(company)s, which may fit"),
)
MESSAGE_VERBS = (
    WRITE,
    ATTACH,
    WITHDRAW_DOCUMENT,
    REFUSE_WORDS,
)


def register_verbs() -> None:
    """Make the verbs known; called when the app is ready. Raises ImproperlyConfigured for a verb of
    the tables that is none of them."""
    register(REQUEST_VERBS)
    register(REFERRAL_VERBS)
    register(SUGGESTION_VERBS)
    register(MESSAGE_VERBS)
    register((POINT_OUT,))
    check_registered(REQUESTS)
    check_registered(REFERRALS)
    check_registered(SUGGESTIONS)
