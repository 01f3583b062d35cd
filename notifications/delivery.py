"""Delivering the outbox: claim with a lease, send outside any transaction, mark.

If a worker dies between the server's acceptance of a mail and the mark, the mail goes again with
the same Message-ID when the lease is over; and so does one whose server takes longer for its last
answer than the limit. There is no other window for a second copy.
"""

from __future__ import annotations

import logging
import signal
import smtplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.addresses import deliverable
from accounts.models import User
from activities.clock import now
from notifications.addresses import is_current
from notifications.assembling import assemble
from notifications.bundles import together
from notifications.digests import compose
from notifications.models import Channel, Delivery, MailState, Notice
from notifications.registry import Message, renderer_of
from web.hats import hats_of

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
# One mail with all its steps, whatever the server does: below what is left of the lease.
# EMAIL_TIMEOUT is for one answer of the server, of which a mail needs a dozen.
SEND_SECONDS = 60
# So much of a lease may be used up before it is renewed.
LEASE_USED = timedelta(seconds=30)
# A run begins no mail after this, so that the task's own limit never strikes between the
# server's acceptance and the mark (settings: CELERY_TASK_SOFT_TIME_LIMIT, 240 s).
RUN_SECONDS = 100
BATCH = 25
MAX_ATTEMPTS = 12
PERMANENT = 500
CLOSING = 421  # "closing transmission channel" (RFC 5321, 4.2.3)
FIRST_RETRY = timedelta(seconds=30)
LAST_RETRY = timedelta(hours=6)
# What the connection may raise; it is not used again after that.
TRANSIENT = (OSError, smtplib.SMTPException)
_NOTICES = models.Prefetch(
    "notices", Notice.objects.select_related("person", "activity").order_by("created_at", "pk")
)


def deliver_due(limit: int = 500) -> int:
    """Send what is due, `limit` mails at most; the number sent. Safe to run many at once."""
    sent = 0
    handled = 0
    ends = time.monotonic() + RUN_SECONDS
    connection = get_connection(fail_silently=False)
    try:
        while handled < limit and time.monotonic() < ends:
            claimed = _claim(min(BATCH, limit - handled))
            if not claimed and not assemble():
                break
            for delivery in claimed:
                handled += 1
                if time.monotonic() < ends:
                    sent += _deliver(delivery, connection)
                else:
                    _release(delivery)
    finally:
        _close(connection)
    return sent


def _claim(count: int) -> list[Delivery]:
    """Take a few due rows for the length of the lease; a dead worker's come back after it."""
    moment = now()
    with transaction.atomic():
        rows = list(
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(
                models.Q(state=MailState.PENDING, send_after__lte=moment)
                | models.Q(state=MailState.CLAIMED, lease_until__lte=moment)
            )
            .order_by("send_after", "id")[:count]
        )
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=MailState.CLAIMED,
            lease_until=moment + LEASE,
            attempts=models.F("attempts") + 1,
        )
    return list(
        Delivery.objects.filter(pk__in=[row.pk for row in rows])
        .select_related("person")
        .prefetch_related(_NOTICES)
        .order_by("send_after", "id")
    )


def _deliver(delivery: Delivery, connection: BaseEmailBackend) -> int:
    """Render, send and mark one claimed notice; 1 if it was sent."""
    if not _still_ours(delivery):
        return 0
    try:
        message = message_of(delivery)
    except SoftTimeLimitExceeded:
        raise
    except Exception as fault:  # one faulty text must not hold up the others
        logger.exception("delivery %s of kind %s cannot be rendered", delivery.pk, delivery.kind)
        _put_back(delivery, type(fault).__name__)
        return 0
    if message is None:
        _drop(delivery)
        return 0
    try:
        mail = build_mail(delivery, message, connection)
        with _at_most(SEND_SECONDS):
            _send(mail, connection)
    except SoftTimeLimitExceeded:
        raise
    except Exception as fault:  # nor must a faulty address or server
        logger.warning("delivery %s not sent: %s", delivery.pk, type(fault).__name__)
        _close(connection)
        _put_back(delivery, type(fault).__name__, for_good=_is_permanent(fault))
        return 0
    _mark_sent(delivery)
    return 1


def _send(mail: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    """One connection serves many mails; where its server has had enough of it, a new one."""
    is_new = bool(connection.open())
    try:
        mail.send()
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused) as fault:
        if is_new or getattr(fault, "smtp_code", CLOSING) != CLOSING:
            raise
        _close(connection)
        connection.open()
        mail.send()


