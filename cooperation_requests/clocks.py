"""What is done when a partner's deadline comes, as `deadlines.py` reckons it."""

from __future__ import annotations

from activities.actor import CLOCK
from activities.codes import TimerStep
from cooperation_requests.actions.partners import expire, remind
from cooperation_requests.codes import DeadlineStep
from cooperation_requests.models import Referral


def act(referral: Referral, step: TimerStep) -> None:
    """Remind the partner, or let its time be over."""
    if step is DeadlineStep.EXPIRE:
        expire(actor=CLOCK, referral_id=referral.pk)
    else:
        remind(actor=CLOCK, referral_id=referral.pk, code=step)
