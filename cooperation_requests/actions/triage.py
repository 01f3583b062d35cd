"""The home agency understands the need and writes the brief."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.errors import ToConfirm
from activities.workflow import Transition
from companies.actions import admit
from cooperation_requests.actions import ending
from cooperation_requests.actions.hiding import check_for_company, check_for_partners
from cooperation_requests.actions.moving import (
    move,
    record_words_for_company,
    require_choice,
    require_words,
    say,
)
from cooperation_requests.codes import RequestVerb
from cooperation_requests.enums import (
    DeclineReason,
    MessageKind,
    Side,
    Thread,
)
from cooperation_requests.kinds import kind_of
from cooperation_requests.locks import lock_request
from cooperation_requests.matching_need import finds_first, need_of
from cooperation_requests.models import (
    Attachment,
    Brief,
    BriefDocument,
    CooperationRequest,
    Referral,
)
from cooperation_requests.models.request import NEED_FIELDS
from cooperation_requests.queries import briefs_of
from cooperation_requests.waiting import settle
from cooperation_requests.workflows import REQUESTS
from matching.finding import keep_need, need_text
from matching.tasks import embed_soon
from network.queries import advisors_of

# What is confirmed where the brief finds its own company first.
FOUND_FIRST = "found first"


@transaction.atomic
def take(*, actor: Actor, request_id: UUID) -> CooperationRequest:
    """Become the responsible advisor of a submitted request."""
    allowed = REQUESTS.allow(RequestVerb.TAKE, lock_request(request_id), actor)

    def change(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
        request.responsible_id = actor.user_id

    (moved,) = move(allowed, change=change)
    admit(actor=actor, company_id=moved.row.company_id)
    return moved.row


@transaction.atomic
def assign(*, actor: Actor, request_id: UUID, advisor_id: UUID) -> CooperationRequest:
    """Make an advisor of the home agency responsible."""
    allowed = REQUESTS.allow(RequestVerb.ASSIGN, lock_request(request_id), actor)
    before = allowed.row.responsible_id
    if not any(person.pk == advisor_id for person in advisors_of(allowed.row.home_agency_id)):
        raise ValidationError({"advisor": [_("Choose an advisor of your agency.")]})

    def change(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
        request.responsible_id = advisor_id

    data = {"assigned": str(advisor_id), "assigned_before": str(before) if before else None}
    (moved,) = move(allowed, change=change, data=data)
    admit(actor=actor, company_id=moved.row.company_id)
    return moved.row


@transaction.atomic
def ask(*, actor: Actor, request_id: UUID, text: str) -> CooperationRequest:
    """Ask the company; in triage the request waits for the answer."""
    allowed = REQUESTS.allow(RequestVerb.ASK, lock_request(request_id), actor)
    require_words(text=text)
    check_for_company(actor, allowed.row, text=text)

    def change(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
        request.question_open = True

    (moved,) = move(allowed, change=change)
    say(
        request=moved.row,
        actor=actor,
        thread=Thread.COMPANY,
        side=Side.HOME,
        kind=MessageKind.QUESTION,
        text=text,
    )
    return moved.row


@transaction.atomic
def answer(*, actor: Actor, request_id: UUID, text: str) -> CooperationRequest:
    """The company's answer to the open question."""
    allowed = REQUESTS.allow(RequestVerb.ANSWER, lock_request(request_id), actor)
    require_words(text=text)
    check_for_company(actor, allowed.row, text=text)
    (moved,) = move(allowed, change=_no_question)
    say(
        request=moved.row,
        actor=actor,
        thread=Thread.COMPANY,
        side=Side.COMPANY,
        kind=MessageKind.ANSWER,
        text=text,
    )
    if not actor.company_id:
        record_words_for_company(request_id, text)
    return moved.row


