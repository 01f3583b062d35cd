"""Where one can go from every page, and where a hat begins: entries that apps register when they
are ready, so that no app names the pages of one above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from activities.actor import Actor
from web.components import NavigationItem
from web.pages import Needs, satisfied

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Place(Enum):
    """The parts of a page's frame that have entries."""

    BRAND = "the name of the portal"
    BAR = "the bar at the top"
    BELL = "beside the menu of one's account"
    MENU = "the menu of one's account"
    FOOTER = "the foot of the page"
    START = "where a hat begins its day"


@dataclass(frozen=True)
class Entry:
    """A way to a page, for hats that fit `needs`. `address` names its route, with the namespace;
    entries of a place stand in the order of `rank`. `count` says how much of it waits for the
    reader ('' for nothing). `prefix` is what addresses of further pages begin with that belong to
    it."""

    place: Place
    label: StrOrPromise
    address: str
    needs: Needs
    rank: int
    count: Callable[[Actor], str] | None = None
    prefix: str = ""
    demo_only: bool = False

    def is_for(self, actor: Actor) -> bool:
        """Whether it is offered to this actor."""
        return satisfied(self.needs, actor) and (settings.DEMO or not self.demo_only)

    def item(self, actor: Actor, current: bool = False) -> NavigationItem:
        """What the frame draws."""
        count = self.count(actor) if self.count is not None else ""
        return NavigationItem(self.label, reverse(self.address), current, count)


_entries: list[Entry] = []


def register(*entries: Entry) -> None:
    """Add entries, when an app is ready; the same one counts once. Raises ValueError for one
    without a namespace, by which it is known whose page it is."""
    for entry in entries:
        if ":" not in entry.address:
            raise ValueError(f"{entry.address!r} has no namespace.")
        if entry not in _entries:
            _entries.append(entry)


def registered() -> list[Entry]:
    """All entries of all apps."""
    return list(_entries)


def entries(place: Place, actor: Actor) -> list[Entry]:
    """What one place offers to this actor, in its order."""
    found = (one for one in _entries if one.place is place and one.is_for(actor))
    return sorted(found, key=lambda one: one.rank)


def items(place: Place, actor: Actor, path: str = "") -> list[NavigationItem]:
    """The entries of a place; of those that `path` lies within, that with the longest address is
    the current one."""
    offered = entries(place, actor)
    within: dict[int, int] = {}
    for number, one in enumerate(offered):
        beginnings = filter(None, (reverse(one.address), one.prefix))
        fitting = [len(beginning) for beginning in beginnings if path.startswith(beginning)]
        if fitting:
            within[number] = max(fitting)
    current = max(within, key=lambda number: within[number], default=None)
    return [one.item(actor, number == current) for number, one in enumerate(offered)]


def start_of(actor: Actor) -> str:
    """The address of the first page of a hat. Raises LookupError when no app has one for it."""
    for entry in entries(Place.START, actor):
        return reverse(entry.address)
    raise LookupError(f"No app has a start page for the hat {actor.hat!r}.")
