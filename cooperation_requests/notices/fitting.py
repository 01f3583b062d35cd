"""An agency hears that a company of its own may fit what somebody looks for."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from activities import recording
from activities.actor import CLOCK, Actor
from companies.queries import own_names
from cooperation_requests.codes import (
    CaseAudience,
    CaseHearer,
    CaseKind,
    PointedOut,
    context_of,
    timeline_of,
)
from cooperation_requests.models import CooperationRequest, Referral
from cooperation_requests.notices import recipients
from cooperation_requests.notices.announcing import tell
from notifications.models import Notice
from notifications.outbox import Entry


def tell_fitting(company_id: UUID, row: CooperationRequest | Referral) -> None:
    """Put on record, and tell the advisor of the request, or the partner of the referral, in play
    at this agency."""
    if isinstance(row, Referral):
        kind, request, audience = CaseKind.REFERRAL, row.request, timeline_of(row.pk)
        hearer, found = CaseHearer.PARTNER, recipients.of_partners([row])[row.pk]
        data = {"referral": str(row.pk), "organisation": str(row.organisation_id)}
    else:
        kind, request, audience = CaseKind.REQUEST, row, CaseAudience.HOME
        hearer, found = CaseHearer.ADVISOR, recipients.of_advisor(row)
        data = {}
    activity = recording.record(
        verb=PointedOut.FITS,
        subject_kind=CaseKind.FITTING,
        subject_id=row.pk,
        context=context_of(request.pk),
        actor=CLOCK,
        audiences=[audience],
        data={"reference": request.reference, "company": str(company_id), **data},
    )
    entries = (
        Entry(
            kind=f"{kind}.{PointedOut.FITS}.{hearer}",
            recipient=one,
            subject_id=row.pk,
            case_id=request.pk,
            activity=activity,
        )
        for one in found
    )
    tell(entries, [row])


def fitting_facts(notice: Notice, reader: Actor) -> list[tuple[str, str]]:
    """Which company of the reader's own agency it is about."""
    if notice.activity is None or notice.activity.verb != PointedOut.FITS:
        return []
    names = own_names(reader, [notice.activity.data["company"]])
    return [(_("Your company"), name) for name in names.values()]
