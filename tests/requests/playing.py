"""Letting everybody try every verb, and comparing with the transcript of the workflow."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from activities.actor import Actor
from activities.errors import NoLongerPossible, NotAllowed
from activities.models import Activity, Timer
from cooperation_requests.deadlines import due
from cooperation_requests.models import AnswerLink, Referral, Suggestion
from notifications.models import Notice
from tests.requests import transcript as t
from tests.requests.case import Case, dump, undone

DONE, NOT_ALLOWED, TOO_LATE, REFUSED = "done", "not allowed", "too late", "refused"
Act = Callable[[Case, Actor], object]


def attempt(case: Case, act: Act, actor: Actor) -> str:
    """What became of it."""
    try:
        act(case, actor)
    except NotAllowed:
        return NOT_ALLOWED
    except NoLongerPossible:
        return TOO_LATE
    except ValidationError:
        return REFUSED
    return DONE


def expected(
    rows: Iterable[t.Row], verb: str, state: str, word: str, who: frozenset[str]
) -> tuple[str, t.Row | None]:
    """What the transcript says: the outcome, and the row by which it is done."""
    mine = [row for row in rows if row.verb == verb and who.intersection(row.by)]
    if not mine:
        return NOT_ALLOWED, None
    for row in mine:
        if leaves(row, state) and (not row.word or word in row.word):
            return DONE, row
    return TOO_LATE, None


def possible(rows: Iterable[t.Row], verb: str, state: str) -> bool:
    """Whether the verb can be done in this state by anybody."""
    return any(row.verb == verb and leaves(row, state) for row in rows)


def leaves(row: t.Row, state: str) -> bool:
    """Whether the row starts from this state; a draft of the agency is a draft too."""
    plain = "draft" if state.startswith("draft") else state
    return plain in row.sources or state in row.sources


# By which the quick run chooses who tries a verb.
SEED = 13
# The full product takes minutes: `make test-long`.
THOROUGH = pytest.mark.parametrize(
    "thorough",
    [
        pytest.param(False, id=f"quick, seed {SEED}"),
        pytest.param(True, id="full", marks=pytest.mark.long),
    ],
)


@dataclass
class Try:
    """One attempt: who does what with which row, and what ought to come of it."""

    kind: str
    verb: str
    name: str
    actor: Actor
    outcome: str
    row: t.Row | None
    as_what: frozenset[str] = frozenset()
    faults: list[str] = field(default_factory=list)

    def wrong(self, what: str, found: object, wanted: object) -> None:
        """Keep a difference, if it is one."""
        if found != wanted:
            self.faults.append(
                f"{self.name} {self.verb} {self.kind}: {what} is {found!r}, not {wanted!r}"
            )


def play(
    case: Case,
    kind: str,
    state: str,
    acts: dict[str, Act],
    rows: Sequence[t.Row],
    who: Callable[[str, str], frozenset[str]],
    *,
    word: str = "",
    names: Iterable[str],
    also_refused: frozenset[str] = frozenset(),
    thorough: bool = False,
) -> list[str]:
    """Every verb by everybody in one state of the database, which stays as it is.

    `who` tells from a name and a verb what they are; `also_refused` are verbs that a form refuses
    where the table would say that it is too late. Unless `thorough`, each verb is tried by one of
    those who may do it as the same, by one of those who are refused it though they have to do with
    the row, and by one of all others; by those who may never do it only where it could be done.
    """
    faults: list[str] = []
    before = dump()
    names = list(names)
    for verb, act in acts.items():
        tries = []
        for name in names:
            as_what = who(name, verb)
            outcome, row = expected(rows, verb, state, word, as_what)
            if outcome == TOO_LATE and verb in also_refused:
                outcome = REFUSED
            tries.append(Try(kind, verb, name, case.people[name], outcome, row, as_what))
        if not thorough:
            tries = chosen([one for one in tries if _is_told_apart(one, rows, state)], state, word)
        for one in tries:
            with undone():
                _play_one(case, state, act, one, before)
            if one.outcome == DONE:
                case.reread()
            faults += [f"{state}{word and f' ({word})'}: {fault}" for fault in one.faults]
    case.reread()
    if dump() != before:
        faults.append(f"{state}: the case changed by all that was undone")
    return faults


def _is_told_apart(one: Try, rows: Sequence[t.Row], state: str) -> bool:
    return one.outcome != NOT_ALLOWED or possible(rows, one.verb, state)


def chosen(tries: Iterable[Try], state: str, word: str) -> list[Try]:
    """One of each that come to the same, another one in each state and for each verb."""
    alike: dict[tuple[str, object], list[Try]] = {}
    for one in tries:
        by = one.as_what.intersection(one.row.by) if one.row else bool(one.as_what)
        alike.setdefault((one.outcome, by), []).append(one)
    return [
        random.Random(f"{SEED} {state} {word} {found[0].verb}").choice(found)
        for found in alike.values()
    ]


def _play_one(case: Case, state: str, act: Act, one: Try, before: str) -> None:
    if one.outcome != DONE:
        one.wrong("outcome", attempt(case, act, one.actor), one.outcome)
        one.wrong("what a refusal changed", dump() == before, True)
        return
    case.reread()
    notices = set(Notice.objects.values_list("pk", flat=True))
    last = Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    told = heard(case, one)
    found = attempt(case, act, one.actor)
    one.wrong("outcome", found, DONE)
    if found == DONE and one.row is not None:
        case_before = _states(case)
        case.reread()
        _check_row(case, state, one, case_before)
        _check_record(case, one, last, case_before)
        new = Notice.objects.exclude(pk__in=notices)
        one.wrong("who heard", sorted(new.values_list("recipient", flat=True)), sorted(told))
        if one.row.target not in {t.GONE} and one.row.verb != "start":
            check_waiting(case, one)
        if one.kind == "referral" or case.referral.state != case_before["referral"]:
            _check_what_falls_due(case, one)


def _check_what_falls_due(case: Case, one: Try) -> None:
    """The timers of a referral that moved are those that are reckoned of it anew."""
    stored = Timer.objects.filter(subject_id=case.referral.pk, done_at__isnull=True)
    found = dict(stored.values_list("step", "due_at"))
    one.wrong("what falls due", found, dict(due(case.referral)))


def _states(case: Case) -> dict[str, Any]:
    return {
        "request": case.request.state,
        "referral": case.referral.state,
        "suggestion": case.suggestion.state,
        "accepted": case.referral.accepted_at is not None,
        "request waits for": case.request.waits_for,
        "referral waits for": case.referral.waits_for,
    }


def _subject(case: Case, one: Try) -> models.Model:
    return {
        "request": case.request,
        "referral": case.referral,
        "suggestion": case.suggestion,
    }[one.kind]


def _check_row(case: Case, state: str, one: Try, before: dict[str, Any]) -> None:
    row = one.row
    assert row is not None
    if row.verb in {"start", "propose"} and state == t.NEW:
        return
    subject = _subject(case, one)
    exists = type(subject)._base_manager.filter(pk=subject.pk).exists()
    one.wrong("exists", exists, row.target != t.GONE)
    if not exists:
        return
    target = row.target
    if target == t.SAME:
        target = before[one.kind]
    elif target == "sent or accepted":
        target = "accepted" if before["accepted"] else "sent"
    one.wrong("state", getattr(subject, "state"), target)  # noqa: B009
    if row.says:
        one.wrong("word", case.suggestion.word, row.says)
    if one.kind == "suggestion" or row.waits_for == t.REWRITTEN:
        return
    wanted = row.waits_for if row.waits_for is not None else before[f"{one.kind} waits for"]
    if one.kind == "referral" and case.referral.state == "answered":
        wanted = _answered_waits_for(case)
    one.wrong("waits for", getattr(subject, "waits_for"), wanted)  # noqa: B009


def _answered_waits_for(case: Case) -> str:
    """An answered referral waits for nobody once none of its suggestions is undecided."""
    undecided = {"submitted", "shortlisted"} & {state for state, _word in _suggestions(case)}
    return "advisor" if undecided else ""


def _suggestions(case: Case) -> list[tuple[str, str]]:
    rows = Suggestion.objects.unrestricted("a test").filter(referral__request=case.request)
    return list(rows.values_list("state", "word"))


def _check_record(case: Case, one: Try, last: int, before: dict[str, Any]) -> None:
    rows = [
        entry
        for entry in Activity.objects.filter(pk__gt=last)
        if (entry.subject_kind, entry.verb) == (one.kind, one.verb)
    ]
    one.wrong("number of records", len(rows), 1)
    for entry in rows:
        found = (
            entry.actor_id,
            entry.acting_organisation_id,
            entry.acting_company_id,
            entry.channel,
            entry.on_behalf,
        )
        actor = one.actor
        wanted = (
            actor.user_id,
            actor.organisation_id,
            actor.company_id,
            actor.channel,
            actor.on_behalf is not None,
        )
        one.wrong("record", found, wanted)
        if one.verb not in {"start", "propose"}:
            one.wrong("recorded state before", entry.from_state, before[one.kind])
        if entry.subject_id == _subject(case, one).pk and one.row and one.row.target != t.GONE:
            state = getattr(_subject(case, one), "state")  # noqa: B009
            one.wrong("recorded state after", entry.to_state, state)


def check_waiting(case: Case, one: Try) -> None:
    """The preamble's rules hold after whatever was done, and nothing is late at once."""
    request = case.request
    referrals = list(
        Referral.objects.unrestricted("a test")
        .filter(request=request)
        .values_list("state", "waits_for")
    )
    rows = _suggestions(case)
    undecided = any(state in {"submitted", "shortlisted"} for state, _word in rows)
    if request.state in t.FORWARDED and one.verb not in {"ask", "answer", "assign", "revise"}:
        wanted = t.request_waits_for(request.state, referrals, rows)
        one.wrong("request waits for", request.waits_for, wanted)
        one.wrong("referral's answer waits for", *_answered(case))
    if request.state not in {"draft", *t.REQUEST_STATES[-3:]} and one.kind != "request":
        one.wrong("number undecided", bool(request.undecided_count), undecided)
    for row in (request, case.referral):
        one.wrong("late at once", row.is_late, False)
        one.wrong("since when", row.waiting_since is None, not row.waits_for)
    if request.state in {"closed", "declined", "withdrawn"}:
        _check_end(case, one, referrals, rows)


