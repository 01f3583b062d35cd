"""Everybody at the pages of accounts and of the admin."""

from __future__ import annotations

from typing import Any

from tests.access.routes import ACCOUNT_ROLES, ACCOUNTS, ADMIN
from tests.access.walking import METHODS, ROLES, World, outcome, visit


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
