"""Starts that do not come about, and what needs no start."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from kontor.embedded import servers
from kontor.embedded.folders import DataFolder
from kontor.embedded.running import AlreadyRunning, announce, running_environment, take_lock
from tests.patience import PATIENCE
from tests.supervisor.kontor_run import PROJECT, clean_environment, command, wait_for

RUN = (sys.executable, "-m", "kontor.embedded")
RESET = (sys.executable, "-m", "kontor.embedded.reset")


def test_an_explicit_port_that_is_taken_is_an_error(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        refused = command(*RUN, DATA_DIR=str(data), PORT=str(port))
    assert refused.returncode == 1
    assert refused.stderr == f"Port {port} is taken: name another with PORT=, or leave it out.\n"
    assert not (data / "postgresql").exists()


def test_a_port_taken_on_the_other_loopback_address_is_taken(data: Path) -> None:
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with listener:
        port = listener.getsockname()[1]
        refused = command(*RUN, DATA_DIR=str(data), PORT=str(port))
    assert refused.stderr.startswith(f"Port {port} is taken")


@pytest.mark.parametrize("port", ["no", "0", "65536", "-1", "80 80", "²"])
def test_a_port_that_is_none_is_refused_in_words(data: Path, port: str) -> None:
    refused = command(*RUN, DATA_DIR=str(data), PORT=port)
    assert refused.returncode == 1
    assert refused.stderr == f"PORT={port} is not a port (1 to 65535)\n"


def test_one_own_server_without_the_other_is_refused(data: Path) -> None:
    refused = command(*RUN, DATA_DIR=str(data), DATABASE_URL="postgres://x@127.0.0.1/x")
    assert refused.returncode == 1
    assert "both DATABASE_URL and REDIS_URL" in refused.stderr


def test_manage_py_without_a_running_kontor_says_how_to_start_it(data: Path) -> None:
    words = (sys.executable, "manage.py", "migrate", "--check")
    refused = command(*words, DATA_DIR=str(data))
    assert refused.returncode != 0
    assert "make run" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_manage_py_is_not_fooled_by_a_file_that_a_killed_supervisor_left(data: Path) -> None:
    folder = DataFolder(data)
    folder.make()
    announce(folder, {"DATABASE_URL": "postgres://kontor@127.0.0.1:1/kontor"})
    refused = command(sys.executable, "manage.py", "migrate", "--check", DATA_DIR=str(data))
    assert refused.returncode != 0
    assert "make run" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_reset_refuses_with_own_servers(data: Path) -> None:
    (data / "postgresql").mkdir(parents=True)
    refused = command(
        *RESET, typed="yes\n", DATA_DIR=str(data), DATABASE_URL="postgres://x@127.0.0.1/x"
    )
    assert refused.returncode == 1
    assert "DATABASE_URL is set" in refused.stdout
    assert (data / "postgresql").exists()


@pytest.mark.parametrize("typed", ["", "\n", "no\n", "y\n"])
def test_reset_deletes_nothing_without_a_yes(data: Path, typed: str) -> None:
    (data / "postgresql").mkdir(parents=True)
    refused = command(*RESET, typed=typed, DATA_DIR=str(data))
    assert refused.returncode == 1
    assert (data / "postgresql").exists()


def test_reset_deletes_what_is_kontors_and_nothing_else(data: Path) -> None:
    for name in ("postgresql", "valkey", "files", "mailbox", "logs"):
        (data / name).mkdir(parents=True)
    for name in ("secrets.json", "beat-schedule.db", "mine.txt"):
        (data / name).touch()
    done = command(*RESET, typed="yes\n", DATA_DIR=str(data))
    assert done.returncode == 0
    assert [path.name for path in data.iterdir()] == ["mine.txt"]


def test_a_file_left_by_a_killed_supervisor_fools_nobody(data: Path) -> None:
    folder = DataFolder(data)
    folder.make()
    announce(folder, {"DATABASE_URL": "postgres://stale"})
    assert running_environment(data) == {}
    lock = take_lock(folder)
    try:
        assert running_environment(data) == {"DATABASE_URL": "postgres://stale"}
        with pytest.raises(AlreadyRunning) as other:
            take_lock(folder)
        assert other.value.process == os.getpid()
    finally:
        os.close(lock)


def test_data_are_kept_over_a_restart_of_the_servers(data: Path) -> None:
    first = servers.start(data, temporary=True)
    try:
        connection = psycopg2.connect(first.database_url)
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 'ä' AS word")
        connection.close()
    finally:
        first.stop()
    second = servers.start(data, temporary=True)
    try:
        connection = psycopg2.connect(second.database_url)
        with connection.cursor() as cursor:
            cursor.execute("SELECT upper(word) FROM kept")
            assert cursor.fetchone() == ("Ä",)
        connection.close()
        assert (first.new, second.new) == (True, False)
        assert first.secret_key == second.secret_key
    finally:
        second.stop()


def test_the_extensions_that_the_migrations_need_are_there(data: Path) -> None:
    started = servers.start(data, temporary=True)
    try:
        connection = psycopg2.connect(started.database_url)
        with connection.cursor() as cursor:
            for extension in ("vector", "pg_trgm", "unaccent", "btree_gist"):
                cursor.execute(f"CREATE EXTENSION {extension}")
            cursor.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (True,)
        connection.close()
    finally:
        started.stop()


def test_data_of_another_version_are_refused_and_left_alone(data: Path) -> None:
    cluster = data / "postgresql"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("12\n")
    refused = command(*RUN, DATA_DIR=str(data))
    assert refused.returncode == 1
    assert "PostgreSQL 12" in refused.stderr
    assert (cluster / "PG_VERSION").exists()


def test_an_interrupted_first_start_leaves_nothing_half_made(data: Path) -> None:
    (data / "postgresql.new" / "cluster").mkdir(parents=True)
    started = servers.start(data, temporary=True)
    started.stop()
    assert started.new
    assert not (data / "postgresql.new").exists()


def test_temporary_servers_live_as_long_as_their_command() -> None:
    script = (
        "import os, psycopg2; psycopg2.connect(os.environ['DATABASE_URL']).close();"
        "print(os.environ['DATA_DIR']); raise SystemExit(7)"
    )
    done = command(*RUN, "--temporary", "--", sys.executable, "-c", script)
    assert done.returncode == 7, done.stderr
    assert not Path(done.stdout.strip()).exists()


def test_temporary_servers_go_when_told_to_stop() -> None:
    script = "import os, signal; print(os.environ['DATA_DIR'], flush=True); signal.pause()"
    process = subprocess.Popen(
        [*RUN, "--temporary", "--", sys.executable, "-c", script],
        cwd=PROJECT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert folder.exists()
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 128 + signal.SIGTERM
    process.stdout.close()
    wait_for(lambda: not folder.exists(), "the end of the folder")


def test_a_second_install_does_nothing() -> None:
    first = command("make", "--silent", "install-development")
    second = command("make", "--silent", "install-development")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (second.stdout, second.stderr) == ("", "")


def test_a_python_that_does_not_fit_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "kontor" / "embedded").mkdir(parents=True)
    for name in ("Makefile", "kontor/embedded/install.py"):
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())
    old = tmp_path / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    bare = tmp_path / "python-bare"
    bare.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n')
    bare.chmod(0o755)
    words = ("make", "--silent", "-C", str(tmp_path), "install")
    refused = command(*words, f"PYTHON={old}")
    assert "needs Python 3.11, 3.12 or 3.13" in refused.stderr
    unable = command(*words, f"PYTHON={bare}")
    assert "apt-get install python3-venv" in unable.stderr
    assert not (tmp_path / ".venv").exists()
