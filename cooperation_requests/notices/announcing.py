"""Turning moves into notices, in the transaction of the move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db import models

from activities.clock import now
from activities.models import Activity
from activities.workflow import Moved, Row
from companies.enums import Source
from cooperation_requests.codes import CaseHearer, SuggestionVerb
from cooperation_requests.enums import Side, Word
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.notices import recipients
from cooperation_requests.notices.parties import Parties, Party
from network.models import Organisation
from network.queries import desks_of
from notifications.hearing import entries_of, entry
from notifications.outbox import Entry, put

# What makes no sense for anybody else.
FOR_ONE_PERSON = (f".{CaseHearer.ASSIGNED}", f".{CaseHearer.ASSIGNED_BEFORE}")


def announce(moved: Sequence[Moved[Row]]) -> None:
    """Tell those whom the table names of each move; one insert for any number."""
    tell(entries_of(moved), [one.row for one in moved])


def tell(entries: Iterable[Entry], rows: Iterable[models.Model]) -> None:
    """Put into the outbox what is told of `rows`, but not to people of an agency about a case of a
    company of their own: under that hat they do not see it. Where nobody of a hat is left, as a
    candidate is theirs, its desk hears. At most one query, four more where there are such people.
    """
    told = list(entries)
    parties = Parties(rows)
    why = parties.why_not(told)
    left = [one for one in told if id(one) not in why]
    put([*left, *_to_desks_instead(told, left, why, parties)])


def _to_desks_instead(
    told: Sequence[Entry], left: Sequence[Entry], why: Mapping[int, Party], parties: Parties
) -> Iterator[Entry]:
    """To the desk of a hat of which only those were to hear whose company is a candidate. Not where
    it asks: that somebody hears in their place would tell so. Nor what is only for one person."""
    reached = {(one.kind, one.subject_id, one.recipient.hat_id) for one in left}
    missed = {
        (one.kind, one.subject_id, one.recipient.hat_id): one
        for one in told
        if why.get(id(one)) is Party.CANDIDATE and not one.kind.endswith(FOR_ONE_PERSON)
    }
    missed = {key: one for key, one in missed.items() if key not in reached}
    if not missed:
        return
    hats = Organisation.objects.filter(pk__in={hat for _kind, _subject, hat in missed})
    desks = desks_of(hats)
    instead = [
        replace(one, recipient=recipient)
        for (_kind, _subject, hat), one in missed.items()
        if hat in desks
        for recipient in recipients.of_desk(desks[hat])
    ]
    also = parties.why_not(instead)
    yield from (one for one in instead if id(one) not in also)


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
