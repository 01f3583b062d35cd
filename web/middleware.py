"""When the database is away: a plain page that hands the posted text back."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from web.typed_text import as_typed, posted

logger = logging.getLogger(__name__)


class UnavailableMiddleware:
    """Outermost: also answers for sessions that cannot be read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        except (OperationalError, InterfaceError) as fault:
            return self._answer(request, fault)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, OperationalError | InterfaceError):
            return self._answer(request, fault)
        return None

    def _answer(self, request: HttpRequest, fault: Exception) -> HttpResponse:
        logger.error("database not reached: %s", type(fault).__name__)
        context = {
            "typed": as_typed(posted(request)) if request.method == "POST" else [],
            "retry_url": request.path,
            # Without context processors, which would ask the database.
            "csrf_token": get_token(request),
        }
        response = HttpResponse(render_to_string("503.html", context), status=503)
        response.headers["Retry-After"] = "30"
        response.headers["Cache-Control"] = "no-store"
        return response
