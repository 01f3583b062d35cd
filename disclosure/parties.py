"""Whose data are disclosed, to whom, and what led to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, Q, QuerySet

from activities.actor import Actor


@dataclass(frozen=True)
class Origin:
    """The thing that led to a disclosure, such as a suggestion: its kind and id."""

    kind: str
    id: UUID


@dataclass(frozen=True)
class Subject:
    """Whose data: a company's, or with `kind` those of another kind of thing.

    Asked about, `case_id` keeps to what became known within that case, and `origin` to what that
    one thing led to: what one case told names nobody in the next.
    """

    id: UUID
    kind: str = ""
    case_id: UUID | None = None
    origin: Origin | None = None

    @property
    def columns(self) -> dict[str, object]:
        """The columns of a disclosure that say whose data they are."""
        if self.kind:
            return {"subject_kind": self.kind, "subject_id": self.id}
        return {"company_id": self.id}


@dataclass(frozen=True)
class ToOrganisation:
    """An organisation comes to know it, all who act for it."""

    id: UUID

    @property
    def columns(self) -> dict[str, object]:
        return {"to_organisation_id": self.id}


@dataclass(frozen=True)
class ToCompany:
    """A company comes to know it."""

    id: UUID

    @property
    def columns(self) -> dict[str, object]:
        return {"to_company_id": self.id}


@dataclass(frozen=True)
class ToAddress:
    """Whoever reads mail at an address comes to know it: the holder of a link sent there."""

    email: str

    @property
    def columns(self) -> dict[str, object]:
        return {"to_address": self.email.lower()}


@dataclass(frozen=True)
class ToAudience:
    """All who belong to a registered kind of audience, such as the guests of an event."""

    kind: str
    id: UUID

    @property
    def columns(self) -> dict[str, object]:
        return {"audience_kind": self.kind, "audience_id": self.id}


Recipient = ToOrganisation | ToCompany | ToAddress | ToAudience


@dataclass(frozen=True)
class AudienceKind:
    """A kind of audience: `joined_by` gives the ids of those that a reader belongs to, as a query,
    so that asking for many subjects stays one query."""

    code: str
    joined_by: Callable[[Actor], QuerySet[Model, UUID]]


_SUBJECTS: set[str] = {""}
_AUDIENCES: dict[str, AudienceKind] = {}


def register_subject_kind(kind: str) -> None:
    """Let something be disclosed of this kind of thing too; of companies it may always be."""
    _SUBJECTS.add(kind)


def register_audience_kind(kind: AudienceKind) -> None:
    """Let something be disclosed to audiences of this kind. Raises ImproperlyConfigured for a
    second one of the same code."""
    if _AUDIENCES.setdefault(kind.code, kind) != kind:
        raise ImproperlyConfigured(f"There is another kind of audience '{kind.code}'.")


def check_known(subject: Subject, to: Recipient) -> None:
    """Raise LookupError for a kind of subject or audience that nobody registered."""
    if subject.kind not in _SUBJECTS:
        raise LookupError(f"Nobody registered subjects of the kind '{subject.kind}'.")
    if isinstance(to, ToAudience) and to.kind not in _AUDIENCES:
        raise LookupError(f"Nobody registered audiences of the kind '{to.kind}'.")


def disclosed_to_rule(reader: Actor) -> Q | None:
    """The disclosures by which this reader knows something, as a condition; None for one to whom
    nothing can be disclosed."""
    if reader.organisation_id is not None:
        rule = Q(to_organisation_id=reader.organisation_id)
    elif reader.company_id is not None:
        rule = Q(to_company_id=reader.company_id)
    elif reader.link is not None and reader.link.email:
        rule = Q(to_address=reader.link.email)
    else:
        return None
    for kind in _AUDIENCES.values():
        rule |= Q(audience_kind=kind.code, audience_id__in=kind.joined_by(reader))
    return rule
