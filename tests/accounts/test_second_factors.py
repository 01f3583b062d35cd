"""Seeds of second factors are locked in the database, and open with keys of before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.core.cache import cache

from accounts.second_factors import MFAAdapter, lock_anew
from tests.access.people import SECRET
from tests.accounts.people import code_of, person

pytestmark = pytest.mark.django_db
OLD, NEW = "o" * 48, "n" * 48


def stored() -> str:
    return json.dumps(list(Authenticator.objects.order_by("pk").values_list("data", flat=True)))


def test_the_database_alone_makes_no_code() -> None:
    ada = person()
    totp = TOTP.activate(ada, SECRET)
    codes = RecoveryCodes.activate(ada)
    seed = MFAAdapter().decrypt(codes.instance.data["seed"])
    for readable in (SECRET, seed, *codes.generate_codes()):
        assert readable not in stored()
    assert totp.validate_code(code_of(SECRET))
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_a_change_of_the_secret_key_leaves_second_factors_open(settings: Any) -> None:
    ada = person()
    settings.SECRET_KEY = OLD
    TOTP.activate(ada, SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    factor = Authenticator.objects.get(user=ada)
    assert factor.wrap().validate_code(code_of(SECRET))
    assert [lock_anew(), lock_anew()] == [1, 0]
    settings.SECRET_KEY_FALLBACKS = []
    cache.clear()
    assert Authenticator.objects.get(user=ada).wrap().validate_code(code_of(SECRET))
    settings.SECRET_KEY = OLD
    with pytest.raises(InvalidToken):
        Authenticator.objects.get(user=ada).wrap().validate_code(code_of(SECRET))
