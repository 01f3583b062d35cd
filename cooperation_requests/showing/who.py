"""What happened, told to one reader: by name only where the reader may see that name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from activities.actor import Actor
from activities.errors import NoLongerPossible
from activities.models import Activity
from activities.queries import latest_of, seen_of
from activities.workflow import sentence_of
from companies.queries import own_names
from cooperation_requests.codes import CaseKind, RequestVerb, SuggestionVerb, context_of
from cooperation_requests.enums import ENDED, Thread
from cooperation_requests.known import named_candidates
from cooperation_requests.models import CooperationRequest, Suggestion
from cooperation_requests.showing.cards import card_title
from network.models import Organisation
from web.components import Older, TimelineEntry
from web.older import newest


class ReaderSide(StrEnum):
    """From where somebody reads."""

    COMPANY = "company"
    HOME = "home"
    PARTNER = "partner"
    CANDIDATE = "candidate"


@dataclass(frozen=True)
class Reader:
    """From which side somebody reads of a case."""

    actor: Actor
    request: CooperationRequest

    @property
    def side(self) -> ReaderSide:
        if self.actor.company_id is not None:
            own = self.actor.company_id == self.request.company_id
            return ReaderSide.COMPANY if own else ReaderSide.CANDIDATE
        if self.actor.organisation_id is not None:
            home = self.actor.organisation_id == self.request.home_agency_id
            return ReaderSide.HOME if home else ReaderSide.PARTNER
        return ReaderSide.CANDIDATE


def who(activity: Activity, reader: Reader) -> str:
    """Who did it: a person's name on the reader's own side or of an agency that works for it."""
    request = reader.request
    name = activity.actor.name if activity.actor else ""
    if activity.channel == "clock":
        return "Kontor"
    if activity.acting_company_id is not None:
        if activity.acting_company_id == request.company_id:
            return (
                name
                if name and reader.side in {ReaderSide.COMPANY, ReaderSide.HOME}
                else _("the company")
            )
        return (
            name
            if name and activity.acting_company_id == reader.actor.company_id
            else _("the candidate")
        )
    if activity.acting_organisation_id == request.home_agency_id:
        return name if name and reader.side != ReaderSide.CANDIDATE else _("the agency")
    if activity.acting_organisation_id is not None:
        own = activity.acting_organisation_id == reader.actor.organisation_id
        return name if name and (own or reader.side == ReaderSide.HOME) else _("a partner")
    if activity.subject_kind == CaseKind.SUGGESTION:
        return _("the candidate")
    return _("a partner") if reader.side == ReaderSide.COMPANY else _("the partner")


@dataclass(frozen=True)
class Names:
    """Whom activities speak of, by their ids: organisations and people of agencies by name,
    candidates by name or card, companies of the reader's own organisation by name, as far as the
    reader may know."""

    organisations: Mapping[str, str]
    people: Mapping[str, str]
    candidates: Mapping[str, str]
    companies: Mapping[str, str]

    def of(self, activity: Activity, key: str) -> str:
        known = {
            "organisation": self.organisations,
            "assigned": self.people,
            "suggestion": self.candidates,
            "company": self.companies,
        }
        return known[key].get(str(activity.data.get(key)), "")


def tell(activity: Activity, reader: Reader, names: Names) -> str:
    """One thing that happened, in the reader's words: who did it, to whom, and with whom."""
    template = sentence_of(activity.subject_kind, activity.verb)
    agency = (
        names.of(activity, "organisation")
        if reader.side in {ReaderSide.HOME, ReaderSide.PARTNER}
        else ""
    )
    partner = agency or _("a partner")
    count = activity.data.get("suggestions")
    if activity.subject_kind == CaseKind.REFERRAL and count:
        template = ngettext(
            "%(who)s suggested %(count)s company", "%(who)s suggested %(count)s companies", count
        )
    values = {
        "who": who(activity, reader),
        "partner": partner,
        "count": count,
        "to": _to_whom(activity, reader, partner),
        "company": names.of(activity, "company") or _("a company"),
        "person": names.of(activity, "assigned") or _("a colleague"),
    }
    text = str(template) % values
    text = text[:1].upper() + text[1:]
    if activity.subject_kind == CaseKind.REFERRAL and agency and "%(partner)s" not in str(template):
        text = f"{agency}: {text}" if reader.side == ReaderSide.HOME else text
    candidate = (
        names.of(activity, "suggestion") if activity.subject_kind == CaseKind.SUGGESTION else ""
    )
    return f"{text}: {candidate}" if candidate else text


