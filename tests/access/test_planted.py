"""The main job with a planted string in every secret: at each step everybody opens all that they
reach, mails are read, and each string is found only where access.md allows it."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from activities import clock
from notifications.delivery import deliver_due
from tests.access.expected import (
    MAY_KNOW,
    PAGES_OF_ALL_AGENCIES,
    PUBLIC_NAMES,
    STEPS,
    may_know,
)
from tests.access.people import browser_of
from tests.access.story import PLANTED, Story, make_story
from tests.files import samples

pytestmark = pytest.mark.django_db

LINK = re.compile(r'(?:href|action|src)="([^"#]+)')
# Leaves the session, or shows the same to everybody at every step.
LEFT_OUT = ("/static/", "/accounts/", "/language/", "/admin/", "/styleguide/", "/hat/")
LEFT_OUT += ("/network/", "/desk/people/", "/desk/companies/", "/notices/read/", "/company/")
LEFT_OUT += ("/requests/new/",)
STARTS = {
    "company": ("/requests/", "/company/", "/company/people/"),
    "stranger": ("/requests/", "/company/"),
    "candidate": ("/requests/", "/company/"),
    "home advisor": ("/desk/?tab=all", "/desk/?tab=drafts", "/desk/companies/"),
    "home viewer": ("/desk/?tab=all", "/desk/?tab=drafts"),
    "partner advisor": ("/desk/referrals/?tab=all", "/desk/companies/", "/desk/?tab=all"),
    "other partner": ("/desk/referrals/?tab=all", "/desk/companies/"),
    "late partner": ("/desk/referrals/?tab=all",),
    "unasked": ("/desk/?tab=all", "/desk/referrals/?tab=all", "/desk/companies/"),
    "secretariat": (
        "/placements/",
        "/secretariat/matching/",
        "/admin/notifications/notice/",
        "/admin/accounts/user/",
    ),
    "registered": ("/company/new/",),
    "anonymous": ("/", "/health/live", "/health/ready"),
}
# Those who have no part in the case see the same at every step: they look at its end only.
ONLY_AT_THE_END = {
    *("stranger", "unasked", "secretariat", "registered", "anonymous"),
    *("late partner", "home viewer"),
}
LOOKED_AT = ("draft", "submitted", "proposed", "answered", "presented", "introduced")
MOST_PAGES = 45


def readings(client: Client, starts: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Every page that links lead to, with its headers; GET only, each address once."""
    waiting, seen = [*starts, "/notices/", "/start/"], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        body = response.getvalue()
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        yield address, headers.encode() + b"\n" + body
        if response.status_code == 302:
            waiting.append(response["Location"])
        if not response["Content-Type"].startswith("text/html"):
            continue
        path = address.partition("?")[0]
        for found in LINK.findall(body.decode()):
            link = found.replace("&amp;", "&")
            link = path + link if link.startswith("?") else link
            if link.startswith("/") and not link.startswith(LEFT_OUT) and "sort=" not in link:
                waiting.append(link)


def secrets_in(content: bytes) -> set[str]:
    """The planted strings that stand in a page, a document or a mail."""
    text = samples.everything_in(content) if b"%PDF" in content else content
    folded = text.decode("utf-8", "replace")
    return {name for name, planted in PLANTED.items() if planted in folded}


def leaks(story: Story, step: str) -> Iterator[str]:
    """What somebody finds who may not know it."""
    readers = [
        (name, browser_of(story.people[name]), starts)
        for name, starts in STARTS.items()
        if name not in ONLY_AT_THE_END or step == STEPS[-1]
    ]
    if step in {"answered", "introduced"}:
        link = f"/answer/{story.token('candidate')}/"
        readers.append(("second candidate", Client(), (link,)))
    if step == "answered":
        readers.append(("other partner", Client(), (f"/answer/{story.token('partner')}/",)))
    for reader, client, starts in readers:
        for address, content in readings(client, starts):
            for secret in secrets_in(content):
                public = secret in PUBLIC_NAMES and address.startswith(PAGES_OF_ALL_AGENCIES)
                own_list = secret in PUBLIC_NAMES and "/forward/" in address
                if not (public or own_list or may_know(reader, secret, step)):
                    yield f"{step}: {reader} reads {secret} at {address}"


def leaks_in_mails(story: Story, folder: Path, step: str) -> Iterator[str]:
    """Each mail goes to one recipient and carries only what that side may know."""
    addresses = {
        "h.v@briefkasten-torbul.example": "company",
        "o@sable-post.example": "candidate",
        "m@tournelac-post.example": "second candidate",
        "desk@nordhaus.example": "home mailbox",
        "desk@besalvo.example": "other partner",
    }
    from accounts.models import User

    for name, actor in story.people.items():
        if actor.user_id and name not in {"company", "candidate"}:
            addresses[User.objects.get(pk=actor.user_id).email] = name
    for path in sorted(folder.glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        recipients = str(mail["To"]).split(",")
        assert len(recipients) == 1
        assert mail["Cc"] is None
        assert mail["Bcc"] is None
        reader = addresses[recipients[0].strip()]
        heads = "\n".join(f"{name}: {value}" for name, value in mail.items() if name != "To")
        bodies = "\n".join(part.get_content() for part in mail.walk() if not part.is_multipart())
        for secret in secrets_in((heads + "\n" + bodies).encode()):
            if not may_know(reader, secret, step):
                yield f"{step}: {reader} reads {secret} in the mail {mail['Subject']}"
        for secret in secrets_in(heads.encode()):
            yield f"{step}: {secret} stands in a header of the mail to {reader}"
        path.unlink()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    handler = next(
        one
        for one in logging.getLogger().handlers
        if type(one) is logging.StreamHandler and one.filters
    )
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    if before is not None:
        handler.setStream(before)


def test_no_string_is_found_where_it_may_not_be(
    settings: Any, tmp_path: Path, log: io.StringIO
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
    settings.MAILBOX_DIRECTORY = tmp_path / "mailbox"
    story, found, mails = make_story(), list[str](), 0
    for step in story.tell():
        with clock.at(story.now()):
            mails += deliver_due()
            found += leaks_in_mails(story, settings.MAILBOX_DIRECTORY, step)
            if step in LOOKED_AT:
                found += leaks(story, step)
    assert found == []
    assert mails > 25
    assert secrets_in(log.getvalue().encode()) == set()


def test_the_search_finds_what_is_there(settings: Any, tmp_path: Path) -> None:
    """At the end each string is found by one of those who may know it."""
    settings.MEDIA_ROOT = tmp_path
    story = make_story().play("introduced")
    found: set[str] = set()
    with clock.at(story.now()):
        for reader in ("company", "home advisor", "partner advisor", "candidate"):
            for _address, content in readings(browser_of(story.people[reader]), STARTS[reader]):
                found |= secrets_in(content)
        entered = story.suggestions["second"].company_id
        profile = browser_of(story.people["partner advisor"]).get(f"/desk/companies/{entered}/")
        found |= secrets_in(profile.content)
    assert found == set(PLANTED)


def test_the_expectation_speaks_of_every_planted_string() -> None:
    assert set(MAY_KNOW) == set(PLANTED)
