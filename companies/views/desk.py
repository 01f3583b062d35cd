"""The desk's pages of one company, and the secretariat's placements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.errors import NotAllowed
from companies import actions
from companies.actions import CONTACT_FIELDS, lock_company
from companies.cards import place, profile_facts
from companies.forms import (
    AgencyForm,
    ContactForm,
    DecideJoinForm,
    DeskProfileForm,
    DeskRegistrationForm,
    InviteForm,
)
from companies.models import Company, Contact, JoinRequest
from companies.queries import ALIKE_SHOWN, alike, goes_on_as, may_stay
from companies.views.own import find_waiting, profile_changes, profile_initial
from network.models import Organisation
from web.components import Cell, Column, Definition, Row
from web.lists import ListPage
from web.pages import FormPage, FormType, Needs, Page, Sent, SentFiles


class CompanyOfDesk(Page):
    """Base of pages about one company that this desk may see; `changing` only its own."""

    needs = Needs.STAFF
    about_one_row = True
    changing = False

    @cached_property
    def company(self) -> Company:
        return self.read()

    def read(self) -> Company:
        """The company as it is now. Raises Http404."""
        found = (
            Company.objects.visible_to(self.actor)
            .select_related("agency")
            .filter(pk=self.kwargs["company_id"])
            .first()
        )
        if found is None:
            raise Http404
        return found


class DeskCompany(CompanyOfDesk):
    """A company's profile; its contacts only for its own agency."""

    template_name = "companies/desk_company.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            company = self.company
        except Http404:
            stays = goes_on_as(self.actor, self.kwargs["company_id"])
            if stays is None:
                raise
            return redirect("companies:desk-company", company_id=stays)
        own = company.is_served_by(self.actor.organisation_id)
        found = alike(company, within_agency=company.agency_id) if own else []
        facts = profile_facts(company)
        if own and company.external_id:
            facts.append(Definition(_("Own number"), company.external_id))
        return self.show(
            {
                "company": company,
                "facts": facts,
                "own": own,
                "may_change": actions.may_change(self.actor, company),
                "members": company.members.select_related("user") if own else [],
                "waiting": company.join_requests.select_related("user") if own else [],
                "contacts": company.contacts.all() if own else [],
                "alike": found[:ALIKE_SHOWN],
                "may_be_put_together": any(may_stay(company, one) for one in found),
                "more_alike": len(found) > ALIKE_SHOWN,
            }
        )


class RegisterForCompany(FormPage[DeskRegistrationForm]):
    """An advisor registers a company without account."""

    needs = Needs.STAFF
    title = gettext_lazy("Register a company")
    button = gettext_lazy("Register the company")

    def check(self) -> None:
        if not self.actor.is_advisor:
            raise NotAllowed("register_for")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> DeskRegistrationForm:
        return DeskRegistrationForm(data)

    def act(self, form: DeskRegistrationForm) -> str:
        company_fields, contact = form.split()
        company = actions.register_for(actor=self.actor, fields=company_fields, contact=contact)
        return reverse("companies:desk-company", kwargs={"company_id": company.pk})

    def done(self) -> str:
        return _("Registered. You can start a request on its behalf.")

    def cancel_url(self) -> str:
        return reverse("web:start")


class CompanyForm(CompanyOfDesk, FormPage[FormType]):
    """Base of forms about one company, which only an advisor of its agency may change."""

    def check(self) -> None:
        if not actions.may_change(self.actor, self.company):
            raise NotAllowed("change_profile")

    def cancel_url(self) -> str:
        return reverse("companies:desk-company", kwargs={"company_id": self.company.pk})


class EditDeskCompany(CompanyForm[DeskProfileForm]):
    """Change a company of the own agency."""

    title = gettext_lazy("Change the profile")
    button = gettext_lazy("Save the profile")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> DeskProfileForm:
        return DeskProfileForm(data, initial=self.stored())

    def stored(self) -> dict[str, Any]:
        return profile_initial(self.read())

    def hold(self) -> None:
        lock_company(self.company.pk)

    def act(self, form: DeskProfileForm) -> str:
        actions.change_profile(
            actor=self.actor,
            company_id=self.company.pk,
            fields=profile_changes(form, self.changed(form)),
        )
        return self.cancel_url()


class AddContact(CompanyForm[forms.Form]):
    """Add a contact person."""

    title = gettext_lazy("Contact person")
    button = gettext_lazy("Save")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return ContactForm(data)

    def act(self, form: forms.Form) -> str:
        actions.save_contact(actor=self.actor, company_id=self.company.pk, fields=form.cleaned_data)
        return self.cancel_url()


