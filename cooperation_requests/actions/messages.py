"""Words and documents in one of the threads."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from activities import recording
from activities.actor import Actor
from activities.clock import now
from activities.errors import NoLongerPossible, NotAllowed
from activities.models import Activity
from cooperation_requests.actions.hiding import (
    check_for_company,
    check_for_home,
    check_for_partner,
)
from cooperation_requests.actions.moving import MESSAGES_BEFORE_ADMISSION, require_words, say
from cooperation_requests.codes import (
    CaseAudience,
    CaseKind,
    CaseRelation,
    MessageVerb,
    context_of,
    timeline_of,
)
from cooperation_requests.enums import IN_PLAY, OPEN, RequestState, Side, Thread
from cooperation_requests.locks import lock_referral, lock_request
from cooperation_requests.models import (
    Attachment,
    BriefDocument,
    CooperationRequest,
    Message,
    Referral,
)
from cooperation_requests.notices import tell_message
from cooperation_requests.rules import (
    acts_for_home,
    acts_for_partner,
    may_withdraw,
    request_relations,
)
from files.actions import discard, store, store_clean
from files.checking import CheckedFile, check_total
from files.models import StoredFile

MEGABYTE = 1024 * 1024
# Files of one person of a company, as docs/decisions/limits.md says.
BEFORE_ADMISSION = 20 * MEGABYTE
IN_A_DAY = 200 * MEGABYTE


@transaction.atomic
def write(*, actor: Actor, request_id: UUID, thread: str, text: str) -> Message:
    """Write in the company's thread or inside the agency; the other side hears of the former."""
    require_words(text=text)
    request = lock_request(request_id).row
    side = _side(actor, request, thread)
    if request.state == RequestState.DRAFT:
        raise NoLongerPossible(MessageVerb.WRITE)
    if thread == Thread.COMPANY and side == Side.HOME:
        check_for_company(actor, request, text=text)
    message = say(request=request, actor=actor, thread=Thread(thread), side=side, text=text)
    activity = _record(request, actor, Thread(thread))
    if thread == Thread.COMPANY:
        tell_message(request, activity, side)
    return message


@transaction.atomic
def write_to_referral(*, actor: Actor, referral_id: UUID, text: str) -> Message:
    """Write between home agency and one partner; names stay hidden until the introduction."""
    require_words(text=text)
    referral = lock_referral(referral_id).row
    side = _referral_side(actor, referral)
    message = say(
        request=referral.request,
        referral=referral,
        actor=actor,
        thread=Thread.REFERRAL,
        side=side,
        text=text,
    )
    if side == Side.HOME:
        check_for_partner(actor, referral, text=text)
    else:
        check_for_home(actor, referral, text=text)
    activity = _record(referral.request, actor, Thread.REFERRAL, referral)
    tell_message(referral.request, activity, side, referral)
    return message


@transaction.atomic
def note(*, actor: Actor, referral_id: UUID, text: str) -> Message:
    """Write inside the partner agency: nobody else reads it, in whatever state the referral is."""
    require_words(text=text)
    referral = lock_referral(referral_id).row
    if not acts_for_partner(actor, referral):
        raise NotAllowed("note")
    message = say(
        request=referral.request,
        referral=referral,
        actor=actor,
        thread=Thread.PARTNER,
        side=Side.PARTNER,
        text=text,
    )
    _record(referral.request, actor, Thread.PARTNER, referral)
    return message


def _side(actor: Actor, request: CooperationRequest, thread: str) -> Side:
    relations = request_relations(actor, request)
    if thread == Thread.COMPANY and actor.company_id == request.company_id:
        return Side.COMPANY
    if thread in {Thread.COMPANY, Thread.INTERNAL} and CaseRelation.ADVISOR in relations:
        return Side.HOME
    raise NotAllowed(MessageVerb.WRITE)


def _referral_side(actor: Actor, referral: Referral) -> Side:
    if acts_for_partner(actor, referral):
        if referral.state not in IN_PLAY or referral.request.state not in OPEN:
            raise NoLongerPossible(MessageVerb.WRITE)
        return Side.PARTNER
    if acts_for_home(actor, referral.request):
        return Side.HOME
    raise NotAllowed(MessageVerb.WRITE)


def _record(
    request: CooperationRequest,
    actor: Actor,
    thread: Thread,
    referral: Referral | None = None,
    verb: MessageVerb = MessageVerb.WRITE,
) -> Activity:
    return recording.record(
        verb=verb,
        subject_kind=CaseKind.MESSAGE,
        subject_id=referral.pk if referral else request.pk,
        context=context_of(request.pk),
        actor=actor,
        audiences=_readers(thread, referral),
        data={
            "reference": request.reference,
            "thread": str(thread),
            **(
                {"referral": str(referral.pk), "organisation": str(referral.organisation_id)}
                if referral
                else {}
            ),
        },
    )


