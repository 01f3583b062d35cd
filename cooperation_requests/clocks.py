"""What falls due by itself: reminders before, on and after a partner's deadline, and its expiry."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from activities.actor import CLOCK
from activities.clock import today
from activities.errors import ActionRefused
from cooperation_requests.actions.partners import expire, remind
from cooperation_requests.enums import OPEN, WAITING_FOR_ANSWER, WaitsFor
from cooperation_requests.locks import lock_referral
from cooperation_requests.models import Referral

logger = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)  # the task is tried again

REMIND_BEFORE = 2  # working days
REMIND_AFTER = 2
EXPIRE_AFTER = 5


def run_clocks() -> int:
    """Do what fell due; the number of things done. Each happens once, however often it runs.

    A clock that somebody else stopped (a question to the advisor) is not looked at.
    """
    done = 0
    waiting = (
        Referral.objects.unrestricted("the clock")
        .filter(state__in=WAITING_FOR_ANSWER, waits_for=WaitsFor.PARTNER, request__state__in=OPEN)
        .select_related("organisation")
        .order_by("pk")
    )
    for referral in list(waiting):
        try:
            # Looked at without a lock first: most have nothing due.
            if what_is_due(referral):
                done += _tick(referral.pk)
        except ActionRefused:
            logger.info("referral %s moved on before its clock", referral.pk)
        except AWAY:
            raise
        except Exception:
            # One referral's fault must not stop the clocks of all others.
            logger.exception("the clock of referral %s failed", referral.pk)
    return done


def what_is_due(referral: Referral) -> str:
    """The code of the latest thing that fell due: before, due, after, expire or nothing."""
    seat = referral.organisation
    day = today(seat.zone)
    due = referral.answer_due_on
    if day >= seat.calendar.add(due, EXPIRE_AFTER):
        return "expire"
    if day >= seat.calendar.add(due, REMIND_AFTER):
        return "after"
    if day >= due:
        return "due"
    if seat.calendar.add(day, REMIND_BEFORE) >= due:
        return "before"
    return ""


ORDER = ("before", "due", "after")


def _tick(referral_id: UUID) -> int:
    with transaction.atomic():
        referral = lock_referral(referral_id).row
        if referral.state not in WAITING_FOR_ANSWER or referral.waits_for != WaitsFor.PARTNER:
            return 0
        code = what_is_due(referral)
        if code == "expire":
            expire(actor=CLOCK, referral_id=referral_id)
            return 1
        sent = [ORDER.index(one) for one in referral.reminders_sent]
        if not code or ORDER.index(code) <= max(sent, default=-1):
            return 0
        remind(actor=CLOCK, referral_id=referral_id, code=code)
        return 1
