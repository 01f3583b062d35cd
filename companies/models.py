"""Companies (SMEs), their people and their profile."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, ClassVar, Final
from uuid import UUID

from anyascii import anyascii
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.names import check_visible, fold
from activities.actor import Actor
from activities.confidential import ConfidentialManager
from activities.links import Invitation
from companies.enums import (
    CompanyLink,
    Form,
    SectorRevision,
    SizeClass,
    Source,
    VatCheck,
    Visibility,
    size_class_of,
)
from companies.ownership import entered_by, served_by
from network import sectors as nace
from network.models import Organisation, check_sectors


def in_latin(text: str) -> str:
    """A name folded, in Latin letters: trigrams know no others where the database's locale is C,
    so that a slip of the finger in a Greek or Cyrillic name was not forgiven."""
    return fold(anyascii(text))


# Companies that one reader must not find now, however open their profile is.
HiddenFrom = Callable[[Actor], models.Q]
_hidden_from: list[HiddenFrom] = []


def hide_by(rule: HiddenFrom) -> None:
    """Say which companies a reader must not find; to be called when an app is ready."""
    if rule not in _hidden_from:
        _hidden_from.append(rule)


def hidden_from(actor: Actor) -> models.Q:
    """All that the rules hide from this reader."""
    hidden = models.Q(pk__in=[])
    for rule in _hidden_from:
        hidden |= rule(actor)
    return hidden


_PUBLISHED: Final = (Visibility.NETWORK, Visibility.PUBLIC)


class Company(models.Model):
    """A small or medium-sized company; its agency is its single point of contact.

    `agency` is empty until the secretariat places a company whose region nobody serves; `entering`
    is who entered it, where it did not register itself (`companies.ownership`). `version`
    grows with every change that matching has to know of; `indexed_version` is the one it knows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entering = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    form = models.CharField(
        max_length=20, choices=Form.choices, default=Form.COMPANY, db_default=Form.COMPANY
    )
    external_id = models.CharField(
        _("own number"),
        max_length=60,
        blank=True,
        help_text=_("The number that your agency knows this company by."),
    )
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.REGISTERED)
    # When its agency took it up; before that nothing that it typed stands in a mail.
    admitted_at = models.DateTimeField(null=True, editable=False)
    legal_name = models.CharField(_("legal name"), max_length=200, validators=[check_visible])
    sort_name = models.CharField(max_length=200, editable=False)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    vat_check = models.CharField(
        max_length=20, choices=VatCheck.choices, default=VatCheck.NOT_CHECKED
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    country = models.CharField(_("country"), max_length=2)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    region = models.CharField(_("region (NUTS)"), max_length=5, blank=True, db_index=True)
    sectors = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("sectors (NACE)"),
        default=list,
        blank=True,
    )
    sector_revision = models.CharField(
        _("codes of"),
        max_length=4,
        choices=SectorRevision.choices,
        default=SectorRevision.REV_2,
    )
    head_count = models.PositiveIntegerField(_("staff"), null=True, blank=True)
    size_class = models.CharField(_("size"), max_length=10, choices=SizeClass.choices, blank=True)
    languages = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    offers = models.TextField(_("what the company offers"), blank=True)
    offers_language = models.CharField(_("written in"), max_length=8, blank=True)
    seeks = models.TextField(_("what the company seeks"), blank=True)
    seeks_language = models.CharField(_("written in"), max_length=8, blank=True)
    certificates = ArrayField(
        models.CharField(max_length=60), verbose_name=_("certificates"), default=list, blank=True
    )
    exports_to = ArrayField(
        models.CharField(max_length=2), verbose_name=_("exports to"), default=list, blank=True
    )
    visibility = models.CharField(
        _("who may find the profile"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.AGENCY,
    )
    # An open profile that its own brief finds tells who asks: the agencies asked do not find it
    # while the request is open, unless its company said that they may.
    found_while_asking = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    indexed_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    # What was known of it is gone since then; its key stays for what was done.
    erased_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConfidentialManager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "sort_name"], name="companies_agency_name"),
            models.Index(fields=["sort_name", "id"], name="companies_by_name"),
            # In the order in which matching writes its rows: those of a region lie together.
            models.Index(
                fields=["region", "sectors", "id"],
                condition=models.Q(version__gt=models.F("indexed_version")),
                name="companies_not_indexed",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency", "external_id"],
                condition=~models.Q(external_id=""),
                name="companies_external_id_once",
                violation_error_message=_("Another company of your agency has this number."),
            ),
            models.CheckConstraint(
                condition=models.Q(visibility__in=Visibility.values),
                name="companies_visibility_known",
            ),
            models.CheckConstraint(
                condition=models.Q(sector_revision__in=SectorRevision.values),
                name="companies_sector_revision_known",
            ),
            models.CheckConstraint(
                condition=models.Q(form__in=Form.values), name="companies_form_known"
            ),
        ]

    @property
    def is_admitted(self) -> bool:
        """Whether an agency vouches for it: it entered the company itself, or took it up."""
        return self.source != Source.REGISTERED or self.admitted_at is not None

    def is_served_by(self, organisation_id: UUID | None) -> bool:
        """`served_by` of one company."""
        return organisation_id is not None and self.agency_id == organisation_id

    @classmethod
    def admitted_rule(cls) -> models.Q:
        """The companies that are admitted, as `is_admitted` says of one."""
        return ~models.Q(source=Source.REGISTERED) | models.Q(admitted_at__isnull=False)

    @property
    def is_published(self) -> bool:
        """Whether every agency may see the profile: what no agency vouches for waits."""
        return self.visibility in _PUBLISHED and self.is_admitted

    @classmethod
    def published_rule(cls) -> models.Q:
        """The companies that are published, as `is_published` says of one."""
        return models.Q(visibility__in=_PUBLISHED) & cls.admitted_rule()

    @classmethod
    def stands_rule(cls) -> models.Q:
        """The entries that are a company's own: no part of another one, and not erased."""
        return models.Q(merged_into__isnull=True, erased_at__isnull=True)

    @property
    def comparable_sectors(self) -> list[str]:
        """The sectors in the revision that companies are compared in."""
        if self.sector_revision == nace.FIRST:
            return self.sectors
        return nace.in_revision(self.sectors, self.sector_revision, nace.FIRST)

    def clean(self) -> None:
        try:
            check_sectors(self.sectors, self.sector_revision)
        except ValidationError as refused:
            raise ValidationError({"sectors": refused.messages}) from refused

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = fold(self.legal_name)[:200]
        if self.head_count is not None:
            self.size_class = size_class_of(self.head_count)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.legal_name

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """access.md, 'companies': own, own agency's, network profiles to staff, public ones; both
        once an agency vouches for the company.

        The secretariat sees companies only while nobody serves them, to place them.
        """
        published = cls.published_rule() & models.Q(agency__isnull=False)
        rule = models.Q(visibility=Visibility.PUBLIC) & published
        if actor.company_id:
            rule |= models.Q(pk=actor.company_id)
        if actor.organisation_id:
            rule |= served_by(actor.organisation_id) | entered_by(actor.organisation_id)
            rule |= published
        if actor.is_secretariat:
            rule |= models.Q(agency__isnull=True)
        return rule & ~hidden_from(actor) & cls.stands_rule()


