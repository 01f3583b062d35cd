"""A company's own pages: registration, profile, people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.errors import NoLongerPossible, NotAllowed
from companies import actions
from companies.actions import lock_company
from companies.cards import profile_facts
from companies.forms import AgencyForm, DecideJoinForm, InviteForm, ProfileForm, RegistrationForm
from companies.link_kinds import INVITATION
from companies.models import Company, CompanyInvitation, CompanyMember, JoinRequest
from companies.queries import home_agencies
from network.models import Organisation
from web.hats import SESSION_KEY
from web.older import newest
from web.pages import FormPage, Needs, Page, Sent, SentFiles

PROFILE_INITIAL = (
    *("legal_name", "country", "postcode", "city", "region", "website", "vat_number", "sectors"),
    *("sector_revision", "head_count", "languages", "offers", "offers_language"),
    *("seeks", "seeks_language", "certificates", "exports_to", "visibility"),
    *("found_while_asking", "external_id"),
)


def profile_initial(company: Company) -> dict[str, Any]:
    """The profile as a form's initial values."""
    return {name: getattr(company, name) for name in PROFILE_INITIAL}


def profile_changes(form: ProfileForm, changed: set[str]) -> dict[str, Any]:
    """What a profile's form writes: only what the person changed, and what follows from it."""
    follows = {"size_class"} if "head_count" in changed else set()
    return {
        name: form.cleaned_data[name] for name in changed | follows if name in form.cleaned_data
    }


class RegisterCompany(FormPage[forms.Form]):
    """The first step of a person without a hat: which company, where."""

    needs = Needs.SIGNED_IN
    title = gettext_lazy("Your company")
    words = gettext_lazy(
        "Your region decides which agency is your single point of contact in the network."
    )
    button = gettext_lazy("Register the company")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        form = RegistrationForm(data)
        agencies = self._agencies_to_choose(form)
        if len(agencies) > 1:
            field = form.fields["agency"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared so
            field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in agencies])
        else:
            del form.fields["agency"]
        return form

    def _agencies_to_choose(self, form: RegistrationForm) -> list[Organisation]:
        if not form.is_bound or not form.is_valid():
            return []
        place = Company(country=form.cleaned_data["country"], region=form.cleaned_data["region"])
        return home_agencies(place)

    def act(self, form: forms.Form) -> str:
        fields = dict(form.cleaned_data)
        chosen = fields.pop("agency", None)
        company = actions.register(
            actor=self.actor, fields=fields, choice=chosen.pk if chosen else None
        )
        self.request.session[SESSION_KEY] = f"company-{company.pk}"
        if company.agency is None and home_agencies(company):
            return reverse("companies:company-agency")
        return reverse("companies:company")

    def done(self) -> str:
        return _("Your company is registered.")


class ChooseAgency(FormPage[forms.Form]):
    """Where several agencies serve the region, the company chooses."""

    needs = Needs.COMPANY
    title = gettext_lazy("Your agency")
    words = gettext_lazy("Several agencies serve your region: choose one.")
    button = gettext_lazy("Choose this agency")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        company = own_company(self)
        if company.agency is not None:
            raise Http404
        agencies = Organisation.objects.filter(pk__in=[one.pk for one in home_agencies(company)])
        return AgencyForm(data, agencies=agencies)

    def act(self, form: forms.Form) -> str:
        company = own_company(self)
        actions.place(
            actor=self.actor, company_id=company.pk, agency_id=form.cleaned_data["agency"].pk
        )
        return reverse("companies:company")


def own_company(page: Page) -> Company:
    """The company of the acting hat."""
    company = (
        Company.objects.visible_to(page.actor)
        .select_related("agency")
        .filter(pk=page.actor.company)
        .first()
    )
    if company is None:
        raise Http404
    return company


class CompanyPage(Page):
    """The company's own profile."""

    needs = Needs.COMPANY
    template_name = "companies/company.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        company = own_company(self)
        return self.show(
            {
                "company": company,
                "facts": profile_facts(company),
                "may_choose": company.agency is None and bool(home_agencies(company)),
            }
        )


class EditCompany(FormPage[ProfileForm]):
    """Change the own profile."""

    needs = Needs.COMPANY
    title = gettext_lazy("Company profile")
    button = gettext_lazy("Save the profile")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> ProfileForm:
        return ProfileForm(data, initial=self.stored())

    def stored(self) -> dict[str, Any]:
        found = profile_initial(own_company(self))
        del found["external_id"]
        return found

    def hold(self) -> None:
        lock_company(self.actor.company)

    def act(self, form: ProfileForm) -> str:
        actions.change_profile(
            actor=self.actor,
            company_id=self.actor.company,
            fields=profile_changes(form, self.changed(form)),
        )
        return reverse("companies:company")

    def done(self) -> str:
        if not own_company(self).is_admitted:
            return _("Saved. Others find you by it once your agency has taken your company up.")
        return _("Saved. Partners find you by the new profile from now on.")

    def cancel_url(self) -> str:
        return reverse("companies:company")


