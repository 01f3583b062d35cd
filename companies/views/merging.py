"""The desk's page on which two entries become one company."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import actions
from companies.cards import place
from companies.forms import MergeForm
from companies.models import Company, Contact
from companies.queries import alike
from companies.views.desk import CompanyForm
from web.pages import Sent, SentFiles


class MergeCompany(CompanyForm[forms.Form]):
    """The desk decides that a registration is a company it knows."""

    title = gettext_lazy("Same company")
    button = gettext_lazy("Put together")

    @property
    def words(self) -> str:
        said = _(
            "The contacts and requests of this registration belong to the other company from now "
            "on. Of its people those act for it whom you tick. As a candidate it is asked anew."
        )
        entered = Contact.objects.filter(company__in=[self.company, *self._known], is_claimed=True)
        if not (names := ", ".join(f"{one.name} ({one.email})" for one in entered)):
            return said
        also = _("Another agency entered these contact persons, who are removed: %(names)s.")
        return f"{said} {also % {'names': names}}"

    @cached_property
    def _known(self) -> list[Company]:
        """What it may be put together with."""
        found = alike(self.company, within_agency=self.company.agency_id, that_may_stay=True)
        prefetch_related_objects(found, "members__user")
        return found

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        if not self.company.is_served_by(self.actor.organisation_id):
            raise Http404
        choices = [(str(one.pk), _known_as(one)) for one in self._known]
        people = [
            (str(one.user_id), f"{one.user.name}, {one.user.email}")
            for one in self.company.members.select_related("user").order_by("since", "pk")
        ]
        return MergeForm(data, companies=choices, people=people)

    def act(self, form: forms.Form) -> str:
        into = actions.merge(
            actor=self.actor,
            company_id=self.company.pk,
            into_id=UUID(form.cleaned_data["into"]),
            admitted=[UUID(one) for one in form.cleaned_data.get("admitted", [])],
        )
        return reverse("companies:desk-company", kwargs={"company_id": into.pk})

    def done(self) -> str:
        return _("Put together. Contacts and requests are with this company now.")


def _known_as(company: Company) -> str:
    """Its name, place and number, and who acts for it: they get what is put together with it."""
    number = company.external_id or company.vat_number
    known = ", ".join(filter(None, (company.legal_name, place(company), number)))
    people = ", ".join(f"{one.user.name} ({one.user.email})" for one in company.members.all())
    if not people:
        return known
    return _("%(company)s. Acting for it: %(people)s") % {"company": known, "people": people}
