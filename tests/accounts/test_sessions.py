"""Sessions end by idleness, by their owner's wish, and when what protects the account changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sessions import SEEN, SessionStore, clear_ended
from activities.actor import Actor
from network.models import Membership
from tests import factories
from tests.access.people import SECRET, browser_of, signed_in, with_second_factor
from tests.accounts.people import PASSWORD, code_of, is_logged_in, log_in, person
from tests.web.markup import plain

pytestmark = pytest.mark.django_db
HOUR = 60 * 60


def row_of(browser: Client) -> Session:
    return Session.objects.get(pk=browser.session.session_key)


def idle(browser: Client) -> int:
    """Seconds that the session may stand idle from now on, rounded to minutes."""
    left = row_of(browser).expire_date - timezone.now()
    return round(left.total_seconds() / 60) * 60


def secretariat() -> Actor:
    user = with_second_factor(factories.person(is_secretariat=True))
    return Actor(user_id=user.pk, is_secretariat=True)


def test_the_strictest_role_decides_how_long_a_session_may_stand_idle(settings: Any) -> None:
    settings.SESSION_IDLE_SECONDS = {"secretariat": HOUR, "staff": 8 * HOUR, "company": 100 * HOUR}
    scene = factories.scene()
    both = User.objects.get(pk=factories.staff(scene.home).user_id)
    User.objects.filter(pk=both.pk).update(is_secretariat=True)
    assert idle(browser_of(scene.owner)) == 100 * HOUR
    assert idle(browser_of(scene.advisor)) == 8 * HOUR
    assert idle(browser_of(secretariat())) == HOUR
    assert idle(signed_in(with_second_factor(User.objects.get(pk=both.pk)))) == HOUR


def test_a_session_of_nobody_lasts_an_hour() -> None:
    session = SessionStore()
    session["begun"] = "a registration"
    session.save()
    assert session.get_expiry_age() == HOUR
    row = Session.objects.get(session_key=session.session_key)
    assert row.expire_date - timezone.now() <= timedelta(seconds=HOUR)


def test_an_idle_session_is_over_whatever_its_cookie_says() -> None:
    browser, _answer = log_in(person().email)
    assert is_logged_in(browser)
    Session.objects.filter(pk=browser.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    assert not is_logged_in(browser)


def test_a_request_lets_the_time_begin_anew_and_is_written_now_and_then() -> None:
    browser = browser_of(factories.scene().owner)
    before = row_of(browser).expire_date
    assert is_logged_in(browser)
    assert row_of(browser).expire_date == before
    session = browser.session
    session[SEEN] -= 24 * HOUR
    session.save()
    before = row_of(browser).expire_date
    assert is_logged_in(browser)
    assert row_of(browser).expire_date > before
    assert browser.session[SEEN] > session[SEEN]


def test_who_becomes_staff_has_less_time_from_the_next_request_on(settings: Any) -> None:
    scene = factories.scene()
    browser = browser_of(scene.owner)
    Membership.objects.create(organisation=scene.home, user_id=scene.owner.user_id, role="viewer")
    browser.get(reverse("network:home"))
    assert idle(browser) == settings.SESSION_IDLE_SECONDS["staff"]


def test_ended_sessions_and_their_entries_are_cleared() -> None:
    ada = person()
    (ended, _), (open_still, _) = log_in(ada.email), log_in(ada.email)
    Session.objects.filter(pk=ended.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    assert UserSession.objects.filter(user=ada).count() == 2
    assert [clear_ended(), clear_ended()] == [1, 0]
    (kept,) = UserSession.objects.filter(user=ada)
    assert kept.session_key == open_still.session.session_key
    assert Session.objects.count() == 1


def test_a_person_lists_and_ends_their_other_sessions() -> None:
    ada, ben = person(), person("ben@post.example")
    (first, _), (second, _), (others, _) = (log_in(one.email) for one in (ada, ada, ben))
    page = first.get(reverse("usersessions_list")).content.decode()
    assert plain(page).count("<li><p>") == 2
    assert page.count("this one") == 1
    assert first.post(reverse("usersessions_list")).status_code == 302
    assert [is_logged_in(one) for one in (first, second, others)] == [True, False, True]


def set_up(browser: Client, user: User) -> None:
    """Set the second factor up with the app that shows the page's secret."""
    address = reverse("mfa_activate_totp")
    browser.get(address)
    secret = browser.session["mfa.totp.secret"]
    answer = browser.post(address, {"code": code_of(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert Authenticator.objects.filter(user=user, type="totp").count() == 1


def reauthenticate(browser: Client) -> None:
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.mark.django_db(transaction=True)
def test_a_session_opened_by_password_alone_does_not_survive_the_set_up_of_the_second_factor() -> (
    None
):
    advisor = factories.staff(factories.agency())
    user = User.objects.get(pk=advisor.user_id)
    user.set_password(PASSWORD)
    user.save()
    person_address(user)
    (thief, _), (owner, _) = log_in(user.email), log_in(user.email)
    reauthenticate(owner)
    set_up(owner, user)
    assert owner.get(reverse("requests:desk")).status_code == 200
    assert not is_logged_in(thief)
    assert UserSession.objects.filter(user=user).count() == 1


def person_address(user: User) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["mfa_deactivate_totp", "mfa_generate_recovery_codes"])
def test_changing_or_removing_the_second_factor_ends_other_sessions(change: str) -> None:
    ada = person()
    TOTP.activate(ada, SECRET)
    RecoveryCodes.activate(ada)
    other, own = signed_in(ada), signed_in(ada)
    own.post(reverse("mfa_reauthenticate"), {"code": code_of(SECRET)})
    assert own.post(reverse(change)).status_code == 302
    assert is_logged_in(own)
    assert not is_logged_in(other)


def test_staff_whose_session_has_not_shown_the_second_factor_show_it_first() -> None:
    user = with_second_factor(User.objects.get(pk=factories.staff(factories.agency()).user_id))
    browser = Client()
    browser.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    asked = f"{reverse('mfa_reauthenticate')}?next=%2Fdesk%2F"
    assert browser.get(reverse("requests:desk"))["Location"] == asked
    assert browser.get(reverse("admin:index"))["Location"].startswith(reverse("mfa_reauthenticate"))
    answer = browser.post(asked, {"code": code_of(SECRET)})
    assert answer["Location"] == "/desk/"
    assert browser.get(reverse("requests:desk")).status_code == 200


def test_a_second_factor_that_was_replaced_does_not_count() -> None:
    user = with_second_factor(User.objects.get(pk=factories.staff(factories.agency()).user_id))
    browser = signed_in(user)
    assert browser.get(reverse("requests:desk")).status_code == 200
    Authenticator.objects.filter(user=user).delete()
    with_second_factor(user)
    assert browser.get(reverse("requests:desk"))["Location"].startswith(
        reverse("mfa_reauthenticate")
    )


def test_who_is_shut_out_by_the_secretariat_is_out_at_once() -> None:
    advisor = factories.staff(factories.agency())
    user = User.objects.get(pk=advisor.user_id)
    browser = browser_of(advisor)
    form = {"is_active": "", "is_secretariat": ""}
    address = reverse("admin:accounts_user_change", args=[user.pk])
    assert browser_of(secretariat()).post(address, form).status_code == 302
    user.refresh_from_db()
    assert (user.is_active, user.session_version) == (False, 1)
    assert not is_logged_in(browser)
