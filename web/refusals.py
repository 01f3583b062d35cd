"""What an action refuses or asks, put on the form that it came from."""

from __future__ import annotations

from collections.abc import Collection

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict

from activities.actor import Actor
from activities.errors import ToConfirm

# The box that says of words which may give somebody away that they are meant.
_FIELD = "confirm_words"
_SEPARATOR = "\n"


def confirming(actor: Actor, sent: QueryDict) -> Actor:
    """The actor with what the form's box says of its words."""
    words = sent.get(_FIELD, "")
    return actor.confirming(words.split(_SEPARATOR)) if words else actor


def ask_to_confirm(form: forms.BaseForm, doubtful: ToConfirm, before: Collection[str] = ()) -> None:
    """Add a box to the form by which its sender says yes; to what was confirmed `before` too, so
    that one question after the other comes to an end. Never ticked already."""
    said = {one for one in before if one not in doubtful.words}
    form.fields[_FIELD] = forms.BooleanField(
        label=doubtful.label,
        required=False,
        widget=forms.CheckboxInput(
            attrs={"value": _SEPARATOR.join([*doubtful.words, *sorted(said)])},
            check_test=lambda _value: False,
        ),
    )


def add_errors(form: forms.BaseForm, refused: ValidationError) -> None:
    """Put an action's refusal at the fields that it names, else at the top of the form."""
    faults = (
        refused.message_dict
        if hasattr(refused, "error_dict")
        else {NON_FIELD_ERRORS: refused.messages}
    )
    for name, texts in faults.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
