"""The components of forms; `{% load components %}` brings them along with the others."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from web.components import SUBMIT_KEY_FIELD, ButtonKind
from web.typed_text import new_key, read_key

register = template.Library()

Values = dict[str, Any]


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> Values:
    """Draw what is to be mended, with a link to each field; nothing when there is nothing."""
    fields: list[tuple[BoundField, str]] = [
        (form[name], str(message))
        for name, messages in form.errors.items()
        if name in form.fields
        for message in messages
    ]
    return {"form": form, "fields": fields}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, quiet: bool = False) -> Values:
    """Draw one field: label, help, error. `quiet`: the label is for screen readers only."""
    widget = bound.field.widget
    kind = "text"
    if bound.is_hidden:
        kind = "hidden"
    elif widget.use_fieldset:
        kind = "group"
    elif getattr(widget, "input_type", "") == "checkbox":
        kind = "checkbox"
    elif getattr(widget, "input_type", "") == "file":
        kind = "file"
    return {"field": bound, "kind": kind, "quiet": quiet}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm) -> Values:
    """Draw the error summary and all fields, for a form element of one's own."""
    return {"form": form}


@register.simple_tag
def submit_key(form: BaseForm | None = None) -> SafeString:
    """Draw the hidden key that makes a second submit the same submit.

    A form that comes back with errors keeps its key; a form with a field of that name draws it
    itself.
    """
    if form is not None and SUBMIT_KEY_FIELD in form.fields:
        return SafeString("")
    sent = str(form.data.get(SUBMIT_KEY_FIELD, "")) if form is not None and form.is_bound else ""
    key = sent if read_key(sent) else new_key(getattr(form, "stored", None))
    return format_html('<input type="hidden" name="{}" value="{}">', SUBMIT_KEY_FIELD, key)


@register.simple_block_tag(takes_context=True)
def form_panel(
    context: Context,
    content: str,
    form: BaseForm,
    submit: str,
    *,
    action: str = "",
    kind: ButtonKind = "primary",
    cancel: str = "",
    autosave: str = "",
    name: str = "",
    value: str = "",
) -> SafeString:
    """Draw a whole POST form; the block holds further buttons or words beside the button.

    `cancel` is an address to go back to; `autosave` the address that takes the draft as one
    types; `name` and `value` are those of the button.
    """
    shared = {key: context.get(key) for key in ("csrf_token", "request") if key in context}
    return render_to_string(
        "components/form_panel.html",
        {
            **shared,
            "content": content,
            "form": form,
            "submit": submit,
            "action": action,
            "kind": kind,
            "cancel": cancel,
            "autosave": autosave,
            "name": name,
            "value": value,
        },
    )


@register.inclusion_tag("components/button.html")
def button(
    label: str, *, kind: ButtonKind = "primary", name: str = "", value: str = "", about: str = ""
) -> Values:
    """Draw a submit button for a form of one's own."""
    return {"label": label, "kind": kind, "name": name, "value": value, "about": about}
