"""Break the rules of the case one at a time and run the tests that guard them: make mutants

A seeded sample of all mutants (`--sample 0` for all), each in a copy of the project; two at a time,
as each takes one processor. First come the quickest tests of those that run its line, as
`--record` found once (half an hour). What no test notices is printed, and ends the command with 1
unless `lives.toml` says why it may live. How many there are of each module: `--count`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.mutants.making import Mutant, mutants_of
from tests.mutants.recording import MOST, RanBy, ran_by, record

PROJECT = Path(__file__).resolve().parents[2]
AT_ONCE = 2
PYTEST = (sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider")
SECONDS = 600  # a mutant that goes round for ever is noticed

_EACH_VERB = (
    "tests/requests/test_matrix_suggestions.py tests/requests/test_matrix_referrals.py "
    "tests/requests/test_matrix_requests.py"
)
_ACTS = (
    f"tests/requests/test_guards.py {_EACH_VERB} tests/requests/test_actions_choosing.py "
    "tests/requests/test_actions_partners.py tests/requests/test_actions_answers.py "
    "tests/requests/test_actions_ending.py"
)
_SEEN = (
    "tests/requests/test_handed_over.py tests/access/test_confidential.py "
    "tests/access/test_consent.py tests/requests/test_documents.py tests/requests/test_threads.py "
    "tests/requests/test_showing.py tests/access/test_offers.py"
)
_TOLD = (
    "tests/requests/test_actions_notices.py tests/requests/test_told.py "
    "tests/requests/test_addresses.py tests/requests/test_handed_over.py tests/notifications"
)
_WRITTEN = (
    "tests/requests/test_hiding.py tests/requests/test_looked_at_again.py "
    "tests/requests/test_read_before.py"
)
# Those that ask no database take seconds, and are run before the others.
WITHOUT_DATABASE = ("tests/requests/test_who_reads.py", "tests/test_documentation.py")
# What is broken, and the tests that are to notice, those that notice most first.
GUARDED: dict[str, str] = {
    "cooperation_requests/rules.py": f"tests/requests/test_withdrawn_documents.py {_ACTS} {_SEEN}",
    "cooperation_requests/guards.py": _ACTS,
    "cooperation_requests/workflow.py": f"tests/requests/test_actions_notices.py {_ACTS}",
    "cooperation_requests/locks.py": f"{_ACTS} tests/requests/test_clocks.py",
    "cooperation_requests/waiting.py": f"{_ACTS} tests/requests/test_clocks.py",
    "cooperation_requests/workflows.py": f"{_ACTS} tests/requests/test_clocks.py",
    "cooperation_requests/known.py": f"tests/access/test_known.py {_SEEN} {_WRITTEN}",
    "cooperation_requests/queries.py": f"{_SEEN} {_WRITTEN} tests/requests/test_alike_requests.py",
    "disclosure/actions.py": f"tests/disclosure {_SEEN} {_ACTS}",
    "disclosure/parties.py": f"tests/disclosure {_SEEN}",
    "disclosure/queries.py": f"tests/disclosure {_SEEN}",
    "disclosure/models.py": f"tests/disclosure {_SEEN}",
    "cooperation_requests/models/request.py": f"{_SEEN} {_ACTS}",
    "cooperation_requests/models/referral.py": f"{_SEEN} {_ACTS}",
    "cooperation_requests/models/suggestion.py": f"{_SEEN} {_ACTS}",
    "cooperation_requests/models/brief.py": _SEEN,
    "cooperation_requests/models/message.py": _SEEN,
    "cooperation_requests/actions/disclosing.py": f"{_SEEN} {_ACTS}",
    "cooperation_requests/actions/hiding.py": f"{_WRITTEN} {_SEEN}",
    "cooperation_requests/actions/written_before.py": _WRITTEN,
    "cooperation_requests/notices/recipients.py": _TOLD,
    "cooperation_requests/notices/announcing.py": _TOLD,
    "cooperation_requests/notices/hearers.py": _TOLD,
    "cooperation_requests/notices/rendering.py": _TOLD,
    "cooperation_requests/notices/introduction.py": f"{_TOLD} {_SEEN}",
    "cooperation_requests/answer_links.py": "tests/requests/test_addresses.py "
    "tests/requests/test_guards.py tests/requests/test_hiding.py tests/access/test_attacks.py",
    "companies/models.py": f"tests/companies {_SEEN} tests/access/test_admin.py",
    "companies/hats.py": f"tests/companies tests/access/test_attacks.py {_ACTS}",
    "cooperation_requests/duties.py": "tests/duties",
    "cooperation_requests/deadlines.py": "tests/timers tests/requests/test_clocks.py",
    "companies/duties.py": "tests/duties",
    "activities/timers/running.py": "tests/timers tests/requests/test_clocks.py",
    "notifications/channels.py": "tests/notifications/test_digests.py",
    "notifications/digests.py": "tests/notifications/test_digests.py",
    "web/exports.py": "tests/lists/test_exports.py",
    "notifications/queries.py": _TOLD,
    "notifications/addresses.py": f"tests/requests/test_addresses.py {_TOLD}",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: the test that noticed it, if one did, and the seconds it took."""

    mutant: Mutant
    noticed_by: str
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=40, help="0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="mutants whose line holds this")
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--record", action="store_true", help="find which tests run which lines")
    asked = parser.parse_args()
    if asked.record:
        return record(list(GUARDED))
    every = [
        mutant
        for path in GUARDED
        for mutant in mutants_of(path, (PROJECT / path).read_text())
        if asked.only in mutant.key
    ]
    if asked.count:
        for path in GUARDED:
            print(f"{sum(mutant.path == path for mutant in every):5} {path}")
        print(f"{len(every):5} in all")
        return 0
    chosen = every
    if 0 < asked.sample < len(every):
        chosen = random.Random(asked.seed).sample(every, asked.sample)
    print(f"{len(chosen)} of {len(every)} mutants, seed {asked.seed}", flush=True)
    return told(run(chosen))


