"""The security log: who logged in, what was refused and limited, whose rights changed.

One line of JSON for each event, with the moment in UTC and ids: no names, no addresses, nothing
that anybody typed. One client is told from another by a keyed hash of its network address.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

logger = logging.getLogger("kontor.security")

# What may stand in the log: ids, numbers and words of the program.
ID = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
# How a page answers that is opened by a link whose token does not fit, or no longer.
LINK_FAULTS = frozenset({403, 404, 409, 410})
FORBIDDEN, TOO_LARGE, TOO_OFTEN = 403, 413, 429


class SecurityEvent(StrEnum):
    """All kinds of events; docs/decisions/security-log.md says what each carries."""

    LOGGED_IN = "logged-in"
    LOGGED_OUT = "logged-out"
    LOG_IN_FAILED = "log-in-failed"
    SIGNED_UP = "signed-up"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  an event
    ADDRESS_CHANGED = "address-changed"
    SECOND_FACTOR_CHANGED = "second-factor-changed"
    SECOND_FACTOR_FAILED = "second-factor-failed"
    SESSIONS_ENDED = "sessions-ended"
    REFUSED = "refused"
    FOREIGN_FORM_REFUSED = "foreign-form-refused"
    LIMITED = "limited"
    LINK_REFUSED = "link-refused"
    ROLE_CHANGED = "role-changed"
    EXPORTED = "exported"


def note(
    event: SecurityEvent,
    *,
    request: HttpRequest | None = None,
    person: UUID | str | None = None,
    **ids: UUID | int | str | None,
) -> None:
    """Write one event. `person` is the id of whoever acted, else that of who is signed in."""
    user = getattr(request, "user", None)
    if person is None and user is not None and user.is_authenticated:
        person = user.pk
    found = {"person": person, "client": client_of(request) if request else None, **ids}
    logger.info(
        "%s",
        event,
        extra={"ids": {name: as_id(value) for name, value in found.items() if value is not None}},
    )


def note_after_commit(
    event: SecurityEvent, *, person: UUID | None, **ids: UUID | int | str | None
) -> None:
    """Write one event if what it tells of is not taken back."""
    transaction.on_commit(partial(note, event, request=None, person=person, **ids))


def as_id(value: UUID | int | str) -> str:
    """The value as it may stand in the log; a dash for what is no id."""
    text = str(value)
    return text if ID.fullmatch(text) else "-"


def client_of(request: HttpRequest) -> str:
    """16 hexadecimal digits for a network address, the same for the same one."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return "unknown"
    return salted_hmac("kontor.client", address, algorithm="sha256").hexdigest()[:16]


class SecurityLogMiddleware:
    """Writes what was refused and limited, and what was handed out as a file, whatever page it was.

    A page of a form that failed the CSRF check says so itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        event = _event_of(request, response)
        if event is not None:
            match = request.resolver_match
            rows = match.kwargs if match else {}
            note(
                event,
                request=request,
                view=match.view_name if match else "none",
                **{name: value for name, value in rows.items() if isinstance(value, UUID)},
            )
        return response


def _event_of(request: HttpRequest, response: HttpResponse) -> SecurityEvent | None:
    match = request.resolver_match
    if getattr(request, "is_foreign_form", False):
        return SecurityEvent.FOREIGN_FORM_REFUSED
    if match is not None and "token" in match.kwargs and response.status_code in LINK_FAULTS:
        return SecurityEvent.LINK_REFUSED
    if response.status_code == FORBIDDEN:
        return SecurityEvent.REFUSED
    if response.status_code in {TOO_LARGE, TOO_OFTEN}:
        return SecurityEvent.LIMITED
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return SecurityEvent.EXPORTED
    return None