@transaction.atomic
def attach(
    *,
    actor: Actor,
    request_id: UUID,
    thread: str,
    upload: CheckedFile,
    referral_id: UUID | None = None,
) -> Attachment:
    """Store a document in one thread; refused over 50 MB of one side in a case. The other side of
    the thread hears of it, once the request is submitted.

    It was looked at and cleaned before, outside this transaction and its locks. Between agencies
    the clean content alone is kept.
    """
    if thread == Thread.REFERRAL:
        assert referral_id is not None  # noqa: S101  the address names the referral
        referral: Referral | None = lock_referral(referral_id).row
        assert referral is not None  # noqa: S101
        request = referral.request
        side = _referral_side(actor, referral)
    else:
        referral = None
        request = lock_request(request_id).row
        drafting = request.state == RequestState.DRAFT
        if drafting and CaseRelation.STARTER in request_relations(actor, request):
            side = Side.COMPANY if actor.company_id else Side.HOME
        else:
            side = _side(actor, request, thread)
    total = (
        # Each side's own: how much others have sent is theirs to know.
        Attachment.objects.unrestricted("the size of what this side sent")
        .filter(request=request, side=side, referral=referral)
        .aggregate(total=Sum(StoredFile.weight("file")))["total"]
        or 0
    )
    check_total(total, upload.size)
    if actor.company_id:
        _check_total_of_person(actor, upload, is_admitted=request.company.is_admitted)
    keep = store_clean if thread == Thread.REFERRAL else store
    stored = keep(upload=upload, uploaded_by=User.objects.filter(pk=actor.user).first())
    attachment = Attachment.objects.add(
        request=request,
        referral=referral,
        thread=thread,
        side=side,
        file=stored,
        added_at=now(),
        added_by_id=actor.user_id,
    )
    if request.state != RequestState.DRAFT:
        activity = _record(request, actor, Thread(thread), referral, verb=MessageVerb.ATTACH)
        if thread != Thread.INTERNAL:
            tell_message(request, activity, side, referral)
    return attachment


def _check_total_of_person(actor: Actor, upload: CheckedFile, *, is_admitted: bool) -> None:
    """Refuse what would bring the files of a person above 200 MB within a day, or, where no agency
    vouches for their company, above 20 MB in all or 30 within a day."""
    own = Attachment.objects.unrestricted("the person's own").filter(added_by=actor.user)
    most = BEFORE_ADMISSION
    why = _(
        "Your agency has not taken up your company yet: until then you can send %(most)s MB in all."
    )
    today = own.filter(added_at__gt=now() - timedelta(days=1))
    if is_admitted:
        own, most = today, IN_A_DAY
        why = _("You have sent %(most)s MB within a day. Send the rest tomorrow.")
    elif today.count() >= MESSAGES_BEFORE_ADMISSION:
        # Each is heard of as a message is, and what is withdrawn once more.
        late = _("Your agency has not taken up your company yet. Send the rest tomorrow.")
        raise ValidationError({"upload": [late]})
    sent = own.aggregate(total=Sum(StoredFile.weight("file")))["total"] or 0
    if sent + upload.size > most:
        raise ValidationError({"upload": [why % {"most": most // MEGABYTE}]})


def _readers(thread: Thread, referral: Referral | None) -> list[str]:
    """Whose timelines show that something was said in a thread."""
    partner = [timeline_of(referral.pk)] if referral else []
    readers: dict[Thread, list[str]] = {
        Thread.COMPANY: [CaseAudience.HOME, CaseAudience.COMPANY],
        Thread.INTERNAL: [CaseAudience.HOME],
        Thread.REFERRAL: [CaseAudience.HOME, *partner],
        Thread.PARTNER: partner,
    }
    return readers[thread]


@transaction.atomic
def withdraw_attachment(*, actor: Actor, attachment_id: UUID) -> None:
    """Take back a sent document: its content goes, also the copies that were given on with a brief
    or an answer; that it was sent and withdrawn stays. A second time changes nothing."""
    found = Attachment.objects.visible_to(actor).filter(pk=attachment_id).first()
    if found is None:
        raise NotAllowed("withdraw_attachment")
    lock_request(found.request_id)
    rows = Attachment.objects.unrestricted("its sender is checked").select_related(
        "request", "referral__request", "file__clean_copy"
    )
    attachment = rows.get(pk=attachment_id)
    if attachment.withdrawn_at is not None:
        return
    if not may_withdraw(actor, attachment):
        raise NotAllowed("withdraw_attachment")
    for row in [attachment, *rows.filter(copy_of=attachment, withdrawn_at=None)]:
        stored = row.file
        row.file, row.withdrawn_at = None, now()
        row.save(update_fields=["file", "withdrawn_at"])
        BriefDocument.objects.filter(attachment=row).update(file=None)
        if stored is not None:
            discard(stored)
        _record(
            row.request,
            actor,
            Thread(row.thread),
            row.referral if row.thread == Thread.REFERRAL else None,
            verb=MessageVerb.WITHDRAW_DOCUMENT,
        )


@transaction.atomic
def remove_attachment(*, actor: Actor, attachment_id: UUID) -> None:
    """Take a document out of a draft, with its content; a second time changes nothing."""
    attachment = Attachment.objects.visible_to(actor).filter(pk=attachment_id).first()
    if attachment is None:
        return
    request = lock_request(attachment.request_id).row
    if CaseRelation.STARTER not in request_relations(actor, request):
        raise NotAllowed("remove_attachment")
    stored = attachment.file
    attachment.delete()
    if stored is not None:
        discard(stored)
