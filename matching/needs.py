"""What goes into matching and what comes out: needs and companies, no case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

from companies.models import Company


@dataclass(frozen=True)
class Need:
    """A need as a brief words it: texts with their language and the wishes that go with them.

    `countries` are those that a fitting company would deliver to or work with (ISO 3166-1). A need
    whose text is empty was typed into a search. `service` is what an organisation that is asked
    would have to offer.
    """

    title: str
    text: str
    language: str
    kind: str = ""
    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    size_classes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    service: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a company fits or not: a code with its parameters, put into words for each reader."""

    code: str
    in_favour: bool
    values: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> Reason:
        return cls(str(kept["code"]), bool(kept["in_favour"]), tuple(kept["values"]))


# Counted over the whole network: for those alone whose company it is.
OF_OTHERS = frozenset({"introduced", "agreements", "suggested_often"})


@dataclass(frozen=True)
class Match:
    """A company for a need: score 0 to 100, its parts 0 to 1, and 1 to 5 reasons; made with the
    vectors of `model` (its key, None without) from the profile at `company_version`."""

    company: Company
    score: int
    parts: Mapping[str, float]
    reasons: tuple[Reason, ...]
    model: int | None = None
    company_version: int = 0

    @property
    def company_id(self) -> UUID:
        return self.company.pk


class Some(IntEnum):
    """A number that nobody shall read exactly."""

    NONE = 0
    FEW = 1
    MANY = 2


@dataclass(frozen=True)
class OrganisationFacts:
    """What the case app knows of an organisation that might be asked.

    Of the last months: how many requests it was asked for and answered in time, in how many working
    days at the median (None: too few to say), and how many it has to answer now. `fitting` are
    the companies there, published to the network, that fit the need. No `services`: not known.
    """

    organisation_id: UUID
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    services: tuple[str, ...] = ()
    asked: int = 0
    answered: int = 0
    working_days: float | None = None
    to_answer: int = 0
    fitting: int = 0


@dataclass(frozen=True)
class OrganisationMatch:
    """An organisation to ask, with reasons; `score` orders them."""

    organisation_id: UUID
    score: float
    reasons: tuple[Reason, ...]
