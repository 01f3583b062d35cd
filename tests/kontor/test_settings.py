"""What production needs and does not find stops the process; what it finds is taken as meant."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kontor.settings import environment

PROJECT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "DATABASE_URL": "postgres://kontor:x@127.0.0.1:1/kontor",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "k" * 48,
    "BASE_URL": "https://kontor.example",
    "EMAIL_URL": "smtps://kontor:secret@mail.example",
    "TRUSTED_PROXIES": "1",
    "DEFAULT_FROM_EMAIL": "Kontor <kontor@kontor.example>",
}
READ_BY_OTHERS = ("DEMO", "ALLOWED_HOSTS", "SECRET_KEY_FALLBACKS", "SWEEP_SECONDS")


def started(tmp_path: Path, expression: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """What a process with these variables prints of its settings."""
    return subprocess.run(
        [sys.executable, "-c", f"from kontor import settings; print({expression})"],
        cwd=PROJECT,
        env={
            **{name: value for name, value in os.environ.items() if name not in READ_BY_OTHERS},
            **COMPLETE,
            "DATA_DIR": str(tmp_path),
            **changed,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_complete_deployment_starts_and_its_cookies_are_bound_to_its_host(tmp_path: Path) -> None:
    names = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME"
    rest = "settings.ALLOWED_HOSTS, settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.EMAIL_USE_SSL"
    done = started(tmp_path, f"({names}, {rest})", SECRET_KEY_FALLBACKS="old, older")
    assert done.stderr == ""
    assert done.stdout == (
        "('__Host-sessionid', '__Host-csrftoken', '__Host-django_language', "
        "['kontor.example', 'localhost'], 1, True)\n"
    )


@pytest.mark.parametrize(
    "name",
    [
        *("SECRET_KEY", "BASE_URL", "EMAIL_URL", "TRUSTED_PROXIES"),
        *("DATA_DIR", "DEFAULT_FROM_EMAIL"),
    ],
)
def test_production_does_not_start_without(name: str, tmp_path: Path) -> None:
    done = started(tmp_path, "settings.SECRET_KEY", **{name: ""})
    assert done.returncode == 1
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith(f"Kontor does not start: set {name}, ")


def test_a_worker_does_not_start_half_set_either(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "kontor", "worker"],
        cwd=PROJECT,
        env={**os.environ, **COMPLETE, "DATA_DIR": str(tmp_path), "EMAIL_URL": "", "DEMO": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Kontor does not start: set EMAIL_URL, ")


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(environment, "PRODUCTION", True)
    return monkeypatch


def refusal(capsys: pytest.CaptureFixture[str], read: object) -> str:
    assert callable(read)
    with pytest.raises(SystemExit) as stopped:
        read()
    return str(stopped.value).removeprefix("Kontor does not start: ")


@pytest.mark.parametrize(
    ("url", "port", "starttls", "implicit"),
    [
        ("smtp://localhost", 25, False, False),
        ("smtp://127.0.0.1:2525", 2525, False, False),
        ("smtp://[::1]", 25, False, False),
        ("smtp://u:p%40ss@mail.example?tls=1", 587, True, False),
        ("smtps://u:p%40ss@mail.example", 465, False, True),
        ("smtps://u:p%40ss@mail.example:4465", 4465, False, True),
        ("smtp://relay.internal?plain=1", 25, False, False),
    ],
)
def test_mail_servers_that_can_be_named(
    production: pytest.MonkeyPatch, url: str, port: int, starttls: bool, implicit: bool
) -> None:
    production.setenv("EMAIL_URL", url)
    server = environment.mail_server()
    assert server is not None
    assert (server.port, server.starttls, server.implicit_tls) == (port, starttls, implicit)
    assert server.password in {"", "p@ss"}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("smtp://mail.example", "readable for everybody"),
        ("smtp://u:p@10.0.0.7:587", "readable for everybody"),
        ("smtp+ssl://mail.example", "neither with smtp:// nor with smtps://"),
        ("mail.example:25", "names no host"),
        ("https://mail.example", "neither with smtp:// nor with smtps://"),
        ("smtp://mail.example:port?tls=1", "is not a URL"),
        ("smtp://mail.example?starttls=1", "only tls=1 or plain=1"),
        ("smtp://mail.example?tls=yes", "only tls=1 or plain=1"),
        ("smtps://mail.example?plain=1", "more than one of"),
        ("smtp://", "names no host"),
    ],
)
def test_a_mail_server_that_cannot_be_meant_stops_the_start(
    production: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, why: str
) -> None:
    production.setenv("EMAIL_URL", url)
    assert why in refusal(capsys, environment.mail_server)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://kontor.example", "for this machine alone"),
        ("kontor.example", "names no host"),
        ("ftp://kontor.example", "neither with https:// nor with http://"),
        ("https://kontor.example/portal", "more than a scheme"),
        ("https://user@kontor.example", "more than a scheme"),
    ],
)
def test_an_address_that_cannot_be_meant_stops_the_start(
    production: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, why: str
) -> None:
    production.setenv("BASE_URL", url)
    assert why in refusal(capsys, environment.base_url)


def test_a_short_secret_stops_the_start(
    production: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    production.setenv("SECRET_KEY", "changeme")
    assert refusal(capsys, environment.secret_key) == "SECRET_KEY has fewer than 32 characters."


@pytest.mark.parametrize("given", ["-1", "one", "1.5", "٢"])
def test_a_number_that_is_none_stops_the_start(
    production: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    production.setenv("TRUSTED_PROXIES", given)
    assert "is not a whole number from 0 on" in refusal(capsys, environment.trusted_proxies)


def test_a_web_process_waits_shortly_for_rows_and_keeps_its_files_private(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import os, kontor.wsgi; from django.db import connection; c = connection.cursor(); "
            "c.execute('SHOW lock_timeout'); print(c.fetchone()[0], oct(os.umask(0)))",
        ],
        cwd=PROJECT,
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "5s 0o77\n"