def _answered(case: Case) -> tuple[str, str]:
    if case.referral.state != "answered":
        return "", ""
    return case.referral.waits_for, _answered_waits_for(case)


def _check_end(
    case: Case, one: Try, referrals: list[tuple[str, str]], rows: list[tuple[str, str]]
) -> None:
    alive = [state for state, _word in rows if state in t.ALIVE]
    unanswered = [state for state, _who in referrals if state in t.UNANSWERED]
    one.wrong("alive after the end", (alive, unanswered), ([], []))
    one.wrong("waited for after the end", {who for _state, who in referrals}, {""})
    links = AnswerLink.objects.unrestricted("a test").filter(revoked_at__isnull=True)
    one.wrong("links after the end", links.exists(), False)
    one.wrong("questions after the end", case.request.question_open, False)


def heard(case: Case, one: Try) -> set[str]:
    """The keys of all who hear of it, in the transcript's words turned into people."""
    found: set[str] = set()
    if one.row is None:
        return found
    for word in one.row.heard_by:
        found |= _hears(case, word, one)
    return found


def _key(case: Case, name: str) -> str:
    return f"person:{case.people[name].user_id}"


def _desk(case: Case) -> set[str]:
    return {_key(case, "home desk"), "address:desk@nordhaus.example"}


def _partner(case: Case) -> set[str]:
    name = "partner advisor" if case.referral.responsible_id else "partner coordinator"
    return {_key(case, name)}


