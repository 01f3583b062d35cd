"""The demo as it stands after filling."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from activities import clock
from activities.models import Activity
from companies.models import Company, CompanyMember, Contact
from cooperation_requests.enums import OPEN, ReferralState, RequestState
from cooperation_requests.models import AnswerLink, CooperationRequest, Referral, Suggestion
from kontor.demo.moments import ZONE, moments_of, working_day_before
from matching.models import CompanyIndex
from network.models import Membership, NetworkSettings, Organisation
from network.queries import agencies_serving
from notifications.models import Notice
from tests import factories
from tests.demo.conftest import Filled
from tests.demo.reading import companies as companies_read
from tests.demo.reading import requests as requests_read

pytestmark = pytest.mark.django_db

LOG_INS = (
    "advisor@bwi.example",
    "coordinator@bwi.example",
    "advisor@accio.example",
    "advisor@promos.example",
    "advisor@bremen.example",
    "company@neckar.example",
    "secretariat@kontor.example",
)
ALL = "a test counts everything"


def test_every_request_stands_where_its_story_ends_and_two_at_least_in_each_state(
    filled: Filled,
) -> None:
    found = Counter(CooperationRequest.objects.unrestricted(ALL).values_list("state", flat=True))
    assert found == Counter(row["state"] for row in requests_read().values())
    assert {state for state in RequestState.values if found[state] < 2} == set()


def test_two_hundred_companies_write_in_fifteen_languages_and_pass_their_own_form(
    filled: Filled,
) -> None:
    rows = list(Company.objects.unrestricted(ALL).filter(source="demo").select_related("agency"))
    assert len(rows) == len(companies_read()) == 202
    written = {row.offers_language for row in rows}
    assert len(written) == 15
    for row in rows:
        row.full_clean(exclude=["sort_name"], validate_unique=False)
        assert agencies_serving(row.region) == [row.agency]


def test_people_with_accounts_act_for_their_company_the_others_are_contacts(
    filled: Filled,
) -> None:
    with_account = [row for row in companies_read().values() if row["has_account"]]
    assert CompanyMember.objects.count() == len(with_account)
    jana = CompanyMember.objects.get(user__email="company@neckar.example")
    assert (jana.company.legal_name, jana.user.name) == ("Neckar Antriebe GmbH", "Jana Maier")
    assert jana.position
    assert jana.telephone
    without = next(row for row in companies_read().values() if not row["has_account"])
    known = Contact.objects.filter(company__legal_name=without["legal_name"])
    assert [one.email for one in known] == [person["email"] for person in without["people"]]


def test_companies_that_partners_entered_belong_to_their_agency_and_are_found(
    filled: Filled,
) -> None:
    entered = Company.objects.unrestricted(ALL).filter(source="proposed")
    assert entered.count() == 4
    assert not entered.filter(agency=None).exists()
    assert CompanyIndex.objects.count() == 206


@pytest.mark.parametrize("email", LOG_INS)
def test_the_log_ins_of_the_demo_work(filled: Filled, client: Client, email: str) -> None:
    answer = client.post("/accounts/login/", {"login": email, "password": "kontor"})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_everybody_has_a_verified_address_and_a_language_that_is_offered(filled: Filled) -> None:
    people = set(User.objects.values_list("email", flat=True))
    verified = EmailAddress.objects.filter(verified=True, primary=True)
    assert set(verified.values_list("email", flat=True)) == people
    assert set(User.objects.values_list("language", flat=True)) == {"de", "en"}
    secretariat = User.objects.filter(is_secretariat=True)
    assert list(secretariat.values_list("email", flat=True)) == ["secretariat@kontor.example"]
    assert NetworkSettings.objects.get().name == "Kontor demo network"


def test_every_agency_has_somebody_who_hears(filled: Filled) -> None:
    for agency in Organisation.objects.all():
        roles = set(Membership.objects.filter(organisation=agency).values_list("role", flat=True))
        assert {"advisor", "coordinator"} <= roles
        assert Membership.objects.filter(organisation=agency, on_desk=True).exists()
    assert Organisation.objects.count() == 8


def test_the_housings_stand_at_step_five_with_reasons(filled: Filled) -> None:
    request = CooperationRequest.objects.unrestricted(ALL).get(
        title=requests_read()["neckar-housings"]["title"]
    )
    referrals = Referral.objects.unrestricted(ALL).filter(request=request)
    assert dict(referrals.values_list("organisation__slug", "state")) == {
        "accio": "answered",
        "promos-italia": "answered",
        "auvergne-rhone-alpes-entreprises": "sent",
    }
    late = referrals.get(state="sent")
    assert late.is_late
    assert late.reminders_sent[:2] == ["before", "due"]
    assert (request.state, request.waits_for, request.undecided_count) == (
        "with_partners",
        "advisor",
        3,
    )
    suggestions = Suggestion.objects.unrestricted(ALL).filter(referral__request=request)
    assert suggestions.count() == 3
    for suggestion in suggestions:
        assert suggestion.score is not None
        assert "sector" in {reason["code"] for reason in suggestion.reasons}


def test_the_clock_reminded_and_gave_up_where_partners_kept_silent(filled: Filled) -> None:
    by_clock = Activity.objects.filter(channel="clock")
    assert set(by_clock.values_list("verb", flat=True)) == {"remind", "expire"}
    expired = Referral.objects.unrestricted(ALL).filter(state=ReferralState.EXPIRED)
    assert set(expired.values_list("organisation__slug", flat=True)) == {
        "promos-italia",
        "flanders",
    }
    late = [
        row
        for row in Referral.objects.unrestricted(ALL).filter(state__in=["sent", "accepted"])
        if row.is_late
    ]
    assert len(late) >= 2


def test_acts_lie_in_the_past_at_working_hours_in_the_order_of_the_case(filled: Filled) -> None:
    moments = list(Activity.objects.values_list("happened_at", "channel"))
    assert max(moment for moment, _channel in moments) < clock.now()
    for moment, channel in moments:
        local = moment.astimezone(ZONE)
        assert local.weekday() < 5
        if channel != "clock":
            assert (8, 30) <= (local.hour, local.minute) <= (16, 0)
    for request in CooperationRequest.objects.unrestricted(ALL).filter(state__in=OPEN):
        verbs = Activity.objects.filter(subject_id=request.pk).order_by("happened_at", "id")
        assert [one.verb for one in verbs[:2]] == ["start", "submit"]
        assert request.submitted_at is not None
        assert request.submitted_at == verbs[1].happened_at


def test_a_candidate_without_account_agreed_by_its_link(filled: Filled) -> None:
    agreed = Activity.objects.filter(verb="agree", channel="link")
    used = AnswerLink.objects.unrestricted(ALL).filter(used_verb="agree")
    assert agreed.count() == used.count()


def test_mails_of_the_past_rest_and_its_notices_are_read(filled: Filled) -> None:
    today = clock.today(ZONE)
    unread_from = datetime.combine(working_day_before(today, 3), datetime.min.time(), ZONE)
    waiting = Notice.objects.filter(Notice.not_sent_rule())
    assert 0 < waiting.count() < 0.12 * Notice.objects.count()
    assert not waiting.filter(created_at__lt=unread_from + timedelta(days=1)).exists()
    assert not Notice.objects.filter(created_at__lt=unread_from, read_at=None).exists()
    assert Notice.objects.filter(created_at__gte=unread_from, read_at=None).exists()


def test_progress_is_told_on_the_way(filled: Filled) -> None:
    assert filled.lines[0] == "  8 agencies, 202 companies, 67 people"
    assert filled.lines[-1] == "  80 requests"
    assert len(filled.lines) > 4


def test_filling_refuses_outside_the_demo(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="only where DEMO=1"):
        call_command("fill_demo")


def test_filling_refuses_a_database_that_is_not_empty(settings: Settings) -> None:
    settings.DEMO = True
    factories.agency()
    with pytest.raises(CommandError, match="not empty"):
        call_command("fill_demo")


@pytest.mark.parametrize(
    ("days", "expected"),
    [(1, date(2026, 11, 20)), (2, date(2026, 11, 19)), (6, date(2026, 11, 13))],
)
def test_working_days_are_counted_back_over_weekends(days: int, expected: date) -> None:
    assert working_day_before(date(2026, 11, 22), days) == expected


def test_steps_of_one_day_follow_each_other_and_are_the_same_each_time() -> None:
    today = date(2026, 11, 22)
    moments = moments_of("a-story", [3, 3, 3, 1], today)
    assert moments == sorted(set(moments)) == moments_of("a-story", [3, 3, 3, 1], today)
    assert [moment.date() for moment in moments] == [date(2026, 11, 18)] * 3 + [date(2026, 11, 20)]
