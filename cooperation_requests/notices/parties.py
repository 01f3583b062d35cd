"""Who belongs to a company of a case, and so hears nothing of it as somebody of an agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from uuid import UUID

from django.db import models
from django.db.models import Q

from companies.models import CompanyMember
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from notifications.outbox import Entry


class Party(Enum):
    """Which company of a case is somebody's own."""

    ASKING = auto()
    CANDIDATE = auto()


class Parties:
    """The companies of each row: the one that asks, and the candidates that were handed over in the
    same referral. Another partner's candidates are none of it: by who hears in somebody's place one
    would learn of them."""

    def __init__(self, rows: Iterable[models.Model]) -> None:
        self.asking: dict[UUID, UUID] = {}
        self.referral: dict[UUID, UUID] = {}
        self.candidate: dict[UUID, UUID] = {}
        for row in rows:
            if isinstance(row, Suggestion):
                self.candidate[row.pk] = row.company_id
                self.referral[row.pk] = row.referral_id
                self.asking[row.pk] = row.referral.request.company_id
            elif isinstance(row, Referral):
                self.referral[row.pk] = row.pk
                self.asking[row.pk] = row.request.company_id
            elif isinstance(row, CooperationRequest):
                self.asking[row.pk] = row.company_id

    def why_not(self, entries: Sequence[Entry]) -> dict[int, Party]:
        """Of what is not told, by the identity of the entry, whose company it is. At most one
        query, and one more where somebody belongs to a candidate."""
        companies = {*self.asking.values(), *self.candidate.values()}
        of_agencies = [
            (one, one.recipient.person.pk)
            for one in entries
            if one.recipient.person is not None and one.recipient.hat_id not in companies
        ]
        handed_over = Suggestion.objects.unrestricted("who may hear of the case").filter(
            Suggestion.handed_over_once_rule(), referral__in=set(self.referral.values())
        )
        own: dict[UUID, set[UUID]] = defaultdict(set)
        for person, company in CompanyMember.objects.filter(
            Q(company__in=companies) | Q(company__in=handed_over.values("company")),
            user__in={person for _one, person in of_agencies},
        ).values_list("user_id", "company_id"):
            own[person].add(company)
        if not own:
            return {}
        in_referral = set(handed_over.values_list("referral_id", "company_id"))
        found: dict[int, Party] = {}
        for one, person in of_agencies:
            of_row = self.referral.get(one.subject_id)
            if self.asking.get(one.subject_id) in own[person]:
                found[id(one)] = Party.ASKING
            elif self.candidate.get(one.subject_id) in own[person] or any(
                (of_row, company) in in_referral for company in own[person]
            ):
                found[id(one)] = Party.CANDIDATE
        return found
