"""The browser of the tests: Chromium, confined to this machine."""

import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from tests.browser.portal import Portal
from tests.chromium import ChromiumMissing, find

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
