"""The demo's agencies, people and companies, written as rows: for most no action exists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from activities.actor import Actor
from companies.enums import Source
from companies.hats import actor_under
from companies.models import Company, CompanyMember, Contact
from kontor.demo.reading import Row
from network import sectors
from network.models import Membership, NetworkSettings, Organisation

NETWORK_NAME = "Kontor demo network"
PASSWORD = "kontor"  # noqa: S105  the demo's log-ins are printed at its start
# How long before today the network and its companies came into the portal.
AGENCIES_JOINED = timedelta(days=900)
COMPANIES_JOINED = timedelta(days=300)


def spoken(language: str) -> str:
    """The language in which Kontor talks to a person: English where theirs is not offered yet."""
    return language if language in dict(settings.LANGUAGES) else "en"


class Register:
    """Writes people and rows, and finds them again by the keys of the data."""

    def __init__(self, today: datetime) -> None:
        self.today = today
        self.password = make_password(PASSWORD)
        self.people: dict[str, User] = {}
        self.agencies: dict[str, Organisation] = {}
        self.short_names: dict[str, str] = {}
        self.companies: dict[str, Company] = {}
        self.actors: dict[tuple[str, UUID], Actor] = {}

    def add_person(self, row: Row, *, joined: datetime, time_zone: str, **fields: Any) -> User:
        """A person who can log in: address verified, the demo's password."""
        user = User(
            email=row["email"],
            name=row["name"],
            language=spoken(row["language"]),
            time_zone=time_zone,
            password=self.password,
            date_joined=joined,
            **fields,
        )
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.people[user.email] = user
        return user

    def actor(self, email: str, hat_id: UUID) -> Actor:
        """A person under one hat; nobody changes hats while the demo is filled."""
        if (email, hat_id) not in self.actors:
            actor = actor_under(self.people[email], hat_id)
            if actor is None:
                raise ValueError(f"{email} does not wear this hat.")
            self.actors[email, hat_id] = actor
        return self.actors[email, hat_id]

    def add_secretariat(self, row: Row) -> None:
        """The secretariat's people and the network's settings."""
        NetworkSettings.objects.update_or_create(pk=1, defaults={"name": NETWORK_NAME})
        joined = self.today - AGENCIES_JOINED
        for person in row["staff"]:
            self.add_person(
                person, joined=joined, time_zone=person["time_zone"], is_secretariat=True
            )

    def add_agency(self, row: Row) -> None:
        """An agency with its desk and staff."""
        joined = self.today - AGENCIES_JOINED
        agency = Organisation.objects.create(
            slug=row["slug"],
            name=row["name"],
            description=row["description"]["en"],
            country=row["country"],
            seat=row["seat_region"],
            city=row["city"],
            time_zone=row["time_zone"],
            regions=row["regions"],
            sectors=row["sectors"],
            services=row["services"],
            languages=row["languages"],
            email=row["contact_email"],
            desk_mailbox=row["desk_mailbox"],
            desk_language=spoken(row["languages"][0]),
            joined_at=joined,
        )
        self.agencies[row["slug"]] = agency
        self.short_names[row["slug"]] = row["short"]
        for position, person in enumerate(row["staff"]):
            # Orders by joining are the file's order.
            since = joined + timedelta(days=position)
            Membership.objects.create(
                organisation=agency,
                user=self.add_person(person, joined=since, time_zone=person["time_zone"]),
                role=person["role"],
                on_desk=person["on_desk"],
                since=since,
            )

    def add_company(self, row: Row) -> None:
        """A company with its people: the first has the account where there is one."""
        agency = self.agencies[row["agency"]]
        joined = self.today - COMPANIES_JOINED + timedelta(hours=3 * len(self.companies))
        company = Company(
            agency=agency,
            source=Source.DEMO,
            created_at=joined,
            seeks_language=row["offers_language"] if row["seeks"] else "",
            sector_revision=row.get("sector_revision", sectors.FIRST),
            **{name: row[name] for name in COMPANY_FIELDS},
        )
        company.save()
        self.companies[row["key"]] = company
        contacts = list(row["people"])
        if row["has_account"]:
            person = contacts.pop(0)
            user = self.add_person(person, joined=joined, time_zone=agency.time_zone)
            CompanyMember.objects.create(
                company=company,
                user=user,
                position=person["role"],
                telephone=person["telephone"],
                since=joined,
            )
        for position, person in enumerate(contacts):
            Contact.objects.create(
                company=company,
                created_at=joined + timedelta(minutes=position),
                **contact_fields(person),
            )


COMPANY_FIELDS = (
    *("legal_name", "country", "region", "postcode", "city", "website", "vat_number", "sectors"),
    *("head_count", "languages", "offers_language", "offers", "seeks", "certificates"),
    *("exports_to", "visibility"),
)


def contact_fields(person: Row) -> dict[str, str]:
    """A person of the data as the fields of a contact."""
    return {
        "name": person["name"],
        "position": person["role"],
        "email": person["email"],
        "telephone": person["telephone"],
        "language": spoken(person["language"]),
    }


def write_network(
    today: datetime, secretariat: Row, agencies: Iterable[Row], companies: Iterable[Row]
) -> Register:
    """Everything that the stories need, in an empty database."""
    register = Register(today)
    register.add_secretariat(secretariat)
    for row in agencies:
        register.add_agency(row)
    for row in companies:
        register.add_company(row)
    return register
