"""What the company sees of its request beside its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.models import Activity
from cooperation_requests.codes import CaseKind, RequestVerb
from cooperation_requests.enums import (
    HAVE_ANSWERED,
    CloseReason,
    DeclineReason,
    MessageKind,
    RequestState,
    SuggestionState,
    Thread,
    WithdrawReason,
)
from cooperation_requests.known import contacts_of_candidates, known_to
from cooperation_requests.models import CooperationRequest, Message, Referral, Suggestion
from cooperation_requests.showing.cards import shown_suggestion
from network import regions
from web.components import Action, Chip, Definition, Lane, PersonCard
from web.components import Suggestion as ShownSuggestion


def presented_suggestions(case: CooperationRequest, actor: Actor) -> list[Suggestion]:
    """What was presented to the company, whatever became of it."""
    return list(
        Suggestion.objects.visible_to(actor)
        .filter(referral__request=case)
        .select_related(
            "company", "referral__request__company", "referral__request__home_agency",
            "referral__organisation",
        )
        .order_by("presented_at", "pk")
    )  # fmt: skip


def suggestions_for_company(
    actor: Actor,
    presented: Iterable[Suggestion],
    actions: Callable[[Suggestion], Sequence[Action]],
) -> list[tuple[ShownSuggestion, list[Definition]]]:
    """Suggestions that stand, names only where agreed; with the contact once introduced. `actions`
    are what the company may do with each."""
    gone = {SuggestionState.LAPSED, SuggestionState.WITHDRAWN}
    rows = [row for row in presented if row.state not in gone]
    known = known_to(actor, rows)
    contacts = contacts_of_candidates(rows, known)
    shown = []
    for row in rows:
        contact: list[Definition] = []
        if row.pk in contacts:
            contact = [Definition(*line) for line in contacts[row.pk]]
            contact.append(Definition(_("Next step"), row.introduction_words))
        card = shown_suggestion(
            row,
            named=known[row.pk].candidate,
            words=row.advisor_words,
            words_by="",
            actions=actions(row),
            with_score=False,
            state_words=_state_for_company(row),
        )
        shown.append((card, contact))
    return shown


def _state_for_company(row: Suggestion) -> str:
    return {
        SuggestionState.PRESENTED: _("your choice"),
        SuggestionState.INTERESTED: _("you want to get to know each other"),
        SuggestionState.NOT_INTERESTED: _("no interest"),
        SuggestionState.REFUSED: _("not available"),
    }.get(SuggestionState(row.state), str(row.get_state_display()))


def answers_for_company(case: CooperationRequest, actor: Actor) -> list[tuple[str, str]]:
    """Market information that was presented: region and words as the advisor edited them."""
    if actor.company_id != case.company_id:
        return []
    language = get_language() or "en"
    rows = (
        Referral.objects.unrestricted("presented to the company, by region only")
        .filter(request=case)
        .exclude(presented_words="")
        .select_related("organisation")
        .order_by("answered_at")
    )
    return [
        (
            ", ".join(regions.name(code, language) for code in row.organisation.regions),
            row.presented_words,
        )
        for row in rows
    ]


def regions_asked(case: CooperationRequest) -> list[Lane]:
    """Lanes for the company: which regions were asked and whether they answered."""
    language = get_language() or "en"
    rows = (
        Referral.objects.unrestricted("regions only, answered or not")
        .filter(request=case)
        .select_related("organisation")
        .order_by("sent_at", "organisation__country")
    )
    lanes = []
    for row in rows:
        names = ", ".join(regions.name(code, language) for code in row.organisation.regions)
        lanes.append(
            Lane(
                row.organisation.country,
                names,
                chip=Chip(_("answered"), "moss")
                if row.state in HAVE_ANSWERED
                else Chip(_("asked"), "plain"),
                country_name=regions.country_name(row.organisation.country, language),
            )
        )
    return lanes


def open_question(case: CooperationRequest, actor: Actor) -> Message | None:
    """The question that the company has not answered yet."""
    if not (case.question_open or case.state == RequestState.NEEDS_INFORMATION):
        return None
    return (
        Message.objects.visible_to(actor)
        .filter(request=case, thread=Thread.COMPANY, kind=MessageKind.QUESTION)
        .order_by("-written_at")
        .first()
    )


def end_words(case: CooperationRequest) -> str:
    """How the request ended, in words."""
    for choices in (CloseReason, DeclineReason, WithdrawReason):
        if case.ended_at and case.end_reason in choices.values:
            reason = str(choices(case.end_reason).label)
            return f"{reason} – {case.end_words}" if case.end_words else reason
    return case.end_words


def advisor_card(case: CooperationRequest) -> PersonCard:
    """The one person who answers, and how fast they usually do."""
    agency = case.home_agency.name
    if case.responsible is None:
        line = _("%(agency)s · your single point of contact") % {"agency": agency}
        return PersonCard(agency, line)
    line = _("%(agency)s · your single point of contact") % {"agency": agency}
    speed = _usual_speed(case)
    return PersonCard(
        case.responsible.name,
        f"{line} · {speed}" if speed else line,
        initials=case.responsible.initials,
    )


MEASURED_CASES = 20


def _usual_speed(case: CooperationRequest) -> str:
    """Measured: the median time from submission to being taken, over the advisor's last cases."""
    taken = dict(
        Activity.objects.unrestricted("a usual speed is told, no case")
        .filter(subject_kind=CaseKind.REQUEST, verb=RequestVerb.TAKE, actor_id=case.responsible_id)
        .order_by("-happened_at")
        .values_list("subject_id", "happened_at")[:MEASURED_CASES]
    )
    submitted = dict(
        Activity.objects.unrestricted("a usual speed is told, no case")
        .filter(subject_kind=CaseKind.REQUEST, verb=RequestVerb.SUBMIT, subject_id__in=list(taken))
        .values_list("subject_id", "happened_at")
    )
    days = [
        (taken[key] - submitted[key]).total_seconds() / 86_400 for key in taken if key in submitted
    ]
    if len(days) < 3:
        return ""
    middle = median(days)
    if middle < 1:
        return _("usually answers within a day")
    return _("usually answers within %(days)s days") % {"days": round(middle + 0.5)}
