"""What the home agency is offered: on a request, on a suggestion, on one partner asked."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from cooperation_requests import verbs as v
from cooperation_requests.actions import noting
from cooperation_requests.forms import verbs as f
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.offers import company
from cooperation_requests.offers.answering import NotedAnswer
from cooperation_requests.offers.briefs import Brief, RevisedBrief
from cooperation_requests.offers.forwarding import AssignRequest, Forward
from cooperation_requests.offers.presenting import Introduce, Present
from cooperation_requests.workflows import REFERRALS, REQUESTS, SUGGESTIONS
from web.verbs import Offers, VerbButton

# The last of these that may be done is the next step of a case.
ON_REQUEST: Offers[CooperationRequest] = Offers(
    REQUESTS,
    (
        VerbButton(
            v.TAKE,
            _("The request is yours. The company knows who you are."),
            weight="primary",
            at_once=True,
            step=1,
        ),
        VerbButton(v.ASK, _("Asked. The company hears of it now."), f.Text, beside=True),
        replace(company.ANSWER, done=_("The answer is noted.")),
        VerbButton(v.RESUME, _("You go on without the answer."), at_once=True),
        VerbButton(
            v.QUALIFY,
            _("The brief is written; the company sees it. Forward it next."),
            Brief,
            weight="primary",
            words=_("What partners read. The company’s own text stays with you."),
            step=2,
        ),
        VerbButton(
            v.REVISE,
            _("The brief is changed; company and partners hear what changed."),
            RevisedBrief,
        ),
        VerbButton(
            v.FORWARD,
            _("Sent. You hear from us when the first one answers."),
            Forward,
            weight="primary",
            words=_(
                "Each partner reads the brief, not the company, and does not know who "
                "else was asked."
            ),
            template="requests/forward.html",
            step=3,
        ),
        VerbButton(
            v.PRESENT, _("Presented. The company chooses now."), Present, weight="primary", step=4
        ),
        VerbButton(
            v.INTRODUCE,
            _("Introduced. Both sides have each other’s contact data."),
            Introduce,
            weight="primary",
            words=_("Names and contact data go to both companies and both agencies."),
            step=5,
        ),
        VerbButton(v.ASSIGN, _("Assigned. Both hear of it."), AssignRequest),
        VerbButton(
            v.DECLINE,
            _("Declined. The company reads your words."),
            f.Decline,
            weight="destructive",
        ),
        VerbButton(
            v.CLOSE,
            _("Closed. Company and partners hear of it."),
            f.Close,
            weight="destructive",
        ),
        replace(company.WITHDRAW, done=_("Withdrawn for the company.")),
        replace(company.REOPEN, done=_("Open again, in triage.")),
    ),
)

ON_SUGGESTION: Offers[Suggestion] = Offers(
    SUGGESTIONS,
    (
        VerbButton(v.SHORTLIST, _("Shortlisted."), at_once=True),
        VerbButton(v.SET_ASIDE, _("Set aside. The partner reads why."), f.SetAside),
        *company.ON_SUGGESTION.buttons,
    ),
)

NOTED = _("The partner’s answer is noted.")
ON_LANE: Offers[Referral] = Offers(
    REFERRALS,
    (
        VerbButton(v.REPLY, _("Sent. The partner’s clock runs again."), f.Text, weight="primary"),
        VerbButton(v.REMIND, _("Reminded."), at_once=True),
        VerbButton(v.EXTEND, _("The partner has more time."), f.Extend),
        VerbButton(v.RECALL, _("Recalled. The partner reads why."), f.Words, weight="destructive"),
        VerbButton(
            v.ANSWER_REFERRAL, NOTED, NotedAnswer, weight="primary", action=noting.note_answer
        ),
        VerbButton(v.ADD, NOTED, NotedAnswer, weight="primary", action=noting.note_more),
        VerbButton(v.FIND_NONE, NOTED, f.FindNone),
        VerbButton(v.DECLINE_REFERRAL, NOTED, f.PartnerDecline, weight="destructive"),
    ),
)
