"""The words that a table of transitions is written in: each app has the members of its own.

An enum without members may be inherited from: what is no member of an app's enum is refused when it
is made, and what is no enum does not type-check.
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices


class SubjectKind(StrEnum):
    """What something was done with, as the record calls it."""


class ContextKind(StrEnum):
    """What a timeline is of."""


class VerbCode(StrEnum):
    """What was done."""


class Relation(StrEnum):
    """Who somebody is to a row; "request.close" is a larger action that makes this move itself."""


class Audience(StrEnum):
    """Whose timeline shows it."""


class Hearer(StrEnum):
    """Who gets a notice of it."""


class LinkCode(StrEnum):
    """What a link is for."""


class TopicCode(StrEnum):
    """What notices are about, by which people say how they come."""


class DutyCode(StrEnum):
    """What waits for somebody."""


class TimerKindCode(StrEnum):
    """What kind of row something falls due of."""


class TimerStep(StrEnum):
    """What falls due of a row, by itself."""


class Edge(StrEnum):
    """What stands in a table in place of a state."""

    NEW = "new"  # the row does not exist yet
    GONE = "gone"  # the row is deleted
    SAME = ""  # it stays in its state


State = TextChoices | Edge
