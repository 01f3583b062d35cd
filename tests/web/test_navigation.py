"""Entries of the frame are registered by apps; slots refuse what they do not know."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from activities.actor import ANONYMOUS, Actor, Role
from tests.our_apps import PROJECT
from web import navigation, slots
from web.navigation import Entry, Place, items, register, start_of
from web.pages import Needs
from web.slots import Part, Slot

KEY = UUID("00000000-0000-4000-8000-000000000001")
STAFF = Actor(user_id=KEY, organisation_id=KEY, role=Role.ADVISOR)
OF_COMPANY = Actor(user_id=KEY, company_id=KEY)
SECRETARIAT = Actor(user_id=KEY, is_secretariat=True)
REGISTERED = Actor(user_id=KEY)


@pytest.fixture
def own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone afterwards."""
    monkeypatch.setattr(navigation, "_entries", navigation.registered())
    monkeypatch.setattr(slots, "_slots", dict(slots._slots))


def bar(actor: Actor, path: str = "/") -> list[tuple[str, bool]]:
    return [(str(item.label), item.current) for item in items(Place.BAR, actor, path)]


def test_each_hat_has_its_own_bar_in_the_order_of_ranks() -> None:
    assert [label for label, _current in bar(STAFF)] == [
        *("Inbox", "From partners", "Companies", "Network")
    ]
    assert [label for label, _current in bar(OF_COMPANY)] == [
        *("My requests", "Company profile", "Network")
    ]
    assert [label for label, _current in bar(SECRETARIAT)] == [
        *("Placements", "Matching", "Administration", "Network")
    ]
    assert bar(ANONYMOUS) == [("Network", False)]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/desk/", "Inbox"),
        ("/desk/requests/KO-2026-00001/", "Inbox"),
        ("/desk/referrals/", "From partners"),
        ("/desk/companies/new/", "Companies"),
        ("/network/bwi/", "Network"),
        ("/notices/", ""),
    ],
)
def test_the_entry_with_the_longest_address_is_the_current_one(path: str, current: str) -> None:
    found = [label for label, is_current in bar(STAFF, path) if is_current]
    assert found == ([current] if current else [])


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        (STAFF, "requests:desk"),
        (OF_COMPANY, "requests:requests"),
        (SECRETARIAT, "companies:placements"),
        (REGISTERED, "companies:company-new"),
    ],
)
def test_a_hat_begins_on_the_first_start_page_that_is_for_it(actor: Actor, name: str) -> None:
    assert start_of(actor) == reverse(name)


def test_an_entry_of_a_new_app_comes_where_its_rank_says(own_registries: None) -> None:
    entry = Entry(Place.BAR, "Toys", "web:start", Needs.STAFF, 15, count=lambda actor: "3")
    register(entry)
    register(entry)
    assert [label for label, _current in bar(STAFF)][:3] == ["Inbox", "Toys", "From partners"]
    assert bar(OF_COMPANY)[0][0] == "My requests"
    (toys,) = [item for item in items(Place.BAR, STAFF) if item.label == "Toys"]
    assert toys.count == "3"


def test_an_entry_without_a_namespace_is_refused(own_registries: None) -> None:
    with pytest.raises(ValueError, match="no namespace"):
        register(Entry(Place.BAR, "Toys", "toys", Needs.PUBLIC, 15))


def test_a_hat_without_a_start_page_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", [])
    with pytest.raises(LookupError, match="start page"):
        start_of(STAFF)


def test_demo_entries_are_the_demos(settings: Any) -> None:
    def footer() -> list[str]:
        return [str(item.label) for item in items(Place.FOOTER, STAFF)]

    settings.DEMO = False
    assert footer() == ["The network"]
    settings.DEMO = True
    assert footer() == ["The network", "Mails of the demo", "Style guide"]


def test_a_part_of_a_slot_is_drawn_for_those_who_may_see_it_alone(own_registries: None) -> None:
    slot = Slot[str]("toys")
    part = Part[str](
        lambda actor, about: actor == STAFF and about == "shown", lambda request, about: "<b>1</b>"
    )
    slot.add(part)
    slot.add(part)
    template = Template('{% load components %}{% parts_of "toys" about %}')

    def drawn(actor: Actor, about: str) -> str:
        request = RequestFactory().get("/")
        request.actor = actor  # type: ignore[attr-defined]
        return template.render(Context({"request": request, "about": about}))

    assert drawn(STAFF, "shown") == "<b>1</b>"
    assert drawn(STAFF, "hidden") == ""
    assert drawn(OF_COMPANY, "shown") == ""


def test_a_slot_has_one_name_and_an_unknown_one_is_refused(own_registries: None) -> None:
    Slot[str]("toys")
    with pytest.raises(ValueError, match="already"):
        Slot[str]("toys")
    with pytest.raises(LookupError, match="No page"):
        slots.slot_named("nowhere")


def test_every_slot_stands_on_a_page_and_no_page_names_another() -> None:
    pages = {
        name
        for path in (PROJECT / "templates").rglob("*.html")
        for name in re.findall(r'{% parts_of "([^"]+)"', path.read_text())
    }
    assert pages == set(slots.names())
