"""How many mails people of no agency may cause within a day (docs/decisions/limits.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from activities.clock import now
from activities.models import Activity
from notifications.models import Channel, Notice

# Of one person, in all and to one recipient.
MAILS_A_DAY = 100
MAILS_TO_ONE_A_DAY = 20
# Of all together whom no agency vouches for, to one recipient.
OF_STRANGERS_TO_ONE_A_DAY = 60
DAY = timedelta(days=1)

# The ids of companies that no agency vouches for.
Strangers = Callable[[], QuerySet[Any]]
_strangers: list[Strangers] = []


def strangers_are(ids: Strangers) -> None:
    """Say for which companies no agency vouches. To be called when an app is ready."""
    if ids not in _strangers:
        _strangers.append(ids)


@dataclass(frozen=True)
class Caused:
    """A mail to a recipient (its key) that somebody's activity causes."""

    recipient: str
    activity: Activity


def beyond_the_limits(mails: Iterable[Caused]) -> set[Caused]:
    """Those that are not sent: whoever causes them, or whoever gets them, had enough today. No
    query where an organisation acted."""
    found: set[Caused] = set()
    every = list(mails)
    for person in _without_agency(every):
        own = [one for one in every if one.activity.actor_id == person]
        sent = _of_today(Q(activity__actor_id=person))
        of_all = _of_strangers(own)
        for one in own:
            if (
                sent.total() >= MAILS_A_DAY
                or sent[one.recipient] >= MAILS_TO_ONE_A_DAY
                or of_all[one.recipient] >= OF_STRANGERS_TO_ONE_A_DAY
            ):
                found.add(one)
            else:
                sent[one.recipient] += 1
                of_all[one.recipient] += 1
    return found


def _without_agency(mails: Iterable[Caused]) -> list[UUID]:
    """Who acted neither for an organisation nor as the secretariat. One query, none where an
    organisation acted."""
    acting = {one.activity.actor_id for one in mails if one.activity.acting_organisation_id is None}
    known = User.objects.filter(pk__in=[one for one in acting if one], is_secretariat=False)
    return list(known.values_list("pk", flat=True)) if acting - {None} else []


def _of_strangers(mails: Iterable[Caused]) -> Counter[str]:
    """How many mails their recipients had today of all strangers, where one causes these."""
    every = list(mails)
    causing = Activity.objects.unrestricted("who causes mails").filter(
        _by_strangers(""), pk__in={one.activity.pk for one in every}
    )
    if not causing.exists():
        return Counter()
    recipients = {one.recipient for one in every}
    return _of_today(_by_strangers("activity__") & Q(recipient__in=recipients))


def _by_strangers(activity: str) -> Q:
    """The activities, by the prefix of their fields, of people whom no agency vouches for."""
    rule = Q(
        **{
            f"{activity}acting_organisation_id": None,
            f"{activity}acting_company_id": None,
            f"{activity}actor__is_secretariat": False,
        }
    )
    for strangers in _strangers:
        rule |= Q(**{f"{activity}acting_company_id__in": strangers()})
    return rule


def _of_today(rule: Q) -> Counter[str]:
    """How many mails went out within a day, by recipient. One query."""
    rows = (
        Notice.objects.filter(rule, created_at__gt=now() - DAY)
        .exclude(channel=Channel.PORTAL)
        .values_list("recipient")
        .annotate(count=Count("pk"))
    )
    return Counter(dict(rows))
