"""A page asks the database as often for three rows as for one, and at most fifteen times."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import get_resolver, reverse

from activities import clock
from activities.actor import Actor, Role
from cooperation_requests.actions import answers, choosing, partners, presenting, proposing
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from matching import index
from network.models import Organisation
from notifications.models import Notice
from tests import factories
from tests.access.people import browser_of
from tests.access.story import START
from web.lists import ListPage

pytestmark = pytest.mark.django_db
MOST = 15
# A case shows route, lanes, suggestions, threads and timeline on one page.
MOST_OF_A_CASE = {"of_desk": 24, "of_company": 20, "of_partner": 20}


@contextmanager
def queries() -> Iterator[list[str]]:
    """The queries of the block; savepoints and what keeps the session are not a page's."""
    found: list[str] = []

    def note(execute: Any, sql: str, *arguments: Any) -> Any:
        # How many rows a slice takes and how many ids a list holds differs with the rows.
        found.append(re.sub(r"LIMIT \d+|(%s, )+%s|(?<=IN \()%s(?=\))", "…", sql))
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        yield found


def asked(actor: Actor, address: str) -> list[str]:
    """The queries of one page, opened for the second time: nothing is cached by the first alone."""
    browser = browser_of(actor)
    for _time in range(2):
        with queries() as found:
            response = browser.get(address)
        assert response.status_code == 200, address
    return found


def rows_in(actor: Actor, address: str) -> int:
    """How many rows the list's table has."""
    body = browser_of(actor).get(address).content.decode()
    table = body.partition("<tbody")[2].partition("</tbody")[0]
    return table.count("<tr")


@pytest.fixture
def scene() -> Iterator[factories.Scene]:
    with clock.at(START):
        yield factories.scene()


