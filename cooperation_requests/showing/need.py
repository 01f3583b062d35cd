"""A need or a brief as terms and values."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from companies.cards import sector_names
from companies.enums import SizeClass
from cooperation_requests.enums import Kind
from cooperation_requests.models.request import Need
from network import regions
from network.languages import language_name
from web.components import Chip, Definition


def region_names(codes: list[str]) -> str:
    """Names of NUTS regions, in the reader's language."""
    language = get_language() or "en"
    return ", ".join(regions.name(code, language) for code in codes if regions.is_code(code))


def need_facts(need: Need) -> list[Definition]:
    """Everything but title and text."""
    language = get_language() or "en"
    return [
        Definition(_("Looks for"), str(Kind(need.kind).label) if need.kind else ""),
        Definition(_("Regions"), region_names(need.regions)),
        Definition(_("Sectors"), "; ".join(sector_names(need.sectors))),
        Definition(_("Quantities"), need.quantities),
        Definition(
            _("Size of the partner"),
            ", ".join(str(SizeClass(code).label) for code in need.size_classes),
        ),
        Definition(
            _("Languages"), ", ".join(language_name(code, language) for code in need.languages)
        ),
        Definition(_("Written in"), language_name(need.language, language)),
    ]


def need_chips(need: Need) -> list[Chip]:
    """Kind, first sector, languages: what stands under a title."""
    language = get_language() or "en"
    chips = [Chip(str(Kind(need.kind).label), "harbour")] if need.kind else []
    chips += [Chip(name) for name in sector_names(need.sectors[:1])]
    if need.languages:
        chips.append(Chip(", ".join(language_name(code, language) for code in need.languages)))
    return chips
