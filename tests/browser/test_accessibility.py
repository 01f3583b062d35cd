"""Every page of the filled demo: no fault found by axe, wide in the light and narrow in the dark
(the long run adds wide in the dark and narrow in the light); nothing wider than a phone; nothing
that the Content-Security-Policy had to stop."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.people import DESKTOP, PHONE, Person
from tests.browser.portal import Portal

AXE = Axe().axe_script
# What WCAG 2.2 AA asks, and axe's own advice beside it.
FULL = {"resultTypes": ["violations"]}
# A dark page differs from a light one by its colours alone.
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"], "preload": False}


@pytest.fixture(scope="module")
def addresses(demo: Portal) -> list[tuple[str, str, str]]:
    """Each template in each state: the group, whose session, the address."""
    return [
        (group, who, path) for group, who, path in json.loads(demo.run("tests.browser.addresses"))
    ]


@pytest.fixture(scope="module")
def visitor(demo: Portal, browser: Browser) -> Iterator[Person]:
    """A browser that takes on the session of one after the other."""
    person = Person(browser, demo)
    yield person
    person.context.close()


def faults(person: Person, options: dict[str, object], when: str) -> list[str]:
    """What axe finds on the present page, one line for each rule."""
    found = person.page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{person.path} ({when}): {one['id']}: {one['help']} {one['nodes'][0]['html'][:160]}"
        for one in found
    ]


def examine(person: Person, path: str, thorough: bool) -> list[str]:
    """All faults of one page, in two shapes or in four."""
    page = person.page
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    response = page.goto(path)
    assert response is not None
    if "text/html" not in response.headers.get("content-type", ""):
        return [f"{path} is no page"]
    found = [f"{path}: {response.status}"] if response.status >= 500 else []
    page.evaluate(AXE)
    found += faults(person, FULL, "1280")
    page.emulate_media(color_scheme="dark")
    if thorough:
        found += faults(person, COLOURS, "1280, dark")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found += faults(person, FULL, "390, dark")
    if thorough:
        page.emulate_media(color_scheme="light")
        found += faults(person, COLOURS, "390")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        found.append(f"{path} is {wide} px wider than a phone")
    return found


@pytest.mark.parametrize(
    "thorough",
    [
        pytest.param(False, id="two shapes"),
        pytest.param(True, id="four shapes", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("group", ["public", "company", "desk", "partner", "link"])
def test_no_page_has_a_fault(
    addresses: list[tuple[str, str, str]], visitor: Person, group: str, thorough: bool
) -> None:
    """Once per template and state, wide and narrow, light and dark."""
    found: list[str] = []
    for _group, session, path in [one for one in addresses if one[0] == group]:
        visitor.context.clear_cookies()
        if session:
            visitor.come_with(session)
        found += examine(visitor, path, thorough)
    found += visitor.faults
    visitor.faults.clear()
    assert found == []


def test_an_opened_menu_and_a_refused_form_have_no_fault(
    addresses: list[tuple[str, str, str]], visitor: Person
) -> None:
    """States that only come by doing something."""
    found: list[str] = []
    session = next(who for group, who, path in addresses if path == "/company/profile/")
    visitor.context.clear_cookies()
    visitor.come_with(session)
    for size in (DESKTOP, PHONE):
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
        visitor.page.goto("/requests/new/")
        visitor.page.evaluate(AXE)
        visitor.page.locator("details.menu > summary").last.click()
        found += faults(visitor, FULL, f"menu, {size['width']}")
        visitor.page.keyboard.press("Escape")
        visitor.send()
        visitor.page.evaluate(AXE)
        assert visitor.main.locator(".error-summary").count() == 1
        found += faults(visitor, FULL, f"refused, {size['width']}")
    assert found + visitor.faults == []


def test_a_fault_would_be_found(visitor: Person) -> None:
    """The examination itself works: a picture without words does not pass."""
    visitor.context.clear_cookies()
    visitor.page.goto("/")
    visitor.page.evaluate(AXE)
    visitor.page.evaluate(
        """() => {
            const main = document.querySelector("main");
            main.append(document.createElement("img"));
            main.lastChild.src = "/static/kontor/icons/favicon.svg";
        }"""
    )
    assert [one.split(": ")[1] for one in faults(visitor, FULL, "1280")] == ["image-alt"]
