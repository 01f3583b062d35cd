"""'What waits for me': the page of all duties, and the first of them on each start page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.actor import Actor
from activities.clock import now
from activities.duties import Duty, DutyRow, in_words, rows_of, waiting_for
from web.components import Cell, Chip, Column, Row
from web.counting import BoundedPaginator
from web.dates import short_day
from web.exports import answer
from web.lists import BATCH
from web.pages import Needs, Page
from web.slots import Part
from web.spreadsheets import Format

PER_PAGE = 25
# So many stand on a start page, which has its own work to show; the page has them all.
ON_START = 5


class DutiesPage(Page):
    """Everything that waits for the acting hat, late first."""

    needs = Needs.SIGNED_IN
    template_name = "duties.html"

    columns: ClassVar[tuple[Column, ...]] = (
        Column(gettext_lazy("To do")),
        Column(gettext_lazy("About"), line=gettext_lazy("Number")),
        Column(gettext_lazy("For")),
        Column(gettext_lazy("By"), chips=gettext_lazy("Time")),
    )

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked_for = request.GET.get("export", "")
        if asked_for in list(Format):
            return answer(self, Format(asked_for), request, self.actor)
        found = waiting_for(self.actor)
        context: dict[str, object] = {"columns": self.columns, "rows": [], "exports": True}
        if found is not None:
            asked = request.GET.get("page")
            page = BoundedPaginator(found, PER_PAGE, asked).get_page(asked or 1)
            rows = rows_of(page.object_list)
            context |= {"page": page, "rows": table_of(in_words(self.actor, rows))}
        return self.show(context)

    @property
    def file_title(self) -> str:
        return _("What waits for me")

    def keys(self) -> list[DutyRow]:
        found = waiting_for(self.actor)
        return [] if found is None else rows_of(found)

    def exported(self, keys: Sequence[DutyRow]) -> Iterator[Row]:
        for start in range(0, len(keys), BATCH):
            yield from table_of(in_words(self.actor, keys[start : start + BATCH]))


def table_of(duties: Sequence[Duty]) -> list[Row]:
    """The rows of the table."""
    return [
        Row(
            [
                Cell(one.words.what, url=one.words.url),
                Cell(one.words.about, line=one.words.reference),
                Cell(one.words.who),
                Cell(chips=[by_when(one)], value=one.row.due_on),
            ],
            attention=is_late(one),
        )
        for one in duties
    ]


def is_late(duty: Duty) -> bool:
    """Whether its time is over."""
    return duty.row.late_from is not None and duty.row.late_from <= now()


def by_when(duty: Duty) -> Chip:
    """Until when, and whether that has passed; since when, where there is no deadline."""
    row = duty.row
    if row.due_on is None:
        since = _("since %(day)s") % {"day": short_day(row.since)} if row.since else "–"
        return Chip(since)
    day = short_day(row.due_on)
    if is_late(duty):
        return Chip(_("late: %(day)s") % {"day": day}, "brick")
    return Chip(_("by %(day)s") % {"day": day}, "moss")


def _of_a_hat(actor: Actor, about: Actor) -> bool:
    return actor.user_id is not None and actor == about


def _first_duties(request: HttpRequest, actor: Actor) -> str:
    """Where the day begins; whoever filters, sorts or pages has begun."""
    found = None if request.GET else waiting_for(actor)
    if found is None:
        return ""
    rows = rows_of(found[: ON_START + 1])
    if not rows:
        return ""
    context = {
        "duties": [
            {"words": one.words, "chip": by_when(one)} for one in in_words(actor, rows[:ON_START])
        ],
        "more": len(rows) > ON_START,
    }
    return render_to_string("first_duties.html", context, request)


FIRST_DUTIES = Part(_of_a_hat, _first_duties)
