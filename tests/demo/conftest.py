"""The demo, filled once for all its tests; nothing of it outlives them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from kontor.demo import filling
from tests.demo.postbox import Postbox


@dataclass
class Filled:
    """What was reported while filling, and every mail as it was written."""

    lines: list[str] = field(default_factory=list)
    postbox: Postbox = field(default_factory=Postbox)


@contextmanager
def undone() -> Iterator[None]:
    """Everything written within is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Filled]:
    """The demo as `fill_demo` makes it, with every mail read at the moment of its notice."""
    filled = Filled()
    with django_db_blocker.unblock(), undone():
        register = filling.write_people(filled.lines.append)
        filling.play(register, report=filled.lines.append, watch=filled.postbox.collect)
        filled.postbox.read_again()
        filling.finish()
        yield filled


@pytest.fixture
def filled(demo: Filled, db: None) -> Filled:
    """The demo for one test, which leaves it as it was: `db` wraps it within the demo's own."""
    return demo
