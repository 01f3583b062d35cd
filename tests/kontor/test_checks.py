"""What must not go into production, and what Kontor does not start with."""

from __future__ import annotations

import pytest
from django.test import override_settings

from kontor.checks import deployable
from kontor.embedded import prepare


def codes() -> list[str | None]:
    return [message.id for message in deployable(None)]


@override_settings(DEMO=True)
def test_the_demo_is_not_deployable() -> None:
    assert codes() == ["kontor.E001"]


@override_settings(DEMO=False)
def test_a_deployment_passes() -> None:
    assert codes() == []


@pytest.mark.django_db
@override_settings(EMBEDDING_MODEL="bge-m3", EMBEDDING_URL="")
def test_a_start_with_a_model_that_nobody_serves_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"No model 'bge-m3' comes with Kontor") as refused:
        prepare.main([])
    assert "matching.E002" in str(refused.value)
