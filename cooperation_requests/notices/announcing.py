"""Turning moves into notices, in the transaction of the move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from django.db import models

from activities.clock import now
from activities.models import Activity
from activities.transitions import Moved
from companies.enums import Source
from companies.models import CompanyMember
from cooperation_requests.enums import Side, Word
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.notices import recipients
from notifications.outbox import Entry, Recipient, put

Row = TypeVar("Row", bound=models.Model)


_OF_PARTNER = frozenset({"partner", "partner_desk"})


def announce(moved: Sequence[Moved[Row]]) -> None:
    """Tell those whom the table names of each move; one insert for any number."""
    entries: list[Entry] = []
    referrals = [
        one.row
        for one in moved
        if isinstance(one.row, Referral) and _OF_PARTNER.intersection(one.line.heard_by)
    ]
    partners = recipients.of_partners(referrals) if referrals else {}
    for one in moved:
        row = one.row
        if isinstance(row, CooperationRequest):
            entries.extend(_of_request(one.line.heard_by, row, one.activity))
        elif isinstance(row, Referral):
            heard_by = one.line.heard_by
            if one.activity.data.get("reminder") == "after":
                heard_by = (*heard_by, "advisor", "partner_coordinators")
            entries.extend(_of_referral(heard_by, row, one.activity, partners.get(row.pk, [])))
        elif isinstance(row, Suggestion):
            entries.extend(_of_suggestion(one.line.heard_by, row, one.activity))
    tell(entries, [one.row for one in moved])


def tell(entries: Iterable[Entry], rows: Iterable[models.Model]) -> None:
    """Put into the outbox what is told of `rows`, but not to people of an agency about a case of a
    company of their own: under that hat they do not see it. One query."""
    told = list(entries)
    companies: set[UUID] = set()
    for row in rows:
        if isinstance(row, Suggestion):
            companies |= {row.company_id, row.referral.request.company_id}
        elif isinstance(row, Referral):
            companies.add(row.request.company_id)
        elif isinstance(row, CooperationRequest):
            companies.add(row.company_id)
    people = {one.recipient.person.pk for one in told if one.recipient.person is not None}
    own = set(
        CompanyMember.objects.filter(user__in=people, company__in=companies).values_list(
            "user_id", flat=True
        )
    )
    put(
        one
        for one in told
        if one.recipient.person is None
        or one.recipient.person.pk not in own
        or one.recipient.hat_id in companies
    )


def _entry(activity: Activity, audience: str, recipient: Recipient, subject: models.Model) -> Entry:
    return Entry(
        kind=f"{activity.subject_kind}.{activity.verb}.{audience}",
        recipient=recipient,
        subject_id=subject.pk,
        case_id=activity.case_id,
        activity=activity,
    )


def _of_request(
    heard_by: Sequence[str], request: CooperationRequest, activity: Activity
) -> Iterator[Entry]:
    for audience in heard_by:
        if audience == "partners_in_play":
            for referral, found in recipients.of_partners_in_play(request).items():
                # Somebody on the desks of two partners hears for each.
                occasion = f"activity:{activity.pk}:{referral.pk}"
                yield from (
                    replace(_entry(activity, audience, one, referral), occasion=occasion)
                    for one in found
                )
            continue
        if audience == "company_on_behalf":
            audience = "company_noted"
            found = recipients.of_company(request.company) if activity.on_behalf else []
        elif audience == "company_the_first_time":
            audience = "company"
            found = recipients.of_company(request.company) if activity.data.get("first") else []
        elif audience == "company":
            found = recipients.of_company(request.company)
        elif audience == "home_desk":
            found = recipients.of_home_desk(request)
        elif audience == "advisor":
            found = recipients.of_advisor(request)
        else:  # assigned, assigned_before
            person = activity.data.get(audience)
            found = recipients.of_person(person, request.home_agency)
        yield from (_entry(activity, audience, one, request) for one in found)


def _of_referral(
    heard_by: Sequence[str], referral: Referral, activity: Activity, partner: list[Recipient]
) -> Iterator[Entry]:
    for audience in heard_by:
        if audience in _OF_PARTNER:
            found = partner
        elif audience == "advisor":
            found = recipients.of_advisor(referral.request)
        elif audience == "partner_coordinators":
            found = recipients.of_partner_coordinators(referral)
        else:  # assigned
            person = activity.data.get(audience)
            found = recipients.of_person(person, referral.organisation)
        yield from (_entry(activity, audience, one, referral) for one in found)


def _of_suggestion(
    heard_by: Sequence[str], suggestion: Suggestion, activity: Activity
) -> Iterator[Entry]:
    referral = suggestion.referral
    for audience in heard_by:
        found: list[Recipient] = []
        name = audience
        if audience == "partner":
            found = recipients.of_partners([referral])[referral.pk]
        elif audience == "advisor":
            found = recipients.of_advisor(referral.request)
        elif audience == "advisor_unless_draft":
            name = "advisor"
            if suggestion.submitted_at is not None:
                found = recipients.of_advisor(referral.request)
        elif audience == "company_if_presented":
            name = "company"
            if suggestion.presented_at is not None:
                found = recipients.of_company(referral.request.company)
        elif audience == "company_on_behalf":
            name = "company_noted"
            if activity.on_behalf:
                found = recipients.of_company(referral.request.company)
        elif audience == "candidate_on_behalf":
            name = "candidate_noted"
            if activity.on_behalf:
                found = recipients.of_company(suggestion.company)
        elif audience == "candidate" and activity.verb == "introduce":
            found = recipients.of_company(suggestion.company)
        yield from (_entry(activity, name, one, suggestion) for one in found)


def ask_the_candidate(moved: Moved[Suggestion]) -> None:
    """The candidate is asked in its agency's name: in the portal, else by link."""
    put(
        Entry(
            kind="suggestion.ask_candidate.candidate",
            recipient=one,
            subject_id=moved.row.pk,
            case_id=moved.activity.case_id,
            activity=moved.activity,
            # Proposed again after it was taken back, it is asked again.
            occasion=f"ask-candidate:{moved.activity.pk}",
        )
        for one in recipients.of_company(moved.row.company)
    )


def tell_proposed_candidates(moved: Sequence[Moved[Suggestion]]) -> None:
    """Who was entered by a partner hears of it at submission at the latest, and may refuse."""
    entries: list[Entry] = []
    told: list[Suggestion] = []
    for one in moved:
        row = one.row
        if row.company.source != Source.PROPOSED or row.told_at is not None:
            continue
        row.told_at = now()
        told.append(row)
        if row.word != Word.NOT_ASKED:
            continue  # it was asked already, and reads the brief
        entries.extend(
            _entry(one.activity, "candidate", recipient, row)
            for recipient in recipients.of_company(row.company)
        )
    Suggestion.objects.unrestricted("told of being proposed").bulk_update(told, ["told_at"])
    put(entries)


def tell_message(
    request: CooperationRequest, activity: Activity, side: Side, referral: Referral | None = None
) -> None:
    """The other side of a thread hears that something was written."""
    if referral is not None:
        if side == Side.HOME:
            found = recipients.of_partners([referral])[referral.pk]
            audience = "partner"
        else:
            found, audience = recipients.of_advisor(request), "advisor"
        tell((_entry(activity, audience, one, referral) for one in found), [referral])
        return
    if side == Side.COMPANY:
        found, audience = recipients.of_advisor(request), "advisor"
    else:
        found, audience = recipients.of_company(request.company), "company"
    tell((_entry(activity, audience, one, request) for one in found), [request])
