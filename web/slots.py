"""Named places on a page that higher apps add parts to, each with its own rule of who sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Part = Callable[[HttpRequest, Any], str]

_parts: dict[str, list[Part]] = defaultdict(list)


def fill(slot: str, part: Part) -> None:
    """Add a part to a slot: it gets the request and what the page is about, and gives HTML, empty
    where the reader sees nothing. To be called when an app is ready; the same part counts once."""
    if part not in _parts[slot]:
        _parts[slot].append(part)


def drawn(slot: str, request: HttpRequest, about: object) -> str:
    """All parts of a slot, in the order in which the apps were made ready."""
    return "".join(part(request, about) for part in _parts[slot])
