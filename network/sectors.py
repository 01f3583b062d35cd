"""Economic sectors: the European classification NACE, its labels and how near two codes are.

Two revisions are carried: "2" (Regulation (EC) 1893/2006, labels in twelve languages) and "2.1"
(Delegated Regulation (EU) 2023/137, in English and, for what kept its English name, in the
languages of the first), with the official correspondence of their
classes. Codes are kept as the tables print them, the divisions and below without the letter of
their section: "C", "24", "24.5", "24.53". Where the data come from stands in `data/README.md`.
"""

import csv
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from accounts.names import fold

REVISIONS: Final = {"2": "nace_rev2.csv", "2.1": "nace_rev2_1.csv"}
# Companies are compared, searched and filtered in this one.
FIRST: Final = "2"
SECTION, DIVISION, GROUP, CLASS = 1, 2, 3, 4

_DATA = Path(__file__).parent / "data"


class UnknownSector(LookupError):
    """A code that its revision of NACE does not have, or a revision that is not carried."""


@dataclass(frozen=True, slots=True)
class Sector:
    """One entry of the classification; `level` is 1 (section) to 4 (class)."""

    code: str
    revision: str
    level: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class _Table:
    sectors: dict[str, Sector]
    labels: dict[str, dict[str, str]]


@cache
def _table(revision: str) -> _Table:
    if revision not in REVISIONS:
        raise UnknownSector(f"NACE revision {revision!r} is not carried")
    sectors: dict[str, Sector] = {}
    labels: dict[str, dict[str, str]] = {}
    with (_DATA / REVISIONS[revision]).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row.pop("code")
            level, parent = int(row.pop("level")), row.pop("parent") or None
            sectors[code] = Sector(code, revision, level, parent)
            for language, label_text in row.items():
                if label_text:
                    labels.setdefault(language, {})[code] = label_text
    if revision != FIRST:
        _take_over_labels(sectors, labels)
    return _Table(sectors, labels)


def _take_over_labels(sectors: dict[str, Sector], labels: dict[str, dict[str, str]]) -> None:
    """Name in further languages what kept its English name since the first revision."""
    first = _table(FIRST)
    known = {
        (one.level, first.labels["en"][one.code].casefold()): one.code
        for one in first.sectors.values()
    }
    for code, one in sectors.items():
        old = known.get((one.level, labels["en"][code].casefold()))
        for language, texts in first.labels.items():
            if old in texts:
                labels.setdefault(language, {}).setdefault(code, texts[old])


def sector(code: str, revision: str = "2") -> Sector:
    """Return the entry of a code.

    Raises `UnknownSector` when the revision does not have it.
    """
    try:
        return _table(revision).sectors[code]
    except KeyError:
        raise UnknownSector(f"NACE {revision} has no code {code!r}") from None


def is_code(code: str, revision: str = "2") -> bool:
    """Tell whether the revision has this code, written as the module keeps it."""
    return revision in REVISIONS and code in _table(revision).sectors


def normalise_code(text: str, revision: str = "2") -> str | None:
    """Return the code that someone wrote as "C24.53", "24.53" or "2453"; None if there is none."""
    compact = text.strip().upper()
    if is_code(compact, revision):
        return compact
    digits = compact.replace(".", "").replace(" ", "")
    letter, digits = (digits[:1], digits[1:]) if digits[:1].isalpha() else ("", digits)
    code = digits if len(digits) <= 2 else f"{digits[:2]}.{digits[2:]}"
    if not is_code(code, revision):
        return None
    return code if not letter or ancestors(code, revision)[:1] == (letter,) else None


def languages(revision: str = "2") -> tuple[str, ...]:
    """Return the languages that the revision has labels in."""
    return tuple(_table(revision).labels)


def label(code: str, language: str, revision: str = "2") -> str:
    """Return the official label in a language, in English where that language has none.

    A regional form ("pt-br") is asked for by its first part. Raises `UnknownSector`.
    """
    found = sector(code, revision)
    labels = _table(revision).labels
    own = labels.get(language.lower().replace("_", "-").split("-")[0], {})
    return own.get(found.code) or labels["en"][found.code]


def display_code(code: str, revision: str = "2") -> str:
    """Return the code with the letter of its section: "24.53" gives "C24.53"."""
    section = ancestors(code, revision)[:1]
    return f"{section[0]}{code}" if section else code


def ancestors(code: str, revision: str = "2") -> tuple[str, ...]:
    """Return the codes above, from the section down, without the code itself."""
    above: list[str] = []
    parent = sector(code, revision).parent
    while parent is not None:
        above.append(parent)
        parent = sector(parent, revision).parent
    return tuple(reversed(above))


def is_within(code: str, of: str, revision: str = "2") -> bool:
    """Tell whether `code` is `of` or lies below it."""
    return code == of or of in ancestors(code, revision)


