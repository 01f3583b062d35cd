"""The form of a brief, drawn from its newest version or the company's own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from cooperation_requests.enums import Thread
from cooperation_requests.forms.need import BriefForm
from cooperation_requests.matching_need import coarser
from cooperation_requests.models import Attachment, CooperationRequest
from cooperation_requests.models.request import NEED_FIELDS
from cooperation_requests.queries import newest_brief
from cooperation_requests.showing.cards import kind_and_size
from files.models import StoredFile
from web.dates import short_day
from web.verbs import Asked, VerbForm

if TYPE_CHECKING:
    from django.http import QueryDict


class Brief(BriefForm, VerbForm[CooperationRequest]):
    """The brief, and which documents go with it."""

    arguments: ClassVar[tuple[str, ...]] = ("brief", "documents")

    @classmethod
    def of(
        cls,
        asked: Asked[CooperationRequest],
        data: QueryDict | None,
    ) -> Brief:
        documents = [
            (str(row.pk), _told_apart(row.file, row.added_at))
            for row in Attachment.objects.visible_to(asked.actor)
            .filter(
                request=asked.row, thread=Thread.COMPANY, referral__isnull=True, withdrawn_at=None
            )
            .select_related("file")
            .order_by("added_at")
            if row.file is not None
        ]
        return cls(data, initial=begun_with(asked), documents=documents)

    def values(self) -> dict[str, object]:
        fields = dict(self.cleaned_data)
        documents = [UUID(one) for one in fields.pop("documents", [])]
        return {"brief": fields, "documents": documents}


class RevisedBrief(Brief):
    """A brief that may have been changed by somebody else meanwhile."""

    @classmethod
    def stored(cls, asked: Asked[CooperationRequest]) -> Mapping[str, object]:
        return begun_with(asked)


def begun_with(asked: Asked[CooperationRequest]) -> dict[str, object]:
    """The brief's newest version, else the company's own words to begin with."""
    brief = newest_brief(asked.actor, asked.row.pk)
    found: dict[str, object] = {name: getattr(brief or asked.row, name) for name in NEED_FIELDS}
    if brief is not None:
        found["documents"] = [str(row.attachment_id) for row in brief.documents.all()]
    return found


def coarser_brief(asked: Asked[CooperationRequest], data: QueryDict) -> Brief:
    """The form with what was typed made coarser: to be read before it is sent."""
    typed = Brief.of(asked, data)
    if not typed.is_valid():
        return typed
    form = Brief.of(asked, None)
    form.initial.update(coarser(typed.cleaned_data))
    return form


def _told_apart(file: StoredFile, added_at: datetime) -> str:
    """A document by its name, day and size: two may have one name."""
    return f"{file.original_name} ({short_day(added_at)}, {kind_and_size(file)})"
