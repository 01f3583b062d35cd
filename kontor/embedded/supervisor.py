"""The supervisor: everything of Kontor below one process, started and stopped in order."""

import math
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from socket import socket
from types import FrameType

from kontor.embedded import health, readiness, room, servers
from kontor.embedded.application import application, preparation
from kontor.embedded.folders import PROJECT_FOLDER
from kontor.embedded.make import Make
from kontor.embedded.parent_death import die_with_parent
from kontor.embedded.passwords import passwords_of
from kontor.embedded.ports import listen, listen_from
from kontor.embedded.processes import Child
from kontor.embedded.running import announce, take_lock, withdraw
from kontor.embedded.waiting import wait_until
from kontor.embedded.watchdog import Watchdog, watchdog_if_needed
from kontor.embedded.wishes import Wishes

PREPARE_SECONDS = 1800.0
# A part that ends this often within a minute is not started again.
ENDS_PER_MINUTE = 5
# Signals so close to each other are one request; a later one ends everything at once.
SAME_REQUEST_SECONDS = 2.0
DEMO_PASSWORD = "kontor"  # noqa: S105 known to everybody, for the demo on loopback only
DEMO_LOG_INS = (
    ("advisor@bwi.example", "advisor, Baden-Württemberg International"),
    ("coordinator@bwi.example", "coordinator, Baden-Württemberg International"),
    ("advisor@accio.example", "advisor, ACCIÓ (Catalonia)"),
    ("advisor@promos.example", "advisor, Promos Italia"),
    ("advisor@bremen.example", "advisor, Bremen"),
    ("company@neckar.example", "company, Neckar Antriebe"),
    ("secretariat@kontor.example", "the network's secretariat"),
)
# What a command in the same folder starts with.
ANNOUNCED = (
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "BASE_URL", "DEMO"),
    *("PORT", "DATA_DIR", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "ALLOWED_HOSTS", "TRUSTED_PROXIES"),
)


class Stopped(Exception):
    """A signal asked to stop."""


class PartFailed(Exception):
    """A part of Kontor ended that should run; the text says which and shows its last words."""


def say(text: str = "") -> None:
    """Print at once, also into a pipe; a reader that went away is no reason to fail."""
    try:
        print(text, flush=True)
    except OSError:
        pass


