"""Of many organisations one is typed and searched, not picked from a list of hundreds."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from activities.actor import Actor
from companies.models import Company
from cooperation_requests.actions import drafts, triage
from cooperation_requests.models import CooperationRequest
from network import regions
from network.fields import MOST_TO_PICK_FROM, OrganisationField
from network.models import Organisation, StaffInvitation
from tests import factories
from tests.access.people import browser_of, signed_in, with_second_factor
from tests.web.forms import fields_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def many() -> list[Organisation]:
    rows = [factories.agency(f"Agency number {one}") for one in range(MOST_TO_PICK_FROM - 2)]
    names = [("ACCIÓ (Catalonia)", "Barcelona"), ("Nordhaus", "Bremen"), ("Nordhaus", "Kiel")]
    for name, city in names:
        row = factories.agency(name)
        row.city = city
        row.save()
        rows.append(row)
    return rows


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("ACCIÓ (Catalonia)", "Barcelona"),
        ("  accio (catalonia) ", "Barcelona"),
        ("accio", "Barcelona"),
        ("Nordhaus, Kiel", "Kiel"),
        ("kiel", "Kiel"),
    ],
)
def test_a_name_or_the_part_that_fits_one_alone_is_enough(
    many: list[Organisation], typed: str, city: str
) -> None:
    found = OrganisationField(queryset=Organisation.objects.all()).clean(typed)
    assert found is not None
    assert found.city == city


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Nordhaus", "Several fit: Nordhaus, Bremen; Nordhaus, Kiel."),
        ("Südhaus", "There is no “Südhaus” to choose."),
        ("", "This field is required."),
    ],
)
def test_what_fits_several_or_none_is_refused(
    many: list[Organisation], typed: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        OrganisationField(queryset=Organisation.objects.all()).clean(typed)
    assert refused.value.messages == [words] or typed == ""


def test_those_of_one_name_in_one_town_are_told_apart_by_their_address() -> None:
    rows = [factories.agency(name) for name in ("Ardèche", "ARDECHE", "Kammer", "Kammer")]
    for row in rows:
        Organisation.objects.filter(pk=row.pk).update(city="Bremen")
    field = OrganisationField(queryset=Organisation.objects.all())
    for row in rows:
        label = field.prepare_value(row.pk)
        assert label == f"{row.name}, Bremen ({row.slug})"
        assert field.clean(label) == row
    with pytest.raises(ValidationError, match="Several fit"):
        field.clean("Kammer, Bremen")


def test_the_secretariat_places_a_company_by_typing_its_agency(many: list[Organisation]) -> None:
    company = factories.company(None)
    client = signed_in(with_second_factor(factories.person(is_secretariat=True)))
    address = reverse("companies:placement", kwargs={"company_id": company.pk})
    page = client.get(address).content.decode()
    assert 'type="radio"' not in page
    assert '<option value="Nordhaus, Bremen">' in page
    wrong = client.post(address, {"agency": "Südhaus"})
    assert wrong.status_code == 422
    assert "There is no “Südhaus” to choose." in wrong.content.decode()
    assert client.post(address, {"agency": "Nordhaus, Bremen"}).status_code == 302
    placed = Company.objects.unrestricted("a test").get(pk=company.pk)
    assert placed.agency is not None
    assert placed.agency.city == "Bremen"


def test_few_agencies_are_picked_from_a_list() -> None:
    factories.agency("Nordhaus")
    company = factories.company(None)
    client = signed_in(with_second_factor(factories.person(is_secretariat=True)))
    page = client.get(
        reverse("companies:placement", kwargs={"company_id": company.pk})
    ).content.decode()
    assert 'type="radio"' in page


def test_an_invitation_is_for_the_agency_that_was_typed(many: list[Organisation]) -> None:
    client = signed_in(with_second_factor(factories.person(is_secretariat=True)))
    address = reverse("admin:network_staffinvitation_add")
    typed = fields_on(client.get(address).content) | {
        "organisation": ["accio"],
        "email": ["new@accio.example"],
        "role": ["coordinator"],
    }
    assert client.post(address, typed).status_code == 302
    assert StaffInvitation.objects.get().organisation.name == "ACCIÓ (Catalonia)"


def test_the_people_of_an_agency_are_found_by_its_name(many: list[Organisation]) -> None:
    factories.staff(many[-3], name="Ute Kranz")
    factories.staff(many[0], name="Otto Wendt")
    client = signed_in(with_second_factor(factories.person(is_secretariat=True)))
    page = client.get(reverse("admin:network_membership_changelist"), {"q": "accio"})
    text = page.content.decode()
    assert "Ute Kranz" in text
    assert "Otto Wendt" not in text


def found_in(page: str, requests: list[CooperationRequest]) -> set[str]:
    return {one.title for one in requests if one.title in page}


@pytest.fixture
def inbox() -> tuple[Client, list[CooperationRequest], Actor]:
    """A desk with three requests: one taken by Eva, one by oneself, one by nobody."""
    home = factories.agency("Home")
    company = factories.company(home)
    me, eva = factories.staff(home, on_desk=True), factories.staff(home, name="Eva Zorn")
    owner = factories.company_person(company)
    made = []
    for title, aims, taker in (
        ("Castings", ["ES511"], eva),
        ("Gears", ["FRK2"], me),
        ("Housings", ["DE11"], None),
    ):
        request = factories.draft(owner, company, title=title, regions=aims)
        drafts.submit(actor=owner, request_id=request.pk)
        if taker is not None:
            triage.take(actor=taker, request_id=request.pk)
        made.append(request)
    return browser_of(me), made, me


def colleagues(many: int) -> None:
    home = Organisation.objects.get(name="Home")
    for number in range(many):
        factories.staff(home, name=f"Colleague {number:03}")


def test_of_few_colleagues_one_is_picked_and_of_many_typed(inbox: Any) -> None:
    browser, requests, _me = inbox
    address = reverse("requests:desk") + "?tab=all"
    page = browser.get(address).content.decode()
    assert '<select name="advisor"' in page
    colleagues(MOST_TO_PICK_FROM)
    page = browser.get(address).content.decode()
    assert '<select name="advisor"' not in page
    assert '<option value="Eva Zorn">' in page
    for typed, titles in (
        ("eva z", {"Castings"}),
        ("Me", {"Gears"}),
        ("me", {"Gears"}),
        ("not taken", {"Housings"}),
        ("nobody", {"Housings"}),
        ("Colleague", set()),
        ("no such person", set()),
    ):
        page = browser.get(address, {"tab": "all", "advisor": typed}).content.decode()
        assert found_in(page, requests) == titles, typed


def test_of_many_regions_a_part_of_a_name_is_typed(inbox: Any) -> None:
    browser, requests, _me = inbox
    address = reverse("requests:desk")
    home = Organisation.objects.get(name="Home")
    home.regions = ["ES511", "FRK2", "DE11"]
    home.save()
    few = browser.get(address, {"tab": "all", "region": "ES511"}).content.decode()
    assert '<select name="region"' in few
    assert found_in(few, requests) == {"Castings"}
    codes = [code for code, _name in regions.choices("DE", 3)][: MOST_TO_PICK_FROM + 1]
    home.regions += codes
    home.save()
    for typed, titles in (
        ("ES511", {"Castings"}),
        ("barcel", {"Castings"}),
        ("rhone", {"Gears"}),
        ("nowhere", set()),
    ):
        page = browser.get(address, {"tab": "all", "region": typed}).content.decode()
        assert found_in(page, requests) == titles, typed


def test_a_region_within_one_that_is_served_is_typed_too(inbox: Any) -> None:
    browser, _requests, _me = inbox
    home = Organisation.objects.get(name="Home")
    home.regions = ["DE1", *(code for code, _name in regions.choices("FR", 3)[:MOST_TO_PICK_FROM])]
    home.save()
    here, there = (
        factories.company(home, legal_name=name, region=region)
        for name, region in (("Zorqvist One", "DE118"), ("Zorqvist Two", "DE144"))
    )
    address = reverse("matching:desk-companies")
    for typed, found in (
        ("stuttg", {here}),
        ("tubing", {there}),
        ("baden-w", {here, there}),
        ("DE1", {here, there}),
    ):
        page = browser.get(address, {"region": typed}).content.decode()
        assert {one for one in (here, there) if one.legal_name in page} == found, typed
