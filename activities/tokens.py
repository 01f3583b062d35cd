"""Tokens of links: made of a random nonce with the installation's secret, stored hashed or not at
all, so that a mail sent twice carries the same link and the database alone opens nothing."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings


def new_nonce() -> str:
    """43 random characters."""
    return secrets.token_urlsafe(32)


def token_of(purpose: str, row_id: UUID, nonce: str) -> str:
    """The token of one row for one purpose, 43 characters of URL-safe base64."""
    return _signed(settings.SECRET_KEY, purpose, row_id, nonce)


def _signed(key: str, purpose: str, row_id: UUID, nonce: str) -> str:
    message = f"{purpose}:{row_id}:{nonce}".encode()
    digest = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_token_of(purpose: str, row_id: UUID, nonce: str, token: str) -> bool:
    """Compare in constant time; links made with a key of before (SECRET_KEY_FALLBACKS) stand."""
    given = token.encode("utf-8", "replace")
    return any(
        hmac.compare_digest(_signed(key, purpose, row_id, nonce).encode(), given)
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
