"""Puts the acting hat on every request as `request.actor`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from activities.actor import ANONYMOUS, Actor
from companies import hats
from web.typed_text import typing_person


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
        # The keys of forms drawn now name this person.
        typing_person.set(str(actor.user_id or ""))
        return self.get_response(request)
