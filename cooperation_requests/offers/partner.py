"""What a partner is offered: on what it is asked, with an account or by link, and on the companies
that it proposes."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from cooperation_requests import verbs as v
from cooperation_requests.forms import verbs as f
from cooperation_requests.models import Referral, Suggestion
from cooperation_requests.offers import company
from cooperation_requests.offers.forwarding import AssignReferral
from cooperation_requests.workflows import REFERRALS, SUGGESTIONS
from web.verbs import Offers, VerbButton

ACCEPT: VerbButton[Referral] = VerbButton(
    v.ACCEPT,
    _("Accepted. Propose companies when you have found some."),
    weight="primary",
    at_once=True,
)
FIND_NONE: VerbButton[Referral] = VerbButton(
    v.FIND_NONE, _("Noted: no candidate. That is a useful answer too."), f.FindNone
)
DECLINE: VerbButton[Referral] = VerbButton(
    v.DECLINE_REFERRAL,
    _("Declined. The agency that asks reads why."),
    f.PartnerDecline,
    weight="destructive",
)
ON_REFERRAL: Offers[Referral] = Offers(
    REFERRALS,
    (
        ACCEPT,
        VerbButton(
            v.ANSWER_REFERRAL,
            _("Sent. You hear when one of your candidates is chosen."),
            f.AnswerReferral,
            weight="primary",
        ),
        VerbButton(v.ADD, _("Sent."), f.AnswerReferral, weight="primary"),
        VerbButton(v.ASK_BACK, _("Asked. Your clock stands still until the reply."), f.Text),
        FIND_NONE,
        DECLINE,
        VerbButton(v.ASSIGN_REFERRAL, _("Assigned."), AssignReferral),
    ),
)
BY_LINK: Offers[Referral] = Offers(REFERRALS, (ACCEPT, FIND_NONE, DECLINE))

ON_CANDIDATE: Offers[Suggestion] = Offers(
    SUGGESTIONS,
    (
        VerbButton(
            v.ASK_CANDIDATE,
            _("Asked. The candidate reads the brief and decides."),
            at_once=True,
        ),
        replace(company.AGREE, done=_("The candidate’s yes is noted.")),
        replace(company.REFUSE, done=_("The candidate’s no is noted."), words=""),
        VerbButton(v.TAKE_BACK, _("Taken back. The agency that asked reads why."), f.TakeBack),
    ),
)
