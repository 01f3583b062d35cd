"""What the kinds of links open: each has a page, and what its holder may do there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse

from activities import links
from activities.codes import VerbCode
from activities.links import Link

Opening = TypeVar("Opening", bound=Link)


def _token_alone(link: Link) -> Mapping[str, object]:
    return {"token": link.token()}


@dataclass(frozen=True)
class LinkKind(Generic[Opening]):
    """A kind of link: the route of its page, what stands in the address, and what may be done by
    it. A page whose forms belong to a session cannot do without a referrer on its own site: the
    browser would send them as from nowhere."""

    model: type[Opening]
    page: str
    verbs: frozenset[VerbCode]
    keys: Callable[[Opening], Mapping[str, object]] = field(default=_token_alone)
    needs_session: bool = False

    def protect(self, response: HttpResponseBase) -> HttpResponseBase:
        """The page's answer, which is not stored nor indexed, and tells no other site of itself:
        the address is a secret."""
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "same-origin" if self.needs_session else "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


_kinds: dict[type[Link], LinkKind[Any]] = {}


def register(kind: LinkKind[Opening]) -> None:
    """Add a kind of link, when its app is ready; the same one counts once. Raises ValueError for
    one that is known with another page or code."""
    links.register(kind.model)
    if _kinds.setdefault(kind.model, kind) is not kind:
        raise ValueError(f"{kind.model.KIND!r} has a page already.")


def kinds() -> list[LinkKind[Any]]:
    """All kinds of all installed apps."""
    return list(_kinds.values())


def address_of(link: Link) -> str:
    """The absolute address that opens a link. Raises LookupError for a kind without a page."""
    kind = _kinds.get(type(link))
    if kind is None:
        raise LookupError(f"Nobody registered a page of {link.KIND!r}.")
    return settings.KONTOR_BASE_URL + reverse(kind.page, kwargs=dict(kind.keys(link)))
