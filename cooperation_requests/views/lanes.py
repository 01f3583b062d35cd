"""The home agency's page of one partner asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from activities.codes import VerbCode
from cooperation_requests.enums import Side, Thread
from cooperation_requests.models import Referral, Suggestion
from cooperation_requests.offers import home
from cooperation_requests.showing.cards import lane
from cooperation_requests.showing.threads import thread_of
from cooperation_requests.views.finding import HomeCase, find_referral
from cooperation_requests.views.verbs import CaseVerbPage
from notifications.queries import read_by
from web.verbs import drawn


class Lane(HomeCase):
    """One partner asked: what it said, its thread, and what can be done."""

    template_name = "requests/lane.html"

    @cached_property
    def referral(self) -> Referral:
        return find_referral(self.actor, pk=self.kwargs["referral_id"], request=self.case)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        referral = self.referral
        read_by(self.actor, case_id=self.case.pk)
        own, behalf = home.ON_LANE.open(referral, self.actor)
        sent = (
            Suggestion.objects.visible_to(self.actor)
            .filter(referral=referral, submitted_at__isnull=False)
            .count()
        )
        shown = lane(referral, sent, "", ())
        return self.show(
            {
                "case": self.case,
                "referral": referral,
                "lane": shown,
                "lanes": [shown],
                "actions": drawn(own, self._verb_page),
                "behalf": drawn(behalf, self._verb_page),
                "thread": thread_of(
                    self.case, self.actor, Thread.REFERRAL, Side.HOME, self.request.GET, referral
                ),
            }
        )

    def _verb_page(self, verb: VerbCode) -> str:
        return reverse(
            "requests:desk-lane-verb",
            kwargs={
                "reference": self.case.reference,
                "referral_id": self.referral.pk,
                "verb": verb,
            },
        )


class LaneVerb(HomeCase, CaseVerbPage[Referral]):
    """The home agency's verbs on a referral, some on the partner's behalf."""

    offers = home.ON_LANE

    @cached_property
    def row(self) -> Referral:
        return find_referral(self.actor, pk=self.kwargs["referral_id"], request=self.case)

    @property
    def about(self) -> str:
        return str(self.row.organisation.name)

    def address(self) -> str:
        return reverse(
            "requests:desk-lane",
            kwargs={"reference": self.case.reference, "referral_id": self.row.pk},
        )
