"""Deadlines in working days of the partner's seat, reminders and expiry, each once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from activities import clock
from activities.models import Activity
from activities.timers.reckoning import reckon_all
from activities.timers.running import run_due
from cooperation_requests.actions import answers, ending, partners, triage
from cooperation_requests.models import CooperationRequest, Referral
from notifications.models import Notice
from tests import factories
from tests.requests.case import NOW, Case, put_request

# 5 November 2026 is a Thursday. Spain has no holiday until the due date, Thu 19 Nov; France has
# the 11th: Fri 20 Nov.
THURSDAY = NOW


def morning(day: int, month: int = 11) -> datetime:
    """Nine o'clock UTC, a working hour everywhere."""
    return datetime(2026, month, day, 9, 0, tzinfo=UTC)


@pytest.fixture
def asked(case: Case) -> Referral:
    """The French partner's referral, sent on Thu 5 November."""
    return case.referral


def run_daily(first: date, last: date) -> list[tuple[date, str]]:
    """Let beat run three times a day; what the record says of it."""
    day = first
    while day <= last:
        for hour in (6, 9, 15):
            with clock.at(datetime(day.year, day.month, day.day, hour, tzinfo=UTC)):
                run_due()
        day += timedelta(days=1)
    rows = Activity.objects.filter(channel="clock").order_by("pk")
    return [(row.happened_at.date(), row.data.get("reminder") or row.verb) for row in rows]


def only(case: Case) -> None:
    """The other partner is not asked any more."""
    Referral.objects.unrestricted("a test").exclude(pk=case.referral.pk).update(
        state="declined", waits_for=""
    )
    reckon_all()  # these rows were put, not played


@pytest.mark.parametrize(
    ("country", "seat", "zone", "due"),
    [
        ("ES", "ES511", "Europe/Madrid", date(2026, 11, 19)),
        ("DE", "DE111", "Europe/Berlin", date(2026, 11, 19)),
        ("FR", "FRK26", "Europe/Paris", date(2026, 11, 20)),
        # 18 November is Latvia's day.
        ("LV", "LV006", "Europe/Riga", date(2026, 11, 20)),
    ],
)
def test_ten_working_days_after_thursday_5_november(
    case: Case, country: str, seat: str, zone: str, due: date
) -> None:
    partner = factories.agency(country=country, seat=seat, time_zone=zone)
    with clock.at(THURSDAY):
        (row,) = partners.forward(
            actor=case.people["home advisor"],
            request_id=case.request.pk,
            deadlines={partner.pk: None},
        )
    assert (row.answer_due_on, row.due_on, row.waits_for) == (due, due, "partner")
    assert row.late_from == clock.end_of_day(due, zone)


def test_late_is_what_is_due_on_a_day_that_has_passed_there(asked: Referral) -> None:
    # The end of Fri 20 November in Paris is 23:00 UTC.
    with clock.at(datetime(2026, 11, 20, 22, 59, tzinfo=UTC)):
        assert not asked.is_late
    with clock.at(datetime(2026, 11, 20, 23, 0, tzinfo=UTC)):
        assert asked.is_late


def test_each_reminder_and_the_expiry_come_on_their_day_once(case: Case) -> None:
    only(case)
    assert run_daily(date(2026, 11, 5), date(2026, 12, 10)) == [
        (date(2026, 11, 18), "before"),  # 2 working days before Fri 20
        (date(2026, 11, 20), "due"),
        (date(2026, 11, 24), "after"),
        (date(2026, 11, 27), "expire"),
    ]
    case.referral.refresh_from_db()
    assert (case.referral.state, case.referral.waits_for) == ("expired", "advisor")
    case.request.refresh_from_db()
    assert case.request.waits_for == "advisor"


def test_who_hears_of_reminders_and_expiry(case: Case) -> None:
    only(case)
    Notice.objects.all().delete()
    run_daily(date(2026, 11, 5), date(2026, 12, 10))

    def told(code: str) -> set[str]:
        rows = Notice.objects.filter(activity__channel="clock")
        if code == "expire":
            rows = rows.filter(activity__verb="expire")
        else:
            rows = rows.filter(activity__data__reminder=code)
        keys = {f"person:{one.user_id}": name for name, one in case.people.items() if one.user_id}
        keys[f"person:{case.people['home advisor'].user_id}"] = "home advisor"
        keys[f"person:{case.people['partner advisor'].user_id}"] = "partner advisor"
        return {keys[one] for one in rows.values_list("recipient", flat=True)}

    assert told("before") == {"partner advisor"}
    assert told("due") == {"partner advisor"}
    assert told("after") == {"partner advisor", "partner coordinator", "responsible advisor"}
    assert told("expire") == {"partner coordinator", "responsible advisor"}


