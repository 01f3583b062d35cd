"""Draws the README's pictures from the demo: .venv/bin/python scripts/screenshots.py

Starts a demo of its own, so that the pictures do not depend on what somebody clicked before, and
writes docs/images/: each page at 1280 px, and as …-phone.png at 390 px.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from tests.browser.people import DESKTOP, PHONE, Person  # noqa: E402
from tests.browser.portal import Portal  # noqa: E402
from tests.chromium import find  # noqa: E402

IMAGES = PROJECT / "docs" / "images"


def pages(portal: Portal, browser: Browser) -> list[tuple[str, str, str]]:
    """Name of the picture, who looks, and where."""
    # Neckar's housings: the third partner is late.
    anna = Person(browser, portal, "advisor@bwi.example")
    anna.log_in()
    anna.go("/desk/?tab=suggestions_in&q=Aluminiumdruckguss")
    request = anna.open_link(r"^/desk/requests/")
    anna.context.close()
    partner = Person(browser, portal, "advisor@accio.example")
    partner.log_in()
    partner.go("/desk/referrals/?tab=to_answer")
    referral = partner.open_link(r"^/desk/referrals/[0-9a-f-]{36}/")
    partner.context.close()
    return [
        ("inbox", "advisor@bwi.example", "/desk/?tab=all"),
        ("request", "advisor@bwi.example", request),
        ("referral", "advisor@accio.example", referral),
        ("company", "company@neckar.example", request.removeprefix("/desk")),
        ("home", "", "/"),
    ]


def draw(portal: Portal, browser: Browser) -> None:
    """Each page in both widths, in English."""
    for name, who, path in pages(portal, browser):
        for size in (DESKTOP, PHONE):
            person = Person(browser, portal, who, phone=size is PHONE)
            if who:
                person.log_in()
            cookie = {"name": "django_language", "value": "en", "url": portal.address}
            person.context.add_cookies([cookie])  # type: ignore[list-item]
            person.go(path)
            target = IMAGES / f"{name}{'-phone' if size is PHONE else ''}.png"
            person.page.screenshot(path=target, animations="disabled")
            person.leave()
            print(target.relative_to(PROJECT))


def main() -> None:
    """Start the demo, draw, stop it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    portal = Portal(demo=True)
    try:
        portal.run("kontor.embedded.prepare", "--demo")
        portal.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**find().launch_arguments())  # type: ignore[arg-type]
            draw(portal, browser)
            browser.close()
    finally:
        portal.stop()


if __name__ == "__main__":
    main()
