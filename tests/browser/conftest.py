"""The browser of the tests: Chromium, confined to this machine."""

import os
from typing import Any

import pytest

from tests.chromium import ChromiumMissing, find

# Playwright runs an event loop in the thread of the test, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


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
