"""What stands before every page: a limit for bodies; and a plain page that hands back what was
posted, when the database is away or takes no rows, or somebody else holds the row."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.defaults import server_error as unexpected
from django_htmx.http import HttpResponseClientRedirect
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from accounts.security_log import SecurityEvent, note
from web.typed_text import as_typed, drawn_on_this_browser, posted

logger = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)
# What PostgreSQL says when somebody else's action on the same rows takes longer than `lock_timeout`
# allows, or when of two that wait for each other this one was ended.
HELD = (LockNotAvailable, DeadlockDetected)
TOO_OFTEN = 429


def can_write() -> bool:
    """Whether the database takes rows: with a full disk it reads on."""
    mark = uuid4().hex
    cache.set("can-write", mark, 60)
    return bool(cache.get("can-write") == mark)


class BodyLimitMiddleware:
    """Refuses what is too large, or does not say how large it is, before anything of it is read.

    The web server has the same limit (kontor.web_server) and answers before this does; this holds
    under any other.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("Transfer-Encoding") and not request.META.get("CONTENT_LENGTH"):
            return HttpResponse(status=411)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return HttpResponse(status=400)
        if int(length) > settings.LARGEST_BODY:
            return too_large(request)
        return self.get_response(request)


def too_large(request: HttpRequest) -> HttpResponse:
    """The 413 page."""
    note(SecurityEvent.LIMITED, what="body")
    context = {
        "megabytes": settings.LARGEST_BODY // 1024**2,
        "retry_url": request.get_full_path(),
    }
    response = HttpResponse(render_to_string("413.html", context), status=413)
    response.headers["Cache-Control"] = "no-store"
    return response


class UnavailableMiddleware:
    """Answers where a page itself finds the database away; `server_error` does where a middleware
    finds it, for instance while the session is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == TOO_OFTEN and not can_write():
            # Whoever counts tries finds no room for its count, and takes that for too many.
            return unavailable(request, OperationalError("nothing can be written"))
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        return unavailable(request, fault) if isinstance(fault, AWAY) else None


class WholePageMiddleware:
    """Where a part of a page is asked for and the answer leads elsewhere (to the log-in, once the
    session has ended), the whole page goes there; the part would be taken out of a page that does
    not have it, and vanish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and response.status_code in {301, 302, 303, 307, 308}:
            whole: HttpResponse = HttpResponseClientRedirect(response.headers["Location"])
            whole.cookies = response.cookies
            return whole
        return response


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: the plain page if the database is away, else the page of an own fault.

    Django turns what a middleware raises into this answer before an outer one could see it.
    """
    fault = sys.exc_info()[1]
    return unavailable(request, fault) if isinstance(fault, AWAY) else unexpected(request)


def unavailable(request: HttpRequest, fault: Exception) -> HttpResponse:
    """The 503 page, or the 409 page where only the row is held; with what was sent from a form that
    was drawn on this browser."""
    held = isinstance(fault.__cause__, HELD)
    if not held:
        logger.error("database not reached: %s", type(fault).__name__)
    ours = request.method == "POST" and drawn_on_this_browser(request)
    context = {
        "typed": as_typed(posted(request)) if ours else [],
        "retry_url": request.get_full_path(),
        # Without context processors, which would ask the database.
        "csrf_token": get_token(request),
    }
    template, status, seconds = ("busy.html", 409, "5") if held else ("503.html", 503, "30")
    response = HttpResponse(render_to_string(template, context), status=status)
    response.headers["Retry-After"] = seconds
    response.headers["Cache-Control"] = "no-store"
    return response
