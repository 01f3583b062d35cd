"""What falls due is stored as it is reckoned, and what is reckoned is what the rules say."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from activities import clock
from activities.models import Timer
from activities.timers.reckoning import differences, reckon_all
from activities.timers.running import run_due
from cooperation_requests.actions import answers, ending, partners
from cooperation_requests.codes import DeadlineStep
from cooperation_requests.deadlines import due
from cooperation_requests.models import Referral
from network.working_days import Calendar
from tests import factories
from tests.access.people import signed_in, with_second_factor
from tests.requests.case import NOW
from tests.web.forms import fields_on

WHY = "a test"
SEATS = (
    (Calendar("DE", "BW"), "Europe/Berlin"),
    (Calendar("FR"), "Europe/Paris"),
    (Calendar("FI"), "Europe/Helsinki"),
    (Calendar("PT", "20"), "Atlantic/Azores"),
    (Calendar("DE", own=("11-20", "2026-11-25")), "Pacific/Auckland"),
)


def said_by_the_rules(referral: Any, moment: datetime) -> str:
    """The last thing that fell due, day by day, as the rules of deadlines are written."""
    seat = referral.organisation
    day = moment.astimezone(seat.zone).date()
    deadline = referral.answer_due_on
    if day >= seat.calendar.add(deadline, 5):
        return "expire"
    if day >= seat.calendar.add(deadline, 2):
        return "after"
    if day >= deadline:
        return "due"
    # Two working days from today the deadline is reached.
    if seat.calendar.add(day, 2) >= deadline:
        return "before"
    return ""


def waiting(seat: tuple[Calendar, str], deadline: date, sent: list[str]) -> Referral:
    organisation = SimpleNamespace(calendar=seat[0], zone=ZoneInfo(seat[1]))
    row = SimpleNamespace(
        state="sent",
        waits_for="partner",
        request=SimpleNamespace(state="with_partners"),
        organisation=organisation,
        answer_due_on=deadline,
        reminders_sent=sent,
    )
    return cast(Referral, row)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    seat=st.sampled_from(SEATS),
    deadline=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    after=st.integers(-24 * 30, 24 * 30),
)
def test_the_last_moment_that_has_come_is_what_the_rules_say_of_the_day(
    seat: tuple[Calendar, str], deadline: date, after: int
) -> None:
    referral = waiting(seat, deadline, [])
    moment = datetime.combine(deadline, datetime.min.time(), UTC) + timedelta(hours=after)
    moments = due(referral)
    come = [str(step) for step in DeadlineStep if moments[step] <= moment]
    assert (come or [""])[-1] == said_by_the_rules(referral, moment)
    assert list(moments.values()) == sorted(moments.values())


def test_what_was_sent_is_not_due_again_and_its_elders_neither() -> None:
    for sent, left in (
        ([], ["before", "due", "after", "expire"]),
        (["before"], ["due", "after", "expire"]),
        (["due"], ["after", "expire"]),
        (["after", "before"], ["expire"]),
    ):
        assert list(due(waiting(SEATS[0], date(2026, 11, 19), sent))) == left


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"state": "expired"}, "expired"),
        ({"state": "answered"}, "answered"),
        ({"waits_for": "advisor"}, "asked back"),
        ({"request": SimpleNamespace(state="closed")}, "of an ended request"),
    ],
)
def test_nothing_is_due_of_a_referral_that_is_not_waited_for(
    change: dict[str, Any], state: str
) -> None:
    referral = waiting(SEATS[0], date(2026, 11, 19), [])
    vars(referral).update(change)
    assert due(referral) == {}, state


def open_timers(referral: Referral) -> dict[str, datetime]:
    found = Timer.objects.filter(subject_id=referral.pk, done_at__isnull=True)
    return dict(found.order_by("due_at").values_list("step", "due_at"))


@pytest.mark.django_db
def test_every_action_leaves_the_timers_that_are_reckoned_anew() -> None:
    scene = factories.scene()
    with clock.at(NOW):
        referral = scene.referral()
        assert list(open_timers(referral)) == ["before", "due", "after", "expire"]
        acts = (
            lambda: answers.accept(actor=scene.partner_advisor, referral_id=referral.pk),
            lambda: answers.ask_back(
                actor=scene.partner_advisor, referral_id=referral.pk, text="Which alloy?"
            ),
            lambda: partners.reply(actor=scene.advisor, referral_id=referral.pk, text="AlSi9."),
            lambda: partners.extend(
                actor=scene.advisor, referral_id=referral.pk, due_on=date(2026, 12, 1)
            ),
            lambda: partners.remind(actor=scene.advisor, referral_id=referral.pk),
            lambda: partners.recall(actor=scene.advisor, referral_id=referral.pk, words="Sorry."),
            lambda: partners.forward(
                actor=scene.advisor,
                request_id=referral.request_id,
                deadlines={scene.partner.pk: None},
            ),
            lambda: ending.close(
                actor=scene.advisor, request_id=referral.request_id, reason="other", words="Done."
            ),
        )
        counts = []
        for act in acts:
            act()
            assert differences() == []
            counts.append(len(open_timers(referral)))
    assert counts == [4, 0, 4, 4, 4, 0, 4, 0]


@pytest.mark.django_db
def test_asked_again_a_step_that_was_done_comes_again() -> None:
    scene = factories.scene()
    with clock.at(NOW):
        referral = scene.referral()
    with clock.at(NOW + timedelta(days=14)):
        assert run_due() == 1
        done = Timer.objects.get(subject_id=referral.pk, done_at__isnull=False)
        assert (done.step, done.done_at) == ("before", clock.now())
        partners.recall(actor=scene.advisor, referral_id=referral.pk, words="Sorry.")
        partners.forward(
            actor=scene.advisor, request_id=referral.request_id, deadlines={scene.partner.pk: None}
        )
        assert list(open_timers(referral)) == ["before", "due", "after", "expire"]
        assert not Timer.objects.filter(done_at__isnull=False).exists()


@pytest.mark.django_db
def test_new_holidays_of_the_seat_move_what_is_due_but_not_the_deadline() -> None:
    scene = factories.scene()
    with clock.at(NOW):
        referral = scene.referral()
        before = open_timers(referral)
        day = scene.partner.calendar.add(referral.answer_due_on, -1)
        secretary = signed_in(with_second_factor(factories.person(is_secretariat=True)))
        address = reverse("admin:network_organisation_change", args=[scene.partner.pk])
        typed = fields_on(secretary.get(address).content)
        typed |= {"own_holidays": [f"{day:%-d.%-m.%Y}"]}
        assert secretary.post(address, typed).status_code == 302
        assert open_timers(referral) == before
        assert run_due() == 0  # reckoning is nothing that is done
        after = open_timers(referral)
        assert after["due"] == before["due"]
        assert after["before"] < before["before"]
        assert differences() == []


@pytest.mark.django_db
def test_the_check_names_each_timer_that_is_not_what_is_reckoned_and_mends_it() -> None:
    scene = factories.scene()
    with clock.at(NOW):
        referral = scene.referral()
        Timer.objects.filter(step="before").delete()
        Timer.objects.filter(step="due").update(due_at=NOW)
        Timer.objects.create(
            kind="deadline", subject_id=scene.partner.pk, step="after", due_at=NOW, try_at=NOW
        )
        found = {(one.subject_id, one.step) for one in differences()}
        assert found == {
            (referral.pk, "before"),
            (referral.pk, "due"),
            (scene.partner.pk, "after"),
        }
        said = io.StringIO()
        with pytest.raises(CommandError, match="3 timers are not what is reckoned"):
            call_command("check_timers", stdout=said)
        assert len(said.getvalue().splitlines()) == 3
        assert "Rossi" not in said.getvalue()
        call_command("check_timers", mend=True, stdout=said)
        assert said.getvalue().splitlines()[-1] == "Every timer is what is reckoned."
        call_command("check_timers", stdout=said)


@pytest.mark.django_db
def test_timers_that_were_lost_are_reckoned_from_the_rows() -> None:
    scene = factories.scene()
    with clock.at(NOW):
        referral = scene.referral()
        before = open_timers(referral)
        Timer.objects.all().delete()
        assert reckon_all() == 1
        assert open_timers(referral) == before
