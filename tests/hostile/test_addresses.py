"""Hostile text in every parameter and in every part of every address: never a 500, never markup.

The quick run gives each of them some of the strings, others at each, so that none is left out;
`make test-long` gives each every string, and every part with POST too."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from activities import clock
from tests.access.routes import ACCOUNTS, ADMIN, ROUTES
from tests.access.walking import World, make_world, name_and_verb, undone
from tests.hostile.forms import quoted
from tests.hostile.strings import HOSTILE, harmless, rotating
from tests.our_apps import our_apps
from web.lists import ListPage

pytestmark = pytest.mark.django_db

READ = re.compile(r'GET(?:\.get(?:list)?\(|\[)"(\w+)"')
# Read by the style guide alone, which is not there in production and tests.
OF_THE_STYLE_GUIDE = {"theme", "as"}
OF_DJANGO_ADMIN = ("q", "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters")
# Whose page it is, where it opens to several: the first of these.
ROLES_IN_ORDER = (
    *("link", "home advisor", "partner advisor", "company", "secretariat"),
    *("home coordinator", "candidate", "registered", "anonymous"),
)
OF_PARTNERS = ("requests:desk-referral", "requests:desk-candidate")
# How many strings each gets in the quick run.
STRINGS = 2
QUICK_OR_LONG = [False, pytest.param(True, marks=pytest.mark.long)]


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    made = make_world()
    for browser in made.browsers.values():
        browser.raise_request_exception = False
    return made


def views() -> dict[str, Any]:
    """What stands behind each named route; the admin's under its space."""
    return dict(_views(get_resolver().url_patterns, ""))


def _views(patterns: Any, space: str) -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _views(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and one.name:
            yield f"{space}{one.name}", one.callback


def parameters(route: str, view: Any) -> set[str]:
    """The parameters that a page reads: by its own code and that of its bases, and its filters."""
    if route.startswith("admin:"):
        return set(_of_admin(route.removeprefix("admin:")))
    made_of = view.view_class.__mro__ if hasattr(view, "view_class") else (view,)
    own = [part for part in made_of if part.__module__.partition(".")[0] in our_apps()]
    found = {name for part in own for name in READ.findall(inspect.getsource(part))}
    if issubclass(getattr(view, "view_class", object), ListPage):
        filters = view.view_class.filterset_class
        found |= set(filters.base_filters) if filters else set()
    return found | ({"next"} if route in ACCOUNTS else set())


def _of_admin(name: str) -> Iterator[str]:
    yield from ("next",) if name == "login" else ()
    if name.endswith(("_changelist", "_add", "_change")):
        yield from OF_DJANGO_ADMIN
        for model, options in admin.site._registry.items():
            if name == f"{model._meta.label_lower.replace('.', '_')}_changelist":
                yield from (f"{field}__exact" for field in options.list_filter)


def role_of(route: str) -> tuple[str, str]:
    """Whose page a route is, and how it is asked for."""
    name, _verb = name_and_verb(route)
    if name in ACCOUNTS:
        return ("anonymous" if ACCOUNTS[name][0][0] == "ok" else "company"), "GET"
    if route.startswith("admin:"):
        return "secretariat", "GET"
    if name.startswith(OF_PARTNERS):
        return "partner advisor", "GET"
    for method, line in zip(("GET", "POST"), ROUTES[route], strict=True):
        for role in ROLES_IN_ORDER:
            if line.of(role) in {"ok", "to"}:
                return role, method
    return "company", "POST"


def all_routes() -> list[str]:
    """One line of the tables for each route."""
    first = {name_and_verb(route)[0]: route for route in reversed(ROUTES)}
    return [*first.values(), *ACCOUNTS, *(f"admin:{name}" for name in ADMIN)]


def fault(browser: Client, method: str, address: str) -> str:
    """What is wrong with an answer; '' for nothing."""
    with undone(browser):
        answer = browser.generic(method, address)
        body = answer.getvalue()
    if answer.status_code >= 500:
        return str(answer.status_code)
    return "" if harmless(body) else "became markup"


def chosen(turn: int, thorough: bool) -> list[str]:
    return list(HOSTILE) if thorough else rotating(turn, STRINGS)


def test_every_parameter_that_the_code_reads_is_tried() -> None:
    tried = {name for route, view in views().items() for name in parameters(route, view)}
    root = Path(configured.BASE_DIR)
    code = "".join(path.read_text() for app in our_apps() for path in (root / app).rglob("*.py"))
    assert set(READ.findall(code)) <= tried | OF_THE_STYLE_GUIDE


@pytest.mark.parametrize("thorough", QUICK_OR_LONG)
def test_no_parameter_of_an_address_breaks_a_page(world: World, thorough: bool) -> None:
    wrong: list[str] = []
    by_name, turn = views(), 0
    with clock.at(world.story.now()):
        for route in all_routes():
            role, method = role_of(route)
            address = world.address(route, as_role=role)
            plain = name_and_verb(route)[0]
            for name in sorted(parameters(plain, by_name[plain])):
                turn += 1
                for string in chosen(turn, thorough):
                    asked = f"{address}?{name}={quoted(HOSTILE[string])}"
                    if found := fault(world.browsers[role], method, asked):
                        wrong.append(f"{method} {route}?{name} as {role}: {string}: {found}")
    assert wrong == []


@pytest.mark.parametrize("thorough", QUICK_OR_LONG)
def test_no_part_of_an_address_breaks_a_page(world: World, thorough: bool) -> None:
    wrong: list[str] = []
    turn = 0
    with clock.at(world.story.now()):
        for route in all_routes():
            role, method = role_of(route)
            name, verb = name_and_verb(route)
            address = world.address(route, as_role=role)
            parts = [*world.keys.get(name, {}).values(), *([verb] if verb else [])]
            for part in [str(value) for value in parts]:
                turn += 1
                before, whole, after = around(part, address)
                for string in chosen(turn, thorough):
                    piece = quoted(whole.replace(part, HOSTILE[string]))
                    for how in {method, "POST"} if thorough else {method}:
                        asked = f"{before}/{piece}/{after}"
                        if found := fault(world.browsers[role], how, asked):
                            wrong.append(f"{how} {route} as {role}: {string} for {part}: {found}")
    assert wrong == []


def around(part: str, address: str) -> tuple[str, str, str]:
    """The address before the piece that has `part` in it, that piece, and the address after it."""
    pieces = address.split("/")
    place = pieces.index(part) if part in pieces else [part in one for one in pieces].index(True)
    return "/".join(pieces[:place]), pieces[place], "/".join(pieces[place + 1 :])
