"""How a run ends: in order by a signal, without remains by force."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import pytest

from tests.patience import PATIENCE
from tests.supervisor.conftest import Start
from tests.supervisor.kontor_run import alive, command, wait_for

ORDER = "Stopping beat, worker, web, broker, database"


@pytest.fixture(autouse=True)
def nothing_is_ignored() -> Iterator[None]:
    """As in a person's shell: what this process ignores (below nohup, in the background) its
    children would too."""
    before = {
        signal.SIGHUP: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler),
    }
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


def test_a_run_is_stopped_started_again_killed_and_started_again(start: Start, data: Path) -> None:
    first = start(data)
    first.ready()
    assert any("updating the database" in line for line in first.lines)
    connection = psycopg2.connect(first.announced()["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 1")
    connection.close()
    secrets = (data / "secrets.json").read_text()
    assert first.end(signal.SIGINT)[-2:] == [ORDER, "Stopped."]
    assert first.process.returncode == 0
    assert not (data / "servers.json").exists()

    second = start(data)
    second.ready()
    assert not any("updating the database" in line for line in second.lines)
    assert (data / "secrets.json").read_text() == secrets
    connection = psycopg2.connect(second.announced()["DATABASE_URL"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
        assert cursor.fetchone() == (1,)
    connection.close()
    # While it runs, so that everything is there to be left behind.
    below = second.descendants()
    assert len(below) >= 9
    second.process.send_signal(signal.SIGKILL)
    second.process.wait()
    # A start right after it waits for the servers that are just ending.
    third = start(data)
    wait_for(lambda: not alive(below), "the end of all processes after kill -9")
    third.line("web server, worker and beat")
    # As below a terminal and make, which pass on the same request twice.
    third.process.send_signal(signal.SIGINT)
    assert third.end(signal.SIGTERM)[-2:] == [ORDER, "Stopped."]
    assert third.process.returncode == 0


def test_a_hang_up_alone_while_it_starts_stops_what_there_is(start: Start, data: Path) -> None:
    run = start(data)
    run.line("web server, worker and beat")
    # No other signal follows: a hang-up that were ignored would leave it running.
    assert run.end(signal.SIGHUP)[-2:] == [ORDER, "Stopped."]
    assert run.process.returncode == 0
    assert not (data / "servers.json").exists()


def test_own_servers_are_used_and_no_embedded_ones_start(start: Start, data: Path) -> None:
    address, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS own_server")
        cursor.execute("CREATE DATABASE own_server")
    redis_address, _, _ = os.environ["REDIS_URL"].rpartition("/")
    try:
        servers = {
            "DATABASE_URL": f"{address}/own_server",
            "REDIS_URL": f"{redis_address}/15",
            "BASE_URL": "http://localhost:8000",
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "DEFAULT_FROM_EMAIL": "kontor@kontor.example",
        }
        run = start(data, **servers)
        run.ready()
        commands = [" ".join(process.cmdline()) for process in run.descendants()]
        assert not any("postgres -D" in line or "valkey-server" in line for line in commands)
        assert not (data / "postgresql").exists()
        assert not any("Demo" in line for line in run.lines)
        assert run.announced()["DEMO"] == ""
        assert run.announced()["DATABASE_URL"] == f"{address}/own_server"
        # TERM alone, of a run that was ready.
        assert run.end(signal.SIGTERM)[-2:] == ["Stopping beat, worker, web", "Stopped."]
        assert run.process.returncode == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE own_server WITH (FORCE)")
        connection.close()


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_that_only_make_gets_ends_everything(
    start: Start, data: Path, number: signal.Signals
) -> None:
    run = start(data, words=("make", "run", "ARGUMENTS=--without-demo"))
    run.ready()
    below = run.descendants()
    run.process.send_signal(number)
    run.process.wait(PATIENCE)
    wait_for(lambda: not alive(below), "the end of all processes")


@pytest.mark.long
def test_ten_kills_at_any_moment_leave_nothing_and_lose_nothing(start: Start, data: Path) -> None:
    first = start(data)
    first.ready()
    first.end()
    moments = ["Starting", "PostgreSQL", "web server", "http://"]
    for moment in (moments * 3)[:10]:
        run = start(data)
        run.line(moment)
        below = run.descendants()
        run.process.send_signal(signal.SIGKILL)
        run.process.wait()
        wait_for(lambda below=below: not alive(below), f"the end after kill -9 at {moment}")
    last = start(data)
    last.ready()
    last.end()


@pytest.mark.long
def test_where_the_kernel_cannot_the_watchdog_ends_what_is_left(start: Start, data: Path) -> None:
    run = start(data, EMBEDDED_WATCHDOG="1")
    run.ready()
    below = run.descendants()
    assert any("watchdog.py" in " ".join(process.cmdline()) for process in below)
    run.process.send_signal(signal.SIGKILL)
    run.process.wait()
    wait_for(lambda: not alive(below), "the end of all processes")


@pytest.mark.long
def test_a_part_that_ends_again_and_again_ends_the_run(start: Start, data: Path) -> None:
    """Five times within a minute: each new one is killed as soon as it is there."""
    run = start(data)
    run.ready()

    def over() -> bool:
        for child in run.descendants():
            with suppress(psutil.Error):  # it ended meanwhile
                if "celery -A kontor beat" in " ".join(child.cmdline()):
                    child.kill()
        return run.process.poll() is not None

    wait_for(over, "the end of the run")
    assert run.process.returncode == 1
    said = "\n".join(run.end())
    assert "The beat ends again and again:" in said
    assert said.count("the beat ended (") >= 4


def test_the_supervisor_can_be_asked_what_it_takes() -> None:
    shown = command(sys.executable, "-m", "kontor.embedded", "--help")
    assert shown.returncode == 0
    assert "--temporary" in shown.stdout
