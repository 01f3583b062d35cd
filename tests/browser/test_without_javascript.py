"""The main job's pages without scripts, and by keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.people import Person
from tests.browser.portal import Portal

STEPS_TO_THE_ACTION = 60  # presses of the tab key after which a person has given up


@pytest.fixture
def company(demo: Portal, browser: Browser) -> Iterator[Person]:
    """Neckar's buyer, with scripts off."""
    person = Person(browser, demo, "company@neckar.example", scripts=False)
    person.log_in()
    yield person
    person.leave()


@pytest.fixture
def advisor(demo: Portal, browser: Browser) -> Iterator[Person]:
    """An advisor at a desk, with scripts off."""
    person = Person(browser, demo, "advisor@bwi.example", scripts=False)
    person.log_in()
    yield person
    person.leave()


@pytest.fixture
def typist(demo: Portal, browser: Browser) -> Iterator[Person]:
    """An advisor without a mouse."""
    person = Person(browser, demo, "coordinator@bwi.example")
    person.log_in()
    yield person
    person.leave()


@pytest.fixture(scope="module")
def advisors_requests(demo: Portal) -> dict[str, str]:
    """A request's page at Anna's desk for each state."""
    printed = demo.run("tests.browser.addresses", "desk-requests")
    return dict(json.loads(printed))


def test_a_company_writes_and_discards_a_draft(company: Person) -> None:
    """Each step is a form of its own and leads to the next."""
    company.go("/requests/new/")
    company.fill(kind="customer", title="Kunden für Getriebe", text="Wir suchen.", language="de")
    company.send()
    draft = company.path
    assert company.page.url.endswith("?step=where")
    company.tick("regions", "ES51")
    company.send()
    assert company.page.url.endswith("?step=details")
    company.send()
    assert company.page.url.endswith("?step=check")
    company.reads("Kunden für Getriebe")
    assert company.offers("submit")
    company.press("discard")
    company.send()
    assert company.path == "/requests/"
    assert company.go(draft) == 404


def test_a_refused_form_says_what_to_mend_and_keeps_what_was_typed(company: Person) -> None:
    """The server checks; the summary leads to the field."""
    company.go("/requests/new/")
    company.fill(title="Ohne Text", kind="customer", language="de")
    company.send()
    assert company.main.locator('.error-summary a[href="#id_text"]').count() == 1
    assert company.main.locator('[name="title"]').input_value() == "Ohne Text"


def test_the_inbox_is_filtered_sorted_and_searched_by_its_address(advisor: Person) -> None:
    """Tabs, search and sorting are links and a form."""
    advisor.go("/desk/?tab=all")
    every = advisor.main.locator("tbody tr").count()
    advisor.main.locator('[name="q"]').fill("Aluminiumdruckguss")
    advisor.click(advisor.main.locator(".filter-bar button"))
    assert "tab=all" in advisor.page.url
    assert 0 < advisor.main.locator("tbody tr").count() < every
    advisor.click(advisor.main.locator("a.table__sort").first)
    assert "sort=" in advisor.page.url
    assert "Aluminiumdruckguss" in advisor.main.locator("tbody").inner_text()


def test_menus_open_and_the_language_changes(advisor: Person) -> None:
    """Menus are the browser's own."""
    advisor.go("/desk/")
    menu = advisor.page.locator("header details.menu").filter(
        has=advisor.page.locator('[value="en"], [value="de"]')
    )
    menu.locator("summary").click()
    wished = menu.locator("button[name=language]").first
    code = wished.get_attribute("value")
    advisor.click(wished)
    assert advisor.page.locator("html").get_attribute("lang") == code
    assert advisor.path == "/desk/"


def test_a_message_is_sent_without_scripts(
    advisor: Person, advisors_requests: dict[str, str]
) -> None:
    """The box under a thread names who reads it."""
    advisor.go(advisors_requests["with_partners"])
    box = advisor.main.locator('form[action$="/threads/internal/write/"]')
    box.locator("textarea").fill("Ohne Skript geschrieben.")
    advisor.click(box.locator("button"))
    advisor.reads("Ohne Skript geschrieben.")


def test_each_verb_of_the_desk_is_a_page_of_its_own(
    advisor: Person, advisors_requests: dict[str, str]
) -> None:
    """Whatever a request's page offers leads to a form with a button and a way back."""
    for path in advisors_requests.values():
        advisor.go(path)
        verbs = advisor.main.locator('.page-header a.button[href^="/desk/requests/"]')
        addresses = [one.get_attribute("href") or "" for one in verbs.all()]
        for address in addresses:
            assert advisor.go(address) == 200
            assert advisor.main.locator("form.form button[type=submit]").count() == 1
            assert advisor.main.locator(f'form a.button[href="{path}"]').count() == 1


def tab_to(person: Person, selector: str) -> int:
    """Press tab until the element has the focus; how often. Each stop must be visible."""
    for presses in range(1, STEPS_TO_THE_ACTION):
        person.page.keyboard.press("Tab")
        found = person.page.evaluate(
            """selector => {
                const here = document.activeElement;
                const box = here.getBoundingClientRect();
                const style = getComputedStyle(here);
                const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
                return [here.matches(selector), box.width > 0 && seen, here.outerHTML.slice(0, 99)];
            }""",
            selector,
        )
        assert found[1], f"the focus cannot be seen on {found[2]}"
        if found[0]:
            return presses
    raise AssertionError(f"{selector} is not reached by tab on {person.page.url}")


def test_the_first_stop_skips_to_the_content(typist: Person) -> None:
    """Tab, Enter, and the next stop is within the content."""
    typist.go("/desk/?tab=all")
    typist.page.keyboard.press("Tab")
    assert typist.page.evaluate("document.activeElement.className") == "skip-link"
    typist.page.keyboard.press("Enter")
    typist.page.keyboard.press("Tab")
    assert typist.page.evaluate("document.activeElement.closest('main') !== null")


def test_a_request_is_taken_by_keyboard_alone(typist: Person) -> None:
    """From the log-in to the message that it is done, without a mouse."""
    typist.go("/desk/?tab=to_triage")
    tab_to(typist, "tbody a")
    with typist.page.expect_navigation():
        typist.page.keyboard.press("Enter")
    assert typist.path.startswith("/desk/requests/")
    tab_to(typist, 'main a[href$="/ask/"]')
    with typist.page.expect_navigation():
        typist.page.keyboard.press("Enter")
    tab_to(typist, "textarea")
    typist.page.keyboard.type("Which alloy?")
    tab_to(typist, "form.form button[type=submit]")
    with typist.page.expect_navigation():
        typist.page.keyboard.press("Enter")
    typist.reads("Which alloy?")


def test_escape_closes_a_menu_and_gives_the_focus_back(typist: Person) -> None:
    """Menus answer the keyboard as menus do."""
    typist.go("/desk/")
    tab_to(typist, "header summary")
    typist.page.keyboard.press("Enter")
    assert typist.page.locator("details.menu[open]").count() == 1
    typist.page.keyboard.press("Tab")
    typist.page.keyboard.press("Escape")
    assert typist.page.locator("details.menu[open]").count() == 0
    assert typist.page.evaluate("document.activeElement.tagName") == "SUMMARY"
