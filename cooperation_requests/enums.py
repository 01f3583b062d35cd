"""Choices of the case, with their named groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """The kind of partner that a company looks for."""

    SUPPLIER = "supplier", _("Supplier")
    CUSTOMER = "customer", _("Customer")
    DISTRIBUTOR = "distributor", _("Distributor")
    AGENT = "agent", _("Agent")
    PRODUCTION = "production", _("Production partner")
    LICENCE = "licence", _("Licence")
    RESEARCH = "research", _("R&D partner")
    INVESTMENT = "investment", _("Investment")
    JOINT_VENTURE = "joint_venture", _("Joint venture")
    MARKET_INFORMATION = "market_information", _("Market information")


class RequestState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    IN_TRIAGE = "in_triage", _("in triage")
    NEEDS_INFORMATION = "needs_information", _("waiting for the company")
    QUALIFIED = "qualified", _("qualified")
    WITH_PARTNERS = "with_partners", _("with partners")
    PRESENTED = "presented", _("presented")
    INTRODUCED = "introduced", _("introduced")
    CLOSED = "closed", _("closed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = (
    RequestState.SUBMITTED,
    RequestState.IN_TRIAGE,
    RequestState.NEEDS_INFORMATION,
    RequestState.QUALIFIED,
    RequestState.WITH_PARTNERS,
    RequestState.PRESENTED,
    RequestState.INTRODUCED,
)
FORWARDED = (RequestState.WITH_PARTNERS, RequestState.PRESENTED, RequestState.INTRODUCED)
# The company has something to decide about, or had.
WITH_THE_COMPANY = (RequestState.PRESENTED, RequestState.INTRODUCED)
ENDED = (RequestState.CLOSED, RequestState.DECLINED, RequestState.WITHDRAWN)


class ReferralState(models.TextChoices):
    SENT = "sent", pgettext_lazy("referral", "sent")
    ACCEPTED = "accepted", pgettext_lazy("referral", "accepted")
    EXPIRED = "expired", pgettext_lazy("referral", "expired")
    ANSWERED = "answered", pgettext_lazy("referral", "answered")
    NO_CANDIDATE = "no_candidate", pgettext_lazy("referral", "no candidate")
    DECLINED = "declined", pgettext_lazy("referral", "declined")
    RECALLED = "recalled", pgettext_lazy("referral", "recalled")


WAITING_FOR_ANSWER = (ReferralState.SENT, ReferralState.ACCEPTED)
AWAITING_ANSWER = (*WAITING_FOR_ANSWER, ReferralState.EXPIRED)
HAVE_ANSWERED = (ReferralState.ANSWERED, ReferralState.NO_CANDIDATE, ReferralState.DECLINED)
IN_PLAY = (*AWAITING_ANSWER, ReferralState.ANSWERED, ReferralState.NO_CANDIDATE)


class SuggestionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("suggestion", "draft")
    SUBMITTED = "submitted", pgettext_lazy("suggestion", "submitted")
    SHORTLISTED = "shortlisted", pgettext_lazy("suggestion", "shortlisted")
    SET_ASIDE = "set_aside", pgettext_lazy("suggestion", "set aside")
    PRESENTED = "presented", pgettext_lazy("suggestion", "presented")
    INTERESTED = "interested", pgettext_lazy("suggestion", "interested")
    NOT_INTERESTED = "not_interested", pgettext_lazy("suggestion", "no interest")
    INTRODUCED = "introduced", pgettext_lazy("suggestion", "introduced")
    WITHDRAWN = "withdrawn", pgettext_lazy("suggestion", "taken back")
    REFUSED = "refused", pgettext_lazy("suggestion", "not available")
    LAPSED = "lapsed", pgettext_lazy("suggestion", "lapsed")


UNDECIDED = (SuggestionState.SUBMITTED, SuggestionState.SHORTLISTED)
# What both agencies want to become of it.
GOING_WELL = (
    SuggestionState.SHORTLISTED,
    SuggestionState.INTERESTED,
    SuggestionState.INTRODUCED,
)
# What a word of the candidate, or the end of the request, may still change.
ALIVE = (
    SuggestionState.DRAFT,
    SuggestionState.SUBMITTED,
    SuggestionState.SET_ASIDE,
    SuggestionState.SHORTLISTED,
    SuggestionState.PRESENTED,
    SuggestionState.NOT_INTERESTED,
    SuggestionState.INTERESTED,
)


# What ended without an introduction.
ENDED_SUGGESTIONS = (
    SuggestionState.WITHDRAWN,
    SuggestionState.LAPSED,
    SuggestionState.REFUSED,
)


class Word(models.TextChoices):
    """The candidate's word."""

    NOT_ASKED = "not_asked", _("not asked")
    ASKED = "asked", _("asked")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", pgettext_lazy("word of the candidate", "refused")


