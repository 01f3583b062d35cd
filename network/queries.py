"""Named reads of the network."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from activities.actor import Actor, Role
from network import regions
from network.codes import NetworkAudience
from network.models import TAKES_PART, Membership, NetworkSettings, Organisation


@dataclass(frozen=True)
class Desk:
    """Who hears what nobody of the organisation is responsible for yet, and who may be."""

    organisation: Organisation
    people: tuple[User, ...]
    mailbox: str
    advisors: tuple[User, ...]

    def advisor(self, user_id: UUID | None) -> User | None:
        """Who is responsible, as long as they belong to the organisation."""
        return next((one for one in self.advisors if one.pk == user_id), None)


def record_read_by(actor: Actor) -> Q | None:
    """What was done with an organisation's people is read there."""
    if actor.organisation_id is None:
        return None
    own = Q(context_id=actor.organisation_id)
    return own & Q(audiences__contains=[NetworkAudience.AGENCY])


def agencies_serving(region: str) -> list[Organisation]:
    """The agencies whose regions hold `region` (NUTS) most closely.

    One: it serves the company. None: the secretariat places it. Several: the company chooses.
    """
    deepest = 0
    found: list[Organisation] = []
    for agency in Organisation.objects.active().agencies():
        match = regions.deepest_match(region, agency.regions)
        if match is None or len(match) < deepest:
            continue
        if len(match) > deepest:
            deepest, found = len(match), []
        found.append(agency)
    return found


def desks_of(organisations: Iterable[Organisation]) -> dict[UUID, Desk]:
    """The desk of each: the members ticked for it, else the coordinators, and the shared mailbox;
    nobody of one that takes no part.

    One query for any number of organisations.
    """
    rows = {organisation.pk: organisation for organisation in organisations}
    members: dict[UUID, list[Membership]] = {pk: [] for pk in rows}
    for member in (
        Membership.objects.filter(
            organisation__in=list(rows), organisation__state__in=TAKES_PART, user__is_active=True
        )
        .exclude(role=Role.VIEWER)
        .select_related("user")
        .order_by("user__name", "id")
    ):
        members[member.organisation_id].append(member)
    return {
        pk: Desk(
            organisation=organisation,
            people=tuple(
                member.user
                for member in [one for one in members[pk] if one.on_desk]
                or [one for one in members[pk] if one.role == Role.COORDINATOR]
            ),
            mailbox=organisation.desk_mailbox if organisation.takes_part else "",
            advisors=tuple(member.user for member in members[pk]),
        )
        for pk, organisation in rows.items()
    }


def with_a_ticked_desk(organisation_ids: Collection[UUID]) -> set[UUID]:
    """Those of the organisations of which somebody is ticked for the desk: their coordinators are
    not it then, as `desks_of` says."""
    ticked = Membership.objects.filter(
        organisation__in=organisation_ids, on_desk=True, user__is_active=True
    ).exclude(role=Role.VIEWER)
    return set(ticked.values_list("organisation_id", flat=True))


def is_mailbox_of(organisation_id: UUID, address: str) -> bool:
    """Whether an organisation's desk reads this mailbox now."""
    reading = Organisation.objects.active().filter(desk_mailbox__iexact=address)
    return reading.filter(pk=organisation_id).exists()


def coordinators_of(organisation: Organisation) -> list[User]:
    """The organisation's coordinators who may sign in."""
    return [
        member.user
        for member in Membership.objects.filter(
            organisation=organisation,
            organisation__state__in=TAKES_PART,
            role=Role.COORDINATOR,
            user__is_active=True,
        ).select_related("user")
    ]


def _responsible(organisation_id: UUID) -> QuerySet[Membership]:
    """Everybody who may be made responsible: advisors and coordinators."""
    found = Membership.objects.filter(
        organisation_id=organisation_id, organisation__state__in=TAKES_PART, user__is_active=True
    )
    return found.exclude(role=Role.VIEWER).order_by("user__name", "id")


def advisors_of(organisation_id: UUID) -> list[User]:
    """Everybody who may be made responsible."""
    return [member.user for member in _responsible(organisation_id).select_related("user")]


def names_of_advisors(organisation_id: UUID) -> list[tuple[UUID, str]]:
    """Everybody who may be made responsible, by id and name."""
    return list(_responsible(organisation_id).values_list("user_id", "user__name"))


def network_settings() -> NetworkSettings:
    """The secretariat's settings; defaults until they are saved."""
    return NetworkSettings.objects.filter(pk=1).first() or NetworkSettings()
