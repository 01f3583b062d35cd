"""What must not go into production, and what Kontor does not start with."""

from __future__ import annotations

import pytest
from django.test import override_settings

from kontor.checks import deployable
from kontor.embedded import prepare


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


@pytest.mark.django_db
@override_settings(EMBEDDING_MODEL="bge-m3", EMBEDDING_URL="")
def test_a_start_with_a_model_that_nobody_serves_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"No model 'bge-m3' comes with Kontor") as refused:
        prepare.main([])
    assert "matching.E002" in str(refused.value)