def test_what_was_missed_while_nothing_ran_is_not_made_up_for(case: Case) -> None:
    only(case)
    assert run_daily(date(2026, 11, 24), date(2026, 11, 24)) == [(date(2026, 11, 24), "after")]


def test_what_expired_long_ago_expires_without_reminders(case: Case) -> None:
    only(case)
    assert run_daily(date(2026, 12, 7), date(2026, 12, 8)) == [(date(2026, 12, 7), "expire")]


def test_the_clock_stands_still_while_the_advisor_is_asked(case: Case) -> None:
    only(case)
    with clock.at(morning(16)):
        answers.ask_back(
            actor=case.people["partner advisor"], referral_id=case.referral.pk, text="Which alloy?"
        )
    case.referral.refresh_from_db()
    assert case.referral.waits_for == "advisor"
    assert case.referral.due_on == date(2026, 11, 23)  # the advisor's five working days
    assert run_daily(date(2026, 11, 16), date(2026, 12, 20)) == []


def test_the_deadline_moves_by_the_working_days_that_the_reply_took(case: Case) -> None:
    only(case)
    with clock.at(morning(10)):  # Tue; Wed 11 is a holiday in France
        answers.ask_back(
            actor=case.people["partner advisor"], referral_id=case.referral.pk, text="Which alloy?"
        )
    with clock.at(morning(13)):  # Fri: Thu and Fri are the days that it took
        row = partners.reply(
            actor=case.people["home advisor"], referral_id=case.referral.pk, text="The usual."
        )
    assert (row.answer_due_on, row.due_on) == (date(2026, 11, 24), date(2026, 11, 24))
    assert (row.waits_for, row.asked_back_at) == ("partner", None)
    assert run_daily(date(2026, 11, 13), date(2026, 12, 10)) == [
        (date(2026, 11, 20), "before"),
        (date(2026, 11, 24), "due"),
        (date(2026, 11, 26), "after"),
        (date(2026, 12, 1), "expire"),
    ]


def test_a_reply_on_the_same_day_moves_nothing_and_reminds_of_nothing_again(case: Case) -> None:
    only(case)
    assert run_daily(date(2026, 11, 5), date(2026, 11, 18)) == [(date(2026, 11, 18), "before")]
    with clock.at(morning(18)):
        answers.ask_back(
            actor=case.people["partner advisor"], referral_id=case.referral.pk, text="Which alloy?"
        )
        row = partners.reply(
            actor=case.people["home advisor"], referral_id=case.referral.pk, text="The usual."
        )
    assert row.answer_due_on == date(2026, 11, 20)
    assert run_daily(date(2026, 11, 18), date(2026, 11, 19)) == [(date(2026, 11, 18), "before")]


def test_more_time_sets_the_clock_anew(case: Case) -> None:
    only(case)
    run_daily(date(2026, 11, 5), date(2026, 11, 27))
    with clock.at(morning(30)):
        row = partners.extend(
            actor=case.people["home advisor"],
            referral_id=case.referral.pk,
            due_on=date(2026, 12, 8),
        )
    assert (row.state, row.waits_for, row.due_on) == ("accepted", "partner", date(2026, 12, 8))
    assert run_daily(date(2026, 11, 30), date(2026, 12, 31))[4:] == [
        (date(2026, 12, 4), "before"),
        (date(2026, 12, 8), "due"),
        (date(2026, 12, 10), "after"),
        (date(2026, 12, 15), "expire"),
    ]


def test_more_time_until_the_same_day_reminds_of_nothing_again(case: Case) -> None:
    only(case)
    assert run_daily(date(2026, 11, 5), date(2026, 11, 18)) == [(date(2026, 11, 18), "before")]
    with clock.at(morning(18)):
        partners.extend(
            actor=case.people["home advisor"],
            referral_id=case.referral.pk,
            due_on=date(2026, 11, 20),
        )
    assert run_daily(date(2026, 11, 18), date(2026, 11, 19)) == [(date(2026, 11, 18), "before")]


def test_more_time_leaves_the_partner_s_question_to_be_replied_to(case: Case) -> None:
    with clock.at(morning(10)):
        answers.ask_back(
            actor=case.people["partner advisor"], referral_id=case.referral.pk, text="Which alloy?"
        )
    with clock.at(morning(13)):
        partners.extend(
            actor=case.people["home advisor"],
            referral_id=case.referral.pk,
            due_on=date(2026, 12, 1),
        )
    with clock.at(morning(16)):  # one working day after the new deadline was given
        row = partners.reply(
            actor=case.people["home advisor"], referral_id=case.referral.pk, text="The usual."
        )
    assert row.answer_due_on == date(2026, 12, 2)


