"""What every page's frame shows: navigation, the acting hat, what waits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from activities.actor import ANONYMOUS, Actor
from web.components import Hat, PersonSummary
from web.hats import HatOption
from web.navigation import Place, items


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html; queries only by the counts of registered entries."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    options: list[HatOption] = getattr(request, "hats", [])
    person = getattr(request, "user", None)
    current = next((one for one in options if one.actor == actor), None)
    return {
        "brand": next(iter(items(Place.BRAND, actor)), None),
        "navigation": items(Place.BAR, actor, request.path),
        "bell": items(Place.BELL, actor),
        "menu": items(Place.MENU, actor),
        "footer": items(Place.FOOTER, actor),
        "actor_label": current.label if current else "",
        "hats": [Hat(one.key, one.label, one is current) for one in options],
        "demo": settings.DEMO,
        "person": PersonSummary(person.name or person.email, person.initials)
        if isinstance(person, User)
        else None,
    }
