"""What must not go into production."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def deployable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """`check --deploy` fails for the demo, without a secret, and without a mail server."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(
            Error(
                "DEMO is on: its log-ins are known to everybody.",
                hint="Unset DEMO.",
                id="kontor.E001",
            )
        )
    if not settings.SECRET_KEY_IS_SET:
        found.append(Error("SECRET_KEY is not set.", id="kontor.E002"))
    if not settings.EMAIL_HOST:
        found.append(Error("No mail server is set.", hint="Set EMAIL_URL.", id="kontor.E003"))
    return found
