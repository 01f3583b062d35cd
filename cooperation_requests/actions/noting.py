"""Noting what a partner answered by telephone or mail, in one go."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from activities.actor import Actor
from cooperation_requests.actions import answers, proposing
from cooperation_requests.models import Referral


@transaction.atomic
def note_answer(
    *, actor: Actor, referral_id: UUID, words: str, named: proposing.NewCandidate | None = None
) -> Referral:
    """Enter the company that the partner named and send it, or send the words that it said."""
    return _note(answers.answer_referral, actor, referral_id, words, named)


@transaction.atomic
def note_more(
    *, actor: Actor, referral_id: UUID, words: str, named: proposing.NewCandidate | None = None
) -> Referral:
    """The same after the partner has answered."""
    return _note(answers.add, actor, referral_id, words, named)


def _note(
    send: Callable[..., Referral],
    actor: Actor,
    referral_id: UUID,
    words: str,
    named: proposing.NewCandidate | None,
) -> Referral:
    if named is None:
        return send(actor=actor, referral_id=referral_id, words=words)
    proposing.propose(actor=actor, referral_id=referral_id, new=named, words=words)
    return send(actor=actor, referral_id=referral_id)
