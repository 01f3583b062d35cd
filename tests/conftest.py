"""How the suite is spread over processes, and how its pages are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Template
from django.test import utils
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

from tests import databases, lock_order

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
# The longest first, by measured seconds: the processes then end at about the same time.
LONGEST = (
    RUNNING_DEMO,
    "tests/browser/test_story.py",
    "filled demo",
    "tests/access/test_planted.py",
    "tests/browser/test_nothing_lost.py",
    "tests/access/test_routes.py",
    "tests/supervisor/test_stopping.py",
    "tests/hostile/test_hostile.py",
    "tests/requests/test_matrix_suggestions.py",
    "tests/access/test_attacks.py",
    "tests/broker/test_broker_away.py",
)


def _group(file: str) -> str:
    return GROUPS.get(file, file)


class _ByGroup(LoadFileScheduling):  # type: ignore[misc]
    """Tests of one group go to one process, in their order."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByGroup:
    """Keep groups together, whatever --dist says."""
    return _ByGroup(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest groups begin."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(_group(item.nodeid.partition("::")[0]), len(order)))


@pytest.fixture(scope="session", autouse=True)
def _templates_as_in_production(django_test_environment: None) -> Iterator[None]:
    """No test looks into a template's context: keeping a copy of each takes a tenth of the time."""
    watched = Template._render  # type: ignore[attr-defined]
    Template._render = utils._TestState.saved_data.template_render  # type: ignore[attr-defined]
    yield
    Template._render = watched  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """As pytest-django has it, and the database is copied from one that was migrated once."""
    with django_db_blocker.unblock():
        databases.copy_the_migrated_one()


@pytest.fixture(scope="session", autouse=True)
def _locks_are_watched(django_test_environment: None) -> None:
    lock_order.install()


@pytest.fixture(autouse=True)
def _locked_in_order() -> Iterator[None]:
    """No test locks rows in another order than all others do."""
    lock_order.faults.clear()
    yield
    assert lock_order.faults == []
