"""Every page of the filled demo: no fault found by axe, wide in the light and narrow in the dark
(the long run adds wide in the dark and narrow in the light); nothing wider than a phone; nothing
that the Content-Security-Policy had to stop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Response

from tests.browser.acting import code_now
from tests.browser.addresses import ALIKE
from tests.browser.drawn import HEADER, own_templates
from tests.browser.people import DESKTOP, PHONE, Person
from tests.browser.portal import PASSWORD, Portal
from tests.browser.rare import CAREFUL, MAILS, PROFILE, SECRET

AXE = Axe().axe_script
# What WCAG 2.2 AA asks, and axe's own advice beside it.
FULL = {"resultTypes": ["violations"]}
# A dark page differs from a light one by its colours alone.
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"], "preload": False}
# Addresses of tests.browser.urls, which answer with the fault that is asked for.
FAULTY = "/faults/"
GROUPS = ("public", "company", "desk", "partner", "link")


@dataclass(frozen=True)
class Shape:
    """How a page is looked at."""

    size: dict[str, int]
    colours: str
    options: dict[str, object]

    @property
    def name(self) -> str:
        return f"{self.size['width']}, {self.colours}"


WIDE, NARROW = Shape(DESKTOP, "light", FULL), Shape(PHONE, "dark", FULL)
TWO = (WIDE, NARROW)
FOUR = (WIDE, Shape(DESKTOP, "dark", COLOURS), NARROW, Shape(PHONE, "light", COLOURS))


class Visitor(Person):
    """A browser that takes on the session of one after the other, and knows what it was shown."""

    def __init__(self, browser: Browser, portal: Portal) -> None:
        super().__init__(browser, portal)
        self.templates: set[str] = set()
        self.examined: set[str] = set()
        self.parts: set[str] = set()

    def _response(self, response: Response) -> None:
        if FAULTY not in response.url:
            super()._response(response)
        if response.request.is_navigation_request():
            self.templates = set(response.headers.get(HEADER.lower(), "").split())

    def become(self, session: str) -> None:
        """Be somebody else; nobody without a session."""
        self.context.clear_cookies()
        if session:
            self.come_with(session)

    def examine(self, shapes: tuple[Shape, ...] = (NARROW,), when: str = "") -> list[str]:
        """What axe finds on the present page, and whether a phone would have to scroll sideways."""
        found: list[str] = []
        self.page.evaluate(AXE)
        for shape in shapes:
            self.page.set_viewport_size(shape.size)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme=shape.colours)  # type: ignore[arg-type]
            found += faults(self, shape.options, when or shape.name)
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            found.append(f"{self.path} is {wide} px wider than a phone")
        self.examined |= self.templates
        return found

    def look_at(self, path: str, shapes: tuple[Shape, ...] = (NARROW,)) -> list[str]:
        """All faults of one page."""
        self.page.set_viewport_size(shapes[0].size)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme=shapes[0].colours)  # type: ignore[arg-type]
        response = self.page.goto(path)
        assert response is not None
        if "text/html" not in response.headers.get("content-type", ""):
            return [f"{path} is no page"]
        wrong = response.status >= 500 and not path.startswith(FAULTY)
        found = [f"{path}: {response.status}"] if wrong else []
        return found + self.examine(shapes)

    def complaints(self) -> list[str]:
        """What the browser complained about since it was last asked."""
        found = list(self.faults)
        self.faults.clear()
        return found


@pytest.fixture(scope="module")
def addresses(demo: Portal) -> list[tuple[str, str, str]]:
    """Each template in each state: the group, whose session, the address."""
    return [
        (group, who, path) for group, who, path in json.loads(demo.run("tests.browser.addresses"))
    ]


@pytest.fixture(scope="module")
def rare_addresses(demo: Portal, addresses: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Whose session and the address of pages that few see; after those that it must not change."""
    return [(who, path) for who, path in json.loads(demo.run("tests.browser.rare"))]


@pytest.fixture(scope="module")
def visitor(demo: Portal, browser: Browser) -> Iterator[Visitor]:
    """One browser for all pages."""
    person = Visitor(browser, demo)
    yield person
    person.context.close()


def faults(person: Person, options: dict[str, object], when: str) -> list[str]:
    """What axe finds on the present page, one line for each rule."""
    found = person.page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{person.path} ({when}): {one['id']}: {one['help']} {one['nodes'][0]['html'][:160]}"
        for one in found
    ]


IN_SHAPES = pytest.mark.parametrize(
    "thorough",
    [
        pytest.param(False, id="quick"),
        pytest.param(True, id="four shapes", marks=pytest.mark.long),
    ],
)


@IN_SHAPES
@pytest.mark.parametrize("group", GROUPS)
def test_no_page_has_a_fault(
    addresses: list[tuple[str, str, str]], visitor: Visitor, group: str, thorough: bool
) -> None:
    """Once per template and state, wide and narrow, light and dark."""
    found: list[str] = []
    for _group, session, path in [one for one in addresses if one[0] == group]:
        visitor.become(session)
        found += visitor.look_at(path, FOUR if thorough else TWO)
    visitor.parts.add(group)
    assert found + visitor.complaints() == []


@IN_SHAPES
def test_no_page_like_another_has_a_fault(
    addresses: list[tuple[str, str, str]], visitor: Visitor, thorough: bool
) -> None:
    """Verbs that have a page of the same form elsewhere."""
    found: list[str] = []
    for _group, session, path in [one for one in addresses if one[0] == ALIKE]:
        visitor.become(session)
        found += visitor.look_at(path, FOUR if thorough else (NARROW,))
    visitor.parts.add(ALIKE)
    assert found + visitor.complaints() == []


