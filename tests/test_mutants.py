"""Every kind of fault is made, each as a module that can be read; what no test notices is told."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from tests.mutants import __main__ as mutants
from tests.mutants.making import Mutant, mutants_of


@pytest.mark.parametrize(
    ("written", "broken"),
    [
        ("def f(a):\n    if a:\n        raise E\n    b()", ["if False:"]),
        ("class Meta:\n    x = a and b", []),
        ("def f(a: b | c) -> b | c:\n    d: b | c = a", []),
        ("x = a and b", ["x = True and b", "x = a and True"]),
        ("x = a or b", ["x = False or b", "x = a or False"]),
        ("x = a < b", ["x = a <= b"]),
        ("x = a in b", ["x = a not in b"]),
        ("x = not a", ["x = not not a"]),
        ("x = ~Q()", ["x = ~~Q()"]),
        ("x = a & b", ["x = a & a", "x = b & b"]),
        ("x = r.filter(o, a=1)", ["x = r.filter(a=1)", "x = r.filter(o)"]),
        ("def f():\n    return True", ["return False"]),
        (
            'T = Transition("ask", (A,), B, (By.COMPANY, By.ADVISOR), guard="g", '
            'heard_by=("home",))',
            [
                "(By.ADVISOR,), guard='g', heard_by=('home',)",
                "(By.COMPANY,), guard='g', heard_by=('home',)",
                "(By.COMPANY, By.ADVISOR, By.PARTNER), guard='g'",
                "(By.COMPANY, By.ADVISOR, By.CANDIDATE), guard='g'",
                "(By.COMPANY, By.ADVISOR), heard_by=('home',)",
                "(By.COMPANY, By.ADVISOR), guard='g', heard_by=()",
            ],
        ),
    ],
)
def test_each_kind_of_fault_is_made(written: str, broken: list[str]) -> None:
    found = [ast.unparse(ast.parse(one.source)) for one in mutants_of("module.py", written)]
    assert len(found) == len(broken)
    for part in broken:
        assert sum(part in source for source in found) == 1, part


@pytest.mark.parametrize("path", mutants.GUARDED)
def test_what_is_broken_is_there_and_so_are_the_tests_that_guard_it(path: str) -> None:
    found = mutants_of(path, (mutants.PROJECT / path).read_text())
    assert len({one.source for one in found}) == len(found)
    for one in found:
        ast.parse(one.source)
    for test in mutants.GUARDED[path].split():
        assert (mutants.PROJECT / test).exists(), test


def test_reasons_are_given_for_mutants_that_there_are() -> None:
    every = {
        one.key
        for path in mutants.GUARDED
        for one in mutants_of(path, (mutants.PROJECT / path).read_text())
    }
    file = Path(mutants.__file__).with_name("lives.toml")
    reasons = tomllib.loads(file.read_text())["lives"]
    assert set(reasons) <= every
    assert all(reasons.values())


def test_what_lives_without_a_reason_is_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    mutant = Mutant("rules.py", 7, "dropped: if late", "pass")
    assert mutants.told([mutants.Outcome(mutant, "test_late", 3.0)]) == 0
    assert mutants.told([mutants.Outcome(mutant, "", 3.0)]) == 1
    assert "rules.py:7 dropped: if late: NO REASON" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("output", "code", "noticed"),
    [
        ("1 passed", 0, ""),
        ("FAILED tests/a.py::test_b - assert 1", 1, "tests/a.py::test_b"),
        ("INTERNALERROR", 3, "the start"),
    ],
)
def test_the_first_test_that_fails_noticed_it(output: str, code: int, noticed: str) -> None:
    assert mutants.noticed_by(output, code) == noticed
