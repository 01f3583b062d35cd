"""People of the network at their browsers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import re
import struct
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

from tests.browser.portal import PASSWORD, Portal
from tests.patience import PATIENCE

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PERIOD = 30  # seconds that a code of the second factor lasts


def code_now(secret: str, ahead: int = 0) -> str:
    """The six digits of RFC 6238 for `secret`, now or some periods ahead."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // PERIOD + ahead)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


class Person:
    """One person with a browser of their own; nothing of it is shared with the others."""

    def __init__(
        self,
        browser: Browser,
        portal: Portal,
        email: str = "",
        *,
        phone: bool = False,
        scripts: bool = True,
        language: str = "en-GB",
        dark: bool = False,
    ) -> None:
        self.portal = portal
        self.email = email
        self.phone = phone
        self.context = browser.new_context(
            base_url=portal.address,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            has_touch=phone,
            locale=language,
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        self.context.set_default_timeout(1_000 * PATIENCE)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.secret = ""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda fault: self.faults.append(f"script: {fault}"))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status == 500:
            self.faults.append(f"500: {response.url}")

    def go(self, path: str) -> int:
        """Open a page; its status. On a phone nothing may reach beyond the screen."""
        response = self.page.goto(path)
        assert response is not None
        self.fits()
        return response.status

    def fits(self) -> None:
        """Nothing scrolls sideways on a phone."""
        if self.phone:
            wide = self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{self.page.url} is {wide} px too wide"

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def reads(self, *texts: str) -> None:
        """The page shows each of these texts."""
        shown = " ".join(self.main.inner_text().split())
        for text in texts:
            assert text in shown, f"{text!r} is not on {self.page.url}: {shown[:3000]}"

    def fill(self, **fields: str) -> None:
        """Type into fields by their names; choose where a field is a list."""
        for name, text in fields.items():
            field = self.main.locator(f'[name="{name}"]')
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)

    def tick(self, name: str, *values: str) -> None:
        """Tick boxes, or choose one of several."""
        for value in values:
            self.main.locator(f'[name="{name}"][value="{value}"]').check()

    def send(self) -> None:
        """Press the main button of the page's form."""
        self.follow(self.main.locator("form.form button.button[type=submit]").first)

    def press(self, verb: str, within: Locator | None = None) -> None:
        """Press the button of a verb: a link to its page, or a form that does it at once."""
        place = within or self.page.locator("main")
        button = place.locator(f'a[href$="/{verb}/"], form[action$="/{verb}/"] button')
        # The same verb may be offered beside what it is about and among all of the page.
        self.follow(button.first)

    def follow(self, target: Locator) -> None:
        """Click what leads to another page, and wait until it is there."""
        with self.page.expect_navigation():
            target.click()
        self.fits()

    def offers(self, verb: str) -> bool:
        """Whether the page has a button for the verb."""
        found = self.page.locator(f'main a[href$="/{verb}/"], main form[action$="/{verb}/"]')
        return found.count() > 0

    def card(self, text: str) -> Locator:
        """The one suggestion that holds the text."""
        return self.main.locator("article.suggestion").filter(has_text=text)

    def log_in(self, password: str = PASSWORD) -> None:
        """Log in; who needs a second factor and has none is led to it and sets it up."""
        self.go("/accounts/login/")
        self.fill(login=self.email, password=password)
        self.send()
        if self.path == "/accounts/reauthenticate/":
            self.fill(password=password)
            self.send()
        if self.path.endswith("/totp/activate/"):
            self.secret = self.main.locator("code.secret").inner_text().strip()
            self.fill(code=code_now(self.secret))
            self.send()

    def come_with(self, session: str) -> None:
        """Be logged in already."""
        self.context.add_cookies(
            [{"name": "sessionid", "value": session, "url": self.portal.address}]
        )

    def everything(self, paths: Iterable[str], *, expect: int = 200) -> str:
        """What the server sends this person for these addresses, seen or not, headers too."""
        found = []
        for path in paths:
            answer = self.context.request.get(path, max_redirects=0)
            assert answer.status == expect, f"{path} gives {self.email} {answer.status}"
            headers = "\n".join(answer.headers.values())
            found.append(html.unescape(f"{headers}\n{answer.text()}"))
        return "\n".join(found)

    def link_on_page(self, pattern: str) -> str:
        """The path of the first link whose address fits the regular expression."""
        for link in self.main.locator("a[href]").all():
            address = link.get_attribute("href") or ""
            if re.search(pattern, address):
                return urlsplit(address).path
        raise AssertionError(f"no link {pattern} on {self.page.url}")

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong in it."""
        self.context.close()
        assert self.faults == []
