"""Seeds of second factors, locked at rest: the database alone makes no code."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

# Where allauth keeps what it locks: the seed of TOTP, and that of recovery codes.
LOCKED_FIELDS = ("secret", "seed")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Locks with keys derived from SECRET_KEY; what a key of before locked still opens."""

    def encrypt(self, text: str) -> str:
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken for what none of the keys locked."""
        return _locks().decrypt(encrypted_text.encode()).decode()


def _lock_of(secret_key: str) -> Fernet:
    """AES-128-CBC with HMAC-SHA-256 (the Fernet recipe) under a key of its own (RFC 5869)."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kontor.second-factors")
    return Fernet(urlsafe_b64encode(derive.derive(secret_key.encode())))


def _locks() -> MultiFernet:
    return MultiFernet(
        [_lock_of(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def lock_anew() -> int:
    """Lock with today's SECRET_KEY what one of before had locked; how many rows.

    After that the key of before is not needed for them.
    """
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    changed = 0
    for key in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            changed += row is not None and _lock_row_anew(row)
    return changed


def _lock_row_anew(row: Authenticator) -> bool:
    data: dict[str, Any] = row.data
    present = _lock_of(settings.SECRET_KEY)
    stale = [name for name in LOCKED_FIELDS if name in data and not _opens(present, data[name])]
    for name in stale:
        data[name] = _locks().rotate(data[name].encode()).decode()
    if stale:
        row.save(update_fields=["data"])
    return bool(stale)


def _opens(lock: Fernet, text: str) -> bool:
    try:
        lock.decrypt(text.encode())
    except InvalidToken:
        return False
    return True
