"""Two people at once: what comes out is one order of the two acts, by the tables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from activities import once
from activities.errors import NoLongerPossible
from activities.models import Activity
from cooperation_requests.actions import drafts, partners
from cooperation_requests.actions.merging import carry_cases
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from notifications.models import Notice
from tests import factories
from tests.notifications.post import test_database_url
from tests.patience import PATIENCE
from tests.requests.case import Case, dump, make_case, put_request, write
from tests.requests.racers import Racers, wait_until_locked_out
from tests.requests.races import RACES, Came, Race, came_of, came_of_deed

ROUNDS = 200
# Seconds that the other one is ahead: each begins somewhere within what the other does.
AHEAD = (0.0, 0.001, 0.003, 0.01, 0.02)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("two at once"),
]


@pytest.fixture(scope="module")
def racers(django_db_setup: None) -> Iterator[Racers]:
    """Two processes beside this one, in the same database."""
    found = Racers(test_database_url())
    yield found
    found.end()


@pytest.mark.parametrize("name", RACES)
def test_two_verbs_at_once_end_as_one_order_of_them(racers: Racers, name: str) -> None:
    """Whoever comes second waits for the lock of the first, and if that was too late reads the same
    as an hour later: both orders, and nothing else that the tables allow."""
    race = RACES[name]
    case = make_case()
    told = [told_later(case, race, loser) for loser in (0, 1)]
    seen = set()
    for first in (0, 1):
        last = _put_again(case, race)
        came = racers.run_in_order(name, case, first)
        assert came[first].outcome == "done"
        seen.add(_came_to(case, came, told, last))
    assert seen == race.outcomes


@pytest.mark.long
@pytest.mark.parametrize("name", RACES)
def test_two_verbs_that_start_at_once_end_as_one_order_of_them(racers: Racers, name: str) -> None:
    """Two processes and a barrier, again and again."""
    race = RACES[name]
    case = make_case()
    told = [told_later(case, race, loser) for loser in (0, 1)]
    seen: set[tuple[str, ...]] = set()
    for number in range(ROUNDS):
        last = _put_again(case, race)
        ahead = AHEAD[number // 2 % len(AHEAD)]
        came = racers.run(name, case, (ahead, 0.0) if number % 2 else (0.0, ahead))
        seen.add(_came_to(case, came, told, last))
        assert seen <= race.outcomes
    # Else it was no race.
    assert seen == race.outcomes


def _put_again(case: Case, race: Race) -> int:
    """The case as the race finds it; the last that was recorded before."""
    other = Referral.objects.unrestricted("a test").filter(request=case.request)
    other.exclude(organisation__in=[case.partner, case.other]).delete()
    race.put(case)
    Notice.objects.all().delete()
    return Activity.objects.order_by("-pk").values_list("pk", flat=True)[0]


def _came_to(case: Case, came: list[Came], told: list[str], last: int) -> tuple[str, ...]:
    """What became of both deeds and the case, of which nothing is there by halves or twice."""
    case.reread()
    outcomes = [one.outcome for one in came]
    for one, later in zip(came, told, strict=True):
        assert one.told == (later if one.outcome == "too late" else "")
    _nothing_doubled(last, outcomes.count("done"))
    assert_settled(case)
    return (*outcomes, case.request.state, case.referral.state, case.suggestion.state)


def told_later(case: Case, race: Race, loser: int) -> str:
    """What whoever comes second reads, without any hurry; empty where nothing is in the way."""
    race.put(case)
    winner = race.deeds[1 - loser]
    assert came_of_deed(case, winner).outcome == "done"
    before = dump()
    came = came_of_deed(case, race.deeds[loser])
    assert came.outcome == "done" or dump() == before
    return came.told


# workflow.md: by whom and what was done, by name only where the reader may see that name.
TOLD = {
    ("take/take", "home advisor"): ("{home coordinator}", "took the request"),
    ("take/take", "home coordinator"): ("{home advisor}", "took the request"),
    ("forward/close", "home advisor"): ("{home coordinator}", "closed the request"),
    ("introduce/withdraw", "responsible advisor"): ("{company}", "withdrew the request"),
    ("introduce/withdraw", "company"): ("{responsible advisor}", "made an introduction"),
    ("introduce/refuse", "responsible advisor"): ("candidate", "not want to be introduced"),
    ("introduce/refuse", "candidate"): ("the agency", "introduced"),
    ("answer/recall", "partner advisor"): ("{home advisor}", "recalled"),
    ("answer/recall", "home advisor"): ("{partner advisor}", "suggested 1 company"),
    ("choose/take back", "company"): ("a partner", "took a candidate back"),
}


@pytest.mark.parametrize(("name", "loser"), list(TOLD))
def test_who_is_too_late_reads_what_was_done_and_by_whom(name: str, loser: str) -> None:
    race, case = RACES[name], make_case()
    names = dict(User.objects.values_list("pk", "name"))
    people = {who: names.get(actor.user_id, "") for who, actor in case.people.items()}
    by, what = (words.format_map(people) for words in TOLD[name, loser])
    told = told_later(case, race, [deed.who for deed in race.deeds].index(loser))
    assert told.startswith("This is no longer possible: ")
    assert told.endswith(". Nothing was changed.")
    assert by.lower() in told.lower()
    assert what in told
    assert [one for one in names.values() if one in told] == [by] * (by in people.values())


def test_every_race_that_somebody_can_lose_says_what_the_loser_reads() -> None:
    """The clock alone reads nothing."""
    losers = {
        (name, race.deeds[side].who)
        for name, race in RACES.items()
        for side in (0, 1)
        if any(outcome[side] == "too late" for outcome in race.outcomes)
    }
    assert losers - {("answer/expire", "clock")} == set(TOLD)


def _nothing_doubled(last: int, done: int) -> None:
    """One record for each act and row; each person told of it once; nothing of what failed."""
    new = Activity.objects.filter(pk__gt=last)
    once_each = list(new.values_list("subject_kind", "subject_id", "verb"))
    assert len(once_each) == len(set(once_each))
    by_people = {(row.actor_id, row.channel) for row in new}
    assert len(by_people) == done
    told = list(Notice.objects.values_list("occasion", "recipient"))
    assert len(told) == len(set(told))
    assert set(Notice.objects.values_list("activity_id", flat=True)) <= {row.pk for row in new}


def assert_settled(case: Case) -> None:
    """What ended is waited for by nobody."""
    if case.request.state in {"closed", "withdrawn"}:
        assert case.request.waits_for == ""
        rows = Referral.objects.unrestricted("a test").filter(request=case.request)
        assert set(rows.values_list("waits_for", flat=True)) == {""}
        alive = Suggestion.objects.unrestricted("a test").filter(referral__request=case.request)
        assert not alive.filter(state__in=["draft", "submitted", "interested"]).exists()


def test_the_same_form_thrice_at_once_is_one_submit() -> None:
    """Two more are sent while the first one is being stored: they wait for it."""
    case = make_case()
    company = case.people["company"]
    put_request(case, "draft")
    write(case.request, reference=None)
    key = uuid4()
    commit = threading.Event()
    backends: Queue[int] = Queue()

    def submit(hold: threading.Event | None = None) -> str:
        try:
            connection.ensure_connection()
            backends.put(connection.connection.info.backend_pid)
            return came_of(lambda: store(hold)).outcome
        finally:
            connections.close_all()

    @transaction.atomic
    def store(hold: threading.Event | None) -> None:
        once.claim(key, company.user_id)
        request = drafts.submit(actor=company, request_id=case.request.pk)
        once.led_to(key, str(request.reference))
        if hold is not None:
            stored.set()
            assert hold.wait(PATIENCE)

    stored = threading.Event()
    before = Activity.objects.filter(verb="submit").count()
    with ThreadPoolExecutor(3) as people:
        first = people.submit(submit, commit)
        assert stored.wait(PATIENCE)
        backends.get(timeout=PATIENCE)
        others = [people.submit(submit), people.submit(submit)]
        wait_until_locked_out(
            *(backends.get(timeout=PATIENCE) for _other in others),
            has_ended=lambda: any(one.done() for one in others),
        )
        commit.set()
        came = [one.result(PATIENCE) for one in (first, *others)]
    case.request.refresh_from_db()
    assert came == ["done", *[f"submitted: {case.request.reference}"] * 2]
    assert Activity.objects.filter(verb="submit").count() == before + 1


def test_a_form_that_failed_may_be_sent_again() -> None:
    case = make_case()
    key, user = uuid4(), case.people["company"].user_id

    @transaction.atomic
    def submit() -> None:
        once.claim(key, user)
        drafts.submit(actor=case.people["company"], request_id=case.request.pk)

    with pytest.raises(NoLongerPossible):
        submit()
    with transaction.atomic():
        once.claim(key, user)
        once.led_to(key, "/requests/")
    with pytest.raises(once.AlreadySubmitted) as known, transaction.atomic():
        once.claim(key, user)
    assert known.value.result == "/requests/"


def test_600_referrals_are_sent_in_one_go(django_assert_max_num_queries: Callable) -> None:  # type: ignore[type-arg]
    """The set form: one lock query and bulk writes, whatever the number."""
    case = make_case()
    put_request(case, "qualified")
    asked = [
        factories.agency(country="LV", seat="LV006", time_zone="Europe/Riga") for _ in range(600)
    ]
    with django_assert_max_num_queries(45):
        partners.forward(
            actor=case.people["home advisor"],
            request_id=case.request.pk,
            deadlines={one.pk: None for one in asked},
        )
    assert CooperationRequest.objects.unrestricted("a test").get().state == "with_partners"


def test_two_entries_are_not_put_together_while_somebody_holds_a_case_that_came_between() -> None:
    """Their companies are locked by then: waiting for the case might be waiting for each other."""
    scene = factories.scene()
    case = scene.request("submitted")
    into = factories.company(scene.home)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as held:
            held.execute(
                "SELECT 1 FROM requests_cooperationrequest WHERE id = %s FOR UPDATE", [case.pk]
            )
            with (
                CaptureQueriesContext(connection) as asked,
                pytest.raises(NoLongerPossible),
                transaction.atomic(),
            ):
                carry_cases(scene.company.pk, into.pk, waits=False)
            # At once, and not when the time for a lock is over.
            locks = [one["sql"] for one in asked.captured_queries if "FOR UPDATE" in one["sql"]]
            assert [sql.endswith(" NOWAIT") for sql in locks] == [True]
        # Closing alone would leave it to the server when the lock is gone.
        other.rollback()
    finally:
        other.close()
    assert factories.reread(case).company_id == scene.company.pk
    with transaction.atomic():
        carry_cases(scene.company.pk, into.pk, waits=False)
    assert factories.reread(case).company_id == into.pk
