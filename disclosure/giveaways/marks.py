"""What to look for in a text, as plain data: whom a text must not name, and the marks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace


@dataclass(frozen=True)
class Identity:
    """Who is hidden, as plain data: `names` of the company, `hosts` of its websites, its people
    with their `addresses`, its `telephones` as they were typed, `numbers` of registers, `country`.
    `claimed` is what somebody says who may not belong to it: all of it may mean something else.
    """

    names: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    country: str = ""
    claimed: Identity | None = None


@dataclass(frozen=True)
class Phrase:
    """Words that give away one after the other, whatever small words join them: for certain where
    the phrase is `distinctive`, where one `as_name` is written as a name is, and where one
    `as_address` is written as an address."""

    keys: tuple[str, ...]
    distinctive: bool
    as_name: bool = False
    as_address: bool = False


@dataclass(frozen=True)
class Marks:
    """What to look for. `distinctive` words give away by themselves, with endings, in compounds and
    broken, `whole` ones as one word alone ('juliabrandt'); `ordinary` ones may mean
    something else, as may those `as_written` whose key is a common word's ('Haas', 'has') and those
    that are common words where they are `capitalised` in a sentence ('Lang'), and those of trades
    where somebody is `named` by them ('Firma Fischer'), and, where nouns have no capital, where
    one sets them off (`set_off`: 'of Fischer in Ulm'). Names of other scripts are asked about by
    how they sound. `digits` are of telephones, `signs` of registration numbers."""

    distinctive: frozenset[str] = field(default_factory=frozenset)
    whole: frozenset[str] = field(default_factory=frozenset)
    ordinary: frozenset[str] = field(default_factory=frozenset)
    as_written: frozenset[str] = field(default_factory=frozenset)
    capitalised: frozenset[str] = field(default_factory=frozenset)
    named: frozenset[str] = field(default_factory=frozenset)
    set_off: frozenset[str] = field(default_factory=frozenset)
    sounds: frozenset[str] = field(default_factory=frozenset)
    phrases: frozenset[Phrase] = field(default_factory=frozenset)
    digits: frozenset[str] = field(default_factory=frozenset)
    signs: frozenset[str] = field(default_factory=frozenset)

    def with_ordinary(self, keys: Iterable[str]) -> Marks:
        """The same marks, where the words of `keys` may mean something else."""
        also = (self.distinctive | self.whole) & frozenset(keys)
        return replace(
            self,
            distinctive=self.distinctive - also,
            whole=self.whole - also,
            ordinary=self.ordinary | also,
        )

    def as_doubts(self) -> Marks:
        """The same words, each of which may mean something else; no digits and signs, of which
        nobody could tell."""
        return replace(
            self,
            distinctive=frozenset(),
            whole=frozenset(),
            ordinary=self.ordinary | self.distinctive | self.whole,
            phrases=frozenset(Phrase(one.keys, distinctive=False) for one in self.phrases),
            digits=frozenset(),
            signs=frozenset(),
        )

    def without(self, keys: Iterable[str]) -> Marks:
        """The same marks but for words of these keys, alone or together."""
        gone = frozenset(keys)
        return replace(
            self,
            distinctive=self.distinctive - gone,
            whole=self.whole - gone,
            ordinary=self.ordinary - gone,
            phrases=frozenset(one for one in self.phrases if not gone.issuperset(one.keys)),
        )

    def __or__(self, other: Marks) -> Marks:
        return union([self, other])


def union(every: Iterable[Marks]) -> Marks:
    """All marks of any number at once: one by one, each would copy all before it."""
    found = list(every)
    return Marks(
        **{
            one.name: frozenset().union(*(getattr(marks, one.name) for marks in found))
            for one in fields(Marks)
        }
    )