def _hears(case: Case, word: str, one: Try) -> set[str]:
    if word in {"company", "candidate", "partner coordinator"}:
        return {_key(case, word)}
    if word == "home desk":
        return _desk(case)
    if word in {"advisor", "advisor unless a draft"}:
        if word != "advisor" and case.suggestion.state == "draft":
            return set()
        if case.request.responsible_id:
            return {_key(case, "responsible advisor")}
        return _desk(case)
    if word == "the one assigned":
        return {_key(case, ASSIGNED[one.kind])}
    if word == "the one before":
        return {_key(case, "responsible advisor")}
    if word == "desk of the one asked":
        return {_key(case, "unasked agency's coordinator")}
    if word == "partner":
        return _partner(case)
    if word == "company if presented":
        return {_key(case, "company")} if case.suggestion.presented_at else set()
    if word in {t.ON_BEHALF_COMPANY, t.ON_BEHALF_CANDIDATE}:
        return {_key(case, word.partition(" ")[0])} if one.actor.on_behalf else set()
    assert word == "partners in play"
    found = _partner(case) if case.referral.state in t.IN_PLAY else set()
    others = Referral.objects.unrestricted("a test").exclude(pk=case.referral.pk)
    if others.filter(request=case.request, state__in=t.IN_PLAY).exists():
        found.add(_key(case, "other partner's coordinator"))
    return found


ASSIGNED = {"request": "home desk", "referral": "partner coordinator"}
