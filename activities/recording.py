"""Writing activities: one for each row that an action changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import ParamSpec
from uuid import UUID

from activities.actor import Actor
from activities.clock import now
from activities.codes import SubjectKind, VerbCode
from activities.contexts import Context, check_registered
from activities.models import Activity

Fields = ParamSpec("Fields")


def build(
    *,
    verb: VerbCode,
    subject_kind: SubjectKind,
    subject_id: UUID,
    context: Context,
    actor: Actor,
    audiences: Iterable[str] = (),
    from_state: str = "",
    to_state: str = "",
    data: Mapping[str, object] | None = None,
) -> Activity:
    """An activity that is not saved yet. `data` holds keys, codes and dates only.

    Raises LookupError for a kind of context of which nobody said who reads it.
    """
    check_registered(context.kind)
    behalf = actor.on_behalf
    confirmed = {"confirmed_words": len(actor.confirmed_words)} if actor.confirmed_words else {}
    return Activity(
        verb=verb,
        subject_kind=subject_kind,
        subject_id=subject_id,
        context_kind=context.kind,
        context_id=context.id,
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


def _saved(make: Callable[Fields, Activity]) -> Callable[Fields, Activity]:
    @wraps(make)
    def made(*args: Fields.args, **kwargs: Fields.kwargs) -> Activity:
        activity = make(*args, **kwargs)
        activity.save()
        return activity

    return made


# Build one activity and save it; the caller is in a transaction.
record = _saved(build)
