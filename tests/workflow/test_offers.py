"""What a page offers to somebody now, and how it is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from activities.codes import VerbCode
from cooperation_requests.codes import RequestVerb
from cooperation_requests.enums import RequestState
from cooperation_requests.offers import company, home
from cooperation_requests.workflows import REQUESTS
from tests import factories
from web.components import Action
from web.verbs import Offer, by_weight, drawn

pytestmark = pytest.mark.django_db


def address(verb: VerbCode) -> str:
    return f"/{verb}/"


def drawn_as(actions: list[Action]) -> list[tuple[str, str, str]]:
    return [(one.url, one.kind, one.method) for one in actions]


def test_own_verbs_are_not_offered_on_behalf_as_well() -> None:
    scene = factories.scene()
    own, behalf = home.ON_REQUEST.open(scene.request(RequestState.NEEDS_INFORMATION), scene.advisor)
    assert [one.verb for one in behalf] == ["answer", "withdraw"]
    assert drawn_as(drawn(behalf, address)) == [
        ("/answer/", "secondary", "get"),
        ("/withdraw/", "secondary", "get"),
    ]
    assert drawn_as(drawn(own, address)) == [
        ("/assign/", "secondary", "get"),
        ("/resume/", "secondary", "post"),
        ("/decline/", "destructive", "get"),
        ("/close/", "destructive", "get"),
    ]


def test_what_one_does_at_once_is_asked_about_on_somebody_s_behalf() -> None:
    """How and when the other side said so is noted on the page of the verb."""
    scene = factories.scene()
    own, _behalf = home.ON_REQUEST.open(scene.request(RequestState.SUBMITTED), scene.advisor)
    (take,) = [one for one in own if one.verb == RequestVerb.TAKE]
    assert take.action(address).method == "post"
    on_behalf = replace(take, on_behalf=True)
    assert (on_behalf.action(address).method, on_behalf.action(address).kind) == (
        "get",
        "secondary",
    )


def test_what_is_left_out_is_offered_neither_way() -> None:
    scene = factories.scene()
    request = scene.request(RequestState.NEEDS_INFORMATION)
    left = (RequestVerb.ANSWER, RequestVerb.CLOSE)
    own, behalf = home.ON_REQUEST.open(request, scene.advisor, without=left)
    assert [one.verb for one in own] == ["assign", "resume", "decline"]
    assert [one.verb for one in behalf] == ["withdraw"]
    own, _behalf = company.ON_REQUEST.open(request, scene.owner, without=left)
    assert [one.verb for one in own] == ["withdraw"]


@pytest.mark.parametrize(("no_step", "main"), [((), "/forward/"), ((RequestVerb.FORWARD,), None)])
def test_the_furthest_step_is_the_one_main_button(
    no_step: tuple[VerbCode, ...], main: str | None
) -> None:
    scene = factories.scene()
    request = scene.request(RequestState.WITH_PARTNERS)
    own, _behalf = home.ON_REQUEST.open(request, scene.advisor)
    head, rest = by_weight(own, address, no_step)
    assert [one.url for one in head] == ["/ask/", *([main] if main else [])]
    assert drawn_as(rest)[-1] == ("/close/", "destructive", "get")
    assert "primary" not in {one.kind for one in rest}
    assert sorted(one.url for one in [*head, *rest]) == sorted(address(one.verb) for one in own)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_steps_the_further_one_is_the_main_button(turned: bool) -> None:
    lines = {line.verb: line for line in REQUESTS.lines}
    offers = [
        Offer(button, lines[button.verb.code], False)
        for button in home.ON_REQUEST.buttons
        if button.verb.code in {RequestVerb.PRESENT, RequestVerb.INTRODUCE}
    ]
    head, rest = by_weight(offers[::-1] if turned else offers, address)
    assert drawn_as(head) == [("/introduce/", "primary", "get")]
    assert drawn_as(rest) == [("/present/", "secondary", "get")]
