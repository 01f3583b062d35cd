"""The cast of the story: what nobody may learn too early, and where each of them looks."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from pypdf import PdfWriter

from tests.browser.acting import Acting
from tests.browser.mails import Mail, Postbox
from tests.browser.plain import PlainPortal, PlainPostbox
from tests.browser.portal import Portal

ZONE = ZoneInfo("Europe/Berlin")
# Thursday; 10 working days later are 19 November in Catalonia, and 20 November in France, where
# the 11th is a public holiday.
FIRST_DAY = datetime(2026, 11, 5, 9, 0, tzinfo=ZONE)
PASSWORD_OF_JANA = "Getriebe-und-Wellen-26"

JANA = "jana.maier@neckar.example"
ANNA = "advisor@bwi.example"
TER = "nuria.casals@foneria-ter.example"
OUTSIDE = ("bremen", "secretariat")
TITLE = "Zweite Quelle für Gehäuse aus Aluminiumdruckguss"
NEED = (
    "Nach zwei Lieferausfällen in diesem Jahr sucht die Neckar Antriebe GmbH eine zweite Quelle, "
    "die gießt und einbaufertig bearbeitet."
)
BRIEF_TITLE = "Second source for die-cast aluminium housings"
BRIEF = (
    "A maker of gear units in south-west Germany looks for a second source for die-cast aluminium "
    "housings, machined ready to assemble: six sizes, 48,000 pieces a year, alloy AlSi9Cu3."
)
# What the two sides at home know from the forwarding on; at the agency documents are renamed.
COMPANY = ("company", "its person", "its words", "its file", "question", "answer", "brief")
HOME = (
    *("company", "its person", "its words", "question", "answer", "internal note", "brief"),
    *("accio", "promos", "ara"),
)
PROPOSED = ("words on valles", "words on bages", "words on ter")
ANNAS_WORDS = ("anna's words on valles", "anna's words on ter")
MONTSE = ("accio", "brief", "valles", "bages", "ter", *PROPOSED)

# What could give somebody away, by the word under which the steps speak of it.
SECRETS: dict[str, tuple[str, ...]] = {
    "company": ("neckar",),
    "its person": ("jana maier",),
    "its words": ("zwei lieferausfällen",),
    "its file": ("gehaeusezeichnung",),
    "question": ("wem gehören die werkzeuge",),
    "answer": ("unser eigentum",),
    "internal note": ("der jetzige lieferant",),
    "brief": ("second source for die-cast aluminium housings",),
    "accio": ("acció",),
    "promos": ("promos italia",),
    "ara": ("auvergne-rhône-alpes entreprises",),
    "valles": ("fundició vallès", "fundicio-valles"),
    "bages": ("bages metall", "bagesmetall"),
    "ter": ("foneria alt ter", "foneria-ter"),
    "its contact": ("núria casals",),
    "words on valles": ("presses from 200 to 1,100",),
    "words on bages": ("quick with first samples",),
    "words on ter": ("starting a second shift",),
    "why set aside": ("without a leak test",),
    "why passed": ("fracht frisst",),
    "anna's words on valles": ("elf jahre lieferant",),
    "anna's words on ter": ("zweite schicht",),
    "next step": ("videogespräch am montag",),
}


def known(text: str) -> set[str]:
    """The secrets that a text gives away."""
    folded = text.casefold()
    return {name for name, signs in SECRETS.items() if any(sign in folded for sign in signs)}


def drawing() -> bytes:
    """A drawing as PDF, with its author in the properties."""
    writer = PdfWriter()
    writer.add_blank_page(300, 200)
    writer.add_metadata({"/Author": "Jana Maier, Neckar Antriebe GmbH", "/Title": "Gehäuse"})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@dataclass
class Story:
    """The portal, the mails, and everybody with what they look at."""

    portal: Portal | PlainPortal
    postbox: Postbox | PlainPostbox
    # Somebody at the portal with their address, and whether at a phone and in which language.
    sit_down: Callable[..., Acting]
    sessions: dict[str, str]
    people: dict[str, Acting] = field(default_factory=dict)
    # Whose mails each of them reads: the own address and shared mailboxes.
    addresses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pages: dict[str, set[str]] = field(default_factory=dict)
    refused: dict[str, set[str]] = field(default_factory=dict)
    reference: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def enter(self, name: str, email: str = "", *further: str, **options: object) -> Acting:
        """Somebody opens a browser."""
        person = self.sit_down(email, **options)
        self.people[name] = person
        self.addresses[name] = tuple(one for one in (email, *further) if one)
        self.pages.setdefault(name, set())
        self.refused.setdefault(name, set())
        return person

    def staff(self, name: str, email: str, *further: str) -> Acting:
        """A member of an agency logs in, with a second factor."""
        person = self.enter(name, email, *further)
        person.log_in()
        assert person.secret, f"{email} was led to {person.address}"
        self.pages[name] |= {"/desk/?tab=all", "/desk/referrals/?tab=all", "/notices/"}
        return person

    def onlooker(self, name: str, email: str, *further: str) -> Acting:
        """Somebody who logged in before and looks on."""
        person = self.enter(name, email, *further)
        person.come_with(self.sessions[email])
        self.pages[name] |= {"/notices/"}
        if email.split("@")[0] in {"advisor", "coordinator"}:
            self.pages[name] |= {"/desk/?tab=all", "/desk/referrals/?tab=all"}
        return person

    def mails(self, name: str) -> list[Mail]:
        return self.postbox.to(*self.addresses[name])

    def knows(self, name: str, *secrets: str) -> None:
        """On all their pages and in all their mails so far this person learns exactly this."""
        person = self.people[name]
        pages = person.everything(sorted(self.pages[name]))
        person.everything(sorted(self.refused[name]), expect=404)
        mails = "\n".join(mail.everything for mail in self.mails(name))
        found = known(pages) | known(mails)
        assert found == set(secrets), (
            f"{name} learns {sorted(found - set(secrets))} too early "
            f"and misses {sorted(set(secrets) - found)}"
        )

    def know_nothing(self, names: Iterable[str]) -> None:
        """People outside the case learn nothing at all of it."""
        for name in names:
            self.knows(name)

    def leave(self) -> None:
        for person in self.people.values():
            person.leave()
