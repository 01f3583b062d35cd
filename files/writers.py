"""Who wrote a document, a remark or a note: nobody's business on the other side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

SOMEBODY: Final = "Author"
# As Google's sheets sign a note, line by line.
_SIGNED: Final = re.compile(r"((?:\A|\n)[ ]*\t[ \t]*[-–—][ ]*)[^\n]{1,60}(?=\n|\Z)")
_AT_THE_BEGINNING: Final = re.compile(r"\A\s*[^\n:]{1,60}:(?=\s*(\n|\Z))")

# How LibreOffice Writer begins an answer, in any language: 'Reply to Ada (1/2/2026): "Which?"'.
_ANSWERED: Final = re.compile(r"\A[^\n()]{1,100}\([^\n()]*\d[^\n()]*\):(?=\s*[\"'“”„‟«»‹›‘’‚「])")


def without_answered(remark: str) -> str:
    """A remark in a text without the name of the one whom it answers."""
    return _ANSWERED.sub(f"{SOMEBODY}:", remark, count=1)


def without_writer(note: str) -> str:
    """A note of a sheet without the name of its writer, with which Excel begins it: a line that
    ends with ':'. LibreOffice keeps it where it no longer says who wrote."""
    return _AT_THE_BEGINNING.sub(f"{SOMEBODY}:", note, count=1)


def without_signatures(note: str, writers: Iterable[str]) -> str:
    """Words of a note without the names of those who wrote in it: each before a ':', as a thread
    has them, or signed on a line of its own."""
    for writer in sorted(writers, key=len, reverse=True):
        note = re.sub(rf"{re.escape(writer)}\s*[:：]", f"{SOMEBODY}:", note)
    return _SIGNED.sub(rf"\g<1>{SOMEBODY}", note)