def choices(
    language: str, levels: Collection[int] = (SECTION, DIVISION), revision: str = "2"
) -> list[tuple[str, str]]:
    """Return (code, "C24.53 Casting of light metals") of these levels in the tables' order."""
    return [
        (
            found.code,
            f"{display_code(found.code, revision)} {label(found.code, language, revision)}",
        )
        for found in _table(revision).sectors.values()
        if found.level in levels
    ]


def below(code: str, revision: str = "2") -> list[Sector]:
    """Return the sector and everything below it. Raises `UnknownSector`."""
    sector(code, revision)
    return [one for one in _table(revision).sectors.values() if is_within(one.code, code, revision)]


def closeness(a: str, b: str, revision: str = "2") -> float:
    """Return how near two codes of one revision are: 1 the same, 0 of different sections.

    Twice the depth of what both lie in, divided by the sum of their depths (Wu and Palmer, 1994):
    two classes of one group 0.75, of one division 0.5, of one section 0.25; a class and its
    group 0.86. Raises `UnknownSector`.
    """
    path_a, path_b = (*ancestors(a, revision), a), (*ancestors(b, revision), b)
    shared = sum(1 for x, y in zip(path_a, path_b, strict=False) if x == y)
    return 2 * shared / (len(path_a) + len(path_b))


def named(text: str, language: str, revision: str = FIRST) -> str | None:
    """Return the narrowest code of this name, whatever its case and accents; None for no name."""
    wanted = fold(text)
    labels = _folded_labels(language, revision)
    return max((code for code, folded in labels.items() if folded == wanted), default=None, key=len)


def search_labels(
    text: str, language: str, *, revision: str = "2", limit: int = 20
) -> list[Sector]:
    """Return the sectors whose label holds every word of the text, or whose code begins so.

    Case and accents do not count. Codes come first, then the shortest labels, as these are the
    most general. At most the first eight words are looked at.
    """
    words = fold(text).split()[:8]
    if not words:
        return []
    prefix = normalise_code(text, revision)
    found: list[tuple[int, int, str, Sector]] = []
    for code, folded in _folded_labels(language, revision).items():
        here = sector(code, revision)
        if prefix is not None and is_within(code, prefix, revision):
            found.append((0, here.level, code, here))
        elif all(word in folded for word in words):
            found.append((1, len(folded), code, here))
    found.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in found[:limit]]


def corresponding(code: str, revision: str, to_revision: str) -> tuple[str, ...]:
    """Return the codes of another revision that a code corresponds to, in the tables' order.

    Of a class those of the official table; only where it came out of none, those that it is
    associated with. Of a wider entry those of its level that hold at least a quarter of what its
    classes correspond to. Raises `UnknownSector`.
    """
    if revision == to_revision:
        return (sector(code, revision).code,)
    table = _correspondence(revision, to_revision)
    level = sector(code, revision).level
    if level == CLASS:
        return table.get(code, ())
    found = [
        (*ancestors(other, to_revision), other)[level - 1]
        for one in below(code, revision)
        for other in table.get(one.code, ())
    ]
    return tuple(sorted(one for one, count in Counter(found).items() if 4 * count >= len(found)))


def in_revision(codes: Iterable[str], revision: str, to_revision: str) -> list[str]:
    """Return what codes correspond to in another revision, each once; what corresponds to nothing
    goes by the entry above it, and what is no code is left out."""
    found: dict[str, None] = {}
    for code in codes:
        if is_code(code, revision):
            for step in (code, *reversed(ancestors(code, revision))):
                if others := corresponding(step, revision, to_revision):
                    found.update(dict.fromkeys(others))
                    break
    return list(found)


@cache
def within_revision(code: str, revision: str) -> frozenset[str]:
    """Return the codes of a revision that correspond to `code` of the first one or to something
    below it. Raises `UnknownSector`."""
    wanted = {one.code for one in below(code)}
    return frozenset(
        one for one in _table(revision).sectors if wanted & {*in_revision([one], revision, FIRST)}
    )


@cache
def _correspondence(revision: str, to_revision: str) -> dict[str, tuple[str, ...]]:
    """Classes of one revision with those of the other, by the official table."""
    came: dict[str, list[str]] = {}
    associated: dict[str, list[str]] = {}
    columns = {"2": "rev2", "2.1": "rev2_1"}
    with (_DATA / "nace_correspondence.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pairs = associated if row["associated"] else came
            pairs.setdefault(row[columns[revision]], []).append(row[columns[to_revision]])
    return {code: tuple(others) for code, others in (associated | came).items()}


@cache
def _folded_labels(language: str, revision: str) -> dict[str, str]:
    return {code: fold(label(code, language, revision)) for code in _table(revision).sectors}
