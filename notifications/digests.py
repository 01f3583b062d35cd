"""The daily digest: one mail at the hour that a person chose, of what waits for them and of what
they wished to read once a day, by case; none when there is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from activities import nudging
from activities.actor import Actor
from activities.clock import hour_of_day, now, today
from activities.codes import TimerStep
from activities.duties import Duty, duties, in_words, rows_of, waiting_for
from activities.timers.kinds import TimerKind
from activities.timers.reckoning import reckon
from notifications.codes import DigestStep, NotificationTimer
from notifications.models import Channel, Delivery, Notice
from notifications.registry import (
    Item,
    Message,
    Section,
    may_be_seen,
    renderer_of,
    titles_of_cases,
)
from web.dates import short_day
from web.duties import by_when
from web.hats import HatOption, hats_of
from web.navigation import start_of

# So much of each the mail tells; the portal has the rest.
MOST_DUTIES = 10
MOST_NOTICES = 50


def due(person: User) -> Mapping[TimerStep, datetime]:
    """The hour that the person chose, on the day after the last digest, where they are."""
    if person.digest_hour is None or person.digest_sent_on is None or not person.is_active:
        return {}
    day = person.digest_sent_on + timedelta(days=1)
    return {DigestStep.SEND: hour_of_day(day, person.digest_hour, person.zone)}


def _lock(keys: Sequence[UUID]) -> Iterable[User]:
    # Not the key: whoever is told of something meanwhile does not wait.
    return User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)


def _who_wants_one() -> QuerySet[User, UUID]:
    wanting = User.objects.filter(digest_hour__isnull=False, is_active=True)
    return wanting.order_by("pk").values_list("pk", flat=True)


DIGESTS: TimerKind[User] = TimerKind(
    code=NotificationTimer.DIGEST,
    steps=tuple(DigestStep),
    due=due,
    locked=_lock,
    rows=_who_wants_one,
)


@transaction.atomic
def choose(person_id: UUID, *, wishes: Mapping[str, Channel], digest_hour: int | None) -> User:
    """Keep how a person wishes to hear of things. A digest that begins comes today where its hour
    is still to come; another hour never makes a second digest of the same day."""
    (person,) = _lock([person_id])
    person.mail_wishes = {topic: str(channel) for topic, channel in wishes.items()}
    if digest_hour is not None and person.digest_hour is None:
        day = today(person.zone)
        is_to_come = hour_of_day(day, digest_hour, person.zone) > now()
        person.digest_sent_on = day - timedelta(days=1) if is_to_come else day
    person.digest_hour = digest_hour
    person.save(update_fields=["mail_wishes", "digest_hour", "digest_sent_on"])
    if digest_hour is None:
        # What was kept for a digest that does not come goes at once.
        Notice.objects.filter(person=person, channel=Channel.DIGEST, delivery__isnull=True).update(
            channel=Channel.AT_ONCE
        )
    reckon(DIGESTS, [person])
    return person


@transaction.atomic
def reckon_of(person_id: UUID) -> None:
    """A person's time zone changed, or they were switched off or on: the digest comes at their
    hour, or not at all."""
    reckon(DIGESTS, _lock([person_id]))


def act(person: User, step: TimerStep) -> None:
    """Make the mail of the day, if there is anything to tell; its words are made at sending."""
    day = today(person.zone)
    is_of_yesterday = hour_of_day(day, person.digest_hour or 0, person.zone) > now()
    person.digest_sent_on = day - timedelta(days=1) if is_of_yesterday else day
    person.save(update_fields=["digest_sent_on"])
    reckon(DIGESTS, [person])
    kept = Notice.objects.filter(person=person, channel=Channel.DIGEST, delivery__isnull=True)
    if not kept.exists() and not any(duties(hat.actor, 1) for hat in hats_of(person)):
        return
    mail = Delivery.objects.create(
        kind=Delivery.DIGEST,
        person=person,
        language=person.language,
        created_at=now(),
        send_after=now(),
    )
    kept.update(delivery=mail)
    from notifications.tasks import deliver

    nudging.nudge_after_commit(deliver)


def compose(person: User, notices: Sequence[Notice]) -> Message | None:
    """The digest in the person's language, which is active; None when nothing is left to tell.

    Each hat is told of by itself, as the person may see things under it now.
    """
    hats = hats_of(person)
    sections: list[Section] = []
    to_do = news = 0
    for hat in hats:
        waiting = _Waiting.of(hat.actor)
        found = list(_of_hat(hat, notices, len(hats) > 1, waiting))
        to_do += waiting.total
        news += sum(len(section.items) for section in found[bool(waiting.first) :])
        sections += found
    if not sections:
        return None
    parts = []
    if to_do:
        parts.append(ngettext("%(count)d thing to do", "%(count)d things to do", to_do))
        parts[-1] %= {"count": to_do}
    if news:
        parts.append(ngettext("%(count)d piece of news", "%(count)d pieces of news", news))
        parts[-1] %= {"count": news}
    return Message(
        subject=_("Your day: %(what)s") % {"what": ", ".join(parts)},
        lead=_("What waits for you, and what happened since the last digest."),
        sections=sections,
        action=(_("Open Kontor"), _absolute(start_of(hats[0].actor))),
        why=_("You chose to read this once a day. You can change that under “Notices and mails”."),
    )


@dataclass(frozen=True)
class _Waiting:
    """The first of what waits for a hat, and how much does in all."""

    first: Sequence[Duty]
    total: int

    @classmethod
    def of(cls, actor: Actor) -> _Waiting:
        found = waiting_for(actor)
        if found is None:
            return cls([], 0)
        first = in_words(actor, rows_of(found[:MOST_DUTIES]))
        return cls(first, found.count() if len(first) == MOST_DUTIES else len(first))


def _of_hat(
    hat: HatOption, notices: Sequence[Notice], is_named: bool, waiting: _Waiting
) -> Iterator[Section]:
    before = f"{hat.label_in_mails}: " if is_named else ""
    if waiting.first:
        items = [_duty(one) for one in waiting.first]
        if waiting.total > len(items):
            items.append(Item(_("All that waits for me"), _absolute(reverse("web:duties"))))
        yield Section(before + _("What waits for you"), items)
    own = hat.actor.organisation_id or hat.actor.company_id
    keys = [one.pk for one in notices if one.hat_id == own]
    seen = (
        Notice.objects.filter(may_be_seen(hat.actor), pk__in=keys)
        .exclude(channel=Channel.DROPPED)
        .select_related("person", "activity")
        .order_by("-created_at", "-pk")[:MOST_NOTICES]
    )
    by_case: dict[UUID | None, list[Item]] = {}
    for notice in reversed(seen):
        renderer = renderer_of(notice.kind)
        if renderer is None or renderer.message(notice) is None:
            continue  # no longer due
        summary = renderer.summary(notice)
        by_case.setdefault(notice.case_id, []).append(
            Item(summary.text, _absolute(summary.url), short_day(notice.created_at))
        )
    titles = titles_of_cases(hat.actor, [key for key in by_case if key], in_mails=True)
    for case_id, items in by_case.items():
        title = titles.get(case_id, "") if case_id else ""
        yield Section(before + (title or _("News")), items)


def _duty(duty: Duty) -> Item:
    parts = [] if duty.words.for_the_portal else [duty.words.about, duty.words.who]
    parts.append(str(by_when(duty).label))
    return Item(duty.words.what, _absolute(duty.words.url), " · ".join(filter(None, parts)))


def _absolute(path: str) -> str:
    return settings.KONTOR_BASE_URL + path if path else settings.KONTOR_BASE_URL
