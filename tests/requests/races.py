"""Pairs of verbs that two people do at once, with all that the tables allow to come of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.utils import OperationalError

from activities import once
from activities.actor import CLOCK, Actor
from activities.errors import NoLongerPossible, NotAllowed
from cooperation_requests.actions import answers, choosing, ending, partners, triage
from cooperation_requests.showing.who import Reader, told_too_late
from tests.requests.case import Case, put_referral, put_request, put_suggestion


@dataclass(frozen=True)
class Deed:
    """What one of the people of a case does."""

    who: str
    act: Callable[[Case, Actor], object]

    def do(self, case: Case) -> None:
        self.act(case, case.people[self.who])


@dataclass(frozen=True)
class Race:
    """Two deeds at once; `outcomes` are all that the tables allow: what became of each, and then
    the states of request, referral and suggestion."""

    put: Callable[[Case], None]
    first: Deed
    second: Deed
    outcomes: frozenset[tuple[str, ...]]

    @property
    def deeds(self) -> tuple[Deed, Deed]:
        return self.first, self.second


@dataclass(frozen=True)
class Came:
    """What became of a deed, and what its page told whoever was too late."""

    outcome: str
    told: str = ""


def came_of(act: Callable[[], object], reader: Reader | None = None) -> Came:
    """Do it; a deadlock would be a failure, which no race allows."""
    try:
        act()
    except NoLongerPossible as late:
        return Came("too late", told_too_late(late, reader) if reader else "")
    except NotAllowed:
        return Came("not allowed")
    except once.AlreadySubmitted as known:
        return Came(f"submitted: {known.result}")
    except OperationalError as fault:
        return Came(f"failed: {fault}")
    return Came("done")


def came_of_deed(case: Case, deed: Deed) -> Came:
    """Do one side of a race; the page of its person tells what was in the way."""
    return came_of(lambda: deed.do(case), Reader(case.people[deed.who], case.request))


def _submitted(case: Case) -> None:
    put_request(case, "submitted")


def _qualified(case: Case) -> None:
    put_request(case, "qualified")


def _asked(case: Case) -> None:
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, "draft", "not_asked")
    put_suggestion(case, case.second, "withdrawn", "not_asked")
    put_referral(case, "accepted")


def _presented(case: Case) -> None:
    put_request(case, "presented")
    put_suggestion(case, case.second, "withdrawn", "not_asked")


def _choice(case: Case) -> None:
    _presented(case)
    put_suggestion(case, case.suggestion, "presented", "not_asked")


def _take(case: Case, actor: Actor) -> object:
    return triage.take(actor=actor, request_id=case.request.pk)


def _forward(case: Case, actor: Actor) -> object:
    deadlines = {case.partner.pk: None, case.unasked.pk: None}
    return partners.forward(actor=actor, request_id=case.request.pk, deadlines=deadlines)


def _close(case: Case, actor: Actor) -> object:
    return ending.close(actor=actor, request_id=case.request.pk, reason="other", words="Done.")


def _withdraw(case: Case, actor: Actor) -> object:
    return ending.withdraw(actor=actor, request_id=case.request.pk, reason="solved")


def _introduce(case: Case, actor: Actor) -> object:
    return choosing.introduce(
        actor=actor, suggestion_id=case.suggestion.pk, words="Call each other."
    )


def _refuse(case: Case, actor: Actor) -> object:
    return choosing.refuse(actor=actor, suggestion_id=case.suggestion.pk, reason="other")


def _choose(case: Case, actor: Actor) -> object:
    return choosing.choose(actor=actor, suggestion_id=case.suggestion.pk)


def _take_back(case: Case, actor: Actor) -> object:
    return choosing.take_back(actor=actor, suggestion_id=case.suggestion.pk, reason="other")


def _answer(case: Case, actor: Actor) -> object:
    return answers.answer_referral(actor=actor, referral_id=case.referral.pk)


def _recall(case: Case, actor: Actor) -> object:
    return partners.recall(actor=actor, referral_id=case.referral.pk, words="Solved.")


def _expire(case: Case, actor: Actor) -> object:
    return partners.expire(actor=CLOCK, referral_id=case.referral.pk)


RACES = {
    "take/take": Race(
        _submitted,
        Deed("home advisor", _take),
        Deed("home coordinator", _take),
        frozenset(
            {
                ("done", "too late", "in_triage", "recalled", "lapsed"),
                ("too late", "done", "in_triage", "recalled", "lapsed"),
            }
        ),
    ),
    "forward/close": Race(
        _qualified,
        Deed("home advisor", _forward),
        Deed("home coordinator", _close),
        frozenset(
            {
                ("done", "done", "closed", "recalled", "lapsed"),
                ("too late", "done", "closed", "recalled", "lapsed"),
            }
        ),
    ),
    "introduce/withdraw": Race(
        _presented,
        Deed("responsible advisor", _introduce),
        Deed("company", _withdraw),
        frozenset(
            {
                ("done", "too late", "introduced", "answered", "introduced"),
                ("too late", "done", "withdrawn", "answered", "lapsed"),
            }
        ),
    ),
    "introduce/refuse": Race(
        _presented,
        Deed("responsible advisor", _introduce),
        Deed("candidate", _refuse),
        frozenset(
            {
                ("done", "too late", "introduced", "answered", "introduced"),
                ("too late", "done", "presented", "answered", "refused"),
            }
        ),
    ),
    "answer/recall": Race(
        _asked,
        Deed("partner advisor", _answer),
        Deed("home advisor", _recall),
        frozenset(
            {
                ("done", "too late", "with_partners", "answered", "submitted"),
                ("too late", "done", "with_partners", "recalled", "draft"),
            }
        ),
    ),
    "answer/expire": Race(
        _asked,
        Deed("partner advisor", _answer),
        Deed("clock", _expire),
        frozenset(
            {
                ("done", "too late", "with_partners", "answered", "submitted"),
                # What expired may still be answered.
                ("done", "done", "with_partners", "answered", "submitted"),
            }
        ),
    ),
    "choose/take back": Race(
        _choice,
        Deed("company", _choose),
        Deed("partner advisor", _take_back),
        frozenset(
            {
                ("done", "done", "presented", "answered", "withdrawn"),
                ("too late", "done", "presented", "answered", "withdrawn"),
            }
        ),
    ),
}
