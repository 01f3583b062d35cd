"""Puts the acting hat on every request as `request.actor`; leads staff to their second factor."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from activities.actor import ANONYMOUS, Actor
from companies import hats
from network.second_factor import has_second_factor
from web.typed_text import typing_person, typing_request

# What a member of staff may open before the second factor is set up.
OPEN_NAMESPACES = ("account_", "mfa_", "set_language", "home", "public-", "health-", "join-staff")


class ActorMiddleware:
    """`request.actor` is one hat; `request.hats` all of them. Two queries for signed-in people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor = ANONYMOUS
        options: list[hats.HatOption] = []
        if isinstance(request.user, User):
            options = hats.hats_of(request.user)
            chosen = hats.choose(options, str(request.session.get(hats.SESSION_KEY, "")))
            actor = chosen.actor if chosen else hats.plain(request.user)
        request.actor = actor  # type: ignore[attr-defined]
        request.hats = options  # type: ignore[attr-defined]
        # The keys of forms drawn now name this person and this browser.
        typing_person.set(str(actor.user_id or ""))
        typing_request.set(request)
        return self.get_response(request)


def needs_second_factor(user: User, options: Iterable[hats.HatOption]) -> bool:
    """Whether the person is staff, or the secretariat, without a second factor.

    One query for them, none for people of companies.
    """
    staff = any(one.actor.organisation_id or one.actor.is_secretariat for one in options)
    return settings.SECOND_FACTOR_REQUIRED and staff and not has_second_factor(user)


class SecondFactorMiddleware:
    """Leads staff to the set-up of their second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = (match.url_name or "") if match else ""
        if name.startswith(OPEN_NAMESPACES) and "admin" not in (match.namespaces if match else []):
            return None
        if isinstance(request.user, User) and needs_second_factor(request.user, request.hats):  # type: ignore[attr-defined]
            messages.info(
                request,
                _("Set up the second factor first: it protects the companies’ data you work with."),
            )
            return redirect("mfa_activate_totp")
        return None
