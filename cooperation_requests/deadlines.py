"""When a partner is reminded, and when its time is over.

Source: the network's rules of deadlines: a reminder 2 working days before, on the day, and 2 after;
expiry 5 after, each at the beginning of that day at the partner's seat.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from activities.clock import start_of_day
from activities.codes import TimerStep
from activities.timers.kinds import TimerKind
from cooperation_requests.codes import CaseTimer, DeadlineStep
from cooperation_requests.enums import OPEN, WAITING_FOR_ANSWER, WaitsFor
from cooperation_requests.locks import lock_referrals_by_key
from cooperation_requests.models import Referral

# In working days from the deadline.
WORKING_DAYS: Final = {
    DeadlineStep.BEFORE: -2,
    DeadlineStep.DUE: 0,
    DeadlineStep.AFTER: 2,
    DeadlineStep.EXPIRE: 5,
}


def due(referral: Referral) -> Mapping[TimerStep, datetime]:
    """The reminders that come after the last one sent, and the expiry; nothing while the partner
    is not waited for: a question to the advisor lets its clock stand."""
    if not _is_waited_for(referral):
        return {}
    seat = referral.organisation
    steps = list(WORKING_DAYS)
    sent = max((steps.index(DeadlineStep(one)) for one in referral.reminders_sent), default=-1)
    return {
        step: start_of_day(seat.calendar.add(referral.answer_due_on, WORKING_DAYS[step]), seat.zone)
        for step in steps[sent + 1 :]
    }


def _is_waited_for(referral: Referral) -> bool:
    return (
        referral.state in WAITING_FOR_ANSWER
        and referral.waits_for == WaitsFor.PARTNER
        and referral.request.state in OPEN
    )


def _waited_for() -> QuerySet[Referral, UUID]:
    return (
        Referral.objects.unrestricted("the clock")
        .filter(state__in=WAITING_FOR_ANSWER, waits_for=WaitsFor.PARTNER, request__state__in=OPEN)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


DEADLINES: TimerKind[Referral] = TimerKind(
    code=CaseTimer.DEADLINE,
    steps=tuple(WORKING_DAYS),
    due=due,
    locked=lock_referrals_by_key,
    rows=_waited_for,
    calendar=lambda referral: referral.organisation_id,
)
