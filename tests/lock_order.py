"""The order in which rows are locked, watched over the whole suite.

Two who lock the same rows in two orders wait for each other for ever. Within one action the rows of
an upper app come first: the request, its referrals, its suggestions, then companies, then
organisations.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.transaction import Atomic, get_connection

ORDER = (
    "requests_cooperationrequest",
    "requests_referral",
    "requests_suggestion",
    "companies_company",
    "network_organisation",
)
_LOCK = re.compile(r"\bFOR (?:NO KEY )?UPDATE(?: OF \"(\w+)\")?")
_FROM = re.compile(r"\bFROM \"(\w+)\"")

# What was found since the last test.
faults: list[str] = []


def locked_by(sql: str) -> str:
    """The table for whose rows a statement waits; empty for one that waits for none."""
    lock = _LOCK.search(sql)
    if lock is None or sql.endswith((" NOWAIT", " SKIP LOCKED")):
        return ""
    table = _FROM.search(sql)
    return lock[1] or (table[1] if table else "")


class Watch:
    """Of one connection: the tables of the order in which the action that runs now locked rows.

    A verb within another one locks again what is locked already, which waits for nobody.
    """

    def __init__(self) -> None:
        self.locked: set[str] = set()

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        if (table := locked_by(str(sql))) in ORDER and not _is_between(context["connection"]):
            self.saw(table)
        return execute(sql, params, many, context)

    def saw(self, table: str) -> None:
        """Note a lock; a fault where later tables alone were locked before in the same action."""
        later = self.locked.intersection(ORDER[ORDER.index(table) + 1 :])
        if later and table not in self.locked:
            faults.append(f"{table} after {', '.join(sorted(later))}")
        self.locked.add(table)


def _watch_of(connection: BaseDatabaseWrapper) -> Watch | None:
    found = (one for one in connection.execute_wrappers if isinstance(one, Watch))
    return next(found, None)


def _watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if _watch_of(connection) is None:
        connection.execute_wrappers.append(Watch())


def _is_between(connection: BaseDatabaseWrapper) -> bool:
    """Whether no action runs: only the test's own blocks are open."""
    return all(one._from_testcase for one in connection.atomic_blocks)  # type: ignore[attr-defined]


_enter = Atomic.__enter__


def _enter_watched(block: Atomic) -> None:
    """A block within none but the test's own is another action."""
    connection = get_connection(block.using)
    watch = _watch_of(connection)
    if watch is not None and _is_between(connection):
        watch.locked.clear()
    _enter(block)


def install() -> None:
    """Watch every connection of this process from now on."""
    connection_created.connect(_watch, dispatch_uid="lock order")
    Atomic.__enter__ = _enter_watched  # type: ignore[method-assign]
