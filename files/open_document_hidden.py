"""What an OpenDocument keeps from its readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

# Less than a tenth of a millimetre or so, in whatever unit.
_NOTHING: Final = re.compile(r"0(\.0\d*)?(cm|mm|in|pt|px|pc)")


def is_hidden(name: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether an element keeps something from its readers."""
    if attributes.get("draw:display") in ("none", "printer"):
        return True
    if name == "style:text-properties":
        return attributes.get("text:display") in ("none", "condition")
    if name == "text:section":
        return attributes.get("text:display") in ("none", "condition")
    if name in ("style:table-column-properties", "style:table-row-properties"):
        sizes = (attributes.get(f"style:{key}") for key in ("column-width", "row-height"))
        return any(size is not None and _NOTHING.fullmatch(size) for size in sizes)
    if name == "style:table-properties":
        return attributes.get("table:display") == "false"
    if name in ("table:table-row", "table:table-column", "table:table-row-group"):
        return attributes.get("table:visibility", "visible") != "visible"
    if name in ("table:table", "table:table-column-group"):
        return attributes.get("table:display") == "false"
    return False
