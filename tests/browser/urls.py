"""Kontor's addresses, and some that go wrong on purpose: its real handlers answer them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from kontor.urls import handler404, handler500
from kontor.urls import urlpatterns as real

__all__ = ["handler404", "handler500", "urlpatterns"]

FAULTS = {
    400: SuspiciousOperation,
    403: PermissionDenied,
    500: RuntimeError,
    503: OperationalError,
}


def fault(request: HttpRequest, status: int) -> HttpResponse:
    """What goes wrong is answered with this status."""
    raise FAULTS[status]("a test asks for it")


urlpatterns = [*real, path("faults/<int:status>/", fault)]
