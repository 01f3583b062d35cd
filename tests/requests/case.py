"""One case with everybody around it, put into any state by hand; and who everybody is to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from activities import clock
from activities.actor import ANONYMOUS, CLOCK, Actor, Channel, Link, Role
from companies.models import Company
from cooperation_requests.actions import answers, partners, proposing
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from network.models import Organisation
from tests import factories
from tests.requests import transcript as t

# Thursday, in the morning; no holiday but 11 November in France is near.
NOW = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)


@dataclass
class Case:
    """A request of `company` with its agency, two partners, and suggestions of both."""

    home: Organisation
    partner: Organisation
    other: Organisation
    unasked: Organisation
    company: Company
    candidate: Company
    people: dict[str, Actor]
    request: CooperationRequest
    referral: Referral
    suggestion: Suggestion
    second: Suggestion

    def reread(self) -> None:
        """Read the rows again."""
        for row in (self.request, self.referral, self.suggestion, self.second):
            if type(row)._base_manager.filter(pk=row.pk).exists():
                row.refresh_from_db()


def make_case() -> Case:
    """The case with partners, shortly before anything is presented."""
    home = factories.agency("Nordhaus", desk_mailbox="desk@nordhaus.example")
    partner = factories.agency("Ardèche", country="FR", seat="FRK26", time_zone="Europe/Paris")
    other = factories.agency("Besòs", country="ES", seat="ES511", time_zone="Europe/Madrid")
    unasked = factories.agency("Cuneo", country="IT", seat="ITC16", time_zone="Europe/Rome")
    company, candidate = factories.company(home), factories.company(partner)
    stranger = factories.company(home)
    people = {
        "company": factories.company_person(company),
        "responsible advisor": factories.staff(home),
        "home advisor": factories.staff(home),
        "home desk": factories.staff(home, on_desk=True),
        "home coordinator": factories.staff(home, Role.COORDINATOR),
        "home viewer": factories.staff(home, Role.VIEWER),
        "partner advisor": factories.staff(partner),
        "partner coordinator": factories.staff(partner, Role.COORDINATOR),
        "partner viewer": factories.staff(partner, Role.VIEWER),
        "other partner's advisor": factories.staff(other),
        "other partner's coordinator": factories.staff(other, Role.COORDINATOR),
        "unasked agency's advisor": factories.staff(unasked),
        "unasked agency's coordinator": factories.staff(unasked, Role.COORDINATOR),
        "candidate": factories.company_person(candidate),
        "stranger": factories.company_person(stranger),
        "secretariat": Actor(user_id=factories.person(is_secretariat=True).pk, is_secretariat=True),
        "anonymous": ANONYMOUS,
        "clock": CLOCK,
    }
    advisor, asked = people["responsible advisor"], people["partner advisor"]
    request = factories.request_in("qualified", of=company, by=people["company"], advisor=advisor)
    rows = partners.forward(
        actor=advisor, request_id=request.pk, deadlines={partner.pk: None, other.pk: None}
    )
    referral = next(row for row in rows if row.organisation_id == partner.pk)
    answers.accept(actor=asked, referral_id=referral.pk)
    suggestion, second = (
        proposing.propose(actor=asked, referral_id=referral.pk, company_id=one.pk, words="Fits.")
        for one in (candidate, factories.company(partner))
    )
    people["advisor on behalf"] = factories.on_behalf(people["home advisor"])
    people["partner on behalf"] = factories.on_behalf(asked)
    people["candidate link"] = _link("suggestion", suggestion)
    people["partner link"] = _link("referral", referral)
    found = Case(
        home,
        partner,
        other,
        unasked,
        company,
        candidate,
        people,
        factories.reread(request),
        referral,
        suggestion,
        second,
    )
    found.reread()
    return found


def _link(purpose: str, row: Referral | Suggestion) -> Actor:
    return Actor(link=Link(row.pk, purpose, row.pk), channel=Channel.LINK)


def write(row: Any, **fields: Any) -> None:
    """Set fields without an action."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def put_request(case: Case, state: str) -> None:
    """The request in `state` with what hangs on it, so that every guard of that state holds."""
    forwarded = state in {"with_partners", "presented", "introduced"}
    draft = state.startswith("draft")
    write(
        case.request,
        state="draft" if draft else state,
        started_side="home" if state == "draft of the agency" else "company",
        question_open=state in {"needs_information", "qualified"} or forwarded,
        responsible_id=None
        if draft or state == "submitted"
        else case.people["responsible advisor"].user_id,
        waits_for={"submitted": "home_desk", "needs_information": "company"}.get(
            state, "starter" if draft else "advisor"
        )
        if state not in {"closed", "declined", "withdrawn"}
        else "",
        forwarded_at=NOW if forwarded else None,
        waiting_since=None if state in {"closed", "declined", "withdrawn"} else NOW,
        ended_at=NOW if state in {"closed", "declined", "withdrawn"} else None,
    )
    put_referral(case, "answered" if forwarded else "recalled")
    if state == "with_partners":
        put_suggestion(case, case.suggestion, "shortlisted", "not_asked")
    elif forwarded:
        put_suggestion(case, case.suggestion, "interested", "agreed")
    else:
        put_suggestion(case, case.suggestion, "lapsed", "not_asked")
    put_suggestion(case, case.second, "shortlisted" if forwarded else "lapsed", "not_asked")
    other = Referral.objects.unrestricted("a test").exclude(pk=case.referral.pk)
    other.filter(request=case.request).update(
        state="sent" if forwarded else "recalled",
        waits_for="partner" if forwarded else "",
        waiting_since=NOW if forwarded else None,
    )


