"""The demo's mails as files in the data folder; read on /mailbox/, never in production."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from activities.clock import now

KEPT = 500


class MailboxBackend(BaseEmailBackend):
    """Writes each mail to a file of its own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder: Path = settings.MAILBOX_DIRECTORY
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{now():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
            partial = folder / f"{name}.partial"
            partial.touch(mode=0o600)
            partial.write_bytes(message.message().as_bytes())
            partial.rename(folder / f"{name}.eml")
        for old in sorted(folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return len(email_messages)


@dataclass(frozen=True)
class StoredMail:
    """A mail of the demo: header fields and its text part."""

    key: str
    subject: str
    recipient: str
    sent: datetime | None
    text: str


def stored_mails() -> list[StoredMail]:
    """All mails that the demo keeps, newest first."""
    folder: Path = settings.MAILBOX_DIRECTORY
    return [_read(path) for path in sorted(folder.glob("*.eml"), reverse=True)]


def stored_mail(key: str) -> StoredMail | None:
    """One mail by its key; None when there is none."""
    path = settings.MAILBOX_DIRECTORY / f"{key}.eml"
    return _read(path) if key.replace("-", "").isalnum() and path.is_file() else None


def _read(path: Path) -> StoredMail:
    parsed = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(parsed, ParsedMessage)  # noqa: S101  what policy.default gives
    body = parsed.get_body(preferencelist=("plain",))
    return StoredMail(
        key=path.stem,
        subject=str(parsed["Subject"] or ""),
        recipient=str(parsed["To"] or ""),
        # Mails are dated in UTC, "-0000", which is read as no zone at all.
        sent=parsed["Date"].datetime.replace(tzinfo=UTC) if parsed["Date"] else None,
        text=str(body.get_content()) if body else "",
    )