INVITATIONS_SHOWN = 25


class CompanyPeople(FormPage[forms.Form]):
    """Who acts for the company, and inviting somebody."""

    needs = Needs.COMPANY
    template_name = "companies/people.html"
    title = gettext_lazy("People of the company")
    button = gettext_lazy("Send the invitation")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return InviteForm(data)

    def further(self) -> dict[str, Any]:
        members = CompanyMember.objects.filter(company_id=self.actor.company)
        invitations, older = newest(
            actions.open_invitations(self.actor.company),
            "expires_at",
            INVITATIONS_SHOWN,
            self.request.GET,
            "invitations",
        )
        return {
            "members": members.select_related("user").order_by("since", "pk"),
            "waiting": JoinRequest.objects.filter(company_id=self.actor.company).select_related(
                "user"
            ),
            "own_id": self.actor.user_id,
            "invitations": invitations,
            "older_invitations": older,
        }

    def act(self, form: forms.Form) -> str:
        assert self.actor.company_id is not None  # noqa: S101  Needs.COMPANY
        actions.invite(actor=self.actor, company_id=self.actor.company_id, **form.cleaned_data)
        return reverse("companies:company-people")

    def done(self) -> str:
        return _("The invitation is on its way; it is valid for 14 days.")


class RevokeInvitation(FormPage[forms.Form]):
    """The company's people take an invitation back."""

    needs = Needs.COMPANY
    about_one_row = True
    kind = "destructive"
    button = gettext_lazy("Take the invitation back")

    @cached_property
    def invitation(self) -> CompanyInvitation:
        every = CompanyInvitation.objects.filter(company_id=self.actor.company)
        found = every.filter(pk=self.kwargs["invitation_id"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def title(self) -> str:
        return self.invitation.email

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        _found = self.invitation
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        actions.revoke_invitation(
            actor=self.actor,
            company_id=self.actor.company,
            invitation_id=self.invitation.pk,
        )
        return reverse("companies:company-people")

    def done(self) -> str:
        return _("The invitation opens nothing any more.")

    def cancel_url(self) -> str:
        return reverse("companies:company-people")


def find_waiting(company: Company | None, join_id: UUID) -> JoinRequest:
    """Somebody who waits for a company. Raises Http404."""
    found = JoinRequest.objects.filter(company=company, pk=join_id).select_related("user").first()
    if company is None or found is None:
        raise Http404
    return found


class DecideJoin(FormPage[forms.Form]):
    """The company's people say whether somebody who waits acts for it."""

    needs = Needs.COMPANY
    about_one_row = True
    button = gettext_lazy("Save")

    @cached_property
    def asked(self) -> JoinRequest:
        return find_waiting(own_company(self), self.kwargs["join_id"])

    @property
    def title(self) -> str:
        return f"{self.asked.user.name}, {self.asked.user.email}"

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        _found = self.asked
        return DecideJoinForm(data)

    def act(self, form: forms.Form) -> str:
        actions.decide_join(
            actor=self.actor,
            company_id=self.actor.company,
            join_id=self.asked.pk,
            admit=form.cleaned_data["decision"] == "admit",
        )
        return reverse("companies:company-people")

    def done(self) -> str:
        return _("Saved.")

    def cancel_url(self) -> str:
        return reverse("companies:company-people")


class RemovePerson(FormPage[forms.Form]):
    """Take a person's right to act for the company."""

    needs = Needs.COMPANY
    about_one_row = True
    kind = "destructive"
    button = gettext_lazy("Remove this person")

    @cached_property
    def member(self) -> CompanyMember:
        found = (
            CompanyMember.objects.filter(company_id=self.actor.company, pk=self.kwargs["member_id"])
            .select_related("user")
            .first()
        )
        if found is None:
            raise Http404
        return found

    @property
    def title(self) -> str:
        return self.member.user.name

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        _found = self.member
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        actions.remove_member(
            actor=self.actor, company_id=self.member.company_id, member_id=self.member.pk
        )
        return reverse("companies:company-people")

    def cancel_url(self) -> str:
        return reverse("companies:company-people")


class JoinCompany(FormPage[forms.Form]):
    """The page that the invitation's link opens; joining is a button, never a GET."""

    needs = Needs.SIGNED_IN
    title = gettext_lazy("Act for your company")
    button = gettext_lazy("Join")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return INVITATION.protect(super().dispatch(request, *args, **kwargs))

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        user = self.request.user
        if not isinstance(user, User):
            raise NotAllowed("join")
        company = actions.join(
            user=user, invitation_id=self.kwargs["invitation_id"], token=self.kwargs["token"]
        )
        self.request.session[SESSION_KEY] = f"company-{company.pk}"
        return reverse("companies:company")

    def told_too_late(self, late: NoLongerPossible) -> str:
        return _(
            "This invitation was used, has expired or was sent to another address. Ask who invited "
            "you for a new one."
        )
