"""What is remembered of companies follows them: to the entry that stays, or away."""

from __future__ import annotations

from uuid import UUID

from matching.models import CompanyIndex, CompanyVector, ShownMatch

# The keys to companies whose rows are deleted.
FORGOTTEN = (
    *("matching.CompanyIndex.company", "matching.CompanyVector.company"),
    "matching.ShownMatch.company",
)


def carry_memory(company_id: UUID, into_id: UUID, *, waits: bool) -> None:
    """What became of an entry is remembered of the one that it becomes part of; of a need that both
    were shown for the latter's stays."""
    kept = ShownMatch.objects.filter(company=into_id).values("need_key")
    ShownMatch.objects.filter(company=company_id).exclude(need_key__in=kept).update(company=into_id)


def forget(company_id: UUID, *, waits: bool) -> None:
    """Nothing finds an erased company, and nothing is remembered of it."""
    for model in (CompanyVector, CompanyIndex, ShownMatch):
        model.objects.filter(company=company_id).delete()
