"""VAT numbers by the rules of their countries: the EU's, Switzerland's, Norway's, the United
Kingdom's. Their form and check digits, not whether they are registered."""

from __future__ import annotations

import re
from typing import Final

from stdnum.ch import uid
from stdnum.eu import vat as of_the_eu
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as of_the_united_kingdom
from stdnum.no import orgnr

from network import regions

# Greece is EL in VAT numbers; Northern Ireland is XI and belongs to the rules of the EU.
_OWN_PREFIXES: Final = {"GR": "EL"}
_SWISS_ENDING: Final = re.compile(r"(MWST|TVA|IVA|VAT)$")
_OF_THE_EU: Final = frozenset(code.upper() for code in of_the_eu.MEMBER_STATES) | {"EL"}
_RULED: Final = _OF_THE_EU | {"CH", "NO", "GB"}


class WrongVatNumber(ValueError):
    """The number is none of the country that it begins with, or of the company's seat."""


def compact(number: str, seat: str) -> str:
    """The number as it is compared and shown: its country's prefix, then no blanks or points.

    Without a prefix it is one of `seat` (ISO 3166). For countries without a rule here it is
    taken as it is typed. Raises WrongVatNumber.
    """
    typed = re.sub(r"[\W_]", "", number).upper()
    found = re.match(r"[A-Z]{2}", typed)
    prefix = found[0] if found and found[0] in _RULED else seat
    if prefix not in _RULED:
        return typed
    try:
        return _by_rule(prefix, typed.removeprefix(prefix) if found else typed)
    except ValidationError as fault:
        raise WrongVatNumber(number) from fault


def is_checked(number: str, seat: str) -> bool:
    """Whether a compact number is one by a country's rule, and not what anybody may type."""
    return (number[:2] if number[:2] in _RULED else seat) in _RULED


def country_of(number: str) -> str:
    """The ISO 3166 country of a compact number; XI is in the United Kingdom; empty for none."""
    prefix = number[:2] if re.match(r"[A-Z]{2}", number) else ""
    return "GB" if prefix == "XI" else regions.country_of(prefix)


def _by_rule(prefix: str, rest: str) -> str:
    if prefix == "CH":
        return str(uid.validate("CHE" + _SWISS_ENDING.sub("", rest.removeprefix("E"))))
    if prefix == "NO":
        return f"NO{orgnr.validate(rest.removesuffix('MVA'))}MVA"
    if prefix == "GB":
        return f"GB{of_the_united_kingdom.validate(rest)}"
    return str(of_the_eu.validate(_OWN_PREFIXES.get(prefix, prefix) + rest))
