"""Finding a case's rows for an actor: by `visible_to`, else as if there were none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property

from activities.actor import Actor
from activities.errors import NotAllowed
from cooperation_requests.enums import RequestState
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from web.pages import Needs, Page


def find_request(actor: Actor, **by: Any) -> CooperationRequest:
    """A request that the actor may see. Raises Http404."""
    found = (
        CooperationRequest.objects.visible_to(actor)
        .select_related("company__agency", "home_agency", "responsible")
        .filter(**by)
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_referral(actor: Actor, **by: Any) -> Referral:
    """A referral that the actor may see. Raises Http404."""
    found = (
        Referral.objects.visible_to(actor)
        .select_related(
            "request__company", "request__home_agency", "request__responsible",
            "organisation", "responsible",
        )
        .filter(**by)
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found


def find_suggestion(actor: Actor, **by: Any) -> Suggestion:
    """A suggestion that the actor may see. Raises Http404."""
    found = (
        Suggestion.objects.visible_to(actor)
        .select_related(
            "company",
            "referral__request__company",
            "referral__request__home_agency",
            "referral__organisation",
        )
        .filter(**by)
        .first()
    )
    if found is None:
        raise Http404
    return found


def advisors_only(actor: Actor) -> None:
    """Raise NotAllowed for a viewer: they see and move nothing."""
    if not actor.is_advisor:
        raise NotAllowed("viewer")


class CompanyCase(Page):
    """A page about one request of the own company."""

    needs = Needs.COMPANY
    about_one_row = True

    @cached_property
    def case(self) -> CooperationRequest:
        return find_request(self.actor, reference=self.kwargs["reference"])


class HomeCase(Page):
    """A page about one request of the own agency's companies."""

    needs = Needs.STAFF
    about_one_row = True

    @cached_property
    def case(self) -> CooperationRequest:
        return find_request(self.actor, reference=self.kwargs["reference"])


class PartnerCase(Page):
    """A page about one referral to the own organisation."""

    needs = Needs.STAFF
    about_one_row = True

    @cached_property
    def referral(self) -> Referral:
        return find_referral(
            self.actor,
            pk=self.kwargs["referral_id"],
            organisation_id=self.actor.organisation_id,
        )

    @property
    def case(self) -> CooperationRequest:
        return self.referral.request


class DraftCase(Page):
    """A page about a draft, of a company's or an advisor's; once it is sent, its pages, which stand
    in bookmarks and behind 'Back', lead on to the request."""

    needs = Needs.SIGNED_IN
    about_one_row = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            reference = self._sent_as()
            if reference is None:
                raise
            name = "requests:request" if self.actor.company_id else "requests:desk-request"
            return redirect(name, reference=reference)

    def _sent_as(self) -> str | None:
        sent = CooperationRequest.objects.visible_to(self.actor).filter(pk=self.draft_id)
        return sent.values_list("reference", flat=True).first()

    @cached_property
    def case(self) -> CooperationRequest:
        return find_request(self.actor, pk=self.draft_id, state=RequestState.DRAFT)

    @property
    def draft_id(self) -> UUID:
        found: UUID = self.kwargs["request_id"]
        return found
