"""Lanes, suggestions, threads and documents as one reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import today
from companies.cards import place, region_name, sectors_of
from companies.certificates import all_recognised
from companies.models import Company
from cooperation_requests.enums import (
    AWAITING_ANSWER,
    GOING_WELL,
    PassReason,
    ReferralState,
    RefuseReason,
    SetAsideReason,
    Side,
    SuggestionState,
    TakeBackReason,
    Thread,
    Word,
)
from cooperation_requests.known import named_candidates
from cooperation_requests.models import (
    Attachment,
    CooperationRequest,
    Message,
    Referral,
    Suggestion,
)
from files.models import StoredFile
from files.serving import neutral_name
from matching.needs import Reason as MatchReason
from matching.wording import words_of
from network import regions
from network.languages import language_name
from web.components import Action, Chip, Lane, Reason, Tone
from web.components import Attachment as ShownAttachment
from web.components import Message as ShownMessage
from web.components import Suggestion as ShownSuggestion
from web.dates import short_day

SUGGESTION_TONES: dict[str, Tone] = {
    **dict.fromkeys(GOING_WELL, "moss"),
    SuggestionState.PRESENTED: "harbour",
    SuggestionState.SUBMITTED: "amber",
    SuggestionState.DRAFT: "amber",
}


def days_left(referral: Referral) -> Chip:
    """How much time the partner has, in working days at its seat."""
    seat = referral.organisation
    day, due = today(seat.zone), referral.answer_due_on
    if due < day:
        late = max(1, seat.calendar.between(due, day))
        text = ngettext("overdue %(days)s working day", "overdue %(days)s working days", late) % {
            "days": late
        }
        return Chip(text, "brick")
    if due == day:
        return Chip(_("due today"), "brick")
    left = seat.calendar.between(day, due)
    text = ngettext("%(days)s working day left", "%(days)s working days left", left) % {
        "days": left
    }
    return Chip(text, "amber" if left <= 2 else "plain")


def lane(referral: Referral, suggestions: int, url: str, actions: Sequence[Action]) -> Lane:
    """One partner asked, as the home agency sees it (referral with organisation, responsible)."""
    person = referral.responsible.name if referral.responsible else ""
    language = get_language() or "en"
    line, chip = _lane_words(referral, person)
    if referral.state == ReferralState.ANSWERED and suggestions:
        chip = Chip(
            ngettext("%(count)s suggestion", "%(count)s suggestions", suggestions)
            % {"count": suggestions},
            "moss",
        )
    return Lane(
        country=referral.organisation.country,
        country_name=regions.country_name(referral.organisation.country, language),
        title=referral.organisation.name,
        line=line,
        chip=chip,
        url=url,
        actions=actions,
    )


def _lane_words(referral: Referral, person: str) -> tuple[str, Chip]:
    due = _("due %(day)s") % {"day": short_day(referral.answer_due_on)}
    if referral.state in AWAITING_ANSWER and referral.asked_back_at:
        return _("%(who)s asked back · %(due)s") % {
            "who": person or _("The partner"),
            "due": due,
        }, Chip(_("waits for your reply"), "brick")
    if referral.state == ReferralState.SENT:
        sent = _("Sent %(day)s") % {"day": short_day(referral.sent_at)}
        if referral.reminders_sent:
            sent = _("Reminded, no answer yet")
        return f"{sent} · {due}", days_left(referral)
    if referral.state == ReferralState.ACCEPTED:
        who = _("Accepted by %(who)s") % {"who": person} if person else _("Accepted")
        return f"{who} · {due}", days_left(referral)
    if referral.state == ReferralState.EXPIRED:
        return due, Chip(_("did not answer"), "brick")
    if referral.state == ReferralState.ANSWERED:
        day = short_day(referral.answered_at) if referral.answered_at else ""
        answered = _("answered %(day)s") % {"day": day}
        return f"{person} · {answered}" if person else answered, Chip(_("answered"), "moss")
    words = referral.words or referral.other_body
    reason = _reason_words(referral)
    return " · ".join(part for part in (person, reason, words) if part), Chip(
        str(referral.get_state_display()), "plain"
    )


def _reason_words(referral: Referral) -> str:
    from cooperation_requests.enums import NoneReason, PartnerDeclineReason

    for choices in (NoneReason, PartnerDeclineReason):
        if referral.reason in choices.values:
            return str(choices(referral.reason).label)
    return ""


def reasons_of(suggestion: Suggestion) -> list[Reason]:
    """The stored reasons in the reader's language."""
    restored = [MatchReason.restored(kept) for kept in suggestion.reasons]
    return [Reason(words_of(one), one.in_favour) for one in restored]


