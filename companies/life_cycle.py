"""What becomes of what apps keep of a company when two entries become one, and when one is erased.

`tests/life_cycle/` fails for a key to companies that has no answer.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from activities.life_cycle import LifeCycle
from companies.enums import CompanyVerb
from network.leaving import on_leaving


class Mover(Protocol):
    """Moves what an app keeps of a company to the one that it becomes part of, within the
    transaction of the merging: before either is locked and, once more, after that for what came
    between. With `waits` false it takes a lock at once or refuses with NoLongerPossible: rows are
    locked out of order then. It may refuse with ValidationError."""

    def __call__(self, company_id: UUID, into_id: UUID, *, waits: bool) -> None: ...


class Eraser(Protocol):
    """Erases the words and files that an app keeps of a company, within the transaction of the
    erasing, as a mover moves: twice, waiting for locks and then not."""

    def __call__(self, company_id: UUID, *, waits: bool) -> None: ...


on_merge: LifeCycle[Mover] = LifeCycle(CompanyVerb.MERGE)
on_erase: LifeCycle[Eraser] = LifeCycle(CompanyVerb.ERASE)


def carry_over(company_id: UUID, into_id: UUID, *, waits: bool) -> None:
    """Let all who follow carry over what they keep of a company."""
    for mover in on_merge.followers:
        mover(company_id, into_id, waits=waits)


def erase_kept(company_id: UUID, *, waits: bool) -> None:
    """Let all who follow erase what they keep of a company."""
    for eraser in on_erase.followers:
        eraser(company_id, waits=waits)


OF_ITS_PEOPLE = (
    *("companies.KnownAs.company", "companies.CompanyMember.company"),
    *("companies.JoinRequest.company", "companies.Contact.company"),
    "companies.CompanyInvitation.company",
)
OF_NOTICES = ("notifications.Notice.hat_id", "notifications.Delivery.hat_id")


def answer_for_own() -> None:
    """What `actions.merge` and `actions.erase` do themselves; called when the app is ready."""
    by_merging = "actions.merge moves it"
    on_merge.leave(by_merging, *OF_ITS_PEOPLE, *OF_NOTICES, "companies.Company.merged_into")
    by_erasing = "actions.erase deletes it"
    on_erase.leave(by_erasing, *OF_ITS_PEOPLE, *OF_NOTICES)
    on_erase.leave(
        "entries put together with it are erased with it", "companies.Company.merged_into"
    )
    record = "the record keeps keys, codes and dates: what was done with an entry stays its own"
    for moment in (on_merge, on_erase):
        moment.leave(record, "activities.Activity.context_id", "activities.Activity.subject_id")
    on_erase.leave(record, "activities.Activity.acting_company_id")
    on_leaving.leave("who entered a company stays known", "companies.Company.entering")
