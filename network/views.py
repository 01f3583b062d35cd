"""Pages of the network: the agencies for everybody, the people for their own agency."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from activities.errors import NoLongerPossible, NotAllowed
from network import actions, regions, sectors
from network.forms import AgencySearch, InviteStaffForm, MembershipForm
from network.languages import language_name
from network.link_kinds import INVITATION
from network.models import Membership, Organisation, Service, StaffInvitation
from web.components import Cell, Chip, Column, Definition, Row
from web.counting import BoundedPaginator
from web.lists import ListPage
from web.older import newest
from web.pages import FormPage, Needs, Page, Sent, SentFiles


class HomePage(Page):
    """What the network offers, and the way to the agency of one's own region."""

    needs = Needs.PUBLIC
    before_second_factor = True
    template_name = "network/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        agencies = Organisation.objects.active().agencies()
        return self.show(
            {
                "agency_count": agencies.count(),
                "country_count": agencies.values("country").distinct().count(),
            }
        )


class NetworkPage(Page):
    """The agencies of the network, by country; found by name, town or country."""

    needs = Needs.PUBLIC
    before_second_factor = True
    template_name = "network/network.html"
    per_page = 40

    def get(self, request: HttpRequest) -> HttpResponse:
        language = get_language() or "en"
        form = AgencySearch(request.GET)
        found = Organisation.objects.active().agencies().order_by("country", "name", "pk")
        for word in form.words():
            countries = [
                code
                for called in dict.fromkeys((language, "en"))
                for code, name in regions.countries(called)
                if word.casefold() in name.casefold()
            ]
            found = found.filter(
                Q(name__icontains=word) | Q(city__icontains=word) | Q(country__in=countries)
            )
        asked = request.GET.get("page")
        page = BoundedPaginator(found, self.per_page, asked).get_page(asked or 1)
        agencies = [
            {
                "agency": agency,
                "country": regions.country_name(agency.country, language),
                "regions": ", ".join(regions.name(code, language) for code in agency.regions),
            }
            for agency in page.object_list
        ]
        return self.show({"agencies": agencies, "page": page, "search": form})


class AgencyPage(Page):
    """One agency: whom it serves and how to reach it."""

    needs = Needs.PUBLIC
    before_second_factor = True
    template_name = "network/agency.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        agency = get_object_or_404(Organisation.objects.active(), slug=slug)
        language = get_language() or "en"
        facts = [
            Definition(
                _("Regions"), ", ".join(regions.name(code, language) for code in agency.regions)
            ),
            Definition(
                _("Seat"), f"{agency.city}, {regions.country_name(agency.country, language)}"
            ),
            Definition(
                _("Languages"),
                ", ".join(language_name(code, language) for code in agency.languages),
            ),
            Definition(
                _("Sectors"),
                ", ".join(sectors.label(code, language) for code in agency.sectors) or "–",
            ),
            Definition(
                _("Services"),
                ", ".join(str(Service(one).label) for one in agency.services) or "–",
            ),
            Definition(_("E-mail"), agency.email, url=f"mailto:{agency.email}"),
        ]
        return self.show({"agency": agency, "facts": facts})


class PeoplePage(ListPage[Membership]):
    """The people of one's own agency."""

    needs = Needs.STAFF
    template_name = "network/people.html"
    caption = gettext_lazy("People of the agency")
    columns = (
        Column(gettext_lazy("Name"), "name", line=gettext_lazy("E-mail address")),
        Column(gettext_lazy("Role"), "role"),
        Column(gettext_lazy("Desk")),
    )
    sorts = {"name": ("user__name",), "role": ("role", "user__name")}
    default_sort = "name"

    def rows(self) -> QuerySet[Membership]:
        return Membership.objects.filter(organisation_id=self.actor.organisation).select_related(
            "user"
        )

    def row(self, item: Membership) -> Row:
        url = (
            reverse("network:desk-person", kwargs={"membership_id": item.pk})
            if self.actor.is_coordinator
            else ""
        )
        desk = (Chip(_("on the desk"), "harbour"),) if item.on_desk else ()
        return Row(
            [
                Cell(item.user.name, line=item.user.email, url=url),
                Cell(item.get_role_display()),
                Cell(chips=desk),
            ]
        )

    def further(self) -> dict[str, Any]:
        if not self.actor.is_coordinator:
            return {}
        rows = actions.open_invitations(self.actor.organisation)
        invitations, older = newest(
            rows, "expires_at", self.per_page, self.request.GET, "invitations"
        )
        return {"may_invite": True, "invitations": invitations, "older_invitations": older}


