"""How the suite is spread over processes, and how its pages are drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import Template
from django.test import utils

# Files that share something costly to make; every other file is a group of its own.
RUNNING_DEMO = "running demo"
GROUPS = {
    "tests/browser/test_accessibility.py": RUNNING_DEMO,
    "tests/browser/test_without_javascript.py": RUNNING_DEMO,
    "tests/demo/test_demo_data.py": "filled demo",
    "tests/demo/test_demo_stories.py": "filled demo",
    "tests/demo/test_loading.py": "filled demo",
    "tests/demo/test_mails.py": "filled demo",
}
# The longest first: the processes then end at about the same time.
LONGEST = (
    RUNNING_DEMO,
    "tests/browser/test_story.py",
    "tests/requests/test_matrix_suggestions.py",
    "tests/supervisor/test_stopping.py",
    "tests/access/test_routes.py",
    "tests/access/test_planted.py",
    "tests/hostile/test_hostile.py",
    "filled demo",
)


def _group(item: pytest.Item) -> str:
    file = item.nodeid.partition("::")[0]
    return GROUPS.get(file, file)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name each test's group, and let the longest groups begin."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: LONGEST.index(_group(item)) if _group(item) in LONGEST else 99)


@pytest.fixture(scope="session", autouse=True)
def _templates_as_in_production(django_test_environment: None) -> Iterator[None]:
    """No test looks into a template's context: keeping a copy of each takes a tenth of the time."""
    watched = Template._render
    Template._render = utils._TestState.saved_data.template_render
    yield
    Template._render = watched
