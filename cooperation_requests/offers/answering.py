"""What the home agency notes of an answer that came by telephone or mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cooperation_requests.actions.proposing import NewCandidate
from cooperation_requests.forms import verbs as f
from cooperation_requests.kinds import kind_of
from cooperation_requests.models import Referral
from web.verbs import Asked, VerbForm

if TYPE_CHECKING:
    from django.http import QueryDict


class NotedAnswer(f.ProposeNew, VerbForm[Referral]):
    """The company that the partner named; its words, where a request is answered in words."""

    arguments: ClassVar[tuple[str, ...]] = ("words", "named")
    also_drawn_as = (f.Words,)

    @classmethod
    def of(cls, asked: Asked[Referral], data: QueryDict | None) -> VerbForm[Referral]:
        return f.Words(data) if kind_of(asked.row.request.kind).answered_in_words else cls(data)

    def values(self) -> dict[str, object]:
        company, contact = self.split()
        named = NewCandidate(company, contact, self.cleaned_data["may_be_proposed"])
        return {"words": self.cleaned_data["words"], "named": named}
