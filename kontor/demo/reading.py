"""The demo's data as it stands in its files (data/README.md says what each field means)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
Row = dict[str, Any]


def _toml(path: Path) -> Row:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def secretariat() -> Row:
    """The network's secretariat and its staff."""
    return dict(_toml(DATA / "agencies.toml")["secretariat"])


@cache
def agencies() -> tuple[Row, ...]:
    """The agencies with their staff."""
    return tuple(_toml(DATA / "agencies.toml")["agency"])


def companies() -> tuple[Row, ...]:
    """All companies, each with the slug of its agency."""
    return _by_agency("companies", "company")


def requests() -> tuple[Row, ...]:
    """All requests with their stories, each with the slug of its home agency."""
    return _by_agency("requests", "request")


@cache
def _by_agency(folder: str, name: str) -> tuple[Row, ...]:
    return tuple(
        row | {"agency": path.stem}
        for path in sorted((DATA / folder).glob("*.toml"))
        for row in _toml(path)[name]
    )
