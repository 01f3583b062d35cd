"""Each step is done once, whoever runs; a fault of one row stops no other."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, close_old_connections, connection, transaction

from activities import clock
from activities.models import Activity, Timer
from activities.timers import kinds, running
from activities.timers.running import run_due, state_of_timers
from cooperation_requests import clocks
from cooperation_requests.actions import partners
from cooperation_requests.deadlines import DEADLINES
from cooperation_requests.models import Referral
from tests import factories
from tests.requests.case import NOW

LATER = NOW + timedelta(days=14)  # the first reminder is due, nothing else


def reminders() -> int:
    return Activity.objects.filter(verb="remind", channel="clock").count()


def asked(count: int) -> list[Referral]:
    """So many referrals of one request, sent at NOW."""
    scene = factories.scene()
    with clock.at(NOW):
        request = scene.request("qualified")
        partner = {"country": "FR", "seat": "FRK26", "time_zone": "Europe/Paris"}
        agencies = [factories.agency(f"Ardenne {number}", **partner) for number in range(count)]
        return partners.forward(
            actor=scene.advisor,
            request_id=request.pk,
            deadlines={agency.pk: None for agency in agencies},
        )


@pytest.mark.django_db
def test_what_is_due_is_done_once_and_what_is_not_yet_stays() -> None:
    asked(2)
    with clock.at(LATER):
        assert run_due() == 2
        assert run_due() == 0
    assert reminders() == 2
    assert Timer.objects.filter(done_at__isnull=False).count() == 2
    assert Timer.objects.filter(done_at__isnull=True).count() == 6


@pytest.mark.django_db
def test_a_batch_is_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    asked(5)
    with clock.at(LATER):
        assert run_due() == 5


@pytest.mark.django_db
def test_a_failing_row_is_put_off_longer_each_time_and_shown(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (referral,) = asked(1)
    done: list[Any] = []

    def fail(row: Any, step: Any) -> None:
        done.append(step)
        raise ValueError("Plumeverre GmbH")

    monkeypatch.setitem(kinds._kinds, "deadline", kinds.Registered(DEADLINES, fail))
    waits = [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    moment = LATER
    for number, wait in enumerate(waits):
        with clock.at(moment):
            assert run_due() == 0
            timer = Timer.objects.get(step="before")
            assert (timer.attempts, timer.fault) == (number + 1, "ValueError")
            assert timer.try_at == moment + wait
            assert timer.done_at is None
            assert state_of_timers()["state"] == ("failing" if number >= 2 else "ok")
        with clock.at(moment + wait - timedelta(seconds=1)):
            assert run_due() == 0
        moment += wait
    assert len(done) == 4
    # What it did is undone, and no line says whose it is but by its key.
    assert reminders() == 0
    assert str(referral.pk) in caplog.text
    monkeypatch.setitem(kinds._kinds, "deadline", kinds.Registered(DEADLINES, clocks.act))
    with clock.at(moment):
        assert run_due() == 1
        assert state_of_timers() == {"state": "ok", "failing": 0}


@pytest.mark.django_db
def test_the_pause_ends_at_six_hours() -> None:
    (referral,) = asked(1)
    timer = Timer.objects.filter(subject_id=referral.pk, step="before").get()
    timer.attempts = 60
    timer.save()
    with clock.at(LATER):
        running._put_off(timer, "ValueError")
        timer.refresh_from_db()
        assert timer.try_at == LATER + timedelta(hours=6)


@pytest.mark.django_db
def test_nothing_done_for_a_while_is_said() -> None:
    asked(1)
    timer = Timer.objects.get(step="before")
    with clock.at(timer.due_at + timedelta(minutes=15)):
        assert state_of_timers()["state"] == "ok"
    with clock.at(timer.due_at + timedelta(minutes=15, seconds=1)):
        assert state_of_timers()["state"] == "behind"


@pytest.mark.django_db
def test_timers_of_an_app_that_is_not_installed_are_left_alone() -> None:
    Timer.objects.create(
        kind="of_another_app", subject_id=factories.agency().pk, step="x", due_at=NOW, try_at=NOW
    )
    with clock.at(LATER):
        assert run_due() == 0
    assert Timer.objects.get().attempts == 0
    with pytest.raises(LookupError, match="of_another_app"):
        kinds.registered("of_another_app")


@pytest.mark.django_db
def test_a_timer_whose_row_is_gone_goes_too() -> None:
    Timer.objects.create(
        kind="deadline", subject_id=factories.agency().pk, step="due", due_at=NOW, try_at=NOW
    )
    with clock.at(LATER):
        assert run_due() == 0
    assert not Timer.objects.exists()


@pytest.mark.django_db
def test_what_was_done_is_forgotten_after_ninety_days() -> None:
    asked(1)
    with clock.at(LATER):
        run_due()
    with clock.at(LATER + timedelta(days=90)):
        assert running.forget_done() == 0
    with clock.at(LATER + timedelta(days=90, seconds=1)):
        assert running.forget_done() == 1
    assert Timer.objects.filter(done_at__isnull=True).count() == 3


@pytest.mark.django_db(transaction=True)
def test_what_another_worker_has_claimed_is_passed_over() -> None:
    asked(3)
    first = Timer.objects.filter(step="before").order_by("try_at", "pk").first()
    assert first is not None
    found: list[int] = []

    def other() -> None:
        with clock.at(LATER):
            found.append(run_due())
        close_old_connections()
        connection.close()

    with transaction.atomic():
        Timer.objects.select_for_update().get(pk=first.pk)
        worker = threading.Thread(target=other)
        worker.start()
        worker.join(timeout=60)
        assert found == [2]
    with clock.at(LATER):
        assert run_due() == 1
    assert reminders() == 3


@pytest.mark.django_db
def test_what_a_dead_worker_had_claimed_is_taken_up_when_its_lease_is_over() -> None:
    asked(1)
    with clock.at(LATER):
        (timer,) = running._claim()
        assert run_due() == 0
    with clock.at(LATER + running.LEASE):
        assert run_due() == 1
    timer.refresh_from_db()
    assert (timer.attempts, timer.fault) == (2, "")


def test_a_kind_is_said_once_and_its_steps_are_of_one_enum(monkeypatch: Any) -> None:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(DEADLINES, clocks.act)
    with pytest.raises(ValueError, match="already"):
        kinds.register(DEADLINES, lambda row, step: None)


@pytest.mark.django_db
def test_a_row_that_is_locked_for_too_long_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = asked(3)
    first = min(rows, key=lambda row: Timer.objects.get(subject_id=row.pk, step="before").pk)

    def act(row: Any, step: Any) -> None:
        if row.pk == first.pk:
            raise OperationalError("canceling statement due to lock timeout")
        clocks.act(row, step)

    monkeypatch.setitem(kinds._kinds, "deadline", kinds.Registered(DEADLINES, act))
    with clock.at(LATER):
        assert run_due() == 2
        timer = Timer.objects.get(subject_id=first.pk, step="before")
        assert (timer.attempts, timer.fault) == (1, "OperationalError")
    assert reminders() == 2


@pytest.mark.django_db
def test_timers_of_an_app_that_is_gone_make_nothing_late() -> None:
    Timer.objects.create(
        kind="of_another_app", subject_id=factories.agency().pk, step="x", due_at=NOW, try_at=NOW
    )
    with clock.at(LATER):
        assert state_of_timers() == {"state": "ok", "failing": 0}
