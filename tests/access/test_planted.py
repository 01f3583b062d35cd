"""The main job with a planted string in every secret: at each step everybody opens all that they
reach, mails are read, and each string is found only where access.md allows it."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from accounts.models import User
from activities import clock
from notifications.delivery import deliver_due
from tests.access.expected import (
    MAY_KNOW,
    PAGES_OF_ALL_AGENCIES,
    PUBLIC_NAMES,
    STEPS,
    may_know,
)
from tests.access.readers import STARTS, Reader, readers_of, readings, with_link
from tests.access.story import PLANTED, Story, make_story
from tests.files import samples

pytestmark = pytest.mark.django_db

# Where a mail leads without log-in, and who gets such mails: desks, and who has no account.
LINK_IN_MAIL = re.compile(r"/answer/[\w-]+/")
BY_LINK = {"second candidate", "partner advisor", "other partner", "late partner"}
# In the quick run one of each group reads at each step before the last; in the long one everybody.
# Those of one agency see the same, but for the buttons.
GROUPS = (
    *(("company",), ("candidate",), ("other partner",)),
    ("home advisor", "home coordinator", "home viewer"),
    ("partner viewer", "partner advisor", "partner coordinator"),
    ("anonymous", "unasked", "late partner", "stranger", "secretariat", "registered"),
)


def take_turns(readers: list[Reader], step: str) -> list[Reader]:
    """Who reads at a step of the quick run: everybody at the last."""
    turn = STEPS.index(step)
    names = {group[turn % len(group)] for group in GROUPS}
    return [one for one in readers if one.name in names or step == STEPS[-1]]


def secrets_in(content: bytes) -> set[str]:
    """The planted strings that stand in a page, a document or a mail."""
    text = samples.everything_in(content) if b"%PDF" in content else content
    folded = text.decode("utf-8", "replace")
    return {name for name, planted in PLANTED.items() if planted in folded}


def leaks(readers: list[Reader], step: str, *, thorough: bool) -> Iterator[str]:
    """What somebody finds who may not know it."""
    for reader in readers:
        for address, content in readings(reader, thorough=thorough):
            for secret in secrets_in(content):
                public = secret in PUBLIC_NAMES and address.startswith(PAGES_OF_ALL_AGENCIES)
                own_list = secret in PUBLIC_NAMES and "/forward/" in address
                if not (public or own_list or may_know(reader.name, secret, step)):
                    yield f"{step}: {reader.name} reads {secret} at {address}"


class Mail(NamedTuple):
    """A mail as it was sent to its one recipient."""

    to: str
    heads: str
    body: str


def mails_in(folder: Path) -> Iterator[Mail]:
    """The mails that were sent since the last look; they are taken out of the folder."""
    for path in sorted(folder.glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        recipients = str(mail["To"]).split(",")
        assert len(recipients) == 1
        assert mail["Cc"] is None
        assert mail["Bcc"] is None
        heads = "\n".join(f"{name}: {value}" for name, value in mail.items() if name != "To")
        body = "\n".join(part.get_content() for part in mail.walk() if not part.is_multipart())
        yield Mail(recipients[0].strip(), heads, body)
        path.unlink()


def names_by_address(story: Story) -> dict[str, str]:
    """Who reads the mails to each address."""
    addresses = {
        "h.v@briefkasten-torbul.example": "company",
        "o@sable-post.example": "candidate",
        "m@tournelac-post.example": "second candidate",
        "desk@nordhaus.example": "home mailbox",
        "desk@besalvo.example": "other partner",
    }
    for name, actor in story.people.items():
        if actor.user_id and name not in {"company", "candidate"}:
            addresses[User.objects.get(pk=actor.user_id).email] = name
    return addresses


def leaks_in_mail(reader: str, mail: Mail, step: str) -> Iterator[str]:
    """Each mail goes to one recipient and carries only what that side may know."""
    for secret in secrets_in(f"{mail.heads}\n{mail.body}".encode()):
        if not may_know(reader, secret, step):
            yield f"{step}: {reader} reads {secret} in a mail\n{mail.heads}"
    for secret in secrets_in(mail.heads.encode()):
        yield f"{step}: {secret} stands in a header of the mail to {reader}"


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


@pytest.mark.parametrize("thorough", [False, pytest.param(True, marks=pytest.mark.long)])
def test_no_string_is_found_where_it_may_not_be(
    thorough: bool, settings: Any, tmp_path: Path, log: io.StringIO
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
    settings.MAILBOX_DIRECTORY = tmp_path / "mailbox"
    story, found, mails = make_story(), list[str](), 0
    readers, names = readers_of(story), names_by_address(story)
    by_link: dict[str, Reader] = {}
    for step in story.tell():
        with clock.at(story.now()):
            mails += deliver_due()
            for mail in mails_in(settings.MAILBOX_DIRECTORY):
                name = names[mail.to]
                found += leaks_in_mail(name, mail, step)
                # Whoever was sent a link opens it at this step and at each later one.
                for address in LINK_IN_MAIL.findall(mail.body):
                    by_link.setdefault(address, with_link(name, address))
            now = readers if thorough else take_turns(readers, step)
            found += leaks([*now, *by_link.values()], step, thorough=thorough)
            if secrets_in(log.getvalue().encode()):
                found.append(f"{step}: the log has {secrets_in(log.getvalue().encode())}")
    assert found == []
    assert mails > 25
    assert {one.name for one in by_link.values()} == BY_LINK


def test_the_search_finds_what_is_there(settings: Any, tmp_path: Path) -> None:
    """At the end each string is found by one of those who may know it."""
    settings.MEDIA_ROOT = tmp_path
    story = make_story().play("introduced")
    found: set[str] = set()
    with clock.at(story.now()):
        for reader in readers_of(story):
            if reader.name in {"company", "home advisor", "partner advisor", "candidate"}:
                for _address, content in readings(reader):
                    found |= secrets_in(content)
    assert found == set(PLANTED)


def test_everybody_of_the_story_reads_and_takes_a_turn() -> None:
    story = make_story()
    assert set(STARTS) == set(story.people)
    readers = readers_of(story)
    early = {one.name for step in STEPS[:-1] for one in take_turns(readers, step)}
    assert early == set(STARTS)


def test_the_expectation_speaks_of_every_planted_string() -> None:
    assert set(MAY_KNOW) == set(PLANTED)
