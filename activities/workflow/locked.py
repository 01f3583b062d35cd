"""Rows that are locked, and how they differ from how they were read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import Generic, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


class Locked(Generic[Row]):
    """Rows that this transaction has locked, with the values that they were read with.

    Made by an app's `locks.py` and nowhere else, so that what was not locked does not type-check
    as what is moved.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        if not connection.in_atomic_block:
            raise RuntimeError("A lock needs the caller's transaction.")
        self._read = [(row, _values(row)) for row in rows]

    def __iter__(self) -> Iterator[Row]:
        return (row for row, _values in self._read)

    def __len__(self) -> int:
        return len(self._read)

    @property
    def row(self) -> Row:
        """The only row. Raises ValueError where there is none, or more."""
        (found,) = self
        return found

    def only(self, wanted: Callable[[Row], bool]) -> Locked[Row]:
        """Those of the rows that are `wanted`, locked as they are."""
        return Locked(row for row in self if wanted(row))

    def written(self) -> dict[frozenset[str], list[Row]]:
        """The rows by the fields in which they differ from how they were read, which they are taken
        to be read with from now on."""
        found: dict[frozenset[str], list[Row]] = {}
        for place, (row, before) in enumerate(self._read):
            after = _values(row)
            if changed := frozenset(name for name in after if after[name] != before[name]):
                found.setdefault(changed, []).append(row)
                self._read[place] = (row, after)
        return found

    def touched(self, row: Row, fields: Iterable[str]) -> set[str]:
        """Those of `fields` in which a row differs from how it was read."""
        before = next(values for one, values in self._read if one is row)
        return {name for name in fields if getattr(row, name) != before[name]}


def _values(row: models.Model) -> dict[str, object]:
    """The stored values of a row by field, those that are lists as copies."""
    return {
        one.attname: deepcopy(getattr(row, one.attname))
        for one in row._meta.concrete_fields
        if one.attname in row.__dict__
    }
