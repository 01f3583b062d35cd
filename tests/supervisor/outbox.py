"""Notices in the outbox of a running Kontor, and what became of them.

`python -m tests.supervisor.outbox COUNT` puts so many there and prints the Message-ID of each.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import psycopg2

from tests.patience import PATIENCE
from tests.supervisor.kontor_run import PROJECT, KontorRun, clean_environment


def put_into(run: KontorRun, count: int) -> set[str]:
    """Put so many notices into the outbox of a run; the Message-IDs of their mails."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.supervisor.outbox", str(count)],
        cwd=PROJECT,
        env=clean_environment(**run.announced()),
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return set(done.stdout.split())


def states_in(run: KontorRun) -> Counter[str]:
    """How many mails of a run are in each state; empty while its database is away."""
    try:
        connection = psycopg2.connect(run.announced()["DATABASE_URL"], connect_timeout=2)
    except psycopg2.OperationalError:
        return Counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT state, count(*) FROM notifications_delivery GROUP BY 1")
            return Counter(dict(cursor.fetchall()))
    except psycopg2.OperationalError:
        return Counter()
    finally:
        connection.close()


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")
    django.setup()
    from network.models import Organisation
    from tests.notifications.post import invitations

    for row in invitations(int(sys.argv[1]), Organisation.objects.first()):
        print(row.message_id)  # noqa: T201  whoever started it reads this


if __name__ == "__main__":
    main()
