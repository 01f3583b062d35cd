"""The words that the three tables of the case are written in."""

from __future__ import annotations

from uuid import UUID

from activities.codes import (
    Audience,
    ContextKind,
    DutyCode,
    Hearer,
    LinkCode,
    Relation,
    SubjectKind,
    TimerKindCode,
    TimerStep,
    TopicCode,
    VerbCode,
)
from activities.contexts import Context


class CaseKind(SubjectKind):
    """What of a case something was done with."""

    REQUEST = "request"
    REFERRAL = "referral"
    SUGGESTION = "suggestion"
    MESSAGE = "message"
    FITTING = "fitting"  # a company that may fit what a request or a referral looks for


class CaseContext(ContextKind):
    """What the timelines of cases are of."""

    REQUEST = "request"


class CaseTimer(TimerKindCode):
    """What falls due by itself of a case."""

    DEADLINE = "deadline"


class CaseLink(LinkCode):
    """What links of cases are for."""

    ANSWER = "answer-link"


class CaseTopic(TopicCode):
    """What notices of cases are about."""

    OF_HOME = "requests_of_companies"
    OF_PARTNER = "requests_from_partners"
    FITTING = "fitting_companies"
    OF_COMPANY = "own_requests"
    OF_CANDIDATE = "approaches"


class CaseDuty(DutyCode):
    """What of a case waits for somebody."""

    REQUEST_OF_HOME = "request.home"
    REFERRAL_OF_HOME = "referral.home"
    REFERRAL_OF_PARTNER = "referral.partner"
    REQUEST_OF_COMPANY = "request.company"
    SUGGESTION_OF_CANDIDATE = "suggestion.candidate"


class DeadlineStep(TimerStep):
    """What falls due of a partner's deadline, in its order."""

    BEFORE = "before"
    DUE = "due"
    AFTER = "after"
    EXPIRE = "expire"


class RequestVerb(VerbCode):
    """What is done with a request."""

    START = "start"
    DISCARD = "discard"
    SUBMIT = "submit"
    TAKE = "take"
    ASSIGN = "assign"
    ASK = "ask"
    ANSWER = "answer"
    RESUME = "resume"
    QUALIFY = "qualify"
    REVISE = "revise"
    DECLINE = "decline"
    FORWARD = "forward"
    PRESENT = "present"
    INTRODUCE = "introduce"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class ReferralVerb(VerbCode):
    """What is done with a referral."""

    FORWARD = "forward"
    ACCEPT = "accept"
    ASSIGN = "assign"
    ASK_BACK = "ask_back"
    REPLY = "reply"
    ANSWER = "answer"
    ADD = "add"
    FIND_NONE = "find_none"
    DECLINE = "decline"
    EXTEND = "extend"
    REMIND = "remind"
    EXPIRE = "expire"
    RECALL = "recall"


class SuggestionVerb(VerbCode):
    """What is done with a suggestion."""

    PROPOSE = "propose"
    DISCARD = "discard"
    SUBMIT = "submit"
    SHORTLIST = "shortlist"
    SET_ASIDE = "set_aside"
    PRESENT = "present"
    CHOOSE = "choose"
    PASS = "pass"  # noqa: S105  a verb
    TAKE_BACK = "take_back"
    INTRODUCE = "introduce"
    ASK_CANDIDATE = "ask_candidate"
    AGREE = "agree"
    REFUSE = "refuse"
    LAPSE = "lapse"


class MessageVerb(VerbCode):
    """What is done in a thread; no table moves it."""

    WRITE = "write"
    ATTACH = "attach"
    WITHDRAW_DOCUMENT = "withdraw_document"
    REFUSE_WORDS = "words_refused"  # words that named a candidate whom their writer may not know of


class PointedOut(VerbCode):
    """What nobody did and somebody is told of."""

    FITS = "fits"


class CaseRelation(Relation):
    """Who somebody is to a row of the case, as `rules` finds it, or the larger action behind it."""

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
    FORWARDING = "request.forward"
    PRESENTING = "request.present"
    INTRODUCING = "request.introduce"
    CLOSING = "request.close"
    DECLINING = "request.decline"
    WITHDRAWING = "request.withdraw"
    ANSWERING = "referral.answer"
    ADDING = "referral.add"


class CaseAudience(Audience):
    """Whose timeline shows it; as keys of timelines HOME and COMPANY stand as they are."""

    STARTER = "starter"
    HOME = "home"
    COMPANY = "company"
    REFERRAL = "referral"
    PARTNERS_IN_PLAY = "partners_in_play"
    COMPANY_IF_PRESENTED = "company_if_presented"
    HOME_UNLESS_DRAFT = "home_unless_draft"


class CaseHearer(Hearer):
    """Who gets a notice."""

    ADVISOR = "advisor"
    ADVISOR_UNLESS_DRAFT = "advisor_unless_draft"
    ASSIGNED = "assigned"
    ASSIGNED_BEFORE = "assigned_before"
    CANDIDATE = "candidate"
    CANDIDATE_ON_BEHALF = "candidate_on_behalf"
    COMPANY = "company"
    COMPANY_IF_PRESENTED = "company_if_presented"
    COMPANY_ON_BEHALF = "company_on_behalf"
    COMPANY_THE_FIRST_TIME = "company_the_first_time"
    HOME_DESK = "home_desk"
    PARTNER = "partner"
    PARTNER_COORDINATORS = "partner_coordinators"
    PARTNER_DESK = "partner_desk"
    PARTNERS_IN_PLAY = "partners_in_play"
    # As the notices of what was done on somebody's behalf are called.
    COMPANY_NOTED = "company_noted"
    CANDIDATE_NOTED = "candidate_noted"


def within(kind: CaseKind, verb: VerbCode) -> CaseRelation:
    """The relation of a larger action to what it moves on its way. Raises ValueError where no table
    names it."""
    return CaseRelation(f"{kind}.{verb}")


def context_of(request_id: UUID) -> Context:
    """The timeline of a case, on which all that is done in it stands."""
    return Context(CaseContext.REQUEST, request_id)


# What the keys of partners' timelines begin with.
OF_REFERRAL = f"{CaseAudience.REFERRAL}:"


def timeline_of(referral_id: UUID) -> str:
    """The key of a partner's timeline."""
    return f"{OF_REFERRAL}{referral_id}"
