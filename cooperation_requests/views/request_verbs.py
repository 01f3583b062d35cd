"""The verbs of a request and of a suggestion, from the company's and the home agency's side."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from cooperation_requests.actions import choosing, drafts, ending, partners, presenting, triage
from cooperation_requests.enums import ReferralState, Side, SuggestionState, Thread, Word
from cooperation_requests.forms import verbs as f
from cooperation_requests.forms.need import BriefForm
from cooperation_requests.known import named_candidates
from cooperation_requests.matching_need import coarser
from cooperation_requests.models import Attachment, CooperationRequest, Referral, Suggestion
from cooperation_requests.queries import newest_brief
from cooperation_requests.rules import is_market_information
from cooperation_requests.showing.asking import proposed_organisations, to_choose_from
from cooperation_requests.showing.cards import card_title, kind_and_size
from cooperation_requests.views.verbs import VerbSpec
from cooperation_requests.waiting import due_in
from files.models import StoredFile
from network.queries import advisors_of, network_settings
from web.dates import short_day

BRIEF_FIELDS = (
    *("title", "text", "language", "kind", "sectors", "regions"),
    *("quantities", "size_classes", "languages"),
)


def brief_values(page: Any) -> dict[str, Any]:
    """The brief's newest version, else the company's own words to begin with."""
    brief = newest_brief(page.actor, page.case.pk)
    found = {name: getattr(brief or page.case, name) for name in BRIEF_FIELDS}
    if brief is not None:
        found["documents"] = [str(row.attachment_id) for row in brief.documents.all()]
    return found


def brief_form(page: Any, data: Any, files: Any) -> forms.Form:
    """The brief, and which documents go with it."""
    request = page.case
    documents = [
        (str(row.pk), _told_apart(row.file, row.added_at))
        for row in Attachment.objects.visible_to(page.actor)
        .filter(request=request, thread=Thread.COMPANY, referral__isnull=True, withdrawn_at=None)
        .select_related("file")
        .order_by("added_at")
        if row.file is not None
    ]
    return BriefForm(data, initial=brief_values(page), documents=documents)


def coarser_brief_form(page: Any, data: Any) -> forms.Form:
    """The same with what was typed made coarser: to be read before it is sent."""
    typed = brief_form(page, data, None)
    if not typed.is_valid():
        return typed
    form = brief_form(page, None, None)
    form.initial.update(coarser(typed.cleaned_data))
    return form


def _brief(form: Any) -> tuple[dict[str, Any], list[UUID]]:
    fields = dict(form.cleaned_data)
    documents = [UUID(one) for one in fields.pop("documents", [])]
    return fields, documents


def _qualify(page: Any, actor: Actor, form: Any) -> None:
    brief, documents = _brief(form)
    triage.qualify(actor=actor, request_id=page.case.pk, brief=brief, documents=documents)


def _revise(page: Any, actor: Actor, form: Any) -> None:
    brief, documents = _brief(form)
    triage.revise(actor=actor, request_id=page.case.pk, brief=brief, documents=documents)


def advisor_choices(organisation_id: UUID) -> list[tuple[str, str]]:
    """Who may be made responsible."""
    return [(str(person.pk), person.name) for person in advisors_of(organisation_id)]


def _assign(page: Any, actor: Actor, form: Any) -> None:
    triage.assign(
        actor=actor, request_id=page.case.pk, advisor_id=UUID(form.cleaned_data["advisor"])
    )


def _told_apart(file: StoredFile, added_at: datetime) -> str:
    """A document by its name, day and size: two may have one name."""
    return f"{file.original_name} ({short_day(added_at)}, {kind_and_size(file)})"


# The button that finds further agencies instead of sending.
FIND = "find"


def _forward_form(page: Any, data: Any, files: Any) -> forms.Form:
    days = network_settings().days_to_answer
    every = proposed_organisations(page.actor, page.case)
    shown = to_choose_from(
        every,
        ticked={name.removeprefix("ask_") for name in data or () if name.startswith("ask_")},
        named=data.get("named", "") if data else "",
    )
    rows = [
        (one.organisation, one.line, one.ticked, due_in(one.organisation, days)) for one in shown
    ]
    if data is not None and FIND in data:
        # Who is found only now has the day that everybody else has.
        data = data.copy()
        for organisation, _line, _ticked, due in rows:
            data.setdefault(f"due_{organisation.pk}", due.isoformat())
    return f.Forward(data, organisations=rows, further=len(every) - len(rows))


def _forward(page: Any, actor: Actor, form: Any) -> None:
    partners.forward(actor=actor, request_id=page.case.pk, deadlines=form.deadlines)


def _present_form(page: Any, data: Any, files: Any) -> forms.Form:
    request = page.case
    if is_market_information(request):
        answers = (
            Referral.objects.visible_to(page.actor)
            .filter(request=request, state=ReferralState.ANSWERED, answer_presented=False)
            .select_related("organisation")
            .order_by("answered_at")
        )
        return f.Present(
            data,
            rows=[(row, row.organisation.name, row.answer_words) for row in answers],
            documents=_partners_documents(page.actor, request),
        )
    found = list(
        Suggestion.objects.visible_to(page.actor)
        .filter(referral__request=request, state=SuggestionState.SHORTLISTED)
        .select_related("company", "referral__request", "referral__organisation")
        .order_by("-score", "proposed_at")
    )
    named = named_candidates(page.actor, found)
    return f.Present(
        data,
        rows=[
            (
                row,
                row.company.legal_name if row.pk in named else card_title(row.company),
                row.words,
            )
            for row in found
        ],
    )


def _partners_documents(actor: Actor, request: CooperationRequest) -> list[tuple[str, str]]:
    """What partners sent with their answers, by organisation and number."""
    rows = (
        Attachment.objects.visible_to(actor)
        .filter(request=request, thread=Thread.REFERRAL, side=Side.PARTNER, withdrawn_at=None)
        .select_related("referral__organisation", "file")
        .order_by("added_at", "pk")
    )
    return [
        (str(row.pk), f"{row.referral.organisation.name} · {row.file.extension.upper()} {number}")
        for number, row in enumerate(rows, 1)
        if row.referral is not None and row.file is not None
    ]


def _present(page: Any, actor: Actor, form: Any) -> None:
    presenting.present(
        actor=actor,
        request_id=page.case.pk,
        words=form.words,
        documents=[UUID(one) for one in form.cleaned_data.get("documents", [])],
    )


def _introduce_form(page: Any, data: Any, files: Any) -> forms.Form:
    found = list(
        Suggestion.objects.visible_to(page.actor)
        .filter(referral__request=page.case, state=SuggestionState.INTERESTED, word=Word.AGREED)
        .select_related("company", "referral__request", "referral__organisation")
    )
    named = named_candidates(page.actor, found)
    choices = [
        (
            str(row.pk),
            f"{row.company.legal_name if row.pk in named else card_title(row.company)} "
            f"({row.referral.organisation.name})",
        )
        for row in found
    ]
    return f.Introduce(data, candidates=choices)


def _introduce(page: Any, actor: Actor, form: Any) -> None:
    choosing.introduce(
        actor=actor,
        suggestion_id=UUID(form.cleaned_data["suggestion"]),
        words=form.cleaned_data["words"],
        words_for_candidate=form.cleaned_data["words_for_candidate"],
    )


def _with_request(action: Any) -> Any:
    def act(page: Any, actor: Actor, form: Any) -> None:
        action(actor=actor, request_id=page.case.pk, **form.cleaned_data)

    return act


def _form(form_class: type[forms.Form]) -> Any:
    return lambda page, data, files: form_class(data)


HOME_VERBS: dict[str, VerbSpec] = {
    "take": VerbSpec(
        _with_request(triage.take), _("The request is yours. The company knows who you are."),
        at_once=True,
    ),
    "ask": VerbSpec(_with_request(triage.ask), _("Asked. The company hears of it now."),
                    _form(f.Text)),
    "answer": VerbSpec(_with_request(triage.answer), _("The answer is noted."), _form(f.Text)),
    "resume": VerbSpec(_with_request(triage.resume), _("You go on without the answer."),
                       at_once=True),
    "qualify": VerbSpec(_qualify, _("The brief is written; the company sees it. Forward it next."),
                        brief_form,
                        _("What partners read. The company’s own text stays with you.")),
    "revise": VerbSpec(_revise, _("The brief is changed; company and partners hear what changed."),
                       brief_form, stored=brief_values),
    "forward": VerbSpec(_forward, _("Sent. You hear from us when the first one answers."),
                        _forward_form,
                        _("Each partner reads the brief, not the company, and does not know who "
                          "else was asked."), template="requests/forward.html"),
    "present": VerbSpec(_present, _("Presented. The company chooses now."), _present_form),
    "introduce": VerbSpec(_introduce, _("Introduced. Both sides have each other’s contact data."),
                          _introduce_form,
                          _("Names and contact data go to both companies and both agencies.")),
    "assign": VerbSpec(_assign, _("Assigned. Both hear of it."),
                       lambda page, data, files: f.Assign(
                           data, advisors=advisor_choices(page.case.home_agency_id))),
    "decline": VerbSpec(_with_request(triage.decline), _("Declined. The company reads your words."),
                        _form(f.Decline)),
    "close": VerbSpec(_with_request(ending.close), _("Closed. Company and partners hear of it."),
                      _form(f.Close)),
    "withdraw": VerbSpec(_with_request(ending.withdraw), _("Withdrawn for the company."),
                         _form(f.Withdraw)),
    "reopen": VerbSpec(_with_request(ending.reopen), _("Open again, in triage."), _form(f.Words)),
}  # fmt: skip

COMPANY_VERBS: dict[str, VerbSpec] = {
    "answer": VerbSpec(_with_request(triage.answer), _("Sent. Your advisor goes on with it."),
                       _form(f.Text)),
    "withdraw": VerbSpec(_with_request(ending.withdraw), _("Your request is withdrawn."),
                         _form(f.Withdraw)),
    "reopen": VerbSpec(_with_request(ending.reopen), _("Your request is open again."),
                       _form(f.Words)),
}  # fmt: skip

DRAFT_VERBS: dict[str, VerbSpec] = {
    "submit": VerbSpec(
        lambda page, actor, form: page.submitted(
            drafts.submit(actor=actor, request_id=page.case.pk)
        ),
        _("Sent to your agency. It answers within 2 working days."),
    ),
    "discard": VerbSpec(
        lambda page, actor, form: page.discarded(
            drafts.discard(actor=actor, request_id=page.case.pk)
        ),
        _("The draft is deleted."),
        words=_("The draft and its documents are deleted. This cannot be undone."),
    ),
}


def _with_suggestion(action: Any) -> Any:
    def act(page: Any, actor: Actor, form: Any) -> None:
        action(actor=actor, suggestion_id=page.row.pk, **form.cleaned_data)

    return act


CHOICE_VERBS: dict[str, VerbSpec] = {
    "choose": VerbSpec(_with_suggestion(choosing.choose),
                       _("Noted. You hear from your advisor."),
                       _form(f.Choose)),
    "pass": VerbSpec(_with_suggestion(choosing.pass_over), _("Noted. Your advisor sees why."),
                     _form(f.PassOver)),
}  # fmt: skip

SUGGESTION_VERBS: dict[str, VerbSpec] = {
    "shortlist": VerbSpec(_with_suggestion(choosing.shortlist), _("Shortlisted."), at_once=True),
    "set_aside": VerbSpec(_with_suggestion(choosing.set_aside),
                          _("Set aside. The partner reads why."), _form(f.SetAside)),
    **CHOICE_VERBS,
}  # fmt: skip

CANDIDATE_VERBS: dict[str, VerbSpec] = {
    "agree": VerbSpec(_with_suggestion(choosing.agree),
                      _("Noted: you agree. You hear from us when you are introduced."),
                      _form(f.Agree)),
    "refuse": VerbSpec(_with_suggestion(choosing.refuse),
                       _("Noted: you do not want to be introduced. Nobody learns your name."),
                       _form(f.Refuse), _("A no is final for this request.")),
}  # fmt: skip

PARTNER_SUGGESTION_VERBS: dict[str, VerbSpec] = {
    "ask_candidate": VerbSpec(_with_suggestion(choosing.ask_candidate),
                              _("Asked. The candidate reads the brief and decides."),
                              at_once=True),
    "agree": VerbSpec(_with_suggestion(choosing.agree), _("The candidate’s yes is noted."),
                      _form(f.Agree)),
    "refuse": VerbSpec(_with_suggestion(choosing.refuse), _("The candidate’s no is noted."),
                       _form(f.Refuse)),
    "take_back": VerbSpec(_with_suggestion(choosing.take_back),
                          _("Taken back. The agency that asked reads why."), _form(f.TakeBack)),
}  # fmt: skip
