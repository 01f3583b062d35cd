"""Kontor's components as template tags: each owns its labels and its ARIA.

Load with `{% load components %}`. The data they take is in `web.components`; `/styleguide/` shows
each of them in every state.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from web import slots
from web.components import (
    Action,
    ButtonKind,
    Chip,
    Definition,
    Hat,
    Lane,
    Message,
    NavigationItem,
    PersonCard,
    Port,
    PortState,
    Step,
    Suggestion,
    TimelineEntry,
    Tone,
    Typed,
)
from web.dates import short_day, short_moment
from web.table_rows import render_chip
from web.templatetags import form_components, list_components
from web.templatetags.list_components import request_of

register = template.Library()
register.filter(short_day)
register.filter(short_moment)
register.tags.update(form_components.register.tags)
register.tags.update(list_components.register.tags)

Values = dict[str, Any]
# By the level of Django's messages.
TONES: dict[str, Tone] = {"error": "brick", "warning": "amber", "success": "moss"}


def _render(name: str, context: Context, values: Values) -> SafeString:
    """Draw a component that wraps other content, with what forms inside need."""
    shared = {key: context.get(key) for key in ("csrf_token", "request") if key in context}
    return render_to_string(f"components/{name}.html", {**shared, **values})


@register.inclusion_tag("components/page_header.html", takes_context=True)
def page_header(
    context: Context,
    title: str,
    *,
    kicker: str = "",
    line: str = "",
    chips: Iterable[Chip] = (),
    actions: Iterable[Action] = (),
) -> Values:
    """Draw the head of a page: what it is about, and what can be done with it."""
    return {
        "title": title,
        "kicker": kicker,
        "line": line,
        "chips": chips,
        "actions": actions,
        "csrf_token": context.get("csrf_token"),
    }


def _word_of(state: PortState, *, ended: bool = False) -> str:
    """What a port or step is, for those who do not see its mark."""
    if state == "done":
        return _("done")
    if state == "now":
        return _("ended here") if ended else _("now")
    return _("not reached") if ended else _("ahead")


@register.inclusion_tag("components/route.html")
def route(ports: Iterable[Port], *, ended: bool = False, label: str = "") -> Values:
    """Draw the route of a request. `ended`: the port 'now' is where it ended, the rest is void."""
    return {
        "ports": [(port, _word_of(port.state, ended=ended)) for port in ports],
        "ended": ended,
        "label": label or _("Route"),
    }


@register.inclusion_tag("components/lanes.html", takes_context=True)
def lanes(context: Context, items: Iterable[Lane], *, label: str = "") -> Values:
    """Draw one row per partner asked."""
    return {"items": items, "label": label, "csrf_token": context.get("csrf_token")}


@register.simple_block_tag(takes_context=True)
def suggestion_card(
    context: Context, content: str, suggestion: Suggestion, *, level: int = 3
) -> SafeString:
    """Draw a suggested company; the block may hold more, such as an answer form."""
    return _render(
        "suggestion_card",
        context,
        {"suggestion": suggestion, "content": content.strip() and content, "level": level},
    )


@register.simple_block_tag(takes_context=True)
def card(
    context: Context,
    content: str,
    *,
    title: str = "",
    line: str = "",
    tone: Tone = "plain",
    actions: Iterable[Action] = (),
    name: str = "",
    level: int = 2,
) -> SafeString:
    """Draw a section on paper; with a tone it has a coloured edge. `name` is its id."""
    return _render(
        "card",
        context,
        {
            "content": content,
            "title": title,
            "line": line,
            "tone": tone,
            "actions": actions,
            "name": name or (f"section-{uuid.uuid4().hex[:8]}" if title else ""),
            "level": level,
        },
    )


@register.simple_block_tag(takes_context=True)
def disclosure(
    context: Context,
    content: str,
    label: str,
    *,
    kind: ButtonKind = "secondary",
    opened: bool = False,
) -> SafeString:
    """Draw a button that opens what the block holds, such as the reason of a refusal."""
    values = {"content": content, "label": label, "kind": kind, "opened": opened}
    return _render("disclosure", context, values)


@register.simple_tag
def chip(label: str | Chip, tone: Tone = "plain") -> SafeString:
    """Draw a chip from a label and a tone, or from a Chip."""
    return render_chip(label if isinstance(label, Chip) else Chip(label, tone))


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[TimelineEntry], *, label: str = "") -> Values:
    """Draw what happened, in the order given."""
    return {"entries": entries, "label": label or _("What happened")}


@register.inclusion_tag("components/person_card.html", takes_context=True)
def person_card(context: Context, person: PersonCard) -> Values:
    """Draw a person to turn to, with what one can do."""
    return {"person": person, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/definition_list.html")
def definition_list(definitions: Iterable[Definition]) -> Values:
    """Draw terms with their values."""
    return {"definitions": definitions}


@register.simple_block_tag(takes_context=True)
def notice(
    context: Context, content: str, *, tone: Tone = "harbour", title: str = "", live: bool = False
) -> SafeString:
    """Draw a note on the page. `live`: it is new, so screen readers are to read it out."""
    return _render(
        "notice", context, {"content": content, "tone": tone, "title": title, "live": live}
    )


@register.inclusion_tag("components/flash_messages.html", takes_context=True)
def flash_messages(context: Context) -> Values:
    """Draw what the last step said (Django's messages)."""
    messages = context.get("messages") or ()
    return {"messages": [(one, TONES.get(one.level_tag, "harbour")) for one in messages]}


@register.inclusion_tag("components/action.html")
def link_button(label: str, url: str, *, kind: ButtonKind = "secondary", about: str = "") -> Values:
    """Draw a link that looks like a button."""
    return {"action": Action(label, url, kind, about=about)}


@register.inclusion_tag("components/action.html", takes_context=True)
def action(context: Context, action: Action) -> Values:
    """Draw an Action: a link, or a form of one button with its hidden key."""
    return {"action": action, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/buttons.html", takes_context=True)
def buttons(context: Context, items: Iterable[Action], *, place: str = "") -> Values:
    """Draw Actions in a row, nothing for none. `place`: a further class, for where they stand."""
    return {"items": items, "place": place, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/thread.html", takes_context=True)
def thread(
    context: Context,
    items: Sequence[Message],
    *,
    recipients: str,
    form: BaseForm | None = None,
    url: str = "",
    empty: str = "",
    name: str = "",
) -> Values:
    """Draw messages and, with a form, the box to write in.

    `recipients` are named on the button ('Send to …'), so that nobody writes to the wrong ones.
    `name` and its value 'send' tell several send boxes of a page apart.
    """
    return {
        "items": items,
        "recipients": recipients,
        "form": form,
        "url": url,
        "empty": empty or _("Nothing has been written yet."),
        "name": name,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Step], *, label: str = "") -> Values:
    """Draw the steps of a draft and where one is."""
    return {
        "items": [(step, _word_of(step.state)) for step in items],
        "label": label or _("Steps"),
    }


@register.inclusion_tag("components/handed_back.html", takes_context=True)
def handed_back(context: Context, typed: Sequence[Typed], *, url: str = "") -> Values:
    """Give back what someone had typed; with `url` it can be sent again from here."""
    return {"typed": typed, "url": url, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/progress.html")
def progress(label: str, done: int, total: int) -> Values:
    """Draw how far a long work has come."""
    return {"label": label, "done": done, "total": total}


@register.simple_tag
def demo_line() -> str:
    """Return what every page of the demo says, nothing elsewhere; needs no context."""
    if not settings.DEMO:
        return ""
    return _("Demo: the agencies’ names are real, everything else is invented.")


@register.simple_tag
def current_item(navigation: Iterable[NavigationItem]) -> str:
    """Return the label of the page's entry in the top bar, 'Menu' when it has none."""
    return next((str(item.label) for item in navigation if item.current), _("Menu"))


@register.inclusion_tag("components/hats.html", takes_context=True)
def hat_switch(context: Context, hats: Sequence[Hat]) -> Values:
    """Draw the choice of the role one acts in; one button per role."""
    request = request_of(context)
    return {
        "hats": hats,
        "next": request.get_full_path() if request else "/",
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def parts_of(context: Context, slot: str, about: object) -> SafeString:
    """What higher apps add to this page at a named place."""
    # Each part is drawn by a template of its own, which escapes what it shows.
    return SafeString(slots.slot_named(slot).drawn(context["request"], about))
