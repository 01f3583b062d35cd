"""Who must not be named in a text: companies and organisations as plain data for `giveaways`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.models import EmailAddress

from accounts.models import User
from companies import vat
from companies.models import Company, CompanyMember, Contact, JoinRequest, KnownAs
from disclosure.giveaways import (
    Identity,
    Marks,
    keys_in,
    marks_of,
    union,
    words_alone,
)
from matching.queries import words_of_many
from network.models import Membership, Organisation
from network.queries import network_settings

# Of a registration number that no rule of its country checks.
DIGITS_OF_A_NUMBER = 9


@dataclass(frozen=True)
class _Person:
    """Somebody who speaks, spoke or, by their own word, wants to speak for a company; `is_claimed`
    where nobody there answers for how they call themselves."""

    name: str = ""
    addresses: tuple[str, ...] = ()
    telephone: str = ""
    is_claimed: bool = False


def identities_of(companies: Iterable[Company]) -> list[Identity]:
    """Companies as they are and were known, with their people of now and before, those who wait to
    be, and their contact persons; five queries for any number. What strangers say of themselves
    and of a registration that was put together with it is what is claimed."""
    rows = list({company.pk: company for company in companies}.values())
    people: dict[object, list[_Person]] = {row.pk: [] for row in rows}
    before: dict[object, list[KnownAs]] = {row.pk: [] for row in rows}
    if rows:
        of_user: list[tuple[UUID, User, str, bool]] = []
        for model in (CompanyMember, JoinRequest):
            of_user += [
                (one.company_id, one.user, one.telephone, model is JoinRequest)
                for one in model.objects.filter(company__in=rows).select_related("user")
            ]
        for known in KnownAs.objects.filter(company__in=rows).select_related("person"):
            before[known.company_id].append(known)
            if known.person is not None:
                people[known.company_id].append(_Person(known.person_name))
                # What they call themselves since then nobody there answers for.
                of_user.append((known.company_id, known.person, "", True))
        addresses: dict[object, list[str]] = {user.pk: [user.email] for _c, user, *_r in of_user}
        further = EmailAddress.objects.filter(user__in=list(addresses), verified=True)
        for user_id, address in further.values_list("user_id", "email"):
            addresses[user_id].append(address)
        for company_id, user, telephone, is_claimed in of_user:
            of_them = tuple(dict.fromkeys(addresses[user.pk]))
            people[company_id].append(_Person(user.name, of_them, telephone, is_claimed))
        for contact in Contact.objects.filter(company__in=rows):
            people[contact.company_id].append(
                _Person(contact.name, (contact.email,), contact.telephone)
            )
    return [_of_company(row, people[row.pk], before[row.pk]) for row in rows]


def _of_company(
    company: Company, people: Sequence[_Person] = (), before: Iterable[KnownAs] = ()
) -> Identity:
    former = list(before)
    own = _identity(
        [company, *(one for one in former if not one.is_claimed)],
        [one for one in people if not one.is_claimed],
        company.country,
    )
    claimed = [one for one in former if one.is_claimed]
    claiming = [one for one in people if one.is_claimed]
    if not claimed and not claiming:
        return own
    return replace(own, claimed=_identity(claimed, claiming, company.country))


def _identity(
    known: Sequence[Company | KnownAs], people: Sequence[_Person], country: str
) -> Identity:
    sites = (urlsplit(one.website) for one in known if one.website)
    hosts = ((one.hostname or "") + one.path.rstrip("/") for one in sites)
    return Identity(
        names=_each(one.legal_name for one in known),
        hosts=_each(hosts),
        people=_each(one.name for one in people),
        addresses=_each(address for one in people for address in one.addresses),
        telephones=_each(one.telephone for one in people),
        numbers=_each(
            one.vat_number
            for one in known
            if vat.is_checked(one.vat_number, country) or _is_long(one.vat_number)
        ),
        country=country,
    )


def _is_long(number: str) -> bool:
    """Whether nothing else is written so: without a rule 'ISO9001' passes for a number."""
    return len(re.sub(r"\D", "", number)) >= DIGITS_OF_A_NUMBER


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def names_alone(companies: Iterable[Company]) -> list[Identity]:
    """Companies without their people, for those that are one of many; no query."""
    return [_of_company(row) for row in companies]


def of_organisations(organisations: Iterable[Organisation]) -> list[Identity]:
    """Organisations by their name, their people and the domain that they write from; one query.

    What stands in brackets behind a name ('ACCIÓ (Catalonia)') is where it works, and no name.
    """
    rows = list(organisations)
    people: dict[object, list[str]] = {row.pk: [] for row in rows}
    for member in Membership.objects.filter(organisation__in=rows).select_related("user"):
        people[member.organisation_id].append(member.user.name)
    return [
        Identity(
            names=_names_of(row),
            people=tuple(one for one in people[row.pk] if one),
            addresses=tuple(one for one in (row.email, row.desk_mailbox) if one),
            country=row.country,
        )
        for row in rows
    ]


def _names_of(organisation: Organisation) -> tuple[str, ...]:
    name = re.sub(r"\s*\([^()]*\)", "", organisation.name).strip() or organisation.name
    return (name, *re.split(r"\s[–—-]\s", name))


def marks_of_all(identities: Iterable[Identity], *, alone: bool = True) -> Marks:
    """What gives away any of them. Words that many companies write of themselves are ordinary, and
    those that the secretariat lists as words of trades; two queries."""
    found = list(identities)
    marks = union(marks_of(identity, alone=alone) for identity in found)
    return marks.with_ordinary(_ordinary(found, marks))


def marks_of_each(companies: Iterable[Company]) -> dict[Company, Marks]:
    """What gives each of them away, as `marks_of_all` of that one alone; seven queries for any
    number, none for none."""
    rows = list(dict.fromkeys(companies))
    if not rows:
        return {}
    identities = identities_of(rows)
    each = [marks_of(identity, alone=True) for identity in identities]
    ordinary = _ordinary(identities, union(each))
    return {row: marks.with_ordinary(ordinary) for row, marks in zip(rows, each, strict=True)}


def _ordinary(identities: Sequence[Identity], marks: Marks) -> frozenset[str]:
    """Of the words of these that are no name: by what many companies write, and by the list."""
    suspects = {
        key: word
        for identity in identities
        for key, word in words_alone(identity).items()
        if key in marks.distinctive
    }
    if not suspects and not marks.whole:
        return frozenset()
    many = words_of_many(suspects.values()) if suspects else frozenset()
    of_trades = keys_in([network_settings().words_of_trades])
    return frozenset({key for key, word in suspects.items() if word in many}) | of_trades
