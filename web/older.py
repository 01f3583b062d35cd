"""What is too long for one page is shown from the newest on, with a place from where to go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from web.components import Older

Row = TypeVar("Row")
Found = TypeVar("Found", bound=Model)
BETWEEN = "~"


@dataclass(frozen=True)
class Place:
    """The last entry that was shown: its moment, and its key among those of one moment."""

    at: datetime
    key: UUID | int | str

    def __str__(self) -> str:
        return f"{self.at.isoformat()}{BETWEEN}{self.key}"

    def earlier(self, moment: str) -> Q:
        """The rows that come after it on the way back; `moment` is their field."""
        return Q(**{f"{moment}__lt": self.at}) | Q(**{moment: self.at, "pk__lt": self.key})


def read_place(
    asked: Mapping[str, str], name: str, key: Callable[[str], UUID | int | str]
) -> Place | None:
    """The place that an address asks for under `name`; None for none, or for what is no place."""
    moment, _between, text = asked.get(name, "").partition(BETWEEN)
    try:
        at = datetime.fromisoformat(moment)
        # In UTC, as the database knows no offsets of less than a second.
        return Place(at.astimezone(UTC), key(text)) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def split(
    rows: Sequence[Row],
    most: int,
    name: str,
    place_of: Callable[[Row], Place],
    place: Place | None,
) -> tuple[Sequence[Row], Older]:
    """The first `most` of `rows`, which are the newest first after `place`, with one more where
    there are more; and the way to the earlier and back to the newest."""
    shown = rows[:most]
    earlier = str(place_of(shown[-1])) if len(rows) > most else ""
    return shown, Older(name, earlier, is_newest=place is None)


def newest(
    rows: QuerySet[Found],
    moment: str,
    most: int,
    asked: Mapping[str, str],
    name: str,
    key: Callable[[str], UUID | int | str] = UUID,
) -> tuple[Sequence[Found], Older]:
    """The newest of `rows` by the field `moment`, from the place on that the address asks for under
    `name`; and the way to the earlier. One query."""
    place = read_place(asked, name, key)
    if place is not None:
        rows = rows.filter(place.earlier(moment))
    found = list(rows.order_by(f"-{moment}", "-pk")[: most + 1])
    return split(found, most, name, lambda row: Place(getattr(row, moment), row.pk), place)