WHY = {
    SuggestionState.SET_ASIDE: SetAsideReason,
    SuggestionState.NOT_INTERESTED: PassReason,
    SuggestionState.WITHDRAWN: TakeBackReason,
    SuggestionState.REFUSED: RefuseReason,
}


def _said_why(suggestion: Suggestion, *, to_agencies: bool) -> list[Reason]:
    """Why it was decided against; a company reads its own reason only."""
    choices = WHY.get(SuggestionState(suggestion.state))
    own = suggestion.state == SuggestionState.NOT_INTERESTED
    if choices is None or suggestion.reason not in choices.values or not (to_agencies or own):
        return []
    label = str(choices(suggestion.reason).label)
    words = suggestion.reason_words
    return [Reason(f"{label} – {words}" if words else label, in_favour=False)]


def card_title(company: Company) -> str:
    """What a card is headed by before the name may be known: sector and region."""
    names = sectors_of(company, 1)
    sector = names[0].partition(" ")[2] if names else _("Company")
    return _("%(sector)s, %(region)s") % {"sector": sector, "region": region_name(company)}


def name_or_card(actor: Actor, suggestion: Suggestion) -> str:
    """What heads a candidate's card for this reader: its name where it may be known. One query."""
    named = suggestion.pk in named_candidates(actor, [suggestion])
    return suggestion.company.legal_name if named else card_title(suggestion.company)


def card_line(company: Company, *, named: bool) -> str:
    """Place, sector, size, certificates, languages: nothing that names."""
    language = get_language() or "en"
    staff = (
        _("%(count)s staff") % {"count": company.head_count}
        if named and company.head_count is not None
        else str(company.get_size_class_display())
        if company.size_class
        else ""
    )
    spoken = ", ".join(language_name(code, language) for code in company.languages)
    parts = [
        place(company) if named else region_name(company),
        "; ".join(sectors_of(company, 1)) if named else "",
        staff,
        ", ".join(_certificates(company, named=named)),
        _("speaks %(languages)s") % {"languages": spoken} if spoken else "",
    ]
    return " · ".join(part for part in parts if part)


def _certificates(company: Company, *, named: bool) -> list[str]:
    """The certificates; of those that people typed only what a list recognises names nobody."""
    return company.certificates if named else all_recognised(company.certificates)


def shown_suggestion(
    suggestion: Suggestion,
    *,
    named: bool,
    words: str,
    words_by: str,
    actions: Sequence[Action],
    with_score: bool,
    state_words: str = "",
    likeness: str = "",
) -> ShownSuggestion:
    """A suggestion as a card; the name only if `named`. `likeness` is for the home advisor."""
    company = suggestion.company
    state = state_words or state_and_word(suggestion)
    return ShownSuggestion(
        title=company.legal_name if named else card_title(company),
        line=card_line(company, named=named),
        score=suggestion.score if with_score else None,
        country=company.country,
        country_name=regions.country_name(company.country, get_language() or "en"),
        quotation=words,
        quotation_by=words_by,
        reasons=[
            *(reasons_of(suggestion) if with_score else ()),
            *_said_why(suggestion, to_agencies=with_score),
            *([Reason(likeness, in_favour=False)] if likeness else ()),
        ],
        chip=Chip(state, SUGGESTION_TONES.get(suggestion.state, "plain")),
        actions=actions,
    )


