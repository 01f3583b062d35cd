"""People in front of a browser: signed in, with their second factor, under one hat."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from activities.actor import Actor

# Of a phone that nobody has.
SECRET = "JBSWY3DPEHPK3PXP"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def with_second_factor(user: User) -> User:
    """The person has set up TOTP."""
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": SECRET}}
    )
    return user


def signed_in(user: User, hat: str = "") -> Client:
    """A browser in which the person has logged in, acting under `hat` (else the first)."""
    client = Client()
    client.force_login(user, BACKEND)
    if hat:
        session = client.session
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
