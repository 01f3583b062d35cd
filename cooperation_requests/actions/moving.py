"""What every action of the case does: move rows and tell those concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.timers.reckoning import reckon
from activities.workflow import Allowed, Change, Moved, transition
from cooperation_requests.actions.learning import learn
from cooperation_requests.deadlines import DEADLINES
from cooperation_requests.enums import MessageKind, Side, Thread
from cooperation_requests.models import CooperationRequest, Message, Referral, WordsRead
from cooperation_requests.notices import announce

Row = TypeVar("Row", bound=models.Model)
MESSAGES_BEFORE_ADMISSION = 30  # of one person within a day


def move(
    allowed: Allowed[Row],
    *,
    change: Change[Row] | None = None,
    data: Mapping[str, object] | None = None,
) -> list[Moved[Row]]:
    """transition() and, in the same transaction, its notices, what matching learns of it, and what
    falls due of it from now on."""
    moved = transition(allowed, change=change, data=data)
    tell_of(moved)
    return moved


def tell_of(moved: Sequence[Moved[Row]]) -> None:
    """What `move` does after the transition, where more has to happen in between: who is told may
    hang on it."""
    announce(moved)
    learn(moved)
    referrals: list[Referral] = [one.row for one in moved if isinstance(one.row, Referral)]
    reckon(DEADLINES, referrals)


def record_words_read(referral: Referral, *texts: str, side: Side = Side.PARTNER) -> None:
    """Keep what `side` wrote and the other read, whatever takes its place; what the company wrote
    is the home agency's here."""
    _keep(texts, request_id=referral.request_id, referral=referral, side=side)


def words_of_home(referral: Referral) -> frozenset[str]:
    """What the asking side wrote of the partner's candidates: it stands in their rows, whatever
    became of them, where the partner's own reasons stand too."""
    rows = WordsRead.objects.filter(referral=referral, side=Side.HOME)
    return frozenset(rows.values_list("text", flat=True))


def record_words_for_company(request_id: UUID, *texts: str) -> None:
    """Keep what the home agency writes to the company."""
    _keep(texts, request_id=request_id, referral=None, side=Side.HOME)


def _keep(texts: Iterable[str], *, request_id: UUID, referral: Referral | None, side: Side) -> None:
    WordsRead.objects.bulk_create(
        WordsRead(request_id=request_id, referral=referral, side=side, text=text, kept_at=now())
        for text in texts
        if text
    )


def require_words(**fields: str) -> None:
    """Raise ValidationError at each field that is empty."""
    empty = {name: [_("This is needed.")] for name, text in fields.items() if not text.strip()}
    if empty:
        raise ValidationError(empty)


def require_choice(name: str, value: str, choices: type[models.TextChoices]) -> None:
    """Raise ValidationError at `name` unless `value` is one of `choices`."""
    if value not in choices.values:
        raise ValidationError({name: [_("Choose one from the list.")]})


def _refuse_flood(actor: Actor) -> None:
    written = Message.objects.unrestricted("counted").filter(
        writer=actor.user, written_at__gt=now() - timedelta(days=1)
    )
    if written.count() >= MESSAGES_BEFORE_ADMISSION:
        raise ValidationError(
            _("Your agency has not taken up your company yet. Write the rest tomorrow.")
        )


def say(
    *,
    request: CooperationRequest,
    actor: Actor,
    thread: Thread,
    side: Side,
    text: str,
    kind: MessageKind = MessageKind.MESSAGE,
    referral: Referral | None = None,
) -> Message:
    """Put words into one thread of the case; the caller has checked who may. Refused beyond a
    day's messages while no agency vouches for the company that writes."""
    if side == Side.COMPANY and not request.company.is_admitted:
        _refuse_flood(actor)
    return Message.objects.add(
        request=request,
        referral=referral,
        thread=thread,
        side=side,
        kind=kind,
        writer_id=actor.user_id,
        text=text.strip(),
        written_at=now(),
    )
