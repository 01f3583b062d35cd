"""What crosses a border between sides, and the lines of the access table that allow it."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    """Groups of data that one side may come to know of another."""

    BRIEF = "brief", _("brief")
    CARD = "card", _("card")
    NAME = "name", _("name")
    CONTACT = "contact", _("contact person")


class AccessLine(Enum):
    """The lines of the table in `docs/access.md` by which something of one side may become known
    to another, each with what it is about. A test holds them against that table."""

    BRIEF = ("brief, documents ticked for it", Field.BRIEF)
    REQUESTER_NAME = ("requester's name", Field.NAME)
    REQUESTER_CONTACT = ("requester's contact person", Field.CONTACT)
    CANDIDATE_CARD = ("suggestion: card and reasons", Field.CARD)
    CANDIDATE_NAME = ("candidate's name", Field.NAME)
    CANDIDATE_CONTACT = ("candidate's contact person", Field.CONTACT)

    @property
    def words(self) -> str:
        """The first cell of the line."""
        return self.value[0]

    @property
    def field(self) -> Field:
        """What the line is about."""
        return self.value[1]
