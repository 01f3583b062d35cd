"""What the secretariat keeps: organisations, who works for them, invitations, settings."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.names import fold
from accounts.security_log import SecurityEvent, note
from accounts.sessions import end_sessions
from activities.actor import Actor, Role
from activities.timers.reckoning import calendar_changed
from network import actions, regions, working_days
from network.fields import (
    CountryField,
    LanguagesField,
    OrganisationField,
    OwnHolidaysField,
    SectorsField,
)
from network.models import (
    HolidayKind,
    Membership,
    NetworkSettings,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Service,
    StaffInvitation,
)
from notifications import addresses
from notifications.digests import reckon_of
from web.admin_forms import DrawnFromRow
from web.admin_log import SecretariatAdmin

# What an agency covers: as many as there are divisions of NACE.
MOST_SECTORS = 88
# What a cluster may see has no rules yet.
KINDS_BY_HAND = (OrganisationKind.AGENCY,)
# The others are reached by joining and leaving, and stay as they are.
STATES_BY_HAND = (OrganisationState.ACTIVE, OrganisationState.SUSPENDED, OrganisationState.LEFT)


class OrganisationForm(DrawnFromRow):
    """Only countries, languages and sectors that there are; services are ticked; the admin adds the
    model's other fields."""

    country = CountryField(label=_("Country"))
    languages = LanguagesField(label=_("Languages"), required=True)
    kind = forms.ChoiceField(label=_("Kind"))
    state = forms.ChoiceField(label=_("State"))
    sectors = SectorsField(
        label=_("Sectors"), required=False, most=MOST_SECTORS, max_length=MOST_SECTORS * 10
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    services = forms.MultipleChoiceField(
        label=_("Services for companies from abroad"),
        choices=Service.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    holiday_kinds = forms.MultipleChoiceField(
        label=_("Holidays kept beside the public ones"),
        choices=HolidayKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    own_holidays = OwnHolidaysField(label=_("Own holidays"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, by_hand, choices in (
            ("kind", KINDS_BY_HAND, OrganisationKind),
            ("state", STATES_BY_HAND, OrganisationState),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
            now_is = getattr(self.instance, name)
            field.choices = [
                (one.value, one.label) for one in choices if one in by_hand or one == now_is
            ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        country, seat = data.get("country"), data.get("seat") or ""
        if country and not (regions.is_code(seat) and regions.country_of(seat) == country):
            self.add_error("seat", _("No region (NUTS) of this country."))
        if country:
            self._check_holidays(data, country)
        return data

    def _check_holidays(self, data: dict[str, Any], country: str) -> None:
        """Only parts and kinds that the country has; a part is kept as its code."""
        part, parts = data.get("holiday_part") or "", working_days.parts_of(country)
        if part and part.lower() not in parts:
            names = ", ".join(dict.fromkeys(parts.values())) or "–"
            said = _("No part of this country with holidays of its own. There are: %(names)s.")
            self.add_error("holiday_part", said % {"names": names})
        elif part:
            data["holiday_part"] = parts[part.lower()]
        kinds = working_days.kinds_of(country)
        for kind in data.get("holiday_kinds") or []:
            if kind not in kinds:
                said = _("This country has none “%(kind)s”.")
                self.add_error("holiday_kinds", said % {"kind": HolidayKind(kind).label})


# What the working days and the time zone of an organisation hang on.
CALENDAR_FIELDS = frozenset(
    ("country", "seat", "time_zone", "holiday_part", "holiday_kinds", "own_holidays")
)


@admin.register(Organisation)
class OrganisationAdmin(SecretariatAdmin):
    """Agencies; of one that left the cases stay."""

    form = OrganisationForm
    list_display = ("name", "country", "city", "state")
    list_filter = ("state", "country")
    search_fields = ("name", "slug", "city")
    prepopulated_fields = {"slug": ("name",)}

    def save_model(
        self, request: HttpRequest, obj: Organisation, form: forms.BaseForm, change: bool
    ) -> None:
        known = Organisation.objects.filter(pk=obj.pk).values_list("desk_mailbox", flat=True)
        before = known.first() or ""
        super().save_model(request, obj, form, change)
        addresses.change(obj.pk, before, obj.desk_mailbox)
        if change and not CALENDAR_FIELDS.isdisjoint(form.changed_data):
            calendar_changed(obj.pk)
        if change and "desk_mailbox" in form.changed_data:
            actions.announce_desk_mailbox(actor=_actor(request), organisation_id=obj.pk)


class SearchedByOrganisation(SecretariatAdmin):
    """Rows of an organisation, which are also found by its name as it is typed without accents."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, repeated = super().get_search_results(request, queryset, search_term)
        if not (typed := fold(search_term)):
            return found, repeated
        names = Organisation.objects.values_list("pk", "name")
        named = [pk for pk, name in names if typed in fold(name)]
        return found | queryset.filter(organisation__in=named), repeated


class MembershipForm(DrawnFromRow):
    class Meta:
        model = Membership
        fields = ("role", "on_desk")

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        if role != Role.COORDINATOR:
            actions.keep_a_coordinator(Membership.objects.get(pk=self.instance.pk))
        return role


@admin.register(Membership)
class MembershipAdmin(SearchedByOrganisation):
    """Roles and desks; people come by invitation."""

    form = MembershipForm
    list_display = ("user", "organisation", "role", "on_desk")
    list_filter = ("role", "on_desk")
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "user__email")
    fields = ("user", "organisation", "role", "on_desk", "since")
    readonly_fields = ("user", "organisation", "since")
    ordering = ("organisation__name", "user__name", "id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """All but an agency's last coordinator."""
        if not isinstance(obj, Membership):
            return False
        try:
            actions.keep_a_coordinator(obj)
        except ValidationError:
            return False
        return True

    def save_model(self, request: HttpRequest, obj: Membership, form: object, change: bool) -> None:
        actions.change_membership(
            actor=_actor(request), membership_id=obj.pk, role=obj.role, on_desk=obj.on_desk
        )

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        actions.remove_membership(actor=_actor(request), membership_id=obj.pk)


class StaffInvitationForm(DrawnFromRow):
    organisation = OrganisationField(
        label=_("Organisation"), queryset=Organisation.objects.active()
    )

    class Meta:
        model = StaffInvitation
        fields = ("organisation", "email", "role", "on_desk", "language")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("organisation") and data.get("email"):
            actions.check_not_a_member(data["organisation"].pk, data["email"])
        return data

    def validate_constraints(self) -> None:
        """An open invitation to the same address is replaced, not refused."""


@admin.register(StaffInvitation)
class StaffInvitationAdmin(SearchedByOrganisation):
    """Invites the first people of an agency; its coordinators invite the others."""

    form = StaffInvitationForm
    list_display = ("email", "organisation", "role", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("role",)
    list_select_related = ("organisation",)
    search_fields = ("email",)
    ordering = ("-expires_at", "id")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: StaffInvitation, form: object, change: bool
    ) -> None:
        made = actions.invite_staff(
            actor=_actor(request),
            organisation_id=obj.organisation_id,
            email=obj.email,
            role=obj.role,
            on_desk=obj.on_desk,
            language=obj.language,
        )
        obj.pk = made.pk


class NetworkSettingsForm(DrawnFromRow):
    class Meta:
        model = NetworkSettings
        fields = ("name", "days_to_answer", "words_of_trades")

    def clean_words_of_trades(self) -> str:
        """One word a line, each once, in order: so that its list is read and compared."""
        lines = (line.strip() for line in self.cleaned_data["words_of_trades"].splitlines())
        words = sorted({line for line in lines if line}, key=fold)
        for word in words:
            if len(word.split()) > 1:
                said = _("“%(words)s” are several words. One a line.")
                raise ValidationError(said % {"words": word})
            if not word.isalpha():
                raise ValidationError(_("“%(word)s” is no word of letters.") % {"word": word})
        return "\n".join(words)


@admin.register(NetworkSettings)
class NetworkSettingsAdmin(SecretariatAdmin):
    """One row."""

    form = NetworkSettingsForm
    list_display = ("name", "days_to_answer")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not NetworkSettings.objects.exists()


def _actor(request: HttpRequest) -> Actor:
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise TypeError("ActorMiddleware is missing.")
    return actor


# The person's own to change.
LEFT_AS_IS = ("name", "email", "language", "time_zone")


@admin.register(User)
class PersonAdmin(SecretariatAdmin):
    """Who may sign in, and who is the secretariat. Accounts are made by registering."""

    list_display = ("name", "email", "is_active", "is_secretariat")
    list_filter = ("is_active", "is_secretariat")
    search_fields = ("name", "email")
    ordering = ("name", "id")
    fields = ("name", "email", "language", "time_zone", "is_active", "is_secretariat")
    readonly_fields = LEFT_AS_IS
    actions = ("remove_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        staff = Q(memberships__isnull=False) | Q(is_secretariat=True)
        found: QuerySet[User] = super().get_queryset(request)
        return found.filter(pk__in=User.objects.filter(staff).values("pk"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:
        """Nobody locks themselves out."""
        own = isinstance(obj, User) and obj.email == _email(request)
        return ("is_active", "is_secretariat", *LEFT_AS_IS) if own else LEFT_AS_IS

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.BaseForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        for field in form.changed_data:
            note(
                SecurityEvent.ROLE_CHANGED,
                request=request,
                about=obj.pk,
                what=field,
                now=str(getattr(obj, field)),
            )
        if "is_active" in form.changed_data:
            reckon_of(obj.pk)
        if not obj.is_active:
            end_sessions(obj)

    @admin.action(description=_("Remove the second factor: it is set up anew at the next log-in"))
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people = list(queryset.exclude(email=_email(request)))
        Authenticator.objects.filter(user__in=people).delete()
        for person in people:
            end_sessions(person)
            self.log_change(request, person, "second factor removed")
            note(
                SecurityEvent.SECOND_FACTOR_CHANGED, request=request, about=person.pk, factor="none"
            )
        self.message_user(
            request,
            ngettext("Removed for %(count)s person.", "Removed for %(count)s people.", len(people))
            % {"count": len(people)},
            messages.SUCCESS,
        )


def _email(request: HttpRequest) -> str:
    return request.user.email if isinstance(request.user, User) else ""
