"""Typed text is handed back to who typed it here, and never made out of another site's form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch
from uuid import UUID

import psycopg2
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from cooperation_requests.models import CooperationRequest
from tests import factories
from tests.access.people import BACKEND, browser_of, signed_in
from tests.web.forms import fields_on
from web.tasks import forget_typed_text
from web.typed_text import drawn_on_this_browser, read_key, remembered

KEY = re.compile(r'name="submit_key" value="([^"]+)"')
WORDS = "Words that somebody typed"


def strict(user: User) -> Client:
    """A browser of this person whose forms are checked as in production."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, BACKEND)
    return client


def person(email: str) -> User:
    return User.objects.create_user(email, "pw", name="Ada Probe")


def key_for(client: Client, address: str) -> str:
    found = KEY.search(client.get(address).content.decode())
    assert found is not None
    return found[1]


def handed_back(answer: object) -> bool:
    content: bytes = answer.content  # type: ignore[attr-defined]
    return WORDS in content.decode() or b"<form" in content


@pytest.mark.django_db
def test_the_form_of_another_site_is_not_rebuilt_with_a_fresh_token() -> None:
    victim = strict(person("victim@post.example"))
    attacker = strict(person("attacker@post.example"))
    profile = reverse("kontor:profile")
    forged = [
        ("account_email", {"action_add": "", "email": "attacker@post.example"}),
        ("kontor:profile", {"name": WORDS}),
        ("kontor:profile", {"name": WORDS, "submit_key": key_for(attacker, profile)}),
        ("kontor:profile", {"name": WORDS, "submit_key": "made-up"}),
        (
            "kontor:profile",
            {"name": WORDS, "submit_key": key_for(Client(), reverse("account_login"))},
        )
        if KEY.search(Client().get(reverse("account_login")).content.decode())
        else ("kontor:profile", {"name": WORDS}),
    ]
    for name, data in forged:
        answer = victim.post(reverse(name), data)
        assert answer.status_code == 403
        assert not handed_back(answer), (name, data)
        assert "attacker@post.example" not in answer.content.decode()


@pytest.mark.django_db
def test_ones_own_form_comes_back_to_be_sent_again() -> None:
    victim = strict(person("victim@post.example"))
    address = reverse("kontor:profile")
    key = key_for(victim, address)
    answer = victim.post(address, {"name": WORDS, "submit_key": key})
    assert answer.status_code == 403
    assert handed_back(answer)


@pytest.mark.django_db
def test_what_an_ended_session_sent_without_token_waits_for_its_person() -> None:
    user = person("victim@post.example")
    browser = strict(user)
    address = reverse("kontor:profile")
    key = key_for(browser, address)
    browser.logout()
    answer = browser.post(address, {"name": WORDS, "submit_key": key})
    assert answer.status_code == 403
    assert not handed_back(answer)
    # What is sent again and again takes no more room: one place for each person, and no session.
    before = cache_rows(), Session.objects.count()
    for _time in range(3):
        again = Client(enforce_csrf_checks=True)
        again.post(address, {"name": WORDS, "submit_key": key})
    assert (cache_rows(), Session.objects.count()) == before
    browser.force_login(user)
    kept = browser.session["typed_text"]
    assert kept["person"] == str(user.pk)
    assert "fields" not in kept
    request = RequestFactory().get(address)
    request.session = {"typed_text": kept}  # type: ignore[assignment]
    data = remembered(request, str(user.pk))
    assert data is not None
    assert data["name"] == WORDS
    # Of the browser on which it is drawn now: it is handed back there without the database, too.
    kept_key, drawn_key = read_key(key), read_key(data["submit_key"])
    assert kept_key is not None
    assert drawn_key == replace(kept_key, browser=drawn_key.browser if drawn_key else "")
    request.COOKIES[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
    request.method, request.POST = "POST", data  # type: ignore[assignment]
    assert drawn_on_this_browser(request)
    other = strict(person("other@post.example"))
    assert "typed_text" not in other.session


@pytest.mark.django_db
def test_another_form_that_is_sent_meanwhile_forgets_nothing() -> None:
    user = person("victim@post.example")
    browser = signed_in(user)
    address = reverse("kontor:profile")
    other = f"{address}?another"
    key = key_for(browser, other)
    browser.logout()
    browser.post(other, {"name": WORDS, "submit_key": key})
    browser = signed_in(user)
    for sent_to, is_kept in ((address, True), (other, False)):
        fields = fields_on(browser.get(address).content)
        assert browser.post(sent_to, fields).status_code == 302
        assert ("typed_text" in browser.session) is is_kept


@pytest.mark.django_db
def test_what_nobody_came_back_for_is_gone_after_its_time() -> None:
    # The cache's table is no model's: what tests in a browser left there runs out meanwhile.
    cache.clear()
    cache.set("typed-text:somebody", {"fields": {}}, -1)
    cache.set("typed-text:another", {"fields": {}}, 60)
    assert cache_rows() == 2
    assert forget_typed_text() == 1
    assert cache_rows() == 1


@pytest.mark.django_db
def test_an_address_of_a_book_s_length_is_not_kept() -> None:
    user = person("victim@post.example")
    browser = strict(user)
    address = reverse("kontor:profile")
    key = key_for(browser, address)
    browser.logout()
    before = cache_rows()
    sent = {"name": WORDS, "submit_key": key}
    browser.post(f"{address}?{'a' * 2_000}", sent)
    assert cache_rows() == before
    browser.post(f"{address}?{'a' * 1_000}", sent)
    assert cache_rows() == before + 1


@pytest.mark.django_db
def test_whoever_sends_a_form_without_a_log_in_gets_no_session_by_it() -> None:
    stranger = Client()
    answer = stranger.post(reverse("kontor:profile"), {"name": WORDS})
    assert answer["Location"] == f"{reverse('account_login')}?kept=1&next=%2Faccounts%2Fprofile%2F"
    assert not Session.objects.exists()
    assert "what you typed is kept" in stranger.get(answer["Location"]).content.decode()
    plain = stranger.get(reverse("account_login")).content.decode()
    assert "what you typed is kept" not in plain


def cache_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE %s", ["%typed-text%"])
        return int(cursor.fetchone()[0])


def away(*arguments: object, **named: object) -> None:
    raise OperationalError("the database is away")


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["accounts.forms.ProfileForm.is_valid", "companies.hats.hats_of"])
def test_without_database_only_a_form_drawn_on_this_browser_comes_back(place: str) -> None:
    victim = strict(person("victim@post.example"))
    attacker = strict(person("attacker@post.example"))
    address = reverse("kontor:profile")
    own, theirs = key_for(victim, address), key_for(attacker, address)
    token = victim.cookies["csrftoken"].value
    with patch(place, away):
        victim.raise_request_exception = False
        for key, expected in ((own, True), (theirs, False), ("", False)):
            data = {"name": WORDS, "submit_key": key, "csrfmiddlewaretoken": token}
            answer = victim.post(address, data)
            assert answer.status_code == 503
            assert handed_back(answer) is expected, key


