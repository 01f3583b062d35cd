"""Verbs: what can be done with a kind of thing, which action does it, and how it is told of."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic

from django.core.exceptions import ImproperlyConfigured

from activities.codes import SubjectKind, VerbCode
from activities.workflow.locked import Row

if TYPE_CHECKING:
    from django.db.models import Model
    from django_stubs_ext import StrOrPromise

    from activities.workflow.table import Workflow

# What each action takes beside what is asked of somebody: who acts, and the row.
ACTOR = "actor"


@dataclass(frozen=True, eq=False)
class Verb(Generic[Row]):
    """Something that can be done, known by its kind of subject and its code.

    `action` is the one function that does it (None: nobody does, it is recorded when something is
    refused or found), `did` the sentence of a timeline, with places like %(who)s that its app
    fills, `about` the parameter by which the action takes the key of its row (empty: it finds rows
    itself).
    """

    kind: SubjectKind
    code: VerbCode
    action: Callable[..., object] | None
    did: StrOrPromise
    about: str | None = field(default=None, kw_only=True)

    @property
    def subject(self) -> str:
        """The parameter that takes the key of the row: of its kind, unless another is named."""
        return f"{self.kind}_id" if self.about is None else self.about

    def __str__(self) -> str:
        return f"{self.kind}.{self.code}"


_verbs: dict[tuple[str, str], Verb[Any]] = {}


def register(verbs: Iterable[Verb[Row]]) -> None:
    """Make verbs known; called when an app is ready. Raises ImproperlyConfigured for one that is
    known with another action, says nothing, or whose action does not take who acts and the row."""
    for verb in verbs:
        known = _verbs.setdefault((verb.kind, verb.code), verb)
        if known is not verb:
            raise ImproperlyConfigured(f"{verb} is registered already.")
        if not str(verb.did):
            raise ImproperlyConfigured(f"{verb} has no sentence for timelines.")
        if verb.action is None:
            continue
        parameters = inspect.signature(verb.action).parameters
        if missing := {ACTOR, verb.subject} - {"", *parameters}:
            raise ImproperlyConfigured(f"The action of {verb} does not take {sorted(missing)}.")


def check_registered(workflow: Workflow[Row]) -> None:
    """Raise ImproperlyConfigured unless each verb of a table is registered: what is done has an
    action, and a sentence."""
    codes = {line.verb for line in workflow.lines}
    if missing := {code for code in codes if (workflow.kind, code) not in _verbs}:
        raise ImproperlyConfigured(f"Not registered: {workflow.kind} {sorted(missing)}.")


def verb_of(kind: str, code: str) -> Verb[Model]:
    """The verb of this kind and code. Raises LookupError for one that no app registered."""
    try:
        return _verbs[kind, code]
    except KeyError:
        raise LookupError(f"Nobody registered {kind}.{code}.") from None


def sentence_of(kind: str, code: str) -> StrOrPromise:
    """How a timeline tells of what was done. Raises LookupError."""
    return verb_of(kind, code).did


def registered_verbs() -> tuple[Verb[Model], ...]:
    """All verbs, as they were registered."""
    return tuple(_verbs.values())
