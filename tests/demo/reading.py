"""Reading the demo's data, for the tests of it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "kontor" / "demo" / "data"
Row = dict[str, Any]


@cache
def agencies() -> dict[str, Row]:
    """Agencies by slug."""
    return {row["slug"]: row for row in toml(DATA / "agencies.toml")["agency"]}


@cache
def companies() -> dict[str, Row]:
    """Companies by key, each with the slug of its agency."""
    rows = [
        row | {"agency": path.stem}
        for path in sorted((DATA / "companies").glob("*.toml"))
        for row in toml(path)["company"]
    ]
    assert len(rows) == len({row["key"] for row in rows})
    return {row["key"]: row for row in rows}


@cache
def requests() -> dict[str, Row]:
    """Requests by key, each with the slug of its home agency."""
    rows = [
        row | {"agency": path.stem}
        for path in sorted((DATA / "requests").glob("*.toml"))
        for row in toml(path)["request"]
    ]
    assert len(rows) == len({row["key"] for row in rows})
    return {row["key"]: row for row in rows}


@cache
def proposed() -> dict[str, Row]:
    """Companies that a partner enters while it answers, by key."""
    return {
        step["new_company"]["key"]: step["new_company"]
        for request in requests().values()
        for step in request["script"]
        if "new_company" in step
    }


def toml(path: Path) -> Row:
    """What stands in a file of the demo."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def people(company: Row) -> list[Row]:
    """Who is named for a company, in the portal or entered by a partner."""
    return list(company["people"]) if "people" in company else [company["person"]]


def fold(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return re.findall(r"\w+", fold(text))


def telltales(company: Row) -> set[str]:
    """Words of a company's name (from five letters), its domain and its people's names."""
    names = [company["legal_name"], *(person["name"] for person in people(company))]
    found = {word for name in names for word in words(name) if len(word) >= 5}
    domain = company["website"].removeprefix("https://www.").removesuffix(".example")
    mails = {person["email"].rsplit("@", 1)[1] for person in people(company)}
    found |= {label for label in (domain, *(mail.split(".")[0] for mail in mails)) if label}
    return found


def strings(value: object) -> Iterator[str]:
    """Every text inside tables and lists; keys are no texts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
