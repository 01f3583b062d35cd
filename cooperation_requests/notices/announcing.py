"""Turning moves into notices, in the transaction of the move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import models

from activities.clock import now
from activities.models import Activity
from activities.workflow import Moved, Row
from companies.enums import Source
from companies.models import CompanyMember
from cooperation_requests.codes import CaseHearer, SuggestionVerb
from cooperation_requests.enums import Side, Word
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.notices import recipients
from notifications.hearing import entries_of, entry
from notifications.outbox import Entry, put


def announce(moved: Sequence[Moved[Row]]) -> None:
    """Tell those whom the table names of each move; one insert for any number."""
    tell(entries_of(moved), [one.row for one in moved])


def tell(entries: Iterable[Entry], rows: Iterable[models.Model]) -> None:
    """Put into the outbox what is told of `rows`, but not to people of an agency about a case of a
    company of their own: under that hat they do not see it. At most one query."""
    told = list(entries)
    companies: set[UUID] = set()
    for row in rows:
        if isinstance(row, Suggestion):
            companies |= {row.company_id, row.referral.request.company_id}
        elif isinstance(row, Referral):
            companies.add(row.request.company_id)
        elif isinstance(row, CooperationRequest):
            companies.add(row.company_id)
    of_agencies = {
        one.recipient.person.pk
        for one in told
        if one.recipient.person is not None and one.recipient.hat_id not in companies
    }
    own = set(
        CompanyMember.objects.filter(user__in=of_agencies, company__in=companies).values_list(
            "user_id", flat=True
        )
    )
    put(
        one
        for one in told
        if one.recipient.person is None
        or one.recipient.person.pk not in own
        or one.recipient.hat_id in companies
    )


def ask_the_candidate(moved: Moved[Suggestion]) -> None:
    """The candidate is asked in its agency's name: in the portal, else by link."""
    put(
        entry(
            moved.activity,
            CaseHearer.CANDIDATE,
            one,
            moved.row.pk,
            told_as=SuggestionVerb.ASK_CANDIDATE,
            # Proposed again after it was taken back, it is asked again.
            occasion=f"ask-candidate:{moved.activity.pk}",
        )
        for one in recipients.of_company(moved.row.company)
    )


def tell_proposed_candidates(moved: Sequence[Moved[Suggestion]]) -> None:
    """Who was entered by a partner hears of it at submission at the latest, and may refuse."""
    entries: list[Entry] = []
    told: list[Suggestion] = []
    for one in moved:
        row = one.row
        if row.company.source != Source.PROPOSED or row.told_at is not None:
            continue
        row.told_at = now()
        told.append(row)
        if row.word != Word.NOT_ASKED:
            continue  # it was asked already, and reads the brief
        entries.extend(
            entry(one.activity, CaseHearer.CANDIDATE, recipient, row.pk)
            for recipient in recipients.of_company(row.company)
        )
    Suggestion.objects.unrestricted("told of being proposed").bulk_update(told, ["told_at"])
    put(entries)


def tell_message(
    request: CooperationRequest, activity: Activity, side: Side, referral: Referral | None = None
) -> None:
    """The other side of a thread hears that something was written."""
    if referral is not None and side == Side.HOME:
        found, hearer = recipients.of_partners([referral])[referral.pk], CaseHearer.PARTNER
    elif referral is not None or side == Side.COMPANY:
        found, hearer = recipients.of_advisor(request), CaseHearer.ADVISOR
    else:
        found, hearer = recipients.of_company(request.company), CaseHearer.COMPANY
    about = referral or request
    tell(
        (entry(activity, hearer, one, about.pk) for one in found),
        [about],
    )
