"""An app above all others is installed without a line below it, and taken away again."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.our_apps import PROJECT

FOLDERS = ("activities", "web", "notifications", "companies", "network", "cooperation_requests")


def test_every_registry_and_every_walker_knows_the_toys_of_an_app_that_is_installed() -> None:
    """In a process with settings of its own, which have the toys beside all apps."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/toy/walks.py", "--ds", "tests.toy.settings",
         "-p", "no:cacheprovider", "--quiet"],
        cwd=PROJECT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= 7


def test_no_app_below_names_the_toys() -> None:
    naming = [
        str(path.relative_to(PROJECT))
        for folder in FOLDERS
        for path in (PROJECT / folder).rglob("*.py")
        if re.search(r"\btoys?\b", path.read_text(), re.IGNORECASE)
    ]
    assert naming == []
