"""List every assertion of the tests of before that stands nowhere in a test of its name now.

    python scripts/changed_assertions.py 50ac4be

Whatever a change of structure does, what the tests assert stays: where one asserts otherwise, its
reason stands in changed_assertions.toml, under the commit that it is compared with. Prints each
with its reason and fails where one has none, or a reason is left over.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
REASONS = Path(__file__).with_suffix(".toml")


def _git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=PROJECT, check=True, capture_output=True, text=True
    ).stdout


def assertions_of(source: str) -> dict[str, Counter[str]]:
    """What each test (and what helps it) asserts: conditions, and what has to be raised."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Assert):
                found[function.name][ast.unparse(node.test)] += 1
            elif isinstance(node, ast.withitem) and "raises" in ast.unparse(node.context_expr):
                found[function.name][ast.unparse(node.context_expr)] += 1
    return found


def _all(sources: list[str]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for source in sources:
        for name, asserted in assertions_of(source).items():
            found[name] += asserted
    return found


def main(base: str) -> int:
    """Compare the tests of `base` with those of now; the exit code."""
    paths = _git("ls-tree", "-r", "--name-only", base, "tests").split()
    before = _all([_git("show", f"{base}:{path}") for path in paths if path.endswith(".py")])
    now = _all([path.read_text() for path in sorted((PROJECT / "tests").rglob("*.py"))])
    reasons: dict[str, str] = tomllib.loads(REASONS.read_text())[base]
    changed: dict[str, list[str]] = defaultdict(list)
    for name, asserted in before.items():
        for text in (asserted - now.get(name, Counter())).elements():
            line = f"{name}: {text}"
            reason = next((why for what, why in reasons.items() if re.search(what, line)), "")
            changed[reason].append(line)
    for reason, lines in changed.items():
        print(f"{reason or 'WITHOUT A REASON'}", *(f"    {line}" for line in lines), sep="\n")
    total = sum(asserted.total() for asserted in before.values())
    print(f"{sum(map(len, changed.values()))} of {total} assertions of {base} are another one now.")
    left_over = set(reasons.values()) - set(changed)
    for reason in left_over:
        print(f"No longer needed: {reason}")
    return 1 if "" in changed or left_over else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
