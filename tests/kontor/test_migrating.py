"""A filled database of before the gate, the states and who entered a company migrates to what is
there now, and nothing else of it changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from urllib.parse import quote

import psycopg2
import pytest
from django.db import connection
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import quote_ident

from cooperation_requests.actions import choosing, proposing
from cooperation_requests.enums import RequestState
from network.models import Organisation, OrganisationState
from tests import factories
from tests.our_apps import PROJECT

pytestmark = pytest.mark.long

# What each app was at.
BEFORE = {"network": "0005", "companies": "0014", "requests": "0014"}
# What an app made itself before its rows were carried elsewhere, or what runs out.
NOT_COPIED = {"django_migrations", "disclosure_disclosure", "cache", "celery"}
DISCLOSURE = (
    "company_id, fields, to_organisation_id, to_company_id, ground, case_id, origin_kind, "
    "origin_id, activity_id, disclosed_at, withdrawn_at IS NOT NULL"
)
# As they were kept: one row for both whom it was told to at once.
KEPT_BEFORE = """
    INSERT INTO requests_disclosure (id, request_id, suggestion_id, company_id, fields,
        to_organisation_id, to_company_id, ground, activity_id, disclosed_at)
    SELECT gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s, %s
"""


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
    factories.scene().request(RequestState.INTRODUCED)
    for name in ("Left long ago", "Left lately"):
        factories.agency(name, state=OrganisationState.LEFT)
    factories.company(
        Organisation.objects.get(name="Left lately"), source="advisor", admitted_at=None
    )


def connect(name: str) -> Connection:
    found = connection.get_connection_params()
    found.pop("cursor_factory", None)
    made: Connection = psycopg2.connect(**{**found, "dbname": name})
    return made


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
    """An empty database at the state before."""
    name = f"{connection.settings_dict['NAME']}_earlier"
    with closing(connect("postgres")) as server, server.cursor() as cursor:
        server.autocommit = True
        cursor.execute(f"DROP DATABASE IF EXISTS {quote_ident(name, server)}")
        cursor.execute(f"CREATE DATABASE {quote_ident(name, server)} TEMPLATE template0")
        try:
            for app, migration in BEFORE.items():
                manage(name, "migrate", app, migration, "--verbosity", "0")
            for app in ("auth", "files", "notifications", "accounts", "activities", "matching"):
                manage(name, "migrate", app, "--verbosity", "0")
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
            named, values = ", ".join(both), ", ".join(both)
            if table == "network_organisation":
                named, values = f"{named}, is_active", f"{values}, state <> 'left'"
            content = StringIO()
            read.copy_expert(f"COPY (SELECT {values} FROM {table}) TO STDOUT", content)
            content.seek(0)
            write.copy_expert(f"COPY {table} ({named}) FROM STDIN", content)
        read.execute(
            "SELECT case_id, CASE origin_kind WHEN 'suggestion' THEN origin_id END, company_id, "
            "fields, (array_agg(to_organisation_id) FILTER (WHERE to_organisation_id IS NOT NULL))"
            "[1], (array_agg(to_company_id) FILTER (WHERE to_company_id IS NOT NULL))[1], "
            "CASE ground WHEN 'introduced' THEN 'introduce' ELSE ground END, activity_id, "
            "disclosed_at FROM disclosure_disclosure GROUP BY 1, 2, 3, 4, 7, 8, 9"
        )
        write.executemany(KEPT_BEFORE, read.fetchall())


@pytest.mark.django_db(transaction=True)
def test_a_database_of_before_becomes_what_it_is_now(earlier: str) -> None:
    play()
    with closing(connect(connection.settings_dict["NAME"])) as now:
        with closing(connect(earlier)) as then:
            copy(now, then)
            assert len(rows(then, "requests_disclosure", "id")) > 20
        manage(earlier, "migrate", "--verbosity", "0")
        manage(earlier, "migrate", "--check")
        with closing(connect(earlier)) as then:
            assert rows(then, "disclosure_disclosure", DISCLOSURE) == rows(
                now, "disclosure_disclosure", DISCLOSURE
            )
            same = tables(now)
            assert tables(then) == same
            for table, columns in same.items():
                if table.startswith(("django_", "auth_")):
                    continue
                named = ", ".join(columns)
                if table == "companies_company":
                    # Who entered them was their home agency.
                    named = named.replace("entering_id", "COALESCE(entering_id, agency_id)")
                assert rows(then, table, named) == rows(now, table, named), table
            with then.cursor() as cursor:
                cursor.execute(
                    "SELECT source, entering_id IS NULL, count(*) FROM companies_company "
                    "GROUP BY 1, 2 ORDER BY 1, 2"
                )
                by_source = cursor.fetchall()
            assert {(source, is_none) for source, is_none, _count in by_source} == {
                ("advisor", False),
                ("registered", True),
            }
