"""From an empty page to a submitted request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now, today
from activities.errors import NoLongerPossible, NotAllowed
from activities.workflow import Transition, begin, remove
from companies.models import Company
from cooperation_requests.actions.moving import move
from cooperation_requests.codes import CaseRelation, RequestVerb
from cooperation_requests.enums import RequestState, Side
from cooperation_requests.locks import lock_request
from cooperation_requests.models import (
    Attachment,
    CooperationRequest,
    DraftInput,
    RequestCounter,
)
from cooperation_requests.models.request import NEED_FIELDS
from cooperation_requests.rules import request_relations
from cooperation_requests.workflows import REQUESTS
from files.actions import discard as discard_file

# Of one company (docs/decisions/limits.md).
DRAFTS = 20
SUBMITTED_IN_A_DAY = 20
REQUESTS_BEFORE_ADMISSION = 5


@transaction.atomic
def start(*, actor: Actor, company_id: UUID, need: Mapping[str, Any]) -> CooperationRequest:
    """Start a draft for a company: by one of its people, or by an advisor on its behalf.

    Raises NotAllowed when the company is not the actor's, ValidationError when no agency serves it.
    """
    company = (
        Company.objects.visible_to(actor)
        .select_related("agency")
        .filter(pk=company_id)
        # It must not become part of another one meanwhile.
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if company is None:
        raise NotAllowed(RequestVerb.START)
    if company.agency is None:
        raise ValidationError(
            _("Your company is being placed with an agency. Try again after that.")
        )
    if actor.company_id:
        _refuse_too_many(company)
    request = CooperationRequest(
        company=company,
        home_agency=company.agency,
        started_side=Side.COMPANY if actor.company_id else Side.HOME,
        started_by_id=actor.user_id,
        saved_at=now(),
    )
    _write_need(request, need)
    begin(REQUESTS, RequestVerb.START, [request], actor=actor)
    return request


def _refuse_too_many(company: Company) -> None:
    """Raise ValidationError where a company has as many drafts as anybody needs, or, before an
    agency vouches for it, as many requests. Its row is locked."""
    own = CooperationRequest.objects.unrestricted("counted").filter(
        company=company, started_side=Side.COMPANY
    )
    if not company.is_admitted and own.count() >= REQUESTS_BEFORE_ADMISSION:
        raise ValidationError(
            _("Your agency has not taken up your company yet: until then it has %(most)s requests.")
            % {"most": REQUESTS_BEFORE_ADMISSION}
        )
    if own.filter(state=RequestState.DRAFT).count() >= DRAFTS:
        raise ValidationError(
            _("Your company has %(most)s drafts. Send or remove one of them first.")
            % {"most": DRAFTS}
        )


@transaction.atomic
def save_draft(
    *, actor: Actor, request_id: UUID, need: Mapping[str, Any], step: str
) -> CooperationRequest:
    """Keep what was typed in one step of a draft; `need` may hold some of the fields. What was
    typed in other steps stays."""
    request = lock_request(request_id).row
    if CaseRelation.STARTER not in request_relations(actor, request):
        raise NotAllowed("save_draft")
    if request.state != RequestState.DRAFT:
        raise NoLongerPossible(RequestVerb.START)
    _write_need(request, need)
    request.saved_at = now()
    request.save()
    DraftInput.objects.filter(user_id=actor.user, subject_id=request_id, form=step).delete()
    return request


def _write_need(request: CooperationRequest, need: Mapping[str, Any]) -> None:
    for name in NEED_FIELDS:
        if name in need:
            setattr(request, name, need[name])
    # What only later actions fill is empty in a draft and not judged here.
    others = {field.name for field in request._meta.fields} - set(NEED_FIELDS)
    request.full_clean(exclude=others, validate_unique=False, validate_constraints=False)


@transaction.atomic
def keep_typed(
    *, actor: Actor, subject_id: UUID, form: str, fields: Mapping[str, list[str]]
) -> None:
    """Save a form as one types; only the same person gets it back."""
    if actor.user_id is None:
        raise NotAllowed("keep_typed")
    DraftInput.objects.update_or_create(
        user_id=actor.user_id,
        subject_id=subject_id,
        form=form,
        defaults={"fields": dict(fields), "saved_at": now()},
    )


@transaction.atomic
def discard(*, actor: Actor, request_id: UUID) -> None:
    """Delete a draft with its documents; the record says only that there was one."""
    allowed = REQUESTS.allow(RequestVerb.DISCARD, lock_request(request_id), actor)
    files = [
        row.file
        for row in Attachment.objects.unrestricted("deleted with their draft")
        .filter(request=request_id)
        .select_related("file__clean_copy")
    ]
    remove(allowed)
    for file in files:
        if file is not None:
            discard_file(file)
    DraftInput.objects.filter(subject_id=request_id).delete()


@transaction.atomic
def submit(*, actor: Actor, request_id: UUID) -> CooperationRequest:
    """Hand a draft to the home agency; it gets its number from the locked counter of the year.

    Raises ValidationError where its company sent as many within a day as no desk can take.
    """
    allowed = REQUESTS.allow(RequestVerb.SUBMIT, lock_request(request_id), actor)
    if actor.company_id:
        _refuse_flood(allowed.row.company_id)

    def change(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
        request.reference = _next_reference(request)
        request.submitted_at = now()

    (moved,) = move(allowed, change=change)
    DraftInput.objects.filter(subject_id=request_id).delete()
    return moved.row


def _refuse_flood(company_id: UUID) -> None:
    """Raise ValidationError at the limit; two at the same moment may pass it by one."""
    sent = CooperationRequest.objects.unrestricted("counted").filter(
        company=company_id,
        started_side=Side.COMPANY,
        submitted_at__gt=now() - timedelta(days=1),
    )
    if sent.count() >= SUBMITTED_IN_A_DAY:
        raise ValidationError(
            _("Your company has sent %(most)s requests within a day. Send the rest tomorrow.")
            % {"most": SUBMITTED_IN_A_DAY}
        )


def _next_reference(request: CooperationRequest) -> str:
    """KO-2026-00001: consecutive, for the row stays locked until this transaction ends."""
    year = today(request.home_agency.zone).year
    RequestCounter.objects.bulk_create([RequestCounter(year=year)], ignore_conflicts=True)
    counter = RequestCounter.objects.select_for_update().get(pk=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"KO-{year}-{counter.last:05d}"
