"""Presenting answers and candidates to the company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.errors import ToConfirm
from activities.models import Activity
from activities.workflow import Allowed, Transition
from cooperation_requests.actions.disclosing import handovers
from cooperation_requests.actions.hiding import check_for_company, unnamed_candidates
from cooperation_requests.actions.moving import move, record_words_for_company, require_words
from cooperation_requests.actions.written_before import check_before_presenting
from cooperation_requests.codes import CaseRelation, RequestVerb, SuggestionVerb
from cooperation_requests.enums import (
    ReferralState,
    Side,
    SuggestionState,
    Thread,
)
from cooperation_requests.grounds import PRESENT
from cooperation_requests.identity import IdentityReader
from cooperation_requests.kinds import kind_of
from cooperation_requests.locks import lock_request, lock_suggestions
from cooperation_requests.models import Attachment, CooperationRequest, Referral, Suggestion
from cooperation_requests.waiting import settle
from cooperation_requests.workflows import REQUESTS, SUGGESTIONS
from disclosure.actions import record
from disclosure.enums import Field
from files.actions import renamed_copy
from files.serving import neutral_name

# What is confirmed where one of two that look alike is presented already.
TWO_COMPANIES: Final = "two companies"
# Where the company has the card.
PRESENTED: Final = frozenset(
    {
        SuggestionState.PRESENTED,
        SuggestionState.INTERESTED,
        SuggestionState.NOT_INTERESTED,
        SuggestionState.INTRODUCED,
    }
)


@transaction.atomic
def present(
    *,
    actor: Actor,
    request_id: UUID,
    words: Mapping[UUID, str],
    documents: Iterable[UUID] = (),
) -> CooperationRequest:
    """Present shortlisted suggestions with words for each (market information: answered
    referrals, their words as the advisor edited them).

    `words` maps the id of a suggestion (referral) to its words; `documents` are attachments of
    partners that the company gets with market information, cleaned. Raises ValidationError for
    missing words, words that give a candidate away, or one company presented twice.
    """
    allowed = REQUESTS.allow(RequestVerb.PRESENT, lock_request(request_id), actor)
    request = allowed.row
    if not words:
        raise ValidationError(_("Choose at least one to present."))
    require_words(**{f"words_{pk}": text for pk, text in words.items()})
    in_words = kind_of(request.kind).answered_in_words
    shortlisted = None if in_words else _chosen(actor, request, words)
    if shortlisted is None:
        check_for_company(
            actor,
            request,
            introduced=None,
            unnamed=None,
            identities=None,
            **{f"words_{pk}": words[pk] for pk in words},
        )
    (moved,) = move(allowed, data={"presented": len(words)})
    if shortlisted is None:
        _present_answers(request, words)
        _present_documents(actor, request, documents)
    else:
        _present_suggestions(shortlisted, moved.activity, words)
    settle(request)
    return request


def _present_answers(request: CooperationRequest, words: Mapping[UUID, str]) -> None:
    rows = list(
        Referral.objects.unrestricted("presented by its home advisor").filter(
            request=request, pk__in=list(words), state=ReferralState.ANSWERED
        )
    )
    if len(rows) != len(words):
        raise ValidationError(_("One of these answers is no longer there."))
    for row in rows:
        row.presented_words = words[row.pk].strip()
        row.answer_presented = True
        row.save(update_fields=["presented_words", "answer_presented"])


def _present_documents(
    actor: Actor, request: CooperationRequest, documents: Iterable[UUID]
) -> None:
    """Partners' documents as the advisor ticked them: cleaned copies in the company's thread, under
    neutral names, as what a partner calls its files may name the candidate."""
    chosen = (
        Attachment.objects.visible_to(actor)
        .filter(
            request=request,
            thread=Thread.REFERRAL,
            side=Side.PARTNER,
            withdrawn_at=None,
            pk__in=list(documents),
        )
        .select_related("file__clean_copy")
        .order_by("added_at", "pk")
    )
    for number, attachment in enumerate(chosen, 1):
        file = attachment.file
        assert file is not None  # noqa: S101  none of them is withdrawn
        Attachment.objects.add(
            request=request,
            referral_id=attachment.referral_id,
            thread=Thread.COMPANY,
            side=Side.HOME,
            copy_of=attachment,
            file=renamed_copy(file, neutral_name(file, number, request.home_agency.desk_language)),
            added_at=now(),
            added_by_id=actor.user_id,
        )


def _chosen(
    actor: Actor, request: CooperationRequest, words: Mapping[UUID, str]
) -> Allowed[Suggestion]:
    """The suggestions that may be presented, with these words for each."""
    wanted = Suggestion.objects.unrestricted("presented by its home advisor").filter(
        pk__in=list(words)
    )
    locked = lock_suggestions(request, wanted)
    if len(locked) != len(words):
        raise ValidationError(_("One of these suggestions is no longer there."))
    allowed = SUGGESTIONS.allow(
        SuggestionVerb.PRESENT, locked, actor, as_part_of=CaseRelation.PRESENTING
    )
    rows = list(locked)
    # What is said of one candidate must not name another one either.
    each = {f"words_{row.pk}": words[row.pk] for row in rows}
    unnamed = unnamed_candidates(actor, request)
    _one_of_a_kind(actor, unnamed.seen, rows)
    identities = IdentityReader()
    check_for_company(
        actor, request, introduced=None, unnamed=unnamed, identities=identities, **each
    )
    before = [row for row in unnamed.rows if row.pk in unnamed.known and row.pk in words]
    check_before_presenting(actor, request, before, identities)
    return allowed


def _present_suggestions(
    allowed: Allowed[Suggestion], activity: Activity, words: Mapping[UUID, str]
) -> None:
    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.advisor_words = words[row.pk].strip()
        row.presented_at = now()

    rows = [one.row for one in move(allowed, change=change)]
    record_words_for_company(rows[0].referral.request_id, *(row.advisor_words for row in rows))
    card = (Field.CARD,)
    told = (handovers(row, activity, card, of_candidate=True, to_company=True) for row in rows)
    record(PRESENT, chain.from_iterable(told))


def _one_of_a_kind(
    actor: Actor, seen_once: Iterable[Suggestion], rows: Iterable[Suggestion]
) -> None:
    """The same company from two partners is accepted from both and presented once. Sisters that
    share a website look alike too, and whoever enters another's: the advisor can say so."""
    if actor.has_confirmed(TWO_COMPANIES):
        return
    presented = [row for row in seen_once if row.state in PRESENTED]
    seen = {pk for row in presented for pk in (row.pk, row.may_be_id) if pk is not None}
    for row in rows:
        if seen & {row.pk, row.may_be_id}:
            raise ToConfirm(
                {
                    f"words_{row.pk}": [
                        _("This company is presented already, from another partner.")
                    ]
                },
                [TWO_COMPANIES],
                _("I looked this up: they are two companies that only look alike."),
            )
        seen |= {row.pk} if row.may_be_id is None else {row.pk, row.may_be_id}
