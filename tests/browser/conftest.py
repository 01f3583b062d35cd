"""The browser of the tests: Chromium, confined to this machine."""

import json
import os
from collections.abc import Generator, Iterator
from functools import partial
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from tests.browser.mails import Postbox
from tests.browser.people import Person
from tests.browser.plain import PlainPerson, PlainPortal, PlainPostbox
from tests.browser.portal import Portal
from tests.browser.seeding import network, open_sessions
from tests.browser.story import FIRST_DAY, Story
from tests.chromium import ChromiumMissing, find
from tests.databases import copy_of_the_database

# Playwright runs an event loop in the thread of the test, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a fixture know that its test failed, for tests that build on each other."""
    report = yield
    if report.failed:
        item.step_failed = True  # type: ignore[attr-defined]
    return report


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright launches Chromium; without one the test fails in one line."""
    try:
        return dict(find().launch_arguments())
    except ChromiumMissing as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A page as a person of the network has it; a test may set another language or size."""
    return {
        "locale": "en-GB",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def demo() -> Iterator[Portal]:
    """The demo network, filled and running; its tests read it and leave it as it is."""
    portal = Portal(demo=True)
    try:
        portal.run("kontor.embedded.prepare", "--demo")
        portal.start()
        yield portal
    finally:
        portal.stop()


@pytest.fixture(scope="module")
def story(browser: Browser) -> Iterator[Story]:
    """A portal with the network's agencies and the companies of three of them."""
    with Postbox() as postbox:
        portal = Portal(demo=False, mail_port=postbox.port)
        try:
            portal.set_clock(FIRST_DAY)
            sessions = json.loads(portal.run("tests.browser.seeding", "network").splitlines()[-1])
            portal.start()
            yield Story(portal, postbox, partial(Person, browser, portal), sessions)
        finally:
            portal.stop()


@pytest.fixture(scope="module")
def plain_story(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """The same network in this process; nothing of it is left afterwards."""
    outside = {
        "EMAIL_BACKEND": "tests.browser.plain.KeptBackend",
        "EMBEDDING_MODEL": "none",
    }
    with (
        django_db_blocker.unblock(),
        copy_of_the_database("story"),
        override_settings(**outside),
    ):
        portal = PlainPortal()
        with portal.watched():
            portal.set_clock(FIRST_DAY)
            network()
            sessions = open_sessions()
            yield Story(portal, PlainPostbox(), partial(PlainPerson, portal), sessions)


@pytest.fixture
def in_order(story: Story, request: pytest.FixtureRequest) -> Iterator[None]:
    """A step builds on those before it: after a failed one the story is over."""
    if story.done and story.done[-1] == "failed":
        pytest.fail("an earlier step of the story failed", pytrace=False)
    story.done.append("failed")
    yield
    if not getattr(request.node, "step_failed", False):
        story.done[-1] = request.node.name
