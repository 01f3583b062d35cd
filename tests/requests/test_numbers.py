"""Numbers are successive: what failed leaves no gap."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from activities import clock
from cooperation_requests.actions import drafts
from cooperation_requests.models import CooperationRequest, RequestCounter
from tests import factories
from tests.patience import PATIENCE

SUBMITS, FAILING = 50, 10


class Fault(Exception):
    """Something after the number was given goes wrong."""


@pytest.mark.django_db(transaction=True)
def test_50_submits_at_once_of_which_10_fail_give_40_successive_numbers() -> None:
    home = factories.agency()
    advisor = factories.staff(home)
    company = factories.company(home)
    person = factories.on_behalf(advisor)  # who may have so many drafts at a time
    ids = [factories.draft(advisor, company).pk for _ in range(SUBMITS)]
    failing = set(ids[:: SUBMITS // FAILING])
    barrier = threading.Barrier(SUBMITS)

    def submit(request_id: UUID) -> None:
        with transaction.atomic():
            drafts.submit(actor=person, request_id=request_id)
            if request_id in failing:
                raise Fault

    def work(request_id: UUID) -> None:
        try:
            # Each with its connection: all fifty wait for the one counter.
            connection.ensure_connection()
            barrier.wait(timeout=PATIENCE)
            with clock.at(datetime(2026, 11, 5, 9, 0, tzinfo=UTC)):
                submit(request_id)
        except Fault:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[request_id]) for request_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    rows = CooperationRequest.objects.unrestricted("a test")
    numbers = rows.filter(state="submitted").values_list("reference", flat=True)
    assert sorted(numbers) == [f"KO-2026-{one:05d}" for one in range(1, 41)]  # type: ignore[type-var]
    drafts_left = rows.filter(state="draft", reference=None)
    assert {row.pk for row in drafts_left} == failing
    assert RequestCounter.objects.get(pk=2026).last == 40


@pytest.mark.django_db
def test_each_year_begins_anew_by_the_calendar_of_the_agency() -> None:
    home = factories.agency(time_zone="Europe/Berlin")
    company = factories.company(home)
    person = factories.company_person(company)
    found = []
    for moment in (
        datetime(2026, 12, 31, 22, 30, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 30, tzinfo=UTC),  # half past midnight in Berlin
        datetime(2027, 1, 2, 9, 0, tzinfo=UTC),
    ):
        with clock.at(moment):
            row = drafts.submit(actor=person, request_id=factories.draft(person, company).pk)
        found.append(row.reference)
    assert found == ["KO-2026-00001", "KO-2027-00001", "KO-2027-00002"]
