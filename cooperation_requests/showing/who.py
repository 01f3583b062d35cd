"""What happened, told to one reader: by name only where the reader may see that name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from activities.actor import Actor
from activities.errors import NoLongerPossible
from activities.models import Activity
from cooperation_requests.enums import ENDED, REFUSED_WORDS, Thread
from cooperation_requests.known import named_candidates
from cooperation_requests.models import CooperationRequest, Suggestion
from cooperation_requests.showing.cards import card_title
from network.models import Organisation
from web.components import Older, TimelineEntry
from web.older import newest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# (kind of row, verb) → what is said of it; %(who)s, %(partner)s, %(to)s and %(person)s are filled.
DID: dict[tuple[str, str], StrOrPromise] = {
    ("request", "start"): gettext_lazy("%(who)s started the request"),
    ("request", "submit"): gettext_lazy("%(who)s submitted the request"),
    ("request", "take"): gettext_lazy("%(who)s took the request"),
    ("request", "assign"): gettext_lazy("%(who)s assigned the request to %(person)s"),
    ("request", "ask"): gettext_lazy("%(who)s asked the company a question"),
    ("request", "answer"): gettext_lazy("%(who)s answered the question"),
    ("request", "resume"): gettext_lazy("%(who)s went on without the answer"),
    ("request", "qualify"): gettext_lazy("%(who)s wrote the brief for partners"),
    ("request", "revise"): gettext_lazy("%(who)s changed the brief"),
    ("request", "decline"): gettext_lazy("%(who)s declined the request"),
    ("request", "forward"): gettext_lazy("%(who)s forwarded the request to partners"),
    ("request", "present"): gettext_lazy("%(who)s presented suggestions to the company"),
    ("request", "introduce"): gettext_lazy("%(who)s made an introduction"),
    ("request", "close"): gettext_lazy("%(who)s closed the request"),
    ("request", "withdraw"): gettext_lazy("%(who)s withdrew the request"),
    ("request", "reopen"): gettext_lazy("%(who)s opened the request again"),
    ("referral", "forward"): gettext_lazy("Sent to %(partner)s"),
    ("referral", "accept"): gettext_lazy("%(who)s accepted"),
    ("referral", "assign"): gettext_lazy("%(who)s assigned it to %(person)s at %(partner)s"),
    ("referral", "ask_back"): gettext_lazy("%(who)s asked back"),
    ("referral", "reply"): gettext_lazy("%(who)s replied to %(partner)s"),
    ("referral", "answer"): gettext_lazy("%(who)s answered"),
    ("referral", "add"): gettext_lazy("%(who)s added candidates"),
    ("referral", "find_none"): gettext_lazy("%(who)s found no candidate"),
    ("referral", "decline"): gettext_lazy("%(who)s declined"),
    ("referral", "extend"): gettext_lazy("%(who)s gave %(partner)s more time"),
    ("referral", "remind"): gettext_lazy("Reminder sent to %(partner)s"),
    ("referral", "expire"): gettext_lazy("%(partner)s did not answer in time"),
    ("referral", "recall"): gettext_lazy("%(who)s recalled it from %(partner)s"),
    ("suggestion", "propose"): gettext_lazy("%(who)s drafted a candidate"),
    ("suggestion", "discard"): gettext_lazy("%(who)s removed a draft"),
    ("suggestion", "submit"): gettext_lazy("%(partner)s suggested a company"),
    ("suggestion", "shortlist"): gettext_lazy("%(who)s shortlisted a candidate"),
    ("suggestion", "set_aside"): gettext_lazy("%(who)s set a candidate aside"),
    ("suggestion", "present"): gettext_lazy("%(who)s presented a candidate"),
    ("suggestion", "choose"): gettext_lazy("%(who)s wants to get to know a candidate"),
    ("suggestion", "pass"): gettext_lazy("%(who)s has no interest in a candidate"),
    ("suggestion", "take_back"): gettext_lazy("%(who)s took a candidate back"),
    ("suggestion", "introduce"): gettext_lazy("%(who)s introduced a candidate"),
    ("suggestion", "ask_candidate"): gettext_lazy("%(who)s asked a candidate"),
    ("suggestion", "agree"): gettext_lazy("A candidate agreed to be introduced"),
    ("suggestion", "refuse"): gettext_lazy("A candidate does not want to be introduced"),
    ("suggestion", "lapse"): gettext_lazy("A suggestion lapsed with the request"),
    ("message", "write"): gettext_lazy("%(who)s wrote to %(to)s"),
    ("message", "attach"): gettext_lazy("%(who)s added a document for %(to)s"),
    ("message", "withdraw_document"): gettext_lazy("%(who)s withdrew a document sent to %(to)s"),
    ("message", REFUSED_WORDS): gettext_lazy(
        "%(who)s tried words that named one of your companies; they were refused"
    ),
}


@dataclass(frozen=True)
class Reader:
    """From which side somebody reads of a case."""

    actor: Actor
    request: CooperationRequest

    @property
    def side(self) -> str:
        """company, home, partner or candidate."""
        if self.actor.company_id is not None:
            own = self.actor.company_id == self.request.company_id
            return "company" if own else "candidate"
        if self.actor.organisation_id is not None:
            home = self.actor.organisation_id == self.request.home_agency_id
            return "home" if home else "partner"
        return "candidate"


def who(activity: Activity, reader: Reader) -> str:
    """Who did it: a person's name on the reader's own side or of an agency that works for it."""
    request = reader.request
    name = activity.actor.name if activity.actor else ""
    if activity.channel == "clock":
        return "Kontor"
    if activity.acting_company_id is not None:
        if activity.acting_company_id == request.company_id:
            return name if name and reader.side in {"company", "home"} else _("the company")
        return (
            name
            if name and activity.acting_company_id == reader.actor.company_id
            else _("the candidate")
        )
    if activity.acting_organisation_id == request.home_agency_id:
        return name if name and reader.side != "candidate" else _("the agency")
    if activity.acting_organisation_id is not None:
        own = activity.acting_organisation_id == reader.actor.organisation_id
        return name if name and (own or reader.side == "home") else _("a partner")
    if activity.subject_kind == "suggestion":
        return _("the candidate")
    return _("a partner") if reader.side == "company" else _("the partner")


@dataclass(frozen=True)
class Names:
    """Whom activities speak of, by their ids: organisations and people of agencies by name,
    candidates by name or card, as far as the reader may know."""

    organisations: Mapping[str, str]
    people: Mapping[str, str]
    candidates: Mapping[str, str]

    def of(self, activity: Activity, key: str) -> str:
        known = {
            "organisation": self.organisations,
            "assigned": self.people,
            "suggestion": self.candidates,
        }
        return known[key].get(str(activity.data.get(key)), "")


def tell(activity: Activity, reader: Reader, names: Names) -> str:
    """One thing that happened, in the reader's words: who did it, to whom, and with whom."""
    template = DID.get((activity.subject_kind, activity.verb))
    if template is None:
        return activity.verb
    agency = names.of(activity, "organisation") if reader.side in {"home", "partner"} else ""
    partner = agency or _("a partner")
    count = activity.data.get("suggestions")
    if activity.subject_kind == "referral" and count:
        template = ngettext(
            "%(who)s suggested %(count)s company", "%(who)s suggested %(count)s companies", count
        )
    values = {
        "who": who(activity, reader),
        "partner": partner,
        "count": count,
        "to": _to_whom(activity, reader, partner),
        "person": names.of(activity, "assigned") or _("a colleague"),
    }
    text = str(template) % values
    text = text[:1].upper() + text[1:]
    if activity.subject_kind == "referral" and agency and "%(partner)s" not in str(template):
        text = f"{agency}: {text}" if reader.side == "home" else text
    candidate = names.of(activity, "suggestion") if activity.subject_kind == "suggestion" else ""
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