@pytest.mark.django_db
def test_a_key_names_person_and_browser_and_a_new_log_in_makes_another() -> None:
    user = person("victim@post.example")
    address = reverse("kontor:profile")
    first, second = (read_key(key_for(signed_in(user), address)) for _time in range(2))
    assert first is not None
    assert second is not None
    assert first.person == second.person == str(user.pk)
    assert len(first.browser) == 32
    assert first.browser != second.browser


@pytest.fixture
def somebody_else() -> Iterator[psycopg2.extensions.connection]:
    """Another connection to the database of the tests."""
    held = psycopg2.connect(**connection.get_connection_params())
    yield held
    held.close()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_held_says_that_somebody_works_on_it_and_loses_nothing(
    somebody_else: psycopg2.extensions.connection,
) -> None:
    scene = factories.scene()
    draft = factories.draft(scene.owner, scene.company)
    address = reverse("requests:draft", args=[draft.pk]) + "?step=need"
    browser = browser_of(scene.owner)
    key = key_for(browser, address)
    _hold(somebody_else, draft.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    typed = {"kind": "supplier", "title": "A title", "text": WORDS, "language": "en"}
    answer = browser.post(address, {**typed, "submit_key": key})
    assert answer.status_code == 409
    assert answer["Retry-After"] == "5"
    assert "Somebody is working on this just now" in answer.content.decode()
    assert handed_back(answer)
    somebody_else.rollback()
    assert browser.post(address, {**typed, "submit_key": key}).status_code == 302
    changed = CooperationRequest.objects.unrestricted("a test").get(pk=draft.pk)
    assert changed.text == WORDS


def _hold(other: psycopg2.extensions.connection, request_id: UUID) -> None:
    table = CooperationRequest._meta.db_table
    with other.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR UPDATE", [str(request_id)])


@pytest.mark.django_db
def test_the_log_in_that_stood_open_in_another_tab_leads_on() -> None:
    somebody = person("tabs@post.example")
    browser = Client(enforce_csrf_checks=True)
    address = f"{reverse('account_login')}?next=/notices/"
    drawn = browser.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', drawn)
    assert token is not None
    # Logged in in the other tab: the browser's token is a new one.
    browser.force_login(somebody, BACKEND)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "n" * 32
    form = {"csrfmiddlewaretoken": token[1], "login": somebody.email, "password": "pw"}
    answer = browser.post(address, form)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert browser.get(address).headers["Location"] == "/notices/"


@pytest.mark.django_db
def test_a_browser_that_keeps_no_cookies_is_told_so() -> None:
    kept_none = Client(enforce_csrf_checks=True)
    form = {"login": "a@post.example", "password": "pw"}
    answer = kept_none.post(reverse("account_login"), form)
    assert answer.status_code == 403
    assert "Your browser keeps no cookies" in answer.content.decode()
    # A page that stood open too long is another thing.
    keeps = Client(enforce_csrf_checks=True)
    keeps.get(reverse("account_login"))
    answer = keeps.post(reverse("account_login"), form)
    assert answer.status_code == 403
    assert "stood open too long" in answer.content.decode()
