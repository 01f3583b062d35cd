"""The world whose pages everybody opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.access.walking import World, make_world


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return make_world()