def _no_question(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
    request.question_open = False


@transaction.atomic
def resume(*, actor: Actor, request_id: UUID) -> CooperationRequest:
    """Go on without the company's answer."""
    allowed = REQUESTS.allow(RequestVerb.RESUME, lock_request(request_id), actor)
    (moved,) = move(allowed, change=_no_question)
    return moved.row


@transaction.atomic
def qualify(
    *,
    actor: Actor,
    request_id: UUID,
    brief: Mapping[str, Any],
    documents: Iterable[UUID] = (),
) -> Brief:
    """Write version 1 of the brief (or the next after re-opening): the need is understood.

    `documents` are attachments of the case that partners get, cleaned and under neutral names.
    Raises ValidationError where the brief gives the company away, and shows the places; FoundFirst
    where its published profile would.
    """
    allowed = REQUESTS.allow(RequestVerb.QUALIFY, lock_request(request_id), actor)
    request = allowed.row
    # A case that was opened again may have been taken by nobody: who goes on with it vouches.
    request.company = admit(actor=actor, company_id=request.company_id)
    _check_brief(actor, request, brief)
    _check_kind(request, brief["kind"])
    _ask_if_found_first(actor, request, brief)

    def change(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
        request.brief_version += 1
        request.kind = brief["kind"]
        request.question_open = False

    data = {"brief_version": request.brief_version + 1}
    (moved,) = move(allowed, change=change, data=data)
    return _write_brief(moved.row, actor, brief, documents)


@transaction.atomic
def revise(
    *,
    actor: Actor,
    request_id: UUID,
    brief: Mapping[str, Any],
    documents: Iterable[UUID] = (),
) -> Brief:
    """Write the next version of the brief; company and partners in play hear what changed."""
    allowed = REQUESTS.allow(RequestVerb.REVISE, lock_request(request_id), actor)
    request = allowed.row
    _check_brief(actor, request, brief)
    _check_kind(request, brief["kind"])
    before = current_brief(request)
    changed = [
        name
        for name in NEED_FIELDS
        if before is None or getattr(before, name) != brief.get(name, getattr(before, name))
    ]
    ticked = set(documents)
    if before is not None and ticked != {row.attachment_id for row in before.documents.all()}:
        changed.append("documents")
    if not changed:
        raise ValidationError(_("Nothing in the brief was changed."))
    _ask_if_found_first(actor, request, brief)
    # Who is in play goes on with the new version; who was asked before the request opened again and
    # not since keeps the one of that time.
    Referral.objects.unrestricted("the partners in play get the new version").filter(
        Referral.in_play_rule(request)
    ).update(brief_version=request.brief_version + 1)

    def change(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
        request.brief_version += 1
        request.kind = brief["kind"]

    data = {"brief_version": request.brief_version + 1, "changed": changed}
    (moved,) = move(allowed, change=change, data=data)
    written = _write_brief(moved.row, actor, brief, ticked)
    settle(moved.row)
    return written


def current_brief(request: CooperationRequest) -> Brief | None:
    """The newest version of the request's brief."""
    return briefs_of(request).get(request.brief_version)


def _check_brief(actor: Actor, request: CooperationRequest, brief: Mapping[str, Any]) -> None:
    require_words(title=str(brief.get("title", "")), text=str(brief.get("text", "")))
    faults = {
        name: [_("This is needed.")]
        for name in ("kind", "sectors", "regions")
        if not brief.get(name)
    }
    if faults:
        raise ValidationError(faults)
    check_for_partners(
        actor,
        request,
        **{name: str(brief.get(name, "")) for name in ("title", "text", "quantities")},
    )


class FoundFirst(ToConfirm):
    """The brief finds the published profile of its own company before all others."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Of all companies that the network may look at, this brief finds the company’s own "
                "open profile first: who searches with it knows who asks. A coarser brief says "
                "less: whole sectors, no quantities, fewer special words."
            ),
            [FOUND_FIRST],
            _("The company knows this; I send the brief as it is."),
        )


def _ask_if_found_first(
    actor: Actor, request: CooperationRequest, brief: Mapping[str, Any]
) -> None:
    """Agencies that are asked do not find the profile while the request is open, but others do, and
    whoever looked before remembers."""
    if actor.has_confirmed(FOUND_FIRST):
        return
    if finds_first(Brief(**_need_fields(brief)), request.company):
        raise FoundFirst


def _need_fields(brief: Mapping[str, Any]) -> dict[str, Any]:
    return {name: brief[name] for name in NEED_FIELDS if name in brief}


def _check_kind(request: CooperationRequest, kind: str) -> None:
    """Partners that were asked for companies do not owe an answer in words, nor the reverse."""
    if kind_of(kind).answered_by != kind_of(request.kind).answered_by and (
        Referral.objects.unrestricted("a rule").filter(request=request).exists()
    ):
        raise ValidationError(
            {"kind": [_("Partners are asked already: what they send cannot change its kind.")]}
        )


def _write_brief(
    request: CooperationRequest,
    actor: Actor,
    fields: Mapping[str, Any],
    documents: Iterable[UUID],
) -> Brief:
    brief = Brief(
        request=request,
        version=request.brief_version,
        written_by_id=actor.user_id,
        written_at=now(),
        **_need_fields(fields),
    )
    need = need_of(brief)
    brief.need_hash = need_text(need).hash
    brief.full_clean(exclude=["request", "written_by"], validate_unique=False)
    brief.save()
    chosen = Attachment.objects.visible_to(actor).filter(
        request=request,
        pk__in=list(documents),
        thread=Thread.COMPANY,
        withdrawn_at=None,
        referral__isnull=True,  # what one partner sent is not shown to the others
    )
    for position, attachment in enumerate(
        chosen.select_related("file__clean_copy").order_by("added_at", "pk"), 1
    ):
        assert attachment.file is not None  # noqa: S101  none of them is withdrawn
        BriefDocument.objects.create(
            brief=brief,
            attachment=attachment,
            file=attachment.file.to_send(),
            position=position,
        )
    # Its vector is there by the time that partners look for candidates.
    if keep_need(need):
        embed_soon()
    return brief


@transaction.atomic
def decline(*, actor: Actor, request_id: UUID, reason: str, words: str) -> CooperationRequest:
    """Say no to a request before it is qualified, with a reason and words for the company."""
    allowed = REQUESTS.allow(RequestVerb.DECLINE, lock_request(request_id), actor)
    require_choice("reason", reason, DeclineReason)
    require_words(words=words)
    check_for_company(actor, allowed.row, introduced=None, words=words)
    return ending.end(allowed, reason=reason, words=words)
