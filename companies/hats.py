"""Hats: a person with several roles acts as one of them at a time."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Value

from accounts.models import User
from activities.actor import ANONYMOUS, Actor, Role
from companies.models import Company, CompanyMember, JoinRequest
from network.models import TAKES_PART, Membership
from network.queries import with_a_ticked_desk
from web.hats import HatOption


def hats_of(user: User) -> list[HatOption]:
    """All hats of a person: agencies first, then companies, then the secretariat. Two queries, a
    third for coordinators."""
    companies = _companies_of(user)
    organisations = (
        Membership.objects.filter(user=user, organisation__state__in=TAKES_PART)
        .order_by("since", "id")
        .values_list("organisation_id", "organisation__name", "role", "on_desk")
    )
    # Who coordinates is the desk where nobody is ticked for it: asked only for those.
    coordinated = [pk for pk, _name, role, ticked in organisations if _may_be_desk(role, ticked)]
    others = with_a_ticked_desk(coordinated) if coordinated else set()
    own = frozenset(one.key for one in companies)
    hats = [
        HatOption(
            name,
            Actor(
                user_id=user.pk,
                organisation_id=organisation_id,
                role=role,
                own_company_ids=own,
                is_on_desk=role != Role.VIEWER
                and (ticked or (_may_be_desk(role, ticked) and organisation_id not in others)),
            ),
        )
        for organisation_id, name, role, ticked in organisations
    ]
    hats += [
        HatOption(
            one.name,
            Actor(user_id=user.pk, company_id=one.key, own_company_ids=own),
            is_vouched_for=one.is_admitted,
        )
        for one in companies
        if one.is_member
    ]
    if user.is_secretariat:
        hats.append(
            HatOption(
                label="Kontor",
                actor=Actor(user_id=user.pk, is_secretariat=True, own_company_ids=own),
            )
        )
    return hats


class _Own(NamedTuple):
    """A company that somebody acts for, or waits to act for: either way its cases are their own."""

    is_member: bool
    since: datetime
    key: UUID
    name: str
    source: str
    admitted_at: datetime | None

    @property
    def is_admitted(self) -> bool:
        return Company(source=self.source, admitted_at=self.admitted_at).is_admitted


def _companies_of(user: User) -> list[_Own]:
    """In the order in which they came to them. One query."""
    fields = ("company_id", "company__legal_name", "company__source", "company__admitted_at")
    acts = CompanyMember.objects.filter(user=user, company__merged_into__isnull=True)
    waits = JoinRequest.objects.filter(user=user, company__merged_into__isnull=True)
    found = acts.order_by().values_list(Value(True), F("since"), *fields)
    found = found.union(
        waits.order_by().values_list(Value(False), F("asked_at"), *fields), all=True
    )
    return sorted(_Own(*row) for row in found)


def _may_be_desk(role: str, ticked: bool) -> bool:
    return role == Role.COORDINATOR and not ticked


def actor_under(user: User, hat_id: UUID | None) -> Actor | None:
    """The person's actor as a member of one organisation or company; None when no longer one."""
    for hat in hats_of(user):
        if hat_id in {hat.actor.organisation_id, hat.actor.company_id} and hat_id is not None:
            return hat.actor
    return None


def plain(user: User) -> Actor:
    """A person without any hat: registered, no company yet."""
    return Actor(user_id=user.pk) if user.is_authenticated else ANONYMOUS
