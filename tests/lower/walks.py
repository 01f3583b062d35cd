"""Run in a process of its own, without the apps above the case; `tests/test_toy.py` runs it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from activities.actor import Actor, Role
from tests import factories
from tests.access.people import browser_of

pytestmark = pytest.mark.django_db


def test_what_is_installed_ends_with_the_case() -> None:
    ours = [one.name for one in apps.get_app_configs() if not one.name.startswith("django")]
    assert "cooperation_requests" in ours
    assert not settings.ABOVE & set(ours)


@pytest.mark.parametrize("role", [*Role, "company", "secretariat"])
def test_each_start_page_is_drawn(role: str) -> None:
    scene = factories.scene()
    scene.suggestion()
    secretariat = factories.person(is_secretariat=True)
    actors = {
        "company": scene.owner,
        "secretariat": Actor(user_id=secretariat.pk, is_secretariat=True),
    }
    actor = actors.get(role) or factories.staff(scene.home, role)
    answer = browser_of(actor).get(reverse("web:start"), follow=True)
    assert answer.status_code == 200
    assert "<h1" in answer.content.decode()
