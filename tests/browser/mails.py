"""An SMTP server within the test process: the mails that Kontor really sent, one by one."""

from __future__ import annotations

import html
import re
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from kontor.embedded.ports import free_port

ARRIVAL_SECONDS = 30.0


@dataclass(frozen=True)
class Mail:
    """One mail as its only recipient got it."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def everything(self) -> str:
        """Headers and both parts, decoded."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.message.items())
        return "\n".join((headers, self.text, html.unescape(self._part("html"))))

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"{self.subject} has no part {kind}"
        return str(part.get_content())

    def link(self, within: str) -> str:
        """The one address in the text that holds `within`."""
        found = {one for one in re.findall(r"https?://\S+", self.text) if within in one}
        assert len(found) == 1, f"{within!r} in {self.text}"
        return found.pop()  # type: ignore[no-any-return]


class Postbox:
    """Takes every mail; a test waits for the one that it expects."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.read: set[int] = set()
        self._arrived = threading.Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd, in its own thread, for each mail."""
        message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        assert isinstance(message, EmailMessage)
        recipients = envelope.rcpt_tos
        if len(recipients) != 1:
            return "554 one recipient per mail"
        with self._arrived:
            self.mails.append(Mail(recipients[0], message))
            self._arrived.notify_all()
        return "250 taken"

    def __enter__(self) -> Postbox:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self._controller.port)

    def expect(self, to: str, about: str) -> Mail:
        """The next unread mail to `to` whose subject or text holds `about`; waits for it."""

        def find() -> int | None:
            for number, mail in enumerate(self.mails):
                fits = about in mail.subject or about in mail.text
                if number not in self.read and mail.to == to and fits:
                    return number
            return None

        with self._arrived:
            arrived = self._arrived.wait_for(lambda: find() is not None, ARRIVAL_SECONDS)
            number = find()
            assert arrived, f"no mail to {to} about {about!r}: {self.summary()}"
            assert number is not None
            self.read.add(number)
            return self.mails[number]

    def to(self, *addresses: str) -> list[Mail]:
        """All mails to these addresses so far."""
        with self._arrived:
            return [mail for mail in self.mails if mail.to in addresses]

    def summary(self) -> list[tuple[str, str]]:
        """To whom and about what, for a failing test."""
        return [(mail.to, mail.subject) for mail in self.mails]
