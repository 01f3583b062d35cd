"""Kontor's addresses, and some that go wrong on purpose: its real handlers answer them."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core.ratelimit import respond_429
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg2.errors import LockNotAvailable

from kontor.urls import handler404, handler500
from kontor.urls import urlpatterns as real
from web.middleware import too_large

__all__ = ["handler404", "handler500", "urlpatterns"]

FAULTS = {
    400: SuspiciousOperation,
    403: PermissionDenied,
    500: RuntimeError,
    503: OperationalError,
}


# What stands before every page answers these itself.
ANSWERED: dict[int, Callable[[HttpRequest], HttpResponse]] = {413: too_large, 429: respond_429}


def fault(request: HttpRequest, status: int) -> HttpResponse:
    """What goes wrong is answered with this status."""
    if status in ANSWERED:
        return ANSWERED[status](request)
    if status == 409:
        raise OperationalError("a test asks for it") from LockNotAvailable()
    raise FAULTS[status]("a test asks for it")


urlpatterns = [*real, path("faults/<int:status>/", fault)]
