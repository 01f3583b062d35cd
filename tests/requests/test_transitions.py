"""transition(): what was locked and read once is written as it differs, by the table alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from activities.errors import NoLongerPossible, NotAllowed
from activities.models import Activity
from activities.workflow import Locked, Transition, transition
from cooperation_requests.enums import SuggestionState, WaitsFor
from cooperation_requests.locks import (
    lock_referral,
    lock_request,
    lock_suggestion,
    lock_suggestions,
)
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.workflows import REFERRALS, REQUESTS, SUGGESTIONS
from tests import factories, lock_order
from tests.our_apps import our_apps
from tests.requests.case import Case, make_case, put_request, put_suggestion

ROOT = Path(__file__).resolve().parents[2]
UPDATE = re.compile(r'^UPDATE "(\w+)" SET (.*?) WHERE ', re.DOTALL)


@pytest.fixture
def case(db: None) -> Case:
    found = make_case()
    put_request(found, "with_partners")
    put_suggestion(found, found.suggestion, "submitted", "not_asked")
    put_suggestion(found, found.second, "submitted", "not_asked")
    return found


def suggestions(case: Case) -> Locked[Suggestion]:
    rows = Suggestion.objects.unrestricted("a test")
    return lock_suggestions(lock_request(case.request.pk).row, rows)


def written(queries: list[dict[str, str]]) -> Iterator[tuple[str, set[str]]]:
    """Which columns of which table each UPDATE set."""
    for one in queries:
        if update := UPDATE.match(one["sql"]):
            yield update[1], set(re.findall(r'"(\w+)" = ', update[2]))


def test_exactly_what_differs_is_written_one_update_for_all_rows_that_differ_alike(
    case: Case,
) -> None:
    advisor = case.people["home advisor"]
    allowed = SUGGESTIONS.allow("set_aside", suggestions(case), advisor)

    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.reason = "other"
        row.reason_words = row.reason_words  # as it was

    with CaptureQueriesContext(connection) as asked:
        moved = transition(allowed, change=change)
    assert [one.row.state for one in moved] == ["set_aside", "set_aside"]
    # In an update of many rows each value stands behind its row's key.
    (table, columns), *others = written(asked.captured_queries)
    assert (table, columns - {"id"}, others) == ("requests_suggestion", {"state", "reason"}, [])
    assert len(asked) == 2
    assert Activity.objects.filter(verb="set_aside").count() == 2


def test_rows_that_differ_in_other_fields_get_an_update_of_their_own(case: Case) -> None:
    allowed = SUGGESTIONS.allow("shortlist", suggestions(case), case.people["home advisor"])

    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        if row.pk == case.second.pk:
            row.reasons.append({"code": "sector"})  # changed in its place, and noticed

    with CaptureQueriesContext(connection) as asked:
        transition(allowed, change=change)
    assert sorted(sorted(columns) for _table, columns in written(asked.captured_queries)) == [
        ["reasons", "state"],
        ["state"],
    ]


def test_what_did_not_change_is_not_written(case: Case) -> None:
    put_request(case, "with_partners")
    allowed = REQUESTS.allow("ask", lock_request(case.request.pk), case.people["home advisor"])
    with CaptureQueriesContext(connection) as asked:
        transition(allowed)
    assert list(written(asked.captured_queries)) == []
    assert Activity.objects.filter(verb="ask").count() == 1


def test_a_change_of_the_state_is_the_table_s_alone(case: Case) -> None:
    allowed = SUGGESTIONS.allow("shortlist", suggestions(case), case.people["home advisor"])

    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.state = SuggestionState.INTRODUCED

    with pytest.raises(RuntimeError, match="the table's"):
        transition(allowed, change=change)


@pytest.mark.parametrize("field", ["waits_for", "waiting_since", "due_on", "late_from"])
def test_whom_a_row_waits_for_is_the_table_s_alone(case: Case, field: str) -> None:
    allowed = REQUESTS.allow("ask", lock_request(case.request.pk), case.people["home advisor"])

    def change(row: CooperationRequest, line: Transition[CooperationRequest]) -> None:
        setattr(row, field, WaitsFor.COMPANY if field == "waits_for" else row.submitted_at)

    with pytest.raises(RuntimeError, match=field):
        transition(allowed, change=change)


def test_what_may_not_be_done_is_known_before_anything_is_changed(case: Case) -> None:
    with pytest.raises(NotAllowed):
        SUGGESTIONS.allow("shortlist", suggestions(case), case.people["partner advisor"])
    put_suggestion(case, case.second, "withdrawn", "not_asked")
    with pytest.raises(NoLongerPossible):
        SUGGESTIONS.allow("shortlist", suggestions(case), case.people["home advisor"])
    assert not Activity.objects.filter(verb="shortlist").exists()


def test_none_of_no_rows_is_moved(case: Case) -> None:
    none = lock_suggestions(case.request, Suggestion.objects.unrestricted("a test").none())
    allowed = SUGGESTIONS.allow("shortlist", none, case.people["home advisor"])
    assert transition(allowed) == []
    with pytest.raises(ValueError, match="unpack"):
        _ = allowed.row


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_without_a_transaction() -> None:
    referral = factories.scene().referral()
    with pytest.raises(TransactionManagementError):
        lock_referral(referral.pk)
    with pytest.raises(RuntimeError, match="transaction"):
        Locked([referral])
    with transaction.atomic():
        assert lock_referral(referral.pk).row == referral


def test_the_rows_above_are_locked_before_what_hangs_on_them(case: Case) -> None:
    request, referral = "requests_cooperationrequest", "requests_referral"
    for lock, tables in (
        (lambda: lock_referral(case.referral.pk), [request, referral]),
        (lambda: lock_suggestion(case.second.pk), [request, referral, "requests_suggestion"]),
    ):
        with CaptureQueriesContext(connection) as asked:
            lock()
        assert [lock_order.locked_by(one["sql"]) for one in asked.captured_queries] == tables


def test_rows_of_another_request_are_not_locked_with_this_one(case: Case) -> None:
    other = make_case()
    rows = Suggestion.objects.unrestricted("a test").filter(pk=other.suggestion.pk)
    assert len(lock_suggestions(lock_request(case.request.pk).row, rows)) == 0


def test_a_referral_waits_as_its_table_says(case: Case) -> None:
    row = Referral.objects.unrestricted("a test").exclude(pk=case.referral.pk).first()
    assert row is not None
    actor = case.people["other partner's advisor"]
    (moved,) = transition(REFERRALS.allow("ask_back", lock_referral(row.pk), actor))
    assert moved.row.waits_for == WaitsFor.ADVISOR
    # The question stays open: the clock of the partner goes on standing still.
    (moved,) = transition(REFERRALS.allow("accept", lock_referral(row.pk), actor))
    assert moved.row.waits_for == WaitsFor.ADVISOR


def test_rows_count_as_locked_by_the_locks_of_their_app_alone() -> None:
    """A row that was not locked does not type-check as what is moved: nothing else makes them."""
    makers = {
        str(path.relative_to(ROOT))
        for package in our_apps()
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Locked"
    }
    # What is taken from locked rows is locked too.
    assert makers == {"cooperation_requests/locks.py", "activities/workflow/locked.py"}


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('SELECT 1 FROM "a" INNER JOIN "b" ON (1) WHERE 1 FOR UPDATE OF "a"', "a"),
        ('SELECT 1 FROM "a" WHERE 1 FOR NO KEY UPDATE OF "a"', "a"),
        ('SELECT 1 FROM "a" FOR UPDATE', "a"),
        ('SELECT 1 FROM "a" FOR UPDATE NOWAIT', ""),
        ('UPDATE "a" SET x = 1', ""),
        ('SELECT 1 FROM "a"', ""),
    ],
)
def test_what_a_statement_locks_is_read_from_it(sql: str, table: str) -> None:
    assert lock_order.locked_by(sql) == table


def test_another_order_of_locks_is_found(case: Case) -> None:
    rows = Referral.objects.unrestricted("a test").filter(pk=case.referral.pk)
    with transaction.atomic():
        list(rows.select_for_update(of=("self",)))
        lock_request(case.request.pk)
    assert lock_order.faults == ["requests_cooperationrequest after requests_referral"]
    lock_order.faults.clear()
    # Each action by itself; rows of a table may be locked in turns, and what is locked again.
    with transaction.atomic():
        lock_referral(case.referral.pk)
    with transaction.atomic():
        lock_request(case.request.pk)
        list(rows.select_for_update(of=("self",)))
        lock_request(case.request.pk)
    assert lock_order.faults == []
