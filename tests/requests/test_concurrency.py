"""Two people at once: what comes out is one order of the two acts, by the tables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

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
from tests.requests.racers import Racers
from tests.requests.races import RACES, Race, came_of, came_of_deed

ROUNDS, MORE_ROUNDS = 20, 200
# Seconds that the other one is ahead: each begins somewhere within what the other does.
AHEAD = (0.0, 0.001, 0.003, 0.01, 0.02)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("two at once"),
]
Act = Callable[[], object]


@pytest.fixture(scope="module")
def racers(django_db_setup: None) -> Iterator[Racers]:
    """Two processes beside this one, in the same database."""
    found = Racers(test_database_url())
    yield found
    found.end()


def at_once(*acts: Act) -> list[str]:
    """Do all at the same moment, each on a connection of its own; what became of each."""
    barrier = threading.Barrier(len(acts))
    came: list[str] = [""] * len(acts)

    def do(index: int, act: Act) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=PATIENCE)
            came[index] = came_of(act).outcome
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return came


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(ROUNDS, id=f"{ROUNDS} rounds"),
        pytest.param(MORE_ROUNDS, id=f"{MORE_ROUNDS} rounds", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("name", RACES)
def test_two_verbs_at_once_end_as_one_order_of_them(racers: Racers, name: str, rounds: int) -> None:
    """Two processes and a barrier; whoever is too late reads the same as an hour later."""
    race = RACES[name]
    case = make_case()
    told = [told_later(case, race, loser) for loser in (0, 1)]
    seen: set[tuple[str, ...]] = set()
    other = Referral.objects.unrestricted("a test").filter(request=case.request)
    for number in range(rounds):
        other.exclude(organisation__in=[case.partner, case.other]).delete()
        race.put(case)
        Notice.objects.all().delete()
        last = Activity.objects.order_by("-pk").values_list("pk", flat=True)[0]
        ahead = AHEAD[number // 2 % len(AHEAD)]
        came = racers.run(name, case, (ahead, 0.0) if number % 2 else (0.0, ahead))
        case.reread()
        outcomes = [one.outcome for one in came]
        states = (case.request.state, case.referral.state, case.suggestion.state)
        seen.add((*outcomes, *states))
        assert seen <= race.outcomes
        for one, later in zip(came, told, strict=True):
            assert one.told == (later if one.outcome == "too late" else "")
        _nothing_doubled(last, outcomes.count("done"))
        assert_settled(case)
    # Else it was no race.
    assert seen == race.outcomes


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


def test_the_same_form_twice_at_once_is_one_submit() -> None:
    case = make_case()
    company = case.people["company"]
    for _round in range(ROUNDS):
        put_request(case, "draft")
        write(case.request, reference=None)
        key = uuid4()

        def submit(key: UUID = key) -> None:
            with transaction.atomic():
                once.claim(key, company.user_id)
                request = drafts.submit(actor=company, request_id=case.request.pk)
                once.led_to(key, str(request.reference))

        before = Activity.objects.filter(verb="submit").count()
        came = at_once(submit, submit, submit)
        case.request.refresh_from_db()
        assert sorted(came) == ["done", *[f"submitted: {case.request.reference}"] * 2]
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
    finally:
        other.close()
    assert factories.reread(case).company_id == scene.company.pk
    with transaction.atomic():
        carry_cases(scene.company.pk, into.pk, waits=False)
    assert factories.reread(case).company_id == into.pk
