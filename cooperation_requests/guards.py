"""The conditions that the tables of the case ask of a row, and what they ask of people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from activities.workflow import Guard
from cooperation_requests import rules
from cooperation_requests.enums import Word
from cooperation_requests.models import CooperationRequest, Referral, Suggestion


def _open(referral: Referral) -> bool:
    return rules.request_is_open(referral.request)


def _in_open(suggestion: Suggestion) -> bool:
    return _open(suggestion.referral)


# Of requests.
COMPLETE = Guard[CooperationRequest](
    "complete", rules.complete, _("Something is still missing in the draft.")
)
QUESTION_OPEN = Guard[CooperationRequest](
    "question_open", lambda request: bool(request.question_open), _("No question is open.")
)
PRESENTABLE = Guard[CooperationRequest](
    "presentable", rules.presentable, _("Nothing is shortlisted yet.")
)
INTRODUCIBLE = Guard[CooperationRequest](
    "introducible",
    rules.introducible,
    _("There is no candidate yet where both sides agreed."),
)

# Of referrals.
REFERRAL_OPEN = Guard[Referral]("request_open", _open)
QUESTION_ASKED = Guard[Referral](
    "question_asked",
    lambda referral: _open(referral) and referral.asked_back_at is not None,
    _("The partner has asked nothing."),
)
ANSWERABLE = Guard[Referral]("answerable", rules.answerable, _("No candidate is drafted yet."))
OPEN_AND_ACCEPTED_BEFORE = Guard[Referral](
    "open_and_accepted_before",
    lambda referral: _open(referral) and referral.accepted_at is not None,
)
OPEN_AND_NOT_ACCEPTED_BEFORE = Guard[Referral](
    "open_and_not_accepted_before",
    lambda referral: _open(referral) and referral.accepted_at is None,
)

# Of suggestions.
SUGGESTION_OPEN = Guard[Suggestion]("request_open", _in_open)
PROPOSABLE = Guard[Suggestion]("proposable", rules.proposable)
OPEN_AND_NEVER_SENT = Guard[Suggestion](
    "open_and_never_sent",
    lambda suggestion: _in_open(suggestion) and not suggestion.handed_over_before,
)
OPEN_AND_SENT_BEFORE = Guard[Suggestion](
    "open_and_sent_before",
    lambda suggestion: _in_open(suggestion) and suggestion.handed_over_before,
)
WORD_AGREED = Guard[Suggestion](
    "word_agreed",
    lambda suggestion: _in_open(suggestion) and suggestion.word == Word.AGREED,
    _("The candidate has not agreed to be introduced."),
)
WORD_NOT_ASKED = Guard[Suggestion](
    "word_not_asked",
    rules.may_be_asked,
    _("The candidate cannot be asked now, or was asked already."),
)
WORD_OPEN = Guard[Suggestion](
    "word_open",
    lambda suggestion: _in_open(suggestion) and suggestion.word in {Word.NOT_ASKED, Word.ASKED},
    _("The candidate has given its word already."),
)
WORD_NOT_REFUSED = Guard[Suggestion](
    "word_not_refused",
    lambda suggestion: _in_open(suggestion) and suggestion.word != Word.REFUSED,
    _("The candidate does not want to be introduced."),
)