@dataclass
class Supervisor:
    """One run, from the first check to the last stop."""

    wishes: Wishes
    fill_demo: bool = True
    make: Make | None = None
    sockets: list[socket] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    ends: dict[str, list[float]] = field(default_factory=dict)
    signals: int = 0
    first_signal: float = 0.0
    port: int = 0
    lock: int = -1
    watchdog: Watchdog | None = None
    waits_for_room: bool = False

    def run(self) -> None:
        """Start everything, print the address, watch until told to stop, stop everything.

        Raises AlreadyRunning, PortTaken, PartFailed, NoRoom and what `servers.start` raises.
        """
        self.wishes.folder.make()
        self.lock = take_lock(self.wishes.folder)
        try:
            room.check(self.wishes.folder.path, own_servers=self.wishes.own_servers)
            self._handle_signals()
            withdraw(self.wishes.folder)
            self._take_port()
            self.watchdog = watchdog_if_needed()
            self._start()
            self._watch()
        except Stopped:
            pass
        finally:
            self._stop()

    def _handle_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # What nohup ignores stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        self.signals += 1
        if self.signals == 1:
            self.first_signal = now
        # A terminal, timeout(1) and make may each pass on the same request: that is one.
        elif now - self.first_signal > SAME_REQUEST_SECONDS:
            say("  ending what is left at once")
            for child in self.children:
                child.patience = 0.0
                child.send(signal.SIGKILL)

    def _look(self) -> None:
        """Raise Stopped once a signal came, to us or only to make."""
        if self.signals or (self.make is not None and self.make.told_to_stop()):
            raise Stopped

    def _take_port(self) -> None:
        if self.wishes.port_given:
            self.port = self.wishes.port
            self.sockets = listen(self.port)
            return
        self.sockets, self.port = listen_from(self.wishes.port)
        if self.port != self.wishes.port:
            say(f"  port {self.wishes.port} is taken: using {self.port}")

    def _start(self) -> None:
        say(f"Starting Kontor; its data are in {self.wishes.folder.path}")
        environment = self._environment()
        if not self.wishes.own_servers:
            environment |= self._start_servers()
        announce(self.wishes.folder, self._announced(environment))
        self._prepare(environment)
        say("  web server, worker and beat")
        listening = [opened.fileno() for opened in self.sockets]
        parts = application(environment, self.wishes.folder, listening, self.lock, self.watchdog)
        began = time.monotonic()
        for part in parts:
            self.children.append(part)
            part.start()
        self._await_readiness(environment, began)
        self._greet()

    def _environment(self) -> dict[str, str]:
        """What all processes of the application get to know."""
        environment = dict(os.environ)
        address = f"http://localhost:{self.port}"
        environment |= {
            "DATA_DIR": str(self.wishes.folder.path),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "DEMO": "1" if self.wishes.demo else "",
        }
        if self.wishes.demo:
            environment["BASE_URL"] = address
        if not environment.get("SECRET_KEY"):
            environment["SECRET_KEY"] = passwords_of(self.wishes.folder).secret_key
        return environment

    def _announced(self, environment: dict[str, str]) -> dict[str, str]:
        return {name: environment[name] for name in ANNOUNCED if name in environment}

    def _start_servers(self) -> dict[str, str]:
        say("  PostgreSQL and Valkey")
        unfinished = self.wishes.folder.demo_unfinished
        if unfinished.exists():
            say("  the demo was left unfinished: filling it anew")
        started = servers.start(
            self.wishes.folder.path,
            anew=unfinished.exists(),
            lock=self.lock,
            watchdog=self.watchdog,
            look=self._look,
        )
        unfinished.unlink(missing_ok=True)
        self.children += [started.database, started.broker]
        return {"DATABASE_URL": started.database_url, "REDIS_URL": started.redis_url}

    def _prepare(self, environment: dict[str, str]) -> None:
        task = preparation(environment, self.lock, demo=self.wishes.demo and self.fill_demo)
        task.watchdog = self.watchdog
        self.children.append(task)
        task.start()
        wait_until(
            lambda: not task.running,
            "Preparing the database",
            seconds=PREPARE_SECONDS,
            look=self._look,
        )
        self.children.remove(task)
        if task.exit_status != 0:
            raise PartFailed("Preparing the database failed; the lines above say why")

    def _await_readiness(self, environment: dict[str, str], began: float) -> None:
        """Wait until a task that beat sent since `began` was run by the worker: as long as the
        parts move, which takes minutes on a machine that is busy otherwise."""
        allowed = environment.get("ALLOWED_HOSTS", "").split(",")[0].strip()
        host = "localhost" if self.wishes.demo else allowed.strip("*.") or "localhost"
        starting = [child for child in self.children if child.name in readiness.SIGNS]
        awaited = readiness.Readiness(
            lambda: health.ask(self.port, host), starting, say, began=began
        )

        def look() -> None:
            self._look()
            for child in self.children:
                if not child.running:
                    raise PartFailed(f"The {child.name} ended at its start:\n{child.last_words()}")
            awaited.look()

        try:
            wait_until(awaited.reached, "Starting", seconds=math.inf, every=0.1, look=look)
        except readiness.StandsStill as failed:
            logs = self.wishes.folder.logs
            raise PartFailed(f"{failed}; see the files in {logs}") from None

    def _greet(self) -> None:
        if self.wishes.demo:
            say(f"\nDemo log-ins, each with the password {DEMO_PASSWORD}:")
            for address, who in DEMO_LOG_INS:
                say(f"  {address:<28}{who}")
        say(f"\nStop with Ctrl-C. The data stay in {_shown(self.wishes)}; logs are in its logs/.")
        say(f"http://localhost:{self.port}/")

    def _watch(self) -> None:
        """Until a signal: start again what ended, but not for ever.

        Raises PartFailed when a part ends ENDS_PER_MINUTE times within a minute.
        """
        while True:
            self._look()
            for child in self.children:
                if not child.running and self._has_room():
                    self._start_again(child)
            time.sleep(0.2)

    def _has_room(self) -> bool:
        """Without room each part would end again at once, and the run with it: it waits."""
        left = room.is_left(self.wishes.folder.path)
        if not left and not self.waits_for_room:
            say(f"  the disk is full ({self.wishes.folder.path}): what ended waits for room")
        self.waits_for_room = not left
        return left

    def _start_again(self, child: Child) -> None:
        now = time.monotonic()
        recent = [then for then in self.ends.get(child.name, []) if now - then < 60] + [now]
        self.ends[child.name] = recent
        if len(recent) >= ENDS_PER_MINUTE:
            raise PartFailed(f"The {child.name} ends again and again:\n{child.last_words()}")
        say(f"  the {child.name} ended (status {child.exit_status}): starting it again")
        # What is left of its group would still hold its port or its files.
        child.kill()
        child.start()

    def _stop(self) -> None:
        """Beat, worker, web, broker, database: nobody loses what it still needs."""
        withdraw(self.wishes.folder)
        if self.children:
            say("Stopping " + ", ".join(child.name for child in reversed(self.children)))
        for child in reversed(self.children):
            if child.name == "web":
                self._close_sockets()
            child.stop()
        self._close_sockets()
        if self.watchdog is not None:
            self.watchdog.close()
        if self.children:
            say("Stopped.")
        os.close(self.lock)

    def _close_sockets(self) -> None:
        for opened in self.sockets:
            opened.close()
        self.sockets = []


def _shown(wishes: Wishes) -> str:
    path = wishes.folder.path
    return ".data/" if path == PROJECT_FOLDER / ".data" else str(path)


def supervise(wishes: Wishes, *, fill_demo: bool = True, below_make: bool = False) -> None:
    """Run Kontor until a signal ends it; with `below_make`, also when the make above us ends."""
    make = None
    if below_make:
        make = Make(os.getppid())
        die_with_parent(signal.SIGTERM)
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    Supervisor(wishes, fill_demo=fill_demo, make=make).run()
