"""Finding what gives a company away in a text: name, domain, VAT number, telephone, people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from companies.models import Company, fold

LEGAL_FORMS = frozenset(
    """
    ab ag aps as asbl bv bvba co cv eirl gbr gmbh ii inc kft kg kgaa llc llp lp ltd mb mbh nv og
    ohg oy oü plc sa sarl sas sasu sau sc sca sccl se sia sl slu snc spa srl srls uab ug und vof vzw
    """.split()
)
SHORTEST_PHONE = 7
SHORTEST_NAME = 4


@dataclass(frozen=True)
class Telltale:
    """Something that gives a company away; `words` are folded, `digits` for telephones."""

    words: str
    digits: str = ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text), re.UNICODE)


def name_telltales(company: Company) -> list[Telltale]:
    """What of `company` itself must not stand in a text that hides it: name and domain."""
    found: list[Telltale] = []
    _add_name(found, company.legal_name)
    if company.website:
        _add_domain(found, urlsplit(company.website).hostname or "")
    return [one for one in dict.fromkeys(found) if one.words or one.digits]


def telltales(company: Company) -> list[Telltale]:
    """What must not stand in a text that hides `company`. Two queries: its people, its contacts."""
    found = name_telltales(company)
    domains: list[str] = []
    phones: list[str] = []
    people: list[str] = []
    for member in company.members.select_related("user"):
        people.append(member.user.name)
        phones.append(member.telephone)
        domains.append(member.user.email.rsplit("@", 1)[-1])
        found.append(Telltale(" ".join(_words(member.user.email))))
    for contact in company.contacts.all():
        people.append(contact.name)
        phones.append(contact.telephone)
        if contact.email:
            domains.append(contact.email.rsplit("@", 1)[-1])
            found.append(Telltale(" ".join(_words(contact.email))))
    for domain in domains:
        _add_domain(found, domain)
    if company.vat_number:
        number = company.vat_number.casefold()
        found.append(Telltale("", digits=number))
        found.append(Telltale("", digits=re.sub(r"^[a-z]{2}", "", number)))
    for phone in phones:
        digits = re.sub(r"\D", "", phone)
        if len(digits) >= SHORTEST_PHONE:
            found.append(Telltale("", digits=digits[-SHORTEST_PHONE:]))
    for person in people:
        names = _words(person)
        if len(names) > 1:
            found.append(Telltale(" ".join(names)))
            found.append(Telltale(" ".join(reversed(names))))
        if names and len(names[-1]) > SHORTEST_NAME:
            found.append(Telltale(names[-1]))
    return [one for one in dict.fromkeys(found) if one.words or one.digits]


def _add_name(found: list[Telltale], legal_name: str) -> None:
    words = _words(legal_name)
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or len(words[-1]) == 1):
        words.pop()
    while len(words) > 1 and words[0] in LEGAL_FORMS:
        words.pop(0)
    if words:
        found.append(Telltale(" ".join(words)))
        found.append(Telltale("".join(words)))


# Mail providers that many share give nobody away.
SHARED_DOMAINS = frozenset(
    """
    gmail.com gmx.de gmx.net web.de outlook.com hotmail.com yahoo.com orange.fr free.fr libero.it
    inbox.lv telenet.be icloud.com proton.me
    """.split()
)


def _add_domain(found: list[Telltale], domain: str) -> None:
    domain = domain.casefold().removeprefix("www.")
    if not domain or domain in SHARED_DOMAINS or "." not in domain:
        return
    found.append(Telltale(" ".join(_words(domain))))
    label = domain.rsplit(".", 1)[0]
    if len(label) > SHORTEST_NAME:
        found.append(Telltale(" ".join(_words(label))))


def giveaways(text: str, tells: Iterable[Telltale]) -> list[str]:
    """The places in `text` that give a company away, as they stand there, in reading order."""
    text = unicodedata.normalize("NFC", text)
    spans = [(match.start(), match.end()) for match in re.finditer(r"\w+", text)]
    folded = [fold(text[start:end]) for start, end in spans]
    found: dict[tuple[int, int], str] = {}
    for tell in tells:
        for start, end in _places(text, spans, folded, tell):
            found[(start, end)] = text[start:end]
    return [found[place] for place in sorted(found)]


def _places(
    text: str, spans: list[tuple[int, int]], folded: list[str], tell: Telltale
) -> Iterable[tuple[int, int]]:
    if tell.words:
        wanted = tell.words.split()
        size = len(wanted)
        joined = "".join(wanted)
        for index in range(len(folded)):
            if folded[index : index + size] == wanted or folded[index] == joined:
                last = index + (size if folded[index : index + size] == wanted else 1) - 1
                yield spans[index][0], spans[last][1]
            elif size > 1 and joined in folded[index]:
                yield spans[index]
    if tell.digits:
        signs = [(place, sign) for place, sign in enumerate(text.casefold()) if sign.isalnum()]
        squeezed = "".join(sign for _place, sign in signs)
        at = squeezed.find(tell.digits)
        while at != -1:
            yield signs[at][0], signs[at + len(tell.digits) - 1][0] + 1
            at = squeezed.find(tell.digits, at + 1)


def refuse_giveaways(texts: Mapping[str, str], companies: Iterable[Company], reason: str) -> None:
    """Raise ValidationError at every field of `texts` that gives one of `companies` away.

    `reason` says for whom the name is hidden; the message shows the places.
    """
    tells = [tell for company in companies for tell in telltales(company)]
    faults: dict[str, list[str]] = {}
    for name, text in texts.items():
        places = giveaways(text, tells)
        if places:
            shown = ", ".join(f"“{place}”" for place in dict.fromkeys(places))
            faults[name] = [
                _("%(reason)s Take out: %(places)s.") % {"reason": reason, "places": shown}
            ]
    if faults:
        raise ValidationError(faults)
