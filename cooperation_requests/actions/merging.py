"""Two entries turn out to be one company: its cases follow it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from activities.clock import now
from activities.models import Activity
from companies.enums import CompanyVerb
from companies.models import Contact
from cooperation_requests.codes import CaseContext
from cooperation_requests.enums import ALIVE, ENDED_SUGGESTIONS, Word
from cooperation_requests.grounds import OF_SUGGESTION
from cooperation_requests.known import take_yes_back
from cooperation_requests.locks import hold_cases_of
from cooperation_requests.models import AnswerLink, CooperationRequest, Suggestion
from disclosure.models import Disclosure

# The keys to companies that are carried over.
CARRIED = (
    *("requests.CooperationRequest.company", "requests.Suggestion.company"),
    *("disclosure.Disclosure.company", "disclosure.Disclosure.to_company"),
    "activities.Activity.acting_company_id",
)


def _ask_anew(going: list[UUID], into_id: UUID) -> None:
    """Who spoke for the entry that goes speaks for nobody of the other one, nor does whom another
    agency entered for that: what they said counts no more, and their links end."""
    rows = Suggestion.objects.unrestricted("a company's cases follow it").filter(state__in=ALIVE)
    of_whom = Q(pk__in=going)
    if Contact.objects.filter(company=into_id, is_claimed=True).exists():
        of_whom |= Q(company=into_id)
    rows = rows.filter(of_whom)
    # Also of whom was only told of being proposed: by the same link they would be asked later.
    AnswerLink.objects.unrestricted("of who speaks no more").filter(
        suggestion__in=rows.values("pk"), revoked_at=None
    ).update(revoked_at=now())
    given = rows.filter(word__in=[Word.ASKED, Word.AGREED])
    asked = list(given.values_list("pk", flat=True))
    rows.filter(pk__in=asked).update(word=Word.NOT_ASKED, asked_at=None)
    take_yes_back(asked)


def carry_cases(company_id: UUID, into_id: UUID, *, waits: bool) -> None:
    """Give requests, suggestions and the record of disclosures to the company that stays; within
    the transaction of the merging, before it locks the companies and, without waiting for a lock,
    after that. Raises NoLongerPossible where somebody holds what came between.

    A candidate's word is asked for anew. Raises ValidationError where both stand in one request, as
    two candidates or as candidate and requester: what of them holds only people can say. A
    suggestion that is over stays where it is.
    """
    suggestions = Suggestion.objects.unrestricted("a company's cases follow it")
    requests = CooperationRequest.objects.unrestricted("a company's cases follow it")
    both = [company_id, into_id]
    own = suggestions.filter(company=company_id)
    case_ids = hold_cases_of(company_id, CompanyVerb.MERGE, waits=waits)
    twice = Q(referral__in=suggestions.filter(company=into_id).values("referral"))
    by_either = Q(referral__request__company__in=both)
    together = (
        suggestions.exclude(state__in=ENDED_SUGGESTIONS)
        .filter((Q(company=company_id) & twice) | (Q(company__in=both) & by_either))
        .select_related("referral__request")
        .first()
    )
    if together is not None:
        raise ValidationError(
            _(
                "Both stand in one request (%(reference)s): first take back the suggestion of the "
                "company that is to go."
            )
            % {"reference": together.referral.request.reference or ""}
        )
    left = list(own.filter(twice).values_list("pk", flat=True))
    _ask_anew(list(own.exclude(pk__in=left).values_list("pk", flat=True)), into_id)
    requests.filter(company=company_id).update(company=into_id)
    own.exclude(pk__in=left).update(company=into_id)
    disclosures = Disclosure.objects.unrestricted("a company's cases follow it")
    # What was disclosed of a suggestion that stays is of the one that goes, as the suggestion is.
    of_those = Q(origin_kind=OF_SUGGESTION, origin_id__in=left)
    disclosures.filter(company=company_id).exclude(of_those).update(company=into_id)
    disclosures.filter(to_company=company_id).update(to_company=into_id)
    # Who did it is told by the side on which they stood.
    Activity.objects.unrestricted("a company's cases follow it").filter(
        context_kind=CaseContext.REQUEST, context_id__in=case_ids, acting_company_id=company_id
    ).update(acting_company_id=into_id)