def words_by(suggestion: Suggestion, partner: str) -> str:
    """Who wrote the words of a suggestion, as agencies read it; what the home agency entered by
    telephone does not stand under the `partner`'s name."""
    writer = suggestion.proposed_by.name if suggestion.proposed_by else ""
    if suggestion.proposed_side == Side.HOME:
        home = suggestion.referral.request.home_agency.name
        return _("%(writer)s, noted as told") % {
            "writer": ", ".join(part for part in (writer, home) if part)
        }
    return ", ".join(part for part in (writer, partner) if part)


def likenesses(rows: Sequence[Suggestion]) -> dict[UUID, str]:
    """Candidates that may be one company, or the requester itself, as it was seen when they were
    handed over; for the home advisor alone."""
    twice = {one for row in rows if row.may_be_id for one in (row.pk, row.may_be_id)}
    found = {}
    for row in rows:
        if row.may_be_requester:
            found[row.pk] = _("may be the company that asks")
        elif row.pk in twice:
            found[row.pk] = _("may be the same company as another candidate")
    return found


def state_and_word(suggestion: Suggestion) -> str:
    """'interested · candidate agreed': the state with the candidate's word where it matters."""
    state = str(suggestion.get_state_display())
    if suggestion.state in {SuggestionState.REFUSED, SuggestionState.LAPSED}:
        return state
    if suggestion.word == Word.ASKED:
        return _("%(state)s · candidate asked") % {"state": state}
    if suggestion.word == Word.AGREED:
        return _("%(state)s · candidate agreed") % {"state": state}
    return state


def shown_messages(
    rows: Iterable[Message | Attachment],
    request: CooperationRequest,
    own_side: Side,
    may_withdraw: Callable[[Attachment], bool],
) -> list[ShownMessage]:
    """A thread's messages in the order given; documents, which know their `position`, stand as
    messages of their own."""
    return [
        _shown_message(row, request, own_side)
        if isinstance(row, Message)
        else _shown_document(row, request, own_side, may_withdraw)
        for row in rows
    ]


def _shown_message(row: Message, request: CooperationRequest, own_side: Side) -> ShownMessage:
    return ShownMessage(
        author=writer_name(row, own_side, request),
        text=row.text,
        at=row.written_at,
        own=row.side == own_side,
    )


def _shown_document(
    row: Attachment,
    request: CooperationRequest,
    own_side: Side,
    may_withdraw: Callable[[Attachment], bool],
) -> ShownMessage:
    own = row.side == own_side
    keys = {"attachment_id": row.pk}
    text, documents = "", []
    if row.file is not None:
        documents = [
            ShownAttachment(
                document_name(row.file, getattr(row, "position", 1), own=own),
                reverse("requests:attachment", kwargs=keys),
                kind_and_size(row.file),
                reverse("requests:attachment-withdrawal", kwargs=keys) if may_withdraw(row) else "",
            )
        ]
    elif row.withdrawn_at is not None:
        text = _("Document withdrawn on %(day)s.") % {"day": short_day(row.withdrawn_at)}
    return ShownMessage(_side_name(row, request), text, row.added_at, own, attachments=documents)


def kind_and_size(file: StoredFile) -> str:
    """As beside a document's name: 'PDF, 240 kB'."""
    return f"{file.extension.upper()}, {file.size // 1024 + 1} kB"


def document_name(file: StoredFile, position: int, *, own: bool) -> str:
    """As its own side called a document; the others get a neutral name with its position."""
    if own:
        return file.original_name
    return neutral_name(file, position, get_language() or "en")


def writer_name(row: Message, own_side: Side, request: CooperationRequest) -> str:
    """The writer's name where the reader may know it: agencies' staff and one's own side."""
    name = row.writer.name if row.writer else ""
    if row.side == Side.COMPANY:
        return name or request.company.legal_name
    return name or str(Side(row.side).label)


def _side_name(row: Attachment, request: CooperationRequest) -> str:
    """The side that added a document, by its name where all who read the thread know it."""
    if row.side == Side.HOME:
        return request.home_agency.name
    if row.side == Side.COMPANY and row.thread == Thread.COMPANY:
        return request.company.legal_name
    return str(Side(row.side).label).capitalize()
