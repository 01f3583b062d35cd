"""Words that go from one side to the other must not give away whom that side may not know yet.

What is distinctive is refused. A word that may mean something else is shown, and taken once its
writer says that it does (`Actor.confirmed_words`); the activity keeps that it was said. Of
companies that the writer may not know of only the field is named: a place would confirm a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.errors import WordsToConfirm
from activities.quoting import quoted
from companies.enums import Visibility
from companies.models import Company
from companies.ownership import proposable_by
from cooperation_requests.actions.guessing import GuessRefused, check_guesses_left
from cooperation_requests.enums import LinkPurpose, Side
from cooperation_requests.grounds import OF_SUGGESTION
from cooperation_requests.identity import IdentityReader, names_alone
from cooperation_requests.known import (
    company_of,
    home_of,
    known_to,
    named_candidates,
    named_candidates_to_each,
    partner_of,
)
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.queries import briefs_of, words_of_need
from disclosure.giveaways import (
    Marks,
    ReadyText,
    find,
    find_references,
    keys_in,
    without_said,
)
from disclosure.models import Disclosure
from network.models import Organisation


@dataclass(frozen=True)
class Hidden:
    """Who must not be named, and why. The writer is shown the place, unless the writer may not know
    of them: then they are candidates of the referral `owner`."""

    marks: Marks
    reason: str
    owner: UUID | None = None


def check_texts(actor: Actor, texts: Mapping[str, str], hidden: Iterable[Hidden]) -> None:
    """Raise ValidationError at every field of `texts` that gives somebody hidden away.

    Raises WordsToConfirm where only words stand that may mean something else, and links or patent
    numbers, which lead to a name in one step, unless the actor said that they are meant.
    """
    faults: dict[str, list[str]] = {}
    doubts: dict[str, dict[str, None]] = {}
    guessed: dict[str, list[str]] = {}
    guesses: set[str] = set()
    owners: set[UUID] = set()
    looked_for = list(hidden)
    for name, text in texts.items():
        ready = ReadyText(text)
        for one in looked_for:
            found = find(ready, one.marks)
            certain = dict.fromkeys(place.words for place in found if place.certain)
            if certain and one.owner is None:
                faults.setdefault(name, []).append(_taken_out(one.reason, list(certain)))
            elif certain and one.owner is not None:
                owners.add(one.owner)
                guesses |= keys_in(certain)
                guessed.setdefault(name, []).append(
                    _("%(reason)s Write it without names.") % {"reason": one.reason}
                )
            elif one.owner is None:
                doubts.setdefault(name, {}).update(dict.fromkeys(place.words for place in found))
        references = dict.fromkeys(place.words for place in find_references(ready))
        doubts.setdefault(name, {}).update(references)
    if faults:
        raise ValidationError(faults)
    words = {field: list(found) for field, found in doubts.items() if found}
    if any(not actor.has_confirmed(one) for found in words.values() for one in found):
        raise WordsToConfirm(words)
    # Last: what else is refused or asked about tells nothing of whom the writer may not know.
    if guessed:
        # At every field: which one it was would tell more than one guess.
        (said, *_more) = guessed.values()
        every = {name: said for name, text in texts.items() if text.strip()}
        raise GuessRefused(every, actor, owners, guesses)


def _taken_out(reason: str, places: Sequence[str]) -> str:
    said = _("%(reason)s Take out: %(places)s.") % {"reason": reason, "places": quoted(places)}
    if any(place.isalpha() for place in places):
        # What no vocabulary has is a name, or a word of a trade that no list has yet.
        said += " " + _(
            "A word of a trade that is no name is listed by your network's secretariat."
        )
    return said


def check_for_partners(actor: Actor, request: CooperationRequest, **texts: str) -> None:
    """For the brief, which every partner reads: neither the requester nor who else is asked."""
    identities = IdentityReader()
    check_texts(
        actor,
        texts,
        [
            Hidden(
                identities.marks_of_companies([request.company]),
                _("The brief must not give the company away."),
            ),
            *_others_asked(identities, request, None),
            *_of_others(identities, actor, request, None),
        ],
    )


def check_for_partner(actor: Actor, referral: Referral, **texts: str) -> None:
    """Refuse words for a partner that give the requester away before its own introduction, or say
    who else was asked and whom others proposed, as far as their writer may know."""
    identities = IdentityReader()
    hidden: list[Hidden] = []
    known = known_to(partner_of(referral), [referral])[referral.pk]
    if not known.requester_contact:
        who = identities.of_companies([referral.request.company])
        if known.requester:
            # The partner knows by the company's own word how it is called, and nothing more.
            who = [replace(one, names=(), hosts=(), addresses=()) for one in who]
        hidden.append(
            Hidden(
                identities.marks_of_all(who),
                _("The partner does not know the company yet."),
            )
        )
    if actor.organisation_id == referral.request.home_agency_id:
        hidden += _others_asked(identities, referral.request, referral)
        hidden += _of_others(identities, actor, referral.request, referral)
    elif actor.company_id == referral.request.company_id:
        hidden += _others_presented(identities, actor, referral)
        hidden += _of_others(identities, actor, referral.request, referral)
    check_texts(actor, texts, hidden)


def _others_asked(
    identities: IdentityReader, request: CooperationRequest, reader: Referral | None
) -> list[Hidden]:
    """The organisations asked, which the home agency knows; but for the one that reads."""
    asked = Referral.objects.unrestricted("a rule").filter(request=request)
    if reader is not None:
        asked = asked.exclude(pk=reader.pk)
    organisations = [row.organisation for row in asked.select_related("organisation")]
    if reader is None and len(organisations) < 2:
        return []
    return _agencies(identities, organisations, _("Partners do not know who else is asked."))


def _others_presented(identities: IdentityReader, actor: Actor, reader: Referral) -> list[Hidden]:
    """The agencies whose candidates the company knows, but for the one that reads."""
    shown = [row for row in _seen_once(actor, reader.request) if row.referral_id != reader.pk]
    others = [row.referral.organisation for row in shown]
    return _agencies(identities, others, _("Partners do not know who else is asked."))


def _agencies(
    identities: IdentityReader, organisations: Iterable[Organisation], reason: str
) -> list[Hidden]:
    rows = list({row.pk: row for row in organisations}.values())
    marks = identities.marks_of_all(identities.of_organisations(rows))
    # A region's name may be an agency's: what may mean something else is not asked about.
    marks = replace(marks, ordinary=frozenset(), as_written=frozenset())
    return [Hidden(marks, reason)] if rows else []


def _of_others(
    identities: IdentityReader,
    actor: Actor,
    request: CooperationRequest,
    reader: Referral | None,
) -> list[Hidden]:
    """Candidates that other partners proposed: that they are is known to no partner, be their
    profile published or not."""
    rows = _seen_once(actor, request)
    found = [row for row in rows if reader is None or row.referral_id != reader.pk]
    reason = _("Partners do not know whom others proposed.")
    return _candidates(identities, actor, found, named_candidates(actor, found), reason)


def check_for_home(
    actor: Actor,
    referral: Referral,
    *,
    proposed: Company | None = None,
    identities: IdentityReader | None = None,
    **texts: str,
) -> None:
    """Refuse words for the home agency that give a candidate away before it may be named, be it the
    one that is `proposed` just now.

    The partner's words are held against all unpublished companies of its own agency: who is not
    proposed yet may be. Words that the home agency writes on the partner's behalf are read by the
    partner, so that they hide the requester too.
    """
    if not any(texts.values()):
        return
    identities = identities or IdentityReader()
    of_partner = _is_the_partner(actor, referral)
    # Of those that the writer may not know to be there nothing is looked for.
    rows = (
        Suggestion.objects.unrestricted("the partner's own")
        if of_partner
        else Suggestion.objects.visible_to(actor)
    )
    rows = rows.filter(referral=referral).select_related("company", "referral__request")
    proposed_here = list(rows)
    named = named_candidates(home_of(referral.request), proposed_here)
    unnamed = [row for row in proposed_here if row.pk not in named]
    reason = _("The agency that asks does not know the candidate yet.")
    hidden: list[Hidden] = []
    if of_partner and actor.link is not None:
        # Who holds a link may be anybody: not told whom the agency drafted, nor whom it serves.
        check_guesses_left(actor, referral.request_id)
        drafted = identities.marks_of_companies(row.company for row in unnamed)
        marks = drafted | _companies_of(identities, referral)
        hidden.append(Hidden(marks, reason, referral.pk))
    else:
        # Its own candidate is known to the holder of a link, and what the home agency entered.
        known = {row.pk for row in unnamed if of_partner or _knows(actor, row)}
        hidden += _candidates(identities, actor, unnamed, known, reason)
        if proposed is not None and not proposed.is_published:
            hidden.append(Hidden(identities.marks_of_companies([proposed]), reason))
        if of_partner:
            hidden.append(Hidden(_companies_of(identities, referral), reason))
    check_texts(actor, texts, hidden)
    if actor.organisation_id == referral.request.home_agency_id:
        check_for_partner(actor, referral, **texts)


def _knows(actor: Actor, row: Suggestion) -> bool:
    if actor.link is not None:
        return actor.link.subject_id == row.pk
    return actor.company_id == row.company_id or row.proposed_side == Side.HOME


def _companies_of(identities: IdentityReader, referral: Referral) -> Marks:
    """The unpublished companies of the partner by their whole names; one query for any number. What
    a stranger registered forbids nobody a word: it is no candidate before it is admitted."""
    rows = Company.objects.unrestricted("the writer's own agency's").filter(
        Company.admitted_rule(),
        proposable_by(referral.organisation_id),
        Company.stands_rule(),
        visibility=Visibility.AGENCY,
    )
    rows = rows.only("legal_name", "website", "vat_number", "country")
    whole = names_alone(rows.iterator(chunk_size=2_000))
    return identities.marks_of_all(whole, alone=False)


@dataclass(frozen=True)
class Unnamed:
    """Of the suggestions that the writer's side has `seen` those whose candidates the company may
    not know by name, and the ids of those whom the writer may know."""

    seen: Sequence[Suggestion]
    rows: Sequence[Suggestion]
    known: frozenset[UUID]


def unnamed_candidates(actor: Actor, request: CooperationRequest) -> Unnamed:
    """Whom words of `actor` for the company must not name; two queries."""
    rows = _seen_once(actor, request)
    named, known = named_candidates_to_each([company_of(request), actor], rows)
    return Unnamed(rows, [row for row in rows if row.pk not in named], known)


def check_for_company(
    actor: Actor,
    request: CooperationRequest,
    *,
    introduced: Suggestion | None = None,
    unnamed: Unnamed | None = None,
    identities: IdentityReader | None = None,
    **texts: str,
) -> None:
    """Refuse the home agency's words for the company, also those noted as the company's own, that
    name a candidate which did not agree to that, presented or not; but for the one that is
    `introduced` just now. Of drafts that the partner never sent nothing is told. What the company
    writes itself says nothing that it does not know."""
    if actor.company_id == request.company_id or not any(texts.values()):
        return
    unnamed = unnamed or unnamed_candidates(actor, request)
    rows = [row for row in unnamed.rows if row != introduced]
    reason = _("The candidate has not agreed to be named.")
    identities = identities or IdentityReader()
    check_texts(actor, texts, _candidates(identities, actor, rows, unnamed.known, reason))


def check_for_candidate(
    actor: Actor, request: CooperationRequest, introduced: Suggestion, **texts: str
) -> None:
    """Refuse words for a candidate that name another one, whoever may know it, or another agency
    that was asked."""
    if not any(texts.values()):
        return
    rows = [row for row in _seen_once(actor, request) if row != introduced]
    reason = _("A candidate does not know of the others.")
    asked = Referral.objects.unrestricted("a rule").filter(request=request)
    others = asked.exclude(pk=introduced.referral_id).select_related("organisation")
    identities = IdentityReader()
    hidden = _candidates(identities, actor, rows, named_candidates(actor, rows), reason)
    hidden += _agencies(
        identities,
        (row.organisation for row in others),
        _("A candidate does not know who else was asked."),
    )
    check_texts(actor, texts, hidden)


def _seen_once(actor: Actor, request: CooperationRequest) -> list[Suggestion]:
    """The suggestions of a request that the actor's side sees or saw: those that were sent and are
    drafts again now too; for the company those whose card it has read. What was read is known."""
    if actor.company_id == request.company_id:
        shown = Disclosure.objects.unrestricted("what the company was shown").filter(
            case_id=request.pk, to_company=actor.company_id, origin_kind=OF_SUGGESTION
        )
        once = Q(pk__in=shown.values("origin_id"))
    else:
        once = Suggestion.handed_over_once_rule()
    seen = Suggestion.objects.visible_to(actor).filter(referral__request=request)
    rows = Suggestion.objects.unrestricted("read before, so that it is no draft's secret").filter(
        Q(pk__in=seen.values("pk")) | once, referral__request=request
    )
    found = list(rows.select_related("company", "referral__organisation"))
    for row in found:
        row.referral.request = request
    return found


def _candidates(
    identities: IdentityReader,
    actor: Actor,
    rows: Sequence[Suggestion],
    known: Collection[UUID],
    reason: str,
) -> list[Hidden]:
    """The candidates of `rows`, those whom the writer may not know of by their referral. Raises
    ValidationError where of these too many were guessed at."""
    may_know = [row.company for row in rows if row.pk in known]
    hidden = [Hidden(identities.marks_of_companies(may_know), reason)]
    guessed: dict[UUID, list[Company]] = {}
    for row in rows:
        if row.pk not in known:
            guessed.setdefault(row.referral_id, []).append(row.company)
    if guessed:
        check_guesses_left(actor, rows[0].referral.request_id)
    said = _said_to_all(rows[0].referral.request) if guessed else []
    hidden += [
        # Whoever calls itself as the brief has it, or its reader's agency, forbids no words.
        Hidden(without_said(identities.marks_of_companies(companies), said), reason, owner)
        for owner, companies in guessed.items()
    ]
    return hidden


def _said_to_all(request: CooperationRequest) -> list[str]:
    """What stands in the need and in the brief, and how the home agency is called."""
    brief = briefs_of(request).get(request.brief_version)
    texts = words_of_need(brief) if brief else ()
    return [*texts, *words_of_need(request), request.home_agency.name]


def _is_the_partner(actor: Actor, referral: Referral) -> bool:
    if actor.link is not None:
        return actor.link.purpose == LinkPurpose.REFERRAL
    return actor.organisation_id == referral.organisation_id
