"""The verbs of a referral, from the partner's and the home agency's side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from cooperation_requests.actions import answers, partners, proposing
from cooperation_requests.forms import verbs as f
from cooperation_requests.rules import is_market_information
from cooperation_requests.views.request_verbs import advisor_choices
from cooperation_requests.views.verbs import VerbSpec


def _with_referral(action: Any) -> Any:
    def act(page: Any, actor: Actor, form: Any) -> None:
        action(actor=actor, referral_id=page.row.pk, **form.cleaned_data)

    return act


def _form(form_class: type[forms.Form]) -> Any:
    return lambda page, data, files: form_class(data)


def _assign(page: Any, actor: Actor, form: Any) -> None:
    answers.assign_referral(
        actor=actor, referral_id=page.row.pk, advisor_id=UUID(form.cleaned_data["advisor"])
    )


def _answer_form_for_partner(page: Any, data: Any, files: Any) -> forms.Form:
    """What the home advisor notes of an answer that came by telephone."""
    if is_market_information(page.case):
        return f.Words(data)
    return f.ProposeNew(data)


def _answer_for_partner(action: Any) -> Any:
    """Enter the company that the partner named and send it, in one go."""

    def act(page: Any, actor: Actor, form: Any) -> None:
        if is_market_information(page.case):
            action(actor=actor, referral_id=page.row.pk, words=form.cleaned_data["words"])
            return
        company, contact = form.split()
        proposing.propose(
            actor=actor,
            referral_id=page.row.pk,
            new=proposing.NewCandidate(company, contact, form.cleaned_data["may_be_proposed"]),
            words=form.cleaned_data["words"],
        )
        action(actor=actor, referral_id=page.row.pk)

    return act


PARTNER_VERBS: dict[str, VerbSpec] = {
    "accept": VerbSpec(_with_referral(answers.accept),
                       _("Accepted. Propose companies when you have found some."), at_once=True),
    "answer": VerbSpec(_with_referral(answers.answer_referral),
                       _("Sent. You hear when one of your candidates is chosen."),
                       _form(f.AnswerReferral)),
    "add": VerbSpec(_with_referral(answers.add), _("Sent."), _form(f.AnswerReferral)),
    "ask_back": VerbSpec(_with_referral(answers.ask_back),
                         _("Asked. Your clock stands still until the reply."), _form(f.Text)),
    "find_none": VerbSpec(_with_referral(answers.find_none),
                          _("Noted: no candidate. That is a useful answer too."),
                          _form(f.FindNone)),
    "decline": VerbSpec(_with_referral(answers.decline_referral),
                        _("Declined. The agency that asks reads why."), _form(f.PartnerDecline)),
    "assign": VerbSpec(_assign, _("Assigned."),
                       lambda page, data, files: f.Assign(
                           data, advisors=advisor_choices(page.row.organisation_id))),
}  # fmt: skip

LANE_VERBS: dict[str, VerbSpec] = {
    "reply": VerbSpec(_with_referral(partners.reply), _("Sent. The partner’s clock runs again."),
                      _form(f.Text)),
    "remind": VerbSpec(_with_referral(partners.remind), _("Reminded."), at_once=True),
    "extend": VerbSpec(_with_referral(partners.extend), _("The partner has more time."),
                       _form(f.Extend)),
    "recall": VerbSpec(_with_referral(partners.recall), _("Recalled. The partner reads why."),
                       _form(f.Words)),
    "answer": VerbSpec(_answer_for_partner(answers.answer_referral),
                       _("The partner’s answer is noted."), _answer_form_for_partner),
    "add": VerbSpec(_answer_for_partner(answers.add), _("The partner’s answer is noted."),
                    _answer_form_for_partner),
    "find_none": VerbSpec(_with_referral(answers.find_none), _("The partner’s answer is noted."),
                          _form(f.FindNone)),
    "decline": VerbSpec(_with_referral(answers.decline_referral),
                        _("The partner’s answer is noted."), _form(f.PartnerDecline)),
}  # fmt: skip
