"""Tables and registries refuse what they do not know: when they are made, or when an app starts."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from activities.codes import Audience, Edge, Hearer, Relation, SubjectKind, VerbCode
from activities.contexts import Context
from activities.models import Activity
from activities.workflow import (
    Moved,
    Transition,
    Verb,
    Workflow,
    check_registered,
    register,
    sentence_of,
    verb_of,
)
from activities.workflow.verbs import registered_verbs
from cooperation_requests import offers
from cooperation_requests.codes import CaseContext, CaseKind, RequestVerb, within
from cooperation_requests.models import CooperationRequest
from cooperation_requests.notices.words import WORDS
from cooperation_requests.verbs import EXPIRE, TAKE
from cooperation_requests.workflows import REFERRALS, REQUESTS, SUGGESTIONS
from notifications import hearing
from notifications.hearing import Hearers, entries_of
from web.verbs import Offers, Plain, VerbButton, VerbForm

WORKFLOWS = (REQUESTS, REFERRALS, SUGGESTIONS)


class Kind(SubjectKind):
    LAMP = "lamp"


class LampVerb(VerbCode):
    LIGHT = "light"


class LampRelation(Relation):
    KEEPER = "keeper"


class LampAudience(Audience):
    SHIP = "ship"


class LampHearer(Hearer):
    HARBOUR = "harbour"


def line(**fields: Any) -> Transition[Any]:
    given: dict[str, Any] = {
        "verb": LampVerb.LIGHT,
        "sources": (Edge.NEW,),
        "target": Edge.SAME,
        "by": (LampRelation.KEEPER,),
        "label": "Light",
    }
    return Transition(**given | fields)


def table(*lines: Transition[Any]) -> Workflow[Any]:
    return Workflow(
        kind=Kind.LAMP,
        lines=lines,
        relations=lambda actor, row: frozenset(),
        audiences={LampAudience.SHIP: lambda row: ["ship"]},
        context=lambda row: Context(CaseContext.REQUEST, row.pk),
    )


def light(*, actor: object, lamp_id: object) -> None:
    """An action."""


def test_a_table_takes_what_it_knows() -> None:
    made = table(line(seen_by=(LampAudience.SHIP,), heard_by=(LampHearer.HARBOUR,)))
    assert made.lines[0].verb == "light"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"seen_by": ("ashore",)}, "unknown audience"),
        ({"verb": "light"}, "no VerbCode"),
        ({"by": ("keeper",)}, "no Relation"),
        ({"heard_by": ("harbour",)}, "no Hearer"),
    ],
)
def test_a_table_refuses_words_that_nobody_declared(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        table(line(**fields))


def test_a_larger_action_that_no_table_names_is_none() -> None:
    with pytest.raises(ValueError, match=r"request\.take"):
        within(CaseKind.REQUEST, RequestVerb.TAKE)


def test_a_verb_of_a_table_without_action_and_sentence_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="Not registered"):
        check_registered(table(line()))


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        (Verb(Kind.LAMP, LampVerb.LIGHT, light, ""), "no sentence"),
        (Verb(Kind.LAMP, LampVerb.LIGHT, lambda *, lamp_id: None, "lit"), r"\['actor'\]"),
        (Verb(Kind.LAMP, LampVerb.LIGHT, lambda *, actor: None, "lit"), r"\['lamp_id'\]"),
        (Verb(CaseKind.REQUEST, RequestVerb.TAKE, TAKE.action, "took"), "registered already"),
    ],
)
def test_a_verb_that_is_none_is_not_registered(
    verb: Verb[Any], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {(one.kind, one.code): one for one in registered_verbs()}
    monkeypatch.setattr("activities.workflow.verbs._verbs", dict(known))
    with pytest.raises(ImproperlyConfigured, match=told):
        register([verb])


def test_what_nobody_registered_has_no_sentence() -> None:
    with pytest.raises(LookupError, match=r"request\.polish"):
        sentence_of("request", "polish")
    with pytest.raises(LookupError, match=r"lamp\.light"):
        verb_of(Kind.LAMP, LampVerb.LIGHT)


def test_who_hears_of_a_move_has_to_be_said() -> None:
    with pytest.raises(ValueError, match="unknown hearers"):
        Hearers(table(line(heard_by=(LampHearer.HARBOUR,))), {})
    moved = Moved(CooperationRequest(), line(), Activity(subject_kind=Kind.LAMP))
    with pytest.raises(LookupError, match="lamp"):
        entries_of([moved])


def test_who_hears_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "_hearers", dict(hearing._hearers))
    once = Hearers(table(line()), {})
    hearing.register(once)
    hearing.register(once)
    with pytest.raises(ValueError, match="lamp"):
        hearing.register(Hearers(table(line()), {}))


def every_offer() -> Iterator[Offers[Any]]:
    for module in iter_modules(offers.__path__):
        found = import_module(f"{offers.__name__}.{module.name}")
        yield from (one for one in vars(found).values() if isinstance(one, Offers))


def every_button() -> list[VerbButton[Any]]:
    return [button for one in every_offer() for button in one.buttons]


def forms_of(form: type[VerbForm[Any]]) -> Iterator[type[VerbForm[Any]]]:
    yield form
    yield from form.also_drawn_as


@pytest.mark.parametrize("button", every_button(), ids=lambda one: f"{one.verb}: {one.done}")
def test_a_form_says_what_its_action_takes(button: VerbButton[Any]) -> None:
    action = button.action or button.verb.action
    assert action is not None
    about = {button.verb.subject: None} if button.verb.subject else {}
    for form in forms_of(button.form):
        names = form.argument_names()
        inspect.signature(action).bind(actor=None, **about, **dict.fromkeys(names))
        needed = {
            name
            for name, one in inspect.signature(action).parameters.items()
            if one.default is inspect.Parameter.empty
        }
        assert needed <= {"actor", *about, *names}
    if button.at_once:
        assert button.form is Plain


def test_a_verb_with_a_button_has_a_page_and_one_without_has_none() -> None:
    offered = {(one.verb.kind, one.verb.code) for one in every_button()}
    with_button = {(flow.kind, one.verb) for flow in WORKFLOWS for one in flow.lines if one.button}
    # A company is proposed, and a draft removed, on pages of their own.
    own = {(CaseKind.SUGGESTION, "propose"), (CaseKind.SUGGESTION, "discard")}
    assert offered == with_button - own


def test_what_the_table_gives_no_button_is_not_offered() -> None:
    button: VerbButton[Any] = VerbButton(EXPIRE, "Expired.")
    with pytest.raises(ValueError, match="cannot be offered"):
        Offers(REFERRALS, (button,))
    take: VerbButton[Any] = VerbButton(TAKE, "Taken.")
    with pytest.raises(ValueError, match="cannot be offered"):
        Offers(REFERRALS, (take,))
    with pytest.raises(ValueError, match="offered twice"):
        Offers(REQUESTS, (take, take))


def test_each_word_of_a_notice_is_of_a_verb_that_there_is() -> None:
    known = {(one.kind, one.code) for one in registered_verbs()}
    of_nobody = {key for key in WORDS if key[1] != "fits" and (key[0], key[1]) not in known}
    assert of_nobody == set()
