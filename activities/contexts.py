"""What a timeline is of: a request, a company, an organisation. The app of each kind says by one
condition which of its activities somebody reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from activities.actor import Actor
from activities.codes import ContextKind


@dataclass(frozen=True)
class Context:
    """One timeline: the kind of thing that it is of, and which one."""

    kind: ContextKind
    id: UUID


# The activities of one kind of context that a reader may see, by context and audience together;
# None where there are none.
ReadBy = Callable[[Actor], Q | None]
_rules: dict[ContextKind, ReadBy] = {}


def register(kind: ContextKind, read_by: ReadBy) -> None:
    """Say who reads the timelines of a kind, when its app is ready. Raises ValueError where that is
    said already."""
    if _rules.setdefault(kind, read_by) is not read_by:
        raise ValueError(f"Who reads timelines of {kind!r} is said already.")


def kinds() -> list[ContextKind]:
    """All kinds of all installed apps."""
    return list(_rules)


def check_registered(kind: ContextKind) -> None:
    """Raise LookupError for a kind of which nobody said who reads it."""
    if kind not in _rules:
        raise LookupError(f"Nobody said who reads timelines of {kind!r}.")


def read_rule(actor: Actor) -> Q:
    """The activities that an actor may see, of all kinds of contexts."""
    nothing = Q(pk__in=[])
    seen = [
        Q(context_kind=kind) & rule
        for kind, read_by in _rules.items()
        if (rule := read_by(actor)) is not None
    ]
    return reduce(or_, seen, nothing) if seen else nothing
