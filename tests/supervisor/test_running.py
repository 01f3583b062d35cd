"""What holds while Kontor runs; the tests share one start and change nothing in it."""

import contextlib
import os
import signal
import stat
import sys
from pathlib import Path

import psutil
import redis

from kontor.embedded.running import running_environment
from kontor.embedded.supervisor import DEMO_LOG_INS
from tests.supervisor.kontor_run import KontorRun, command, wait_for


def mode(path: os.PathLike[str]) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


def test_the_address_is_the_last_line_after_log_ins_and_how_to_stop(running: KontorRun) -> None:
    assert running.lines[-1] == f"http://localhost:{running.port}/"
    assert "Ctrl-C" in running.lines[-2]
    text = "\n".join(running.lines)
    positions = [text.index(address) for address, _who in DEMO_LOG_INS]
    assert positions == sorted(positions)
    assert "password kontor" in text


def test_the_demo_log_ins_are_those_that_scripts_rely_on() -> None:
    assert [address for address, _who in DEMO_LOG_INS] == [
        "advisor@bwi.example",
        "coordinator@bwi.example",
        "advisor@accio.example",
        "advisor@promos.example",
        "advisor@bremen.example",
        "company@neckar.example",
        "secretariat@kontor.example",
    ]


def test_a_taken_default_port_moves_to_a_free_one_and_says_so(running: KontorRun) -> None:
    assert running.port != 8000
    assert f"  port 8000 is taken: using {running.port}" in running.lines


def test_every_part_is_well_once_the_address_is_printed(running: KontorRun) -> None:
    parts = running.health()["parts"]
    assert isinstance(parts, dict)
    assert {name: part["state"] for name, part in parts.items()} == dict.fromkeys(
        ("database", "migrations", "broker", "worker", "beat", "timers"), "ok"
    )


def test_only_loopback_is_listened_on(running: KontorRun) -> None:
    processes = [psutil.Process(running.process.pid), *running.descendants()]
    listening: set[str] = set()
    for process in processes:
        # A process of the database that served one connection may be gone by now.
        with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError):
            listening |= {
                connection.laddr.ip
                for connection in process.net_connections(kind="inet")
                if connection.status == psutil.CONN_LISTEN
            }
    assert listening
    assert listening <= {"127.0.0.1", "::1"}


def test_secrets_are_for_the_owner_alone(running: KontorRun) -> None:
    assert mode(running.data) == 0o700
    assert mode(running.data / "secrets.json") == 0o600
    assert mode(running.data / "servers.json") == 0o600
    assert mode(running.data / "kontor.lock") == 0o600
    logs = list((running.data / "logs").iterdir())
    assert {path.stem for path in logs} == {"database", "broker", "web", "worker", "beat"}
    assert {mode(path) for path in logs} == {0o600}


def test_no_password_is_seen_in_the_list_of_processes(running: KontorRun) -> None:
    secrets = (running.data / "secrets.json").read_text().split('"')[3::4]
    assert len(secrets) == 3
    lines = [" ".join(process.cmdline()) for process in running.descendants()]
    assert [line for line in lines for secret in secrets if secret in line] == []


def test_servers_of_root_run_as_somebody_else(running: KontorRun) -> None:
    if os.geteuid() != 0:
        assert running.part("postgres -D").uids().real == os.geteuid()
        return
    # In its user namespace the server is user 1000, or outside of one simply not root.
    process = running.part("postgres -D")
    mapped = Path(f"/proc/{process.pid}/uid_map").read_text().split()
    assert mapped == ["1000", "0", "1"] or process.uids().real != 0


def test_a_second_instance_says_that_one_already_runs(running: KontorRun) -> None:
    second = command(sys.executable, "-m", "kontor.embedded", DATA_DIR=str(running.data))
    assert second.returncode == 1
    assert "already runs" in second.stderr
    assert f"http://localhost:{running.port}/" in second.stderr
    assert str(running.process.pid) in second.stderr
    assert running.process.poll() is None
    assert (running.data / "servers.json").exists()


def test_manage_py_beside_it_finds_its_servers(running: KontorRun) -> None:
    shown = command(
        *(sys.executable, "manage.py", "migrate", "--check"), DATA_DIR=str(running.data)
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert running_environment(running.data)["DATABASE_URL"].startswith("postgres://kontor:")


def test_reset_refuses_while_it_runs(running: KontorRun) -> None:
    refused = command(
        *(sys.executable, "-m", "kontor.embedded.reset"), typed="yes\n", DATA_DIR=str(running.data)
    )
    assert refused.returncode == 1
    assert "stop it first" in refused.stdout
    assert (running.data / "postgresql").exists()


def test_a_part_that_was_killed_is_started_again(running: KontorRun) -> None:
    broker = running.part("valkey-server")
    address = running.announced()["REDIS_URL"]
    broker.send_signal(signal.SIGKILL)
    assert running.line("the broker ended", 10).endswith("starting it again")

    def answers() -> bool:
        try:
            with redis.Redis.from_url(address) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    wait_for(answers, "an answer of the broker at its old address")
    running.lines.append(f"http://localhost:{running.announced()['PORT']}/")
