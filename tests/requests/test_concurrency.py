"""Two people at once: what comes out is one order of the two acts, by the tables."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction
from django.db.utils import OperationalError

from activities import once
from activities.actor import Actor
from activities.errors import NoLongerPossible, NotAllowed
from activities.models import Activity
from cooperation_requests import clocks
from cooperation_requests.actions import answers, choosing, drafts, ending, partners, triage
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from notifications.models import Notice
from tests import factories
from tests.requests.case import Case, make_case, put_referral, put_request, put_suggestion, write

ROUNDS = 20
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("two at once"),
]
Act = Callable[[], object]


def at_once(*acts: Act) -> list[str]:
    """Do all at the same moment, each on a connection of its own; what became of each."""
    barrier = threading.Barrier(len(acts))
    came: list[str] = [""] * len(acts)

    def do(index: int, act: Act) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            act()
            came[index] = "done"
        except NoLongerPossible:
            came[index] = "too late"
        except NotAllowed:
            came[index] = "not allowed"
        except once.AlreadySubmitted as known:
            came[index] = f"submitted: {known.result}"
        except OperationalError as fault:  # a deadlock would be one
            came[index] = f"failed: {fault}"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return came


@dataclass(frozen=True)
class Race:
    """Two verbs at once; `outcomes` are all that the tables allow: what became of each, and then
    the states of request, referral and suggestion."""

    put: Callable[[Case], None]
    first: Callable[[Case], object]
    second: Callable[[Case], object]
    outcomes: frozenset[tuple[str, ...]]


def person(case: Case, name: str) -> Actor:
    return case.people[name]


def _submitted(case: Case) -> None:
    put_request(case, "submitted")


def _qualified(case: Case) -> None:
    put_request(case, "qualified")


def _asked(case: Case) -> None:
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, "draft", "not_asked")
    put_suggestion(case, case.second, "withdrawn", "not_asked")
    put_referral(case, "accepted")


def _presented(case: Case) -> None:
    put_request(case, "presented")
    put_suggestion(case, case.second, "withdrawn", "not_asked")


def _choice(case: Case) -> None:
    _presented(case)
    put_suggestion(case, case.suggestion, "presented", "not_asked")


def take(name: str) -> Callable[[Case], object]:
    return lambda case: triage.take(actor=person(case, name), request_id=case.request.pk)


def introduce(case: Case) -> object:
    return choosing.introduce(
        actor=person(case, "responsible advisor"),
        suggestion_id=case.suggestion.pk,
        words="Call each other.",
    )


def answer(case: Case) -> object:
    return answers.answer_referral(
        actor=person(case, "partner advisor"), referral_id=case.referral.pk
    )


RACES = {
    "take/take": Race(
        _submitted,
        take("home advisor"),
        take("home coordinator"),
        frozenset(
            {
                ("done", "too late", "in_triage", "recalled", "lapsed"),
                ("too late", "done", "in_triage", "recalled", "lapsed"),
            }
        ),
    ),
    "forward/close": Race(
        _qualified,
        lambda case: partners.forward(
            actor=person(case, "home advisor"),
            request_id=case.request.pk,
            deadlines={case.partner.pk: None, case.unasked.pk: None},
        ),
        lambda case: ending.close(
            actor=person(case, "home coordinator"),
            request_id=case.request.pk,
            reason="other",
            words="Done.",
        ),
        frozenset(
            {
                ("done", "done", "closed", "recalled", "lapsed"),
                ("too late", "done", "closed", "recalled", "lapsed"),
            }
        ),
    ),
    "introduce/withdraw": Race(
        _presented,
        introduce,
        lambda case: ending.withdraw(
            actor=person(case, "company"), request_id=case.request.pk, reason="solved"
        ),
        frozenset(
            {
                ("done", "too late", "introduced", "answered", "introduced"),
                ("too late", "done", "withdrawn", "answered", "lapsed"),
            }
        ),
    ),
    "introduce/refuse": Race(
        _presented,
        introduce,
        lambda case: choosing.refuse(
            actor=person(case, "candidate"), suggestion_id=case.suggestion.pk, reason="other"
        ),
        frozenset(
            {
                ("done", "too late", "introduced", "answered", "introduced"),
                ("too late", "done", "presented", "answered", "refused"),
            }
        ),
    ),
    "answer/recall": Race(
        _asked,
        answer,
        lambda case: partners.recall(
            actor=person(case, "home advisor"), referral_id=case.referral.pk, words="Solved."
        ),
        frozenset(
            {
                ("done", "too late", "with_partners", "answered", "submitted"),
                ("too late", "done", "with_partners", "recalled", "draft"),
            }
        ),
    ),
    "answer/expire": Race(
        _asked,
        answer,
        lambda case: clocks.expire(referral_id=case.referral.pk),
        frozenset(
            {
                ("done", "too late", "with_partners", "answered", "submitted"),
                # What expired may still be answered.
                ("done", "done", "with_partners", "answered", "submitted"),
            }
        ),
    ),
    "choose/take back": Race(
        _choice,
        lambda case: choosing.choose(
            actor=person(case, "company"), suggestion_id=case.suggestion.pk
        ),
        lambda case: choosing.take_back(
            actor=person(case, "partner advisor"), suggestion_id=case.suggestion.pk, reason="other"
        ),
        frozenset(
            {
                ("done", "done", "presented", "answered", "withdrawn"),
                ("too late", "done", "presented", "answered", "withdrawn"),
            }
        ),
    ),
}


@pytest.mark.parametrize("name", RACES)
def test_two_verbs_at_once_end_as_one_order_of_them(name: str) -> None:
    race = RACES[name]
    case = make_case()
    other = Referral.objects.unrestricted("a test").filter(request=case.request)
    for number in range(ROUNDS):
        other.exclude(organisation__in=[case.partner, case.other]).delete()
        race.put(case)
        Notice.objects.all().delete()
        last = Activity.objects.order_by("-pk").values_list("pk", flat=True)[0]
        acts = [lambda: race.first(case), lambda: race.second(case)]
        # Either is the one whose thread starts first.
        came = at_once(*acts) if number % 2 else at_once(*acts[::-1])[::-1]
        case.reread()
        states = (case.request.state, case.referral.state, case.suggestion.state)
        assert (*came, *states) in race.outcomes
        _nothing_doubled(last, came.count("done"))
        assert_settled(case)


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
