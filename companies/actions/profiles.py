"""Companies come in, are placed, and keep their profile and contact persons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.errors import NoLongerPossible, NotAllowed
from companies.actions.beginning import (
    IDENTIFYING,
    check_may_change,
    keep_what_it_was_known_as,
    lock_company,
    record,
)
from companies.enums import CompanyVerb, Source
from companies.models import Company, CompanyMember, Contact
from companies.notices import tell_placed, tell_registered
from companies.queries import home_agencies
from network.models import Organisation, OrganisationKind
from notifications import addresses
from notifications.outbox import forget_addresses_of

DAY = timedelta(days=1)
# How many one person may register within a day (docs/decisions/limits.md).
REGISTRATIONS_A_DAY = 5
# How often a company's people may change what it is known by (as above).
MOST_NAMES = 50
PROFILE_FIELDS = (
    "legal_name",
    "vat_number",
    "website",
    "country",
    "postcode",
    "city",
    "region",
    "sectors",
    "sector_revision",
    "head_count",
    "size_class",
    "languages",
    "offers",
    "offers_language",
    "seeks",
    "seeks_language",
    "certificates",
    "exports_to",
    "visibility",
    "found_while_asking",
    "external_id",
)
CONTACT_FIELDS = ("name", "position", "email", "telephone", "language")


def _write(company: Company, fields: Mapping[str, Any]) -> None:
    for name in PROFILE_FIELDS:
        if name in fields:
            setattr(company, name, fields[name])
    company.full_clean(exclude=["sort_name", "merged_into"], validate_constraints=False)
    try:
        company.validate_constraints()
    except ValidationError as refused:
        # Of the constraints only the agency's own number depends on what somebody typed.
        raise ValidationError({"external_id": refused.messages}) from refused


@transaction.atomic
def register(*, actor: Actor, fields: Mapping[str, Any], choice: UUID | None = None) -> Company:
    """A person registers their company; its region decides its home agency.

    One agency serves the region: the company is placed. Several: `choice` names one, else it
    stays unplaced until the company chooses. None: the secretariat places it.
    """
    if actor.user_id is None:
        raise NotAllowed("register")
    begun = CompanyMember.objects.filter(user_id=actor.user_id, since__gt=now() - DAY)
    if begun.count() >= REGISTRATIONS_A_DAY:
        raise ValidationError(_("You registered several companies today. Go on tomorrow."))
    company = Company(source=Source.REGISTERED)
    _write(company, fields)
    agencies = home_agencies(company)
    if len(agencies) == 1:
        company.agency = agencies[0]
    elif choice is not None:
        company.agency = next((one for one in agencies if one.pk == choice), None)
    company.save()
    CompanyMember.objects.create(company=company, user_id=actor.user_id)
    activity = record(CompanyVerb.REGISTER, company, actor)
    tell_registered(company, activity, nobody_serves=not agencies)
    return company


@transaction.atomic
def place(*, actor: Actor, company_id: UUID, agency_id: UUID) -> Company:
    """Place a company that has no agency yet: the secretariat any, the company one of several."""
    company = lock_company(company_id)
    own = actor.company_id == company.pk
    if not (actor.is_secretariat or own):
        raise NotAllowed("place")
    if company.agency_id is not None:
        raise NoLongerPossible(CompanyVerb.PLACE)
    agency = Organisation.objects.active().agencies().filter(pk=agency_id).first()
    if agency is None or (own and agency not in home_agencies(company)):
        raise ValidationError({"agency": [_("Choose one from the list.")]})
    company.agency = agency
    company.version = F("version") + 1
    company.save(update_fields=["agency", "version"])
    company.refresh_from_db()
    tell_placed(company, record(CompanyVerb.PLACE, company, actor))
    return company


@transaction.atomic
def register_for(
    *, actor: Actor, fields: Mapping[str, Any], contact: Mapping[str, Any] | None = None
) -> Company:
    """An advisor registers a company of its agency that has no account, and acts for it."""
    if not actor.is_advisor:
        raise NotAllowed("register_for")
    company = Company(
        source=Source.ADVISOR,
        agency_id=actor.organisation_id,
        entering_id=actor.organisation_id,
    )
    _write(company, fields)
    company.save()
    if contact and contact.get("name"):
        Contact.objects.create(company=company, **contact)
    record(CompanyVerb.REGISTER, company, actor)
    return company


@transaction.atomic
def admit(*, actor: Actor, company_id: UUID) -> Company:
    """An advisor of its agency takes up a company that registered itself; a second time changes
    nothing."""
    company = lock_company(company_id)
    if not (actor.is_advisor and company.is_served_by(actor.organisation_id)):
        raise NotAllowed("admit")
    if not company.is_admitted:
        company.admitted_at = now()
        company.version += 1
        company.save(update_fields=["admitted_at", "version"])
        record(CompanyVerb.ADMIT, company, actor)
    return company


def enter_proposed_company(
    *,
    actor: Actor,
    entering: Organisation,
    asking: Organisation,
    company: Mapping[str, Any],
    contact: Mapping[str, Any],
) -> Company:
    """A partner enters a company that is not in the portal yet, to propose it to the agency that is
    `asking`; in its transaction. The agency of its region serves it and hears that it is there.

    Its contact person is told at submission at the latest; see `erase_contacts_of_proposed`.
    """
    row = Company(source=Source.PROPOSED, entering=entering)
    _write(row, company)
    row.agency = _home_of_entered(row, entering, asking)
    row.save()
    by_another = actor.organisation_id != entering.pk
    Contact.objects.create(company=row, is_claimed=by_another, **contact)
    activity = record(CompanyVerb.REGISTER, row, actor)
    if not row.is_served_by(entering.pk):
        tell_registered(row, activity, nobody_serves=row.agency is None)
    return row


def _home_of_entered(
    company: Company, entering: Organisation, asking: Organisation
) -> Organisation | None:
    """Whose region alone holds the company; else an agency keeps whom it entered. Never the agency
    that asks: it would read in its list whom it is to learn of with a yes."""
    serving = [one for one in home_agencies(company) if one.pk != asking.pk]
    if len(serving) == 1:
        return serving[0]
    return entering if entering.kind == OrganisationKind.AGENCY else None


def erase_contacts_of_proposed(company: Company) -> bool:
    """A candidate that a partner had entered refused: its contact data go; whether they did.

    What is still to be told to its address, or was, is not kept either.
    """
    if company.source != Source.PROPOSED or company.members.exists():
        return False
    company.contacts.all().delete()
    forget_addresses_of(company.pk)
    return True


def _refuse_ever_new_names(actor: Actor, company: Company) -> None:
    """Refuse its people another name, website or number beyond what any company has had: each is
    looked for in every text from then on. Its agency may still change them."""
    known = company.known_as.filter(person__isnull=True)
    if actor.company_id is not None and known.count() >= MOST_NAMES:
        raise ValidationError(
            _("Name, website and VAT number were changed very often. Write to your agency.")
        )


@transaction.atomic
def change_profile(*, actor: Actor, company_id: UUID, fields: Mapping[str, Any]) -> Company:
    """Change a company's profile: its people, or an advisor of its agency.

    `fields` are model fields; matching learns of it by the higher version.
    """
    company = lock_company(company_id)
    check_may_change(actor, company)
    if "external_id" in fields and actor.company_id is not None:
        raise NotAllowed("change_profile")
    if any(name in fields and fields[name] != getattr(company, name) for name in IDENTIFYING):
        _refuse_ever_new_names(actor, company)
        keep_what_it_was_known_as(company)
    _write(company, fields)
    company.version += 1
    company.save()
    record(CompanyVerb.CHANGE_PROFILE, company, actor, data={"fields": sorted(fields)})
    return company


@transaction.atomic
def save_contact(
    *, actor: Actor, company_id: UUID, fields: Mapping[str, Any], contact_id: UUID | None = None
) -> Contact:
    """Add or change a contact person without account."""
    company = lock_company(company_id)
    check_may_change(actor, company)
    contact = (
        Contact.objects.filter(company=company, pk=contact_id).first()
        if contact_id
        else Contact(company=company)
    )
    if contact is None:
        raise NoLongerPossible(CompanyVerb.CHANGE_CONTACT)
    before = contact.email
    for name in CONTACT_FIELDS:
        if name in fields:
            setattr(contact, name, fields[name])
    contact.is_claimed = False
    contact.full_clean(exclude=["company"])
    contact.save()
    addresses.change(company.pk, before, contact.email)
    record(CompanyVerb.CHANGE_CONTACT, company, actor)
    return contact


@transaction.atomic
def remove_contact(*, actor: Actor, company_id: UUID, contact_id: UUID) -> None:
    """Delete a contact person; a second time changes nothing."""
    company = lock_company(company_id)
    check_may_change(actor, company)
    for contact in Contact.objects.filter(company=company, pk=contact_id):
        contact.delete()
        addresses.change(company.pk, contact.email)
    record(CompanyVerb.REMOVE_CONTACT, company, actor)
