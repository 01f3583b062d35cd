"""Everybody at every route; what one may not see looks like what does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from tests.access.routes import ACCOUNTS, ADMIN, ROUTES
from tests.access.walking import (
    METHODS,
    ROLES,
    World,
    name_and_verb,
    outcome,
    routes,
    visit,
)

pytestmark = pytest.mark.django_db


def named(route: str) -> str:
    return name_and_verb(route)[0]


def test_the_table_lists_every_route_and_no_other() -> None:
    found = set(routes())
    admin = {route.removeprefix("admin:") for route in found if route.startswith("admin:")}
    assert admin == set(ADMIN)
    # Old addresses of one row and the admin's last line have no name.
    others = {route for route in found if not route.startswith(("admin:", "/admin/"))}
    assert others == {named(route) for route in ROUTES} | set(ACCOUNTS)


def test_every_role_gets_from_every_route_what_the_table_says(world: World) -> None:
    # Each in the language of its reader.
    nothing = {role: visit(world, role, "GET", "/nothing/").body for role in ROLES}  # type: ignore[attr-defined]
    wrong: list[str] = []
    for route, lines in ROUTES.items():
        for method, expected in zip(METHODS, lines, strict=True):
            own_page = route.startswith("requests:answer")
            for role in ROLES:
                if role == "link" and not own_page:
                    continue  # beside its own page, its holder is anonymous
                response = visit(world, role, method, world.address(route, as_role=role))
                got = outcome(response)
                if got != expected.of(role):
                    wrong.append(f"{method} {route} as {role}: {got}, not {expected.of(role)}")
                if got == "missing" and not own_page and response.body != nothing[role]:  # type: ignore[attr-defined]
                    wrong.append(f"{method} {route} as {role}: another page than for nothing")
    assert wrong == []


def test_what_one_may_not_see_takes_as_many_queries_as_what_does_not_exist(world: World) -> None:
    wrong: list[str] = []
    for route, lines in ROUTES.items():
        for method, expected in zip(METHODS, lines, strict=True):
            for role in ("stranger", "unasked"):
                if expected.of(role) != "missing" or not world.keys.get(named(route)):
                    continue
                counts = []
                for existing in (True, False):
                    address = world.address(route, as_role=role, existing=existing)
                    with counted() as count:
                        visit(world, role, method, address)
                    counts.append(count[0])
                if counts[0] != counts[1]:
                    wrong.append(
                        f"{method} {route} as {role}: {counts[0]}, {counts[1]} for nothing"
                    )
    assert wrong == []


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many queries run within the block."""
    count = [0]

    def one_more(execute: Any, *arguments: Any) -> Any:
        count[0] += 1
        return execute(*arguments)

    with connection.execute_wrapper(one_more):
        yield count


@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/nothing/at/all/", "/requests/KO-1/", "/requests/x.php", "/desk//"]
)
def test_anonymous_comes_to_the_log_in_page_below_desk_and_requests(
    address: str, client: Any
) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=%2F")


def test_signed_in_pages_are_not_kept_by_caches(world: World) -> None:
    for role, route in (
        ("company", "requests:request"),
        ("home advisor", "requests:desk-request"),
        ("stranger", "requests:request"),
        ("home advisor", "requests:attachment"),
        ("partner advisor", "requests:brief-document"),
        ("link", "requests:answer"),
        ("link", "requests:answer-document"),
        ("company", "network:home"),
    ):
        response = visit(world, role, "GET", world.address(route, as_role=role))
        assert response["Cache-Control"] == "private, no-store", (role, route)
