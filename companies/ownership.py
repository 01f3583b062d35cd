"""The three ways in which a company is an organisation's own; nobody compares keys of agencies.

Source: the network's rules of membership, "a company of this organisation".
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from companies.enums import Source

_NONE = Q(pk__in=[])


def served_by(organisation_id: UUID | None) -> Q:
    """The companies whose home agency it is: their single point of contact."""
    return _NONE if organisation_id is None else Q(agency=organisation_id)


def entered_by(organisation_id: UUID | None) -> Q:
    """The companies that it entered, whoever serves them."""
    return _NONE if organisation_id is None else Q(entering=organisation_id)


def proposable_by(organisation_id: UUID | None) -> Q:
    """The companies that it may propose as a partner: those that it serves, and those that said to
    it that they may be proposed."""
    return served_by(organisation_id) | (entered_by(organisation_id) & Q(source=Source.PROPOSED))
