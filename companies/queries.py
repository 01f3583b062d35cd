"""Named reads of companies."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q

from companies.models import Company, fold
from network import regions
from network.models import Organisation
from network.queries import agencies_serving


def home_agencies(company: Company) -> list[Organisation]:
    """The agencies that may serve a company by its region."""
    return agencies_serving(company.region or regions.country_code(company.country))


def likeness_key(company: Company) -> str:
    """What two entries of one company share: VAT number, else domain, else name and country."""
    if company.vat_number:
        return f"vat:{company.vat_number.casefold()}"
    domain = (urlsplit(company.website).hostname or "").removeprefix("www.")
    if domain:
        return f"domain:{domain}"
    return f"name:{company.country}:{' '.join(re.findall(r'[a-z0-9]+', fold(company.legal_name)))}"


def alike(company: Company, *, within_agency: UUID | None = None) -> list[Company]:
    """Entries that look like the same company; shown to its agency's desk alone."""
    domain = (urlsplit(company.website).hostname or "").removeprefix("www.")
    rule = Q(sort_name=company.sort_name, country=company.country)
    if company.vat_number:
        rule |= Q(vat_number=company.vat_number)
    if domain:
        rule |= Q(website__icontains=f"//{domain}") | Q(website__icontains=f"//www.{domain}")
    found = Company.objects.unrestricted("likeness, shown to the desk alone").filter(
        rule, merged_into__isnull=True
    )
    if within_agency is not None:
        found = found.filter(agency_id=within_agency)
    return list(found.exclude(pk=company.pk).order_by("sort_name", "pk")[:10])
