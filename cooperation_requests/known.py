"""Who may know whose name and contact person: what the record of disclosures says, and what only
the case knows. Pages, notices and rules ask here and nowhere else.

The lines of docs/access.md: requester's and candidate's name, requester's and candidate's contact
person. Nothing derives from a request's state: what an introduction hands over is on record as
disclosed by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import chain
from uuid import UUID

from django.db.models import (
    BooleanField,
    Exists,
    OuterRef,
    Q,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from activities.actor import Actor
from companies.models import Company
from companies.ownership import served_by
from cooperation_requests.enums import ENDED_SUGGESTIONS, OPEN
from cooperation_requests.grounds import AGREE, OF_SUGGESTION, origin_of
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from disclosure.actions import withdraw
from disclosure.enums import Field
from disclosure.parties import Subject
from disclosure.queries import disclosed_to_each, named_to


@dataclass(frozen=True)
class Known:
    """What one reader may know of the two companies of a suggestion, or of a referral's requester;
    of one's own side, everything."""

    candidate: bool = False
    candidate_contact: bool = False
    requester: bool = False
    requester_contact: bool = False


NOTHING = Known()


class _Side(Enum):
    COMPANY = auto()
    HOME = auto()
    PARTNER = auto()
    CANDIDATE = auto()


_OF_CANDIDATE = (_Side.PARTNER, _Side.CANDIDATE)


def known_to(reader: Actor, rows: Sequence[Suggestion | Referral]) -> dict[UUID, Known]:
    """What `reader` may know of each row, suggestions (with company, referral and request loaded)
    and referrals (with their request) alike; one query for any number."""
    (found,) = _known_to_each([(reader, rows)])
    return found


def _known_to_each(
    asked: Iterable[tuple[Actor, Sequence[Suggestion | Referral]]],
) -> list[dict[UUID, Known]]:
    """`known_to` for several readers, each with the rows that are asked for it; one query."""
    questions = [_Question(reader, rows) for reader, rows in asked]
    found = disclosed_to_each((one.reader, one.subjects) for one in questions)
    return [one.answered(fields) for one, fields in zip(questions, found, strict=True)]


class _Question:
    """What one reader may know of some rows."""

    def __init__(self, reader: Actor, rows: Sequence[Suggestion | Referral]) -> None:
        self.rows = rows
        self.sides = {row.pk: _side_of(reader, row) for row in rows}
        self.asks = {row.pk: _about(row, self.sides[row.pk]) for row in rows}
        if reader.link is not None:
            # The holder of a candidate's link reads what its company may.
            own = [
                row.company_id for row in rows if isinstance(row, Suggestion) and self.sides[row.pk]
            ]
            reader = replace(reader, link=None, company_id=next(iter(own), None))
        self.reader = reader

    @property
    def subjects(self) -> Iterable[Subject]:
        return chain.from_iterable(self.asks.values())

    def answered(self, found: Mapping[Subject, frozenset[Field]]) -> dict[UUID, Known]:
        return {
            row.pk: _known(row, self.sides[row.pk], [found[one] for one in self.asks[row.pk]])
            for row in self.rows
        }


def _side_of(reader: Actor, row: Suggestion | Referral) -> _Side | None:
    """From which side of the row `reader` reads; None: from none of them."""
    candidate = row.company_id if isinstance(row, Suggestion) else None
    referral = row.referral if isinstance(row, Suggestion) else row
    if reader.link is not None:
        own = candidate is not None and reader.link.subject_id == row.pk
        return _Side.CANDIDATE if own else None
    if reader.company_id is not None:
        if reader.company_id == candidate:
            return _Side.CANDIDATE
        return _Side.COMPANY if reader.company_id == referral.request.company_id else None
    if reader.organisation_id is not None:
        if reader.organisation_id == referral.organisation_id:
            return _Side.PARTNER
        return _Side.HOME if reader.organisation_id == referral.request.home_agency_id else None
    return None


def _about(row: Suggestion | Referral, side: _Side | None) -> tuple[Subject, ...]:
    """Of whom the other side is, by name and then by contact person. A name is known in the whole
    case, a contact person by the suggestion whose introduction it was; all of a partner's are its
    own."""
    referral = row.referral if isinstance(row, Suggestion) else row
    case_id = referral.request_id
    if side in {_Side.HOME, _Side.COMPANY} and isinstance(row, Suggestion):
        of_case = Subject(row.company_id, case_id=case_id)
        return of_case, replace(of_case, origin=origin_of(row))
    of_case = Subject(referral.request.company_id, case_id=case_id)
    if side == _Side.PARTNER:
        return of_case, of_case
    if side == _Side.CANDIDATE:
        of_origin = replace(of_case, origin=origin_of(row))
        return of_origin, of_origin
    return ()


def _known(
    row: Suggestion | Referral, side: _Side | None, found: Sequence[frozenset[Field]]
) -> Known:
    if side is None:
        return NOTHING
    name, contact = (Field.NAME in found[0], Field.CONTACT in found[1]) if found else (False, False)
    if side in _OF_CANDIDATE:
        own = isinstance(row, Suggestion)
        return Known(own, own, requester=name, requester_contact=contact)
    if side == _Side.HOME and isinstance(row, Suggestion):
        name = name or _open_to_home(row)
    return Known(name, contact, requester=True, requester_contact=True)


