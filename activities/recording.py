"""Writing activities: one for each row that an action changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from activities.actor import Actor
from activities.clock import now
from activities.models import Activity


def build(
    *,
    verb: str,
    subject_kind: str,
    subject_id: UUID,
    case_id: UUID | None,
    actor: Actor,
    audiences: Iterable[str] = (),
    from_state: str = "",
    to_state: str = "",
    data: Mapping[str, Any] | None = None,
) -> Activity:
    """An activity that is not saved yet. `data` holds keys, codes and dates only."""
    behalf = actor.on_behalf
    confirmed = {"confirmed_words": len(actor.confirmed_words)} if actor.confirmed_words else {}
    return Activity(
        verb=verb,
        subject_kind=subject_kind,
        subject_id=subject_id,
        case_id=case_id,
        happened_at=now(),
        actor_id=actor.user_id,
        acting_organisation_id=actor.organisation_id,
        acting_company_id=actor.company_id,
        on_behalf=behalf is not None,
        said_how=behalf.how if behalf else "",
        said_on=behalf.said_on if behalf else None,
        channel=actor.channel,
        from_state=from_state,
        to_state=to_state,
        audiences=sorted(set(audiences)),
        data={**(data or {}), **confirmed},
    )


def record(**fields: Any) -> Activity:
    """Build one activity and save it; the caller is in a transaction."""
    activity = build(**fields)
    activity.save()
    return activity
