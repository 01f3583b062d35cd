"""What happened, told to one reader: by name only where the reader may see that name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.actor import Actor
from activities.errors import NoLongerPossible
from activities.models import Activity
from cooperation_requests.enums import ENDED, REFUSED_WORDS
from cooperation_requests.models import CooperationRequest
from network.models import Organisation
from web.components import Older, TimelineEntry
from web.older import newest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# (kind of row, verb) → what is said of it; %(who)s and %(partner)s are filled.
DID: dict[tuple[str, str], StrOrPromise] = {
    ("request", "start"): gettext_lazy("%(who)s started the request"),
    ("request", "submit"): gettext_lazy("%(who)s submitted the request"),
    ("request", "take"): gettext_lazy("%(who)s took the request"),
    ("request", "assign"): gettext_lazy("%(who)s assigned the request"),
    ("request", "ask"): gettext_lazy("%(who)s asked a question"),
    ("request", "answer"): gettext_lazy("%(who)s answered the question"),
    ("request", "resume"): gettext_lazy("%(who)s went on without the answer"),
    ("request", "qualify"): gettext_lazy("%(who)s wrote the brief for partners"),
    ("request", "revise"): gettext_lazy("%(who)s changed the brief"),
    ("request", "decline"): gettext_lazy("%(who)s declined the request"),
    ("request", "forward"): gettext_lazy("%(who)s forwarded the request to partners"),
    ("request", "present"): gettext_lazy("%(who)s presented suggestions"),
    ("request", "introduce"): gettext_lazy("%(who)s made an introduction"),
    ("request", "close"): gettext_lazy("%(who)s closed the request"),
    ("request", "withdraw"): gettext_lazy("%(who)s withdrew the request"),
    ("request", "reopen"): gettext_lazy("%(who)s opened the request again"),
    ("referral", "forward"): gettext_lazy("Sent to %(partner)s"),
    ("referral", "accept"): gettext_lazy("%(who)s accepted"),
    ("referral", "assign"): gettext_lazy("%(who)s assigned it at %(partner)s"),
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
    ("message", "write"): gettext_lazy("%(who)s wrote a message"),
    ("message", "attach"): gettext_lazy("%(who)s added a document"),
    ("message", "withdraw_document"): gettext_lazy("%(who)s withdrew a document"),
    ("message", REFUSED_WORDS): gettext_lazy(
        "%(who)s tried words that named one of your candidates; they were refused"
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


def tell(activity: Activity, reader: Reader, organisations: dict[str, str]) -> str:
    """One thing that happened, in the reader's words."""
    template = DID.get((activity.subject_kind, activity.verb))
    if template is None:
        return activity.verb
    partner = organisations.get(str(activity.data.get("organisation")), "")
    if reader.side not in {"home", "partner"} or not partner:
        partner = _("a partner")
    count = activity.data.get("suggestions")
    if activity.subject_kind == "referral" and count:
        template = ngettext(
            "%(who)s suggested %(count)s company", "%(who)s suggested %(count)s companies", count
        )
    values = {"who": who(activity, reader), "partner": partner, "count": count}
    text = str(template) % values
    return text[:1].upper() + text[1:]


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
    return _("This is no longer possible: %(what)s. Nothing was changed.") % {
        "what": tell(latest, reader, organisation_names([latest]))
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


def organisation_names(activities: Iterable[Activity]) -> dict[str, str]:
    """Names of the partners that activities speak of; one query."""
    ids = {str(one.data["organisation"]) for one in activities if one.data.get("organisation")}
    if not ids:
        return {}
    return {
        str(pk): name
        for pk, name in Organisation.objects.filter(pk__in=ids).values_list("pk", "name")
    }


MOST_SHOWN = 60


@dataclass(frozen=True)
class ShownTimeline:
    """What happened, newest first, and the way to what happened earlier."""

    entries: list[TimelineEntry]
    older: Older


def timeline(
    reader: Reader, audiences: list[str], case_id: UUID, asked: Mapping[str, str]
) -> ShownTimeline:
    """The case's timeline for one reader, from the place that the address asks for. Two queries."""
    rows = Activity.objects.of_case(case_id, audiences).select_related("actor")
    shown, older = newest(rows, "happened_at", MOST_SHOWN, asked, "timeline", int)
    names = organisation_names(shown)
    entries = [
        TimelineEntry(
            tell(row, reader, names),
            row.happened_at,
            line=str(row.get_said_how_display()) if row.on_behalf else "",
        )
        for row in shown
    ]
    return ShownTimeline(entries, older)
