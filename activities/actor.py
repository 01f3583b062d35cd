"""Who acts: a person under one hat, the holder of a link, or the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    PAGE = "page", _("page")
    LINK = "link", _("link")
    MAIL = "mail", _("mail")
    API = "api", _("API")
    CLOCK = "clock", _("clock")


class SaidHow(models.TextChoices):
    """How somebody told the advisor who acts on their behalf."""

    TELEPHONE = "telephone", _("by telephone")
    MAIL = "mail", _("by e-mail")
    MEETING = "meeting", _("at a meeting")
    LETTER = "letter", _("by letter")


class Role(models.TextChoices):
    """What a member of an organisation may do: a viewer sees and moves nothing."""

    ADVISOR = "advisor", _("advisor")
    COORDINATOR = "coordinator", _("coordinator")
    VIEWER = "viewer", _("viewer")


@dataclass(frozen=True)
class OnBehalf:
    """The advisor's note how (a SaidHow) and when the other side said so."""

    how: str
    said_on: date


@dataclass(frozen=True)
class Link:
    """A log-in-free link: which row it opens, what for, and the address that it was sent to."""

    link_id: UUID
    purpose: str
    subject_id: UUID
    email: str = ""


@dataclass(frozen=True)
class Actor:
    """One hat of one person, or a link, or the clock; never the union of two hats.

    `own_company_ids` are all companies that the person belongs to, or waits for, whatever the hat:
    nobody acts for an agency on a case of their own company. `confirmed_words` are those of which
    the actor said that they give nobody away. What nobody of an organisation is responsible for yet
    waits for those who are `is_on_desk`.
    """

    user_id: UUID | None = None
    organisation_id: UUID | None = None
    role: str = ""
    company_id: UUID | None = None
    own_company_ids: frozenset[UUID] = frozenset()
    is_on_desk: bool = False
    is_secretariat: bool = False
    is_clock: bool = False
    link: Link | None = None
    channel: str = Channel.PAGE
    on_behalf: OnBehalf | None = None
    confirmed_words: frozenset[str] = frozenset()

    @property
    def is_advisor(self) -> bool:
        """Acts for an organisation; coordinators are advisors too, viewers are not."""
        return self.organisation_id is not None and self.role in {Role.ADVISOR, Role.COORDINATOR}

    @property
    def is_coordinator(self) -> bool:
        return self.organisation_id is not None and self.role == Role.COORDINATOR

    @property
    def organisation(self) -> UUID:
        """The organisation acted for. Raises LookupError under another hat."""
        return _needed(self.organisation_id)

    @property
    def company(self) -> UUID:
        """The company acted for. Raises LookupError under another hat."""
        return _needed(self.company_id)

    @property
    def user(self) -> UUID:
        """The person who acts. Raises LookupError for links and the clock."""
        return _needed(self.user_id)

    @property
    def hat(self) -> str:
        """By which forms and sessions know the hat; empty without one."""
        if self.organisation_id is not None:
            return f"organisation-{self.organisation_id}"
        if self.company_id is not None:
            return f"company-{self.company_id}"
        return "secretariat" if self.is_secretariat else ""

    def speaking_for_another(self, how: str, said_on: date) -> Actor:
        """The same actor, noting how and when the side that it acts for said so."""
        return replace(self, on_behalf=OnBehalf(how=how, said_on=said_on))

    def confirming(self, words: Iterable[str]) -> Actor:
        """The same actor, having said of `words` that they are meant and give nobody away."""
        return replace(self, confirmed_words=frozenset(map(_alike, words)))

    def has_confirmed(self, words: str) -> bool:
        """Whether the actor said so of `words`."""
        return _alike(words) in self.confirmed_words


def _alike(words: str) -> str:
    return " ".join(words.split()).casefold()


def _needed(found: UUID | None) -> UUID:
    if found is None:
        raise LookupError("The actor wears another hat.")
    return found


ANONYMOUS = Actor()
CLOCK = Actor(is_clock=True, channel=Channel.CLOCK)
