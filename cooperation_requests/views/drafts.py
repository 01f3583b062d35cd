"""From an empty page to a submitted request, in steps; also for an advisor on its behalf."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from activities.codes import VerbCode
from activities.errors import NotAllowed
from companies.filters import OwnCompanyFilter
from companies.models import Company
from companies.ownership import served_by
from cooperation_requests.actions import drafts, messages
from cooperation_requests.codes import RequestVerb
from cooperation_requests.enums import Thread
from cooperation_requests.forms.need import STEPS, NeedStep
from cooperation_requests.forms.verbs import UploadForm, is_uuid
from cooperation_requests.locks import lock_request
from cooperation_requests.models import Attachment, CooperationRequest, DraftInput
from cooperation_requests.offers.company import ON_DRAFT
from cooperation_requests.rules import missing
from cooperation_requests.showing.need import need_facts
from cooperation_requests.views.documents import say_if_kept_back
from cooperation_requests.views.finding import DraftCase
from cooperation_requests.views.verbs import CaseVerbPage
from matching.views import DeskCompanies
from web import typed_text
from web.components import Row, Step
from web.pages import FormPage, Needs, Sent, SentFiles
from web.verbs import drawn

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STEP_LABELS: dict[str, StrOrPromise] = {
    "need": gettext_lazy("The need"),
    "where": gettext_lazy("Where"),
    "details": gettext_lazy("Details"),
    "check": gettext_lazy("Check and send"),
}


class ChooseCompany(DeskCompanies):
    """For which company of the agency a request is to be started."""

    template_name = "requests/choose_company.html"
    filterset_class = OwnCompanyFilter
    exports = False
    columns = DeskCompanies.columns[:-1]  # all are of one agency

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not self.actor.is_advisor:
            raise NotAllowed(RequestVerb.START)
        return super().get(request, **kwargs)

    def rows(self) -> QuerySet[Company]:
        return super().rows().filter(served_by(self.actor.organisation_id))

    def row(self, item: Company) -> Row:
        row = super().row(item)
        return replace(row, cells=row.cells[: len(self.columns)])

    def address_of(self, company: Company) -> str:
        return f"{reverse('requests:request-new')}?company={company.pk}"


class NewRequest(FormPage[forms.Form]):
    """The first step; saving it makes the draft. An advisor has chosen the company before."""

    needs = Needs.SIGNED_IN
    template_name = "requests/draft_step.html"
    title = STEP_LABELS["need"]
    button = gettext_lazy("Save and go on")

    @cached_property
    def chosen(self) -> Company | None:
        """The company of the advisor's agency that the address names. Raises Http404."""
        named = self.request.GET.get("company", "")
        if not self.actor.organisation_id or not named:
            return None
        own = Company.objects.visible_to(self.actor).filter(served_by(self.actor.organisation_id))
        company = own.filter(pk=named).first() if is_uuid(named) else None
        if company is None:
            raise Http404
        return company

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not (self.actor.company_id or self.actor.organisation_id):
            return redirect("companies:company-new")
        return self._to_choose() or super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._to_choose() or super().post(request, **kwargs)

    def _to_choose(self) -> HttpResponse | None:
        """To the list of companies, where an advisor has not chosen one."""
        if self.actor.is_advisor and self.chosen is None:
            return redirect("requests:request-company")
        return None

    def check(self) -> None:
        if not (self.actor.company_id or self.actor.is_advisor):
            raise NotAllowed(RequestVerb.START)

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return NeedStep(data, initial={"language": get_language()})

    def act(self, form: forms.Form) -> str:
        company_id = self.chosen.pk if self.chosen else self.actor.company
        need = dict(form.cleaned_data)
        request = drafts.start(actor=self.actor, company_id=company_id, need=need)
        return step_address(request, "where")

    def further(self) -> dict[str, Any]:
        return {"steps": steps_of(None, "need"), "chosen": self.chosen}


