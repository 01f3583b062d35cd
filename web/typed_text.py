"""Nothing typed is lost: keys of forms, and text handed back after an ended session, a stale page
or a database that is away."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from web.components import SUBMIT_KEY_FIELD, Typed

SESSION_KEY = "typed_text"
KEPT_SECONDS = 60 * 60 * 24
SECRET_FIELDS = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code")
LONGEST_KEPT = 500_000  # characters in all
LONGEST_PATH = 2_000
_signer = signing.Signer(salt="kontor.form-key")

# Who types on the page being drawn, under which hat, and on which browser; set for each request, so
# that the key can name all three.
typing_person: ContextVar[str] = ContextVar("typing_person", default="")
typing_hat: ContextVar[str] = ContextVar("typing_hat", default="")
typing_request: ContextVar[HttpRequest | None] = ContextVar("typing_request", default=None)


@dataclass(frozen=True)
class FormKey:
    """The hidden key of a form: its number, the id of the person whom it was drawn for (empty for
    nobody signed in), a hash of that browser's CSRF cookie, which each log-in makes anew, the hat
    that it was drawn under, and a mark of each value of a row that it was drawn from."""

    number: uuid.UUID
    person: str
    browser: str
    hat: str
    drawn: Mapping[str, str]

    def changed_since(self, now_is: Mapping[str, object]) -> list[str]:
        """The fields whose values are others now than those that the form was drawn from."""
        return [
            name
            for name, mark in self.drawn.items()
            if name in now_is and mark_of(now_is[name]) != mark
        ]


def mark_of(value: object) -> str:
    """By which a value is known again: the same for what a form shows and what it sends back."""
    if isinstance(value, str):
        value = "\n".join(line.rstrip() for line in value.strip().splitlines())
    shown = json.dumps(value or None, default=str, sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:12]


def new_key(stored: Mapping[str, object] | None = None) -> str:
    """A key for one drawing of a form, signed; `stored` are the values that the form changes."""
    request = typing_request.get()
    browser = _browser_of(request) if request is not None else ""
    drawn = {name: mark_of(value) for name, value in (stored or {}).items()}
    return _signed(FormKey(uuid.uuid4(), typing_person.get(), browser, typing_hat.get(), drawn))


def _signed(key: FormKey) -> str:
    drawn = ",".join(f"{name}:{mark}" for name, mark in key.drawn.items())
    return _signer.sign(f"{key.number}.{key.person}.{key.browser}.{key.hat}.{drawn}")


def _browser_of(request: HttpRequest) -> str:
    get_token(request)  # the cookie that this page brings, if the browser has none yet
    return _hashed(request.META["CSRF_COOKIE"])


def _hashed(csrf_secret: str) -> str:
    return salted_hmac("kontor.form-key", csrf_secret, algorithm="sha256").hexdigest()[:32]


def read_key(text: str) -> FormKey | None:
    """The key that a form was sent with; None when it is missing or not ours."""
    try:
        number, person, browser, hat, drawn = f"{_signer.unsign(text)}....".split(".")[:5]
        marks = dict(one.split(":") for one in drawn.split(",") if one)
        return FormKey(uuid.UUID(number), person, browser, hat, marks)
    except (signing.BadSignature, ValueError):
        return None


def drawn_for_this_person(request: HttpRequest) -> bool:
    """Whether the form that was sent was drawn here for the person who is signed in now, or with
    nobody signed in for this browser.

    Another site can make a browser send a form, but has no key that names its user.
    """
    key = read_key(request.POST.get(SUBMIT_KEY_FIELD, ""))
    if key is None:
        return False
    person = str(request.user.pk) if request.user.is_authenticated else ""
    return key.person == person and (bool(person) or _of_this_browser(key, request))


def drawn_on_this_browser(request: HttpRequest) -> bool:
    """As `drawn_for_this_person`, where the database cannot be asked who is signed in: the CSRF
    cookie is made anew at each log-in, and no other site knows it."""
    key = read_key(request.POST.get(SUBMIT_KEY_FIELD, ""))
    return key is not None and _of_this_browser(key, request)


def _of_this_browser(key: FormKey, request: HttpRequest) -> bool:
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return bool(cookie) and constant_time_compare(key.browser, _hashed(cookie))


def posted(request: HttpRequest) -> dict[str, list[str]]:
    """What was typed, without secrets."""
    return {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name not in SECRET_FIELDS
    }


def remember(request: HttpRequest) -> None:
    """Keep what a form sent that could not be carried out; only its person gets it, at the same
    address, after logging in.

    The last text of each person is kept, in one place: sent again and again it takes no more room,
    and who is not signed in gets no session by it.
    """
    key = read_key(request.POST.get(SUBMIT_KEY_FIELD, ""))
    fields = posted(request)
    path = request.get_full_path()
    size = sum(len(value) for values in fields.values() for value in values)
    if key is None or not key.person or size > LONGEST_KEPT or len(path) > LONGEST_PATH:
        return
    kept = {"path": path, "person": key.person, "hat": key.hat}
    cache.set(_place(key.person), kept | {"fields": fields}, KEPT_SECONDS)
    if request.user.is_authenticated:
        request.session[SESSION_KEY] = kept


def find_kept(request: HttpRequest, person: str) -> None:
    """`person` logged in: what they sent before waits at its address, in this session alone."""
    content = cache.get(_place(person))
    if content is not None:
        request.session[SESSION_KEY] = {name: content[name] for name in ("path", "person", "hat")}


def logged_in(request: HttpRequest, user: AbstractBaseUser, **_: object) -> None:
    """Somebody logged in."""
    find_kept(request, str(user.pk))


def _place(person: str) -> str:
    return f"typed-text:{person}"


def remembered(request: HttpRequest, person: str) -> QueryDict | None:
    """What `person` had typed on this address before; None when there is nothing."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != request.get_full_path() or kept["person"] != person:
        return None
    # What was typed for one company is not shown, nor sent, for another.
    if kept.get("hat", "") != typing_hat.get():
        return None
    content = cache.get(_place(person))
    if content is None or content["path"] != kept["path"]:
        return None
    data = as_data(content["fields"])
    key = read_key(data.get(SUBMIT_KEY_FIELD, ""))
    if key is not None:
        # The form is drawn on this browser now, from the row as it was then.
        data[SUBMIT_KEY_FIELD] = _signed(replace(key, browser=_browser_of(request)))
    return data


