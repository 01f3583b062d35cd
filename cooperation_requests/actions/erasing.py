"""A company is erased: the words and documents of its requests go, and what was said of it as a
candidate. What was done in its cases stays on record."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q

from activities.clock import now
from companies.actions import still_open
from companies.enums import CompanyVerb
from cooperation_requests.answer_links import forget_addresses
from cooperation_requests.enums import ALIVE, OPEN, RequestState, SuggestionState
from cooperation_requests.locks import hold_cases_of
from cooperation_requests.models import (
    Attachment,
    Brief,
    BriefDocument,
    CooperationRequest,
    DraftInput,
    Message,
    Referral,
    Suggestion,
    WordsRead,
)
from files.actions import discard

# The keys to companies whose rows lose their words.
ERASED = ("requests.CooperationRequest.company", "requests.Suggestion.company")
NO_NEED = {"title": "", "text": "", "quantities": ""}
NO_WORDS_OF_SUGGESTION = {
    "words": "",
    "advisor_words": "",
    "reason_words": "",
    "reasons": [],
    "introduction_words": "",
    "introduction_words_for_candidate": "",
}


def erase_cases(company_id: UUID, *, waits: bool) -> None:
    """Erase what the requests of a company say, and what suggestions say of it; drafts go.

    Raises ValidationError while it asks or is a candidate in an open case, NoLongerPossible where
    somebody holds what came between.
    """
    requests = CooperationRequest.objects.unrestricted("erased with their company").filter(
        company=company_id
    )
    of_it = Suggestion.objects.unrestricted("erased with their company").filter(company=company_id)
    hold_cases_of(company_id, CompanyVerb.ERASE, waits=waits)
    goes_on = of_it.filter(
        Q(state__in=ALIVE) | Q(state=SuggestionState.INTRODUCED), referral__request__state__in=OPEN
    )
    still = CooperationRequest.objects.unrestricted("only its number is told").filter(
        Q(company=company_id, state__in=OPEN) | Q(pk__in=goes_on.values("referral__request"))
    )
    if (found := still.first()) is not None:
        raise ValidationError(still_open(found.reference))
    _erase_requests(list(requests.values_list("pk", flat=True)))
    of_it.update(**NO_WORDS_OF_SUGGESTION)
    forget_addresses(company_id, wholly=True)


def _erase_requests(keys: list[UUID]) -> None:
    documents = Attachment.objects.unrestricted("erased with their company").filter(
        request__in=keys
    )
    of_briefs = BriefDocument.objects.filter(brief__request__in=keys)
    stored = [
        row.file
        for rows in (documents, of_briefs)
        for row in rows.exclude(file=None).select_related("file__clean_copy")
        if row.file is not None
    ]
    of_briefs.update(file=None)
    documents.exclude(file=None).update(file=None, withdrawn_at=now())
    for file in {one.pk: one for one in stored}.values():
        discard(file)
    DraftInput.objects.filter(subject_id__in=keys).delete()
    WordsRead.objects.filter(request__in=keys).delete()
    Message.objects.unrestricted("erased with their company").filter(request__in=keys).update(
        text=""
    )
    Brief.objects.unrestricted("erased with their company").filter(request__in=keys).update(
        **NO_NEED, need_hash=""
    )
    Referral.objects.unrestricted("erased with their company").filter(request__in=keys).update(
        words="", other_body="", answer_words="", presented_words=""
    )
    Suggestion.objects.unrestricted("erased with their company").filter(
        referral__request__in=keys
    ).update(**NO_WORDS_OF_SUGGESTION)
    requests = CooperationRequest.objects.unrestricted("erased with their company").filter(
        pk__in=keys
    )
    requests.filter(state=RequestState.DRAFT).delete()
    requests.update(**NO_NEED, end_words="")
