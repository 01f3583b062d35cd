"""Words that were written before somebody was chosen or proposed: they are looked at again then."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import UUIDField, Value
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.errors import ToConfirm, WordsToConfirm
from activities.quoting import quoted
from companies.models import Company
from cooperation_requests.enums import Side, Thread
from cooperation_requests.identity import IdentityReader
from cooperation_requests.models import (
    CooperationRequest,
    Message,
    Referral,
    Suggestion,
    WordsRead,
)
from cooperation_requests.queries import briefs_of, words_of_need
from disclosure.giveaways import Marks, ReadyText, find, marks_of
from network.models import Organisation


def check_before_forwarding(
    actor: Actor, request: CooperationRequest, organisations: Iterable[Organisation]
) -> None:
    """What was written before these organisations were chosen is looked at again now.

    Raises ValidationError where the brief gives away the company, as it is known by now, or names
    one of those who are asked while others are asked too; ToConfirm where what another partner has
    read already names one of them.
    """
    new = list(dict.fromkeys(organisations))
    identities = IdentityReader()
    _check_brief(actor, request, new, identities)
    read = [(reader, ReadyText(text)) for reader, text in _read_by_others(request)]
    words = {
        place.words: None
        for organisation, identity in zip(new, identities.of_organisations(new), strict=True)
        for reader, text in read
        if reader != organisation.pk
        for place in find(text, marks_of(identity, alone=False))
    }
    if any(not actor.has_confirmed(one) for one in words):
        named = {"words": quoted(words)}
        raise ToConfirm(
            _(
                "A partner or a candidate has read %(words)s in what was written to it: it would "
                "know who is asked."
            )
            % named,
            words,
            _("They may know that %(words)s is asked.") % named,
        )


def _read_by_others(request: CooperationRequest) -> list[tuple[UUID | None, str]]:
    """The home agency's and the company's words that single partners have read, each with its
    reader; those to candidates that were introduced have none, as no agency reads them."""
    said = Message.objects.unrestricted("only looked through").filter(
        request=request, thread=Thread.REFERRAL, side=Side.HOME
    )
    decided = WordsRead.objects.filter(request=request, side=Side.HOME, referral__isnull=False)
    rows = Suggestion.objects.unrestricted("only looked through").filter(referral__request=request)
    words = (
        said.values_list("referral__organisation", "text")
        .order_by()
        .union(
            decided.values_list("referral__organisation", "text"),
            rows.exclude(introduced_at=None).values_list(
                Value(None, UUIDField()), "introduction_words_for_candidate"
            ),
            all=True,
        )
    )
    # Of older briefs; the one of now is refused where it names an agency that is asked.
    older = [row for row in briefs_of(request).values() if row.version != request.brief_version]
    given = Referral.objects.unrestricted("only looked through").filter(request=request)
    readers = given.values_list("organisation", "brief_version") if older else ()
    return [
        *words,
        *(
            (reader, text)
            for reader, read_last in readers
            for brief in older
            if brief.version <= read_last
            for text in words_of_need(brief)
        ),
    ]


def _words_of_brief(request: CooperationRequest, version: int) -> tuple[str, ...]:
    """The words of a version of the brief; none before there is one."""
    brief = briefs_of(request).get(version)
    return words_of_need(brief) if brief else ()


def check_before_candidate_reads(actor: Actor, row: Suggestion) -> None:
    """The brief of its round is open to a candidate from now on. Raises ValidationError where it
    gives the company away, as it is known by now; with the place for those who know the company."""
    request = row.referral.request
    marks = IdentityReader().marks_of_companies([request.company])
    texts = _words_of_brief(request, row.referral.brief_version)
    if request.company_id == actor.company_id or request.home_agency_id == actor.organisation_id:
        _refuse_what_is_named(texts, marks, _names_the_company())
    elif _certain_in(texts, marks):
        raise ValidationError(
            _("The agency that asks has to change the brief before a candidate gets it.")
        )


def _names_the_company() -> str:
    return _("The brief gives the company away, as it is known by now.")


def _certain_in(texts: Iterable[str], marks: Marks) -> list[str]:
    found = (place for text in texts for place in find(text, marks) if place.certain)
    return list(dict.fromkeys(place.words for place in found))


def _refuse_what_is_named(texts: Iterable[str], marks: Marks, reason: str) -> None:
    if found := _certain_in(texts, marks):
        raise ValidationError(
            _("%(reason)s Change the brief first: %(places)s.")
            % {"reason": reason, "places": quoted(found)}
        )


def _check_brief(
    actor: Actor,
    request: CooperationRequest,
    organisations: Collection[Organisation],
    identities: IdentityReader,
) -> None:
    texts = _words_of_brief(request, request.brief_version)
    asked_before = Referral.objects.unrestricted("a rule").filter(request=request)
    asked = {row.organisation for row in asked_before.select_related("organisation")}
    asked |= set(organisations)
    company = identities.marks_of_companies([request.company])
    _refuse_what_is_named(texts, company, _names_the_company())
    if len(asked) > 1:
        agencies = identities.of_organisations(asked)
        marks = identities.marks_of_all(agencies, alone=False)
        reason = _("The brief names an agency that is asked: the others would know of it.")
        _refuse_what_is_named(texts, marks, reason)
    # Certain ones are refused by now: what is left may mean something else.
    doubts = dict.fromkeys(place.words for text in texts for place in find(text, company))
    if any(not actor.has_confirmed(one) for one in doubts):
        named = {"words": quoted(doubts)}
        raise ToConfirm(
            _("%(words)s in the brief may give the company away, as it is known by now.") % named,
            doubts,
            _("Nothing of this leads to the company: %(words)s.") % named,
        )


def check_before_presenting(
    actor: Actor,
    request: CooperationRequest,
    rows: Iterable[Suggestion],
    identities: IdentityReader,
) -> None:
    """What the company has read is looked through for the candidates of `rows`, which their writer
    knows and the company may not know yet: it would put name and card together. Raises ToConfirm.
    """
    said = Message.objects.unrestricted("the home agency's own words").filter(
        request=request, thread=Thread.COMPANY, side=Side.HOME
    )
    kept = WordsRead.objects.filter(request=request, referral=None)
    read = [
        *chain.from_iterable(said.values_list("text").union(kept.values_list("text"), all=True)),
        *chain.from_iterable(map(words_of_need, briefs_of(request).values())),
        # What the advisor wrote down for it; its own words it knows.
        *(words_of_need(request) if request.started_side == Side.HOME else ()),
    ]
    marks = identities.marks_of_companies(row.company for row in rows)
    words = {place.words: None for text in read for place in find(text, marks)}
    if any(not actor.has_confirmed(one) for one in words):
        named = {"words": quoted(words)}
        raise ToConfirm(
            _(
                "The company has read %(words)s in what was written to it: it would know whose "
                "card this is."
            )
            % named,
            words,
            _("The candidate agreed that the company knows of %(words)s.") % named,
        )


def check_before_proposing(
    actor: Actor, referral: Referral, companies: Iterable[Company], identities: IdentityReader
) -> None:
    """Companies that the partner's words gave away to the home agency before they were proposed, or
    before the proposal was sent: they would be put together. Raises ValidationError with the place.
    """
    marks = identities.marks_of_companies(companies)
    said = Message.objects.unrestricted("the partner's own words").filter(
        referral=referral, thread=Thread.REFERRAL, side=Side.PARTNER
    )
    kept = WordsRead.objects.filter(referral=referral).values_list("side", "text")
    read = list(said.values_list("side", "text").union(kept, all=True))
    # What the home agency wrote of candidates stands in their rows too (`words_of_home`).
    by_home = {text for side, text in read if side == Side.HOME}
    sent = Suggestion.objects.unrestricted("the partner's own words").filter(
        referral=referral, submitted_at__isnull=False
    )
    texts = [
        *(text for side, text in read if side == Side.PARTNER),
        *(referral.answer_words, referral.other_body),
        # Words without a reason are those of the home agency's recall.
        *([referral.words] if referral.reason else []),
        *(
            text
            for pair in sent.values_list("words", "reason_words")
            for text in pair
            if text not in by_home
        ),
    ]
    found = [place for text in texts for place in find(text, marks)]
    certain = dict.fromkeys(place.words for place in found if place.certain)
    if certain:
        shown = quoted(certain)
        raise ValidationError(
            _(
                "You wrote %(places)s to the agency that asks: it would know which company this "
                "is. It can be proposed once its profile is open to the network."
            )
            % {"places": shown}
        )
    doubts = list(dict.fromkeys(place.words for place in found))
    if any(not actor.has_confirmed(one) for one in doubts):
        raise WordsToConfirm({"": doubts})
