"""People who read pages without a browser, and the Kontor around them, in the test's process."""

from __future__ import annotations

import html
import logging
import mimetypes
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage as DjangoMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from lxml.html import (
    FormElement,
    HtmlElement,
    InputElement,
    SelectElement,
    TextareaElement,
)

from activities import clock
from activities.timers.running import run_due
from matching import index
from notifications.delivery import deliver_due
from tests.browser.acting import Acting
from tests.browser.mails import Mail

CONTROLS = (InputElement, SelectElement, TextareaElement)


class PlainPortal:
    """Kontor in this process: what worker and beat do is done when somebody waits for a mail."""

    def __init__(self) -> None:
        self.address = settings.KONTOR_BASE_URL
        self.moved = ExitStack()
        self.written: list[str] = []

    def set_clock(self, moment: datetime) -> None:
        """From now on it is `moment`, and what falls due by then is done."""
        self.moved.close()
        self.moved.enter_context(clock.at(moment))
        work()

    def logs(self) -> str:
        """Everything that was logged."""
        return "\n".join(self.written)

    @contextmanager
    def watched(self) -> Iterator[PlainPortal]:
        """Keep what is logged, and give the clock back at the end."""
        handler = logging.Handler()
        handler.emit = lambda record: self.written.append(record.getMessage())  # type: ignore[method-assign]
        logging.getLogger().addHandler(handler)
        try:
            yield self
        finally:
            logging.getLogger().removeHandler(handler)
            self.moved.close()


def work() -> None:
    """What the worker does by itself, until nothing is left."""
    while index.refresh():
        pass
    while run_due():
        pass
    while deliver_due():
        pass


_sent: list[Mail] = []