class KnownAs(models.Model):
    """What a company was known by before, or what an entry was that is part of it now: a text that
    names it so gives it away as well. Of people what they were called when they left: who deletes
    their account is gone here too."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="known_as")
    legal_name = models.CharField(max_length=200, blank=True)
    website = models.URLField(max_length=300, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    person_name = models.CharField(max_length=150, blank=True)
    # What a registration was called that no agency had admitted: asked about, never refused.
    is_claimed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("former name of a company")
        verbose_name_plural = _("former names of companies")

    def __str__(self) -> str:
        return str(self.pk)


class CompanyMember(models.Model):
    """A person who acts for a company in the portal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="company_members"
    )
    position = models.CharField(_("position"), max_length=100, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    since = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("person of a company")
        verbose_name_plural = _("people of companies")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "user"], name="companies_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.company}"


class JoinRequest(models.Model):
    """Somebody whose registration turned out to be a company that was known: whether they act for
    it is for its people, or its advisor, to say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests"
    )
    position = models.CharField(max_length=100, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("person who waits for a company")
        verbose_name_plural = _("people who wait for companies")
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "user"], name="companies_join_asked_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Contact(models.Model):
    """A contact person of a company who has no account: reached by e-mail or telephone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=150, validators=[check_visible])
    position = models.CharField(_("position"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=settings.LANGUAGES, default="en"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    # Typed by somebody who is not of the company's agency, with a proposal on its behalf.
    is_claimed = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering: ClassVar[list[str]] = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name


class CompanyInvitation(Invitation):
    """An invitation to act for a company; the link in the mail carries its token."""

    KIND = CompanyLink.INVITATION

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="invitations")

    class Meta(Invitation.Meta):
        abstract = False
        verbose_name = _("invitation of a company")
        verbose_name_plural = _("invitations of companies")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["company", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="companies_invitation_open_once",
            ),
        ]
