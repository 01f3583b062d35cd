"""Telephones and registration numbers as digits and letters to look for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from phonenumbers import PhoneNumberMatcher

from disclosure.giveaways.normal import clean

LONGEST_NUMBER: Final = 15  # digits of one telephone (ITU-T E.164)
SHORTEST_NUMBER: Final = 6  # digits of a telephone, signs of a registration number


def telephone_digits(typed: str, country: str) -> set[str]:
    """The national digits of every telephone number in what was typed into a field."""
    # Of a switchboard what stands before its 0: every extension begins with it.
    typed = re.sub(r"(?<=\d)\s?[-–/]\s?0\b", "", clean(typed))
    found = _national(typed, country)
    if "(0)" in typed:
        # Where the country has no such 0 the library reads none.
        found |= _national(typed.replace("(0)", ""), country)
    if country in _WITH_EXTENSIONS:
        # Of a desk's number the firm's own too.
        found |= _national(_EXTENSION.sub("", typed), country)
    if found:
        return found
    parts = (re.sub(r"\D", "", part) for part in re.split(r"[/;,|]|\bor\b", typed))
    return {digits.lstrip("0") for digits in parts if len(digits.lstrip("0")) >= SHORTEST_NUMBER}


# Where a dash parts the number of a firm from that of a desk in it (DIN 5008).
_WITH_EXTENSIONS: Final = frozenset({"AT", "CH", "DE", "LI"})
_EXTENSION: Final = re.compile(r"(?<=\d\d)\s?[-–]\s?\d{1,4}(?=\D*$)")


def _national(typed: str, country: str) -> set[str]:
    found, at = set(), 0
    for match in PhoneNumberMatcher(typed, country or None):
        # Of two that stand one behind the other the library finds one.
        found |= {str(match.number.national_number), _digits(typed[at : match.start])}
        at = match.end
    if found:
        found.add(_digits(typed[at:]))
    elif len(_digits(typed)) > LONGEST_NUMBER:
        for gap in re.finditer(r"\D+", typed):
            if first := _national(typed[: gap.start()], country):
                return (
                    first | _national(typed[gap.end() :], country) | {_digits(typed[gap.end() :])}
                )
    return {digits for digits in found if len(digits) >= SHORTEST_NUMBER}


def _digits(typed: str) -> str:
    return re.sub(r"\D", "", typed).lstrip("0")


# What a country's VAT number adds to the number of its register of companies: France two digits
# before the SIREN, Sweden two behind the organisationsnummer (python-stdnum, fr.tva and se.vat).
_OF_REGISTER: Final = {
    "fr": re.compile(r"[a-z0-9]{2}(\d{9})"),
    "se": re.compile(r"(\d{10})01"),
}


@lru_cache(maxsize=20_000)
def register_signs(number: str, country: str) -> frozenset[str]:
    """A registration number's letters and digits, with and without its country in front, and what
    its country's register of companies calls it."""
    signs = re.sub(r"[\W_]", "", clean(number)).casefold()
    own = re.sub(r"^[a-z]{2}", "", signs)
    # Some are written without the noughts in front.
    digits = [run for whole in re.findall(r"\d{8,}", signs) for run in (whole, whole.lstrip("0"))]
    found = {signs, own, *digits}
    pattern = _OF_REGISTER.get(signs[:2] if own != signs else country.casefold())
    if pattern is not None and (register := pattern.fullmatch(own)):
        found.add(register[1])
    return frozenset(
        one for one in found if len(one) >= SHORTEST_NUMBER and any(map(str.isdigit, one))
    )
