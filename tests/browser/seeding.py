"""Fills a portal of the browser tests: python -m tests.browser.seeding network|cases.

The agencies and companies are the demo's. Runs in a process of its own, within the portal's
environment.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

PARTNERS = ("accio", "promos-italia", "auvergne-rhone-alpes-entreprises")


# They look on; those who act in the story log in and set up their second factor in the browser.
ONLOOKERS = (
    *("coordinator@bwi.example", "advisor@ara.example", "coordinator@ara.example"),
    *("advisor@bremen.example", "secretariat@kontor.example"),
)


def session_of(user: Any, **more: Any) -> str:
    """The key of a session in which the person is logged in, with more in it if given."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.update(more)
    session.create()
    return str(session.session_key)


def open_sessions() -> dict[str, str]:
    """Sessions of the onlookers, who have a second factor and logged in before."""
    from accounts.models import User
    from tests.access.people import show_second_factor, with_second_factor

    found = {}
    for user in User.objects.filter(email__in=ONLOOKERS):
        shown: dict[str, Any] = {}
        show_second_factor(shown, with_second_factor(user))  # type: ignore[arg-type]
        found[user.email] = session_of(user, **shown)
    return found


def network() -> None:
    """All agencies with their staff, and the companies of the partners; nobody asks yet."""
    from activities import clock
    from kontor.demo import reading, register

    register.write_network(
        clock.now(),
        reading.secretariat(),
        reading.agencies(),
        [row for row in reading.companies() if row["agency"] in PARTNERS],
    )


def cases() -> None:
    """The network with Neckar, which submitted a request twice; one of them is with Anna."""
    from activities import clock
    from kontor.demo import reading, register
    from tests.factories import request_in

    written = register.write_network(
        clock.now(),
        reading.secretariat(),
        reading.agencies(),
        [row for row in reading.companies() if row["key"] == "neckar"],
    )
    home = written.agencies["baden-wuerttemberg-international"]
    company = written.companies["neckar"]
    by = written.actor("company@neckar.example", company.pk)
    advisor = written.actor("advisor@bwi.example", home.pk)
    for state in ("submitted", "in_triage", "submitted"):
        request_in(state, of=company, by=by, advisor=advisor, regions=["ES51"])


if __name__ == "__main__":
    django.setup()
    from kontor.embedded.prepare import migrate

    migrate()
    {"network": network, "cases": cases}[sys.argv[1]]()
    if sys.argv[1] == "network":
        # Of those who look on in the story.
        json.dump(open_sessions(), sys.stdout)
