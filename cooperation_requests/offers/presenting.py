"""What is presented to the company, and who is introduced."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from activities.actor import Actor
from cooperation_requests.enums import ReferralState, Side, SuggestionState, Thread, Word
from cooperation_requests.forms import verbs as f
from cooperation_requests.kinds import kind_of
from cooperation_requests.known import named_candidates
from cooperation_requests.models import Attachment, CooperationRequest, Referral, Suggestion
from cooperation_requests.showing.cards import card_title
from web.verbs import Asked, VerbForm

if TYPE_CHECKING:
    from django.http import QueryDict


class Present(f.Present, VerbForm[CooperationRequest]):
    """What is shortlisted, or what was answered in words."""

    arguments: ClassVar[tuple[str, ...]] = ("words", "documents")

    @classmethod
    def of(
        cls,
        asked: Asked[CooperationRequest],
        data: QueryDict | None,
    ) -> Present:
        if kind_of(asked.row.kind).answered_in_words:
            answers = (
                Referral.objects.visible_to(asked.actor)
                .filter(request=asked.row, state=ReferralState.ANSWERED, answer_presented=False)
                .select_related("organisation")
                .order_by("answered_at")
            )
            return cls(
                data,
                rows=[(row, row.organisation.name, row.answer_words) for row in answers],
                documents=_partners_documents(asked.actor, asked.row),
            )
        found = list(
            Suggestion.objects.visible_to(asked.actor)
            .filter(referral__request=asked.row, state=SuggestionState.SHORTLISTED)
            .select_related("company", "referral__request", "referral__organisation")
            .order_by("-score", "proposed_at")
        )
        named = named_candidates(asked.actor, found)
        return cls(data, rows=[(row, _name_or_card(row, named), row.words) for row in found])

    def values(self) -> dict[str, object]:
        documents = [UUID(one) for one in self.cleaned_data.get("documents", [])]
        return {"words": self.words, "documents": documents}


class Introduce(f.Introduce, VerbForm[CooperationRequest]):
    """Whom both sides agreed on."""

    arguments: ClassVar[tuple[str, ...]] = ("suggestion_id", "words", "words_for_candidate")

    @classmethod
    def of(
        cls,
        asked: Asked[CooperationRequest],
        data: QueryDict | None,
    ) -> Introduce:
        found = list(
            Suggestion.objects.visible_to(asked.actor)
            .filter(referral__request=asked.row, state=SuggestionState.INTERESTED, word=Word.AGREED)
            .select_related("company", "referral__request", "referral__organisation")
        )
        named = named_candidates(asked.actor, found)
        choices = [
            (str(row.pk), f"{_name_or_card(row, named)} ({row.referral.organisation.name})")
            for row in found
        ]
        return cls(data, candidates=choices)

    def values(self) -> dict[str, object]:
        found = dict(self.cleaned_data)
        return {
            "suggestion_id": UUID(found["suggestion"]),
            "words": found["words"],
            "words_for_candidate": found["words_for_candidate"],
        }


def _name_or_card(row: Suggestion, named: frozenset[UUID]) -> str:
    return row.company.legal_name if row.pk in named else card_title(row.company)


def _partners_documents(actor: Actor, request: CooperationRequest) -> list[tuple[str, str]]:
    """What partners sent with their answers, by organisation and number."""
    rows = (
        Attachment.objects.visible_to(actor)
        .filter(request=request, thread=Thread.REFERRAL, side=Side.PARTNER, withdrawn_at=None)
        .select_related("referral__organisation", "file")
        .order_by("added_at", "pk")
    )
    return [
        (str(row.pk), f"{row.referral.organisation.name} · {row.file.extension.upper()} {number}")
        for number, row in enumerate(rows, 1)
        if row.referral is not None and row.file is not None
    ]
