"""The home advisor forwards a request and keeps the partners going."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now, today
from activities.timers.reckoning import reckon
from activities.workflow import Moved, Transition, begin
from cooperation_requests.actions.hiding import check_for_partner
from cooperation_requests.actions.moving import move, record_words_read, require_words, say
from cooperation_requests.actions.written_before import check_before_forwarding
from cooperation_requests.codes import CaseRelation, ReferralVerb, RequestVerb
from cooperation_requests.deadlines import DEADLINES
from cooperation_requests.enums import (
    WAITING_FOR_ANSWER,
    MessageKind,
    Side,
    Thread,
)
from cooperation_requests.grounds import FORWARD, origin_of
from cooperation_requests.locks import lock_referral, lock_referrals, lock_request
from cooperation_requests.models import AnswerLink, CooperationRequest, Referral
from cooperation_requests.notices import announce
from cooperation_requests.waiting import due_in, settle
from cooperation_requests.workflows import REFERRALS, REQUESTS
from disclosure.actions import Handover, record
from disclosure.enums import Field
from disclosure.parties import Subject, ToOrganisation
from network.models import Organisation
from network.queries import network_settings

LONGEST = timedelta(days=366)


@transaction.atomic
def forward(
    *, actor: Actor, request_id: UUID, deadlines: Mapping[UUID, date | None]
) -> list[Referral]:
    """Send the brief to organisations, each with its own deadline (None: the network's default).

    Raises ValidationError for no organisation, the home agency itself, one that is asked already,
    or a deadline that has passed.
    """
    allowed = REQUESTS.allow(RequestVerb.FORWARD, lock_request(request_id), actor)
    data = {"organisations": len(deadlines), "first": allowed.row.forwarded_at is None}
    (moved,) = move(allowed, change=_first_forwarding, data=data)
    request = moved.row
    days = network_settings().days_to_answer
    due = {
        organisation: deadline or due_in(organisation, days)
        for organisation, deadline in _organisations(request, deadlines)
    }
    before = Referral.objects.unrestricted("asked before").filter(
        organisation__in=[organisation.pk for organisation in due]
    )
    asked_before = lock_referrals(request, before)
    if any(row.state in WAITING_FOR_ANSWER for row in asked_before):
        raise ValidationError({"organisations": [_("One of them is asked already.")]})
    again = REFERRALS.allow(
        ReferralVerb.FORWARD, asked_before, actor, as_part_of=CaseRelation.FORWARDING
    )
    check_before_forwarding(actor, request, due)
    known = {row.organisation_id for row in asked_before}
    new = [
        _new_referral(request, organisation, deadline)
        for organisation, deadline in due.items()
        if organisation.pk not in known
    ]
    sent = begin(
        REFERRALS,
        ReferralVerb.FORWARD,
        new,
        actor=actor,
        as_part_of=CaseRelation.FORWARDING,
    )
    announce(sent)
    reckon(DEADLINES, [one.row for one in sent])
    by_id = {organisation.pk: deadline for organisation, deadline in due.items()}
    sent += move(again, change=lambda row, line: _next_round(row, by_id[row.organisation_id]))
    _disclose_brief(request, sent)
    settle(request)
    return [one.row for one in sent]


def _first_forwarding(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
    if request.forwarded_at is None:
        request.forwarded_at = now()


def _organisations(
    request: CooperationRequest, deadlines: Mapping[UUID, date | None]
) -> list[tuple[Organisation, date | None]]:
    if not deadlines:
        raise ValidationError({"organisations": [_("Choose at least one partner.")]})
    asked = Organisation.objects.may_be_asked().filter(pk__in=list(deadlines))
    found = list(asked.order_by("name"))
    if len(found) != len(deadlines):
        raise ValidationError({"organisations": [_("One of them takes no part at present.")]})
    for organisation in found:
        if organisation.pk == request.home_agency_id:
            raise ValidationError(
                {"organisations": [_("Your own agency is not asked: it can suggest by itself.")]}
            )
        deadline = deadlines[organisation.pk]
        if deadline is not None and deadline < today(organisation.zone):
            raise ValidationError({"organisations": [_("A deadline lies in the past.")]})
        if deadline is not None and _too_far(deadline, organisation):
            raise ValidationError({"organisations": [_("A deadline lies more than a year ahead.")]})
    return [(organisation, deadlines[organisation.pk]) for organisation in found]


def _too_far(deadline: date, organisation: Organisation) -> bool:
    return deadline > today(organisation.zone) + LONGEST


def _new_referral(
    request: CooperationRequest, organisation: Organisation, deadline: date
) -> Referral:
    return Referral(
        request=request,
        organisation=organisation,
        brief_version=request.brief_version,
        sent_at=now(),
        answer_due_on=deadline,
    )


def _next_round(referral: Referral, deadline: date) -> None:
    referral.round += 1
    referral.brief_version = referral.request.brief_version
    referral.sent_at = now()
    referral.accepted_at = None
    referral.answered_at = None
    referral.asked_back_at = None
    referral.answer_due_on = deadline
    referral.reminders_sent = []
    if referral.reason:  # a partner's no; words without a reason are those of a recall
        record_words_read(referral, referral.words, referral.other_body)
    referral.reason = ""
    referral.words = ""
    referral.other_body = ""


def _disclose_brief(request: CooperationRequest, sent: Iterable[Moved[Referral]]) -> None:
    record(
        FORWARD,
        [
            Handover(
                Subject(request.company_id),
                (Field.BRIEF,),
                ToOrganisation(one.row.organisation_id),
                origin_of(one.row),
                one.activity,
            )
            for one in sent
        ],
    )


@transaction.atomic
def extend(*, actor: Actor, referral_id: UUID, due_on: date) -> Referral:
    """Give a partner until `due_on`, a working day or not, from today on at its seat."""
    allowed = REFERRALS.allow(ReferralVerb.EXTEND, lock_referral(referral_id), actor)
    seat = allowed.row.organisation
    if due_on < today(seat.zone):
        raise ValidationError({"due_on": [_("This day has passed.")]})
    if _too_far(due_on, seat):
        raise ValidationError({"due_on": [_("This day lies more than a year ahead.")]})

    def change(row: Referral, line: Transition[Referral]) -> None:
        if row.answer_due_on != due_on:  # the same deadline is not reminded of a second time
            row.reminders_sent = []
        row.answer_due_on = due_on
        if row.asked_back_at is not None:  # still to be replied to; the days until now are given
            row.asked_back_at = now()

    (moved,) = move(allowed, change=change, data={"due_on": due_on.isoformat()})
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def remind(*, actor: Actor, referral_id: UUID, code: str = "") -> Referral:
    """Remind the partner; `code` names the clock's reminder (before, due, after)."""
    allowed = REFERRALS.allow(ReferralVerb.REMIND, lock_referral(referral_id), actor)

    def change(row: Referral, line: Transition[Referral]) -> None:
        if code:
            row.reminders_sent = [*row.reminders_sent, code]

    (moved,) = move(allowed, change=change, data={"reminder": code})
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def expire(*, actor: Actor, referral_id: UUID) -> Referral:
    """The partner did not answer: its advisor decides how to go on."""
    allowed = REFERRALS.allow(ReferralVerb.EXPIRE, lock_referral(referral_id), actor)
    (moved,) = move(allowed)
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def recall(*, actor: Actor, referral_id: UUID, words: str) -> Referral:
    """Take the request back from one partner, in words for it."""
    allowed = REFERRALS.allow(ReferralVerb.RECALL, lock_referral(referral_id), actor)
    require_words(words=words)
    check_for_partner(actor, allowed.row, words=words)

    def change(row: Referral, line: Transition[Referral]) -> None:
        row.words = words.strip()
        row.asked_back_at = None

    (moved,) = move(allowed, change=change)
    record_words_read(moved.row, moved.row.words, side=Side.HOME)
    AnswerLink.objects.unrestricted("revoked with its referral").filter(
        referral_id=referral_id, suggestion__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now())
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def reply(*, actor: Actor, referral_id: UUID, text: str) -> Referral:
    """Reply to the partner; its deadline moves by the working days that the reply took."""
    allowed = REFERRALS.allow(ReferralVerb.REPLY, lock_referral(referral_id), actor)
    require_words(text=text)
    check_for_partner(actor, allowed.row, text=text)

    def change(row: Referral, line: Transition[Referral]) -> None:
        seat = row.organisation
        assert row.asked_back_at is not None  # noqa: S101  the guard of the table
        took = seat.calendar.between(
            row.asked_back_at.astimezone(seat.zone).date(), today(seat.zone)
        )
        row.answer_due_on = seat.calendar.add(row.answer_due_on, took)
        row.asked_back_at = None
        if took:  # a deadline that did not move is not reminded of a second time
            row.reminders_sent = []

    (moved,) = move(allowed, change=change)
    say(
        request=moved.row.request,
        referral=moved.row,
        actor=actor,
        thread=Thread.REFERRAL,
        side=Side.HOME,
        kind=MessageKind.ANSWER,
        text=text,
    )
    settle(moved.row.request)
    return moved.row
