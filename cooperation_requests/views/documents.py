"""Messages and documents of a thread, and serving documents to those who may see them."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages as django_messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.errors import NotAllowed
from cooperation_requests.actions import messages
from cooperation_requests.enums import Side, Thread
from cooperation_requests.forms.verbs import MessageForm, UploadForm, UploadForOthersForm
from cooperation_requests.models import Attachment, Brief, BriefDocument
from cooperation_requests.rules import may_withdraw
from cooperation_requests.showing.cards import document_name
from cooperation_requests.views.finding import (
    CompanyCase,
    HomeCase,
    PartnerCase,
    advisors_only,
    find_referral,
)
from files.checking import CheckedFile
from files.errors import NotSendable
from files.models import StoredFile
from files.serving import file_response, neutral_name
from web.pages import FormPage, Needs, Page, Sent, SentFiles


def say_if_kept_back(request: HttpRequest, upload: CheckedFile) -> None:
    """Say at once which document can go to nobody else as it is, and why."""
    if upload.uncleanable is not None:
        why = NotSendable(upload.name, upload.uncleanable)
        django_messages.warning(
            request,
            _("This document stays with you and your agency and cannot go to partners. %(why)s")
            % {"why": " ".join(why.messages)},
        )


class WriteForm(FormPage[forms.Form]):
    """Write in a thread."""

    title = gettext_lazy("Write a message")
    button = gettext_lazy("Send")
    form_class: type[forms.Form] = MessageForm

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return self.form_class(data, files)

    def done(self) -> str:
        return _("Sent.")


class AttachForm(WriteForm):
    """Add a document to a thread."""

    title = gettext_lazy("Add a document")
    button = gettext_lazy("Add the document")
    form_class = UploadForm

    def done(self) -> str:
        return _("Added.")


class OfCompany(CompanyCase):
    def check(self) -> None:
        _found = self.case

    def cancel_url(self) -> str:
        return reverse("requests:request", kwargs={"reference": self.case.reference})


class CompanyWrite(OfCompany, WriteForm):
    """The company writes to its advisor."""

    def act(self, form: forms.Form) -> str:
        messages.write(
            actor=self.actor,
            request_id=self.case.pk,
            thread=Thread.COMPANY,
            text=form.cleaned_data["text"],
        )
        return self.cancel_url()


class CompanyAttach(OfCompany, AttachForm):
    """The company sends a document."""

    def act(self, form: forms.Form) -> str:
        messages.attach(
            actor=self.actor,
            request_id=self.case.pk,
            thread=Thread.COMPANY,
            upload=form.cleaned_data["upload"],
        )
        say_if_kept_back(self.request, form.cleaned_data["upload"])
        return self.cancel_url()


class OfHome(HomeCase):
    def check(self) -> None:
        _found = self.case
        if self.kwargs["thread"] not in {Thread.COMPANY, Thread.INTERNAL}:
            raise Http404
        advisors_only(self.actor)

    def cancel_url(self) -> str:
        return reverse("requests:desk-request", kwargs={"reference": self.case.reference})


class HomeWrite(OfHome, WriteForm):
    """An advisor writes to the company or inside the agency."""

    def act(self, form: forms.Form) -> str:
        messages.write(
            actor=self.actor,
            request_id=self.case.pk,
            thread=self.kwargs["thread"],
            text=form.cleaned_data["text"],
        )
        return self.cancel_url()


class HomeAttach(OfHome, AttachForm):
    """An advisor adds a document."""

    def act(self, form: forms.Form) -> str:
        messages.attach(
            actor=self.actor,
            request_id=self.case.pk,
            thread=self.kwargs["thread"],
            upload=form.cleaned_data["upload"],
        )
        say_if_kept_back(self.request, form.cleaned_data["upload"])
        return self.cancel_url()


class OfLane(HomeCase):
    def check(self) -> None:
        find_referral(self.actor, pk=self.kwargs["referral_id"], request=self.case)
        advisors_only(self.actor)

    def cancel_url(self) -> str:
        keys = {"reference": self.case.reference, "referral_id": self.kwargs["referral_id"]}
        return reverse("requests:desk-lane", kwargs=keys)


class OfReferral(PartnerCase):
    def check(self) -> None:
        _found = self.referral
        advisors_only(self.actor)

    def cancel_url(self) -> str:
        return reverse("requests:desk-referral", kwargs={"referral_id": self.referral.pk})


class WriteToReferral(WriteForm):
    """Between home agency and one partner."""

    def act(self, form: forms.Form) -> str:
        messages.write_to_referral(
            actor=self.actor,
            referral_id=self.kwargs["referral_id"],
            text=form.cleaned_data["text"],
        )
        return self.cancel_url()


class AttachToReferral(AttachForm):
    """A document between home agency and one partner: its properties are removed."""

    words = gettext_lazy(
        "What its readers do not see is removed: properties, names of authors, scripts, formulas "
        "behind values, addresses behind words, descriptions behind pictures. Tracked changes are "
        "accepted; hidden text is refused; a PDF that can't be rewritten becomes pictures of its "
        "pages. Check that nothing in it names anybody."
    )
    form_class = UploadForOthersForm

    def act(self, form: forms.Form) -> str:
        messages.attach(
            actor=self.actor,
            request_id=self.case.pk,  # type: ignore[attr-defined]
            thread=Thread.REFERRAL,
            referral_id=self.kwargs["referral_id"],
            upload=form.cleaned_data["upload"],
        )
        return self.cancel_url()


class LaneWrite(OfLane, WriteToReferral):
    """The advisor writes to a partner."""


class LaneAttach(OfLane, AttachToReferral):
    """The advisor sends a partner a document."""


class ReferralWrite(OfReferral, WriteToReferral):
    """The partner writes to the advisor."""


class ReferralNote(OfReferral, WriteForm):
    """The partner writes inside its own agency."""

    def act(self, form: forms.Form) -> str:
        messages.note(
            actor=self.actor,
            referral_id=self.kwargs["referral_id"],
            text=form.cleaned_data["text"],
        )
        return self.cancel_url()


class ReferralAttach(OfReferral, AttachToReferral):
    """The partner sends the advisor a document."""


class AttachmentFile(Page):
    """A document of a thread: its own name for its own side, a neutral one for the others."""

    needs = Needs.SIGNED_IN
    about_one_row = True

    def get(self, request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
        row = (
            Attachment.objects.visible_to(self.actor)
            .select_related("file", "request")
            .annotate(position=Attachment.place_in_thread())
            .filter(pk=attachment_id)
            .first()
        )
        if row is None or row.file is None:
            raise Http404
        own = row.side == _side_of(self.actor, row)
        return file_response(row.file, name=document_name(row.file, row.position, own=own))


class AttachmentWithdrawal(FormPage[forms.Form]):
    """The sender takes a document back."""

    needs = Needs.SIGNED_IN
    about_one_row = True
    words = gettext_lazy(
        "It is deleted, also where it was given on with a brief or an answer. Whoever fetched it "
        "before keeps it. That it was sent and withdrawn stays on record."
    )
    button = gettext_lazy("Withdraw")
    kind = "destructive"

    @cached_property
    def row(self) -> Attachment:
        row = (
            Attachment.objects.visible_to(self.actor)
            .select_related("request", "referral__request", "file")
            .filter(pk=self.kwargs["attachment_id"])
            .first()
        )
        if row is None:
            raise Http404
        return row

    @property
    def title(self) -> str:
        """Which one it is, by the name that its sender gave it."""
        if self.row.file is None:
            return _("Withdraw the document")
        return _("Withdraw “%(name)s”") % {"name": self.row.file.original_name}

    def check(self) -> None:
        if self.row.withdrawn_at is None and not may_withdraw(self.actor, self.row):
            raise NotAllowed("withdraw_attachment")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        messages.withdraw_attachment(actor=self.actor, attachment_id=self.row.pk)
        return self.cancel_url()

    def done(self) -> str:
        return _("Withdrawn.")

    def cancel_url(self) -> str:
        row, reference = self.row, self.row.request.reference
        if self.actor.company_id is not None:
            return reverse("requests:request", kwargs={"reference": reference})
        if row.side == Side.PARTNER:
            return reverse("requests:desk-referral", kwargs={"referral_id": row.referral_id})
        if row.thread == Thread.REFERRAL:
            keys = {"reference": reference, "referral_id": row.referral_id}
            return reverse("requests:desk-lane", kwargs=keys)
        return reverse("requests:desk-request", kwargs={"reference": reference})


def _side_of(actor: Actor, row: Attachment) -> Side:
    if actor.company_id is not None:
        return Side.COMPANY
    home = actor.organisation_id == row.request.home_agency_id
    return Side.HOME if home else Side.PARTNER


def brief_document(actor: Actor, document_id: UUID) -> tuple[StoredFile, int]:
    """The file of a brief's document that the actor may read now, and its number. Raises Http404
    also for one that was withdrawn."""
    row = (
        BriefDocument.objects.select_related("file")
        .filter(pk=document_id, brief__in=Brief.objects.visible_to(actor).values("pk"))
        .first()
    )
    if row is None or row.file is None:
        raise Http404
    return row.file, row.position


class BriefDocumentFile(Page):
    """A document that goes with a brief, under a neutral name for everybody."""

    needs = Needs.SIGNED_IN
    about_one_row = True

    def get(self, request: HttpRequest, document_id: UUID) -> HttpResponseBase:
        file, number = brief_document(self.actor, document_id)
        return file_response(file, name=neutral_name(file, number, get_language() or "en"))
