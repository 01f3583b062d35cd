"""Puts the acting hat on every request as `request.actor`; lets a session stand idle for as long as
its person's roles allow; leads staff to their second factor."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sessions import keep_alive
from activities.actor import ANONYMOUS, Actor
from companies import hats
from network.second_factor import SecondFactor, second_factor_of
from web import typed_text
from web.hats import SESSION_KEY, HatOption, choose
from web.pages import opens_before_second_factor
from web.typed_text import typing_hat, typing_person, typing_request

# What a member of staff may open before the second factor is set up and shown, beside the pages
# that say so themselves: those of allauth and Django.
OPEN_NAMES = ("account_", "mfa_", "usersessions_", "set_language")


class ActorMiddleware:
    """`request.actor` is one hat; `request.hats` all of them. Two queries for signed-in people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor = ANONYMOUS
        options: list[HatOption] = []
        if isinstance(request.user, User):
            options = hats.hats_of(request.user)
            chosen = choose(options, str(request.session.get(SESSION_KEY, "")))
            actor = chosen.actor if chosen else hats.plain(request.user)
            keep_alive(request, idle_seconds(options))
        request.actor = actor  # type: ignore[attr-defined]
        request.hats = options  # type: ignore[attr-defined]
        # The keys of forms drawn now name this person, this hat and this browser.
        typing_person.set(str(actor.user_id or ""))
        typing_hat.set(actor.hat)
        typing_request.set(request)
        return self.get_response(request)


def idle_seconds(options: Iterable[HatOption]) -> int:
    """How long a session of somebody with these hats may stand idle: the strictest decides."""
    kinds = {"company"}
    for one in options:
        if one.actor.is_secretariat:
            kinds.add("secretariat")
        elif one.actor.organisation_id:
            kinds.add("staff")
    return min(settings.SESSION_IDLE_SECONDS[kind] for kind in kinds)


def begin_session(request: HttpRequest, user: User, **_named: object) -> None:
    """Somebody logged in: how long their session may stand idle is known from the first moment."""
    keep_alive(request, idle_seconds(hats.hats_of(user)))


def needs_second_factor(options: Iterable[HatOption]) -> bool:
    """Whether the person is staff or the secretariat: who sees companies' data."""
    staff = any(one.actor.organisation_id or one.actor.is_secretariat for one in options)
    return settings.SECOND_FACTOR_REQUIRED and staff


class SecondFactorMiddleware:
    """Before anything else staff set up their second factor, and show it in each session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if (name or "").startswith(OPEN_NAMES) or opens_before_second_factor(view):
            return None
        if not (isinstance(request.user, User) and needs_second_factor(request.hats)):  # type: ignore[attr-defined]
            return None
        state = second_factor_of(request, request.user)
        if state is SecondFactor.MISSING:
            messages.info(
                request,
                _("Set up the second factor first: it protects the companies’ data you work with."),
            )
            return redirect("mfa_activate_totp")
        if state is SecondFactor.NOT_SHOWN:
            if request.method == "POST":
                typed_text.remember(request)
            messages.info(request, _("Enter a code first: this session was opened without one."))
            return redirect(
                f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
            )
        return None