def step_address(request: CooperationRequest, step: str) -> str:
    """The address of one step of a draft."""
    return f"{reverse('requests:draft', kwargs={'request_id': request.pk})}?step={step}"


def steps_of(request: CooperationRequest | None, current: str) -> list[Step]:
    """The steps with where they lead; all can be opened once there is a draft."""

    def state(name: str) -> Literal["done", "now", "ahead"]:
        if name == current:
            return "now"
        return "done" if request and _filled_in(request, name) else "ahead"

    return [
        Step(label, state(name), step_address(request, name) if request else "")
        for name, label in STEP_LABELS.items()
    ]


def _filled_in(request: CooperationRequest, step: str) -> bool:
    """Whether all that a step needs is there, or, where it needs nothing, anything that it asks
    for; the last asks for nothing."""
    fields = STEPS[step].base_fields if step in STEPS else {}
    needed = [name for name, field in fields.items() if field.required]
    if needed:
        return all(getattr(request, name) for name in needed)
    return any(getattr(request, name) for name in fields)


class DraftPage(DraftCase, FormPage[forms.Form]):
    """One step of a draft; the last shows everything and sends it."""

    template_name = "requests/draft_step.html"
    button = gettext_lazy("Save and go on")

    @cached_property
    def step(self) -> str:
        asked = self.request.GET.get("step") or "need"
        return asked if asked in STEP_LABELS else "need"

    @property
    def title(self) -> str:
        return self.case.title or _("New request")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.step == "check":
            return self._check()
        return super().get(request, **kwargs)

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        if self.step == "check":
            raise Http404
        form_class = STEPS[self.step]
        initial = self.stored()
        if data is None:
            kept = DraftInput.objects.filter(
                user_id=self.actor.user, subject_id=self.case.pk, form=self.step
            ).first()
            if kept is not None:
                initial |= _as_initial(form_class, kept.fields)
        return form_class(data, initial=initial)

    def stored(self) -> dict[str, Any]:
        now_is = CooperationRequest.objects.visible_to(self.actor).filter(pk=self.case.pk).first()
        row = now_is or self.case
        return {name: getattr(row, name) for name in STEPS[self.step].base_fields}

    def hold(self) -> None:
        lock_request(self.case.pk)

    def act(self, form: forms.Form) -> str:
        typed = self.changed(form)
        drafts.save_draft(
            actor=self.actor,
            request_id=self.case.pk,
            need={name: value for name, value in form.cleaned_data.items() if name in typed},
            step=self.step,
        )
        names = list(STEP_LABELS)
        return step_address(self.case, names[names.index(self.step) + 1])

    def further(self) -> dict[str, Any]:
        return {
            "steps": steps_of(self.case, self.step),
            "autosave": reverse("requests:draft-typed", kwargs={"request_id": self.case.pk})
            + f"?step={self.step}",
            "documents": self._documents() if self.step == "details" else None,
            "case": self.case,
        }

    def _documents(self) -> list[Attachment]:
        return list(
            Attachment.objects.visible_to(self.actor)
            .filter(request=self.case)
            .select_related("file")
            .order_by("added_at")
        )

    def _unsaved(self) -> list[Step]:
        """Steps in which this person typed what was not saved: sending would lose it."""
        typed = {
            kept.form: typed_text.as_data(kept.fields)
            for kept in DraftInput.objects.filter(
                user_id=self.actor.user, subject_id=self.case.pk, form__in=STEPS
            )
        }
        found = []
        for name in STEPS:
            form = STEPS[name](typed[name]) if name in typed else None
            if form is not None and not (
                form.is_valid()
                and all(getattr(self.case, key) == one for key, one in form.cleaned_data.items())
            ):
                found.append(Step(STEP_LABELS[name], "ahead", step_address(self.case, name)))
        return found

    def _missing(self) -> list[Step]:
        """The steps in which something is still needed, each with what."""
        wanted = missing(self.case)
        return [
            Step(
                f"{STEP_LABELS[name]}: "
                + ", ".join(str(form.base_fields[key].label) for key in lacks),
                "ahead",
                step_address(self.case, name),
            )
            for name, form in STEPS.items()
            if (lacks := [key for key in wanted if key in form.base_fields])
        ]

    def _check(self) -> HttpResponse:
        own, behalf = ON_DRAFT.open(self.case, self.actor)
        every = [*behalf, *own]
        complete = any(one.verb == RequestVerb.SUBMIT for one in every)
        unsaved = self._unsaved()
        if unsaved:
            every = [one for one in every if one.verb != RequestVerb.SUBMIT]
        self.template_name = "requests/draft_check.html"  # type: ignore[misc]
        return self.show(
            {
                "title": self.title,
                "steps": steps_of(self.case, "check"),
                "facts": need_facts(self.case),
                "case": self.case,
                "documents": self._documents(),
                "actions": drawn(every, self._verb_page),
                "missing": [] if complete else self._missing(),
                "unsaved": unsaved,
            }
        )

    def _verb_page(self, verb: VerbCode) -> str:
        return reverse("requests:draft-verb", kwargs={"request_id": self.case.pk, "verb": verb})