@IN_SHAPES
def test_no_page_that_few_see_has_a_fault(
    rare_addresses: list[tuple[str, str]], visitor: Visitor, thorough: bool
) -> None:
    """Links of mails, passwords, second factors, faults, mails."""
    found: list[str] = []
    for session, path in rare_addresses:
        if path == MAILS:
            continue
        visitor.become(session)
        found += visitor.look_at(path, FOUR if thorough else (NARROW,))
        # The link of a mail keeps its token out of the address that is shown.
        if visitor.path != path and not visitor.path.endswith("-set-password/"):
            found.append(f"{path} leads to {visitor.path}")
    visitor.parts.add("rare")
    assert found + visitor.complaints() == []


def test_the_page_of_all_mails_has_no_fault(
    rare_addresses: list[tuple[str, str]], visitor: Visitor
) -> None:
    """One of the rare pages."""
    assert ("", MAILS) in rare_addresses
    visitor.become("")
    assert visitor.look_at(MAILS) + visitor.complaints() == []


def test_an_opened_menu_and_a_refused_form_have_no_fault(
    addresses: list[tuple[str, str, str]], visitor: Visitor
) -> None:
    """States that only come by doing something."""
    found: list[str] = []
    visitor.become(neckars(addresses))
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
    assert found + visitor.complaints() == []


def neckars(addresses: list[tuple[str, str, str]]) -> str:
    """The session of a company's buyer."""
    return next(who for _group, who, path in addresses if path == "/company/profile/")


def test_text_that_is_handed_back_has_no_fault(
    addresses: list[tuple[str, str, str]], visitor: Visitor
) -> None:
    """A page that stood open too long, and a database that is away."""
    found: list[str] = []
    visitor.become(neckars(addresses))
    for title in ("It stood open for long", "The database went away meanwhile"):
        visitor.page.goto("/requests/new/")
        visitor.fill(title=title, text="We look for a foundry.")
        if title.startswith("It stood"):
            visitor.context.clear_cookies(name="csrftoken")
        else:
            visitor.page.evaluate(
                f"document.querySelector('main form.form').action = '{FAULTY}503/'"
            )
        visitor.page.evaluate("document.querySelector('main form.form').submit()")
        visitor.page.wait_for_selector("#handed-back-title")
        assert visitor.main.locator('[name="title"]').input_value() == title
        found += visitor.examine(when="handed back")
    visitor.parts.add("handed back")
    assert found + visitor.complaints() == []


def test_a_form_opened_for_another_company_has_no_fault(
    rare_addresses: list[tuple[str, str]], visitor: Visitor
) -> None:
    """The role was changed in another window meanwhile."""
    visitor.become(next(who for who, path in rare_addresses if path == PROFILE))
    visitor.page.goto(PROFILE)
    visitor.fill(offers="Gearboxes of bronze.")
    other = visitor.context.new_page()
    other.goto("/company/")
    other.locator("details.menu > summary").last.click()
    other.locator('button[name="hat"]').first.click()
    other.wait_for_load_state()
    other.close()
    visitor.send()
    assert "Gearboxes of bronze." in visitor.main.inner_html()
    found = visitor.examine(when="opened for another company")
    visitor.parts.add("another hat")
    assert found + visitor.complaints() == []


def test_logging_in_with_a_second_factor_has_no_fault(
    rare_addresses: list[tuple[str, str]], visitor: Visitor
) -> None:
    """The page between the password and the first one inside."""
    visitor.become("")
    visitor.page.goto("/accounts/login/")
    visitor.fill(login=CAREFUL, password=PASSWORD)
    visitor.send()
    assert visitor.path == "/accounts/2fa/authenticate/"
    found = visitor.examine(when="asked for the second factor")
    visitor.fill(code=code_now(SECRET))
    visitor.send()
    found += visitor.examine(when="inside")
    visitor.parts.add("second factor")
    assert found + visitor.complaints() == []


# Own templates, or folders of them, that no page of the demo is drawn with, and why.
NEVER_DRAWN = {
    "admin/": "Django's admin is as it comes, but for one hidden field",
    "widgets/named.html": "picks from more than fifty agencies; the demo has fewer",
    "account/email/": "mails",
    "mfa/email/": "mails",
    "notifications/mail.html": "a mail; /styleguide/mails/ shows its words",
    # allauth would draw its own ones where a setting is changed; these stand ready.
    "allauth/elements/": "only pages of allauth that are not replaced are made of them",
    "account/base_confirm_code.html": "codes by mail are switched off",
    "account/snippets/warn_no_email.html": "everybody has an address",
    "account/email_change.html": "people may have several addresses",
    "account/signup_closed.html": "everybody may register",
    "account/verified_email_required.html": "nobody comes in with an unconfirmed address",
    "mfa/trust.html": "no browser is trusted for longer than its session",
}


def test_every_own_template_was_looked_at(visitor: Visitor) -> None:
    """A new template needs a page of the demo that shows it, or a reason above."""
    parts = {*GROUPS, ALIKE, "rare", "handed back", "another hat", "second factor"}
    assert visitor.parts == parts, "the tests before this one belong to it"
    assert sorted(own_templates(without=NEVER_DRAWN) - visitor.examined) == []
    idle = [one for one in NEVER_DRAWN if any(name.startswith(one) for name in visitor.examined)]
    assert idle == [], "an exception that is none"


def test_a_fault_would_be_found(visitor: Visitor) -> None:
    """The examination itself works: a picture without words does not pass."""
    visitor.become("")
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