def test_asked_again_the_partner_is_reminded_again(case: Case) -> None:
    only(case)
    run_daily(date(2026, 11, 5), date(2026, 11, 27))
    with clock.at(morning(30)):
        partners.forward(
            actor=case.people["home advisor"],
            request_id=case.request.pk,
            deadlines={case.partner.pk: None},
        )
    case.referral.refresh_from_db()
    assert (case.referral.round, case.referral.due_on) == (2, date(2026, 12, 14))
    assert run_daily(date(2026, 11, 30), date(2026, 12, 31))[4:] == [
        (date(2026, 12, 10), "before"),
        (date(2026, 12, 14), "due"),
        (date(2026, 12, 16), "after"),
        (date(2026, 12, 21), "expire"),
    ]


def test_an_ended_request_has_no_clock_and_nothing_is_late_when_it_opens_again(case: Case) -> None:
    advisor = case.people["responsible advisor"]
    with clock.at(morning(6)):
        ending.close(actor=advisor, request_id=case.request.pk, reason="other", words="Done.")
    assert run_daily(date(2026, 11, 6), date(2026, 12, 31)) == []
    with clock.at(morning(28, 12)):
        row = ending.reopen(actor=advisor, request_id=case.request.pk, words="There is news.")
        assert not row.is_late
        assert row.waiting_since == clock.now()
        # Five working days of the agency's: 1 January is none.
        assert row.due_on == date(2027, 1, 5)
        late = CooperationRequest.objects.unrestricted("a test").filter(late_from__lte=clock.now())
        assert not late.exists()
        assert not Referral.objects.unrestricted("a test").exclude(late_from=None).exists()


def test_the_advisor_s_clock_goes_on_while_it_stays_theirs(case: Case) -> None:
    """What others do meanwhile gives nobody more time."""
    put_request(case, "in_triage")
    with clock.at(THURSDAY):
        partner_waits = triage.ask(
            actor=case.people["home advisor"], request_id=case.request.pk, text="Which alloy?"
        )
    assert (partner_waits.waits_for, partner_waits.due_on) == ("company", date(2026, 11, 19))
    with clock.at(morning(9)):
        row = triage.answer(
            actor=case.people["company"], request_id=case.request.pk, text="The usual."
        )
        since = row.waiting_since
        assert (row.waits_for, row.due_on) == ("advisor", date(2026, 11, 16))
    with clock.at(morning(10)):
        row = triage.assign(
            actor=case.people["home coordinator"],
            request_id=case.request.pk,
            advisor_id=case.people["home advisor"].user_id,  # type: ignore[arg-type]
        )
    assert (row.waiting_since, row.due_on) == (since, date(2026, 11, 16))


def test_a_partner_that_accepts_while_its_question_is_open_still_waits_for_the_reply(
    case: Case,
) -> None:
    with clock.at(THURSDAY):
        Referral.objects.unrestricted("a test").filter(pk=case.referral.pk).update(
            state="sent", accepted_at=None
        )
        partner = case.people["partner advisor"]
        answers.ask_back(actor=partner, referral_id=case.referral.pk, text="Which alloy?")
        accepted = answers.accept(actor=partner, referral_id=case.referral.pk)
        assert (accepted.state, accepted.waits_for) == ("accepted", "advisor")
        assigned = answers.assign_referral(
            actor=partner,
            referral_id=case.referral.pk,
            advisor_id=partner.user_id,  # type: ignore[arg-type]
        )
        assert assigned.waits_for == "advisor"
        reminded = partners.remind(
            actor=case.people["responsible advisor"], referral_id=case.referral.pk
        )
        assert reminded.waits_for == "advisor"
        replied = partners.reply(
            actor=case.people["responsible advisor"], referral_id=case.referral.pk, text="AlSi9."
        )
        assert replied.waits_for == "partner"


@pytest.mark.parametrize("day", [date(9999, 12, 30), date(2027, 11, 7)])
def test_no_deadline_lies_more_than_a_year_ahead(case: Case, day: date) -> None:
    advisor = case.people["responsible advisor"]
    with clock.at(THURSDAY):
        with pytest.raises(ValidationError, match="more than a year ahead"):
            partners.extend(actor=advisor, referral_id=case.referral.pk, due_on=day)
        with pytest.raises(ValidationError, match="more than a year ahead"):
            partners.forward(
                actor=advisor, request_id=case.request.pk, deadlines={case.unasked.pk: day}
            )


def test_one_referral_s_fault_does_not_stop_the_clocks_of_others(
    case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Referral.objects.unrestricted("a test").order_by("pk")
    both = Referral.objects.unrestricted("a test")
    both.update(answer_due_on=date(2026, 11, 5))
    reckon_all()
    # No action sets such a day; a row of another time may hold it.
    both.filter(pk=first.pk).update(answer_due_on=date(9999, 12, 30))
    with clock.at(THURSDAY):
        assert run_due() == 1
    assert f"of deadline {first.pk} failed" in caplog.text
    second.refresh_from_db()
    assert second.reminders_sent == ["due"]
