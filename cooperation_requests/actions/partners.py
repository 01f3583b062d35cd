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
from activities.transitions import Moved, Transition, begin
from cooperation_requests.actions.hiding import hide_requester
from cooperation_requests.actions.moving import keep_what_was_read, move, need_words, say
from cooperation_requests.actions.written_before import check_before_forwarding
from cooperation_requests.enums import (
    WAITING_FOR_ANSWER,
    MessageKind,
    Side,
    Thread,
    WaitsFor,
)
from cooperation_requests.grounds import FORWARD, origin_of
from cooperation_requests.locks import lock_referral, lock_request
from cooperation_requests.models import AnswerLink, CooperationRequest, Referral
from cooperation_requests.notices import announce
from cooperation_requests.waiting import due_in, partner_s_turn, settle
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
    request = lock_request(request_id)
    (moved,) = move(
        REQUESTS,
        "forward",
        [request_id],
        actor=actor,
        change=_first_forwarding,
        data={"organisations": len(deadlines), "first": request.forwarded_at is None},
    )
    request = moved.row
    days = network_settings().days_to_answer
    due = {
        organisation: deadline or due_in(organisation, days)
        for organisation, deadline in _organisations(request, deadlines)
    }
    asked_before = {
        row.organisation_id: row
        for row in Referral.objects.unrestricted("asked before").filter(
            request=request, organisation__in=list(due)
        )
    }
    if any(row.state in WAITING_FOR_ANSWER for row in asked_before.values()):
        raise ValidationError({"organisations": [_("One of them is asked already.")]})
    check_before_forwarding(actor, request, due)
    new = [
        _new_referral(request, organisation, deadline)
        for organisation, deadline in due.items()
        if organisation.pk not in asked_before
    ]
    sent = begin(REFERRALS, "forward", new, actor=actor, as_part_of="request.forward")
    announce(sent)
    by_id = {organisation.pk: deadline for organisation, deadline in due.items()}
    sent += move(
        REFERRALS,
        "forward",
        [row.pk for row in asked_before.values()],
        actor=actor,
        as_part_of="request.forward",
        change=lambda referral, line: _next_round(referral, by_id[referral.organisation_id]),
    )
    _disclose_brief(request, sent)
    settle(request)
    return [one.row for one in sent]


def _first_forwarding(request: CooperationRequest, line: Transition) -> list[str]:
    if request.forwarded_at is None:
        request.forwarded_at = now()
    return ["forwarded_at"]


def _organisations(
    request: CooperationRequest, deadlines: Mapping[UUID, date | None]
) -> list[tuple[Organisation, date | None]]:
    if not deadlines:
        raise ValidationError({"organisations": [_("Choose at least one partner.")]})
    found = list(Organisation.objects.active().filter(pk__in=list(deadlines)).order_by("name"))
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
    referral = Referral(
        request=request,
        organisation=organisation,
        brief_version=request.brief_version,
        sent_at=now(),
        answer_due_on=deadline,
    )
    referral.wait_for(WaitsFor.PARTNER, due_on=deadline, zone=organisation.time_zone)
    return referral


def _next_round(referral: Referral, deadline: date) -> list[str]:
    referral.round += 1
    referral.brief_version = referral.request.brief_version
    referral.sent_at = now()
    referral.accepted_at = None
    referral.answered_at = None
    referral.asked_back_at = None
    referral.answer_due_on = deadline
    referral.reminders_sent = []
    if referral.reason:  # a partner's no; words without a reason are those of a recall
        keep_what_was_read(referral, referral.words, referral.other_body)
    referral.reason = ""
    referral.words = ""
    referral.other_body = ""
    return [
        "round",
        "brief_version",
        "sent_at",
        "accepted_at",
        "answered_at",
        "asked_back_at",
        "answer_due_on",
        "reminders_sent",
        "reason",
        "words",
        "other_body",
        *referral.wait_for(WaitsFor.PARTNER, due_on=deadline, zone=referral.organisation.time_zone),
    ]


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
    referral = lock_referral(referral_id)
    if due_on < today(referral.organisation.zone):
        raise ValidationError({"due_on": [_("This day has passed.")]})
    if _too_far(due_on, referral.organisation):
        raise ValidationError({"due_on": [_("This day lies more than a year ahead.")]})

    def change(row: Referral, line: Transition) -> list[str]:
        if row.answer_due_on != due_on:  # the same deadline is not reminded of a second time
            row.reminders_sent = []
        row.answer_due_on = due_on
        if row.asked_back_at is not None:  # still to be replied to; the days until now are given
            row.asked_back_at = now()
        return [
            "answer_due_on",
            "reminders_sent",
            "asked_back_at",
            *row.wait_for(WaitsFor.PARTNER, due_on=due_on, zone=row.organisation.time_zone),
        ]

    (moved,) = move(
        REFERRALS,
        "extend",
        [referral_id],
        actor=actor,
        change=change,
        data={"due_on": due_on.isoformat()},
    )
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def remind(*, actor: Actor, referral_id: UUID, code: str = "") -> Referral:
    """Remind the partner; `code` names the clock's reminder (before, due, after)."""
    lock_referral(referral_id)

    def change(row: Referral, line: Transition) -> list[str]:
        fields: list[str] = []
        if code:
            row.reminders_sent = [*row.reminders_sent, code]
            fields = ["reminders_sent"]
        if row.waits_for != WaitsFor.PARTNER:
            fields += partner_s_turn(row)
        return fields

    (moved,) = move(
        REFERRALS, "remind", [referral_id], actor=actor, change=change, data={"reminder": code}
    )
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def recall(*, actor: Actor, referral_id: UUID, words: str) -> Referral:
    """Take the request back from one partner, in words for it."""
    need_words(words=words)
    referral = lock_referral(referral_id)
    REFERRALS.find("recall", referral, actor)
    hide_requester(actor, referral, words=words)

    def change(row: Referral, line: Transition) -> list[str]:
        row.words = words.strip()
        keep_what_was_read(row, row.words, side=Side.HOME)
        row.asked_back_at = None
        return [
            "words",
            "asked_back_at",
            *row.wait_for(WaitsFor.NOBODY, due_on=None, zone=row.organisation.time_zone),
        ]

    (moved,) = move(REFERRALS, "recall", [referral_id], actor=actor, change=change)
    AnswerLink.objects.unrestricted("revoked with its referral").filter(
        referral_id=referral_id, suggestion__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now())
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def reply(*, actor: Actor, referral_id: UUID, text: str) -> Referral:
    """Reply to the partner; its deadline moves by the working days that the reply took."""
    need_words(text=text)
    referral = lock_referral(referral_id)
    REFERRALS.find("reply", referral, actor)
    hide_requester(actor, referral, text=text)

    def change(row: Referral, line: Transition) -> list[str]:
        seat = row.organisation
        assert row.asked_back_at is not None  # noqa: S101  the guard of the table
        took = seat.calendar.between(
            row.asked_back_at.astimezone(seat.zone).date(), today(seat.zone)
        )
        row.answer_due_on = seat.calendar.add(row.answer_due_on, took)
        row.asked_back_at = None
        if took:  # a deadline that did not move is not reminded of a second time
            row.reminders_sent = []
        return [
            "answer_due_on",
            "asked_back_at",
            "reminders_sent",
            *row.wait_for(WaitsFor.PARTNER, due_on=row.answer_due_on, zone=seat.time_zone),
        ]

    (moved,) = move(REFERRALS, "reply", [referral_id], actor=actor, change=change)
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
