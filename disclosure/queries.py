"""The one read of what a reader may know of the other side."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from activities.actor import Actor
from disclosure.enums import Field
from disclosure.models import Disclosure
from disclosure.parties import Subject, disclosed_to_rule


def disclosed(reader: Actor, subjects: Iterable[Subject]) -> dict[Subject, frozenset[Field]]:
    """What was disclosed to `reader` of each subject and holds now; one query for any number, none
    for a reader to whom nothing can be disclosed."""
    asked = list(dict.fromkeys(subjects))
    rule = disclosed_to_rule(reader)
    if not asked or rule is None:
        return {one: frozenset() for one in asked}
    cases = {one.case_id for one in asked}
    within = Q() if None in cases else Q(case_id__in=cases)
    whose = Q(company_id__in={one.id for one in asked if not one.kind})
    whose |= Q(subject_id__in={one.id for one in asked if one.kind})
    rows = Disclosure.objects.unrestricted("the rule itself").filter(
        rule, whose, within, Disclosure.in_force_rule()
    )
    of_whom: dict[tuple[str, UUID | None], list[Disclosure]] = {}
    for row in rows:
        of_whom.setdefault((row.subject_kind, row.subject_id or row.company_id), []).append(row)
    return {
        one: frozenset(
            Field(name)
            for row in of_whom.get((one.kind, one.id), [])
            if one.case_id in {None, row.case_id} and one.origin in {None, row.origin}
            for name in row.fields
        )
        for one in asked
    }


def named_to(organisation_id: UUID) -> QuerySet[Disclosure]:
    """By which an organisation knows a company's name now: for rules that ask within a query."""
    return Disclosure.objects.unrestricted("the rule itself").filter(
        Disclosure.in_force_rule(),
        to_organisation_id=organisation_id,
        fields__contains=[Field.NAME],
    )
