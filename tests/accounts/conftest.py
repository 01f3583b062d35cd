"""Log-ins by the dozen: hashing that takes a third of a second by design is not what is tested."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_counts(db: None) -> None:
    """Limits begin anew with each test."""
    cache.clear()
