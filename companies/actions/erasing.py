"""A company is erased: what is known of it, its people and their words."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.errors import NotAllowed
from companies.actions.beginning import lock_company, may_change, record
from companies.enums import CompanyVerb
from companies.life_cycle import erase_kept
from companies.models import Company
from notifications import outbox

# What an entry says of a company; where it is, what it does and how large it is stay for figures.
ERASED_TEXTS = (
    *("external_id", "vat_number", "website", "postcode", "city"),
    *("offers", "offers_language", "seeks", "seeks_language"),
)
ERASED_LISTS = ("certificates", "exports_to", "languages")
# What stands where its name stood.
ERASED_NAME = "–"


@transaction.atomic
def erase(*, actor: Actor, company_id: UUID) -> None:
    """Erase a company with all entries that were put together with it; a second time changes
    nothing. What was done stays on record, as keys, codes and dates.

    By an advisor of its agency, its own people or, asked by either, whoever runs the instance.
    Raises ValidationError while it asks or is a candidate in an open case, and for an entry that
    is part of another one.
    """
    company = Company.objects.unrestricted("the action checks who may").get(pk=company_id)
    if company.erased_at is not None:
        return
    if not (actor.is_clock or may_change(actor, company)):
        raise NotAllowed("erase")
    if company.merged_into_id is not None:
        said = _("It became part of another entry (%(key)s): erase that one.")
        raise ValidationError(said % {"key": company.merged_into_id})
    entries = Company.objects.unrestricted("erased with it").filter(merged_into=company_id)
    keys = sorted([company_id, *entries.values_list("pk", flat=True)])
    # Cases are locked before companies, as everywhere.
    for waits in (True, False):
        for key in keys:
            erase_kept(key, waits=waits)
        if waits:
            rows = [lock_company(key) for key in keys]
    for row in rows:
        _erase(row, actor)


def _erase(company: Company, actor: Actor) -> None:
    if company.erased_at is not None:
        return
    invited = list(company.invitations.values_list("pk", flat=True))
    for kept in (
        *(company.known_as, company.members, company.join_requests),
        *(company.contacts, company.invitations),
    ):
        kept.all().delete()
    outbox.forget_hat(company.pk, invited)
    for name in ERASED_TEXTS:
        setattr(company, name, "")
    for name in ERASED_LISTS:
        setattr(company, name, [])
    company.legal_name = ERASED_NAME
    company.head_count = None
    company.erased_at = now()
    company.version += 1
    company.save()
    record(CompanyVerb.ERASE, company, actor)


def still_open(reference: str | None) -> str:
    """Why a company cannot be erased yet."""
    said = _("It stands in an open request (%(reference)s): end that first.")
    return said % {"reference": reference or "–"}
