"""Whether a person has a second factor, and whether this session has shown it."""

from __future__ import annotations

from enum import Enum

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts.models import User


class SecondFactor(Enum):
    """`NOT_SHOWN`: set up, and this session was opened without it, or with one removed since."""

    MISSING = "missing"
    NOT_SHOWN = "not shown"
    SHOWN = "shown"


def second_factor_of(request: HttpRequest, user: User) -> SecondFactor:
    """What the session's own record says; one-time codes (TOTP) or recovery codes. One query."""
    factors = dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))
    if Authenticator.Type.TOTP not in factors.values():
        return SecondFactor.MISSING
    shown = {
        record.get("id")
        for record in get_authentication_records(request, user)
        if record.get("method") == "mfa"
    }
    return SecondFactor.SHOWN if shown & set(factors) else SecondFactor.NOT_SHOWN
