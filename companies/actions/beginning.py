"""What every action on a company begins and ends with: its lock, who may, the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.models import User
from activities import recording
from activities.actor import Actor
from activities.contexts import Context
from activities.errors import NotAllowed
from activities.models import Activity
from companies import changes
from companies.enums import CompanyAudience, CompanyContext, CompanyKind, CompanyVerb
from companies.models import Company, KnownAs


def lock_company(company_id: UUID) -> Company:
    """Lock a company and read it; every action on one starts here."""
    return (
        Company.objects.unrestricted("the action checks who may")
        .select_related("agency")
        .select_for_update(of=("self",))
        .get(pk=company_id)
    )


def may_change(actor: Actor, company: Company) -> bool:
    """Its own people, as they are now, and advisors of its agency; nobody what was erased."""
    if company.erased_at is not None:
        return False
    if actor.company_id == company.pk:
        return company.members.filter(user=actor.user_id).exists()
    return actor.is_advisor and company.is_served_by(actor.organisation_id)


def check_may_change(actor: Actor, company: Company) -> None:
    """Raise NotAllowed unless `may_change`."""
    if not may_change(actor, company):
        raise NotAllowed("change_profile")


def record(
    verb: CompanyVerb,
    company: Company,
    actor: Actor,
    data: Mapping[str, object] | None = None,
) -> Activity:
    """Record what was done with a company, and let what follows its changes know; the activity."""
    changes.tell()
    return recording.record(
        verb=verb,
        subject_kind=CompanyKind.COMPANY,
        subject_id=company.pk,
        context=Context(CompanyContext.COMPANY, company.pk),
        actor=actor,
        audiences=[CompanyAudience.AGENCY, CompanyAudience.COMPANY],
        data=data,
    )


# By what a company is known beside its people.
IDENTIFYING = ("legal_name", "website", "vat_number")


def keep_what_it_was_known_as(company: Company, into: Company | None = None) -> None:
    """Keep what identifies `company` now, before it is changed or becomes part of `into`; twice
    the same is kept once. A registration that no agency admitted is known by nothing before, and
    is what it is called now by its own word alone."""
    known = {name: getattr(company, name) for name in IDENTIFYING}
    is_claimed = into is not None and not company.is_admitted
    _keep(company=into or company, person=None, is_claimed=is_claimed, **known)
    if into is not None and company.is_admitted:
        company.known_as.update(company=into)
    elif into is not None:
        company.known_as.filter(is_claimed=True).update(company=into)
        company.known_as.all().delete()


def keep_who_acted(company: Company, person: UUID) -> None:
    """Keep of somebody who no longer acts for a company that they did, and as whom: what they call
    themselves from now on is their own affair."""
    name = User.objects.filter(pk=person).values_list("name", flat=True).first() or ""
    _keep(company=company, person_id=person, person_name=name)


def _keep(**known: Any) -> None:
    """Once; entries that were put together may bring the same twice."""
    if not KnownAs.objects.filter(**known).exists():
        KnownAs.objects.create(**known)
