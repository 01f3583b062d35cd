"""Who finds a session open changes nothing with it; its owner hears of changes; links are ours."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.accounts.people import PASSWORD, is_logged_in, log_in, paths_in_mail, person

pytestmark = pytest.mark.django_db
REAUTHENTICATE = "/accounts/reauthenticate/"
TAKEN_OVER = "thief@post.example"


def open_for_an_hour(browser: Client) -> None:
    """The log-in was an hour ago."""
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 60 * 60
    session.save()


def add(browser: Client, email: str) -> Any:
    return browser.post(reverse("account_email"), {"action_add": "", "email": email})


def test_an_address_is_added_after_a_fresh_log_in_only() -> None:
    ada = person()
    browser, _answer = log_in(ada.email)
    open_for_an_hour(browser)
    asked = add(browser, TAKEN_OVER)
    assert asked["Location"].startswith(REAUTHENTICATE)
    assert not EmailAddress.objects.filter(email=TAKEN_OVER).exists()
    assert mail.outbox == []
    browser.post(asked["Location"], {"password": PASSWORD})
    assert EmailAddress.objects.filter(user=ada, email=TAKEN_OVER, verified=False).exists()


@pytest.mark.parametrize("action", ["action_primary", "action_remove"])
def test_addresses_are_changed_and_removed_after_a_fresh_log_in_only(action: str) -> None:
    ada = person()
    EmailAddress.objects.create(user=ada, email="second@post.example", verified=True)
    browser, _answer = log_in(ada.email)
    open_for_an_hour(browser)
    form = {action: "", "email": "second@post.example"}
    answer = browser.post(reverse("account_email"), form)
    assert answer["Location"].startswith(REAUTHENTICATE)
    assert EmailAddress.objects.filter(email="second@post.example", primary=False).exists()


def test_the_old_address_hears_of_an_added_a_chosen_and_a_removed_one() -> None:
    ada = person()
    ada.language = "de"
    ada.save()
    browser, _answer = log_in(ada.email)
    browser.post(REAUTHENTICATE, {"password": PASSWORD})
    add(browser, "new@post.example")
    EmailAddress.objects.filter(email="new@post.example").update(verified=True)
    for action, email in (("primary", "new@post.example"), ("remove", "ada@post.example")):
        browser.post(reverse("account_email"), {f"action_{action}": "", "email": email})
    told = [(one.to[0], str(one.body)) for one in mail.outbox]
    assert [to for to, _body in told] == [
        *("new@post.example", "ada@post.example"),  # to confirm it; and that it was added
        *("ada@post.example", "new@post.example"),
    ]
    for one in mail.outbox:
        ((content, kind),) = one.alternatives
        assert kind == "text/html"
        assert "<p>" in str(content)
    for (_to, body), word in zip(told[1:], ("new@", "new@", "ada@"), strict=True):
        assert word in body
        assert "127.0.0.1" in body


def test_a_changed_password_is_told_and_ends_other_sessions() -> None:
    ada = person()
    (own, _), (other, _) = log_in(ada.email), log_in(ada.email)
    new = "Neuer-Anker-2027"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert own.post(reverse("account_change_password"), form).status_code == 302
    assert [one.to for one in mail.outbox] == [[ada.email]]
    assert (is_logged_in(own), is_logged_in(other)) == (True, False)


@pytest.mark.parametrize("known", [True, False])
def test_links_of_account_mails_lead_to_the_address_that_is_set(settings: Any, known: bool) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.KONTOR_BASE_URL = "https://kontor.example"
    if known:
        person()
    elsewhere = {"host": "evil.example"}
    form = {"name": "Ada", "email": "ada@post.example"}
    secret = {"password1": PASSWORD, "password2": PASSWORD}
    Client().post(reverse("account_signup"), {**form, **secret}, headers=elsewhere)
    Client().post(reverse("account_reset_password"), form, headers=elsewhere)
    assert len(mail.outbox) == 2
    for one in mail.outbox:
        links = re.findall(r"https?://[^\s\"<]+", str(one.body))
        assert links
        assert all(link.startswith("https://kontor.example/") for link in links)
        assert "evil.example" not in one.message().as_string()


def test_a_link_for_a_new_password_works_once_and_is_told() -> None:
    ada = person()
    other, _answer = log_in(ada.email)
    Client().post(reverse("account_reset_password"), {"email": ada.email})
    (path,) = paths_in_mail()
    browser = Client()
    form = browser.get(path)["Location"]
    new = {"password1": "Neuer-Anker-2027", "password2": "Neuer-Anker-2027"}
    assert browser.post(form, new).status_code == 302
    assert mail.outbox[-1].to == [ada.email]
    assert not is_logged_in(other)
    assert log_in(ada.email, "Neuer-Anker-2027")[1].status_code == 302
    assert Client().get(path).status_code == 200  # says that it was used


def test_an_address_that_no_mail_can_go_to_is_refused_where_one_registers() -> None:
    form = {"name": "Ada", "email": "ada@☃☃.example"}
    secret = {"password1": PASSWORD, "password2": PASSWORD}
    page = Client().post(reverse("account_signup"), {**form, **secret})
    assert "Enter a valid e-mail address." in page.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("known", [True, False])
def test_registering_hashes_a_password_whether_the_address_is_known_or_not(known: bool) -> None:
    if known:
        person()
    form = {"name": "Ada", "email": "ada@post.example"}
    secret = {"password1": PASSWORD, "password2": PASSWORD}
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    with patch(hasher, return_value="md5$x$y") as hashed:
        answer = Client().post(reverse("account_signup"), {**form, **secret})
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert hashed.call_count == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("known", [True, False])
def test_logging_in_hashes_a_password_whether_the_address_is_known_or_not(known: bool) -> None:
    if known:
        person()
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    with patch(hasher, return_value="md5$x$y") as hashed:
        assert log_in("ada@post.example", "wrong")[1].status_code == 200
    assert hashed.call_count == 1
