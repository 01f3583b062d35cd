"""Who must not be named in a text: companies and organisations as plain data for `giveaways`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from companies.models import Company, CompanyMember, Contact
from cooperation_requests.giveaways import Identity, Marks, find, marks_of, words_alone
from matching.queries import words_of_many
from network.models import Membership, Organisation


def identities_of(companies: Iterable[Company]) -> list[Identity]:
    """Companies with their people and contact persons; two queries for any number."""
    rows = list({company.pk: company for company in companies}.values())
    people: dict[object, list[CompanyMember | Contact]] = {row.pk: [] for row in rows}
    if rows:
        for member in CompanyMember.objects.filter(company__in=rows).select_related("user"):
            people[member.company_id].append(member)
        for contact in Contact.objects.filter(company__in=rows):
            people[contact.company_id].append(contact)
    return [_of_company(row, people[row.pk]) for row in rows]


def _of_company(company: Company, people: Iterable[CompanyMember | Contact]) -> Identity:
    found = [
        (one.user.name, one.user.email, one.telephone)
        if isinstance(one, CompanyMember)
        else (one.name, one.email, one.telephone)
        for one in people
    ]
    return Identity(
        names=(company.legal_name,),
        hosts=(urlsplit(company.website).hostname or "",) if company.website else (),
        people=tuple(name for name, _address, _telephone in found if name),
        addresses=tuple(address for _name, address, _telephone in found if address),
        telephones=tuple(telephone for _name, _address, telephone in found if telephone),
        numbers=(company.vat_number,) if company.vat_number else (),
        country=company.country,
    )


def names_alone(companies: Iterable[Company]) -> list[Identity]:
    """Companies without their people, for those that are one of many; no query."""
    return [_of_company(row, ()) for row in companies]


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
    """What gives away any of them. Words that many companies write of themselves are ordinary;
    one query."""
    found = list(identities)
    marks = Marks()
    for identity in found:
        marks |= marks_of(identity, alone=alone)
    suspects = {
        key: word
        for identity in found
        for key, word in words_alone(identity).items()
        if key in marks.distinctive
    }
    many = words_of_many(suspects.values()) if suspects else frozenset()
    return marks.with_ordinary(key for key, word in suspects.items() if word in many)


def names_nobody(texts: Iterable[str], company: Company) -> list[str]:
    """Those of `texts` in which nothing gives `company` away, nor may do so."""
    marks = marks_of_all(identities_of([company]))
    return [text for text in texts if not find(text, marks)]
