"""Turning moves into notices, in the transaction of the move."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from network.models import Organisation
from network.queries import desks_of
from notifications.hearing import entries_of, entry
from notifications.outbox import Entry, put


def announce(moved: Sequence[Moved[Row]]) -> None:
    """Tell those whom the table names of each move; one insert for any number."""
    tell(entries_of(moved), [one.row for one in moved])


def tell(entries: Iterable[Entry], rows: Iterable[models.Model]) -> None:
    """Put into the outbox what is told of `rows`, but not to people of an agency about a case of a
    company of their own: under that hat they do not see it. Where nobody of a partner is left, as
    a candidate is theirs, its desk hears. At most one query, and three more for such a desk.
    """
    told = list(entries)
    parties = _Parties.of(rows)
    of_agencies = {
        one.recipient.person.pk
        for one in told
        if one.recipient.person is not None and one.recipient.hat_id not in parties.companies
    }
    own = parties.people_among(of_agencies)
    left = [
        one
        for one in told
        if one.recipient.person is None
        or one.recipient.person.pk not in own
        or one.recipient.hat_id in parties.companies
    ]
    put([*left, *_to_desks_instead(told, left, own, parties)])


@dataclass(frozen=True)
class _Parties:
    """The companies of the cases that rows are of: those that ask, and the candidates."""

    asking: frozenset[UUID]
    candidates: frozenset[UUID]
    referrals: frozenset[UUID]

    @classmethod
    def of(cls, rows: Iterable[models.Model]) -> _Parties:
        asking, candidates, referrals = set(), set(), set()
        for row in rows:
            if isinstance(row, Suggestion):
                candidates.add(row.company_id)
                referrals.add(row.referral_id)
                asking.add(row.referral.request.company_id)
            elif isinstance(row, Referral):
                referrals.add(row.pk)
                asking.add(row.request.company_id)
            elif isinstance(row, CooperationRequest):
                asking.add(row.company_id)
        return cls(frozenset(asking), frozenset(candidates), frozenset(referrals))

    @property
    def companies(self) -> frozenset[UUID]:
        return self.asking | self.candidates

    def people_among(self, people: Collection[UUID]) -> dict[UUID, bool]:
        """Those who belong to one of them; whether to one that asks."""
        handed_over = Suggestion.objects.unrestricted("who may hear of the case").filter(
            Suggestion.handed_over_once_rule(), referral__in=self.referrals
        )
        found = CompanyMember.objects.filter(
            models.Q(company__in=self.companies)
            | models.Q(company__in=handed_over.values("company")),
            user__in=people,
        ).values_list("user_id", "company_id")
        own: dict[UUID, bool] = {}
        for person, company in found:
            own[person] = own.get(person, False) or company in self.asking
        return own


def _to_desks_instead(
    told: Sequence[Entry], left: Sequence[Entry], own: Mapping[UUID, bool], parties: _Parties
) -> Iterator[Entry]:
    """To the desk of a hat of which only those were to hear whose company is a candidate. Not where
    it asks: that somebody hears in their place would tell so."""
    reached = {(one.kind, one.recipient.hat_id) for one in left}
    missed = {
        (one.kind, one.recipient.hat_id): one
        for one in told
        if one.recipient.person is not None and own.get(one.recipient.person.pk) is False
    }
    missed = {key: one for key, one in missed.items() if key not in reached}
    if not missed:
        return
    desks = desks_of(Organisation.objects.filter(pk__in={hat for _kind, hat in missed}))
    also_own = parties.people_among(
        {person.pk for desk in desks.values() for person in desk.people}
    )
    for (_kind, hat), entry_missed in missed.items():
        for recipient in recipients.of_desk(desks[hat]) if hat in desks else ():
            if recipient.person is None or recipient.person.pk not in also_own:
                yield replace(entry_missed, recipient=recipient)


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