def _still_ours(delivery: Delivery) -> bool:
    """Ask before each mail, and renew a lease that a slow batch might outlive.

    Not ours any more: the lease was over and another worker claimed it. What ended meanwhile is
    left out by `message_of`.
    """
    lease = now() + LEASE
    if delivery.lease_until is not None and lease - delivery.lease_until < LEASE_USED:
        return _ours(delivery).exists()
    delivery.lease_until = lease
    return bool(_ours(delivery).update(lease_until=lease))


def _ours(delivery: Delivery) -> models.QuerySet[Delivery]:
    """The row as long as this worker's claim holds; each claim counts an attempt."""
    return Delivery.objects.filter(
        pk=delivery.pk, state=MailState.CLAIMED, attempts=delivery.attempts
    )


def _is_permanent(fault: Exception) -> bool:
    """The server will never take this mail (RFC 5321, 4.2.1: 5yz); faults of ours may be mended."""
    if isinstance(fault, UnicodeError):
        # What stands after the @ can be no domain.
        return True
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _words in fault.recipients.values())
    return isinstance(fault, smtplib.SMTPDataError) and fault.smtp_code >= PERMANENT


def render(notice: Notice) -> Message | None:
    """The notice in its recipient's language and zone; None when it is no longer due."""
    renderer = renderer_of(notice.kind)
    if renderer is None:
        return None
    if notice.person is not None and not notice.person.is_active:
        return None
    if notice.person is None and not is_current(notice.hat_id, notice.address):
        return None
    if not renderer.at_once and not _still_wears(notice.person, notice.hat_id):
        return None
    zone = notice.person.zone if notice.person else None
    with translation.override(notice.language), timezone.override(zone):
        return renderer.message(notice)


def _still_wears(person: User | None, hat_id: UUID | None) -> bool:
    """Whether a person is still a member of that organisation or company, and it takes part."""
    if person is None or hat_id is None:
        return True
    return any(
        hat_id in {hat.actor.organisation_id, hat.actor.company_id} for hat in hats_of(person)
    )


def message_of(delivery: Delivery) -> Message | None:
    """The words of a mail, for what is still due of what it carries; None when nothing is."""
    if delivery.kind == Delivery.DIGEST:
        return _digest(delivery)
    dropped = set(delivery.notices.filter(channel=Channel.DROPPED).values_list("pk", flat=True))
    due = (render(notice) for notice in delivery.notices.all() if notice.pk not in dropped)
    return together([message for message in due if message is not None])


def _digest(delivery: Delivery) -> Message | None:
    person = delivery.person
    if person is None or not person.is_active:
        return None
    with translation.override(delivery.language), timezone.override(person.zone):
        return compose(person, list(delivery.notices.all()))


def build_mail(
    delivery: Delivery, message: Message, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """One mail to one recipient, text and HTML."""
    address = delivery.person.email if delivery.person else delivery.address
    context = {
        "message": message,
        "base_url": settings.KONTOR_BASE_URL,
        "language": delivery.language,
    }
    with translation.override(delivery.language):
        text = render_to_string("notifications/mail.txt", context)
        html = render_to_string("notifications/mail.html", context)
    mail = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=text,
        to=[deliverable(address)],
        reply_to=[settings.REPLY_TO_EMAIL] if settings.REPLY_TO_EMAIL else None,
        connection=connection,
        headers={
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",
            # No answer by a machine: out of office, delivered, read.
            "X-Auto-Response-Suppress": "All",
            "Content-Language": delivery.language,
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise TimeoutError within the block when it takes longer: a server that sends a byte now and
    then never runs into the limit of a single answer. In the main thread, where tasks run."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def too_long(number: int, frame: object) -> None:
        raise TimeoutError("the mail server was too slow")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _mark_sent(delivery: Delivery) -> None:
    """Whoever claimed it meanwhile: it was sent, and must not go again."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=MailState.SENT, lease_until=None, sent_at=now(), fault=""
    )


def _release(delivery: Delivery) -> None:
    """Claimed, and not begun: the next run takes it, and it was no try."""
    _ours(delivery).update(
        state=MailState.PENDING, lease_until=None, attempts=models.F("attempts") - 1
    )


def _drop(delivery: Delivery) -> None:
    _ours(delivery).update(state=MailState.DROPPED, lease_until=None, fault="")


def _put_back(delivery: Delivery, fault: str, *, for_good: bool = False) -> None:
    """Try again later, longer each time; given up after MAX_ATTEMPTS or when it is `for_good`."""
    wait = min(FIRST_RETRY * 2 ** max(delivery.attempts - 1, 0), LAST_RETRY)
    given_up = for_good or delivery.attempts >= MAX_ATTEMPTS
    _ours(delivery).update(
        state=MailState.FAILED if given_up else MailState.PENDING,
        send_after=now() + wait,
        lease_until=None,
        fault=fault[:60],
    )


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except TRANSIENT:
        logger.info("mail connection was closed by the server")
