"""Limits of log-ins and account mails: by account and client, nobody’s weapon against others."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.cache.backends.db import DatabaseCache
from django.test import Client
from django.urls import reverse

from tests.accounts.people import log_in, person

pytestmark = pytest.mark.django_db
OFFICE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def enters(email: str, *, forwarded: str = "", address: str = "127.0.0.1") -> bool:
    """Whether the right password lets the person in."""
    return log_in(email, forwarded=forwarded, address=address)[1].status_code == 302


def try_wrong(email: str, times: int, *, forwarded: str = "", address: str = "127.0.0.1") -> None:
    for _time in range(times):
        log_in(email, "wrong", forwarded=forwarded, address=address)


def test_wrong_passwords_from_elsewhere_do_not_lock_the_owner_out() -> None:
    ada = person()
    try_wrong(ada.email, 6, address=ELSEWHERE)
    assert not enters(ada.email, address=ELSEWHERE)
    assert enters(ada.email, address=OFFICE)


def test_ten_wrong_passwords_of_one_person_do_not_lock_their_office_out() -> None:
    ada, ben = person(), person("ben@post.example")
    try_wrong(ada.email, 10, address=OFFICE)
    assert not enters(ada.email, address=OFFICE)
    assert enters(ben.email, address=OFFICE)


def test_one_client_cannot_try_many_accounts() -> None:
    ada = person()
    for number in range(30):
        try_wrong(f"nobody-{number}@post.example", 1, address=ELSEWHERE)
    assert not enters(ada.email, address=ELSEWHERE)
    assert enters(ada.email, address=OFFICE)


def test_behind_a_proxy_each_client_counts_by_itself(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    ada = person()
    try_wrong(ada.email, 6, forwarded=ELSEWHERE)
    assert not enters(ada.email, forwarded=ELSEWHERE)
    assert enters(ada.email, forwarded=OFFICE)


def test_a_forged_header_does_not_help(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    ada = person()
    for number in range(6):
        try_wrong(ada.email, 1, forwarded=f"192.0.2.{number}, {ELSEWHERE}")
    assert not enters(ada.email, forwarded=f"192.0.2.99, {ELSEWHERE}")
    assert not enters(ada.email, forwarded=f"{OFFICE}, {ELSEWHERE}")
    assert enters(ada.email, forwarded=f"{ELSEWHERE}, {OFFICE}")


def test_without_a_proxy_the_header_means_nothing() -> None:
    ada = person()
    for number in range(6):
        try_wrong(ada.email, 1, forwarded=f"192.0.2.{number}", address=ELSEWHERE)
    assert not enters(ada.email, forwarded=OFFICE, address=ELSEWHERE)


def test_mails_for_a_new_password_are_limited_and_the_page_says_what_to_do() -> None:
    ada = person()
    answers = [
        Client().post(reverse("account_reset_password"), {"email": ada.email}).status_code
        for _time in range(5)
    ]
    assert answers == [302, 302, 302, 429, 429]
    assert [one.to for one in mail.outbox] == [[ada.email]] * 3
    again = Client().post(reverse("account_reset_password"), {"email": ada.email})
    assert "its link still works" in again.content.decode()


def test_a_full_disk_is_not_told_as_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The count of tries finds no room and is taken for too many."""
    monkeypatch.setattr(DatabaseCache, "add", lambda *_given, **_named: False)
    monkeypatch.setattr(DatabaseCache, "set", lambda *_given, **_named: None)
    ada = person()
    for _time in range(4):
        answer = Client().post(reverse("account_reset_password"), {"email": ada.email})
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("known", [True, False])
def test_the_limit_does_not_tell_whether_an_account_exists(known: bool) -> None:
    if known:
        person()
    answers = [
        Client().post(reverse("account_reset_password"), {"email": "ada@post.example"})
        for _time in range(4)
    ]
    assert [one.status_code for one in answers] == [302, 302, 302, 429]


def test_registering_a_strangers_address_again_and_again_sends_one_mail_in_a_while() -> None:
    for number in range(4):
        password = f"Anker-werfen-{number}"
        form = {"name": "X", "email": "victim@post.example"}
        Client().post(
            reverse("account_signup"), {**form, "password1": password, "password2": password}
        )
    assert len(mail.outbox) == 1
