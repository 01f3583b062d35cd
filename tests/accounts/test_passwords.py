"""Passwords of other keyboards."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
COMPOSED, DECOMPOSED, WIDE = "Zürich-Öl-77", "Zu\u0308rich-O\u0308l-77", "Ｚürich-Öl-77"


@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED, WIDE])
@pytest.mark.parametrize("chosen", [COMPOSED, DECOMPOSED, WIDE])
def test_the_same_password_from_another_machine_logs_in(chosen: str, typed: str) -> None:
    user = factories.person()
    user.set_password(chosen)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    answer = Client().post(reverse("account_login"), {"login": user.email, "password": typed})
    assert answer.status_code == 302


def test_a_password_that_was_kept_as_it_was_typed_still_logs_in() -> None:
    user = factories.person()
    user.password = make_password(DECOMPOSED)
    assert user.check_password(DECOMPOSED)
    assert not user.check_password("Zurich-Ol-77")
