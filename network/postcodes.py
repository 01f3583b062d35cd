"""Postcodes: the region that a postcode lies in, as deep as its first digits tell.

The table is the project's own (`data/README.md` says why): a row names the beginnings that mean a
region, the longest beginning that fits wins, and "*" stands for the whole country. At borders a
village may be placed on the wrong side: show the region to the person.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final

from . import regions

_DATA = Path(__file__).parent / "data" / "postcodes.csv"
_WHOLE_COUNTRY: Final = "*"
_LONGEST: Final = 12

# What a postcode looks like once spaces, hyphens and a leading country code are gone.
_FORMS: Final[dict[str, re.Pattern[str]]] = {
    country: re.compile(form)
    for form, countries in {
        r"\d{3}": "IS",
        r"\d{4}": "AT BE BG CH CY DK HU LI LU LV NO SI",
        r"\d{5}": "CZ DE EE ES FI FR GR HR IT LT PL SE SK",
        r"\d{6}": "RO",
        r"\d{4}(\d{3})?": "PT",
        r"\d{4}([A-Z]{2})?": "NL",
        r"[A-Z]{3}\d{2,4}": "MT",
        r"[A-Z]\d[\dW][A-Z\d]{4}": "IE",
        r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}": "GB",
    }.items()
    for country in countries.split()
}
_LETTERS_BEFORE_DIGITS = re.compile(r"^[A-Z]{1,2}(?=\d)")


def region_of(country: str, postcode: str) -> str | None:
    """Return the NUTS code of the region that a postcode lies in, of level 1 to 3.

    `country` is of ISO 3166 (EL and UK are understood). None where the table does not know, or
    the postcode is not one of that country: the person then chooses the region.
    """
    iso = regions.country_of(country.strip().upper())
    form = _FORMS.get(iso)
    compact = re.sub(r"[\s\-–]", "", postcode[: 2 * _LONGEST].upper())
    if form is None or not compact.isascii():
        return None
    if form.pattern.startswith(r"\d"):
        compact = _LETTERS_BEFORE_DIGITS.sub("", compact)
    if not form.fullmatch(compact):
        return None
    beginnings = _beginnings(iso)
    for length in range(len(compact), 0, -1):
        found = beginnings.get(compact[:length])
        if found is not None:
            return found
    return beginnings.get(_WHOLE_COUNTRY)


@cache
def _beginnings(iso: str) -> dict[str, str]:
    found: dict[str, str] = {}
    with _DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["country"] == iso:
                found.update(dict.fromkeys(_spelt_out(row["beginnings"]), row["region"]))
    return found


def _spelt_out(text: str) -> list[str]:
    """Return each beginning of "10-12 140", ranges being of equal length: 10, 11, 12, 140."""
    beginnings: list[str] = []
    for part in text.split():
        first, _, last = part.partition("-")
        if last:
            numbers = range(int(first), int(last) + 1)
            beginnings.extend(str(number).zfill(len(first)) for number in numbers)
        else:
            beginnings.append(first)
    return beginnings
