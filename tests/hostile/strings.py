"""What somebody may type to break a page, and whether a page took it harmlessly."""

from __future__ import annotations

from itertools import islice

HOSTILE = {
    "long": "x" * 100_000,
    "NUL": "a\0b",
    "lone surrogate": b"a\xed\xa0\x80b".decode("utf-8", "surrogatepass"),
    "emoji": "👩‍🚀🏳️‍🌈" * 5,
    "right to left": "\u202egnp.exe\u202c \u200f\u2066",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>",
    "SQL": "'; DROP TABLE companies_company; --",
    "template": "{{ settings.SECRET_KEY }}{% debug %}{% load x %}%(x)s %s {0}",
    "formula": "=cmd|' /C calc'!A0",
    "control signs": "a\x1b[31m\r\nBcc: all@example.org\x08\u2028",
    "number": "99999999999999999999999",
}


def rotating(turn: int, count: int) -> list[str]:
    """The names of `count` strings, others at each turn: none is left out when turns go on."""
    names = list(HOSTILE)
    start = turn * count % len(names)
    return list(islice(names * 2, start, start + count))


def harmless(body: bytes) -> bool:
    """Nothing that was typed became markup."""
    text = body.decode("utf-8", "replace")
    return "<script>alert" not in text and "onerror=alert(1)>\"'><b>" not in text