def run(mutants: list[Mutant]) -> list[Outcome]:
    """Try each in one of a few copies of the project."""
    known = ran_by()
    with tempfile.TemporaryDirectory(prefix="kontor-mutants-") as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(AT_ONCE):
            copies.put(copied(Path(folder) / str(number)))

        def attempt(mutant: Mutant) -> Outcome:
            copy = copies.get()
            try:
                return tried(mutant, copy, quickest_of(mutant, known))
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(attempt, mutants))


def copied(place: Path) -> Path:
    """The files that the project's history knows, and what is compiled from them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (PROJECT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, place / name)
    subprocess.run(
        [sys.executable, "-P", "kontor/messages.py", "compile"],
        cwd=place,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return place


def quickest_of(mutant: Mutant, known: RanBy) -> list[str]:
    """The tests that run its line, or the nearest above that any runs."""
    lines = (PROJECT / mutant.path).read_text().splitlines()[: mutant.line]
    of_module = known.get(mutant.path, {})
    nearest = (of_module[line.strip()] for line in reversed(lines) if line.strip() in of_module)
    return next(nearest, [])


def tried(mutant: Mutant, copy: Path, quickest: Sequence[str]) -> Outcome:
    """Put the fault in, run the tests up to the first that fails, and take it out again."""
    module = copy / mutant.path
    whole = module.read_text()
    module.write_text(mutant.source)
    start = time.monotonic()
    try:
        noticed = (
            _noticed(copy, WITHOUT_DATABASE)
            or (quickest and _noticed(copy, quickest))
            or (not 0 < len(quickest) < MOST and _noticed(copy, GUARDED[mutant.path].split()))
            or ""
        )
    except subprocess.TimeoutExpired:
        noticed = f"more than {SECONDS} seconds"
    finally:
        module.write_text(whole)
    outcome = Outcome(mutant, noticed, time.monotonic() - start)
    print(f"{outcome.seconds:4.0f} s  {noticed or 'LIVES'}  {mutant.key}", flush=True)
    return outcome


def _noticed(copy: Path, tests: Sequence[str]) -> str:
    done = subprocess.run(
        [*PYTEST, *tests],
        cwd=copy,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode == pytest.ExitCode.USAGE_ERROR and tests is not WITHOUT_DATABASE:
        return ""  # a test that was recorded is gone
    return noticed_by(done.stdout, done.returncode)


def noticed_by(output: str, code: int) -> str:
    """The first test that failed, or that none could be run; empty where all passed."""
    if code == 0:
        return ""
    for line in output.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split(" - ")[0].split(" ", 1)[1]
    return "the start"


def told(outcomes: list[Outcome]) -> int:
    """Print what lives; 1 where it may not."""
    reasons = tomllib.loads(Path(__file__).with_name("lives.toml").read_text())["lives"]
    alive = [one.mutant for one in outcomes if not one.noticed_by]
    unexplained = [mutant for mutant in alive if mutant.key not in reasons]
    print(f"{len(outcomes) - len(alive)} of {len(outcomes)} were noticed")
    for mutant in alive:
        print(f"{mutant.path}:{mutant.line} {mutant.what}: {reasons.get(mutant.key, 'NO REASON')}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    raise SystemExit(main())
