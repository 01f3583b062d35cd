"""The other direction: a company that is new or changed is pointed out where it fits.

Looked at are only needs that its own agency has to do with: its own open requests, and referrals
that it has in play. Each agency hears of a company for a request once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from companies.models import Company
from cooperation_requests.enums import IN_PLAY, OPEN
from cooperation_requests.matching_need import need_of
from cooperation_requests.models import Brief, CooperationRequest, Referral
from cooperation_requests.notices import tell_fitting
from matching import index, memory
from matching.engine import fit_of

logger = logging.getLogger(__name__)

AT_ONCE = 20
# Of 100; what a company is worth by itself, without others to compare it with.
FITS_WELL = 55
Row = CooperationRequest | Referral


def point_out(limit: int = 100) -> int:
    """Look at companies that changed since they were looked at last; how many were pointed out.

    Safe to run twice: what was told once is not told again, and a company that changes meanwhile is
    looked at again. One that fails is stepped over.
    """
    told = looked = 0
    while looked < limit and (companies := index.to_look_at(AT_ONCE)):
        needs: dict[UUID, list[tuple[Row, Brief]]] = {}
        for company, version in companies:
            agency = company.agency_id
            # A stranger's words go into no mail; once it is admitted, it is looked at again.
            is_pointed_out = company.is_admitted and company.merged_into_id is None
            if agency is not None and is_pointed_out:
                if agency not in needs:
                    needs[agency] = list(_needs(agency))
                try:
                    told += _look_at(company, needs[agency])
                except DatabaseError:
                    logger.exception("a company could not be looked at")
            index.looked_at(company.pk, version)
        looked += len(companies)
    return told


def _look_at(company: Company, needs: Iterable[tuple[Row, Brief]]) -> int:
    told = 0
    scope = Company.objects.unrestricted("of its own agency alone").filter(pk=company.pk)
    for row, brief in needs:
        request = row.request if isinstance(row, Referral) else row
        if request.company_id == company.pk:
            continue
        need = need_of(brief, (request.home_agency.country,))
        match = fit_of(need, scope)
        if match is None or match.score < FITS_WELL:
            continue
        with transaction.atomic():
            if memory.point_out(request.pk, need, match):
                tell_fitting(company.pk, row)
                told += 1
    return told


def _needs(agency_id: UUID) -> Iterator[tuple[Row, Brief]]:
    """What this agency looks for now, with the brief as it stands."""
    requests: QuerySet[CooperationRequest] = (
        CooperationRequest.objects.unrestricted("the agency's own")
        .filter(home_agency=agency_id, state__in=OPEN)
        .select_related("home_agency")
        .order_by("pk")
    )
    referrals: QuerySet[Referral] = (
        Referral.objects.unrestricted("in play at the agency")
        .filter(organisation=agency_id, state__in=IN_PLAY, request__state__in=OPEN)
        .select_related("organisation", "request__home_agency")
        .order_by("pk")
    )
    rows: list[Row] = [*requests, *referrals]
    ids = {row.request_id if isinstance(row, Referral) else row.pk for row in rows}
    briefs = {
        (brief.request_id, brief.version): brief
        for brief in Brief.objects.unrestricted("read for matching alone").filter(request__in=ids)
    }
    for row in rows:
        of = row.request_id if isinstance(row, Referral) else row.pk
        brief = briefs.get((of, row.brief_version))
        if brief is not None:
            yield row, brief
