"""Who must not be named in a text: companies and organisations as plain data for `giveaways`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import CharField, F, FilteredRelation, JSONField, Q, Value
from django.db.models.functions import JSONObject

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


class IdentityReader:
    """Reads what gives whom away, each thing once: made for one action, and handed on in it."""

    def __init__(self) -> None:
        self._companies: dict[UUID, Identity] = {}
        self._organisations: dict[UUID, Identity] = {}
        self._of_many: dict[str, bool] = {}
        self._of_trades: frozenset[str] | None = None

    def of_companies(self, companies: Iterable[Company]) -> list[Identity]:
        """Companies as they are and were known, with their people of now and before, those who wait
        to be, and their contact persons; one query for any number. What strangers say of
        themselves and of a registration that was put together with it is what is claimed."""
        rows = {company.pk: company for company in companies}
        if new := [row for pk, row in rows.items() if pk not in self._companies]:
            found = _people_and_former_names_of(new)
            for row in new:
                self._companies[row.pk] = _of_company(row, *found[row.pk])
        return [self._companies[pk] for pk in rows]

    def of_organisations(self, organisations: Iterable[Organisation]) -> list[Identity]:
        """Organisations by their name, their people and the domain that they write from; one query.

        What stands in brackets behind a name ('ACCIÓ (Catalonia)') is where it works, and no name.
        """
        rows = {organisation.pk: organisation for organisation in organisations}
        if new := [row for pk, row in rows.items() if pk not in self._organisations]:
            people: dict[UUID, list[str]] = {row.pk: [] for row in new}
            for member in Membership.objects.filter(organisation__in=new).select_related("user"):
                people[member.organisation_id].append(member.user.name)
            for row in new:
                self._organisations[row.pk] = Identity(
                    names=_names_of(row),
                    people=_each(people[row.pk]),
                    addresses=_each((row.email, row.desk_mailbox)),
                    country=row.country,
                )
        return [self._organisations[pk] for pk in rows]

    def marks_of_all(self, identities: Iterable[Identity], *, alone: bool = True) -> Marks:
        """What gives away any of them. Words that many companies write of themselves are ordinary,
        and those that the secretariat lists as words of trades; two queries."""
        found = list(identities)
        marks = union(marks_of(identity, alone=alone) for identity in found)
        return marks.with_ordinary(self._ordinary(found, marks))

    def marks_of_companies(self, companies: Iterable[Company]) -> Marks:
        """What gives away any of these companies; three queries for any number."""
        return self.marks_of_all(self.of_companies(companies))

    def marks_of_each(self, companies: Iterable[Company]) -> dict[Company, Marks]:
        """What gives each of them away, as `marks_of_all` of that one alone; as many queries for
        any number, none for none."""
        rows = list(dict.fromkeys(companies))
        if not rows:
            return {}
        identities = self.of_companies(rows)
        each = [marks_of(identity, alone=True) for identity in identities]
        ordinary = self._ordinary(identities, union(each))
        return {row: marks.with_ordinary(ordinary) for row, marks in zip(rows, each, strict=True)}

    def _ordinary(self, identities: Iterable[Identity], marks: Marks) -> frozenset[str]:
        """Of the words of these that are no name: by what many companies write, and by the list."""
        suspects: dict[str, set[str]] = {}
        for identity in identities:
            for key, word in words_alone(identity):
                if key in marks.distinctive:
                    suspects.setdefault(key, set()).add(word)
        if not suspects and not marks.whole:
            return frozenset()
        words = set(chain.from_iterable(suspects.values()))
        if new := words - self._of_many.keys():
            many = words_of_many(new)
            self._of_many |= {word: word in many for word in new}
        if self._of_trades is None:
            self._of_trades = keys_in([network_settings().words_of_trades])
        # Of a word in two spellings, as two people write it, both have to be.
        return self._of_trades | {
            key for key, spelt in suspects.items() if all(self._of_many[word] for word in spelt)
        }


# What a former name is kept with.
_FORMER = ("legal_name", "website", "vat_number", "is_claimed")


def _people_and_former_names_of(
    companies: Sequence[Company],
) -> dict[UUID, tuple[list[_Person], list[KnownAs]]]:
    """Who speaks, spoke, wants to speak or can be asked for each company, and what it was known by;
    one query. How people of before call themselves since then nobody there answers for."""
    no_address = Value(None, CharField())
    nothing = Value(None, JSONField())
    accounts = [
        model.objects.annotate(
            further=FilteredRelation(
                f"{user}__emailaddress", condition=Q(**{f"{user}__emailaddress__verified": True})
            )
        )
        .filter(company__in=companies, **{f"{user}__isnull": False})
        .values_list(
            "company_id",
            f"{user}__name",
            f"{user}__email",
            "further__email",
            telephone,
            claimed,
            nothing,
        )
        for model, user, telephone, claimed in (
            (CompanyMember, "user", F("telephone"), Value(False)),
            (JoinRequest, "user", F("telephone"), Value(True)),
            (KnownAs, "person", Value(""), Value(True)),
        )
    ]
    contacts = (
        Contact.objects.filter(company__in=companies)
        .order_by()
        .values_list("company_id", "name", "email", no_address, "telephone", Value(False), nothing)
    )
    former_names = KnownAs.objects.filter(company__in=companies).values_list(
        "company_id",
        "person_name",
        Value(""),
        no_address,
        Value(""),
        Value(False),
        JSONObject(**{name: name for name in _FORMER}),
    )
    found: dict[UUID, tuple[list[_Person], list[KnownAs]]] = {row.pk: ([], []) for row in companies}
    for company_id, name, email, further, telephone, is_claimed, former in contacts.union(
        *accounts, former_names, all=True
    ):
        people, names = found[company_id]
        people.append(_Person(name, _each((email, further or "")), telephone, is_claimed))
        if former is not None:
            names.append(KnownAs(company_id=company_id, **former))
    return found


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


def _names_of(organisation: Organisation) -> tuple[str, ...]:
    name = re.sub(r"\s*\([^()]*\)", "", organisation.name).strip() or organisation.name
    return (name, *re.split(r"\s[–—-]\s", name))
