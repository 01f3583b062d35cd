"""An agency hears that a company of its own may fit what somebody looks for."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from activities.actor import Actor
from companies.models import Company
from companies.ownership import served_by
from cooperation_requests.models import CooperationRequest, Referral
from cooperation_requests.notices import recipients
from cooperation_requests.notices.announcing import tell
from notifications.models import Notice
from notifications.outbox import Entry

OCCASION = "fits"


def tell_fitting(company_id: UUID, row: CooperationRequest | Referral) -> None:
    """Tell the advisor of the request, or the partner of the referral, in play at this agency."""
    if isinstance(row, Referral):
        kind, case_id = "referral.fits.partner", row.request_id
        found = recipients.of_partners([row])[row.pk]
    else:
        kind, case_id = "request.fits.advisor", row.pk
        found = recipients.of_advisor(row)
    reference = row.request.reference if isinstance(row, Referral) else row.reference
    entries = (
        Entry(
            kind=kind,
            recipient=one,
            subject_id=row.pk,
            case_id=case_id,
            occasion=f"{OCCASION}:{company_id}:{row.pk}:{reference}",
        )
        for one in found
    )
    tell(entries, [row])


def fitting_reference(notice: Notice) -> str:
    """The reference of the request that it is about; no activity tells it."""
    about, _sign, rest = notice.occasion.partition(":")
    reference = rest.rpartition(":")[2]
    return reference if about == OCCASION and reference.startswith("KO-") else ""


def fitting_facts(notice: Notice, reader: Actor) -> list[tuple[str, str]]:
    """Which company of the reader's own agency it is about."""
    about, _sign, rest = notice.occasion.partition(":")
    if about != OCCASION:
        return []
    company = (
        Company.objects.visible_to(reader)
        .filter(served_by(notice.hat_id), pk=rest.partition(":")[0])
        .first()
    )
    return [(_("Your company"), company.legal_name)] if company else []
