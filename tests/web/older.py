"""The way from a long list's newest entries to its earlier ones."""

from __future__ import annotations

import html
import re

from tests.web.markup import plain


def older_link(page: str, name: str) -> str:
    """The address of the earlier entries of one list."""
    (found,) = re.findall(rf'href="([^"]+)#{name}">Show earlier', plain(page))
    return html.unescape(found)
