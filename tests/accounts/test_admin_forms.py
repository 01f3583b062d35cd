"""Two of the secretariat at one row of the admin."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from network.models import Membership, NetworkSettings, Organisation
from network.working_days import Calendar
from tests import factories
from tests.access.people import signed_in, with_second_factor
from tests.web.forms import fields_on

pytestmark = pytest.mark.django_db


def secretary() -> Client:
    return signed_in(with_second_factor(factories.person(is_secretariat=True)))


def test_what_another_changed_meanwhile_is_not_overwritten_unseen() -> None:
    agency = factories.agency("Nordhaus", desk_mailbox="desk@nordhaus.example")
    city = agency.city
    address = reverse("admin:network_organisation_change", args=[agency.pk])
    mine, theirs = secretary(), secretary()
    typed = fields_on(mine.get(address).content) | {"city": ["Lübeck"]}
    other = fields_on(theirs.get(address).content) | {"desk_mailbox": ["new@nordhaus.example"]}
    assert theirs.post(address, other).status_code == 302
    answer = mine.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "it is now “new@nordhaus.example”" in page
    agency.refresh_from_db()
    assert (agency.city, agency.desk_mailbox) == (city, "new@nordhaus.example")
    # What was typed is kept, and goes through once it was seen.
    again = fields_on(answer.content)
    assert again["city"] == ["Lübeck"]
    again["desk_mailbox"] = ["new@nordhaus.example"]
    assert mine.post(address, again).status_code == 302
    agency.refresh_from_db()
    assert (agency.city, agency.desk_mailbox) == ("Lübeck", "new@nordhaus.example")


@pytest.mark.parametrize("what", ["membership", "person", "settings"])
def test_so_it_is_with_every_form_of_the_admin(what: str) -> None:
    agency = factories.agency()
    factories.staff(agency, "coordinator")
    person = factories.staff(agency)
    if what == "membership":
        row = Membership.objects.get(user_id=person.user_id)
        address = reverse("admin:network_membership_change", args=[row.pk])
        mine, theirs = {"role": ["coordinator"]}, {"on_desk": ["on"]}
    elif what == "person":
        row = User.objects.get(pk=person.user_id)  # type: ignore[assignment]
        address = reverse("admin:accounts_user_change", args=[row.pk])
        mine, theirs = {"is_secretariat": ["on"]}, {"is_active": []}
    else:
        row = NetworkSettings.objects.create()  # type: ignore[assignment]
        address = reverse("admin:network_networksettings_change", args=[row.pk])
        mine, theirs = {"name": ["Mine"]}, {"days_to_answer": ["9"]}
    (field,) = mine
    before = getattr(row, field)
    first, second = secretary(), secretary()
    typed = fields_on(first.get(address).content) | mine
    other = fields_on(second.get(address).content) | theirs
    assert second.post(address, other).status_code == 302
    answer = first.post(address, typed)
    assert answer.status_code == 200
    assert "Somebody changed this meanwhile" in answer.content.decode()
    row.refresh_from_db()
    assert getattr(row, field) == before


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("country", "Ge", "Choose from the list"),
        ("languages", "xx", "Choose from the list"),
        ("regions", "DE9,XX99", "Unknown NUTS codes"),
        ("seat", "FR101", "No region"),
        ("sectors", "C99.99", "no code of NACE"),
        ("name", "\u3164", "letter or a digit"),
        ("holiday_part", "Atlantis", "There are: "),
        ("holiday_kinds", "protestant", "This country has none"),
        ("own_holidays", "7.12.; 30.2.", "“30.2.” is no day"),
        ("own_holidays", "29.2.2027", "“29.2.2027” is no day"),
        ("own_holidays", "7/12", "“7/12” is no day"),
    ],
)
def test_the_secretariat_s_fields_take_only_what_there_is(
    field: str, typed: str, words: str
) -> None:
    agency = factories.agency()
    address = reverse("admin:network_organisation_change", args=[agency.pk])
    client = secretary()
    answer = client.post(address, fields_on(client.get(address).content) | {field: [typed]})
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_sectors_are_typed_as_the_site_shows_them() -> None:
    agency = factories.agency(sectors=["24.53"])
    address = reverse("admin:network_organisation_change", args=[agency.pk])
    client = secretary()
    form = fields_on(client.get(address).content)
    assert form["sectors"] == ["C24.53"]
    assert client.post(address, form | {"sectors": ["C24.53; C25"]}).status_code == 302
    agency.refresh_from_db()
    assert agency.sectors == ["24.53", "25"]


def test_a_row_that_nobody_else_changed_is_saved_at_once() -> None:
    agency = factories.agency(services=["technology", "investment"], sectors=["24"])
    client = secretary()
    address = reverse("admin:network_organisation_change", args=[agency.pk])
    typed = fields_on(client.get(address).content) | {"city": ["Bergen"]}
    assert client.post(address, typed).status_code == 302
    assert Organisation.objects.get(pk=agency.pk).city == "Bergen"


def test_holidays_of_a_town_are_typed_as_people_write_days() -> None:
    agency = factories.agency()
    client = secretary()
    address = reverse("admin:network_organisation_change", args=[agency.pk])
    typed = fields_on(client.get(address).content) | {
        "holiday_part": ["augsburg"],
        "holiday_kinds": ["catholic"],
        "own_holidays": ["29.2.; 8. 2. 2027\n12-07; 7.12."],
    }
    assert client.post(address, typed).status_code == 302
    agency.refresh_from_db()
    own = ["02-29", "12-07", "2027-02-08"]
    assert (agency.holiday_part, agency.holiday_kinds, agency.own_holidays) == (
        *("Augsburg", ["catholic"]),
        own,
    )
    assert agency.calendar == Calendar("DE", "Augsburg", ("catholic",), tuple(own))
    assert fields_on(client.get(address).content)["own_holidays"] == ["; ".join(own)]
