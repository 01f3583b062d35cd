"""The one read of what a reader may know of the other side."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from activities.actor import Actor
from disclosure.enums import Field
from disclosure.models import Disclosure
from disclosure.parties import Subject, disclosed_to_rule

Fields = dict[Subject, frozenset[Field]]


def disclosed(reader: Actor, subjects: Iterable[Subject]) -> Fields:
    """What was disclosed to `reader` of each subject and holds now; one query for any number, none
    for a reader to whom nothing can be disclosed."""
    (found,) = disclosed_to_each([(reader, subjects)])
    return found


def disclosed_to_each(asked: Iterable[tuple[Actor, Iterable[Subject]]]) -> list[Fields]:
    """`disclosed` for several readers, each with the subjects that are asked for it; one query."""
    readers = [(disclosed_to_rule(reader), list(dict.fromkeys(of))) for reader, of in asked]
    rules = {
        f"to_{number}": rule & _about(subjects)
        for number, (rule, subjects) in enumerate(readers)
        if rule is not None and subjects
    }
    rows = (
        Disclosure.objects.unrestricted("the rule itself")
        .filter(reduce(or_, rules.values()), Disclosure.in_force_rule())
        .annotate(**{name: Case(When(rule, then=True)) for name, rule in rules.items()})
        if rules
        else ()
    )
    of_whom: dict[tuple[str, str, UUID | None], list[Disclosure]] = {}
    for row in rows:
        for name in rules:
            if getattr(row, name):
                key = name, row.subject_kind, row.subject_id or row.company_id
                of_whom.setdefault(key, []).append(row)
    return [
        {
            one: frozenset(
                Field(name)
                for row in of_whom.get((f"to_{number}", one.kind, one.id), [])
                if one.case_id in {None, row.case_id} and one.origin in {None, row.origin}
                for name in row.fields
            )
            for one in subjects
        }
        for number, (_rule, subjects) in enumerate(readers)
    ]


def _about(subjects: Iterable[Subject]) -> Q:
    """The disclosures that may be about any of these."""
    asked = list(subjects)
    cases = {one.case_id for one in asked}
    within = Q() if None in cases else Q(case_id__in=cases)
    whose = Q(company_id__in={one.id for one in asked if not one.kind})
    return within & (whose | Q(subject_id__in={one.id for one in asked if one.kind}))


def named_to(organisation_id: UUID) -> QuerySet[Disclosure]:
    """By which an organisation knows a company's name now: for rules that ask within a query."""
    return Disclosure.objects.unrestricted("the rule itself").filter(
        Disclosure.in_force_rule(),
        to_organisation_id=organisation_id,
        fields__contains=[Field.NAME],
    )
