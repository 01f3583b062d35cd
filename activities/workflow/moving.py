"""transition(): the one way by which a row with a workflow changes its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic
from uuid import UUID

from activities import recording
from activities.actor import Actor
from activities.codes import Edge, Relation, VerbCode
from activities.models import Activity
from activities.workflow.locked import Locked, Row
from activities.workflow.table import Allowed, Transition, Workflow, state_of


@dataclass(frozen=True)
class Moved(Generic[Row]):
    """A row after its transition, with what was recorded."""

    row: Row
    line: Transition[Row]
    activity: Activity


# What an action changes in a row beside its state: it assigns attributes.
Change = Callable[[Row, Transition[Row]], None]


def transition(
    allowed: Allowed[Row],
    *,
    change: Change[Row] | None = None,
    data: Mapping[str, object] | None = None,
) -> list[Moved[Row]]:
    """Take rows through the verb that is allowed: state, changes, whom they wait for, the record.

    What differs from how the rows were read is written, one update for each set of fields, and one
    insert for the record. Raises RuntimeError where `change` touches the state, or whom a row waits
    for: those are the table's.
    """
    workflow, rows, actor = allowed.workflow, allowed.rows, allowed.actor
    activities: list[Activity] = []
    for row, line in zip(rows, allowed.lines, strict=True):
        before = state_of(row)
        # Who reads of it is decided by how the row stood: a draft's refusal stays with its side.
        readers = workflow.readers(line, row)
        if line.target != Edge.SAME:
            setattr(row, "state", line.target)  # noqa: B010  typed as any model
        if change is not None:
            change(row, line)
            _check_kept(workflow, rows, row, line, before)
        workflow.wait(row, line)
        activities.append(
            _activity(workflow, row, line, actor, readers=readers, before=before, data=data)
        )
    _write(rows)
    saved = Activity.objects.unrestricted("the record itself").bulk_create(activities)
    return [Moved(*parts) for parts in zip(rows, allowed.lines, saved, strict=True)]


def _check_kept(
    workflow: Workflow[Row], rows: Locked[Row], row: Row, line: Transition[Row], before: str
) -> None:
    touched = rows.touched(row, workflow.kept)
    if touched or state_of(row) != (before if line.target == Edge.SAME else line.target):
        what = ", ".join(sorted(touched)) or "the state"
        raise RuntimeError(f"{workflow.kind}.{line.verb}: {what} is the table's.")


def _write(rows: Locked[Row]) -> None:
    for fields, changed in rows.written().items():
        if len(changed) == 1:
            changed[0].save(update_fields=fields)
        else:
            type(changed[0])._base_manager.bulk_update(changed, sorted(fields), batch_size=1000)


def begin(
    workflow: Workflow[Row],
    verb: VerbCode,
    rows: Sequence[Row],
    *,
    actor: Actor,
    as_part_of: Relation | None = None,
    data: Mapping[str, object] | None = None,
) -> list[Moved[Row]]:
    """Create rows by the table's line that starts at 'new': one insert each for rows and record."""
    lines = []
    for row in rows:
        setattr(row, "state", Edge.NEW)  # noqa: B010  typed as any model
        line = workflow.find(verb, row, actor, as_part_of=as_part_of)
        setattr(row, "state", line.target)  # noqa: B010
        workflow.wait(row, line)
        lines.append(line)
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=1000)
    activities = [
        _activity(
            workflow,
            row,
            line,
            actor,
            readers=workflow.readers(line, row),
            before="",
            data=data,
        )
        for row, line in zip(rows, lines, strict=True)
    ]
    saved = Activity.objects.unrestricted("the record itself").bulk_create(activities)
    return [Moved(*parts) for parts in zip(rows, lines, saved, strict=True)]


def remove(allowed: Allowed[Row]) -> Activity:
    """Delete a row by the table's line that ends at 'gone'; its record stays."""
    workflow, row, line = allowed.workflow, allowed.row, allowed.line
    activity = _activity(
        workflow,
        row,
        line,
        allowed.actor,
        readers=workflow.readers(line, row),
        before=state_of(row),
        data=None,
    )
    activity.to_state = line.target
    activity.save()
    row.delete()
    return activity


def _activity(
    workflow: Workflow[Row],
    row: Row,
    line: Transition[Row],
    actor: Actor,
    *,
    readers: Sequence[str],
    before: str,
    data: Mapping[str, object] | None,
) -> Activity:
    return recording.build(
        verb=line.verb,
        subject_kind=workflow.kind,
        subject_id=UUID(str(row.pk)),
        context=workflow.context(row),
        actor=actor,
        audiences=readers,
        from_state=before,
        to_state=state_of(row),
        data={**workflow.data(row), **(data or {})},
    )