class InvitePage(FormPage[forms.Form]):
    """A coordinator invites a person."""

    needs = Needs.COORDINATOR
    title = gettext_lazy("Invite a person")
    button = gettext_lazy("Send the invitation")

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return InviteStaffForm(data)

    def act(self, form: forms.Form) -> str:
        actions.invite_staff(actor=self.actor, **form.cleaned_data)
        return reverse("network:desk-people")

    def done(self) -> str:
        return _("The invitation is on its way; it is valid for 14 days.")

    def cancel_url(self) -> str:
        return reverse("network:desk-people")


class MembershipPage(FormPage[forms.Form]):
    """A coordinator changes or removes a person."""

    needs = Needs.STAFF
    about_one_row = True
    button = gettext_lazy("Save")

    @cached_property
    def membership(self) -> Membership:
        return get_object_or_404(
            Membership.objects.filter(organisation_id=self.actor.organisation).select_related(
                "user"
            ),
            pk=self.kwargs["membership_id"],
        )

    def check(self) -> None:
        _found = self.membership
        if not self.actor.is_coordinator:
            raise NotAllowed("change_membership")

    @property
    def title(self) -> str:
        return self.membership.user.name

    def stored(self) -> dict[str, Any]:
        row = Membership.objects.filter(pk=self.membership.pk).first() or self.membership
        return {"role": row.role, "on_desk": row.on_desk}

    def hold(self) -> None:
        Membership.objects.select_for_update().filter(pk=self.membership.pk).first()

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return MembershipForm(data, initial=self.stored())

    def act(self, form: forms.Form) -> str:
        fields = dict(form.cleaned_data)
        if fields.pop("remove"):
            actions.remove_membership(actor=self.actor, membership_id=self.membership.pk)
        else:
            actions.change_membership(actor=self.actor, membership_id=self.membership.pk, **fields)
        return reverse("network:desk-people")

    def done(self) -> str:
        return _("Saved.")

    def cancel_url(self) -> str:
        return reverse("network:desk-people")


class RevokeInvitation(FormPage[forms.Form]):
    """A coordinator takes an invitation back."""

    needs = Needs.STAFF
    about_one_row = True
    kind = "destructive"
    button = gettext_lazy("Take the invitation back")

    @cached_property
    def invitation(self) -> StaffInvitation:
        if not self.actor.is_coordinator:
            raise Http404
        every = StaffInvitation.objects.filter(organisation_id=self.actor.organisation)
        return get_object_or_404(every, pk=self.kwargs["invitation_id"])

    def check(self) -> None:
        _found = self.invitation

    @property
    def title(self) -> str:
        return self.invitation.email

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        actions.revoke_staff_invitation(actor=self.actor, invitation_id=self.invitation.pk)
        return reverse("network:desk-people")

    def done(self) -> str:
        return _("The invitation opens nothing any more.")

    def cancel_url(self) -> str:
        return reverse("network:desk-people")


class JoinPage(FormPage[forms.Form]):
    """The page that the invitation's link opens; joining is a button, never a GET."""

    needs = Needs.SIGNED_IN
    before_second_factor = True
    title = gettext_lazy("Join your agency’s desk")
    button = gettext_lazy("Join")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return INVITATION.protect(super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.draw(forms.Form())

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        user = self.request.user
        if not isinstance(user, User):
            raise NotAllowed("join_staff")
        invitation_id: UUID = self.kwargs["invitation_id"]
        actions.join_staff(user=user, invitation_id=invitation_id, token=self.kwargs["token"])
        return reverse("web:start")

    def told_too_late(self, late: NoLongerPossible) -> str:
        return _(
            "This invitation was used, has expired or was sent to another address. Ask the "
            "coordinator of your agency for a new one."
        )