# What a guard of the tables asks for, where that says more than what was done last.
GUARDS: dict[str, StrOrPromise] = {
    "complete": gettext_lazy("Something is still missing in the draft."),
    "presentable": gettext_lazy("Nothing is shortlisted yet."),
    "introducible": gettext_lazy("There is no candidate yet where both sides agreed."),
    "answerable": gettext_lazy("No candidate is drafted yet."),
    "question_open": gettext_lazy("No question is open."),
    "question_asked": gettext_lazy("The partner has asked nothing."),
    "word_agreed": gettext_lazy("The candidate has not agreed to be introduced."),
    "word_not_asked": gettext_lazy("The candidate cannot be asked now, or was asked already."),
    "word_open": gettext_lazy("The candidate has given its word already."),
    "word_not_refused": gettext_lazy("The candidate does not want to be introduced."),
}
# What a candidate may hear of: its own word, and its introduction.
OF_CANDIDATES = frozenset({"agree", "refuse", "introduce"})


def told_too_late(late: NoLongerPossible, reader: Reader) -> str:
    """What was done meanwhile, or what is missing, for somebody whose action is not possible: the
    end of the request before all, then what a guard asks for, then what was done last, as far as
    this reader's timeline tells it."""
    ended = _how_it_ended(reader)
    if ended is None and late.why in GUARDS:
        if reader.side == "candidate":
            return _("You have answered already.")
        return str(GUARDS[late.why])
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
    return Activity.objects.latest_of(
        "request", reader.request.pk, verbs=("close", "decline", "withdraw")
    )


def _may_hear(activity: Activity, reader: Reader) -> bool:
    """Whether it stands on the reader's timeline; partners hear that a request ended by notice,
    candidates of nothing but their own word."""
    side = reader.side
    if side == "candidate":
        return activity.verb in OF_CANDIDATES
    if side == "partner":
        return activity.subject_kind == "request" or any(
            one.startswith("referral:") for one in activity.audiences
        )
    return side in activity.audiences


def known_names(
    activities: Iterable[Activity], reader: Reader, suggestions: Iterable[Suggestion]
) -> Names:
    """Whom activities speak of, as far as the reader may know: candidates by those of
    `suggestions`, which the reader sees. At most three queries."""
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
        people=_by_id(people) if ids("assigned") and reader.side != "candidate" else {},
        candidates={
            str(row.pk): row.company.legal_name if row.pk in named else card_title(row.company)
            for row in found
        },
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
    audiences: list[str],
    case_id: UUID,
    asked: Mapping[str, str],
    suggestions: Iterable[Suggestion],
) -> ShownTimeline:
    """The case's timeline for one reader, from the place that the address asks for, with the
    candidates of `suggestions`, which the reader sees. At most four queries, whatever its length.
    """
    rows = Activity.objects.of_case(case_id, audiences).select_related("actor")
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
