"""Named reads of companies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from accounts.addresses import spellings
from accounts.names import fold
from activities.actor import Actor
from companies.enums import CompanyAudience
from companies.models import Company, CompanyMember, Contact
from companies.ownership import served_by
from network import regions
from network.models import Membership, Organisation
from network.queries import agencies_serving
from web.shared_sites import own_site


def home_agencies(company: Company) -> list[Organisation]:
    """The agencies that may serve a company by its region."""
    return agencies_serving(company.region or regions.country_code(company.country))


def is_contact_of(company_id: UUID, address: str) -> bool:
    """Whether a contact person of a company has this address now."""
    return Contact.objects.filter(company=company_id, email__iexact=address).exists()


def record_read_by(actor: Actor) -> Q | None:
    """access.md, 'companies': what was done with one is read by its people and by its agency."""
    if actor.company_id is not None:
        of_own = Q(context_id=actor.company_id)
        return of_own & Q(audiences__contains=[CompanyAudience.COMPANY])
    if actor.organisation_id is not None:
        served = Company.objects.visible_to(actor).filter(served_by(actor.organisation_id))
        of_served = Q(context_id__in=served.values("pk"))
        return of_served & Q(audiences__contains=[CompanyAudience.AGENCY])
    return None


def own_names(reader: Actor, company_ids: Iterable[str]) -> dict[str, str]:
    """The names of those companies that the reader's own organisation serves, by their ids."""
    served = Company.objects.visible_to(reader).filter(
        served_by(reader.organisation_id), pk__in=list(company_ids)
    )
    return {str(pk): name for pk, name in served.values_list("pk", "legal_name")}


def not_admitted() -> QuerySet[Company, UUID]:
    """The ids of companies that no agency vouches for."""
    rows = Company.objects.unrestricted("only whether they are admitted")
    return rows.exclude(Company.admitted_rule()).values_list("pk", flat=True)


def side_of(person: str) -> str:
    """For whom somebody works whom an agency knows, by the keys of account and company: for
    themselves as staff, else for the company that is admitted. Empty for a stranger."""
    if Membership.objects.filter(user=UUID(person)).exists():
        return person
    own = CompanyMember.objects.filter(user=UUID(person)).exclude(company__in=not_admitted())
    company = own.order_by("since", "pk").values_list("company", flat=True).first()
    return str(company) if company else ""


def likeness_keys(company: Company) -> frozenset[str]:
    """Of which two entries of one company share one at least: VAT number, site, name and
    country. One entry may lack what the other has."""
    words = re.findall(r"[^\W_]+", fold(company.legal_name))
    found = {f"name:{company.country}:{' '.join(words)}"}
    if company.vat_number:
        found.add(f"vat:{company.vat_number.casefold()}")
    if site := own_site(company.website):
        found.add(f"site:{min(spellings(site))}")
    return frozenset(found)


def may_be_one(one: Company, other: Company) -> bool:
    """Whether two entries look like one company: they share a key, and no two VAT numbers say that
    they are two."""
    if one.vat_number and other.vat_number:
        return one.vat_number.casefold() == other.vat_number.casefold()
    return bool(likeness_keys(one) & likeness_keys(other))


def goes_on_as(actor: Actor, company_id: UUID) -> UUID | None:
    """The company that an entry was put together with, where the actor may see that one."""
    merged = Company.objects.unrestricted("only the key of what is seen below").filter(
        pk=company_id, merged_into__isnull=False
    )
    seen = Company.objects.visible_to(actor).filter(pk__in=merged.values("merged_into"))
    return seen.values_list("pk", flat=True).first()


# So many are shown; beyond, the desk searches its companies by the name.
ALIKE_SHOWN = 10


def alike(
    company: Company, *, within_agency: UUID | None = None, that_may_stay: bool = False
) -> list[Company]:
    """Entries that look like the same company, one more than is shown where there are more, those
    that an agency admitted first; for its agency's desk alone. `that_may_stay`: only those with
    which it may be put together (`may_stay`)."""
    site = own_site(company.website)
    rule = Q(sort_name=company.sort_name, country=company.country)
    if company.vat_number:
        rule |= Q(vat_number=company.vat_number)
    for spelling in spellings(site) if site else ():
        rule |= Q(website__icontains=f"//{spelling}") | Q(website__icontains=f"//www.{spelling}")
    found = Company.objects.unrestricted("likeness, shown to the desk alone").filter(
        rule, Company.stands_rule()
    )
    if within_agency is not None:
        found = found.filter(served_by(within_agency))
    if that_may_stay and company.is_admitted:
        found = found.filter(Company.admitted_rule())
    admitted_first = Case(When(Company.admitted_rule(), then=0), default=1)
    ordered = found.exclude(pk=company.pk).order_by(admitted_first, "sort_name", "pk")
    return list(ordered[: ALIKE_SHOWN + 1])


def may_stay(company: Company, into: Company) -> bool:
    """Whether `company` may be put together with `into`, which stays with its people: never a
    company that an agency vouches for with a registration that none does."""
    return into.is_admitted or not company.is_admitted