def put_referral(case: Case, state: str, *, asked_back: bool = False) -> None:
    """The partner's referral in `state`."""
    unanswered = state in {"sent", "accepted", "expired"}
    write(
        case.referral,
        state=state,
        responsible_id=None if state == "sent" else case.people["partner advisor"].user_id,
        accepted_at=None if state == "sent" else NOW,
        asked_back_at=NOW if asked_back and unanswered else None,
        waits_for={"sent": "partner", "accepted": "partner", "expired": "advisor"}.get(state, ""),
        waiting_since=NOW if unanswered else None,
        answered_at=None if unanswered else NOW,
    )


WAS_PRESENTED = {
    *("presented", "interested", "not_interested", "introduced"),
    *("withdrawn", "refused", "lapsed"),
}


def put_suggestion(case: Case, row: Suggestion, state: str, word: str) -> None:
    """A suggestion in `state` with the candidate's word."""
    write(
        row,
        state="draft" if state.startswith("draft") else state,
        word=word,
        proposed_side="home" if state == "draft of the agency" else "partner",
        submitted_at=None if state.startswith("draft") else NOW,
        presented_at=NOW if state in WAS_PRESENTED else None,
        told_at=None if state.startswith("draft") else NOW,
        asked_at=None if word == "not_asked" else NOW,
    )


def put_waiting(case: Case) -> None:
    """Whom request and answer wait for, by the rule of the transcript's preamble."""
    rows = list(
        Suggestion.objects.unrestricted("a test")
        .filter(referral__request=case.request)
        .values_list("state", "word")
    )
    undecided = [state for state, _word in rows if state in {"submitted", "shortlisted"}]
    if case.referral.state == "answered":
        write(
            case.referral,
            waits_for="advisor" if undecided else "",
            waiting_since=NOW if undecided else None,
        )
    referrals = Referral.objects.unrestricted("a test").filter(request=case.request)
    write(
        case.request,
        undecided_count=len(undecided),
        waits_for=t.request_waits_for(
            case.request.state, referrals.values_list("state", "waits_for"), rows
        ),
    )


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done within the block is rolled back."""
    point = transaction.savepoint()
    try:
        with clock.at(NOW):
            yield
    finally:
        transaction.savepoint_rollback(point)


def dump() -> str:
    """One hash of every table of the case, the record and the outbox."""
    if not _tables:
        for label in _LABELS:
            for model in apps.get_app_config(label).get_models():
                _tables.append(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat("
            + ", ".join(
                f"(SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t)"
                for table in _tables
            )
            + ")"
        )
        return str(cursor.fetchone()[0])


_LABELS = (
    *("requests", "disclosure", "activities", "notifications", "companies", "files", "matching"),
)
_tables: list[str] = []

NOBODY: frozenset[str] = frozenset()
ADVISOR = frozenset({"advisor"})
# What each of the people is, in the words of the transcript.
RELATIONS: dict[str, frozenset[str]] = {
    "company": frozenset({"for the company"}),
    "advisor on behalf": ADVISOR | {"for the company", "advisor on the partner's behalf"},
    "responsible advisor": ADVISOR | {"the responsible advisor"},
    "home advisor": ADVISOR,
    "home coordinator": ADVISOR | {"coordinator"},
    "home viewer": NOBODY,
    "partner advisor": frozenset({"partner advisor"}),
    "partner on behalf": frozenset({"partner advisor", "for the candidate"}),
    "partner coordinator": frozenset({"partner advisor", "partner coordinator"}),
    "partner viewer": NOBODY,
    "other partner's advisor": NOBODY,
    "unasked agency's advisor": NOBODY,
    "candidate": frozenset({"for the candidate"}),
    "candidate link": frozenset({"for the candidate"}),
    "partner link": frozenset({"partner link"}),
    "secretariat": NOBODY,
    "stranger": NOBODY,
    "anonymous": NOBODY,
    "clock": frozenset({"clock"}),
}
HOME = {"advisor on behalf", "responsible advisor", "home advisor", "home coordinator"}


def is_to_request(name: str, state: str) -> frozenset[str]:
    """What one of the people is to the request; a draft exists for the side that started it."""
    if name in {"partner advisor", "partner on behalf", "partner coordinator"}:
        return NOBODY
    if name in {"candidate", "candidate link", "partner link"}:
        return NOBODY
    if state == "draft":
        return frozenset({"for the company", "starter"}) if name == "company" else NOBODY
    if state == "draft of the agency":
        if name not in HOME:
            return NOBODY
        return RELATIONS[name] & {"for the company"} | {"starter"}
    if state == "submitted":
        return RELATIONS[name] - {"the responsible advisor"}
    return RELATIONS[name]


def is_to_referral(name: str) -> frozenset[str]:
    """What one of the people is to the referral."""
    if name in {"company", "candidate", "candidate link"}:
        return NOBODY
    return RELATIONS[name] - {"for the company", "for the candidate"}


def is_to_suggestion(name: str, state: str, word: str) -> frozenset[str]:
    """What one of the people is to the suggestion: it exists for the home agency once submitted,
    for the company once presented, for the candidate once asked or told."""
    if name in HOME and state == "draft":
        return NOBODY
    if name == "company" and state not in WAS_PRESENTED:
        return NOBODY
    if name == "candidate" and state.startswith("draft") and word == "not_asked":
        return NOBODY
    return RELATIONS[name] - {"clock", "partner link"}
