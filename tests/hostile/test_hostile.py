"""Hostile text in every field of every form: stored and shown harmlessly or refused clearly, never
a 500.

The quick run gives each form some of the strings, others at each form, so that none is left out;
`make test-long` gives each form every string, and looks at more pages and at the mails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse

from activities import clock
from notifications.delivery import deliver_due
from tests.access.walking import World, make_world, undone
from tests.hostile.forms import Form, encoded, form_of, upload
from tests.hostile.places import PLACES, WITHOUT_A_FORM, Town, places_of_the_urlconf
from tests.hostile.strings import HOSTILE, harmless, rotating

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"
TAKEN = {204, 302}
# How many strings a form gets in the quick run.
STRINGS = 2
QUICK_OR_LONG = [False, pytest.param(True, marks=pytest.mark.long)]
# Where others read what was typed.
READ_AT = (
    *(
        ("company", "requests:request"),
        ("company", "companies:company"),
        ("home advisor", "requests:desk-request"),
    ),
    *(
        ("home advisor", "requests:desk-lane"),
        ("home advisor", "companies:desk-company"),
        ("home advisor", "requests:desk"),
    ),
    *(
        ("partner advisor", "requests:desk-referral"),
        ("partner advisor", "matching:desk-companies"),
    ),
    *(("home coordinator", "network:desk-people"), ("anonymous", "network:public-network")),
)
# What may do harm where it is shown.
SHOWN_STRANGELY = {"HTML", "template", "control signs", "lone surrogate", "right to left"}


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return Town()


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return make_world()


class Attack:
    """One form that gets hostile text; `wrong` says what went wrong."""

    def __init__(self, town: Town, name: str, *, thorough: bool) -> None:
        self.town, self.name, self.thorough = town, name, thorough
        self.place = PLACES[name]
        self.browser = town.browser(self.place.role)
        self.address = town.address(name)
        self.form = self._form()
        self.wrong: list[str] = []

    def _form(self) -> Form:
        if self.place.typed is not None:
            return Form(self.address, dict.fromkeys(self.place.typed, "words") | self.place.given)
        page = self.browser.get(self.address)
        assert page.status_code == 200, (self.name, page.status_code)
        return form_of(page.content, self.address, self.place.given)

    def begin(self) -> None:
        """What is valid is taken: else no other answer would say anything of one field."""
        if self.place.accepts:
            answer = self._sent({})
            if answer.status_code not in TAKEN:
                self.wrong.append(f"{self.name}: {answer.status_code} for what is valid")

    def give(self, string: str) -> None:
        """One string into all text fields, then without those that refuse it, until it is taken."""
        texts = set(self.form.texts)
        while texts:
            answer = self._sent(dict.fromkeys(texts, HOSTILE[string]), string)
            refused = self._refused(answer) & texts
            if answer.status_code in TAKEN:
                break
            if not refused and len(texts) > 1:
                # Refused as a whole, as by two fields together: each by itself.
                for name in sorted(texts):
                    self._sent({name: HOSTILE[string]}, string)
            texts = texts - refused if refused else set()
        for name in self.form.files:
            self._sent({name: HOSTILE[string]}, string)
        if self.form.others and self.thorough:
            self._sent(dict.fromkeys(self.form.others, HOSTILE[string]), string)

    def _refused(self, answer: HttpResponse) -> set[str]:
        """The fields that a form which came back marks as wrong."""
        came_back = self.place.typed is None and answer.status_code in {200, 422}
        return form_of(answer.content, self.address, {}).refused if came_back else set()

    def _sent(self, hostile: dict[str, str], string: str = "valid") -> HttpResponse:
        """The answer to the form; where it leads to and who reads it is looked at too."""
        body, kind = self._body(hostile)
        with undone(self.browser):
            answer = self.browser.generic("POST", self.address, body, kind)
            self._look(answer, f"{string} in {', '.join(sorted(hostile))}")
            if hostile and answer.status_code == 302:
                page = self.browser.get(answer["Location"])
                self._look(page, f"{string} after {', '.join(sorted(hostile))}")
                if self.thorough and string in SHOWN_STRANGELY:
                    self._look_around(string)
        return answer  # type: ignore[return-value]

    def _body(self, hostile: dict[str, str]) -> tuple[Any, str]:
        if self.form.files:
            return upload(self.form.files[0], hostile.get(self.form.files[0], "words"))
        return encoded(self.form.others | self.form.texts | hostile), URLENCODED

    def _look_around(self, string: str) -> None:
        for role, route in READ_AT:
            keys = self.town.world.keys.get(route)
            if keys and self.place.case:
                keys = keys | self.town.cases[self.place.case].keys(route)
            self._look(
                self.town.browser(role).get(self.town.page(route, keys)), f"{string}: {role}"
            )
        mail.outbox.clear()
        deliver_due()
        for one in mail.outbox:
            assert len(one.recipients()) == 1
            assert "Bcc" not in one.message(), (self.name, string)
            html = [str(part) for part, kind in one.alternatives if kind == "text/html"]
            if not all(harmless(part.encode("utf-8", "replace")) for part in html):
                self.wrong.append(f"{self.name}: {string} became markup in a mail")

    def _look(self, answer: HttpResponse, what: str) -> None:
        if answer.status_code >= 500:
            self.wrong.append(f"{self.name}: {answer.status_code} for {what}")
        elif not harmless(answer.getvalue()):
            self.wrong.append(f"{self.name}: markup of {what}")


def attacked(town: Town, name: str, strings: list[str], *, thorough: bool) -> list[str]:
    """What is wrong with one form."""
    with undone(town.browser(PLACES[name].role)), clock.at(town.story.now()):
        attack = Attack(town, name, thorough=thorough)
        attack.begin()
        for string in strings:
            attack.give(string)
        return attack.wrong


def test_every_form_of_the_urlconf_is_attacked() -> None:
    assert set(PLACES) | WITHOUT_A_FORM == places_of_the_urlconf()


@pytest.mark.parametrize("thorough", QUICK_OR_LONG)
def test_no_text_field_breaks_under_hostile_text(town: Town, thorough: bool) -> None:
    wrong: list[str] = []
    with clock.at(town.story.now()):
        deliver_due()  # what comes later is of the form alone
    for turn, name in enumerate(sorted(PLACES)):
        strings = list(HOSTILE) if thorough else rotating(turn, STRINGS)
        wrong += attacked(town, name, strings, thorough=thorough)
    assert wrong == []


def test_what_was_stored_is_shown_as_text(world: World) -> None:
    """A message of hostile text is kept and shown escaped."""
    browser = world.browsers["company"]
    reference = world.story.case.reference
    with clock.at(world.story.now()):
        answer = browser.post(f"/requests/{reference}/write/", {"text": HOSTILE["HTML"]})
        assert answer.status_code == 302
        for role, page in (
            ("company", "requests:request"),
            ("home advisor", "requests:desk-request"),
        ):
            body = world.browsers[role].get(world.address(page)).content.decode()
            assert re.search(r"&lt;script&gt;alert\(1\)&lt;/script&gt;", body), role
            assert "<script>alert" not in body


def test_a_form_of_garbage_is_refused(world: World) -> None:
    browser = world.browsers["company"]
    address = world.address("requests:request-write")
    with clock.at(world.story.now()):
        for kind, body in (
            ("application/x-www-form-urlencoded", b"\xff\xfe\x00=%zz%"),
            ("multipart/form-data; boundary=x", b"--x\r\ngarbage"),
            ("multipart/form-data", b"nothing"),
            ("application/json", b'{"text": "x"}'),
            ("text/plain; charset=none", b"text=x"),
            ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(3_100))),
        ):
            answer = browser.generic("POST", address, body, kind)
            assert answer.status_code in {400, 413, 415, 422}, (kind, answer.status_code)
