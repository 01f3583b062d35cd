"""People in front of a browser: signed in, with their second factor, under one hat."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from accounts.models import User
from activities.actor import Actor

# Of a phone that nobody has.
SECRET = "JBSWY3DPEHPK3PXP"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def with_second_factor(user: User) -> User:
    """The person has set up TOTP."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, SECRET)
    return user


def show_second_factor(session: SessionBase, user: User) -> None:
    """Write into a session what allauth writes when a code was shown at the log-in."""
    factors = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time(), "id": factor.pk, "type": "totp"} for factor in factors
    ]


def signed_in(user: User, hat: str = "") -> Client:
    """A browser in which the person has logged in, with their second factor if they have one,
    acting under `hat` (else the first)."""
    client = Client()
    client.force_login(user, BACKEND)
    session = client.session
    show_second_factor(session, user)
    if hat:
        session["hat"] = hat
    session.save()
    return client


def browser_of(actor: Actor) -> Client:
    """A browser of one actor: staff have their second factor; without a person: not logged in."""
    if actor.user_id is None:
        return Client()
    user = User.objects.get(pk=actor.user_id)
    hat = ""
    if actor.organisation_id:
        hat = f"organisation-{actor.organisation_id}"
    elif actor.company_id:
        hat = f"company-{actor.company_id}"
    elif actor.is_secretariat:
        hat = "secretariat"
    if actor.organisation_id or actor.is_secretariat:
        with_second_factor(user)
    return signed_in(user, hat)
