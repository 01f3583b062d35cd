"""What a kind of request has of its own: one row each, of which code asks the properties."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from cooperation_requests.enums import CloseReason, Kind
from network.models import Service


class AnsweredBy(Enum):
    """What partners send."""

    CANDIDATES = auto()
    WORDS = auto()


# Of whatever is answered by candidates.
_CLOSED_FOR = tuple(reason for reason in CloseReason if reason != CloseReason.ANSWERED)


@dataclass(frozen=True)
class RequestKind:
    """A kind of request: what partners answer with, what an agency has to offer to help with it,
    and for which reasons such a request is closed."""

    answered_by: AnsweredBy = AnsweredBy.CANDIDATES
    service: Service = Service.PARTNER_SEARCH
    close_reasons: tuple[CloseReason, ...] = field(default=_CLOSED_FOR)

    @property
    def answered_in_words(self) -> bool:
        """Whether words or documents are the answer, and no companies."""
        return self.answered_by is AnsweredBy.WORDS


KINDS: dict[Kind, RequestKind] = {
    Kind.SUPPLIER: RequestKind(),
    Kind.CUSTOMER: RequestKind(),
    Kind.DISTRIBUTOR: RequestKind(),
    Kind.AGENT: RequestKind(),
    Kind.PRODUCTION: RequestKind(),
    Kind.LICENCE: RequestKind(service=Service.TECHNOLOGY),
    Kind.RESEARCH: RequestKind(service=Service.TECHNOLOGY),
    Kind.INVESTMENT: RequestKind(service=Service.INVESTMENT),
    Kind.JOINT_VENTURE: RequestKind(service=Service.INVESTMENT),
    Kind.MARKET_INFORMATION: RequestKind(
        AnsweredBy.WORDS, Service.MARKET_INFORMATION, tuple(CloseReason)
    ),
}
# Of a draft in which none is chosen yet.
NOT_CHOSEN = RequestKind()


def kind_of(code: str) -> RequestKind:
    """The kind of a request or a brief by its code; raises ValueError for a code of none."""
    return KINDS[Kind(code)] if code else NOT_CHOSEN
