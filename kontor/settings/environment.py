"""Every variable that Kontor reads from its environment, in one place.

Beside a running `make run` the variables that are not set come from the file that its supervisor
keeps in the data folder while it runs.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kontor.embedded.running import running_environment

PROJECT_DIRECTORY = Path(__file__).resolve().parents[2]
NO_SERVERS = (
    "Kontor found no database. Start one with `make run` in this folder, or set DATABASE_URL "
    "(and REDIS_URL) to servers of your own."
)


@cache
def _running_servers() -> dict[str, str]:
    """What the supervisor of this folder wrote while it runs; empty without one."""
    folder = Path(os.environ.get("DATA_DIR") or PROJECT_DIRECTORY / ".data")
    return running_environment(folder)


def text(name: str, default: str = "") -> str:
    """The variable's text; an empty one counts as not set."""
    return os.environ.get(name) or _running_servers().get(name) or default


def flag(name: str) -> bool:
    """True for 1, true, yes or on."""
    return text(name).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def servers_known() -> bool:
    """Whether a database is named by the environment or by a running supervisor."""
    return bool(text("DATABASE_URL"))


DATA_DIRECTORY = Path(text("DATA_DIR") or PROJECT_DIRECTORY / ".data").resolve()
DEMO = flag("DEMO")
BASE_URL = text("BASE_URL", "http://localhost:8000").rstrip("/")
TEST_CLOCK = text("TEST_CLOCK")


@dataclass(frozen=True)
class MailServer:
    """The SMTP server of EMAIL_URL, smtp://user:password@host:port?tls=1."""

    host: str
    port: int
    user: str
    password: str
    tls: bool


def mail_server() -> MailServer | None:
    """The server that EMAIL_URL names; None keeps mails in the data folder (demo only)."""
    url = text("EMAIL_URL")
    if not url:
        return None
    parts = urlsplit(url)
    return MailServer(
        host=parts.hostname or "localhost",
        port=parts.port or 25,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls="tls=1" in parts.query,
    )
