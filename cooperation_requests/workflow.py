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

from activities.transitions import SAME, Transition
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

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

R, F, S = RequestState, ReferralState, SuggestionState
NEW = "new"  # the row does not exist yet
GONE = "gone"  # the row is deleted

# Relations, as `rules` computes them.
STARTER = "starter"
COMPANY = "for_company"
ADVISOR = "advisor"
RESPONSIBLE = "responsible"
COORDINATOR = "coordinator"
PARTNER = "partner_advisor"
PARTNER_COORDINATOR = "partner_coordinator"
PARTNER_LINK = "partner_link"
ON_PARTNERS_BEHALF = "advisor_for_partner"
CANDIDATE = "candidate"
ON_CANDIDATES_BEHALF = "partner_for_candidate"
CLOCK = "clock"

QUALIFIED_OR_FORWARDED = (R.QUALIFIED, *FORWARDED)
BEFORE_INTRODUCTION = tuple(state for state in OPEN if state != R.INTRODUCED)
ENDING = ("request.close", "request.decline", "request.withdraw")

# fmt: off
REQUEST = (
    Transition("start", (NEW,), R.DRAFT, (STARTER,), _("Start a request"),
               waits_for=WaitsFor.STARTER, seen_by=("starter",), button=False),
    Transition("discard", (R.DRAFT,), GONE, (STARTER,), _("Discard the draft"),
               seen_by=("starter",)),
    Transition("submit", (R.DRAFT,), R.SUBMITTED, (COMPANY,), _("Submit the request"),
               guard="complete", waits_for=WaitsFor.HOME_DESK, seen_by=("home", "company"),
               heard_by=("home_desk", "company")),
    Transition("take", (R.SUBMITTED,), R.IN_TRIAGE, (ADVISOR,), _("Take the request"),
               waits_for=WaitsFor.ADVISOR, seen_by=("home", "company"), heard_by=("company",)),
    Transition("assign", (R.SUBMITTED,), R.IN_TRIAGE, (COORDINATOR,), _("Assign"),
               waits_for=WaitsFor.ADVISOR, seen_by=("home", "company"),
               heard_by=("company", "assigned")),
    Transition("assign", tuple(state for state in OPEN if state != R.SUBMITTED), SAME,
               (COORDINATOR, RESPONSIBLE), _("Assign"), seen_by=("home", "company"),
               heard_by=("company", "assigned", "assigned_before")),
    Transition("ask", (R.IN_TRIAGE,), R.NEEDS_INFORMATION, (ADVISOR,), _("Ask the company"),
               waits_for=WaitsFor.COMPANY, seen_by=("home", "company"), heard_by=("company",)),
    Transition("ask", QUALIFIED_OR_FORWARDED, SAME, (ADVISOR,), _("Ask the company"),
               seen_by=("home", "company"), heard_by=("company",)),
    Transition("answer", (R.NEEDS_INFORMATION,), R.IN_TRIAGE, (COMPANY,), _("Answer the question"),
               waits_for=WaitsFor.ADVISOR, seen_by=("home", "company"),
               heard_by=("advisor", "company_on_behalf")),
    Transition("answer", QUALIFIED_OR_FORWARDED, SAME, (COMPANY,), _("Answer the question"),
               guard="question_open", seen_by=("home", "company"),
               heard_by=("advisor", "company_on_behalf")),
    Transition("resume", (R.NEEDS_INFORMATION,), R.IN_TRIAGE, (ADVISOR,),
               _("Go on without the answer"), waits_for=WaitsFor.ADVISOR,
               seen_by=("home", "company"), heard_by=("company",)),
    Transition("qualify", (R.IN_TRIAGE,), R.QUALIFIED, (ADVISOR,), _("Write the brief"),
               waits_for=WaitsFor.ADVISOR, seen_by=("home", "company"), heard_by=("company",)),
    Transition("revise", QUALIFIED_OR_FORWARDED, SAME, (ADVISOR,), _("Change the brief"),
               seen_by=("home", "company", "partners_in_play"),
               heard_by=("company", "partners_in_play")),
    Transition("decline", (R.SUBMITTED, R.IN_TRIAGE, R.NEEDS_INFORMATION), R.DECLINED, (ADVISOR,),
               _("Decline the request"), waits_for=WaitsFor.NOBODY, seen_by=("home", "company"),
               heard_by=("company",)),
    Transition("forward", (R.QUALIFIED,), R.WITH_PARTNERS, (ADVISOR,), _("Forward to partners"),
               waits_for=WaitsFor.PARTNERS, seen_by=("home", "company"),
               heard_by=("company_the_first_time",)),
    Transition("forward", FORWARDED, SAME, (ADVISOR,), _("Forward to more partners"),
               waits_for=WaitsFor.PARTNERS, seen_by=("home",)),
    Transition("present", (R.WITH_PARTNERS, R.PRESENTED), R.PRESENTED, (ADVISOR,),
               _("Present to the company"), guard="presentable", waits_for=WaitsFor.COMPANY,
               seen_by=("home", "company"), heard_by=("company",)),
    Transition("present", (R.INTRODUCED,), SAME, (ADVISOR,), _("Present to the company"),
               guard="presentable", waits_for=WaitsFor.COMPANY, seen_by=("home", "company"),
               heard_by=("company",)),
    Transition("introduce", (R.PRESENTED, R.INTRODUCED), R.INTRODUCED, (ADVISOR,),
               _("Make the introduction"), guard="introducible", waits_for=WaitsFor.BOTH_COMPANIES,
               seen_by=("home", "company"), heard_by=("company",)),
    Transition("close", (R.NEEDS_INFORMATION, *QUALIFIED_OR_FORWARDED), R.CLOSED, (ADVISOR,),
               _("Close the request"), waits_for=WaitsFor.NOBODY,
               seen_by=("home", "company", "partners_in_play"),
               heard_by=("company", "partners_in_play")),
    Transition("withdraw", BEFORE_INTRODUCTION, R.WITHDRAWN, (COMPANY,), _("Withdraw the request"),
               waits_for=WaitsFor.NOBODY, seen_by=("home", "company", "partners_in_play"),
               heard_by=("advisor", "partners_in_play", "company_on_behalf")),
    Transition("reopen", (R.CLOSED, R.DECLINED), R.IN_TRIAGE, (ADVISOR,), _("Open again"),
               waits_for=WaitsFor.ADVISOR, seen_by=("home", "company"), heard_by=("company",)),
    Transition("reopen", (R.WITHDRAWN,), R.IN_TRIAGE, (COMPANY,), _("Open again"),
               waits_for=WaitsFor.ADVISOR, seen_by=("home", "company"),
               heard_by=("advisor", "company_on_behalf")),
)
# fmt: on

