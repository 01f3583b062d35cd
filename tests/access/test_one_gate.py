"""Names and contact persons of the other side come through one gate: nothing else in the case
decides by the introduced state, reads contact persons, or has a state of its own in a template."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cooperation_requests.enums import ReferralState, RequestState, SuggestionState, WaitsFor, Word

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "cooperation_requests"
# The tables, the rows' own truths and the verbs name the state; the gate needs it no more.
MAY_NAME_IT = (
    *("workflow.py", "enums.py", "locks.py", "known.py"),
    *("actions/", "models/", "migrations/"),
)
# The ground of a disclosure has the same word.
GROUNDS = "grounds.py"


def faults_of(tree: ast.Module) -> Iterator[str]:
    """Where a module names the introduced state or takes a company's people."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "INTRODUCED":
            yield f"{node.lineno} {ast.unparse(node)}"
        elif isinstance(node, ast.Constant) and node.value == SuggestionState.INTRODUCED.value:
            yield f"{node.lineno} {node.value!r}"
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if "contact_lines" in alias.name:
                    yield f"{node.lineno} {alias.name}"


def test_nothing_but_tables_verbs_and_gate_names_the_introduced_state() -> None:
    found = [
        f"{path.relative_to(CASE)}:{fault}"
        for path in sorted(CASE.rglob("*.py"))
        if not str(path.relative_to(CASE)).startswith(MAY_NAME_IT) and path.name != GROUNDS
        for fault in faults_of(ast.parse(path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "x = row.state == SuggestionState.INTRODUCED",
        "rows.filter(state='introduced')",
        "from cooperation_requests.known import _contact_lines",
    ],
)
def test_another_place_would_be_found(code: str) -> None:
    assert len(list(faults_of(ast.parse(code)))) == 1


def states_in(template: str) -> set[str]:
    """The states that a template compares something with."""
    codes = {
        value
        for choices in (RequestState, ReferralState, SuggestionState, Word, WaitsFor)
        for value in choices.values
        if value
    }
    compared = re.findall(
        r"""(?:state|word|waits_for)\s*(?:==|!=|\bin)\s*["']([a-z_ ]+)["']""", template
    )
    return codes.intersection(word for text in compared for word in text.split())


def test_no_template_of_the_case_holds_a_state() -> None:
    found = {
        str(path.relative_to(ROOT)): states
        for path in sorted((ROOT / "templates" / "requests").rglob("*.html"))
        if (states := states_in(path.read_text()))
    }
    assert found == {}


def test_a_state_in_a_template_would_be_found() -> None:
    assert states_in('{% if one.state == "introduced" %}') == {"introduced"}
    assert states_in('{% if one.state in "sent accepted" %}') == {"sent", "accepted"}
