"""Files are their owner's alone, links survive a change of key, pages say little to others."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client, RequestFactory

from activities import tokens
from notifications.mailbox import MailboxBackend
from web.middleware import BodyLimitMiddleware


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_uploads_and_mails_are_for_their_owner_alone(settings: Any, tmp_path: Path) -> None:
    storage = FileSystemStorage(location=tmp_path / "files")
    name = storage.save("content/ab/one", ContentFile(b"x"))
    assert mode(tmp_path / "files" / name) == 0o600
    for folder in ("files", "files/content", "files/content/ab"):
        assert mode(tmp_path / folder) == 0o700
    settings.MAILBOX_DIRECTORY = tmp_path / "mailbox"
    MailboxBackend().send_messages([EmailMessage("s", "b", to=["x@post.example"])])
    (kept,) = settings.MAILBOX_DIRECTORY.iterdir()
    assert (mode(settings.MAILBOX_DIRECTORY), mode(kept)) == (0o700, 0o600)


def test_a_link_made_with_a_key_of_before_still_opens(settings: Any) -> None:
    row = uuid4()
    settings.SECRET_KEY = "o" * 48
    token = tokens.token_of("purpose", row, "nonce")
    settings.SECRET_KEY = "n" * 48
    assert not tokens.is_token_of("purpose", row, "nonce", token)
    settings.SECRET_KEY_FALLBACKS = ["o" * 48]
    assert tokens.is_token_of("purpose", row, "nonce", token)
    assert tokens.token_of("purpose", row, "nonce") != token
    assert not tokens.is_token_of("other", row, "nonce", token)


# A file's end looks at the connection that an earlier test may have left.
@pytest.mark.django_db
def test_a_page_takes_no_base_and_static_files_are_for_this_site(client: Client) -> None:
    answer = client.get("/health/live")
    assert "base-uri 'none'" in answer["Content-Security-Policy"]
    static = client.get("/static/kontor/base.css")
    assert static.status_code == 200
    assert b"".join(static)
    assert "Access-Control-Allow-Origin" not in static
    static.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"CONTENT_LENGTH": str(20 * 1024**2)}, 200),
        ({"CONTENT_LENGTH": str(20 * 1024**2 + 1)}, 413),
        ({"CONTENT_LENGTH": "150000000"}, 413),
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "many"}, 400),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": ""}, 200),
    ],
)
def test_a_body_that_is_too_large_is_refused_before_anything_is_read(
    headers: dict[str, str], status: int
) -> None:
    class Unread:
        def read(self, *arguments: object) -> bytes:
            raise AssertionError("read")

    request = RequestFactory().generic("POST", "/", **headers)
    request.META.update(headers)
    request._stream = Unread()  # type: ignore[assignment]
    answer = BodyLimitMiddleware(lambda _request: HttpResponse())(request)
    assert answer.status_code == status
