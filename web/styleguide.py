"""The style guide: every component in every state, with invented data. Not in production."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from web.components import (
    Hat,
    NavigationItem,
    PersonSummary,
)
from web.styleguide_samples import samples


def _frame(request: HttpRequest) -> dict[str, Any]:
    """The top bar of an advisor with two hats; `?as=nobody` shows that of a visitor."""
    theme = request.GET.get("theme", "")
    frame: dict[str, Any] = {"theme": theme if theme in {"light", "dark"} else ""}
    if request.GET.get("as") == "nobody":
        return {**frame, "person": None, "navigation": [], "hats": [], "bell": []}
    return {
        **frame,
        "person": PersonSummary("Anna Keller", "AK"),
        "navigation": [
            NavigationItem("Inbox", "#", current=True),
            NavigationItem("From partners", "#", count="2"),
            NavigationItem("Companies", "#"),
            NavigationItem("Network", "#"),
        ],
        "hats": [
            Hat("agency", "Baden-Württemberg International", current=True),
            Hat("company", "Keller Holzbau GmbH"),
        ],
        "actor_label": "Baden-Württemberg International",
        "bell": [NavigationItem("Notices", "#", count="3")],
        "demo": True,
    }


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state.

    Raises:
        Http404: outside the demo and development, where nobody needs it.
    """
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    return render(request, "styleguide.html", {**samples(), **_frame(request)})
