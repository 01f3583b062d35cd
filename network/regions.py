"""Regions: the European classification NUTS 2021, names and what lies in what.

Codes of levels 0 (country) to 3 for the EU, the EFTA states, the United Kingdom and the
candidate countries that Eurostat publishes. A code's first two letters are Eurostat's country
codes, which are those of ISO 3166 but for Greece (EL, GR) and the United Kingdom (UK, GB).
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError

from accounts.names import fold

_DATA = Path(__file__).parent / "data" / "nuts_2021.csv"
_ISO_BY_NUTS: Final = {"EL": "GR", "UK": "GB"}
_NUTS_BY_ISO: Final = {iso: nuts for nuts, iso in _ISO_BY_NUTS.items()}

# Languages written in the script of the names' second form, by country.
_OWN_SCRIPT: Final = {"EL": "el", "CY": "el", "BG": "bg", "MK": "mk", "RS": "sr"}

# What the official table names in one language only, or no reader elsewhere would find by it.
# The regions of the network come first to mind; more are welcome.
_TRADITIONAL_NAMES: Final[dict[str, dict[str, str]]] = {
    "BE1": {"en": "Brussels", "de": "Brüssel", "fr": "Bruxelles", "nl": "Brussel"},
    "BE2": {"en": "Flanders", "de": "Flandern", "fr": "Flandre", "nl": "Vlaanderen"},
    "BE3": {"en": "Wallonia", "de": "Wallonien", "fr": "Wallonie", "nl": "Wallonië"},
    "DE2": {"en": "Bavaria", "fr": "Bavière", "it": "Baviera", "es": "Baviera"},
    "ES51": {
        "ca": "Catalunya",
        "en": "Catalonia",
        "de": "Katalonien",
        "fr": "Catalogne",
        "it": "Catalogna",
    },
    "ITC1": {"en": "Piedmont", "de": "Piemont", "fr": "Piémont"},
    "ITC4": {"en": "Lombardy", "de": "Lombardei", "fr": "Lombardie"},
    "ITI1": {"en": "Tuscany", "de": "Toskana", "fr": "Toscane"},
}


class UnknownRegion(LookupError):
    """A code that NUTS 2021 does not have."""


@dataclass(frozen=True, slots=True)
class Region:
    """One NUTS region: `name` is its own, in Latin letters; `country` is of ISO 3166."""

    code: str
    level: int
    name: str
    country: str


@cache
def _regions() -> dict[str, Region]:
    return {
        code: Region(code, len(code) - 2, latin, country_of(code)) for code, latin, _ in _rows()
    }


@cache
def _own_script() -> dict[str, str]:
    return {code: own for code, _, own in _rows() if own}


def _rows() -> list[tuple[str, str, str]]:
    with _DATA.open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["name"], row["own_script"]) for row in csv.DictReader(file)]


def region(code: str) -> Region:
    """Return the region of a code. Raises `UnknownRegion`."""
    try:
        return _regions()[code]
    except KeyError:
        raise UnknownRegion(f"NUTS 2021 has no region {code!r}") from None


def is_code(code: str) -> bool:
    """Tell whether NUTS 2021 has this code."""
    return code in _regions()


def country_of(code: str) -> str:
    """Return the ISO 3166 country of a NUTS code: "EL30" gives "GR"."""
    return _ISO_BY_NUTS.get(code[:2], code[:2])


def country_code(country: str) -> str:
    """Return the NUTS code of level 0 of an ISO 3166 country: "GR" gives "EL"."""
    return _NUTS_BY_ISO.get(country.upper(), country.upper())


def name(code: str, language: str) -> str:
    """Return what a region is called in a language.

    Countries (and regions that are a whole country, as LV00) by Unicode's names; other regions
    by their own name, in their own script for a reader of its language. Raises `UnknownRegion`.
    """
    found = region(code)
    short = language.lower().replace("_", "-").split("-")[0]
    if found.name == _regions()[code[:2]].name:
        return country_name(found.country, language)
    traditional = _TRADITIONAL_NAMES.get(code, {}).get(short)
    if traditional:
        return traditional
    if short == _OWN_SCRIPT.get(code[:2]):
        return _own_script().get(code, found.name)
    return found.name


def country_name(country: str, language: str) -> str:
    """Return a country's name by its ISO 3166 code, in English if the language is not known."""
    territories = _locale(language).territories
    return str(territories.get(country) or _locale("en").territories.get(country, country))


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_").split("_")[0])
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def ancestors(code: str) -> tuple[str, ...]:
    """Return the codes above, from the country down. Raises `UnknownRegion`."""
    region(code)
    return tuple(code[:length] for length in range(2, len(code)))


def is_within(code: str, of: str) -> bool:
    """Tell whether `code` is `of` or lies in it, both being known codes."""
    return is_code(code) and is_code(of) and code.startswith(of)


def within(codes: Iterable[str]) -> list[str]:
    """Return all codes that are one of these or lie in one; what is no code is in none."""
    above = set(codes)
    return [
        code
        for code in _regions()
        if any(code[:length] in above for length in range(2, len(code) + 1))
    ]


def deepest_match(code: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that contains the region most narrowly, None if none does."""
    return max((c for c in candidates if is_within(code, c)), key=len, default=None)


def choices(country: str, level: int, language: str = "") -> list[tuple[str, str]]:
    """Return (code, name) of a country's regions of a level, by code.

    `country` is of ISO 3166 (Eurostat's EL and UK are understood too). Without a language the
    regions' own names are given.
    """
    iso = country_of(country.upper())
    return [
        (found.code, name(found.code, language) if language else found.name)
        for found in _regions().values()
        if found.country == iso and found.level == level
    ]


# Territories of CLDR that are no countries of ISO 3166, but for Kosovo, which has no code there.
_NO_COUNTRIES: Final = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())


def every_country(language: str) -> list[tuple[str, str]]:
    """Return (ISO code, name) of all countries of the world, by name."""
    codes = {
        code
        for code in map(str, _locale("en").territories)
        if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES
    }
    found = [(code, country_name(code, language)) for code in codes]
    return sorted(found, key=lambda entry: fold(entry[1]))


def countries(language: str) -> list[tuple[str, str]]:
    """Return (ISO code, name) of all countries with regions, by name."""
    found = [
        (r.country, country_name(r.country, language)) for r in _regions().values() if r.level == 0
    ]
    return sorted(found, key=lambda entry: fold(entry[1]))
