"""The addresses that a document may lead to: pages and mailboxes, which are words of its text."""

from typing import Final
from urllib.parse import urlsplit

_SCHEMES: Final = ("http", "https", "mailto")


def safe_address(address: str) -> str | None:
    """Return an address of a page or mailbox, else None: a path says whose machine it was.

    Without a user's name and password, which no reader sees.
    """
    plain = address.strip()
    try:
        parts = urlsplit(plain)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or any(ord(sign) <= 0x20 for sign in plain):
        return None
    if parts.scheme.lower() == "mailto":
        return plain
    if not host or "@" in parts.netloc or "\\" in plain:
        return None
    return plain
