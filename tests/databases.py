"""Databases that are copied instead of migrated or emptied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
from django.core.management import call_command
from django.db import connection
from psycopg2 import sql
from psycopg2.extensions import connection as Connection


def connect(name: str) -> Connection:
    """A connection of its own to a database of the tests' server, without a transaction."""
    asked = connection.get_connection_params()
    asked.pop("cursor_factory", None)
    made: Connection = psycopg2.connect(**{**asked, "dbname": name})
    made.autocommit = True
    return made


MIGRATED = "kontor_migrated"
# Of Kontor's tests alone: whoever holds it migrates, the others wait for it.
_ADVISORY_LOCK = 2026_11_05


def copy_the_migrated_one() -> None:
    """Let the test's database be a copy of one that was migrated once for all processes of a run.
    To be called before it is made."""
    with closing(connect("postgres")) as server, server.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [MIGRATED])
        if cursor.fetchone() is None:
            half = f"{MIGRATED}_half"
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
            with _working_on(half):
                call_command("migrate", verbosity=0)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            cursor.execute(rename.format(sql.Identifier(half), sql.Identifier(MIGRATED)))
    connection.settings_dict["TEST"]["TEMPLATE"] = MIGRATED


@contextmanager
def _working_on(name: str) -> Iterator[None]:
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


@contextmanager
def copy_of_the_database(suffix: str) -> Iterator[None]:
    """Within it Django works on a copy of the test's database, where what is committed stays
    committed; it is gone afterwards."""
    kept = str(connection.settings_dict["NAME"])
    name = f"{kept}_{suffix}"
    connection.close()
    with closing(connect("postgres")) as server, server.cursor() as cursor:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        cursor.execute(drop)
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(kept)
            )
        )
        try:
            with _working_on(name):
                yield
        finally:
            cursor.execute(drop)
