"""What every page's frame shows: navigation, the acting hat, unread notices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from activities.actor import ANONYMOUS, Actor
from companies.hats import HatOption
from notifications.queries import MOST_UNREAD, unread_count
from web.components import Hat, NavigationItem, PersonSummary, bounded


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html; one query (unread notices) for signed-in people."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    options: list[HatOption] = getattr(request, "hats", [])
    person = getattr(request, "user", None)
    current = next((one for one in options if one.actor == actor), None)
    return {
        "navigation": _navigation(request, actor),
        "menu": _menu(actor),
        "actor_label": current.label if current else "",
        "hats": [Hat(one.key, one.label, one is current) for one in options],
        "notice_count": _unread(actor),
        "demo": settings.DEMO,
        "person": PersonSummary(person.name or person.email, person.initials)
        if isinstance(person, User)
        else None,
    }


def _unread(actor: Actor) -> str:
    count = unread_count(actor) if actor.user_id else 0
    return bounded(count, MOST_UNREAD) if count else ""


def _navigation(request: HttpRequest, actor: Actor) -> list[NavigationItem]:
    entries: list[tuple[str, str]] = []
    if actor.organisation_id:
        entries = [
            (_("Inbox"), "desk"),
            (_("From partners"), "desk-referrals"),
            (_("Companies"), "desk-companies"),
        ]
    elif actor.company_id:
        entries = [(_("My requests"), "requests"), (_("Company profile"), "company")]
    elif actor.is_secretariat:
        entries = [
            (_("Placements"), "placements"),
            (_("Matching"), "matching-health"),
            (_("Administration"), "admin:index"),
        ]
    entries.append((_("Network"), "public-network"))
    urls = [(label, reverse(name)) for label, name in entries]
    # The entry with the longest address that the page's begins with is the current one.
    within = [url for _label, url in urls if request.path.startswith(url)]
    current = max(within, key=len, default="")
    if request.path.startswith("/desk/requests/") and actor.organisation_id:
        current = reverse("desk")
    return [NavigationItem(label, url, url == current) for label, url in urls]


def _menu(actor: Actor) -> list[NavigationItem]:
    """Entries of the account menu beside allauth's own."""
    entries = (
        [
            NavigationItem(_("Name and language"), reverse("profile")),
            NavigationItem(_("Sessions"), reverse("usersessions_list")),
        ]
        if actor.user_id
        else []
    )
    if actor.organisation_id:
        entries.append(NavigationItem(_("People of the agency"), reverse("desk-people")))
    elif actor.company_id:
        entries.append(NavigationItem(_("People of the company"), reverse("company-people")))
    if settings.DEMO:
        entries.append(NavigationItem(_("Mails of the demo"), reverse("mailbox")))
    return entries
