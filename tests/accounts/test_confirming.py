"""A link that confirms an address gives an account only to who knows its password."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.people import PASSWORD, is_logged_in, log_in, paths_in_mail, person

pytestmark = pytest.mark.django_db
OWNERS = "boss@neckar.example"
STRANGERS_PASSWORD = "Kaperfahrt-2026-los"


def sign_up(email: str, password: str) -> Client:
    browser = Client()
    fields = {"name": "Bo Probe", "email": email, "password1": password, "password2": password}
    assert browser.post(reverse("account_signup"), fields).status_code == 302
    return browser


def is_confirmed(email: str) -> bool:
    return EmailAddress.objects.get(email=email).verified  # type: ignore[no-any-return]


def link_of_mail(number: int = -1) -> str:
    (path,) = [one for one in paths_in_mail(number) if "/confirm-email/" in one]
    return path


def test_who_registered_here_confirms_by_a_click() -> None:
    browser = sign_up(OWNERS, PASSWORD)
    assert 'name="password"' not in browser.get(link_of_mail()).content.decode()
    assert browser.post(link_of_mail()).status_code == 302
    assert is_confirmed(OWNERS)


def test_in_another_browser_the_password_is_asked() -> None:
    sign_up(OWNERS, PASSWORD)
    browser = Client()
    assert 'name="password"' in browser.get(link_of_mail()).content.decode()
    for password in ("", f"{PASSWORD}!"):
        answer = browser.post(link_of_mail(), {"password": password})
        assert answer.status_code == 422
        assert not is_confirmed(OWNERS)
    assert "This is not the password of this account." in answer.content.decode()
    assert browser.post(link_of_mail(), {"password": PASSWORD}).status_code == 302
    assert is_confirmed(OWNERS)


def test_an_owner_s_click_gives_nothing_to_whoever_registered_the_address_before() -> None:
    sign_up(OWNERS, STRANGERS_PASSWORD)
    strangers = link_of_mail()
    owner = sign_up(OWNERS, PASSWORD)
    for _try in range(2):
        assert owner.post(strangers, {"password": PASSWORD}).status_code == 422
    assert not is_confirmed(OWNERS)
    # The way on: a new password by mail, then the same link.
    mail.outbox.clear()
    owner.post(reverse("account_reset_password"), {"email": OWNERS})
    (reset,) = [one for one in paths_in_mail() if "/reset/key/" in one]
    form = owner.get(reset)["Location"]
    assert owner.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert owner.post(strangers, {"password": PASSWORD}).status_code == 302
    assert is_confirmed(OWNERS)
    stranger, _answer = log_in(OWNERS, STRANGERS_PASSWORD)
    assert not is_logged_in(stranger)
    owner, _answer = log_in(OWNERS)
    assert is_logged_in(owner)


def test_somebody_else_s_session_does_not_confirm_an_address() -> None:
    ada = person()
    other, _answer = log_in(ada.email)
    sign_up(OWNERS, STRANGERS_PASSWORD)
    assert other.post(link_of_mail()).status_code == 422
    assert not is_confirmed(OWNERS)


def test_an_address_that_was_added_to_another_account_is_not_confirmed_by_its_owner() -> None:
    ada = person()
    browser, _answer = log_in(ada.email)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    browser.post(reverse("account_email"), {"action_add": "", "email": OWNERS})
    (link,) = {one for n in range(len(mail.outbox)) for one in paths_in_mail(n) if "confirm" in one}
    assert Client().post(link).status_code == 422
    assert not is_confirmed(OWNERS)
    assert browser.post(link).status_code == 302
    assert EmailAddress.objects.get(email=OWNERS, verified=True).user == ada


def test_wrong_passwords_at_the_link_are_limited_as_at_the_log_in() -> None:
    sign_up(OWNERS, STRANGERS_PASSWORD)
    browser = Client()
    for _try in range(5):
        browser.post(link_of_mail(), {"password": "wrong"})
    answer = browser.post(link_of_mail(), {"password": STRANGERS_PASSWORD})
    assert answer.status_code == 422
    assert not is_confirmed(OWNERS)
    assert User.objects.get(email=OWNERS).check_password(STRANGERS_PASSWORD)


def added_by(browser: Client, email: str) -> None:
    """Somebody types another one's address as a further one of their own."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    browser.post(reverse("account_email"), {"action_add": "", "email": email})
    assert not is_confirmed(email)


def test_an_address_that_somebody_only_added_is_registered_by_its_owner() -> None:
    ada = person()
    browser, _answer = log_in(ada.email)
    added_by(browser, OWNERS)
    links = {one for n in range(len(mail.outbox)) for one in paths_in_mail(n) if "confirm" in one}
    mail.outbox.clear()
    cache.clear()  # mails to one address go out every three minutes
    owner = sign_up(OWNERS, "Eigener-Anker-2026")
    assert User.objects.get(email=OWNERS) != ada
    assert owner.post(link_of_mail()).status_code == 302
    assert EmailAddress.objects.get(email=OWNERS, verified=True).user != ada
    # The link that the other one had sent is of no use.
    assert not any(browser.post(link).status_code == 302 for link in links)
    assert not EmailAddress.objects.filter(user=ada, email=OWNERS).exists()


@pytest.mark.parametrize("way", ["new password", "log-in"])
def test_an_address_that_somebody_only_added_opens_no_account(way: str) -> None:
    ada = person()
    browser, _answer = log_in(ada.email)
    added_by(browser, OWNERS)
    mail.outbox.clear()
    if way == "log-in":
        other, _answer = log_in(OWNERS)
        assert not is_logged_in(other)
    else:
        Client().post(reverse("account_reset_password"), {"email": OWNERS})
        assert not [one for one in paths_in_mail() if "/reset/key/" in one]
    # A try to log in takes it from nobody: else nobody could change to a known address.
    assert EmailAddress.objects.filter(email=OWNERS).exists() is (way == "log-in")
    assert is_logged_in(browser)


def test_the_link_of_an_account_that_a_command_made_holds_however_often_it_logs_in() -> None:
    User.objects.create_superuser(OWNERS, PASSWORD, name="Ada Probe")
    for _time in range(2):
        log_in(OWNERS)
    (link,) = {one for n in range(len(mail.outbox)) for one in paths_in_mail(n) if "confirm" in one}
    browser, _answer = log_in(OWNERS)
    answer = browser.post(link, {"password": PASSWORD})
    assert answer.status_code == 302
    assert is_confirmed(OWNERS)


def test_opening_somebody_else_s_link_ends_no_session() -> None:
    ada = person()
    browser, _answer = log_in(ada.email)
    sign_up(OWNERS, STRANGERS_PASSWORD)
    assert browser.get(link_of_mail()).status_code == 200
    assert is_logged_in(browser)
