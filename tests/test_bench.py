"""The statements that fill a large network name columns as the tables have them by now."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from bench.desk_statements import CASES, NETWORK

INSERT = re.compile(r"INSERT INTO (\w+)\s*\(([^)]*)\)")
INSERTS = [
    (table, frozenset(re.findall(r"\w+", columns)))
    for statements in (*NETWORK.values(), *CASES.values())
    for table, columns in INSERT.findall(statements)
]


@pytest.mark.django_db
def test_each_row_of_a_large_network_has_the_columns_that_its_table_asks_for() -> None:
    assert len({table for table, _columns in INSERTS}) >= 15
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, "
            "is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' "
            "FROM information_schema.columns WHERE table_schema = 'public'"
        )
        rows = cursor.fetchall()
    for table, columns in INSERTS:
        known = {name for of, name, _asked in rows if of == table}
        asked = {name for of, name, asks in rows if of == table and asks}
        assert columns - known == set(), table
        assert asked - columns == set(), table
