"""The same form twice is one submit."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from activities.clock import now
from activities.models import SubmittedForm

# A page that stood open for longer is not sent again by a double click.
KEPT = timedelta(days=30)


class AlreadySubmitted(Exception):
    """This form was carried out before; `result` is the address that it led to."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


def refuse_second(key: UUID | None, user_id: UUID | None) -> None:
    """Raise AlreadySubmitted for a form that was carried out before.

    What it was about may be gone or changed by just that: this is asked before a page looks for it,
    and again before it says that it found nothing.
    """
    if key is None:
        return
    known = SubmittedForm.objects.filter(pk=key, user_id=user_id).first()
    if known is not None:
        raise AlreadySubmitted(known.result)


def claim(key: UUID | None, user_id: UUID | None) -> None:
    """Claim the key of a form inside the action's transaction.

    A second submit at the same time waits here for the first. Raises AlreadySubmitted.
    """
    if key is None:
        return
    refuse_second(key, user_id)
    try:
        with transaction.atomic():
            SubmittedForm.objects.create(pk=key, user_id=user_id, submitted_at=now())
    except IntegrityError:
        refuse_second(key, user_id)
        # Somebody else's key: nobody learns what it led to.
        raise AlreadySubmitted("") from None


def led_to(key: UUID | None, result: str) -> None:
    """Remember where the form led, for the second submit."""
    if key is not None:
        SubmittedForm.objects.filter(pk=key).update(result=result[:500])


def forget_old() -> int:
    """Forget forms that were carried out long ago; how many."""
    deleted, _by_kind = SubmittedForm.objects.filter(submitted_at__lt=now() - KEPT).delete()
    return deleted
