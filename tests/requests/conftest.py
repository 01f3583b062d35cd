"""One case, for tests that undo whatever they do."""

from __future__ import annotations

import pytest

from activities import clock
from tests.requests.case import NOW, Case, make_case


@pytest.fixture
def case(db: None) -> Case:
    """A case on the morning of 5 November 2026."""
    with clock.at(NOW):
        return make_case()
