"""Named reads of the record."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from activities.actor import Actor
from activities.codes import SubjectKind, VerbCode
from activities.contexts import Context
from activities.models import Activity


def seen_of(actor: Actor, context: Context) -> QuerySet[Activity]:
    """What an actor may see of one context, newest first."""
    return (
        Activity.objects.visible_to(actor)
        .filter(context_kind=context.kind, context_id=context.id)
        .order_by("-happened_at", "-id")
    )


def latest_of(
    kind: SubjectKind, subject_id: UUID, verbs: Iterable[VerbCode] = ()
) -> Activity | None:
    """The last thing that was done with one row, not what was written about it; only one of
    `verbs`, where any are given. Whoever tells somebody of it asks first whether they may hear."""
    found = Activity.objects.unrestricted("whoever tells of it asks who may hear").filter(
        subject_kind=kind, subject_id=subject_id
    )
    if wanted := list(verbs):
        found = found.filter(verb__in=wanted)
    return found.select_related("actor").order_by("-happened_at", "-id").first()
