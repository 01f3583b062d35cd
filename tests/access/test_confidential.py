"""Confidential rows are reached by `visible_to`, or with a reason: the code has no other way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from activities.confidential import ConfidentialManager
from tests.our_apps import our_apps

ROOT = Path(__file__).resolve().parents[2]
CONFIDENTIAL = {
    *("Company", "CooperationRequest", "Brief", "Referral", "Suggestion"),
    *("Message", "Attachment", "Disclosure", "AnswerLink", "Activity"),
}
# `asked_of` is a part of `visible_to`, see the test below.
ALLOWED = {"visible_to", "asked_of", "unrestricted", "add"}
# Machinery of the workflow takes the model as an argument and locks what its caller checks.
OTHER_WAYS = {"_base_manager", "_default_manager"}
# The admin's form locks the row that it changes; no confidential model is in the admin.
# Whether any row points to a file is asked of every model that may.
MACHINERY = {"activities/workflow/moving.py", "web/admin_forms.py", "files/actions.py"}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in our_apps():
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text())


def faults_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Uses of confidential models' managers other than those; reverse and base managers."""
    allowed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ALLOWED:
            allowed.add(id(node.value))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        if node.attr == "objects":
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name in CONFIDENTIAL and id(node) not in allowed:
                yield node.lineno, f"{name}.objects"
        elif node.attr in OTHER_WAYS and not is_for_people(node.value):
            yield node.lineno, node.attr


def is_for_people(owner: ast.expr) -> bool:
    """Whether the manager is that of `get_user_model()`."""
    return isinstance(owner, ast.Call) and getattr(owner.func, "id", "") == "get_user_model"


def reasons_of(tree: ast.Module) -> Iterator[tuple[int, ast.expr | None]]:
    """The first argument of each call of `unrestricted`."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "unrestricted"
        ):
            yield node.lineno, node.args[0] if node.args else None


def test_confidential_models_are_those_of_the_design() -> None:
    found = {
        model.__name__
        for model in apps.get_models()
        if isinstance(model._default_manager, ConfidentialManager)
    }
    assert found == CONFIDENTIAL


def test_their_managers_are_used_in_the_named_ways_only() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {what}"
        for path, tree in sources()
        if str(path.relative_to(ROOT)) not in MACHINERY
        for line, what in faults_of(tree)
    ]
    assert found == []


def test_whoever_passes_the_rule_by_says_why() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{line}"
        for path, tree in sources()
        for line, reason in reasons_of(tree)
        if not (isinstance(reason, ast.Constant) and isinstance(reason.value, str))
        or len(reason.value) < 6
    ]
    assert silent == []


def test_no_row_leads_to_confidential_rows_by_itself() -> None:
    found = [
        f"{model.__name__}.{relation.get_accessor_name()}"
        for model in apps.get_models()
        for relation in model._meta.related_objects
        if relation.related_model.__name__ in CONFIDENTIAL
        and not relation.field.remote_field.is_hidden()  # type: ignore[attr-defined]
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "Company.objects.filter(pk=1)",
        "models.Referral.objects.all()",
        "Brief.objects",
        "rows = Message.objects.get",
        "Suggestion._base_manager.all()",
        "get_object_or_404(Attachment.objects, pk=1)",
    ],
)
def test_another_use_would_be_found(code: str) -> None:
    assert len(list(faults_of(ast.parse(code)))) == 1


def test_without_a_reason_there_are_no_rows() -> None:
    from companies.models import Company

    with pytest.raises(ValueError, match="why"):
        Company.objects.unrestricted("")
    assert issubclass(Company, models.Model)