class EditContact(CompanyForm[forms.Form]):
    """Change or remove a contact person."""

    title = gettext_lazy("Contact person")
    button = gettext_lazy("Save")

    @cached_property
    def contact(self) -> Contact:
        own = self.company.is_served_by(self.actor.organisation_id)
        found = self.company.contacts.filter(pk=self.kwargs["contact_id"]).first() if own else None
        if found is None:
            raise Http404
        return found

    def stored(self) -> dict[str, Any]:
        row = Contact.objects.filter(pk=self.contact.pk).first() or self.contact
        return {name: getattr(row, name) for name in CONTACT_FIELDS}

    def hold(self) -> None:
        lock_company(self.company.pk)

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        form = ContactForm(data, initial=self.stored())
        form.fields["remove"] = forms.BooleanField(
            label=_("Delete this contact person"), required=False
        )
        return form

    def act(self, form: forms.Form) -> str:
        fields = dict(form.cleaned_data)
        if fields.pop("remove"):
            actions.remove_contact(
                actor=self.actor, company_id=self.company.pk, contact_id=self.contact.pk
            )
        else:
            actions.save_contact(
                actor=self.actor,
                company_id=self.company.pk,
                contact_id=self.contact.pk,
                fields={name: fields[name] for name in self.changed(form) if name in fields},
            )
        return self.cancel_url()


class InviteToCompany(CompanyForm[forms.Form]):
    """Invite somebody to act for a company of the own agency."""

    title = gettext_lazy("Invite a person of the company")
    button = gettext_lazy("Send the invitation")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return InviteForm(data)

    def act(self, form: forms.Form) -> str:
        actions.invite(actor=self.actor, company_id=self.company.pk, **form.cleaned_data)
        return self.cancel_url()

    def done(self) -> str:
        return _("The invitation is on its way; it is valid for 14 days.")


class AdmitCompany(CompanyForm[forms.Form]):
    """Take up a company that registered itself."""

    title = gettext_lazy("Admit this company")
    words = gettext_lazy(
        "It registered itself. Once you know that it is what it says, admit it: from then on its "
        "name and the titles of its requests stand in mails, and it may invite more people."
    )
    button = gettext_lazy("Admit")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        actions.admit(actor=self.actor, company_id=self.company.pk)
        return self.cancel_url()

    def done(self) -> str:
        return _("Admitted.")


class DecideJoinAtDesk(CompanyForm[forms.Form]):
    """The advisor says whether somebody who waits acts for a company of the agency."""

    button = gettext_lazy("Save")

    @cached_property
    def asked(self) -> JoinRequest:
        own = self.company.is_served_by(self.actor.organisation_id)
        return find_waiting(self.company if own else None, self.kwargs["join_id"])

    @property
    def title(self) -> str:
        return f"{self.asked.user.name}, {self.asked.user.email}"

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        _found = self.asked
        return DecideJoinForm(data)

    def act(self, form: forms.Form) -> str:
        actions.decide_join(
            actor=self.actor,
            company_id=self.company.pk,
            join_id=self.asked.pk,
            admit=form.cleaned_data["decision"] == "admit",
        )
        return self.cancel_url()


class Placements(ListPage[Company]):
    """Companies whose region no agency serves, for the secretariat."""

    needs = Needs.SECRETARIAT
    template_name = "companies/placements.html"
    caption = gettext_lazy("Companies without an agency")
    columns = (
        Column(gettext_lazy("Company"), "name", line=gettext_lazy("Place")),
        Column(gettext_lazy("Since"), "since"),
    )
    sorts = {"name": ("sort_name",), "since": ("created_at",)}
    default_sort = "since"

    def rows(self) -> QuerySet[Company]:
        return Company.objects.visible_to(self.actor).filter(agency__isnull=True)

    def row(self, item: Company) -> Row:
        from web.dates import short_day

        return Row(
            [
                Cell(
                    item.legal_name,
                    line=place(item),
                    url=reverse("companies:placement", kwargs={"company_id": item.pk}),
                ),
                Cell(short_day(item.created_at), quiet=True, value=item.created_at),
            ]
        )


class Placement(FormPage[forms.Form]):
    """The secretariat places one company."""

    needs = Needs.SECRETARIAT
    about_one_row = True
    button = gettext_lazy("Place the company")

    @cached_property
    def company(self) -> Company:
        found = (
            Company.objects.visible_to(self.actor)
            .filter(agency__isnull=True, pk=self.kwargs["company_id"])
            .first()
        )
        if found is None:
            raise Http404
        return found

    @property
    def title(self) -> str:
        return self.company.legal_name

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        _found = self.company
        return AgencyForm(data, agencies=Organisation.objects.active().agencies())

    def act(self, form: forms.Form) -> str:
        actions.place(
            actor=self.actor,
            company_id=self.company.pk,
            agency_id=form.cleaned_data["agency"].pk,
        )
        return reverse("companies:placements")

    def done(self) -> str:
        return _("Placed. The company and the agency hear of it.")

    def cancel_url(self) -> str:
        return reverse("companies:placements")