class WaitsFor(models.TextChoices):
    """Who has to act next; the clock is theirs."""

    NOBODY = "", _("nobody")
    STARTER = "starter", _("who started it")
    HOME_DESK = "home_desk", _("the home desk")
    ADVISOR = "advisor", _("the advisor")
    COMPANY = "company", _("the company")
    PARTNERS = "partners", _("the partners")
    PARTNER = "partner", _("the partner")
    CANDIDATE = "candidate", _("the candidate")
    BOTH_COMPANIES = "both_companies", _("both companies")


class Thread(models.TextChoices):
    """The threads that cannot be mixed up; each agency, home and partner, has one for itself."""

    COMPANY = "company", _("company and advisor")
    INTERNAL = "internal", _("inside the agency")
    REFERRAL = "referral", _("agency and partner")
    PARTNER = "partner", _("inside the partner agency")


OF_REFERRAL = (Thread.REFERRAL, Thread.PARTNER)


class MessageKind(models.TextChoices):
    MESSAGE = "message", _("message")
    QUESTION = "question", _("question")
    ANSWER = "answer", _("answer")


class Side(models.TextChoices):
    """On whose side a writer of a message stands."""

    COMPANY = "company", _("company")
    HOME = "home", _("home agency")
    PARTNER = "partner", _("partner")


class DeclineReason(models.TextChoices):
    OUT_OF_SCOPE = "out_of_scope", _("outside what the network does")
    NOT_READY = "not_ready", _("too early")
    NO_CAPACITY = "no_capacity", _("no capacity now")
    DUPLICATE = "duplicate", _("already with us")
    OTHER = "other", _("other")


class CloseReason(models.TextChoices):
    INTRODUCED = "introduced", _("introduced")
    NO_CANDIDATE = "no_candidate", _("no candidate found")
    COMPANY_CHOSE_NONE = "company_chose_none", _("the company chose none")
    NO_ANSWER = "no_answer", _("no answer")
    SOLVED_ELSEWHERE = "solved_elsewhere", _("solved elsewhere")
    DOUBLED = "doubled", _("doubled")
    ANSWERED = "answered", _("answered (market information)")
    OTHER = "other", _("other")


class WithdrawReason(models.TextChoices):
    SOLVED = "solved", _("solved another way")
    NO_LONGER_NEEDED = "no_longer_needed", _("no longer needed")
    TAKING_TOO_LONG = "taking_too_long", _("took too long")
    OTHER = "other", _("other")


class PartnerDeclineReason(models.TextChoices):
    NOT_OUR_SECTOR = "not_our_sector", _("not our sector")
    NO_CAPACITY = "no_capacity", _("no capacity now")
    BRIEF_UNCLEAR = "brief_unclear", _("the brief is unclear")
    OTHER_BODY = "other_body", _("another body fits better")
    OTHER = "other", _("other")


class NoneReason(models.TextChoices):
    NOBODY_FITS = "nobody_fits", _("nobody in our region fits")
    NOBODY_INTERESTED = "nobody_interested", _("fitting companies are not interested")
    NO_CAPACITY_IN_REGION = "no_capacity_in_region", _("fitting companies have no capacity")
    OTHER = "other", _("other")


class SetAsideReason(models.TextChoices):
    NOT_FITTING = "not_fitting", _("does not fit the need")
    TOO_SMALL = "too_small", _("too small")
    TOO_LARGE = "too_large", _("too large")
    NO_CAPACITY = "no_capacity", _("no capacity")
    KNOWN_ALREADY = "known_already", _("known already")
    OTHER = "other", _("other")


class PassReason(models.TextChoices):
    NOT_FITTING = "not_fitting", _("does not fit our need")
    KNOWN_ALREADY = "known_already", _("we know each other already")
    PRICE = "price", _("price")
    DISTANCE = "distance", _("too far away")
    OTHER = "other", _("other")


class TakeBackReason(models.TextChoices):
    NO_LONGER_INTERESTED = "no_longer_interested", _("no longer interested")
    ENTERED_BY_MISTAKE = "entered_by_mistake", _("entered by mistake")
    NO_CAPACITY = "no_capacity", _("no capacity")
    OTHER = "other", _("other")


class RefuseReason(models.TextChoices):
    NOT_INTERESTED = "not_interested", _("not interested")
    NO_CAPACITY = "no_capacity", _("no capacity")
    OTHER = "other", _("other")


class LinkPurpose(models.TextChoices):
    REFERRAL = "referral", _("a partner answers")
    SUGGESTION = "suggestion", _("a candidate answers")
