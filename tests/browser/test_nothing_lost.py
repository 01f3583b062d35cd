"""Whatever comes between: what a person typed is still there, and nobody does a thing twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import Person
from tests.browser.portal import PASSWORD, Portal, wait_until
from tests.patience import PATIENCE

ANNA = "advisor@bwi.example"
MATTHIAS = "coordinator@bwi.example"
COMPANY = "company@neckar.example"
QUESTION = "Aus welcher Legierung sind die Gehäuse?\nUnd wem gehören die Werkzeuge?"
# Seeded: the first and the third are submitted, the second is with Anna.
UNTAKEN, TAKEN, SPARE = (f"/desk/requests/KO-2026-0000{number}/" for number in (1, 2, 3))


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    """A portal whose database these tests may stop."""
    portal = Portal(demo=True)
    try:
        portal.run("tests.browser.seeding", "cases")
        portal.start()
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def people(portal: Portal, browser: Browser) -> Iterator[list[Person]]:
    """Who came in during a test; at its end nothing went wrong in their browsers."""
    found: list[Person] = []
    yield found
    for person in found:
        person.leave()


@pytest.fixture
def anna(portal: Portal, browser: Browser, people: list[Person]) -> Person:
    """Neckar's advisor, logged in."""
    person = Person(browser, portal, ANNA)
    people.append(person)
    person.log_in()
    return person


@pytest.fixture
def buyer(portal: Portal, browser: Browser, people: list[Person]) -> Person:
    """Neckar's buyer, logged in."""
    person = Person(browser, portal, COMPANY)
    people.append(person)
    person.log_in()
    return person


def typed(person: Person, name: str = "text") -> str:
    """What stands in a field, with plain line ends."""
    return person.main.locator(f'[name="{name}"]').input_value().replace("\r\n", "\n")


def end_session(person: Person) -> None:
    """As if the session had run out."""
    person.context.clear_cookies(name="sessionid")


def log_in_as(person: Person, email: str) -> None:
    """Log in on the page that asks for it, and go where it leads."""
    assert person.path == "/accounts/login/"
    person.fill(login=email, password="kontor")
    person.send()


def test_after_an_ended_session_the_same_person_gets_the_text_back(anna: Person) -> None:
    """Sent without a session, it waits behind the log-in."""
    anna.go(f"{TAKEN}ask/")
    anna.fill(text=QUESTION)
    end_session(anna)
    anna.send()
    log_in_as(anna, ANNA)
    assert anna.path == f"{TAKEN}ask/"
    assert typed(anna) == QUESTION


def test_after_an_ended_session_nobody_else_gets_the_text(anna: Person) -> None:
    """Another person at the same browser finds an empty form."""
    anna.go(f"{TAKEN}ask/")
    anna.fill(text=QUESTION)
    end_session(anna)
    anna.send()
    log_in_as(anna, MATTHIAS)
    assert anna.path == f"{TAKEN}ask/"
    assert typed(anna) == ""


def test_a_page_that_stood_open_too_long_hands_the_text_back(anna: Person) -> None:
    """Its CSRF token no longer fits: the text is there to be sent again, and then counts."""
    anna.go(TAKEN)
    box = anna.main.locator('form[action$="/threads/internal/write/"]')
    box.locator("textarea").fill("Stand zu lange offen.")
    anna.context.clear_cookies(name="csrftoken")
    anna.click(box.locator("button"))
    assert typed(anna) == "Stand zu lange offen."
    anna.send()
    assert anna.path == TAKEN
    anna.reads("Stand zu lange offen.")


def test_a_draft_saves_itself_as_one_types(
    buyer: Person, portal: Portal, browser: Browser, people: list[Person]
) -> None:
    """Typed, not sent: found again at another browser, and offered to nobody else."""
    buyer.go("/requests/new/")
    buyer.fill(kind="supplier", title="Wellen", text="Wir suchen Wellen.", language="de")
    buyer.send()
    step = f"{buyer.path}?step=need"
    buyer.go(step)
    field = buyer.main.locator('[name="text"]')
    field.press_sequentially(" Gehärtet und geschliffen.")
    expect(buyer.main.locator("[data-autosave-state]")).not_to_be_empty(timeout=1_000 * PATIENCE)
    other = Person(browser, portal, COMPANY)
    people.append(other)
    other.log_in()
    other.go(step)
    assert "Gehärtet und geschliffen." in typed(other)
    colleague = Person(browser, portal, ANNA)
    people.append(colleague)
    colleague.log_in()
    assert colleague.go(step) == 404


