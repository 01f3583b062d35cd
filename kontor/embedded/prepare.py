"""Bring the database up to date, in one process: python -m kontor.embedded.prepare [--demo].

With --demo the demo network is filled in when there is no person yet.
"""

import os
import sys
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kontor.embedded.folders import DataFolder


def migrate() -> None:
    """Run what migrations there are to run; nothing, and quickly, when there are none."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        print(f"  updating the database ({len(plan)} steps)", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("check_timers", mend=True, stdout=StringIO())
    call_command("createcachetable", verbosity=0)


def refuse_what_is_wrong() -> None:
    """End here where a system check finds what Kontor must not start with."""
    wrong = [one for one in run_checks(databases=["default"]) if one.is_serious()]
    if wrong:
        sys.exit("\n".join(f"  {one}" for one in wrong))


def fill_demo(unfinished: Path) -> None:
    """Fill the demo into an empty database; the file `unfinished` exists while it is filled."""
    if "fill_demo" not in get_commands() or get_user_model()._default_manager.exists():
        return
    print("  filling the demo network", flush=True)
    unfinished.touch(mode=0o600)
    call_command("fill_demo")
    unfinished.unlink()


def tell_without_model() -> None:
    """Say it where no wheel of the language model exists for this machine."""
    from matching.embedding.services import NONE, service

    if service() is None and settings.EMBEDDING_MODEL != NONE:
        print(
            "  no language model exists for this machine: companies are found by words, sectors "
            "and the official classification",
            flush=True,
        )


def main(arguments: list[str]) -> None:
    """Migrate, check, collect static files where they are served with a manifest, fill the demo."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")
    django.setup()
    migrate()
    refuse_what_is_wrong()
    tell_without_model()
    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", interactive=False, verbosity=0)
    if "--demo" in arguments:
        fill_demo(DataFolder(Path(os.environ["DATA_DIR"])).demo_unfinished)


if __name__ == "__main__":
    main(sys.argv[1:])
