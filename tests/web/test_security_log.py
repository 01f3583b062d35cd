"""The security log: what happened, with ids and UTC, without names; one file for all processes."""

from __future__ import annotations

import io
import json
import logging
import multiprocessing
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.security_log import SecurityEvent, as_id, note
from activities import tokens
from network import actions
from tests import factories
from tests.access.people import SECRET, browser_of, signed_in, with_second_factor
from tests.accounts.people import log_in, person
from web import logs

Lines = list[dict[str, str]]


class Written:
    """What the log holds since the test began."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self, event: SecurityEvent | None = None) -> Lines:
        found: Lines = [json.loads(line) for line in self.text.splitlines()]
        return [one for one in found if event is None or one["event"] == event]


@pytest.fixture
def log() -> Iterator[Written]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("kontor.security")
    logger.addHandler(handler)
    yield Written(stream)
    logger.removeHandler(handler)


@pytest.fixture(autouse=True)
def _from_the_beginning(db: None) -> None:
    cache.clear()


def test_a_line_has_the_moment_in_utc_the_event_and_ids(log: Written) -> None:
    ada = person()
    log_in(ada.email)
    (line,) = log.lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["at"])
    assert line["event"] == "logged-in"
    assert line["person"] == str(ada.pk)
    assert re.fullmatch(r"[0-9a-f]{16}", line["client"])
    assert set(line) == {"at", "event", "person", "client"}


def test_log_ins_failures_and_limits_are_written_without_what_was_typed(log: Written) -> None:
    ada = person()
    for _time in range(6):
        log_in(ada.email, "Plumeverre")
    log_in("stranger@plumeverre.example", "Plumeverre")
    failed = log.lines(SecurityEvent.LOG_IN_FAILED)
    assert [one["about"] for one in failed] == [*[str(ada.pk)] * 5, "no-account"]
    (limited,) = log.lines(SecurityEvent.LIMITED)
    assert (limited["what"], limited["about"]) == ("log-in", str(ada.pk))
    for word in ("lumeverre", "ada@", "Ada", "127.0.0.1"):
        assert word not in log.text


def test_a_wrong_code_of_the_second_factor_is_written(log: Written) -> None:
    user = with_second_factor(User.objects.get(pk=factories.staff(factories.agency()).user_id))
    signed_in(user).post(reverse("mfa_reauthenticate"), {"code": "000000"})
    assert [one["person"] for one in log.lines(SecurityEvent.SECOND_FACTOR_FAILED)] == [
        str(user.pk)
    ]
    assert SECRET not in log.text


def test_refusals_name_the_page_and_the_row_not_its_address(log: Written) -> None:
    agency = factories.agency()
    viewer, advisor = factories.staff(agency, "viewer"), factories.staff(agency)
    membership = User.objects.get(pk=advisor.user_id).memberships.get()
    browser_of(viewer).get(reverse("network:desk-person", args=[membership.pk]))
    (line,) = log.lines(SecurityEvent.REFUSED)
    assert line["view"] == "network:desk-person"
    assert line["membership_id"] == str(membership.pk)
    assert line["person"] == str(viewer.user_id)
    assert "/desk/" not in log.text


def test_a_foreign_form_is_written_once(log: Written) -> None:
    user = person()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    browser.post(reverse("kontor:profile"), {"name": "Plumeverre"})
    written = [(one["event"], one.get("view")) for one in log.lines()]
    assert written == [("logged-in", None), ("foreign-form-refused", "kontor:profile")]


def test_a_link_that_opens_nothing_is_written_without_its_token(log: Written) -> None:
    invitation = uuid4()
    user = person()
    browser = signed_in(user)
    Client().get(reverse("requests:answer", kwargs={"token": "P" * 43}))
    address = reverse("network:join-staff", kwargs={"invitation_id": invitation, "token": "P" * 43})
    browser.post(address)
    refused = log.lines(SecurityEvent.LINK_REFUSED)
    assert [one["view"] for one in refused] == ["requests:answer", "network:join-staff"]
    assert refused[1]["invitation_id"] == str(invitation)
    assert "PPP" not in log.text


def test_too_many_mails_asked_for_are_written(log: Written) -> None:
    for _time in range(4):
        Client().post(reverse("account_reset_password"), {"email": "x@post.example"})
    (line,) = log.lines(SecurityEvent.LIMITED)
    assert line["view"] == "account_reset_password"


def test_roles_are_written_when_they_change_and_not_when_they_do_not(
    log: Written, django_capture_on_commit_callbacks: Any
) -> None:
    agency = factories.agency()
    boss = factories.staff(agency, "coordinator")
    advisor = factories.staff(agency)
    membership = User.objects.get(pk=advisor.user_id).memberships.get()
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_membership(
            actor=boss, membership_id=membership.pk, role="viewer", on_desk=False
        )
        actions.remove_membership(actor=boss, membership_id=membership.pk)
    changed = log.lines(SecurityEvent.ROLE_CHANGED)
    assert [(one["person"], one["about"], one["what"], one["now"]) for one in changed] == [
        (str(boss.user_id), str(advisor.user_id), "membership", "viewer"),
        (str(boss.user_id), str(advisor.user_id), "membership", "none"),
    ]
    assert {one["organisation"] for one in changed} == {str(agency.pk)}


def test_joining_is_a_change_of_role(log: Written, django_capture_on_commit_callbacks: Any) -> None:
    agency = factories.agency()
    boss = factories.staff(agency, "coordinator")
    invited = person("new@agency.example")
    invitation = actions.invite_staff(
        actor=boss, email=invited.email, role="advisor", on_desk=False, language="en"
    )
    token = tokens.token_of("staff-invitation", invitation.pk, invitation.nonce)
    with django_capture_on_commit_callbacks(execute=True):
        actions.join_staff(user=invited, invitation_id=invitation.pk, token=token)
    (line,) = log.lines(SecurityEvent.ROLE_CHANGED)
    assert (line["about"], line["now"]) == (str(invited.pk), "advisor")


def test_the_secretariat_made_and_unmade_is_written(log: Written) -> None:
    made = User.objects.get(pk=factories.staff(factories.agency()).user_id)
    secretariat = signed_in(with_second_factor(factories.person(is_secretariat=True)))
    address = reverse("admin:accounts_user_change", args=[made.pk])
    secretariat.post(address, {"is_active": "on", "is_secretariat": "on"})
    (line,) = log.lines(SecurityEvent.ROLE_CHANGED)
    assert (line["about"], line["what"], line["now"]) == (str(made.pk), "is_secretariat", "True")


@pytest.mark.parametrize("value", ["Ada Probe", "ada@post.example", 'x","y":"', "a\nb", "x" * 81])
def test_what_is_no_id_does_not_come_into_the_log(log: Written, value: str) -> None:
    assert as_id(value) == "-"
    note(SecurityEvent.REFUSED, person=value)
    assert log.lines() == [{**log.lines()[0], "person": "-"}]
    assert len(log.text.splitlines()) == 1


def test_the_settings_write_it_to_a_file_of_the_data_folder() -> None:
    logger = logging.getLogger("kontor.security")
    (handler,) = (one for one in logger.handlers if isinstance(one.formatter, logs.JsonLines))
    assert isinstance(handler, logging.FileHandler)
    assert Path(handler.baseFilename) == configured.MEDIA_ROOT.parent / "logs" / "security.log"
    assert not logger.propagate


def _write(folder: Path, number: int) -> None:
    logger = logging.Logger("kontor.security")
    handler = logs.security_file(folder)
    handler.setFormatter(logs.JsonLines())
    logger.addHandler(handler)
    for turn in range(200):
        logger.info("%s", SecurityEvent.REFUSED, extra={"ids": {"person": f"{number}-{turn}"}})
    handler.close()


def test_several_processes_write_one_file_that_its_owner_alone_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "LARGEST_FILE", 20_000)
    folder = tmp_path / "logs"
    processes = [
        multiprocessing.get_context("fork").Process(target=_write, args=(folder, number))
        for number in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    files = sorted(folder.glob("security.log*"))
    assert len(files) > 2
    lines = [line for file in files for line in file.read_text().splitlines()]
    people = [json.loads(line)["person"] for line in lines]
    assert sorted(people) == sorted(
        f"{number}-{turn}" for number in range(3) for turn in range(200)
    )
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
