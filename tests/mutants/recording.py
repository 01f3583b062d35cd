"""A plugin of pytest: which tests run which lines of the modules that are broken.

`python -m tests.mutants --record` runs the tests with it and keeps what it finds beside this file,
so that a mutant meets those tests first that run its line, the quickest first.
"""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import coverage
import pytest

PROJECT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("ran_by.json.xz")
# So many tests are kept of a line; where there are fewer, no other runs it.
MOST = 40
# Folders whose tests run what is broken in their own process, and in little time.
RECORDED = (
    *("tests/requests", "tests/access", "tests/companies", "tests/notifications"),
    *("tests/accounts", "tests/network", "tests/web", "tests/lists", "tests/matching"),
)
TOO_LONG = ("tests/access/test_planted.py",)
_FOLDER = "KONTOR_RECORDS"
_MODULES = "KONTOR_RECORDED"

# Path, then the words of a line, to the tests that run it.
RanBy = dict[str, dict[str, list[str]]]


class _Recorder:
    def __init__(self, folder: Path, modules: Sequence[str]) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        self.lines = folder / f"{worker}.coverage"
        self.seconds = folder / f"{worker}.seconds.json"
        self.took: dict[str, float] = defaultdict(float)
        paths = [str(PROJECT / one) for one in modules]
        self.coverage = coverage.Coverage(str(self.lines), include=paths, config_file=False)
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        yield
        self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.took[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        self.coverage.save()
        self.seconds.write_text(json.dumps(self.took))


def pytest_configure(config: pytest.Config) -> None:
    """Record in each process that runs tests."""
    is_head = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if _FOLDER in os.environ and not is_head:
        modules = os.environ[_MODULES].split()
        config.pluginmanager.register(_Recorder(Path(os.environ[_FOLDER]), modules))


def record(modules: Sequence[str]) -> int:
    """Run the tests, keep which of them run which lines; pytest's exit code."""
    with tempfile.TemporaryDirectory(prefix="kontor-records-") as folder:
        skipped = [f"--ignore={one}" for one in TOO_LONG]
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-m", "not long"),
                *("-p", "tests.mutants.recording", "--numprocesses", "2", "--dist", "loadfile"),
                *RECORDED,
                *skipped,
            ],
            cwd=PROJECT,
            env=os.environ | {_FOLDER: folder, _MODULES: " ".join(modules)},
            check=False,
        )
        if done.returncode == 0:
            _keep(_found(Path(folder), modules))
    return done.returncode


def _found(folder: Path, modules: Sequence[str]) -> RanBy:
    seconds: dict[str, float] = {}
    for file in folder.glob("*.seconds.json"):
        seconds |= json.loads(file.read_text())
    found: RanBy = {path: {} for path in modules}
    for path in modules:
        words = [line.strip() for line in (PROJECT / path).read_text().splitlines()]
        tests: dict[str, set[str]] = defaultdict(set)
        for file in folder.glob("*.coverage"):
            data = coverage.CoverageData(str(file))
            data.read()
            for line, contexts in data.contexts_by_lineno(str(PROJECT / path)).items():
                tests[words[line - 1]].update(one for one in contexts if one in seconds)
        for line_words, names in tests.items():
            found[path][line_words] = sorted(names, key=lambda name: (seconds[name], name))[:MOST]
    return found


def _keep(found: RanBy) -> None:
    names = sorted({name for lines in found.values() for tests in lines.values() for name in tests})
    places = {name: place for place, name in enumerate(names)}
    lines = {
        path: {words: [places[name] for name in tests] for words, tests in lines.items() if tests}
        for path, lines in found.items()
    }
    KEPT.write_bytes(lzma.compress(json.dumps({"tests": names, "lines": lines}).encode()))


def ran_by() -> RanBy:
    """What was kept; tests that are gone are still named."""
    if not KEPT.exists():
        return {}
    kept = json.loads(lzma.decompress(KEPT.read_bytes()))
    return {
        path: {words: [kept["tests"][place] for place in tests] for words, tests in lines.items()}
        for path, lines in kept["lines"].items()
    }