def as_data(fields: Mapping[str, list[str]]) -> QueryDict:
    """What was typed, as a form gets it."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def forget(request: HttpRequest) -> None:
    """What was typed on this address is saved now."""
    kept = request.session.get(SESSION_KEY)
    if kept and kept["path"] == request.get_full_path():
        del request.session[SESSION_KEY]
        cache.delete(_place(kept["person"]))


def forget_expired() -> int:
    """Remove what was kept longer than `KEPT_SECONDS`, and whatever else ran out in the cache's
    table; return how many. Django does so only where the same is asked for once more."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [timezone.now()])  # noqa: S608
        return int(cursor.rowcount)


def as_typed(fields: Mapping[str, list[str]]) -> list[Typed]:
    """For the panel that hands text back: long and short texts alike, choices hidden."""
    found: list[Typed] = []
    for name, values in fields.items():
        shown = name != SUBMIT_KEY_FIELD and any(
            " " in value or len(value) > 40 for value in values
        )
        label = name.replace("_", " ").capitalize() if shown else ""
        found.extend(Typed(name, label, value) for value in values)
    return found


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that stood open too long: hand the text back to be sent again.

    Only what was typed on a form of ours that names this person: with another site's form, one
    click on a fresh copy of it would make it valid. What an ended session's form sent is kept for
    its person's next log-in. Who logged in meanwhile in another tab goes on from the log-in here
    too: nothing of what was sent is looked at.
    """
    if request.user.is_authenticated and request.path == reverse(settings.LOGIN_URL):
        return redirect(request.get_full_path())
    request.is_foreign_form = True  # type: ignore[attr-defined]  # for the security log
    ours = drawn_for_this_person(request)
    if not ours and not request.user.is_authenticated:
        remember(request)
    context = {
        "typed": as_typed(posted(request)) if ours else [],
        "retry_url": request.get_full_path(),
        # Every page with a form sets one: a browser that sends none keeps none.
        "cookies_blocked": not request.COOKIES,
    }
    return render(request, "stale.html", context, status=403)
