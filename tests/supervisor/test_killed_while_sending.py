"""Parts of a run are killed or stand still, and mail servers fail, while it sends: no mail is lost.

A mail comes twice only in the window that `notifications.delivery` names: of each process that
sends, the one mail that its server took and that was not marked yet.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from kontor.embedded.application import WORKER_PROCESSES
from notifications.delivery import LEASE
from tests.notifications.post import PostOffice, post_office
from tests.supervisor.conftest import Start
from tests.supervisor.kontor_run import KontorRun, wait_for
from tests.supervisor.outbox import put_into, states_in

pytestmark = pytest.mark.long

NOTICES = 300
ROUNDS = 10
# A part that ends five times within a minute ends the run, as it should.
A_ROUND = 20.0
STANDS_STILL = 5.0


@dataclass
class Scene:
    """A run, the server that takes its mails, and the file of its clock."""

    run: KontorRun
    office: PostOffice
    clock: Path
    chance: random.Random


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            pass


def _all_of(scene: Scene, name: str) -> list[psutil.Process]:
    part = scene.run.part(name)
    return [part, *part.children(recursive=True)]


def kill_worker(scene: Scene) -> None:
    _kill(_all_of(scene, "celery -A kontor worker"))


def kill_one_of_the_pool(scene: Scene) -> None:
    pool = scene.run.part("celery -A kontor worker").children()
    _kill([scene.chance.choice(pool)])


def kill_beat(scene: Scene) -> None:
    _kill(_all_of(scene, "celery -A kontor beat"))


def kill_web(scene: Scene) -> None:
    _kill(_all_of(scene, "web_server"))


def kill_database(scene: Scene) -> None:
    _kill(_all_of(scene, "postgres"))


def kill_broker(scene: Scene) -> None:
    _kill(_all_of(scene, "valkey-server"))


def kill_broker_with_its_data(scene: Scene) -> None:
    (broker,) = _all_of(scene, "valkey-server")
    # It stands still, so that nothing is written between the two.
    broker.suspend()
    written = [Path(broker.cwd(), "appendonlydir"), *Path(broker.cwd()).glob("*.rdb")]
    for place in written:
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            file.unlink()
    _kill([broker])


def _stand_still(processes: list[psutil.Process]) -> None:
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    goes_on = time.monotonic() + STANDS_STILL
    wait_for(lambda: time.monotonic() > goes_on, "some seconds of standing still")
    for process in processes:
        process.send_signal(signal.SIGCONT)


def stop_broker(scene: Scene) -> None:
    _stand_still(_all_of(scene, "valkey-server"))


def stop_database(scene: Scene) -> None:
    _stand_still(_all_of(scene, "postgres"))


@contextmanager
def _faulty(office: PostOffice, fault: str) -> Iterator[None]:
    office.fault = fault
    try:
        tried = office.failed
        wait_for(lambda: office.failed >= tried + WORKER_PROCESSES, f"mails that meet {fault}")
        yield
    finally:
        office.fault = ""


def mail_server_hangs(scene: Scene) -> None:
    with _faulty(scene.office, "hangs"):
        pass


def mail_server_drops(scene: Scene) -> None:
    with _faulty(scene.office, "drops"):
        pass


def mail_server_refuses(scene: Scene) -> None:
    with _faulty(scene.office, "refuses"):
        pass


FAULTS: tuple[Callable[[Scene], None], ...] = (
    kill_worker,
    kill_one_of_the_pool,
    kill_beat,
    kill_web,
    kill_database,
    kill_broker,
    kill_broker_with_its_data,
    stop_broker,
    stop_database,
    mail_server_hangs,
    mail_server_drops,
    mail_server_refuses,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_no_mail_is_lost_whatever_fails_while_it_is_sent(
    start: Start, tmp_path: Path, fault: Callable[[Scene], None]
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    expected: set[str] = set()
    with post_office() as office:
        run = start(tmp_path / "data", EMAIL_URL=office.url, TEST_CLOCK=str(clock))
        run.ready()
        scene = Scene(run, office, clock, random.Random(fault.__name__))
        for number in range(1, ROUNDS + 1):
            expected |= _round(scene, fault, number, frozenset(expected))
        copies = office.copies
        assert run.process.poll() is None
    assert len(expected) == NOTICES * ROUNDS
    assert sum(copies.values()) - len(expected) <= WORKER_PROCESSES * ROUNDS


def _round(
    scene: Scene, fault: Callable[[Scene], None], number: int, before: frozenset[str]
) -> set[str]:
    """Something fails at a random moment while notices are sent; the Message-IDs of all of them
    once they came."""
    begun = time.monotonic()
    put = put_into(scene.run, NOTICES)
    moment = len(before) + scene.chance.randrange(1, NOTICES - NOTICES // 10)
    wait_for(lambda: len(scene.office.copies) >= moment, f"{moment} mails")
    fault(scene)
    # The leases of the killed are over, and the pauses before what was refused goes again.
    scene.clock.write_text(str(number * 2 * (LEASE.total_seconds() + 1)))
    wait_for(lambda: set(scene.office.copies) == before | put, f"all mails of round {number}")
    wait_for(lambda: set(states_in(scene.run)) == {"sent"}, f"the marks of round {number}")
    wait_for(lambda: time.monotonic() - begun > A_ROUND, "some time between two faults")
    return put