def _to_whom(activity: Activity, reader: Reader, partner: str) -> str:
    """The other side of a thread, seen from who wrote; colleagues where there is none."""
    thread, request = activity.data.get("thread"), reader.request
    by_home = activity.acting_organisation_id == request.home_agency_id
    if thread == Thread.COMPANY:
        return _("the company") if by_home else request.home_agency.name
    if thread == Thread.REFERRAL:
        return partner if by_home else request.home_agency.name
    return _("colleagues")


# What a candidate may hear of: its own word, and its introduction.
OF_CANDIDATES = frozenset({SuggestionVerb.AGREE, SuggestionVerb.REFUSE, SuggestionVerb.INTRODUCE})


def told_too_late(late: NoLongerPossible, reader: Reader) -> str:
    """What was done meanwhile, or what is missing, for somebody whose action is not possible: the
    end of the request before all, then what a guard asks for, then what was done last, as far as
    this reader's timeline tells it."""
    ended = _how_it_ended(reader)
    if ended is None and late.asks:
        if reader.side == ReaderSide.CANDIDATE:
            return _("You have answered already.")
        return str(late.asks)
    latest = ended or late.latest
    if latest is None or not _may_hear(latest, reader):
        return _(
            "This is no longer possible: something was done meanwhile. Nothing was changed. Open "
            "the page again."
        )
    # Which candidate it is stands on the page already.
    return _("This is no longer possible: %(what)s. Nothing was changed.") % {
        "what": tell(latest, reader, known_names([latest], reader, suggestions=[]))
    }


def _how_it_ended(reader: Reader) -> Activity | None:
    """The end of the request, as it stands now."""
    ended = CooperationRequest.objects.unrestricted("whether it ended, for its own people").filter(
        pk=reader.request.pk, state__in=ENDED
    )
    if not ended.exists():
        return None
    return latest_of(
        CaseKind.REQUEST,
        reader.request.pk,
        verbs=(RequestVerb.CLOSE, RequestVerb.DECLINE, RequestVerb.WITHDRAW),
    )


def _may_hear(activity: Activity, reader: Reader) -> bool:
    """Whether it stands on the reader's timeline; partners hear that a request ended by notice,
    candidates of nothing but their own word."""
    side = reader.side
    if side == ReaderSide.CANDIDATE:
        return activity.verb in OF_CANDIDATES
    if side == ReaderSide.PARTNER and activity.subject_kind == CaseKind.REQUEST:
        return True
    return Activity.objects.visible_to(reader.actor).filter(pk=activity.pk).exists()


def known_names(
    activities: Iterable[Activity], reader: Reader, suggestions: Iterable[Suggestion]
) -> Names:
    """Whom activities speak of, as far as the reader may know: candidates by those of
    `suggestions`, which the reader sees. At most four queries."""
    rows = list(activities)

    def ids(key: str) -> set[str]:
        return {str(one.data[key]) for one in rows if one.data.get(key)}

    organisations = Organisation.objects.filter(pk__in=ids("organisation"))
    people = User.objects.filter(pk__in=ids("assigned"))
    told_of = ids("suggestion")
    found = [row for row in suggestions if str(row.pk) in told_of]
    named = named_candidates(reader.actor, found)
    return Names(
        organisations=_by_id(organisations) if ids("organisation") else {},
        people=_by_id(people) if ids("assigned") and reader.side != ReaderSide.CANDIDATE else {},
        candidates={
            str(row.pk): row.company.legal_name if row.pk in named else card_title(row.company)
            for row in found
        },
        companies=own_names(reader.actor, ids("company")) if ids("company") else {},
    )


def _by_id(rows: QuerySet[Any]) -> dict[str, str]:
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


MOST_SHOWN = 60


@dataclass(frozen=True)
class ShownTimeline:
    """What happened, newest first, and the way to what happened earlier."""

    entries: list[TimelineEntry]
    older: Older


def timeline(
    reader: Reader,
    asked: Mapping[str, str],
    suggestions: Iterable[Suggestion],
) -> ShownTimeline:
    """The case's timeline for one reader, from the place that the address asks for, with the
    candidates of `suggestions`, which the reader sees. At most five queries, whatever its length.
    """
    rows = seen_of(reader.actor, context_of(reader.request.pk)).select_related("actor")
    shown, older = newest(rows, "happened_at", MOST_SHOWN, asked, "timeline", int)
    names = known_names(shown, reader, suggestions)
    entries = [
        TimelineEntry(
            tell(row, reader, names),
            row.happened_at,
            line=str(row.get_said_how_display()) if row.on_behalf else "",
        )
        for row in shown
    ]
    return ShownTimeline(entries, older)
