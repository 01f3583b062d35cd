"""What goes into matching and what comes out: plain data, no case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Need:
    """A need as a brief words it: texts with their language and the wishes that go with them."""

    title: str
    text: str
    language: str
    kind: str = ""
    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    size_classes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Match:
    """A company for a need: score 0 to 100, its parts 0 to 1, and 1 to 5 reasons."""

    company_id: UUID
    score: int
    parts: Mapping[str, float]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class OrganisationFacts:
    """What the case app knows of an organisation that might be asked."""

    organisation_id: UUID
    regions: tuple[str, ...]
    sectors: tuple[str, ...]


@dataclass(frozen=True)
class OrganisationMatch:
    """An organisation to ask, with reasons; `score` orders them."""

    organisation_id: UUID
    score: float
    reasons: tuple[Reason, ...]
