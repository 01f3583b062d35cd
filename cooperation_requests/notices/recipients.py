"""The audiences of the tables turned into people, mailboxes and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from activities.actor import Role
from companies.models import Company, CompanyMember
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.queries import partners_in_play
from network.models import TAKES_PART, Membership, Organisation
from network.queries import Desk, coordinators_of, desks_of
from notifications.outbox import Recipient


def of_company(company: Company) -> list[Recipient]:
    """The people of a company; one without accounts is written to at its first contact person."""
    members = [
        Recipient(person=member.user, hat_id=company.pk)
        for member in company.members.select_related("user")
        if member.user.is_active
    ]
    if members:
        return members
    contact = company.contacts.exclude(email="").first()
    if contact is None:
        return []
    return [Recipient(address=contact.email, language=contact.language, hat_id=company.pk)]


def of_desk(desk: Desk) -> list[Recipient]:
    """The people of a desk and its shared mailbox."""
    organisation = desk.organisation
    found = [Recipient(person=person, hat_id=organisation.pk) for person in desk.people]
    if desk.mailbox:
        found.append(
            Recipient(
                address=desk.mailbox,
                hat_id=organisation.pk,
                language=organisation.desk_language,
            )
        )
    return found


def of_advisor(request: CooperationRequest) -> list[Recipient]:
    """The responsible advisor, as long as they belong to the home agency and no company of theirs
    asks or is a candidate, else the home desk."""
    home = request.home_agency
    member = (
        Membership.objects.filter(
            organisation=home,
            organisation__state__in=TAKES_PART,
            user_id=request.responsible_id,
            user__is_active=True,
        )
        .exclude(role=Role.VIEWER)
        .exclude(user__in=_people_of_companies_of(request).values("user"))
        .select_related("user")
        .first()
        if request.responsible_id
        else None
    )
    if member is not None:
        return [Recipient(person=member.user, hat_id=home.pk)]
    return of_desk(desks_of([home])[home.pk])


def _people_of_companies_of(request: CooperationRequest) -> QuerySet[CompanyMember]:
    """Those who speak for the company that asks or for a candidate."""
    candidates = Suggestion.objects.unrestricted("who may hear of the case").filter(
        Suggestion.handed_over_once_rule(), referral__request=request
    )
    of_either = Q(company=request.company_id) | Q(company__in=candidates.values("company"))
    return CompanyMember.objects.filter(of_either)


def of_home_desk(request: CooperationRequest) -> list[Recipient]:
    return of_desk(desks_of([request.home_agency])[request.home_agency_id])


def of_partners(referrals: Iterable[Referral]) -> dict[UUID, list[Recipient]]:
    """For each referral (with organisation) who is responsible at the partner, else its desk."""
    rows = list(referrals)
    desks = desks_of([row.organisation for row in rows])
    found: dict[UUID, list[Recipient]] = {}
    for row in rows:
        desk = desks[row.organisation_id]
        person = desk.advisor(row.responsible_id)
        found[row.pk] = (
            [Recipient(person=person, hat_id=row.organisation_id)] if person else of_desk(desk)
        )
    return found


def of_partners_in_play(request: CooperationRequest) -> dict[Referral, list[Recipient]]:
    """Every partner that is in play now."""
    rows = partners_in_play(request)
    found = of_partners(rows)
    return {row: found[row.pk] for row in rows}


def of_partner_coordinators(referral: Referral) -> list[Recipient]:
    return [
        Recipient(person=person, hat_id=referral.organisation_id)
        for person in coordinators_of(referral.organisation)
    ]


def of_person(user_id: str | None, organisation: Organisation) -> list[Recipient]:
    """One person by id, as a member of an organisation."""
    person = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    return [Recipient(person=person, hat_id=organisation.pk)] if person else []
