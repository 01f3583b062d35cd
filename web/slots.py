"""Named places on a page that higher apps add parts to, each with its own rule of who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from django.http import HttpRequest

from activities.actor import ANONYMOUS, Actor

About = TypeVar("About")


@dataclass(frozen=True)
class Part(Generic[About]):
    """What an app adds to a page: `draw` gives its HTML, for those whom `visible_to` names."""

    visible_to: Callable[[Actor, About], bool]
    draw: Callable[[HttpRequest, About], str]


class Slot(Generic[About]):
    """A place that a page leaves for others, by the app whose page it is. Raises ValueError for a
    name that is taken: templates find a slot by it."""

    def __init__(self, name: str) -> None:
        if name in _slots:
            raise ValueError(f"There is a slot {name!r} already.")
        self.name = name
        self.parts: list[Part[About]] = []
        _slots[name] = cast(Slot[object], self)

    def add(self, part: Part[About]) -> None:
        """Fill the slot further, when an app is ready; the same part counts once."""
        if part not in self.parts:
            self.parts.append(part)

    def drawn(self, request: HttpRequest, about: About) -> str:
        """The parts that the reader may see, in the order in which their apps were made ready."""
        actor: Actor = getattr(request, "actor", ANONYMOUS)
        return "".join(
            part.draw(request, about) for part in self.parts if part.visible_to(actor, about)
        )


_slots: dict[str, Slot[object]] = {}


def slot_named(name: str) -> Slot[object]:
    """Raises LookupError for a slot that no app has."""
    if name not in _slots:
        raise LookupError(f"No page has a slot {name!r}.")
    return _slots[name]


def names() -> list[str]:
    """Of all slots of all installed apps."""
    return list(_slots)


# The start page of each kind of hat, about who has it.
START_OF_STAFF = Slot[Actor]("start of staff")
START_OF_COMPANY = Slot[Actor]("start of a company")
START_OF_SECRETARIAT = Slot[Actor]("start of the secretariat")
