"""How a company is shown."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from companies import vat
from companies.enums import Visibility
from companies.models import Company
from network import regions, sectors
from network.languages import language_name
from web.components import Definition


def region_name(company: Company) -> str:
    """The company's region, as its agency's partners know it (NUTS 1 or 2), else its country."""
    language = get_language() or "en"
    if regions.is_code(company.region[:4]) and len(company.region) >= 3:
        return regions.name(company.region[:4], language)
    return regions.country_name(company.country, language)


def place(company: Company) -> str:
    """Town, and in which region: 'Heilbronn (Stuttgart)' is one place."""
    region = region_name(company)
    return f"{company.city} ({region})" if company.city and company.city != region else region


def sector_names(codes: list[str], revision: str = sectors.FIRST) -> list[str]:
    """'C24.53 Casting of light metals' for each code."""
    language = get_language() or "en"
    return [
        f"{sectors.display_code(code, revision)} {sectors.label(code, language, revision)}"
        for code in codes
        if sectors.is_code(code, revision)
    ]


def sectors_of(company: Company, most: int | None = None) -> list[str]:
    """The company's sectors as it gave them, the first `most` or all."""
    return sector_names(company.sectors[:most], company.sector_revision)


def profile_facts(company: Company) -> list[Definition]:
    """The profile as terms and values."""
    language = get_language() or "en"
    size = str(company.get_size_class_display()) if company.size_class else ""
    if company.head_count is not None:
        size = f"{company.head_count} · {size}"
    number = company.vat_number
    if number:
        remarks = [str(company.get_vat_check_display())]
        if vat.country_of(number) not in ("", company.country):
            remarks.append(_("of another country than the seat"))
        number = f"{number} ({'; '.join(remarks)})"
    return [
        Definition(_("Agency"), company.agency.name if company.agency else _("not placed yet")),
        Definition(_("Place"), f"{company.postcode} {place(company)}".strip()),
        Definition(_("Website"), company.website, url=company.website),
        Definition(_("VAT number"), number),
        Definition(_("Sectors"), "; ".join(sectors_of(company))),
        Definition(_("Staff"), size),
        Definition(
            _("Languages"),
            ", ".join(language_name(code, language) for code in company.languages),
        ),
        Definition(_("Certificates"), ", ".join(company.certificates)),
        Definition(
            _("Exports to"),
            ", ".join(regions.country_name(code, language) for code in company.exports_to),
        ),
        Definition(_("Profile visible to"), _visible_to(company)),
    ]


def _visible_to(company: Company) -> str:
    shown = str(company.get_visibility_display())
    if company.is_admitted or company.visibility == Visibility.AGENCY:
        return shown
    return _("%(visibility)s, once the agency has taken the company up") % {"visibility": shown}