# fmt: off
REFERRAL = (
    Transition("forward", (NEW, F.ANSWERED, F.DECLINED, F.NO_CANDIDATE, F.RECALLED, F.EXPIRED),
               F.SENT, ("request.forward",), _("Forward"), guard="request_open",
               waits_for=WaitsFor.PARTNER, seen_by=("home", "referral"), heard_by=("partner_desk",),
               button=False),
    Transition("accept", (F.SENT,), F.ACCEPTED, (PARTNER, PARTNER_LINK), _("Accept"),
               guard="request_open", waits_for=WaitsFor.PARTNER, seen_by=("home", "referral"),
               heard_by=("advisor",)),
    Transition("assign", AWAITING_ANSWER, SAME, (PARTNER_COORDINATOR, PARTNER),
               pgettext_lazy("referral", "Assign"), guard="request_open",
               waits_for=WaitsFor.PARTNER, seen_by=("home", "referral"), heard_by=("assigned",)),
    Transition("ask_back", AWAITING_ANSWER, SAME, (PARTNER,), _("Ask back"), guard="request_open",
               waits_for=WaitsFor.ADVISOR, seen_by=("home", "referral"), heard_by=("advisor",)),
    Transition("reply", AWAITING_ANSWER, SAME, (ADVISOR,), _("Reply"), guard="question_asked",
               waits_for=WaitsFor.PARTNER, seen_by=("home", "referral"), heard_by=("partner",)),
    # On its behalf only what was entered on its behalf: a partner's drafts are its own. It reads
    # what was noted as its answer.
    Transition("answer", (*AWAITING_ANSWER, F.NO_CANDIDATE), F.ANSWERED, (PARTNER,),
               pgettext_lazy("referral", "Send the answer"), guard="answerable",
               waits_for=WaitsFor.ADVISOR, seen_by=("home", "referral"), heard_by=("advisor",)),
    Transition("answer", (*AWAITING_ANSWER, F.NO_CANDIDATE), F.ANSWERED, (ON_PARTNERS_BEHALF,),
               pgettext_lazy("referral", "Send the answer"), guard="request_open",
               waits_for=WaitsFor.ADVISOR, seen_by=("home", "referral"),
               heard_by=("advisor", "partner")),
    Transition("add", (F.ANSWERED,), SAME, (PARTNER,), _("Send further candidates"),
               guard="answerable", waits_for=WaitsFor.ADVISOR, seen_by=("home", "referral"),
               heard_by=("advisor",)),
    Transition("add", (F.ANSWERED,), SAME, (ON_PARTNERS_BEHALF,), _("Send further candidates"),
               guard="request_open", waits_for=WaitsFor.ADVISOR,
               seen_by=("home", "referral"), heard_by=("advisor", "partner")),
    Transition("find_none", AWAITING_ANSWER, F.NO_CANDIDATE, (PARTNER, PARTNER_LINK),
               _("No candidate"), guard="request_open", waits_for=WaitsFor.NOBODY,
               seen_by=("home", "referral"), heard_by=("advisor",)),
    Transition("find_none", AWAITING_ANSWER, F.NO_CANDIDATE, (ON_PARTNERS_BEHALF,),
               _("No candidate"), guard="request_open", waits_for=WaitsFor.NOBODY,
               seen_by=("home", "referral"), heard_by=("advisor", "partner")),
    Transition("decline", AWAITING_ANSWER, F.DECLINED, (PARTNER, PARTNER_LINK),
               pgettext_lazy("referral", "Decline"), guard="request_open",
               waits_for=WaitsFor.NOBODY, seen_by=("home", "referral"), heard_by=("advisor",)),
    Transition("decline", AWAITING_ANSWER, F.DECLINED, (ON_PARTNERS_BEHALF,),
               pgettext_lazy("referral", "Decline"), guard="request_open",
               waits_for=WaitsFor.NOBODY, seen_by=("home", "referral"),
               heard_by=("advisor", "partner")),
    Transition("extend", (F.SENT, F.ACCEPTED), SAME, (ADVISOR,), _("Give more time"),
               guard="request_open", waits_for=WaitsFor.PARTNER, seen_by=("home", "referral"),
               heard_by=("partner",)),
    Transition("extend", (F.EXPIRED,), F.ACCEPTED, (ADVISOR,), _("Give more time"),
               guard="open_and_accepted_before", waits_for=WaitsFor.PARTNER,
               seen_by=("home", "referral"), heard_by=("partner",)),
    Transition("extend", (F.EXPIRED,), F.SENT, (ADVISOR,), _("Give more time"),
               guard="open_and_not_accepted_before", waits_for=WaitsFor.PARTNER,
               seen_by=("home", "referral"), heard_by=("partner",)),
    Transition("remind", AWAITING_ANSWER, SAME, (CLOCK, ADVISOR), _("Remind"), guard="request_open",
               waits_for=WaitsFor.PARTNER, seen_by=("home", "referral"), heard_by=("partner",)),
    Transition("expire", (F.SENT, F.ACCEPTED), F.EXPIRED, (CLOCK,), _("Expire"),
               guard="request_open", waits_for=WaitsFor.ADVISOR, seen_by=("home", "referral"),
               heard_by=("advisor", "partner_coordinators"), button=False),
    Transition("recall", AWAITING_ANSWER, F.RECALLED, (ADVISOR,), _("Recall"), guard="request_open",
               waits_for=WaitsFor.NOBODY, seen_by=("home", "referral"), heard_by=("partner",)),
    # The end of the request tells its partners itself.
    Transition("recall", AWAITING_ANSWER, F.RECALLED, ENDING, _("Recall"),
               waits_for=WaitsFor.NOBODY, seen_by=("home", "referral"), button=False),
)
# fmt: on