def _as_initial(form_class: type[forms.Form], fields: dict[str, list[str]]) -> dict[str, Any]:
    """What was typed, in the shape of initial values."""
    several = (forms.MultipleChoiceField,)
    return {
        name: fields[name]
        if isinstance(form_class.base_fields[name], several)
        else fields[name][-1]
        for name in form_class.base_fields
        if fields.get(name)
    }


MOST_TYPED = 60_000  # characters of one step: more than its fields take


class DraftTyped(DraftCase):
    """Saves a step as one types; only the same person gets it back."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        step = request.GET.get("step", "")
        if step not in STEPS:
            raise Http404
        fields = {
            name: [value[:20_000].replace("\0", "") for value in request.POST.getlist(name)]
            for name in STEPS[step].base_fields
            if name in request.POST
        }
        if sum(len(value) + 1 for values in fields.values() for value in values) > MOST_TYPED:
            return HttpResponse(status=413)
        drafts.keep_typed(actor=self.actor, subject_id=self.case.pk, form=step, fields=fields)
        return HttpResponse(status=204)


class DraftVerb(DraftCase, CaseVerbPage[CooperationRequest]):
    """Submit or discard."""

    offers = ON_DRAFT

    @property
    def row(self) -> CooperationRequest:
        return self.case

    def address(self) -> str:
        return step_address(self.case, "check")

    def leads_to(self, result: object) -> str:
        """To the request that was sent; to the list where the draft is gone."""
        of_company = bool(self.actor.company_id)
        if not isinstance(result, CooperationRequest):
            return reverse("requests:requests" if of_company else "requests:desk")
        name = "requests:request" if of_company else "requests:desk-request"
        return reverse(name, kwargs={"reference": result.reference})


class DraftDocument(DraftCase, FormPage[forms.Form]):
    """Add a document to a draft."""

    title = gettext_lazy("Add a document")
    words = gettext_lazy("Your advisor sees it. Partners get it only if your advisor ticks it.")
    button = gettext_lazy("Add")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        _found = self.case
        return UploadForm(data, files)

    def act(self, form: forms.Form) -> str:
        messages.attach(
            actor=self.actor,
            request_id=self.case.pk,
            thread=Thread.COMPANY,
            upload=form.cleaned_data["upload"],
        )
        say_if_kept_back(self.request, form.cleaned_data["upload"])
        return step_address(self.case, "details")

    def cancel_url(self) -> str:
        return step_address(self.case, "details")


class DraftDocumentRemoval(DraftCase, FormPage[forms.Form]):
    """Take a document out of a draft."""

    title = gettext_lazy("Remove the document")
    button = gettext_lazy("Remove")
    kind = "destructive"

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        _found = self.case
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        messages.remove_attachment(actor=self.actor, attachment_id=self.kwargs["attachment_id"])
        return step_address(self.case, "details")

    def cancel_url(self) -> str:
        return step_address(self.case, "details")
