"""What people of a story do, whatever shows them the pages: a browser or a plain client.

`tests.browser.people.Person` sits at Chromium, `tests.browser.plain.PlainPerson` reads the same
pages in the process of the test, without scripts, styles or servers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence

from tests.browser.portal import PASSWORD

PERIOD = 30  # seconds that a code of the second factor lasts


def code_now(secret: str, ahead: int = 0) -> str:
    """The six digits of RFC 6238 for `secret`, now or some periods ahead."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // PERIOD + ahead)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


class Acting(ABC):
    """One person with a page before them; nothing of it is shared with the others.

    `within` names the one suggestion that holds a text; a verb is a link to its page, or a form
    that does it at once.
    """

    email: str
    secret: str

    @abstractmethod
    def go(self, path: str) -> int:
        """Open a page, by its path or an address in a mail; its status."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Path and query of the page."""

    @property
    def path(self) -> str:
        """The path of the page."""
        return self.address.partition("?")[0]

    @abstractmethod
    def shown(self) -> str:
        """The words of the page, each blank once."""

    def reads(self, *texts: str) -> None:
        """The page shows each of these texts."""
        shown = self.shown()
        for text in texts:
            assert text in shown, f"{text!r} is not on {self.address}: {shown[:3000]}"

    @abstractmethod
    def fill(self, **fields: str | Sequence[str]) -> None:
        """Type into fields by their names; choose where a field is a list."""

    @abstractmethod
    def tick(self, name: str, *values: str) -> None:
        """Tick boxes, or choose one of several; the only box of a name without values."""

    @abstractmethod
    def is_ticked(self, name: str) -> bool:
        """Whether the box of this name is."""

    @abstractmethod
    def attach(self, name: str, file: str, content: bytes) -> None:
        """Choose a file."""

    @abstractmethod
    def fields(self, beginning: str) -> Mapping[str, str]:
        """The values of those fields whose names begin so."""

    @abstractmethod
    def error(self, name: str) -> str:
        """What stands at a field that was refused."""

    @abstractmethod
    def send(self) -> None:
        """Press the main button of the page's form."""

    @abstractmethod
    def press(self, verb: str, within: str = "") -> None:
        """Press the button of a verb."""

    @abstractmethod
    def offers(self, verb: str) -> bool:
        """Whether the page has a button for the verb."""

    @abstractmethod
    def follow(self, pattern: str, within: str = "") -> None:
        """Follow the first link whose address fits the regular expression."""

    @abstractmethod
    def open_link(self, pattern: str) -> str:
        """The path of the first link whose address fits the regular expression."""

    @abstractmethod
    def note(self, text: str) -> None:
        """Write to colleagues, in the form beside the case."""

    @abstractmethod
    def cards(self) -> int:
        """How many suggestions the page shows."""

    @abstractmethod
    def reasons(self, card: str) -> int:
        """How many reasons the suggestion with this text has."""

    @abstractmethod
    def lane(self, partner: str) -> str:
        """What stands in a partner's lane."""

    @abstractmethod
    def open_lane(self, partner: str) -> None:
        """Follow the link of a partner's lane."""

    @abstractmethod
    def secret_shown(self) -> str:
        """The secret on the page that sets up a second factor."""

    @abstractmethod
    def status(self, path: str) -> int:
        """What the server answers for an address, without going on from there."""

    @abstractmethod
    def download(self, path: str) -> tuple[bytes, str]:
        """A document, and the headers that came with it."""

    @abstractmethod
    def everything(self, paths: Iterable[str], *, expect: int = 200) -> str:
        """What the server sends this person for these addresses, seen or not, headers too."""

    @abstractmethod
    def come_with(self, session: str) -> None:
        """Be logged in already."""

    @abstractmethod
    def leave(self) -> None:
        """End; nothing may have gone wrong."""

    def log_in(self, password: str = PASSWORD) -> None:
        """Log in; who needs a second factor and has none is led to it and sets it up."""
        self.go("/accounts/login/")
        self.fill(login=self.email, password=password)
        self.send()
        if self.path == "/accounts/reauthenticate/":
            self.fill(password=password)
            self.send()
        if self.path.endswith("/totp/activate/"):
            self.secret = self.secret_shown()
            self.fill(code=code_now(self.secret))
            self.send()
