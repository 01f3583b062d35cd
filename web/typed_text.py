"""Nothing typed is lost: keys of forms, and text handed back after an ended session, a stale page
or a database that is away."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from web.components import SUBMIT_KEY_FIELD, Typed

SESSION_KEY = "typed_text"
SECRET_FIELDS = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code")
LONGEST_KEPT = 500_000  # characters in all
_signer = signing.Signer(salt="kontor.form-key")

# Who types on the page being drawn; set for each request, so that the key can name the person.
typing_person: ContextVar[str] = ContextVar("typing_person", default="")


@dataclass(frozen=True)
class FormKey:
    """The hidden key of a form: its number and the id of the person whom it was drawn for."""

    number: uuid.UUID
    person: str


def new_key() -> str:
    """A key for one drawing of a form, signed."""
    return _signer.sign(f"{uuid.uuid4()}.{typing_person.get()}")


def read_key(text: str) -> FormKey | None:
    """The key that a form was sent with; None when it is missing or not ours."""
    try:
        number, _dot, person = _signer.unsign(text).partition(".")
        return FormKey(uuid.UUID(number), person)
    except (signing.BadSignature, ValueError):
        return None


def posted(request: HttpRequest) -> dict[str, list[str]]:
    """What was typed, without secrets."""
    return {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name not in SECRET_FIELDS
    }


def remember(request: HttpRequest) -> None:
    """Keep what an ended session's form sent; only the same person gets it after logging in."""
    key = read_key(request.POST.get(SUBMIT_KEY_FIELD, ""))
    fields = posted(request)
    size = sum(len(value) for values in fields.values() for value in values)
    if key is None or not key.person or size > LONGEST_KEPT:
        return
    request.session[SESSION_KEY] = {
        "path": request.get_full_path(),
        "person": key.person,
        "fields": fields,
    }


def remembered(request: HttpRequest, person: str) -> QueryDict | None:
    """What `person` had typed on this address before; None when there is nothing."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != request.get_full_path() or kept["person"] != person:
        return None
    return as_data(kept["fields"])


def as_data(fields: Mapping[str, list[str]]) -> QueryDict:
    """What was typed, as a form gets it."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def forget(request: HttpRequest) -> None:
    """What was typed is saved now."""
    request.session.pop(SESSION_KEY, None)


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
    """A page that stood open too long: hand the text back to be sent again."""
    context = {"typed": as_typed(posted(request)), "retry_url": request.get_full_path()}
    return render(request, "stale.html", context, status=403)
