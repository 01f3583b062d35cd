"""Who wrote a document, a remark or a note: nobody's business on the other side."""

from __future__ import annotations

import re
from typing import Final

SOMEBODY: Final = "Author"
_AT_THE_BEGINNING: Final = re.compile(r"\A\s*[^\n:]{1,60}:(?=\s*(\n|\Z))")


def without_writer(note: str) -> str:
    """A note of a sheet without the name of its writer, with which Excel begins it: a line that
    ends with ':'. LibreOffice keeps it where it no longer says who wrote."""
    return _AT_THE_BEGINNING.sub(f"{SOMEBODY}:", note, count=1)
