"""What a company is offered: on its request and its draft, on who was presented to it, and on an
approach to itself as a candidate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cooperation_requests import verbs as v
from cooperation_requests.forms import verbs as f
from cooperation_requests.models import CooperationRequest, Suggestion
from cooperation_requests.workflows import REQUESTS, SUGGESTIONS
from web.verbs import Offers, VerbButton

ANSWER: VerbButton[CooperationRequest] = VerbButton(
    v.ANSWER, _("Sent. Your advisor goes on with it."), f.Text, weight="primary"
)
WITHDRAW: VerbButton[CooperationRequest] = VerbButton(
    v.WITHDRAW, _("Your request is withdrawn."), f.Withdraw, weight="destructive"
)
REOPEN: VerbButton[CooperationRequest] = VerbButton(
    v.REOPEN, _("Your request is open again."), f.Words
)
ON_REQUEST: Offers[CooperationRequest] = Offers(REQUESTS, (ANSWER, WITHDRAW, REOPEN))

# Whoever started a draft: a company, or its advisor.
ON_DRAFT: Offers[CooperationRequest] = Offers(
    REQUESTS,
    (
        VerbButton(
            v.SUBMIT, _("Sent to your agency. It answers within 2 working days."), weight="primary"
        ),
        VerbButton(
            v.DISCARD,
            _("The draft is deleted."),
            weight="destructive",
            words=_("The draft and its documents are deleted. This cannot be undone."),
        ),
    ),
)

ON_SUGGESTION: Offers[Suggestion] = Offers(
    SUGGESTIONS,
    (
        VerbButton(v.CHOOSE, _("Noted. You hear from your advisor."), f.Choose, weight="primary"),
        VerbButton(v.PASS, _("Noted. Your advisor sees why."), f.PassOver),
    ),
)

AGREE: VerbButton[Suggestion] = VerbButton(
    v.AGREE,
    _("Noted: you agree. You hear from us when you are introduced."),
    f.Agree,
    weight="primary",
)
REFUSE: VerbButton[Suggestion] = VerbButton(
    v.REFUSE,
    _("Noted: you do not want to be introduced. Nobody learns your name."),
    f.Refuse,
    weight="destructive",
    words=_("A no is final for this request."),
)
AS_CANDIDATE: Offers[Suggestion] = Offers(SUGGESTIONS, (AGREE, REFUSE))
