"""Every variable that Kontor reads from its environment, in one place.

Beside a running `make run` the variables that are not set come from the file that its supervisor
keeps in the data folder while it runs. What production needs and does not find, or cannot mean,
stops the process with one sentence.
"""

import ipaddress
import os
import sys
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from functools import cache
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from accounts.addresses import ascii_domain, deliverable
from kontor.embedded.running import running_environment

PROJECT_DIRECTORY = Path(__file__).resolve().parents[2]
NO_SERVERS = (
    "Kontor found no database. Start one with `make run` in this folder, or set DATABASE_URL "
    "(and REDIS_URL) to servers of your own."
)
SHORTEST_SECRET = 32


def stop(why: str) -> NoReturn:
    """End the process with one sentence: a half-set Kontor would serve without protection."""
    sys.exit(f"Kontor does not start: {why}")


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


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`; anything else stops the process."""
    given = text(name, str(default))
    if not (given.isascii() and given.isdigit() and int(given) >= least):
        stop(f"{name}={given} is not a whole number from {least} on.")
    return int(given)


def servers_known() -> bool:
    """Whether a database is named by the environment or by a running supervisor."""
    return bool(text("DATABASE_URL"))


DEMO = flag("DEMO")
# A process with a database that is not the demo serves real people. One without a database serves
# nobody: the checks of the code and commands without servers need none of what follows.
PRODUCTION = servers_known() and not DEMO
TEST_CLOCK = text("TEST_CLOCK")


def needed(name: str, what: str, otherwise: str) -> str:
    """The variable's text; in production one that is missing stops the process.

    `what` says what it is; outside of production `otherwise` stands in for it.
    """
    found = text(name)
    if not found and PRODUCTION:
        stop(f"set {name}, {what}.")
    return found or otherwise


DATA_DIRECTORY = Path(
    needed("DATA_DIR", "the folder that keeps uploads and logs", str(PROJECT_DIRECTORY / ".data"))
).resolve()


def secret_key() -> str:
    """SECRET_KEY; one that could be guessed stops the process."""
    found = needed(
        "SECRET_KEY",
        "which signs sessions and links",
        "not-secret-only-for-commands-without-servers",
    )
    if PRODUCTION and len(found) < SHORTEST_SECRET:
        stop(f"SECRET_KEY has fewer than {SHORTEST_SECRET} characters.")
    return found


def split(name: str, url: str) -> SplitResult:
    """The parts of a URL; one that has no host or no port that can be stops the process."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        stop(f"{name} is not a URL.")
    if not parts.hostname:
        stop(f"{name} names no host.")
    return parts


def host_of(name: str, parts: SplitResult) -> str:
    """The host as DNS knows it: left to Python, a host with ß would be another."""
    try:
        return ascii_domain(parts.hostname or "")
    except UnicodeError:
        stop(f"{name} names a host that cannot be one.")


def address(name: str) -> str:
    """A URL with its host as DNS knows it; empty when the variable is not set.

    What is no URL is left as it is, for the check of who uses it.
    """
    given = text(name)
    try:
        parts = urlsplit(given)
        host = ascii_domain(parts.hostname or "")
    except ValueError:
        return given
    if not parts.hostname or host == parts.hostname:
        return given
    login, at, _place = parts.netloc.rpartition("@")
    port = f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=f"{login}{at}{host}{port}").geturl()


def is_loopback(host: str) -> bool:
    """Whether what is sent to `host` stays on this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def base_url() -> str:
    """BASE_URL without a slash at its end; plain http is for this machine alone."""
    found = needed("BASE_URL", "the address that people type", "http://localhost:8000").rstrip("/")
    parts = split("BASE_URL", found)
    if parts.scheme not in {"http", "https"}:
        stop("BASE_URL begins neither with https:// nor with http://.")
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        stop("BASE_URL begins with http://, which is for this machine alone; use https://.")
    if parts.path or parts.query or parts.fragment or parts.username:
        stop("BASE_URL is more than a scheme, a host and a port.")
    return found


BASE_URL = base_url()
BASE_HOST = split("BASE_URL", BASE_URL).hostname or ""


def trusted_proxies() -> int:
    """How many reverse proxies stand before Kontor and say in X-Forwarded-For who asked.

    With https one does, as Kontor itself speaks http only: then it must be said, since a number
    that is guessed lets people invent addresses, or takes all of them for one.
    """
    if PRODUCTION and BASE_URL.startswith("https://") and not text("TRUSTED_PROXIES"):
        stop("set TRUSTED_PROXIES, the number of reverse proxies before it that can be trusted.")
    return number("TRUSTED_PROXIES", 0)


def sender() -> str:
    """From whom mails are, as `mail_address`; in production one has to be named."""
    default = "Kontor <kontor@kontor.example>"
    return mail_address("DEFAULT_FROM_EMAIL", needed("DEFAULT_FROM_EMAIL", "the sender", default))


def mail_address(setting: str, default: str = "") -> str:
    """A mail address with or without a name, its domain as mail servers know it; empty for none."""
    written = text(setting, default)
    name, address = parseaddr(written)
    try:
        return formataddr((name, deliverable(address))) if written else ""
    except UnicodeError:
        stop(f"{setting} is no mail address.")


@dataclass(frozen=True)
class MailServer:
    """The SMTP server of EMAIL_URL: smtp://user:password@host:port?tls=1, or smtps://…

    `starttls`: the conversation is encrypted once the server is asked; `implicit_tls`: from its
    first byte. Neither beyond this machine only with ?plain=1.
    """

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    implicit_tls: bool


def mail_server() -> MailServer | None:
    """The server that EMAIL_URL names; None keeps mails in the data folder (demo only)."""
    url = needed("EMAIL_URL", "the mail server, such as smtps://user:password@host", "")
    if not url:
        return None
    parts = split("EMAIL_URL", url)
    if parts.scheme not in {"smtp", "smtps"}:
        stop("EMAIL_URL begins neither with smtp:// nor with smtps://.")
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if set(said) - {"tls", "plain"} or set(said.values()) - {"0", "1"}:
        stop("after the ? of EMAIL_URL only tls=1 or plain=1 may stand.")
    implicit_tls = parts.scheme == "smtps"
    starttls = said.get("tls") == "1"
    plain = said.get("plain") == "1"
    if implicit_tls + starttls + plain > 1:
        stop("EMAIL_URL says more than one of smtps://, tls=1 and plain=1.")
    host = host_of("EMAIL_URL", parts)
    if not (implicit_tls or starttls or plain or is_loopback(host)):
        stop(
            "EMAIL_URL would send mails and password readable for everybody on the way; use "
            "smtps:// or ?tls=1, or say ?plain=1."
        )
    return MailServer(
        host=host,
        port=parts.port or (465 if implicit_tls else 587 if starttls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=starttls,
        implicit_tls=implicit_tls,
    )
