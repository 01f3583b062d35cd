"""The grounds on which something may become known: each names the lines that allow it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from disclosure.enums import AccessLine, Field


@dataclass(frozen=True)
class Ground:
    """Why something may be known, mostly a verb: `code` is kept with each disclosure, `lines` of
    the access table say what may become known by it."""

    code: str
    lines: tuple[AccessLine, ...]

    @property
    def fields(self) -> frozenset[Field]:
        """What may become known on this ground."""
        return frozenset(line.field for line in self.lines)


_REGISTERED: dict[str, Ground] = {}


def register(*grounds: Ground) -> None:
    """Let something be disclosed on these grounds; once for each, as the process starts.

    Raises ImproperlyConfigured for a ground that no line of the access table allows, and for a
    second one of the same code.
    """
    for ground in grounds:
        if not ground.lines:
            raise ImproperlyConfigured(f"No line of the access table allows '{ground.code}'.")
        if _REGISTERED.setdefault(ground.code, ground) != ground:
            raise ImproperlyConfigured(f"There is another ground '{ground.code}'.")


def check_registered(ground: Ground) -> None:
    """Raise LookupError for a ground that nobody registered."""
    if _REGISTERED.get(ground.code) != ground:
        raise LookupError(f"Nobody registered the ground '{ground.code}'.")
