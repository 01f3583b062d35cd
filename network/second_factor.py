"""Whether a person has set up their second factor."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from accounts.models import User


def has_second_factor(user: User) -> bool:
    """Whether the person has set up one-time codes (TOTP). One query."""
    factors = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return bool(factors.exists())
