"""People of the network at their browsers: Chromium."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

from tests.browser.acting import Acting
from tests.browser.portal import Portal
from tests.patience import PATIENCE

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


class Person(Acting):
    """One person with a browser of their own. On a phone nothing reaches beyond the screen."""

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
    def address(self) -> str:
        parts = urlsplit(self.page.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def shown(self) -> str:
        return " ".join(self.main.inner_text().split())

    def fill(self, **fields: str | Sequence[str]) -> None:
        for name, value in fields.items():
            field = self.main.locator(f'[name="{name}"]')
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value if isinstance(value, str) else list(value))
            else:
                assert isinstance(value, str)
                field.fill(value)

    def tick(self, name: str, *values: str) -> None:
        if not values:
            self.main.locator(f'[name="{name}"]').check()
        for value in values:
            self.main.locator(f'[name="{name}"][value="{value}"]').check()

    def is_ticked(self, name: str) -> bool:
        return self.main.locator(f'[name="{name}"]').is_checked()

    def attach(self, name: str, file: str, content: bytes) -> None:
        self.main.locator(f'[name="{name}"]').set_input_files(
            {"name": file, "mimeType": "application/pdf", "buffer": content}
        )

    def fields(self, beginning: str) -> Mapping[str, str]:
        return {
            field.get_attribute("name") or "": field.input_value()
            for field in self.main.locator(f'[name^="{beginning}"]').all()
        }

    def error(self, name: str) -> str:
        return self.main.locator(f"#id_{name}_error").inner_text()

    def send(self) -> None:
        self.click(self.main.locator("form.form button.button[type=submit]").first)

    def _buttons(self, verb: str, within: str = "") -> Locator:
        place = self.card(within) if within else self.main
        return place.locator(f'a[href$="/{verb}/"], form[action$="/{verb}/"] button')

    def press(self, verb: str, within: str = "") -> None:
        # The same verb may be offered beside what it is about and among all of the page.
        self.click(self._buttons(verb, within).first)

    def click(self, target: Locator) -> None:
        """Click what leads to another page, and wait until it is there."""
        with self.page.expect_navigation():
            target.click()
        self.fits()

    def offers(self, verb: str) -> bool:
        return self._buttons(verb).count() > 0

    def follow(self, pattern: str, within: str = "") -> None:
        links = (self.card(within) if within else self.main).locator("a[href]").all()
        self.click(
            next(one for one in links if re.search(pattern, one.get_attribute("href") or ""))
        )

    def card(self, text: str) -> Locator:
        """The one suggestion that holds the text."""
        return self.main.locator("article.suggestion").filter(has_text=text)

    def note(self, text: str) -> None:
        form = self.main.locator('form[action$="/threads/internal/write/"]')
        form.locator("textarea").fill(text)
        self.click(form.locator("button"))

    def cards(self) -> int:
        return self.main.locator("article.suggestion").count()

    def reasons(self, card: str) -> int:
        return self.card(card).locator(".reason").count()

    def _lane(self, partner: str) -> Locator:
        return self.main.locator("li.lane").filter(has_text=partner)

    def lane(self, partner: str) -> str:
        return self._lane(partner).inner_text()

    def open_lane(self, partner: str) -> None:
        self.click(self._lane(partner).locator("a").first)

    def secret_shown(self) -> str:
        return self.main.locator("code.secret").inner_text().strip()

    def status(self, path: str) -> int:
        return self.context.request.get(path, max_redirects=0).status

    def download(self, path: str) -> tuple[bytes, str]:
        answer = self.context.request.get(path)
        return answer.body(), "\n".join(answer.headers.values())

    def come_with(self, session: str) -> None:
        self.context.add_cookies(
            [{"name": "sessionid", "value": session, "url": self.portal.address}]
        )

    def everything(self, paths: Iterable[str], *, expect: int = 200) -> str:
        found = []
        for path in paths:
            answer = self.context.request.get(path, max_redirects=0)
            assert answer.status == expect, f"{path} gives {self.email} {answer.status}"
            headers = "\n".join(answer.headers.values())
            found.append(html.unescape(f"{headers}\n{answer.text()}"))
        return "\n".join(found)

    def open_link(self, pattern: str) -> str:
        for link in self.main.locator("a[href]").all():
            address = link.get_attribute("href") or ""
            if re.search(pattern, address):
                return urlsplit(address).path
        raise AssertionError(f"no link {pattern} on {self.page.url}")

    def leave(self) -> None:
        self.context.close()
        assert self.faults == []
