"""Apps register, for each kind of notice, how it is put into words for its recipient."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from activities.actor import Actor
from activities.codes import TopicCode
from notifications.models import Notice
from web.pages import Needs

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Item:
    """A line of a section: words that lead to an absolute URL, and what stands beside them."""

    text: str
    url: str
    line: str = ""


@dataclass(frozen=True)
class Section:
    """What a digest says of one matter."""

    heading: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Message:
    """A mail in the recipient's language (already active while rendering).

    One clear action: `action` is (words on the button, absolute URL). `facts` are (term, value)
    lines, `why` says why the recipient gets this mail.
    """

    subject: str
    lead: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    action: tuple[str, str] | None = None
    further: Sequence[tuple[str, str]] = ()
    why: str = ""
    sections: Sequence[Section] = ()


@dataclass(frozen=True)
class Summary:
    """A line on the page of notices with where it leads to."""

    text: str
    url: str


@dataclass(frozen=True)
class Topic:
    """What kinds of notices are about: people who fit `needs` say of it how they come."""

    code: TopicCode
    label: StrOrPromise
    needs: Needs


@dataclass(frozen=True)
class Renderer:
    """`message` gives None when the notice is no longer due or its reader may not see it. Of a kind
    that `asks` for something somebody is always written to; what is told to somebody without the
    hat that it is about comes `at_once`, whatever they wish. Kinds that are `bundled` go together,
    in one mail a day to one address."""

    message: Callable[[Notice], Message | None]
    summary: Callable[[Notice], Summary]
    topic: TopicCode
    asks: bool = False
    at_once: bool = False
    bundled: bool = False


_renderers: dict[str, Renderer] = {}
_topics: dict[str, Topic] = {}


def register_topics(*topics: Topic) -> None:
    """Add topics, when an app is ready; the same one counts once. Raises ValueError for a code
    that is taken."""
    for topic in topics:
        if _topics.setdefault(topic.code, topic) != topic:
            raise ValueError(f"There is a topic {topic.code!r} already.")


def topics() -> list[Topic]:
    """All topics of all installed apps."""
    return list(_topics.values())


# What cases are called for one reader, by key; those that they may not see are missing.
Titles = Callable[[Actor, Collection[UUID]], Mapping[UUID, str]]
_titles: list[tuple[Titles, Titles]] = []


def name_cases(titles: Titles, *, in_mails: Titles) -> None:
    """Say how the page of notices calls a case, and how mails do: what strangers typed, for whom
    no agency vouches, no mail carries. To be called when an app is ready."""
    if (titles, in_mails) not in _titles:
        _titles.append((titles, in_mails))


def titles_of_cases(
    actor: Actor, case_ids: Collection[UUID], *, in_mails: bool = False
) -> dict[UUID, str]:
    """The titles of those cases as this reader may know them."""
    return {
        key: title
        for on_pages, of_mails in _titles
        for key, title in (of_mails if in_mails else on_pages)(actor, case_ids).items()
    }


# Which notices of cases one reader may see.
SeenBy = Callable[[Actor], Q]
_seen_by: list[SeenBy] = []


def show_cases_by(rule: SeenBy) -> None:
    """Say which notices of cases a reader may see; without a rule none. To be called when an app is
    ready."""
    if rule not in _seen_by:
        _seen_by.append(rule)


def may_be_seen(actor: Actor) -> Q:
    """The notices that are about no case, and those of cases that a rule lets this reader see."""
    rule = Q(case_id__isnull=True)
    for one in _seen_by:
        rule |= one(actor)
    return rule


def register(kind: str, renderer: Renderer) -> None:
    """Bind a kind of notice to its words. Raises ValueError for a second one, and for a topic that
    nobody registered."""
    if renderer.topic not in _topics:
        raise ValueError(f"There is no topic {renderer.topic!r}.")
    if kind in _renderers:
        raise ValueError(f"{kind} is registered already.")
    _renderers[kind] = renderer


def renderer_of(kind: str) -> Renderer | None:
    return _renderers.get(kind)


def bundled_kinds() -> list[str]:
    """The kinds whose notices go together in one mail a day."""
    return sorted(kind for kind, renderer in _renderers.items() if renderer.bundled)


def kinds() -> list[str]:
    """All kinds known, sorted: the preview page lists them."""
    return sorted(_renderers)
