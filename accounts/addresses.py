"""Domains of mail addresses and web addresses, as IDNA 2008 writes them in ASCII.

Python's own codec, which Django's mails and the standard library use, is of IDNA 2003: there ß
becomes ss, and what is meant for one domain goes to somebody else's.
"""

from __future__ import annotations

import idna


def ascii_domain(domain: str) -> str:
    """The domain as DNS and mail servers know it, in lower case: gießerei.de is
    xn--gieerei-2va.de (RFC 5891, with the mapping of UTS 46, non-transitional).

    Raises UnicodeError for what is no domain.
    """
    if domain.isascii():
        return domain.lower()
    return idna.encode(domain, uts46=True, transitional=False).decode("ascii")


def spellings(domain: str) -> frozenset[str]:
    """The domain in ASCII and in its own letters, both in lower case; as it is where it is none."""
    try:
        written = ascii_domain(domain)
        return frozenset({written, idna.decode(written)})
    except UnicodeError:
        return frozenset({domain.lower()})


def deliverable(address: str) -> str:
    """The address with its domain in ASCII, to hand to a mail server.

    Raises UnicodeError where the domain cannot be one.
    """
    name, at, domain = address.rpartition("@")
    return f"{name}{at}{ascii_domain(domain)}" if at else address


def same_address(first: str, second: str) -> bool:
    """Whether two mail addresses are one, however their domains are written."""
    try:
        return deliverable(first).lower() == deliverable(second).lower()
    except UnicodeError:
        return first.lower() == second.lower()