# fmt: off
SUGGESTION = (
    Transition("propose", (NEW, S.WITHDRAWN, S.LAPSED), S.DRAFT, (PARTNER, ON_PARTNERS_BEHALF),
               _("Propose"), guard="proposable", seen_by=("referral",)),
    Transition("discard", (S.DRAFT,), GONE, (PARTNER, ON_PARTNERS_BEHALF), _("Remove"),
               guard="open_and_never_sent", seen_by=("referral",)),
    # What another side has read of stays known.
    Transition("discard", (S.DRAFT,), S.WITHDRAWN, (PARTNER, ON_PARTNERS_BEHALF), _("Remove"),
               guard="open_and_sent_before", seen_by=("referral",)),
    Transition("submit", (S.DRAFT,), S.SUBMITTED, ("referral.answer", "referral.add"), _("Submit"),
               guard="request_open", seen_by=("referral",), button=False),
    Transition("shortlist", (S.SUBMITTED, S.SET_ASIDE), S.SHORTLISTED, (ADVISOR,), _("Shortlist"),
               guard="request_open", seen_by=("home",)),
    Transition("set_aside", (S.SUBMITTED, S.SHORTLISTED), S.SET_ASIDE, (ADVISOR,), _("Set aside"),
               guard="request_open", seen_by=("home", "referral"), heard_by=("partner",)),
    Transition("present", (S.SHORTLISTED,), S.PRESENTED, ("request.present",), _("Present"),
               guard="request_open", seen_by=("referral",), button=False),
    Transition("choose", (S.PRESENTED, S.NOT_INTERESTED), S.INTERESTED, (COMPANY,),
               _("Get to know"), guard="request_open", seen_by=("home", "referral", "company"),
               heard_by=("advisor", "partner", "company_on_behalf")),
    Transition("pass", (S.PRESENTED, S.INTERESTED), S.NOT_INTERESTED, (COMPANY,), _("No interest"),
               guard="request_open", seen_by=("home", "referral", "company"),
               heard_by=("advisor", "partner", "company_on_behalf")),
    Transition("take_back", tuple(state for state in ALIVE if state != S.DRAFT), S.WITHDRAWN,
               (PARTNER,), _("Take back"), guard="request_open",
               seen_by=("home", "referral", "company_if_presented"),
               heard_by=("advisor", "company_if_presented")),
    Transition("introduce", (S.INTERESTED,), S.INTRODUCED, ("request.introduce",), _("Introduce"),
               guard="word_agreed", seen_by=("referral",), heard_by=("candidate", "partner"),
               button=False),
    Transition("ask_candidate", ALIVE, SAME, (PARTNER,), _("Ask the candidate"),
               guard="word_not_asked", seen_by=("home_unless_draft", "referral"),
               heard_by=("candidate",)),
    Transition("agree", ALIVE, SAME, (CANDIDATE, ON_CANDIDATES_BEHALF), _("Agree to be introduced"),
               guard="word_open", seen_by=("home_unless_draft", "referral"),
               heard_by=("partner", "advisor_unless_draft", "candidate_on_behalf")),
    Transition("refuse", ALIVE, S.REFUSED, (CANDIDATE, ON_CANDIDATES_BEHALF),
               _("Refuse to be introduced"), guard="word_not_refused",
               seen_by=("home_unless_draft", "referral", "company_if_presented"),
               heard_by=("partner", "advisor_unless_draft", "company_if_presented",
                         "candidate_on_behalf")),
    Transition("lapse", ALIVE, S.LAPSED, ENDING, _("Lapse"), seen_by=("home_unless_draft",),
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
