"""Choices of companies."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.codes import (
    Audience,
    ContextKind,
    DutyCode,
    LinkCode,
    SubjectKind,
    TopicCode,
    VerbCode,
)


class SizeClass(models.TextChoices):
    """Size by head count; source: Commission Recommendation 2003/361/EC, annex, article 2."""

    MICRO = "micro", _("micro (under 10)")
    SMALL = "small", _("small (10 to 49)")
    MEDIUM = "medium", _("medium (50 to 249)")
    LARGER = "larger", _("larger (250 and more)")


class SectorRevision(models.TextChoices):
    """The revision of NACE that a company's sectors are codes of."""

    REV_2 = "2", _("NACE Rev. 2 (2008)")
    REV_2_1 = "2.1", _("NACE Rev. 2.1 (2025)")


def size_class_of(head_count: int) -> SizeClass:
    """The class that a head count falls in (2003/361/EC; staff only, not turnover)."""
    if head_count < 10:
        return SizeClass.MICRO
    if head_count < 50:
        return SizeClass.SMALL
    if head_count < 250:
        return SizeClass.MEDIUM
    return SizeClass.LARGER


class Visibility(models.TextChoices):
    """Who may find a company's profile."""

    AGENCY = "own", _("its own agency only")
    NETWORK = "network", _("all agencies of the network")
    PUBLIC = "public", _("everybody")


class Form(models.TextChoices):
    """What kind of body takes part; figures of companies count the first alone."""

    COMPANY = "company", _("company")
    RESEARCH = "research", _("research institute")
    CLUSTER = "cluster", pgettext_lazy("form of a body", "cluster")
    PUBLIC_BODY = "public_body", _("public body")


class Source(models.TextChoices):
    """How a company came into the portal."""

    REGISTERED = "registered", _("registered itself")
    ADVISOR = "advisor", _("registered by its agency")
    PROPOSED = "proposed", _("entered by a partner to be proposed")
    DEMO = "demo", _("demo")


class VatCheck(models.TextChoices):
    """What is known of a VAT number beside its form."""

    NOT_CHECKED = "not_checked", _("not checked")


class CompanyKind(SubjectKind):
    """What the record of a company is about."""

    COMPANY = "company"


class CompanyContext(ContextKind):
    """What the timelines of companies are of."""

    COMPANY = "company"


class CompanyAudience(Audience):
    """Whose timeline shows what was done with a company."""

    AGENCY = "agency"
    COMPANY = "company"


class CompanyVerb(VerbCode):
    """What is done with a company; no table moves it."""

    REGISTER = "register"
    PLACE = "place"
    ADMIT = "admit"
    TURN_AWAY = "turn_away"
    CHANGE_PROFILE = "change_profile"
    CHANGE_CONTACT = "change_contact"
    REMOVE_CONTACT = "remove_contact"
    INVITE = "invite"
    REVOKE_INVITATION = "revoke_invitation"
    JOIN = "join"
    REMOVE_MEMBER = "remove_member"
    MERGE = "merge"
    ERASE = "erase"


class CompanyDuty(DutyCode):
    """What of companies waits for somebody."""

    JOINING = "company.joining"
    ADMITTING = "company.admitting"
    PLACING = "company.placing"


class CompanyTopic(TopicCode):
    """What notices of companies are about."""

    PEOPLE = "company_people"
    NEW_COMPANIES = "new_companies"
    PLACEMENTS = "placements"


class CompanyLink(LinkCode):
    """What links of companies are for."""

    INVITATION = "company-invitation"
