"""Pages as they are sent, without the whitespace that templates put between and within tags."""

from __future__ import annotations

import re


def plain(markup: str) -> str:
    """Markup with single spaces, none of them beside the ends of tags."""
    markup = re.sub(r"\s+", " ", markup)
    return re.sub(r" (?=>)|(?<=>) (?=<)", "", markup)
