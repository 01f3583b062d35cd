"""Files are looked at in this process, but where a test is about the child."""

from __future__ import annotations

import pytest

from files import actions, checking
from files.examination import examine


@pytest.fixture(autouse=True)
def without_child(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child for each of hundreds of small files would take a minute."""
    if request.node.get_closest_marker("real_child") is None:
        for module in (checking, actions):
            monkeypatch.setattr(module, "examine_in_child", examine)