def of_requests(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    return scene.owner, reverse("requests:requests"), lambda: scene.request("submitted")


def of_inbox(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    return scene.advisor, reverse("requests:desk") + "?tab=all", lambda: scene.request("in_triage")


def of_referrals(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    address = reverse("requests:desk-referrals") + "?tab=all"
    return scene.partner_advisor, address, lambda: scene.referral()


def of_companies(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    unseen = factories.agency()
    return (
        factories.staff(unseen),
        reverse("matching:desk-companies"),
        lambda: factories.company(unseen, sectors=["24.53"], region="DE118"),
    )


def of_choosing(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    actor, _address, more = of_companies(scene)
    return actor, reverse("requests:request-company"), more


def of_people(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    unseen = factories.agency()
    first = factories.staff(unseen, Role.COORDINATOR)
    made = iter([None])
    return (
        first,
        reverse("network:desk-people"),
        lambda: next(made, "more") and factories.staff(unseen, on_desk=True),
    )


def of_notices(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    first = scene.request("submitted")
    Notice.objects.all().delete()
    del first
    return scene.owner, reverse("notifications:notices"), lambda: scene.request("submitted")


def of_a_search(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    unseen = factories.agency()

    def company() -> None:
        factories.company(unseen, offers="Aluminiumguss", offers_language="de")
        index.refresh()

    return factories.staff(unseen), reverse("matching:desk-companies") + "?q=Aluminiumguss", company


def of_matching_health(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    person = factories.person(is_secretariat=True)
    actor = Actor(user_id=person.pk, is_secretariat=True)
    Organisation.objects.update(state="left")
    return actor, reverse("matching:matching-health"), factories.agency


def of_placements(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    person = factories.person(is_secretariat=True)
    actor = Actor(user_id=person.pk, is_secretariat=True)
    return actor, reverse("companies:placements"), lambda: factories.company(None)


def of_candidates(scene: factories.Scene) -> tuple[Actor, str, Callable[[], Any]]:
    unseen = factories.agency(country="ES", seat="ES511")
    referral = scene.referral()
    Referral.objects.unrestricted("a test").filter(pk=referral.pk).update(organisation=unseen)
    address = reverse("requests:desk-referral-candidates", kwargs={"referral_id": referral.pk})
    return factories.staff(unseen), address, lambda: factories.company(unseen)


LISTS = {
    "CompanyRequests": of_requests,
    "Inbox": of_inbox,
    "Referrals": of_referrals,
    "DeskCompanies": of_companies,
    "ChooseCompany": of_choosing,
    "PeoplePage": of_people,
    "NoticesPage": of_notices,
    "Placements": of_placements,
    "MatchingHealth": of_matching_health,
    "FindCandidates": of_candidates,
}


def test_every_declared_list_is_among_them() -> None:
    assert get_resolver().url_patterns
    found: set[str] = set()
    waiting: list[type] = [ListPage]
    while waiting:
        for child in waiting.pop().__subclasses__():  # type: ignore[var-annotated]
            # A base of lists has no columns of its own.
            if child.columns:
                found.add(child.__name__)
            waiting.append(child)
    assert found == set(LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_three_rows_take_as_many_queries_as_one(name: str, scene: factories.Scene) -> None:
    actor, address, one_more = LISTS[name](scene)
    one_more()
    assert rows_in(actor, address) == 1
    one = asked(actor, address)
    one_more()
    one_more()
    assert rows_in(actor, address) == 3
    assert asked(actor, address) == one
    assert len(one) <= MOST, one


def test_a_search_takes_as_many_queries_for_three_rows_as_for_one(scene: factories.Scene) -> None:
    actor, address, one_more = of_a_search(scene)
    one_more()
    assert rows_in(actor, address) == 1
    one = asked(actor, address)
    one_more()
    one_more()
    assert rows_in(actor, address) == 3
    # Which ids a statement names differs with the rows.
    assert len(asked(actor, address)) == len(one)
    assert len(one) <= MOST, one


def presented(scene: factories.Scene, number: int) -> CooperationRequest:
    """A request with `number` partners asked, each with a suggestion that was presented."""
    request = scene.request("qualified", regions=["FR"])
    others = [factories.agency(country="ES", seat="ES511") for _time in range(number)]
    rows = partners.forward(
        actor=scene.advisor,
        request_id=request.pk,
        deadlines={one.pk: None for one in others},
    )
    made: list[Suggestion] = []
    for row in rows:
        advisor = factories.staff(row.organisation)
        candidate = factories.company(row.organisation, sectors=["24.53"], region="ES511")
        made.append(factories.suggested(advisor, row, candidate))
        choosing.shortlist(actor=scene.advisor, suggestion_id=made[-1].pk)
    presenting.present(
        actor=scene.advisor, request_id=request.pk, words={one.pk: "Fits." for one in made}
    )
    return factories.reread(request)


def of_partner(scene: factories.Scene, number: int) -> tuple[Actor, str]:
    referral = scene.referral()
    for _time in range(number):
        proposing.propose(
            actor=scene.partner_advisor,
            referral_id=referral.pk,
            company_id=factories.company(scene.partner, sectors=["24.53"]).pk,
            words="Fits.",
        )
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    return scene.partner_advisor, reverse(
        "requests:desk-referral", kwargs={"referral_id": referral.pk}
    )


def of_desk(scene: factories.Scene, number: int) -> tuple[Actor, str]:
    case = presented(scene, number)
    return scene.advisor, reverse("requests:desk-request", kwargs={"reference": case.reference})


def of_company(scene: factories.Scene, number: int) -> tuple[Actor, str]:
    case = presented(scene, number)
    return scene.owner, reverse("requests:request", kwargs={"reference": case.reference})


@pytest.mark.parametrize("opened", [of_desk, of_company, of_partner])
def test_a_case_takes_as_many_queries_with_three_suggestions_as_with_one(
    opened: Callable[[factories.Scene, int], tuple[Actor, str]], scene: factories.Scene
) -> None:
    counts = []
    for number in (1, 3):
        point = transaction.savepoint()
        counts.append(asked(*opened(scene, number)))
        transaction.savepoint_rollback(point)
    assert len(counts[0]) == len(counts[1])
    assert len(counts[0]) <= MOST_OF_A_CASE[opened.__name__]
