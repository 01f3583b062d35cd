"""Sessions: how long they may stand idle, and how a person ends them.

A session knows after how many seconds without a request it ends (`IDLE`), which its person's roles
decide; from then on the database has it no more, whatever the cookie says.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.security_log import SecurityEvent, note

IDLE = "idle_seconds"
IDLE_OF_NOBODY = 60 * 60  # while somebody registers, or shows a second factor
SEEN = "seen_at"
# The moment of the last request is written when it is older than such a part of the time allowed.
PART = 30


class SessionStore(db.SessionStore):
    """Sessions in the database that end by idleness; Django's own age is the longest."""

    def get_expiry_age(self, **kwargs: Any) -> int:
        age: int = super().get_expiry_age(**kwargs)
        return min(age, self._idle(age))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        date: datetime = super().get_expiry_date(**kwargs)
        idle = self._idle(self.get_session_cookie_age())
        return min(date, timezone.now() + timedelta(seconds=idle))

    def _idle(self, longest: int) -> int:
        return int(self.get(IDLE, longest if SESSION_KEY in self else IDLE_OF_NOBODY))


def keep_alive(request: HttpRequest, idle_seconds: int) -> None:
    """A request was made: from now on the session may stand idle for so long."""
    session = request.session
    now = int(time.time())
    if session.get(IDLE) == idle_seconds and now - session.get(SEEN, 0) < idle_seconds / PART:
        return
    session[IDLE] = idle_seconds
    session[SEEN] = now


def end_other_sessions(request: HttpRequest, user: User) -> None:
    """End all sessions of the person but the one of this request."""
    end_sessions(user)
    update_session_auth_hash(request, user)
    # The list of sessions knows this one by its new key.
    UserSession.objects.purge_and_list(user)
    UserSession.objects.create_from_request(request)
    note(SecurityEvent.SESSIONS_ENDED, request=request, person=user.pk)


def end_sessions(user: User) -> None:
    """End all sessions of the person: what they are bound to changes."""
    User.objects.filter(pk=user.pk).update(session_version=F("session_version") + 1)
    user.refresh_from_db(fields=["session_version"])


def clear_ended() -> int:
    """Remove sessions that ended, and the list's entries of them; how many entries."""
    call_command("clearsessions")
    sessions = Session.objects.filter(session_key=OuterRef("session_key"))
    deleted: int = UserSession.objects.filter(~Exists(sessions)).delete()[0]
    return deleted
