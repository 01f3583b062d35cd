"""What must not go into production is said by `check --deploy`."""

from __future__ import annotations

from django.test import override_settings

from kontor.checks import deployable


def codes() -> list[str | None]:
    return [message.id for message in deployable(None)]


@override_settings(DEMO=True, SECRET_KEY_IS_SET=True, EMAIL_HOST="mail.example")
def test_the_demo_is_not_deployable() -> None:
    assert codes() == ["kontor.E001"]


@override_settings(DEMO=False, SECRET_KEY_IS_SET=False, EMAIL_HOST="")
def test_a_secret_and_a_mail_server_are_needed() -> None:
    assert codes() == ["kontor.E002", "kontor.E003"]


@override_settings(DEMO=False, SECRET_KEY_IS_SET=True, EMAIL_HOST="mail.example")
def test_a_complete_deployment_passes() -> None:
    assert codes() == []
