"""The three tables of transitions, as data: buttons, actions, documentation and tests read them.

`by` names relations of `cooperation_requests.rules`; `as_part_of` relations such as
"request.close" belong to moves that only another action makes. Source: the network's workflow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.codes import Edge
from activities.workflow import Transition
from cooperation_requests import guards
from cooperation_requests.codes import CaseAudience as Reads
from cooperation_requests.codes import CaseHearer as Hears
from cooperation_requests.codes import CaseRelation as By
from cooperation_requests.codes import ReferralVerb, RequestVerb, SuggestionVerb
from cooperation_requests.enums import (
    ALIVE,
    AWAITING_ANSWER,
    ENDED,
    FORWARDED,
    OPEN,
    ReferralState,
    RequestState,
    SuggestionState,
    WaitsFor,
)
from cooperation_requests.models import CooperationRequest, Referral, Suggestion

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

R, F, S = RequestState, ReferralState, SuggestionState
RV, FV, SV = RequestVerb, ReferralVerb, SuggestionVerb

QUALIFIED_OR_FORWARDED = (R.QUALIFIED, *FORWARDED)
BEFORE_INTRODUCTION = tuple(state for state in OPEN if state != R.INTRODUCED)
ENDING = (By.CLOSING, By.DECLINING, By.WITHDRAWING)

# fmt: off
REQUEST: tuple[Transition[CooperationRequest], ...] = (
    Transition(RV.START, (Edge.NEW,), R.DRAFT, (By.STARTER,), _("Start a request"),
               waits_for=WaitsFor.STARTER, seen_by=(Reads.STARTER,), button=False),
    Transition(RV.DISCARD, (R.DRAFT,), Edge.GONE, (By.STARTER,), _("Discard the draft"),
               seen_by=(Reads.STARTER,)),
    Transition(RV.SUBMIT, (R.DRAFT,), R.SUBMITTED, (By.COMPANY,), _("Submit the request"),
               guard=guards.COMPLETE, waits_for=WaitsFor.HOME_DESK,
               seen_by=(Reads.HOME, Reads.COMPANY), heard_by=(Hears.HOME_DESK, Hears.COMPANY)),
    Transition(RV.TAKE, (R.SUBMITTED,), R.IN_TRIAGE, (By.ADVISOR,), _("Take the request"),
               waits_for=WaitsFor.ADVISOR, seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.COMPANY,)),
    Transition(RV.ASSIGN, (R.SUBMITTED,), R.IN_TRIAGE, (By.COORDINATOR,), _("Assign"),
               waits_for=WaitsFor.ADVISOR, seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.COMPANY, Hears.ASSIGNED)),
    Transition(RV.ASSIGN, tuple(state for state in OPEN if state != R.SUBMITTED), Edge.SAME,
               (By.COORDINATOR, By.RESPONSIBLE), _("Assign"), seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.COMPANY, Hears.ASSIGNED, Hears.ASSIGNED_BEFORE)),
    Transition(RV.ASK, (R.IN_TRIAGE,), R.NEEDS_INFORMATION, (By.ADVISOR,), _("Ask the company"),
               waits_for=WaitsFor.COMPANY, seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.COMPANY,)),
    Transition(RV.ASK, QUALIFIED_OR_FORWARDED, Edge.SAME, (By.ADVISOR,), _("Ask the company"),
               seen_by=(Reads.HOME, Reads.COMPANY), heard_by=(Hears.COMPANY,)),
    Transition(RV.ANSWER, (R.NEEDS_INFORMATION,), R.IN_TRIAGE, (By.COMPANY,),
               _("Answer the question"), waits_for=WaitsFor.ADVISOR,
               seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.ADVISOR, Hears.COMPANY_ON_BEHALF)),
    Transition(RV.ANSWER, QUALIFIED_OR_FORWARDED, Edge.SAME, (By.COMPANY,),
               _("Answer the question"), guard=guards.QUESTION_OPEN,
               seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.ADVISOR, Hears.COMPANY_ON_BEHALF)),
    Transition(RV.RESUME, (R.NEEDS_INFORMATION,), R.IN_TRIAGE, (By.ADVISOR,),
               _("Go on without the answer"), waits_for=WaitsFor.ADVISOR,
               seen_by=(Reads.HOME, Reads.COMPANY), heard_by=(Hears.COMPANY,)),
    Transition(RV.QUALIFY, (R.IN_TRIAGE,), R.QUALIFIED, (By.ADVISOR,), _("Write the brief"),
               waits_for=WaitsFor.ADVISOR, seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.COMPANY,)),
    Transition(RV.REVISE, QUALIFIED_OR_FORWARDED, Edge.SAME, (By.ADVISOR,), _("Change the brief"),
               seen_by=(Reads.HOME, Reads.COMPANY, Reads.PARTNERS_IN_PLAY),
               heard_by=(Hears.COMPANY, Hears.PARTNERS_IN_PLAY)),
    Transition(RV.DECLINE, (R.SUBMITTED, R.IN_TRIAGE, R.NEEDS_INFORMATION), R.DECLINED,
               (By.ADVISOR,), _("Decline the request"), waits_for=WaitsFor.NOBODY,
               seen_by=(Reads.HOME, Reads.COMPANY), heard_by=(Hears.COMPANY,)),
    Transition(RV.FORWARD, (R.QUALIFIED,), R.WITH_PARTNERS, (By.ADVISOR,), _("Forward to partners"),
               waits_for=WaitsFor.PARTNERS, seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.COMPANY_THE_FIRST_TIME,)),
    Transition(RV.FORWARD, FORWARDED, Edge.SAME, (By.ADVISOR,), _("Forward to more partners"),
               waits_for=WaitsFor.PARTNERS, seen_by=(Reads.HOME,)),
    Transition(RV.PRESENT, (R.WITH_PARTNERS, R.PRESENTED), R.PRESENTED, (By.ADVISOR,),
               _("Present to the company"), guard=guards.PRESENTABLE, waits_for=WaitsFor.COMPANY,
               seen_by=(Reads.HOME, Reads.COMPANY), heard_by=(Hears.COMPANY,)),
    Transition(RV.PRESENT, (R.INTRODUCED,), Edge.SAME, (By.ADVISOR,), _("Present to the company"),
               guard=guards.PRESENTABLE, waits_for=WaitsFor.COMPANY,
               seen_by=(Reads.HOME, Reads.COMPANY), heard_by=(Hears.COMPANY,)),
    Transition(RV.INTRODUCE, (R.PRESENTED, R.INTRODUCED), R.INTRODUCED, (By.ADVISOR,),
               _("Make the introduction"), guard=guards.INTRODUCIBLE,
               waits_for=WaitsFor.BOTH_COMPANIES, seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.COMPANY,)),
    Transition(RV.CLOSE, (R.NEEDS_INFORMATION, *QUALIFIED_OR_FORWARDED), R.CLOSED, (By.ADVISOR,),
               _("Close the request"), waits_for=WaitsFor.NOBODY,
               seen_by=(Reads.HOME, Reads.COMPANY, Reads.PARTNERS_IN_PLAY),
               heard_by=(Hears.COMPANY, Hears.PARTNERS_IN_PLAY)),
    Transition(RV.WITHDRAW, BEFORE_INTRODUCTION, R.WITHDRAWN, (By.COMPANY,),
               _("Withdraw the request"), waits_for=WaitsFor.NOBODY,
               seen_by=(Reads.HOME, Reads.COMPANY, Reads.PARTNERS_IN_PLAY),
               heard_by=(Hears.ADVISOR, Hears.PARTNERS_IN_PLAY, Hears.COMPANY_ON_BEHALF)),
    Transition(RV.REOPEN, (R.CLOSED, R.DECLINED), R.IN_TRIAGE, (By.ADVISOR,), _("Open again"),
               waits_for=WaitsFor.ADVISOR, seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.COMPANY,)),
    Transition(RV.REOPEN, (R.WITHDRAWN,), R.IN_TRIAGE, (By.COMPANY,), _("Open again"),
               waits_for=WaitsFor.ADVISOR, seen_by=(Reads.HOME, Reads.COMPANY),
               heard_by=(Hears.ADVISOR, Hears.COMPANY_ON_BEHALF)),
)
# fmt: on

# fmt: off
REFERRAL: tuple[Transition[Referral], ...] = (
    Transition(FV.FORWARD,
               (Edge.NEW, F.ANSWERED, F.DECLINED, F.NO_CANDIDATE, F.RECALLED, F.EXPIRED), F.SENT,
               (By.FORWARDING,), _("Forward"), guard=guards.REFERRAL_OPEN,
               waits_for=WaitsFor.PARTNER, seen_by=(Reads.HOME, Reads.REFERRAL),
               heard_by=(Hears.PARTNER_DESK,), button=False),
    Transition(FV.ACCEPT, (F.SENT,), F.ACCEPTED, (By.PARTNER, By.PARTNER_LINK), _("Accept"),
               guard=guards.REFERRAL_OPEN, waits_for=WaitsFor.PARTNER,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.ADVISOR,)),
    Transition(FV.ASSIGN, AWAITING_ANSWER, Edge.SAME, (By.PARTNER_COORDINATOR, By.PARTNER),
               pgettext_lazy("referral", "Assign"), guard=guards.REFERRAL_OPEN,
               waits_for=WaitsFor.PARTNER, seen_by=(Reads.HOME, Reads.REFERRAL),
               heard_by=(Hears.ASSIGNED,)),
    Transition(FV.ASK_BACK, AWAITING_ANSWER, Edge.SAME, (By.PARTNER,), _("Ask back"),
               guard=guards.REFERRAL_OPEN, waits_for=WaitsFor.ADVISOR,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.ADVISOR,)),
    Transition(FV.REPLY, AWAITING_ANSWER, Edge.SAME, (By.ADVISOR,), _("Reply"),
               guard=guards.QUESTION_ASKED, waits_for=WaitsFor.PARTNER,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.PARTNER,)),
    # On its behalf only what was entered on its behalf: a partner's drafts are its own. It reads
    # what was noted as its answer.
    Transition(FV.ANSWER, (*AWAITING_ANSWER, F.NO_CANDIDATE), F.ANSWERED, (By.PARTNER,),
               pgettext_lazy("referral", "Send the answer"), guard=guards.ANSWERABLE,
               waits_for=WaitsFor.ADVISOR, seen_by=(Reads.HOME, Reads.REFERRAL),
               heard_by=(Hears.ADVISOR,)),
    Transition(FV.ANSWER, (*AWAITING_ANSWER, F.NO_CANDIDATE), F.ANSWERED, (By.ON_PARTNERS_BEHALF,),
               pgettext_lazy("referral", "Send the answer"), guard=guards.REFERRAL_OPEN,
               waits_for=WaitsFor.ADVISOR, seen_by=(Reads.HOME, Reads.REFERRAL),
               heard_by=(Hears.ADVISOR, Hears.PARTNER)),
    Transition(FV.ADD, (F.ANSWERED,), Edge.SAME, (By.PARTNER,), _("Send further candidates"),
               guard=guards.ANSWERABLE, waits_for=WaitsFor.ADVISOR,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.ADVISOR,)),
    Transition(FV.ADD, (F.ANSWERED,), Edge.SAME, (By.ON_PARTNERS_BEHALF,),
               _("Send further candidates"), guard=guards.REFERRAL_OPEN, waits_for=WaitsFor.ADVISOR,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.ADVISOR, Hears.PARTNER)),
    Transition(FV.FIND_NONE, AWAITING_ANSWER, F.NO_CANDIDATE, (By.PARTNER, By.PARTNER_LINK),
               _("No candidate"), guard=guards.REFERRAL_OPEN, waits_for=WaitsFor.NOBODY,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.ADVISOR,)),
    Transition(FV.FIND_NONE, AWAITING_ANSWER, F.NO_CANDIDATE, (By.ON_PARTNERS_BEHALF,),
               _("No candidate"), guard=guards.REFERRAL_OPEN, waits_for=WaitsFor.NOBODY,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.ADVISOR, Hears.PARTNER)),
    Transition(FV.DECLINE, AWAITING_ANSWER, F.DECLINED, (By.PARTNER, By.PARTNER_LINK),
               pgettext_lazy("referral", "Decline"), guard=guards.REFERRAL_OPEN,
               waits_for=WaitsFor.NOBODY, seen_by=(Reads.HOME, Reads.REFERRAL),
               heard_by=(Hears.ADVISOR,)),
    Transition(FV.DECLINE, AWAITING_ANSWER, F.DECLINED, (By.ON_PARTNERS_BEHALF,),
               pgettext_lazy("referral", "Decline"), guard=guards.REFERRAL_OPEN,
               waits_for=WaitsFor.NOBODY, seen_by=(Reads.HOME, Reads.REFERRAL),
               heard_by=(Hears.ADVISOR, Hears.PARTNER)),
    Transition(FV.EXTEND, (F.SENT, F.ACCEPTED), Edge.SAME, (By.ADVISOR,), _("Give more time"),
               guard=guards.REFERRAL_OPEN, waits_for=WaitsFor.PARTNER,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.PARTNER,)),
    Transition(FV.EXTEND, (F.EXPIRED,), F.ACCEPTED, (By.ADVISOR,), _("Give more time"),
               guard=guards.OPEN_AND_ACCEPTED_BEFORE, waits_for=WaitsFor.PARTNER,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.PARTNER,)),
    Transition(FV.EXTEND, (F.EXPIRED,), F.SENT, (By.ADVISOR,), _("Give more time"),
               guard=guards.OPEN_AND_NOT_ACCEPTED_BEFORE, waits_for=WaitsFor.PARTNER,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.PARTNER,)),
    Transition(FV.REMIND, AWAITING_ANSWER, Edge.SAME, (By.CLOCK, By.ADVISOR), _("Remind"),
               guard=guards.REFERRAL_OPEN, waits_for=WaitsFor.PARTNER,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.PARTNER,)),
    Transition(FV.EXPIRE, (F.SENT, F.ACCEPTED), F.EXPIRED, (By.CLOCK,), _("Expire"),
               guard=guards.REFERRAL_OPEN, waits_for=WaitsFor.ADVISOR,
               seen_by=(Reads.HOME, Reads.REFERRAL),
               heard_by=(Hears.ADVISOR, Hears.PARTNER_COORDINATORS), button=False),
    Transition(FV.RECALL, AWAITING_ANSWER, F.RECALLED, (By.ADVISOR,), _("Recall"),
               guard=guards.REFERRAL_OPEN, waits_for=WaitsFor.NOBODY,
               seen_by=(Reads.HOME, Reads.REFERRAL), heard_by=(Hears.PARTNER,)),
    # The end of the request tells its partners itself.
    Transition(FV.RECALL, AWAITING_ANSWER, F.RECALLED, ENDING, _("Recall"),
               waits_for=WaitsFor.NOBODY, seen_by=(Reads.HOME, Reads.REFERRAL), button=False),
)
# fmt: on

# fmt: off
SUGGESTION: tuple[Transition[Suggestion], ...] = (
    Transition(SV.PROPOSE, (Edge.NEW, S.WITHDRAWN, S.LAPSED), S.DRAFT,
               (By.PARTNER, By.ON_PARTNERS_BEHALF), _("Propose"), guard=guards.PROPOSABLE,
               seen_by=(Reads.REFERRAL,)),
    Transition(SV.DISCARD, (S.DRAFT,), Edge.GONE, (By.PARTNER, By.ON_PARTNERS_BEHALF), _("Remove"),
               guard=guards.OPEN_AND_NEVER_SENT, seen_by=(Reads.REFERRAL,)),
    # What another side has read of stays known.
    Transition(SV.DISCARD, (S.DRAFT,), S.WITHDRAWN, (By.PARTNER, By.ON_PARTNERS_BEHALF),
               _("Remove"), guard=guards.OPEN_AND_SENT_BEFORE, seen_by=(Reads.REFERRAL,)),
    Transition(SV.SUBMIT, (S.DRAFT,), S.SUBMITTED,
               (By.ANSWERING, By.ADDING), _("Submit"),
               guard=guards.SUGGESTION_OPEN, seen_by=(Reads.REFERRAL,), button=False),
    Transition(SV.SHORTLIST, (S.SUBMITTED, S.SET_ASIDE), S.SHORTLISTED, (By.ADVISOR,),
               _("Shortlist"), guard=guards.SUGGESTION_OPEN, seen_by=(Reads.HOME,)),
    Transition(SV.SET_ASIDE, (S.SUBMITTED, S.SHORTLISTED), S.SET_ASIDE, (By.ADVISOR,),
               _("Set aside"), guard=guards.SUGGESTION_OPEN, seen_by=(Reads.HOME, Reads.REFERRAL),
               heard_by=(Hears.PARTNER,)),
    Transition(SV.PRESENT, (S.SHORTLISTED,), S.PRESENTED, (By.PRESENTING,),
               _("Present"), guard=guards.SUGGESTION_OPEN, seen_by=(Reads.REFERRAL,), button=False),
    Transition(SV.CHOOSE, (S.PRESENTED, S.NOT_INTERESTED), S.INTERESTED, (By.COMPANY,),
               _("Get to know"), guard=guards.SUGGESTION_OPEN,
               seen_by=(Reads.HOME, Reads.REFERRAL, Reads.COMPANY),
               heard_by=(Hears.ADVISOR, Hears.PARTNER, Hears.COMPANY_ON_BEHALF)),
    Transition(SV.PASS, (S.PRESENTED, S.INTERESTED), S.NOT_INTERESTED, (By.COMPANY,),
               _("No interest"), guard=guards.SUGGESTION_OPEN,
               seen_by=(Reads.HOME, Reads.REFERRAL, Reads.COMPANY),
               heard_by=(Hears.ADVISOR, Hears.PARTNER, Hears.COMPANY_ON_BEHALF)),
    Transition(SV.TAKE_BACK, tuple(state for state in ALIVE if state != S.DRAFT), S.WITHDRAWN,
               (By.PARTNER,), _("Take back"), guard=guards.SUGGESTION_OPEN,
               seen_by=(Reads.HOME, Reads.REFERRAL, Reads.COMPANY_IF_PRESENTED),
               heard_by=(Hears.ADVISOR, Hears.COMPANY_IF_PRESENTED)),
    Transition(SV.INTRODUCE, (S.INTERESTED,), S.INTRODUCED, (By.INTRODUCING,),
               _("Introduce"), guard=guards.WORD_AGREED, seen_by=(Reads.REFERRAL,),
               heard_by=(Hears.CANDIDATE, Hears.PARTNER), button=False),
    Transition(SV.ASK_CANDIDATE, ALIVE, Edge.SAME, (By.PARTNER,), _("Ask the candidate"),
               guard=guards.WORD_NOT_ASKED, seen_by=(Reads.HOME_UNLESS_DRAFT, Reads.REFERRAL),
               heard_by=(Hears.CANDIDATE,)),
    Transition(SV.AGREE, ALIVE, Edge.SAME, (By.CANDIDATE, By.ON_CANDIDATES_BEHALF),
               _("Agree to be introduced"), guard=guards.WORD_OPEN,
               seen_by=(Reads.HOME_UNLESS_DRAFT, Reads.REFERRAL),
               heard_by=(Hears.PARTNER, Hears.ADVISOR_UNLESS_DRAFT, Hears.CANDIDATE_ON_BEHALF)),
    Transition(SV.REFUSE, ALIVE, S.REFUSED, (By.CANDIDATE, By.ON_CANDIDATES_BEHALF),
               _("Refuse to be introduced"), guard=guards.WORD_NOT_REFUSED,
               seen_by=(Reads.HOME_UNLESS_DRAFT, Reads.REFERRAL, Reads.COMPANY_IF_PRESENTED),
               heard_by=(Hears.PARTNER, Hears.ADVISOR_UNLESS_DRAFT, Hears.COMPANY_IF_PRESENTED,
                         Hears.CANDIDATE_ON_BEHALF)),
    Transition(SV.LAPSE, ALIVE, S.LAPSED, ENDING, _("Lapse"), seen_by=(Reads.HOME_UNLESS_DRAFT,),
               button=False),
)
# fmt: on

# Working days that somebody has to act; a referral's own deadline is set by `forward`.
DAYS_TO_ACT = {
    WaitsFor.HOME_DESK: 2,
    WaitsFor.ADVISOR: 5,
    WaitsFor.COMPANY: 10,
    WaitsFor.CANDIDATE: 10,
}

# Whom a request waits for when nothing of its suggestions is open.
WAITS_AT_REST = {R.PRESENTED: WaitsFor.ADVISOR, R.INTRODUCED: WaitsFor.BOTH_COMPANIES}

PORT_OF_STATE = {
    R.DRAFT: 0,
    R.SUBMITTED: 0,
    R.IN_TRIAGE: 1,
    R.NEEDS_INFORMATION: 1,
    R.QUALIFIED: 1,
    R.WITH_PARTNERS: 2,
    R.PRESENTED: 4,
    R.INTRODUCED: 5,
    R.CLOSED: 6,
    R.DECLINED: 6,
    R.WITHDRAWN: 6,
}


@dataclass(frozen=True)
class InboxTab:
    """A tab of the inbox: the requests in `states`, of those with partners only the ones of which
    suggestions are undecided, or are not."""

    code: str
    label: StrOrPromise
    states: tuple[RequestState, ...]
    undecided: bool | None = None

    @property
    def rule(self) -> Q:
        """The requests in this tab."""
        found = Q(state__in=self.states)
        if self.undecided is not None:
            found &= Q(undecided_count__gt=0) if self.undecided else Q(undecided_count=0)
        return found


# Each submitted request is in one of them.
INBOX_TABS = (
    InboxTab("to_triage", _("To triage"), (R.SUBMITTED, R.IN_TRIAGE)),
    InboxTab("waiting_for_company", _("Waiting for company"), (R.NEEDS_INFORMATION,)),
    InboxTab("to_forward", _("To forward"), (R.QUALIFIED,)),
    InboxTab("with_partners", _("With partners"), (R.WITH_PARTNERS,), undecided=False),
    InboxTab("suggestions_in", _("Suggestions in"), (R.WITH_PARTNERS,), undecided=True),
    InboxTab("presented", _("Presented"), (R.PRESENTED,)),
    InboxTab("introduced", _("Introduced"), (R.INTRODUCED,)),
    InboxTab("ended", _("Ended"), ENDED),
)


def port_of(state: str, undecided_count: int) -> int:
    """The port on the route, 0 to 6, that a request has reached."""
    if state == R.WITH_PARTNERS and undecided_count:
        return 3
    return PORT_OF_STATE[RequestState(state)]
