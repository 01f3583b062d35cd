"""What allauth and Django tell of accounts: into the security log, and other sessions end."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from accounts.models import User
from accounts.security_log import SecurityEvent, note
from accounts.sessions import end_other_sessions


def logged_in(request: HttpRequest, user: User, **_: Any) -> None:
    note(SecurityEvent.LOGGED_IN, request=request, person=user.pk)


def logged_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        note(SecurityEvent.LOGGED_OUT, request=request, person=user.pk)


def signed_up(request: HttpRequest, user: User, **_: Any) -> None:
    note(SecurityEvent.SIGNED_UP, request=request, person=user.pk)


def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """Django ends the other sessions itself: their hash is of the password."""
    note(SecurityEvent.PASSWORD_CHANGED, request=request, person=user.pk)


def address_changed(request: HttpRequest, user: User, **_: Any) -> None:
    note(SecurityEvent.ADDRESS_CHANGED, request=request, person=user.pk)


def address_added(request: HttpRequest, user: User, email_address: EmailAddress, **_: Any) -> None:
    """Its owner hears of it at the address used so far; of other changes allauth tells them."""
    note(SecurityEvent.ADDRESS_CHANGED, request=request, person=user.pk)
    get_adapter(request).send_notification_mail(
        "account/email/email_added", user, {"added_email": email_address.email}
    )


def second_factor_failed(request: HttpRequest, user: User, **_: Any) -> None:
    note(SecurityEvent.SECOND_FACTOR_FAILED, request=request, person=user.pk)


def second_factor_changed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Sessions that were opened before end, but this one, which just showed a code or password."""
    note(
        SecurityEvent.SECOND_FACTOR_CHANGED,
        request=request,
        person=user.pk,
        factor=authenticator.type,
    )
    end_other_sessions(request, user)


def second_factor_added(
    request: HttpRequest, user: User, authenticator: Authenticator, **named: Any
) -> None:
    """Setting it up took a code: from then on this session has shown the second factor."""
    second_factor_changed(request, user, authenticator, **named)
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=str(authenticator.type)
        )


def connect() -> None:
    """Listen; called when the app is ready."""
    user_logged_in.connect(logged_in)
    user_logged_out.connect(logged_out)
    account.user_signed_up.connect(signed_up)
    for signal in (account.password_changed, account.password_reset, account.password_set):
        signal.connect(password_changed)
    account.email_added.connect(address_added)
    for signal in (account.email_changed, account.email_removed):
        signal.connect(address_changed)
    mfa.authentication_failed.connect(second_factor_failed)
    mfa.authenticator_added.connect(second_factor_added)
    mfa.authenticator_removed.connect(second_factor_changed)
    mfa.authenticator_reset.connect(second_factor_changed)