def named_candidates(reader: Actor, rows: Sequence[Suggestion]) -> frozenset[UUID]:
    """The suggestions whose candidate `reader` may know by name, as `known_to` says; no query
    where all are its own."""
    (found,) = named_candidates_to_each([reader], rows)
    return found


def named_candidates_to_each(
    readers: Sequence[Actor], rows: Sequence[Suggestion]
) -> list[frozenset[UUID]]:
    """`named_candidates` for several readers; at most one query."""
    own = [
        frozenset(row.pk for row in rows if _side_of(reader, row) in _OF_CANDIDATE)
        for reader in readers
    ]
    others = _known_to_each(
        (reader, [row for row in rows if row.pk not in of_it])
        for reader, of_it in zip(readers, own, strict=True)
    )
    return [
        of_it | {pk for pk, known in found.items() if known.candidate}
        for of_it, found in zip(own, others, strict=True)
    ]


def home_of(request: CooperationRequest) -> Actor:
    """The home agency as a reader."""
    return Actor(organisation_id=request.home_agency_id)


def company_of(request: CooperationRequest) -> Actor:
    """The company that asks as a reader."""
    return Actor(company_id=request.company_id)


def partner_of(referral: Referral) -> Actor:
    """The organisation that was asked as a reader."""
    return Actor(organisation_id=referral.organisation_id)


def _open_to_home(suggestion: Suggestion) -> bool:
    """Whether the home agency knows the company anyway: its profile is published, or its own. Once
    the suggestion has ended, what it knew then: a promise outlasts a later publication."""
    if suggestion.state in ENDED_SUGGESTIONS:
        return suggestion.named_at_end
    return _is_open_to_home_now(suggestion)


def _is_open_to_home_now(suggestion: Suggestion) -> bool:
    own = suggestion.company.is_served_by(suggestion.referral.request.home_agency_id)
    return own or suggestion.company.is_published


def keep_what_is_named(suggestion: Suggestion) -> None:
    """Note on a suggestion that ends whether its company is open to the home agency now."""
    suggestion.named_at_end = _is_open_to_home_now(suggestion)


def take_yes_back(suggestion_ids: Iterable[UUID]) -> None:
    """The candidates' yes to be named counts no more: they refused, or it is asked for anew."""
    withdraw(AGREE, OF_SUGGESTION, suggestion_ids)


def requesters_hidden_from(actor: Actor) -> Q:
    """Companies whose own open request the actor's organisation was asked for, whatever it
    answered: by their published profile it would know who asks. Not those that said it may, nor its
    own, nor those that it was told of in every such request: what one case told names nobody in the
    next."""
    if actor.organisation_id is None:
        return Q(pk__in=[])
    asked = Referral.objects.unrestricted("the rule itself").filter(
        organisation=actor.organisation_id, request__state__in=OPEN
    )
    named = named_to(actor.organisation_id).filter(
        case_id=OuterRef("request"), company=OuterRef("request__company")
    )
    untold = asked.filter(request__company=OuterRef("pk")).exclude(Exists(named))
    # Asked of one company at a time, never as the set of all, and as a value that the planner takes
    # for a coin's throw (docs/decisions/large-lists.md).
    one = Subquery(untold.values_list(Value(True))[:1], output_field=BooleanField())
    asks = Coalesce(one, Value(False))
    return Q(found_while_asking=False) & ~served_by(actor.organisation_id) & Q(asks)


Lines = list[tuple[str, str]]


def contacts_of_candidates(
    rows: Iterable[Suggestion], known: Mapping[UUID, Known]
) -> dict[UUID, Lines]:
    """Name, town, website and contact person of the candidates to which a reader's side was
    introduced, by suggestion, as (term, value); two queries for any number."""
    introduced = [row for row in rows if known[row.pk].candidate_contact]
    prefetch_related_objects([row.company for row in introduced], "members__user", "contacts")
    return {row.pk: _contact_lines(row.company) for row in introduced}


def contact_of_requester(row: Suggestion | Referral, known: Known) -> Lines:
    """The same of the company that asks, for a partner and a candidate from their introduction on;
    empty before."""
    if not known.requester_contact:
        return []
    referral = row.referral if isinstance(row, Suggestion) else row
    company = Company.objects.unrestricted("introduced to it").get(pk=referral.request.company_id)
    return _contact_lines(company)


def _contact_lines(company: Company) -> Lines:
    lines = [(_("Company"), company.legal_name)]
    if company.city:
        lines.append((_("Town"), company.city))
    if company.website:
        lines.append((_("Website"), company.website))
    active = (one for one in company.members.all() if one.user.is_active)
    member = min(active, key=lambda one: one.since, default=None)
    contact = None if member else next(iter(company.contacts.all()), None)
    if member:
        lines += [(_("Contact person"), member.user.name), (_("E-mail"), member.user.email)]
        if member.telephone:
            lines.append((_("Telephone"), member.telephone))
    elif contact:
        lines.append((_("Contact person"), contact.name))
        if contact.email:
            lines.append((_("E-mail"), contact.email))
        if contact.telephone:
            lines.append((_("Telephone"), contact.telephone))
    return lines
