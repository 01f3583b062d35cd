"""Putting on record that something became known, and that it no longer counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from activities.clock import now
from activities.models import Activity
from disclosure.enums import Field
from disclosure.grounds import Ground, check_registered
from disclosure.models import Disclosure
from disclosure.parties import Origin, Recipient, Subject, check_known


@dataclass(frozen=True)
class Handover:
    """What of one side goes to another: `fields` of `of` become known `to`, by what `activity`
    says of `origin`; until a moment, if it says so."""

    of: Subject
    fields: tuple[Field, ...]
    to: Recipient
    origin: Origin
    activity: Activity
    until: datetime | None = None


def record(ground: Ground, handovers: Iterable[Handover]) -> None:
    """Put on record what became known on a ground; one insert for any number, in the caller's
    transaction.

    Raises LookupError for a ground, a kind of subject or of audience that nobody registered, and
    ValueError for fields that no line of the access table lets this ground hand over.
    """
    check_registered(ground)
    rows = []
    for one in handovers:
        check_known(one.of, one.to)
        if not one.fields or not ground.fields.issuperset(one.fields):
            raise ValueError(f"'{ground.code}' does not let {list(one.fields)} become known.")
        rows.append(
            Disclosure(
                **one.of.columns,
                **one.to.columns,
                fields=[str(field) for field in one.fields],
                ground=ground.code,
                case_id=one.activity.context_id,
                origin_kind=one.origin.kind,
                origin_id=one.origin.id,
                activity=one.activity,
                disclosed_at=now(),
                until=one.until,
            )
        )
    Disclosure.objects.unrestricted("put on record").bulk_create(rows)


def withdraw(ground: Ground, origin_kind: str, origin_ids: Iterable[UUID]) -> None:
    """What these things led to on a ground counts no more; that it did stays on record."""
    check_registered(ground)
    Disclosure.objects.unrestricted("withdrawn by its side").filter(
        ground=ground.code,
        origin_kind=origin_kind,
        origin_id__in=list(origin_ids),
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=now())