def test_who_leaves_a_step_at_once_finds_what_they_typed(buyer: Person) -> None:
    """No pause for the form to save itself: it does so as the page is left."""
    buyer.go("/requests/new/")
    buyer.fill(kind="supplier", title="Wellen", text="Wir suchen Wellen.", language="de")
    buyer.send()
    draft = buyer.path
    buyer.go(f"{draft}?step=need")
    buyer.main.locator('[name="text"]').press_sequentially(" Geschliffen.")
    buyer.page.locator('.steps a[href$="step=where"]').click()
    buyer.page.wait_for_url("**step=where")

    def kept() -> bool:
        buyer.go(f"{draft}?step=need")
        return "Geschliffen." in typed(buyer)

    wait_until(kept, "what was typed comes back")


def test_a_refused_form_keeps_every_field(buyer: Person) -> None:
    """One field is missing, the others stay as they were."""
    buyer.go("/requests/new/")
    buyer.fill(kind="licence", text="Wir suchen eine Lizenz.", language="fr")
    buyer.send()
    assert buyer.main.locator("#id_title_error").count() == 1
    kept = {name: typed(buyer, name) for name in ("kind", "title", "text", "language")}
    assert kept == {
        "kind": "licence",
        "title": "",
        "text": "Wir suchen eine Lizenz.",
        "language": "fr",
    }


def test_without_database_the_page_hands_the_text_back(anna: Person, portal: Portal) -> None:
    """A plain 503; once the database is back, the same text is sent by one button."""
    anna.go(f"{TAKEN}ask/")
    anna.fill(text=QUESTION)
    portal.servers.database.stop()
    try:
        with anna.page.expect_response(lambda answer: answer.request.method == "POST") as got:
            anna.send()
        assert got.value.status == 503
        assert typed(anna) == QUESTION
        assert portal.status() != "ok"
    finally:
        portal.servers.database.start()
        wait_until(lambda: portal.status() in {"ok", "degraded"}, portal.last_words)
    anna.send()
    assert anna.path == TAKEN
    anna.reads("Aus welcher Legierung sind die Gehäuse?")


def test_the_later_of_two_is_told_who_was_faster(
    anna: Person, portal: Portal, browser: Browser, people: list[Person]
) -> None:
    """Both see the button; the second press changes nothing and names the first."""
    matthias = Person(browser, portal, MATTHIAS)
    people.append(matthias)
    matthias.log_in()
    matthias.go(UNTAKEN)
    anna.go(UNTAKEN)
    matthias.press("take")
    with anna.page.expect_response(lambda answer: answer.request.method == "POST") as got:
        anna.press("take")
    assert got.value.status == 409
    anna.reads("Matthias Röder")
    anna.go(UNTAKEN)
    assert not anna.offers("take")


def test_a_double_click_sends_once(anna: Person) -> None:
    """Both clicks may reach the server; the message stands there once."""
    anna.go(SPARE)
    box = anna.main.locator('form[action$="/threads/internal/write/"]')
    box.locator("textarea").fill("Nur einmal gemeint.")
    box.locator("button").dblclick()
    # The second click gives up the navigation that the first began.
    anna.main.locator(".message__text", has_text="Nur einmal gemeint.").first.wait_for()
    anna.go(SPARE)
    assert anna.main.locator(".message__text", has_text="Nur einmal gemeint.").count() == 1


def test_a_search_after_the_session_ended_leads_to_the_log_in_and_back(anna: Person) -> None:
    anna.go("/desk/?tab=all")
    anna.context.clear_cookies(name="sessionid")
    anna.page.locator('input[name="q"]').fill("Geh")
    anna.page.wait_for_url("**/accounts/login/**")
    anna.fill(login=ANNA, password=PASSWORD)
    anna.send()
    assert anna.path == "/desk/"
    assert "q=Geh" in anna.page.url
    assert anna.main.locator("#results").count() == 1


def test_a_name_without_end_breaks_no_page_on_a_phone(anna: Person) -> None:
    anna.page.set_viewport_size({"width": 360, "height": 800})
    anna.phone = True
    anna.go("/desk/companies/new/")
    anna.fill(legal_name="Kraftfahrzeugzubehörvertriebsgesellschaft" * 2 + " mbH",
              postcode="74072", city="Heilbronn")  # fmt: skip
    anna.page.locator('[name="country"]').select_option("DE")
    anna.send()
    anna.fits()
    anna.click(anna.page.locator('a[href^="/requests/new/"]').first)
    anna.fill(title="Wort" * 40, text="Wort" * 200)
    anna.send()
    anna.fits()
