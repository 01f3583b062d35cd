"""Start PostgreSQL and Valkey on a data folder: `start(folder)` gives their addresses."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kontor.embedded import postgresql, valkey
from kontor.embedded.folders import DataFolder
from kontor.embedded.identity import Identity, server_identity
from kontor.embedded.passwords import Passwords, passwords_of
from kontor.embedded.ports import free_port
from kontor.embedded.processes import Child
from kontor.embedded.running import take_lock
from kontor.embedded.waiting import TookTooLong, nothing, wait_until
from kontor.embedded.watchdog import Watchdog

START_SECONDS = 30.0
STOP_SECONDS = 20.0
PORTS_TRIED = 5


class ServerFailed(Exception):
    """A server ended instead of starting; the text holds the end of its log."""


@dataclass
class Servers:
    """Two running servers."""

    database_url: str
    redis_url: str
    secret_key: str
    database: Child
    broker: Child
    # True when the database server's files were made by this start.
    new: bool
    # The folder's lock when `start` took it itself.
    lock: int | None = None

    def stop(self) -> None:
        """Stop the broker, then the database, and let go of the folder."""
        self.broker.stop()
        self.database.stop()
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None


@dataclass
class _Plan:
    """What both servers are started with."""

    folder: DataFolder
    passwords: Passwords
    identity: Identity
    temporary: bool
    lock: int | None
    watchdog: Watchdog | None
    look: Callable[[], None]


def start(
    data_dir: Path | str,
    *,
    temporary: bool = False,
    anew: bool = False,
    lock: int | None = None,
    watchdog: Watchdog | None = None,
    look: Callable[[], None] = nothing,
) -> Servers:
    """Start both servers on `data_dir`, make them on the first start, and wait until they answer.

    To be called from the main thread: the servers end with the thread that started them.
    `temporary` trades safety for speed; `anew` empties Kontor's database; `lock` is the folder's
    lock when the caller holds it already; `look` is called while waiting and may raise.

    Raises AlreadyRunning, ServerFailed, DatabaseUnusable, BrokerUnusable, NoIdentity or
    TookTooLong; then nothing is left running.
    """
    folder = DataFolder(Path(data_dir).resolve())
    folder.make()
    own_lock = take_lock(folder) if lock is None else None
    try:
        plan = _Plan(
            folder=folder,
            passwords=passwords_of(folder),
            identity=_identity(folder),
            temporary=temporary,
            lock=lock if own_lock is None else own_lock,
            watchdog=watchdog,
            look=look,
        )
        servers = _start(plan, anew=anew)
    except BaseException:
        if own_lock is not None:
            os.close(own_lock)
        raise
    servers.lock = own_lock
    return servers


def _identity(folder: DataFolder) -> Identity:
    cluster = folder.path / "postgresql"
    return server_identity(folder.path, cluster, postgresql.binaries() / "postgres")


def _start(plan: _Plan, *, anew: bool) -> Servers:
    passwords = plan.passwords
    cluster = plan.folder.path / "postgresql"
    new = postgresql.initialise(
        cluster, passwords.database, plan.identity, temporary=plan.temporary
    )
    database, database_port = _on_some_port(plan, _start_database)
    try:
        postgresql.ensure_database(database_port, passwords.database, anew=anew)
        broker, broker_port = _on_some_port(plan, _start_broker)
    except BaseException:
        database.stop()
        raise
    return Servers(
        database_url=postgresql.url(database_port, passwords.database),
        redis_url=valkey.url(broker_port, passwords.broker),
        secret_key=passwords.secret_key,
        database=database,
        broker=broker,
        new=new,
    )


def _on_some_port(plan: _Plan, start_on: Callable[[_Plan, int], Child]) -> tuple[Child, int]:
    """Start on a free port; another is tried when somebody takes it in between."""
    for last in [False] * (PORTS_TRIED - 1) + [True]:
        port = free_port()
        try:
            return start_on(plan, port), port
        except ServerFailed as failed:
            if last or "in use" not in str(failed):
                raise
    raise AssertionError("not reached")


def _start_database(plan: _Plan, port: int) -> Child:
    cluster = plan.folder.path / "postgresql"
    password = plan.passwords.database
    child = Child(
        "database",
        postgresql.server_command(cluster, port, temporary=plan.temporary),
        environment=postgresql.server_environment(),
        folder=cluster,
        log=plan.folder.logs / "database.log",
        identity=plan.identity,
        stop_signal=postgresql.STOP_SIGNAL,
        death_signal=postgresql.STOP_SIGNAL,
        patience=STOP_SECONDS,
        keep_open=() if plan.lock is None else (plan.lock,),
        watchdog=plan.watchdog,
    )
    return _started(child, plan, lambda: postgresql.answers(port, password))


def _start_broker(plan: _Plan, port: int) -> Child:
    data = plan.folder.path / "valkey"
    if not data.is_dir():
        data.mkdir(mode=0o700)
        plan.identity.own(data)
    password = plan.passwords.broker
    child = Child(
        "broker",
        valkey.server_command(),
        environment=postgresql.server_environment(),
        folder=data,
        log=plan.folder.logs / "broker.log",
        identity=plan.identity,
        configuration=valkey.configuration(port, password, temporary=plan.temporary),
        death_signal=15,
        keep_open=() if plan.lock is None else (plan.lock,),
        watchdog=plan.watchdog,
    )
    return _started(child, plan, lambda: valkey.answers(port, password))


def _started(child: Child, plan: _Plan, answers: Callable[[], bool]) -> Child:
    """Start `child` and wait until it answers; on any failure nothing is left of it."""

    def look() -> None:
        plan.look()
        if not child.running:
            raise ServerFailed(f"The {child.name} ended at its start:\n{child.last_words()}")

    try:
        child.start()
        wait_until(answers, f"The start of the {child.name}", seconds=START_SECONDS, look=look)
    except TookTooLong as slow:
        child.stop()
        raise TookTooLong(f"{slow}\n{child.last_words()}") from None
    except BaseException:
        child.stop()
        raise
    return child
