"""Hostile text in every field of every form, every parameter and every part of an address: stored
and shown harmlessly or refused clearly, never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from activities import clock
from tests.access.walking import World, make_world, routes

pytestmark = pytest.mark.django_db

LONG = "x" * 100_000
HOSTILE = {
    "long": LONG,
    "NUL": "a\0b",
    "lone surrogate": b"a\xed\xa0\x80b".decode("utf-8", "surrogatepass"),
    "emoji": "👩‍🚀🏳️‍🌈" * 5,
    "right to left": "\u202egnp.exe\u202c \u200f\u2066",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>",
    "SQL": "'; DROP TABLE companies_company; --",
    "template": "{{ settings.SECRET_KEY }}{% debug %}{% load x %}%(x)s %s {0}",
    "formula": "=cmd|' /C calc'!A0",
    "control signs": "a\x1b[31m\r\nBcc: all@example.org\x08\u2028",
    "number": "99999999999999999999999",
}
# What the decoding of an address does not make alike.
IN_ADDRESSES = ("NUL", "lone surrogate", "HTML", "control signs")
# Forms of every kind: where they stand, and for whom.
FORMS: tuple[tuple[str, str], ...] = (
    *(("company", route) for route in (
        *("profile", "company-new", "company-edit", "company-people", "request-new"),
        *("draft", "request-write", "request-verb:withdraw", "choice-verb:pass"),
        *("choice-verb:choose", "draft-document"),
    )),
    *(("home advisor", route) for route in (
        *("desk-company-new", "desk-company-edit", "desk-contact-new", "desk-contact"),
        *("desk-company-invite", "desk-request-write", "desk-lane-write", "request-new"),
        *("desk-request-verb:close", "desk-request-verb:assign", "desk-request-verb:revise"),
        *("desk-request-verb:forward", "desk-request-verb:ask", "desk-suggestion-verb:pass"),
    )),
    *(("partner advisor", route) for route in (
        *("desk-referral-write", "desk-referral-propose-new", "desk-referral-propose-company"),
        *("desk-candidate-verb:take_back", "desk-candidate-verb:refuse"),
    )),
    *(("home coordinator", route) for route in ("desk-people-invite", "desk-person")),
    ("secretariat", "placement"),
    *(("link", route) for route in ("answer-verb:find_none", "answer-verb:decline")),
    *(("anonymous", route) for route in (
        *("account_login", "account_signup", "account_reset_password"),
    )),
)  # fmt: skip
LISTS = (
    ("company", "requests", ("q", "state")),
    ("home advisor", "desk", ("tab", "q", "sector", "region", "advisor", "kind", "due")),
    (
        "home advisor",
        "desk-companies",
        ("q", "meaning", "agency", "region", "sector", "size_class", "visibility"),
    ),
    ("partner advisor", "desk-referrals", ("tab", "q", "responsible", "due")),
    ("partner advisor", "desk-referral-candidates", ("q",)),
    ("home advisor", "desk-people", ()),
    ("company", "notices", ()),
    ("secretariat", "placements", ()),
    ("secretariat", "matching-health", ()),
    ("company", "draft", ("step",)),
    ("home advisor", "request-new", ("company",)),
    ("anonymous", "account_login", ("next",)),
)


class Fields(HTMLParser):
    """The fields of the page's last form that is sent with POST, with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.others: dict[str, str] = {}
        self.inside = False
        self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        got = dict(attributes)
        name, value = got.get("name") or "", got.get("value") or ""
        if tag == "form":
            self.inside = (got.get("method") or "").lower() == "post"
        if not self.inside:
            return
        if tag == "textarea" and name:
            self.texts[name] = "words"
        elif tag == "select" and name:
            self.select = name
            self.others.setdefault(name, "")
        elif tag == "option" and self.select and value and not self.others[self.select]:
            self.others[self.select] = value
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            kind = got.get("type") or "text"
            if kind in {"hidden", "file"}:
                self.others.setdefault(name, value)
            elif kind in {"checkbox", "radio"}:
                self.others.setdefault(name, value or "on")
            else:
                self.texts[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.select = ""


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = make_world()
    for browser in made.browsers.values():
        browser.raise_request_exception = False
    return made


def harmless(body: bytes) -> bool:
    """Nothing that was typed became markup."""
    text = body.decode("utf-8")
    return "<script>alert" not in text and "onerror=alert(1)>\"'><b>" not in text


def sent(browser: Client, address: str, data: dict[str, str]) -> Any:
    """The answer to a form, as bytes on the wire would have it; whatever it did is undone."""
    body = "&".join(
        f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in data.items()
    )
    cookies = browser.cookies.copy()
    point = transaction.savepoint()
    try:
        return browser.generic("POST", address, body, "application/x-www-form-urlencoded")
    finally:
        transaction.savepoint_rollback(point)
        browser.cookies = cookies


def cases(texts: dict[str, str]) -> Iterator[tuple[str, set[str]]]:
    """Each hostile string in all text fields at once, then one in each field alone."""
    for name in HOSTILE:
        yield name, set(texts)
    if len(texts) > 1:
        for field in texts:
            yield "lone surrogate", {field}


def test_no_text_field_breaks_under_hostile_text(world: World) -> None:
    wrong: list[str] = []
    with clock.at(world.story.now()):
        for role, route in FORMS:
            address = world.address(route, as_role=role)
            browser = world.browsers[role]
            page = browser.get(address)
            assert page.status_code == 200, (role, route, page.status_code)
            fields = Fields()
            fields.feed(page.content.decode())
            for name, where in cases(fields.texts):
                data = fields.others | fields.texts | dict.fromkeys(where, HOSTILE[name])
                answer = sent(browser, address, data)
                if answer.status_code >= 500:
                    wrong.append(f"{route} as {role}: {name} in {sorted(where)}")
                elif not harmless(answer.content):
                    wrong.append(f"{route} as {role}: {name} became markup")
    assert wrong == []


def test_no_parameter_of_an_address_breaks_a_page(world: World) -> None:
    wrong: list[str] = []
    with clock.at(world.story.now()):
        for role, route, names in LISTS:
            address = world.address(route, as_role=role)
            for name in (*IN_ADDRESSES, "SQL", "number"):
                text = HOSTILE[name]
                value = quote(text[:8_000].encode("utf-8", "surrogatepass"))
                for wanted in (*names, "page", "sort"):
                    answer = world.browsers[role].get(f"{address}?{wanted}={value}")
                    if answer.status_code >= 500 or not harmless(answer.getvalue()):
                        wrong.append(f"{route}?{wanted}: {name}: {answer.status_code}")
    assert wrong == []


def test_no_part_of_an_address_breaks_a_page(world: World) -> None:
    role = "home advisor"
    wrong: list[str] = []
    named = [route for route in routes() if world.keys.get(route)]
    with clock.at(world.story.now()):
        for route in named:
            verb = ":close" if route.endswith("-verb") else ""
            address = world.address(route + verb, as_role=role)
            keys = [str(value) for value in world.keys[route].values()] + ["close"]
            for part in (part for part in keys if part in address):
                for name in IN_ADDRESSES:
                    text = HOSTILE[name]
                    piece = quote(text[:2_000].encode("utf-8", "surrogatepass"), safe="")
                    answer = world.browsers[role].get(address.replace(part, piece))
                    if answer.status_code >= 500 or not harmless(answer.getvalue()):
                        wrong.append(f"{route}: {name} for {part}: {answer.status_code}")
    assert wrong == []


def test_what_was_stored_is_shown_as_text(world: World) -> None:
    """A message of hostile text is kept and shown escaped."""
    browser = world.browsers["company"]
    reference = world.story.case.reference
    with clock.at(world.story.now()):
        answer = browser.post(f"/requests/{reference}/write/", {"text": HOSTILE["HTML"]})
        assert answer.status_code == 302
        for role, page in (("company", "request"), ("home advisor", "desk-request")):
            body = world.browsers[role].get(world.address(page)).content.decode()
            assert re.search(r"&lt;script&gt;alert\(1\)&lt;/script&gt;", body), role
            assert "<script>alert" not in body


def test_a_form_of_garbage_is_refused(world: World) -> None:
    browser = world.browsers["company"]
    address = world.address("request-write")
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
