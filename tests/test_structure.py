"""The code keeps its shape: small modules, small functions, kinds asked by their properties."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from cooperation_requests.enums import CloseReason, Kind
from cooperation_requests.kinds import KINDS, NOT_CHOSEN, kind_of
from tests.our_apps import PROJECT, our_apps

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60


def modules() -> Iterator[Path]:
    """What the project is made of, its migrations left out."""
    for app in (*our_apps(), "kontor"):
        for path in sorted((PROJECT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def test_no_module_and_no_function_grows_beyond_what_one_reads_at_once() -> None:
    large = []
    for path in modules():
        text = path.read_text()
        name = str(path.relative_to(PROJECT))
        if len(text.splitlines()) > MOST_LINES:
            large.append(name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > MOST_LINES_OF_A_FUNCTION:
                    large.append(f"{name}: {node.name}")
    assert large == []


def test_a_kind_is_asked_by_its_properties() -> None:
    """No code but the rows themselves, and the form's choices, names a kind."""
    named = {f"Kind.{kind.name}" for kind in Kind}
    asking = {
        str(path.relative_to(PROJECT))
        for path in modules()
        if path.is_relative_to(PROJECT / "cooperation_requests")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in named
    }
    assert asking == {"cooperation_requests/kinds.py"}


def test_each_kind_is_one_row() -> None:
    assert set(KINDS) == set(Kind)
    in_words = {kind for kind, row in KINDS.items() if row.answered_in_words}
    assert in_words == {Kind.MARKET_INFORMATION}
    for kind, row in KINDS.items():
        answered = CloseReason.ANSWERED in row.close_reasons
        assert answered == (kind in in_words)
        assert {*row.close_reasons, CloseReason.ANSWERED} == set(CloseReason)
    assert kind_of("") is NOT_CHOSEN


def test_whose_a_company_is_is_asked_by_name() -> None:
    """By `companies.ownership`: nobody else compares keys of agencies."""
    own = {"companies/ownership.py", "companies/models.py"}
    comparing = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            asked = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2]
            if asked in {"filter", "exclude", "get", "Q"}:
                assert isinstance(node, ast.Call)
                named = {one.arg for one in node.keywords}
            elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                named = {
                    ast.unparse(one).rpartition(".")[2] for one in (node.left, *node.comparators)
                }
            else:
                continue
            if named & {"agency", "agency_id"}:
                comparing.add(str(path.relative_to(PROJECT)))
    assert comparing <= own, comparing - own
