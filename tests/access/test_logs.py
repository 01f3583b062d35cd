"""Logs say where Kontor failed, and nothing of what anybody typed or opened."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from tests import factories
from tests.access.people import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handler of the settings writes."""
    handler = next(
        one
        for one in logging.getLogger().handlers
        if type(one) is logging.StreamHandler and one.filters
    )
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    if before is not None:
        handler.setStream(before)


def test_a_failure_is_logged_with_its_place_and_without_the_request(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **named: object) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 'Plumeverre'::integer")
        except Exception as fault:
            raise RuntimeError("Plumeverre is not a number") from fault

    scene = factories.scene()
    client = browser_of(scene.owner)
    client.raise_request_exception = False
    monkeypatch.setattr("companies.views.own.own_company", fail)
    response = client.post("/company/profile/?q=Plumeverre", {"legal_name": "Plumeverre"})
    assert response.status_code == 500
    assert "Plumeverre" not in response.content.decode()
    log = written.getvalue()
    assert "ERROR django.request 500 in companies:company-edit" in log
    assert "companies/views/own.py" in log
    assert "django.db.utils.DataError\nled to:" in log
    assert log.rstrip().endswith("builtins.RuntimeError")
    assert "Plumeverre" not in log
    assert "/company/" not in log


def test_refused_requests_are_not_logged(written: io.StringIO) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get("/Plumeverre/").status_code == 404
    assert client.get("/answer/PlumeverrePlumeverrePlumeverre/").status_code == 404
    assert client.post("/hat/", {"hat": "Plumeverre"}).status_code == 403
    assert client.put("/start/?Plumeverre").status_code in {302, 403, 405}
    assert client.get("/", headers={"host": "plumeverre.example"}).status_code == 400
    assert written.getvalue() == ""


def test_a_failed_task_is_logged_without_its_arguments(written: io.StringIO) -> None:
    context = {"name": "task", "id": "1", "args": "Plumeverre", "exc": "KeyError('Plumeverre')"}
    logging.getLogger("celery.app.trace").error(
        "Task %(name)s[%(id)s] %(args)s raised unexpected: %(exc)s", context
    )
    assert written.getvalue().rstrip().endswith("Task task[1] … raised unexpected: …")


def test_a_fault_inside_a_fault_ends(written: io.StringIO) -> None:
    first, second = ValueError("Plumeverre"), KeyError("Plumeverre")
    first.__context__, second.__context__ = second, first
    logging.getLogger("kontor").error("failed", exc_info=(ValueError, first, None))
    assert "builtins.KeyError\nled to:\nbuiltins.ValueError" in written.getvalue()
    assert "Plumeverre" not in written.getvalue()
    assert RequestFactory().get("/").path == "/"
