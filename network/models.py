"""The network: organisations, their regions, staff and desks."""

from __future__ import annotations

import uuid
import zoneinfo
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import check_time_zone
from accounts.names import check_visible
from activities.actor import Role
from activities.links import Invitation
from network import regions, sectors
from network.codes import NetworkLink
from network.working_days import Calendar, subdivision_of


def check_regions(codes: list[str]) -> None:
    """Raise ValidationError unless every code is a NUTS code."""
    unknown = [code for code in codes if not regions.is_code(code)]
    if unknown:
        raise ValidationError(_("Unknown NUTS codes: %(codes)s") % {"codes": ", ".join(unknown)})


def check_sectors(codes: list[str], revision: str = sectors.FIRST) -> None:
    """Raise ValidationError unless every code is one of this revision of NACE."""
    unknown = [code for code in codes if not sectors.is_code(code, revision)]
    if unknown:
        raise ValidationError(_("Unknown NACE codes: %(codes)s") % {"codes": ", ".join(unknown)})


class OrganisationKind(models.TextChoices):
    AGENCY = "agency", _("business support agency")
    CLUSTER = "cluster", pgettext_lazy("kind of organisation", "cluster")


class OrganisationState(models.TextChoices):
    """How an organisation stands to the network (the tables that lead through them come with
    membership)."""

    APPLIED = "applied", _("applied")
    CHECKING = "checking", _("being checked")
    TO_SIGN = "to_sign", _("to sign the declaration")
    ACTIVE = "active", _("takes part")
    SUSPENDED = "suspended", _("suspended")
    LEAVING = "leaving", _("leaving")
    LEFT = "left", _("left")
    REFUSED = "refused", pgettext_lazy("state of an organisation", "refused")
    ENDED = "ended", _("ended before it joined")


# Whose people work in the portal and whose companies are served.
TAKES_PART = (OrganisationState.ACTIVE, OrganisationState.SUSPENDED, OrganisationState.LEAVING)


class Service(models.TextChoices):
    """What an organisation does for companies from abroad, as a request may need it."""

    PARTNER_SEARCH = "partner_search", _("search for business partners")
    TECHNOLOGY = "technology", _("technology and research partnerships")
    INVESTMENT = "investment", _("investment and joint ventures")
    MARKET_INFORMATION = "market_information", _("market information")


class HolidayKind(models.TextChoices):
    """Holidays that only some of a country's people keep, as the library `holidays` calls them."""

    CATHOLIC = "catholic", _("of Catholic communities")
    PROTESTANT = "protestant", _("of Protestant communities")
    BANK = "bank", _("of banks")
    DE_FACTO = "de_facto", _("by custom")
    OPTIONAL = "optional", _("optional ones")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> OrganisationQuerySet:
        """Organisations that take part now."""
        return self.filter(state__in=TAKES_PART)

    def may_be_asked(self) -> OrganisationQuerySet:
        """Those that requests may be forwarded to."""
        return self.filter(state=OrganisationState.ACTIVE)

    def agencies(self) -> OrganisationQuerySet:
        return self.filter(kind=OrganisationKind.AGENCY)


class Organisation(models.Model):
    """A member of the network; an agency serves the companies of its regions.

    `regions` are NUTS codes of any level: the deepest code that holds a company decides. No
    `services`: nothing is known of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=OrganisationKind.choices,
        default=OrganisationKind.AGENCY,
    )
    name = models.CharField(_("name"), max_length=200, validators=[check_visible])
    description = models.TextField(_("description"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=OrganisationState.choices,
        default=OrganisationState.ACTIVE,
    )
    # Who goes on with what it leaves.
    successor = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    country = models.CharField(_("country of its seat"), max_length=2)
    seat = models.CharField(
        _("region of its seat (NUTS)"), max_length=5, help_text=_("Its public holidays count.")
    )
    holiday_part = models.CharField(
        _("part of the country whose holidays count"),
        max_length=40,
        blank=True,
        help_text=_("Empty: that of the region of its seat. Its code or name, as BY or Augsburg."),
    )
    holiday_kinds = ArrayField(
        models.CharField(max_length=20, choices=HolidayKind.choices),
        verbose_name=_("holidays kept beside the public ones"),
        default=list,
        blank=True,
    )
    own_holidays = ArrayField(
        models.CharField(max_length=10), verbose_name=_("own holidays"), default=list, blank=True
    )
    city = models.CharField(_("city"), max_length=100)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Brussels", validators=[check_time_zone]
    )
    regions = ArrayField(
        models.CharField(max_length=5),
        verbose_name=_("regions served (NUTS)"),
        default=list,
        validators=[check_regions],
    )
    sectors = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("sectors covered (NACE Rev. 2)"),
        default=list,
        blank=True,
        validators=[check_sectors],
    )
    services = ArrayField(
        models.CharField(max_length=20, choices=Service.choices),
        verbose_name=_("services for companies from abroad"),
        default=list,
        blank=True,
    )
    languages = ArrayField(
        models.CharField(max_length=8), verbose_name=_("languages"), default=list
    )
    email = models.EmailField(_("public e-mail address"))
    website = models.URLField(_("website"), blank=True)
    desk_mailbox = models.EmailField(
        _("shared mailbox of the desk"),
        blank=True,
        help_text=_("Hears what the desk hears, beside the people ticked for it."),
    )
    desk_language = models.CharField(
        _("language of the shared mailbox"),
        max_length=8,
        choices=settings.LANGUAGES,
        default="en",
    )
    joined_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values),
                name="network_organisation_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OrganisationState.values),
                name="network_organisation_state_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_part(self) -> bool:
        """`active` of one organisation."""
        return self.state in TAKES_PART

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def calendar(self) -> Calendar:
        """The working days at its seat."""
        return Calendar(
            self.country,
            self.holiday_part or subdivision_of(self.seat),
            tuple(self.holiday_kinds),
            tuple(self.own_holidays),
        )


class Membership(models.Model):
    """A person's place in an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    on_desk = models.BooleanField(
        _("on the desk"), default=False, help_text=_("Hears of what nobody is responsible for yet.")
    )
    since = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "user"], name="network_membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="network_membership_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"


class StaffInvitation(Invitation):
    """An invitation to join an organisation; the link in the mail carries its token."""

    KIND = NetworkLink.STAFF_INVITATION

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    on_desk = models.BooleanField(_("on the desk"), default=False)

    class Meta(Invitation.Meta):
        abstract = False
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="network_invitation_open_once",
            ),
        ]


class NetworkSettings(models.Model):
    """What the secretariat sets for the whole network; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(
        _("name of the network"), max_length=120, default="Kontor", validators=[check_visible]
    )
    days_to_answer = models.PositiveSmallIntegerField(
        _("working days a partner has to answer"), default=10
    )
    words_of_trades = models.TextField(
        _("words of trades"),
        blank=True,
        max_length=10_000,
        help_text=_(
            "One a line. Where a company's name has one of them it is asked about in texts for the "
            "other side instead of refused, as it is no name by itself."
        ),
    )

    class Meta:
        verbose_name = _("network settings")
        verbose_name_plural = _("network settings")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="network_settings_one_row"),
            models.CheckConstraint(
                condition=models.Q(days_to_answer__range=(1, 60)), name="network_settings_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name
