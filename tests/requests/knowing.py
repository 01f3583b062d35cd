"""What the two sides of a case know of each other, one question at a time."""

from __future__ import annotations

from cooperation_requests.known import company_of, home_of, known_to, named_candidates, partner_of
from cooperation_requests.models import Referral, Suggestion


def named_to_home(row: Suggestion) -> bool:
    """Whether the agency that asks may know the candidate by name."""
    return row.pk in named_candidates(home_of(row.referral.request), [row])


def named_to_company(row: Suggestion) -> bool:
    """Whether the company that asks may."""
    return row.pk in named_candidates(company_of(row.referral.request), [row])


def named_to_partner(referral: Referral) -> bool:
    """Whether the partner may know the company that asks by name."""
    return known_to(partner_of(referral), [referral])[referral.pk].requester
