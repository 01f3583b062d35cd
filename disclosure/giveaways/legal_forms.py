"""Legal forms of companies in all countries: what a name is known by without them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from disclosure.giveaways.normal import Token, clean, tokens_of

_TABLE: Final = Path(__file__).with_name("data") / "legal_forms.csv"
# Ways of writing them that the table lacks, one a line.
_MORE: Final = _TABLE.with_name("more_legal_forms.txt")
_LONGEST: Final = 12
# Those that stand before names somewhere, ours.
_FRONT: Final = _TABLE.with_name("forms_in_front.txt")


def _words(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple(token.plain for token in tokens)


@cache
def _forms() -> frozenset[tuple[str, ...]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        listed = [row["form"] for row in csv.DictReader(file)]
    listed += _MORE.read_text(encoding="utf-8").splitlines()
    return frozenset(words for form in listed if (words := _words(tokens_of(clean(form)))))


def shortened(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """A company's name as it is, then with one legal form less each time, down to its core: 'Gebr.
    Lang GmbH', 'Gebr. Lang', 'Lang'."""
    core = tuple(tokens)
    yield core
    while (shorter := _one_form_less(core)) is not None:
        core = shorter
        yield core


@cache
def _in_front() -> frozenset[tuple[str, ...]]:
    """Forms that stand before names somewhere: elsewhere 'SAS' or 'IKS' is how a firm is called."""
    lines = _FRONT.read_text(encoding="utf-8").splitlines()
    return frozenset(_words(tokens_of(clean(form))) for form in lines)


def is_short_form(plain: str) -> bool:
    """Whether a word in small Latin letters is a legal form by itself: 'gmbh', 'srl'."""
    return len(plain) > 1 and (plain,) in _forms()


def _one_form_less(core: tuple[Token, ...]) -> tuple[Token, ...] | None:
    for length in range(min(len(core) - 1, _LONGEST), 0, -1):
        if _words(core[-length:]) in _forms():
            return core[:-length]
        if _words(core[:length]) in _in_front():
            return core[length:]
    return None
