"""The demo's mails are kept as files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage

from notifications.mailbox import MailboxBackend, stored_mail, stored_mails


def test_a_kept_mail_tells_its_moment_with_its_zone(settings: Any, tmp_path: Path) -> None:
    settings.MAILBOX_DIRECTORY = tmp_path
    sent = EmailMessage("Subject", "Text", "from@kontor.example", ["to@kontor.example"])
    assert MailboxBackend().send_messages([sent]) == 1
    (mail,) = stored_mails()
    assert mail == stored_mail(mail.key)
    assert (mail.subject, mail.recipient, mail.text.strip()) == (
        "Subject",
        "to@kontor.example",
        "Text",
    )
    assert mail.sent is not None
    assert mail.sent.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - mail.sent) < timedelta(minutes=1)


@pytest.mark.parametrize("key", ["missing", "../settings", ""])
def test_what_is_no_mail_is_not_there(settings: Any, tmp_path: Path, key: str) -> None:
    settings.MAILBOX_DIRECTORY = tmp_path
    assert stored_mail(key) is None
