"""A filled database that had the migrations of before they were put together goes on from there,
and nothing else of it changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import quote_ident

from cooperation_requests.actions import choosing, proposing
from cooperation_requests.enums import RequestState
from cooperation_requests.models import Referral
from cooperation_requests.notices import tell_fitting
from tests import factories
from tests.databases import connect
from tests.our_apps import PROJECT, our_apps

pytestmark = pytest.mark.long

# The migrations of each app that were put together into one, and what a database has of them.
SQUASHED = "0001_squashed"
# What runs out, or says which migrations there were.
NOT_COPIED = {"django_migrations", "cache", "celery"}
# What the record called the timeline of a case before it had others.
CASE = "CASE context_kind WHEN 'request' THEN context_id END"
NOT_ON_RECORD = "subject_kind <> 'fitting'"


def play() -> None:
    """Cases in which names were told, and taken back, and one that ended in an introduction."""
    presented = factories.scene()
    presented.suggestion()
    for step in ("chosen", "named", "refused", "proposed anew"):
        scene = factories.scene()
        row = scene.suggestion()
        choosing.choose(actor=scene.owner, suggestion_id=row.pk, name_to_partner=True)
        if step == "chosen":
            continue
        behalf = factories.on_behalf(scene.partner_advisor)
        choosing.agree(actor=behalf, suggestion_id=row.pk, name_at_once=True)
        if step == "refused":
            choosing.refuse(actor=behalf, suggestion_id=row.pk, reason="other")
        if step == "proposed anew":
            choosing.take_back(
                actor=scene.partner_advisor, suggestion_id=row.pk, reason="no_capacity"
            )
            proposing.propose(
                actor=scene.partner_advisor,
                referral_id=row.referral_id,
                company_id=scene.candidate.pk,
                words="Once more.",
            )
            # Its yes is given again, its name is not: what it said before counts no more.
            choosing.agree(actor=behalf, suggestion_id=row.pk)
    scene = factories.scene()
    case = scene.request(RequestState.INTRODUCED)
    referral = Referral.objects.unrestricted("a test").get(request=case)
    tell_fitting(scene.company.pk, case)
    tell_fitting(scene.candidate.pk, referral)


def tables(database: Connection) -> dict[str, list[str]]:
    """The columns of each table of ours."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(quote_ident(column_name) ORDER BY column_name) "
            "FROM information_schema.columns WHERE table_schema = 'public' "
            "AND is_generated = 'NEVER' GROUP BY 1"
        )
        return {name: columns for name, columns in cursor.fetchall() if name not in NOT_COPIED}


def rows(database: Connection, table: str, columns: str) -> Counter[str]:
    with database.cursor() as cursor:
        cursor.execute(f"SELECT ROW({columns})::text FROM {table}")
        return Counter(text for (text,) in cursor.fetchall())


def manage(name: str, *words: str) -> str:
    settings = connection.settings_dict
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    url = (
        f"postgres://{quote(settings['USER'])}{password}@"
        f"{quote(settings['HOST'], safe='')}:{settings['PORT']}/{name}"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def earlier(transactional_db: None) -> Iterator[str]:
    """A database without rows, whose migrations were done before they were put together."""
    name = f"{connection.settings_dict['NAME']}_earlier"
    loader = MigrationLoader(None)
    squashed = {
        app: migration.replaces
        for (app, kind), migration in loader.disk_migrations.items()
        if kind == SQUASHED
    }
    with closing(connect("postgres")) as server, server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote_ident(name, server)}")
        cursor.execute(f"CREATE DATABASE {quote_ident(name, server)} TEMPLATE template0")
        try:
            for app in squashed:
                manage(name, "migrate", app, SQUASHED, "--verbosity", "0")
            with closing(connect(name)) as then, then, then.cursor() as write:
                write.execute("DELETE FROM django_migrations WHERE name = %s", [SQUASHED])
                for app, migration in [one for every in squashed.values() for one in every]:
                    write.execute(
                        "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())",
                        [app, migration],
                    )
            yield name
        finally:
            cursor.execute(f"DROP DATABASE {quote_ident(name, server)} WITH (FORCE)")


def copy(now: Connection, then: Connection) -> None:
    """The rows of today in the tables of then, and what was told as it was kept then."""
    today = tables(now)
    with then, then.cursor() as write, now.cursor() as read:
        write.execute("SET session_replication_role = replica")
        write.execute(f"TRUNCATE {', '.join(tables(then))}")
        for table, columns in tables(then).items():
            both = [one for one in columns if one in today.get(table, ())]
            if not both:
                continue
            named, values, of = ", ".join(both), ", ".join(both), table
            if table == "activities_activity":
                named, values = f"{named}, case_id", f"{values}, {CASE}"
                of = f"{table} WHERE {NOT_ON_RECORD}"
            content = StringIO()
            read.copy_expert(f"COPY (SELECT {values} FROM {of}) TO STDOUT", content)
            content.seek(0)
            write.copy_expert(f"COPY {table} ({named}) FROM STDIN", content)
        write.execute(
            "SELECT setval(pg_get_serial_sequence('activities_activity', 'id'), max(id) + 1) "
            "FROM activities_activity"
        )
        # Which company was pointed out stood in its notice alone.
        read.execute(
            "SELECT 'fits:' || (data->>'company') || ':' || subject_id || ':' || "
            "(data->>'reference'), id FROM activities_activity WHERE subject_kind = 'fitting'"
        )
        write.executemany(
            "UPDATE notifications_notice SET occasion = %s, activity_id = NULL "
            "WHERE activity_id = %s",
            read.fetchall(),
        )


ON_RECORD = (
    "verb, subject_kind, subject_id, context_kind, context_id, actor_id, channel, audiences, data"
)


@pytest.mark.django_db(transaction=True)
def test_a_database_of_before_becomes_what_it_is_now(earlier: str) -> None:
    play()
    with closing(connect(connection.settings_dict["NAME"])) as now:
        with closing(connect(earlier)) as then:
            copy(now, then)
            assert len(rows(then, "requests_suggestion", "id")) > 4
        manage(earlier, "migrate", "--verbosity", "0")
        manage(earlier, "migrate", "--check")
        with closing(connect(earlier)) as then:
            same = tables(now)
            assert tables(then) == same
            for table, columns in same.items():
                if table.startswith(("django_", "auth_")):
                    continue
                named = ", ".join(columns)
                if table == "activities_activity":
                    named = ON_RECORD
                elif table == "notifications_notice":
                    named = ", ".join(set(columns) - {"activity_id", "occasion"})
                assert rows(then, table, named) == rows(now, table, named), table
            with then.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*), count(activity.id) FROM notifications_notice notice "
                    "LEFT JOIN activities_activity activity ON activity.id = activity_id "
                    "AND activity.verb = 'fits' WHERE notice.kind LIKE '%.fits.%'"
                )
                told, on_record = cursor.fetchone()
    assert told == on_record > 1


def test_what_was_put_together_is_one_migration_an_app_and_the_files_are_gone() -> None:
    loader = MigrationLoader(None)
    ours = {apps.get_app_config(app).name: app for app in loader.migrated_apps}
    for package, app in ours.items():
        if package not in our_apps():
            continue
        first = loader.disk_migrations[app, SQUASHED]
        assert first.replaces, app
        assert not {key for key in loader.disk_migrations if key in set(first.replaces)}, app
