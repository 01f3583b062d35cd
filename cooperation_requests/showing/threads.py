"""A thread with its send box: who hears, and where words and documents go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.actor import Actor
from cooperation_requests.enums import IN_PLAY, OPEN, RequestState, Side, Thread
from cooperation_requests.forms.verbs import MessageForm
from cooperation_requests.models import Attachment, CooperationRequest, Message, Referral
from cooperation_requests.showing.cards import file_address, shown_messages
from web.components import Message as ShownMessage

MOST_MESSAGES = 100


@dataclass(frozen=True)
class ShownThread:
    """What the `thread` component draws; `form` is None when nothing can be sent."""

    messages: Sequence[ShownMessage]
    recipients: str
    form: forms.Form | None
    url: str
    attach_url: str
    name: str


def thread_of(
    request: CooperationRequest,
    actor: Actor,
    thread: Thread,
    own_side: Side,
    referral: Referral | None = None,
) -> ShownThread:
    """One thread as the actor sees it. Two queries."""
    (shown,) = threads_of(request, actor, [thread], own_side, referral)
    return shown


def threads_of(
    request: CooperationRequest,
    actor: Actor,
    threads: Sequence[Thread],
    own_side: Side,
    referral: Referral | None = None,
) -> list[ShownThread]:
    """Threads of a case, or of one referral, as the actor sees them. Two queries."""
    by: dict[str, Any] = {"request": request, "thread__in": threads}
    if referral is not None:
        by["referral"] = referral
    messages = list(
        Message.objects.visible_to(actor)
        .filter(**by)
        .select_related("writer")
        .annotate(place=_place_in_thread("-written_at"))
        .filter(place__lte=MOST_MESSAGES)
        .order_by("-written_at")
    )
    attachments = list(
        Attachment.objects.visible_to(actor)
        .filter(**by)
        .select_related("file")
        .annotate(place=_place_in_thread("added_at"))
        .filter(place__lte=MOST_MESSAGES)
        .order_by("added_at")
    )
    return [
        _shown(
            [row for row in messages if row.thread == thread],
            [row for row in attachments if row.thread == thread],
            request,
            actor,
            thread,
            own_side,
            referral,
        )
        for thread in threads
    ]


def _place_in_thread(order: str) -> Window:
    """Each thread has its own most: a long one hides nothing of another."""
    return Window(RowNumber(), partition_by="thread", order_by=[order, "pk"])


def _shown(
    messages: Sequence[Message],
    attachments: Sequence[Attachment],
    request: CooperationRequest,
    actor: Actor,
    thread: Thread,
    own_side: Side,
    referral: Referral | None,
) -> ShownThread:
    url, attach_url, recipients = _addresses(request, actor, thread, own_side, referral)
    may_write = _may_write(request, actor, thread, own_side, referral)
    return ShownThread(
        messages=shown_messages(messages, attachments, actor, request, own_side, file_address),
        recipients=recipients,
        form=MessageForm() if may_write else None,
        url=url,
        attach_url=attach_url if may_write else "",
        name=f"thread-{thread}-{referral.pk if referral else 'case'}",
    )


def _may_write(
    request: CooperationRequest,
    actor: Actor,
    thread: Thread,
    own_side: Side,
    referral: Referral | None,
) -> bool:
    if own_side != Side.COMPANY and not actor.is_advisor:
        return False
    if thread == Thread.PARTNER:
        return True
    if referral is not None and own_side == Side.PARTNER:
        return referral.state in IN_PLAY and request.state in OPEN
    return request.state != RequestState.DRAFT


def _addresses(
    request: CooperationRequest,
    actor: Actor,
    thread: Thread,
    own_side: Side,
    referral: Referral | None,
) -> tuple[str, str, str]:
    home = request.home_agency
    advisor = f"{request.responsible.name}, {home.name}" if request.responsible else home.name
    if thread == Thread.PARTNER and referral is not None:
        return (
            reverse("desk-referral-note", kwargs={"referral_id": referral.pk}),
            "",
            _("colleagues at %(agency)s") % {"agency": referral.organisation.name},
        )
    if thread == Thread.REFERRAL and referral is not None:
        if own_side == Side.PARTNER:
            keys = {"referral_id": referral.pk}
            return (
                reverse("desk-referral-write", kwargs=keys),
                reverse("desk-referral-attach", kwargs=keys),
                advisor,
            )
        lane = {"reference": request.reference, "referral_id": referral.pk}
        return (
            reverse("desk-lane-write", kwargs=lane),
            reverse("desk-lane-attach", kwargs=lane),
            referral.organisation.name,
        )
    keys_of_case = {"reference": request.reference}
    if own_side == Side.COMPANY:
        return (
            reverse("request-write", kwargs=keys_of_case),
            reverse("request-attach", kwargs=keys_of_case),
            advisor,
        )
    keys_of_thread = {**keys_of_case, "thread": str(thread)}
    recipients = (
        request.company.legal_name
        if thread == Thread.COMPANY
        else _("colleagues at %(agency)s") % {"agency": home.name}
    )
    return (
        reverse("desk-request-write", kwargs=keys_of_thread),
        reverse("desk-request-attach", kwargs=keys_of_thread),
        recipients,
    )