class KeptBackend(BaseEmailBackend):
    """Keeps what would leave, for as long as the story lasts: Django's own forgets it with each
    test."""

    def send_messages(self, email_messages: Sequence[DjangoMessage]) -> int:
        for one in email_messages:
            message = message_from_bytes(one.message().as_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            (to,) = one.to
            _sent.append(Mail(to, message))
        return len(email_messages)


class PlainPostbox:
    """The mails that would have left, one by one."""

    def __init__(self) -> None:
        self.read: set[int] = set()
        self.mails = _sent
        self.mails.clear()

    def expect(self, to: str, about: str) -> Mail:
        """The next unread mail to `to` whose subject or text holds `about`."""
        work()
        for number, one in enumerate(self.mails):
            fits = about in one.subject or about in one.text
            if number not in self.read and one.to == to and fits:
                self.read.add(number)
                return one
        raise AssertionError(f"no mail to {to} about {about!r}: {self.summary()}")

    def to(self, *addresses: str) -> list[Mail]:
        """All mails to these addresses so far."""
        work()
        return [one for one in self.mails if one.to in addresses]

    def summary(self) -> list[tuple[str, str]]:
        """To whom and about what, for a failing test."""
        return [(one.to, one.subject) for one in self.mails]


class PlainPerson(Acting):
    """One person with a session of their own."""

    def __init__(
        self,
        portal: PlainPortal,
        email: str = "",
        *,
        phone: bool = False,
        language: str = "en-GB",
    ) -> None:
        self.portal = portal
        self.email = email
        self.secret = ""
        self.client = Client(
            enforce_csrf_checks=True,
            SERVER_NAME="localhost",
            headers={"accept-language": language},
        )
        self.url = "/"
        self.page: HtmlElement = lxml.html.fromstring("<main></main>")
        self.files: dict[str, SimpleUploadedFile] = {}

    def _take(self, answer: HttpResponseBase) -> int:
        """Read the page that one was led to."""
        chain = getattr(answer, "redirect_chain", [])
        if chain:
            self.url = urljoin(self.url, chain[-1][0])
        content = body_of(answer).decode()
        self.page = lxml.html.fromstring(content, parser=lxml.html.HTMLParser(encoding="utf-8"))
        for text in self.page.iter("textarea"):
            # The first line break within is none of the text (HTML, 13.1.2.5).
            text.text = (text.text or "").removeprefix("\n")
        self.files = {}
        return answer.status_code

    def go(self, path: str) -> int:
        self.url = path.removeprefix(self.portal.address)
        return self._take(self.client.get(self.url, follow=True))

    @property
    def address(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @property
    def main(self) -> HtmlElement:
        return next(self.page.iter("main"))

    def shown(self) -> str:
        return words_of(self.main)

    def _named(self, name: str) -> list[HtmlElement]:
        return [one for one in self.main.iter() if isinstance(one, CONTROLS) and one.name == name]

    def fill(self, **fields: str | Sequence[str]) -> None:
        for name, value in fields.items():
            field = self._named(name)[0]
            if isinstance(field, SelectElement) and field.multiple:
                field.value = [value] if isinstance(value, str) else list(value)
            else:
                field.value = value
            self._keep_typed(field)

    def _keep_typed(self, field: HtmlElement) -> None:
        """What the page's script does as one types: the form is kept."""
        form = next(field.iterancestors("form"))
        if address := form.get("data-autosave"):
            self.client.post(address, values_of(form))

    def tick(self, name: str, *values: str) -> None:
        boxes = self._named(name)
        for box in boxes:
            if box.type == "radio":
                box.checked = False
        wanted = [box for box in boxes if not values or box.get("value") in values]
        assert len(wanted) == max(len(values), 1), f"{name} {values} on {self.url}"
        for box in wanted:
            box.checked = True

    def is_ticked(self, name: str) -> bool:
        return bool(self._named(name)[0].checked)

    def attach(self, name: str, file: str, content: bytes) -> None:
        sent_as = mimetypes.guess_type(file)[0] or "application/octet-stream"
        self.files[name] = SimpleUploadedFile(file, content, sent_as)

    def fields(self, beginning: str) -> Mapping[str, str]:
        return {
            str(one.name): value if isinstance(value := one.value, str) else ""
            for one in self.main.iter()
            if isinstance(one, CONTROLS) and str(one.name or "").startswith(beginning)
        }

    def error(self, name: str) -> str:
        return words_of(self.page.get_element_by_id(f"id_{name}_error"))

    def _submit(self, form: FormElement, button: HtmlElement | None) -> None:
        values = values_of(form)
        if button is not None and button.get("name"):
            values[button.get("name", "")] = [button.get("value", "")]
        address = urljoin(self.url, form.get("action") or self.url)
        self.url = address
        if form.method == "GET":
            self._take(self.client.get(address, values, follow=True))
        else:
            self._take(self.client.post(address, {**values, **self.files}, follow=True))

    def send(self) -> None:
        for form in self.main.iter("form"):
            for button in form.iter("button"):
                is_main = "button" in button.classes and button.get("type", "submit") == "submit"
                if "form" in form.classes and is_main:
                    self._submit(form, button)
                    return
        raise AssertionError(f"no form on {self.address}")

    def _place(self, within: str) -> HtmlElement:
        if not within:
            return self.main
        (found,) = [one for one in self._suggestions() if within in words_of(one)]
        return found

    def _suggestions(self) -> list[HtmlElement]:
        return [one for one in self.main.iter("article") if "suggestion" in one.classes]

    def _buttons(self, verb: str, within: str = "") -> Iterator[HtmlElement]:
        for one in self._place(within).iter("a", "form"):
            address = one.get("href") or one.get("action") or ""
            if address.endswith(f"/{verb}/"):
                yield one

    def press(self, verb: str, within: str = "") -> None:
        self._open(next(self._buttons(verb, within)))

    def _open(self, target: HtmlElement) -> None:
        if isinstance(target, FormElement):
            self._submit(target, None)
        else:
            self.url = urljoin(self.url, target.get("href"))
            self._take(self.client.get(self.url, follow=True))

    def offers(self, verb: str) -> bool:
        return next(self._buttons(verb), None) is not None

    def follow(self, pattern: str, within: str = "") -> None:
        links = self._place(within).iter("a")
        self._open(next(one for one in links if re.search(pattern, one.get("href") or "")))

    def open_link(self, pattern: str) -> str:
        for link in self.main.iter("a"):
            if re.search(pattern, link.get("href") or ""):
                return str(urlsplit(link.get("href")).path)
        raise AssertionError(f"no link {pattern} on {self.address}")

    def note(self, text: str) -> None:
        (form,) = self._buttons("threads/internal/write")
        form.fields["text"] = text
        self._submit(form, None)

    def cards(self) -> int:
        return len(self._suggestions())

    def reasons(self, card: str) -> int:
        return sum("reason" in one.classes for one in self._place(card).iter("li"))

    def _lane(self, partner: str) -> HtmlElement:
        lanes = [one for one in self.main.iter("li") if "lane" in one.classes]
        (found,) = [one for one in lanes if partner in words_of(one)]
        return found

    def lane(self, partner: str) -> str:
        return words_of(self._lane(partner))

    def open_lane(self, partner: str) -> None:
        self._open(next(self._lane(partner).iter("a")))

    def secret_shown(self) -> str:
        return words_of(next(one for one in self.main.iter("code") if "secret" in one.classes))

    def status(self, path: str) -> int:
        return self.client.get(path).status_code

    def download(self, path: str) -> tuple[bytes, str]:
        answer = self.client.get(path)
        return body_of(answer), headers_of(answer)

    def everything(self, paths: Iterable[str], *, expect: int = 200) -> str:
        found = []
        for path in paths:
            answer = self.client.get(path)
            assert answer.status_code == expect, f"{path} gives {self.email} {answer.status_code}"
            found.append(html.unescape(f"{headers_of(answer)}\n{body_of(answer).decode()}"))
        return "\n".join(found)

    def come_with(self, session: str) -> None:
        self.client.cookies[settings.SESSION_COOKIE_NAME] = session

    def leave(self) -> None:
        self.client.logout()


def values_of(form: FormElement) -> dict[str, list[str]]:
    """What a form would send, without the button that sends it."""
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def words_of(part: HtmlElement) -> str:
    """The words of a part of a page, each blank once; without what fields hold."""
    return " ".join(part.text_content().split())


def body_of(answer: HttpResponseBase) -> bytes:
    """The whole content, also of a file."""
    if isinstance(answer, StreamingHttpResponse):
        return answer.getvalue()
    return bytes(getattr(answer, "content", b""))


def headers_of(answer: HttpResponseBase) -> str:
    """The values of all headers."""
    return "\n".join(str(value) for value in answer.headers.values())
