"""Everybody at every route; what one may not see looks like what does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.access.routes import ACCOUNT_ROLES, ACCOUNTS, ADMIN, ROUTES
from tests.access.walking import (
    ROLES,
    World,
    make_world,
    name_and_verb,
    outcome,
    routes,
    visit,
)

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST")


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return make_world()


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
            own_page = route.startswith("answer")
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


def test_pages_of_accounts_are_about_oneself(world: World) -> None:
    wrong = []
    for route, both in ACCOUNTS.items():
        for method, expected in zip(METHODS, both, strict=True):
            for role, answer in zip(ACCOUNT_ROLES, expected, strict=True):
                got = outcome(visit(world, role, method, world.address(route)))
                if got != answer:
                    wrong.append(f"{method} {route} as {role}: {got}, not {answer}")
    assert wrong == []


# The log-out of nobody goes to the first page, and that to the log-in page.
TO_THE_LOG_IN = ("/admin/login/?next=", "/accounts/login/?next=%2Fadmin%2F")
NOT_SIGNED_IN = {"anonymous", "link"}


def fault_at_the_admin(role: str, response: Any, expected: str, *, logs_out: bool) -> str:
    """What is wrong with an answer of the admin; '' for nothing."""
    got = outcome(response)
    if role in NOT_SIGNED_IN:
        address = response.get("Location", "")
        right = address == "/admin/" if logs_out else address.startswith(TO_THE_LOG_IN)
        return "" if right else f"{got} {address}, not to the log-in page"
    expected = expected if role == "secretariat" else "forbidden"
    return "" if got == expected else f"{got}, not {expected}"


def test_the_admin_opens_to_the_secretariat_alone(world: World) -> None:
    wrong: list[str] = []
    for route, both in ADMIN.items():
        address = world.address(f"admin:{route}")
        for method, expected in zip(METHODS, both, strict=True):
            for role in ROLES:
                response = visit(world, role, method, address)
                fault = fault_at_the_admin(role, response, expected, logs_out=route == "logout")
                if fault:
                    wrong.append(f"{method} admin:{route} as {role}: {fault}")
    assert wrong == []


def test_the_admin_has_no_other_pages(world: World) -> None:
    for page in ("autocomplete/", "nothing/", "r/1/1/", "companies/company/"):
        for role in ROLES:
            response = visit(world, role, "GET", f"/admin/{page}")
            fault = fault_at_the_admin(role, response, "missing", logs_out=False)
            assert fault == "", (page, role)


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
        ("company", "request"),
        ("home advisor", "desk-request"),
        ("stranger", "request"),
        ("home advisor", "attachment"),
        ("partner advisor", "brief-document"),
        ("link", "answer"),
        ("link", "answer-document"),
        ("company", "home"),
    ):
        response = visit(world, role, "GET", world.address(route, as_role=role))
        assert response["Cache-Control"] == "private, no-store", (role, route)
