"""A thread with its send box: who hears, and where words and documents go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.actor import Actor
from cooperation_requests.enums import IN_PLAY, OPEN, RequestState, Side, Thread
from cooperation_requests.forms.verbs import MessageForm
from cooperation_requests.models import Attachment, CooperationRequest, Message, Referral
from cooperation_requests.rules import may_withdraw
from cooperation_requests.showing.cards import shown_messages
from web.components import Message as ShownMessage
from web.components import Older
from web.older import Place, read_place, split

MOST_SHOWN = 100


@dataclass(frozen=True)
class ShownThread:
    """What the `thread` component draws; `form` is None when nothing can be sent."""

    messages: Sequence[ShownMessage]
    older: Older
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
    asked: Mapping[str, str],
    referral: Referral | None = None,
) -> ShownThread:
    """One thread as the actor sees it. Two queries."""
    (shown,) = threads_of(request, actor, [thread], own_side, asked, referral)
    return shown


def threads_of(
    request: CooperationRequest,
    actor: Actor,
    threads: Sequence[Thread],
    own_side: Side,
    asked: Mapping[str, str],
    referral: Referral | None = None,
) -> list[ShownThread]:
    """Threads of a case, or of one referral, as the actor sees them, each from the place that the
    address asks for. Two queries."""
    by: dict[str, Any] = {"request": request, "thread__in": threads}
    if referral is not None:
        by["referral"] = referral
    places = {thread: read_place(asked, _name(thread, referral), UUID) for thread in threads}
    messages = _newest(
        Message.objects.visible_to(actor).filter(**by).select_related("writer"),
        "written_at",
        places,
    )
    attachments = _newest(
        Attachment.objects.visible_to(actor)
        .filter(**by)
        .select_related("file")
        .annotate(position=Attachment.place_in_thread()),
        "added_at",
        places,
    )
    return [
        _shown(
            [row for row in (*messages, *attachments) if row.thread == thread],
            places[thread],
            request,
            actor,
            thread,
            own_side,
            referral,
        )
        for thread in threads
    ]


Entry = Message | Attachment


def _name(thread: Thread, referral: Referral | None) -> str:
    return f"thread-{thread}-{referral.pk if referral else 'case'}"


def _newest(rows: QuerySet[Any], moment: str, places: Mapping[Thread, Place | None]) -> list[Any]:
    """Each thread's newest before its place; a long one hides nothing of another."""
    wanted = Q()
    for thread, place in places.items():
        wanted |= Q(thread=thread) & (place.earlier(moment) if place else Q())
    place_in_thread = Window(
        RowNumber(), partition_by="thread", order_by=[F(moment).desc(), F("pk").desc()]
    )
    found = rows.filter(wanted).annotate(place=place_in_thread)
    return list(found.filter(place__lte=MOST_SHOWN + 1).order_by(f"-{moment}", "-pk"))


def _place_of(row: Entry) -> Place:
    return Place(row.written_at if isinstance(row, Message) else row.added_at, row.pk)


def _shown(
    rows: Sequence[Entry],
    place: Place | None,
    request: CooperationRequest,
    actor: Actor,
    thread: Thread,
    own_side: Side,
    referral: Referral | None,
) -> ShownThread:
    newest = sorted(rows, key=lambda row: (_place_of(row).at, row.pk), reverse=True)
    name = _name(thread, referral)
    shown, older = split(newest, MOST_SHOWN, name, _place_of, place)
    url, attach_url, recipients = _addresses(request, actor, thread, own_side, referral)
    for row in shown:
        # Known already: nothing is read again to see who may withdraw a document.
        row.request = request
        if referral is not None:
            row.referral = referral
    may_write = _may_write(request, actor, thread, own_side, referral)
    return ShownThread(
        messages=shown_messages(
            list(reversed(shown)), request, own_side, partial(may_withdraw, actor)
        ),
        older=older,
        recipients=recipients,
        form=MessageForm() if may_write else None,
        url=url,
        attach_url=attach_url if may_write else "",
        name=name,
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
            reverse("requests:desk-referral-note", kwargs={"referral_id": referral.pk}),
            "",
            _("colleagues at %(agency)s") % {"agency": referral.organisation.name},
        )
    if thread == Thread.REFERRAL and referral is not None:
        if own_side == Side.PARTNER:
            keys = {"referral_id": referral.pk}
            return (
                reverse("requests:desk-referral-write", kwargs=keys),
                reverse("requests:desk-referral-attach", kwargs=keys),
                advisor,
            )
        lane = {"reference": request.reference, "referral_id": referral.pk}
        return (
            reverse("requests:desk-lane-write", kwargs=lane),
            reverse("requests:desk-lane-attach", kwargs=lane),
            referral.organisation.name,
        )
    keys_of_case = {"reference": request.reference}
    if own_side == Side.COMPANY:
        return (
            reverse("requests:request-write", kwargs=keys_of_case),
            reverse("requests:request-attach", kwargs=keys_of_case),
            advisor,
        )
    keys_of_thread = {**keys_of_case, "thread": str(thread)}
    recipients = (
        request.company.legal_name
        if thread == Thread.COMPANY
        else _("colleagues at %(agency)s") % {"agency": home.name}
    )
    return (
        reverse("requests:desk-request-write", kwargs=keys_of_thread),
        reverse("requests:desk-request-attach", kwargs=keys_of_thread),
        recipients,
    )
