"""People with a password and a confirmed address, and the browsers that they log in with."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "Anker-werfen-2026"
LINK = re.compile(r"https?://\S+")


def person(email: str = "ada@post.example", **fields: object) -> User:
    """Somebody who registered and confirmed the address."""
    user = User.objects.create_user(email, PASSWORD, name="Ada Probe", **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def log_in(
    email: str,
    password: str = PASSWORD,
    *,
    client: Client | None = None,
    forwarded: str = "",
    address: str = "127.0.0.1",
) -> tuple[Client, HttpResponse]:
    """Type address and password into the page; the browser and what came."""
    browser = client or Client()
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    answer = browser.post(
        reverse("account_login"),
        {"login": email, "password": password},
        headers=headers,
        REMOTE_ADDR=address,
    )
    return browser, answer  # type: ignore[return-value]


def is_logged_in(browser: Client) -> bool:
    return browser.get(reverse("kontor:profile")).status_code == 200


def code_of(secret: str) -> str:
    """The code that an authenticator app shows now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))  # type: ignore[no-any-return]


def paths_in_mail(number: int = -1) -> list[str]:
    """The paths of the links in a mail of the outbox."""
    return [urlsplit(link).path for link in LINK.findall(str(mail.outbox[number].body))]
