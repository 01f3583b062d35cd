"""Filling an empty database with the demo network, in time order and by the real actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from activities import clock
from activities.timers.running import run_due
from kontor.demo import reading
from kontor.demo.moments import ZONE, clock_moments, moments_of, working_day_before
from kontor.demo.reading import Row
from kontor.demo.register import Register, write_network
from kontor.demo.steps import Story
from matching import index
from notifications.outbox import put_to_rest

# Of the past's mails only the last days' are still sent: whoever looks into the demo's mailbox
# finds a few, not the whole of three months at once. In working days.
MAILS_KEPT = 2
NOTICES_UNREAD = 3
DAYS_BETWEEN_REPORTS = 14


def _nothing(moment: datetime) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Act:
    """One step of one story at its moment."""

    moment: datetime
    story: Story
    step: Row


@transaction.atomic
def fill(report: Callable[[str], None]) -> None:
    """Fill the whole demo; all of it or nothing. `report` gets a line for each part done.

    One transaction: what wakes the worker wakes it once, when the old mails are at rest.
    """
    register = write_people(report)
    play(register, report=report)
    finish()


def finish() -> None:
    """What follows the stories: old mails rest, companies that partners entered are found."""
    put_mails_to_rest()
    index.refresh()
    index.all_looked_at()


def write_people(report: Callable[[str], None]) -> Register:
    """Agencies, companies and their people."""
    register = write_network(
        clock.now(), reading.secretariat(), reading.agencies(), reading.companies()
    )
    report(
        f"  {len(register.agencies)} agencies, {len(register.companies)} companies, "
        f"{len(register.people)} people"
    )
    return register


def play(
    register: Register,
    *,
    report: Callable[[str], None],
    watch: Callable[[datetime], None] = _nothing,
) -> None:
    """Play all stories; early on each working day the deadlines are looked at.

    `watch` is called after each act, while the clock still stands at its moment.
    """
    index.refresh()
    today = clock.today(ZONE)
    acts = list(_acts(register, today))
    waiting = list(reversed(acts))
    reported = first = acts[0].moment.date()
    for moment in clock_moments(first, today):
        while waiting and waiting[-1].moment < moment:
            act = waiting.pop()
            with clock.at(act.moment):
                act.story.play(act.step)
                watch(act.moment)
        if moment > clock.now():
            break
        with clock.at(moment):
            run_due()
            watch(moment)
        if (moment.date() - reported).days >= DAYS_BETWEEN_REPORTS:
            reported = moment.date()
            report(f"  requests until {reported:%d %B %Y}")
    _play_the_rest(waiting, watch)
    report(f"  {len(reading.requests())} requests")


def _play_the_rest(waiting: list[Act], watch: Callable[[datetime], None]) -> None:
    """What lies after the last morning on which deadlines were looked at."""
    while waiting:
        act = waiting.pop()
        with clock.at(act.moment):
            act.story.play(act.step)
            watch(act.moment)


def _acts(register: Register, today: date) -> Iterator[Act]:
    """Every step of every story in the order of time."""
    acts: list[Act] = []
    for row in reading.requests():
        story = Story(row, register)
        script = row["script"]
        moments = moments_of(row["key"], [step["days_ago"] for step in script], today)
        acts += [Act(moment, story, step) for moment, step in zip(moments, script, strict=True)]
    # Sorting keeps the order of equals: steps of one story never change places.
    yield from sorted(acts, key=lambda act: act.moment)


def put_mails_to_rest() -> None:
    """Mails of the past are not sent today, and its notices have been read: by age alone."""
    today = clock.today(ZONE)
    keep_from = datetime.combine(working_day_before(today, MAILS_KEPT), datetime.min.time(), ZONE)
    unread_from = datetime.combine(
        working_day_before(today, NOTICES_UNREAD), datetime.min.time(), ZONE
    )
    put_to_rest(told_before=keep_from, read_before=unread_from)
