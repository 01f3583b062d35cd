"""An app above all others is installed without a line below it, and taken away again."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.our_apps import PROJECT

FOLDERS = ("activities", "web", "notifications", "companies", "network", "cooperation_requests")


def passed(walks: str, settings: str) -> int:
    """How many tests passed in a process with settings of its own; fails where one fails there."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", walks, "--ds", settings,
         "-p", "no:cacheprovider", "--quiet"],
        cwd=PROJECT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    found = re.search(r"(\d+) passed", done.stdout)
    return int(found[1]) if found else 0


def test_every_registry_and_every_walker_knows_the_toys_of_an_app_that_is_installed() -> None:
    assert passed("tests/toy/walks.py", "tests.toy.settings") >= 11


def test_without_the_apps_above_the_case_each_start_page_is_drawn() -> None:
    assert passed("tests/lower/walks.py", "tests.lower.settings") == 6


def test_no_app_below_names_the_toys() -> None:
    naming = [
        str(path.relative_to(PROJECT))
        for folder in FOLDERS
        for path in (PROJECT / folder).rglob("*.py")
        if re.search(r"\btoys?\b", path.read_text(), re.IGNORECASE)
    ]
    assert naming == []
