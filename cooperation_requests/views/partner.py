"""The partner's pages: what it is asked, and finding candidates in its own region."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.codes import VerbCode
from cooperation_requests.actions import proposing
from cooperation_requests.enums import (
    AWAITING_ANSWER,
    ENDED,
    Kind,
    ReferralState,
    Side,
    SuggestionState,
    Thread,
)
from cooperation_requests.filters import ReferralFilter
from cooperation_requests.known import contact_of_requester, known_to
from cooperation_requests.models import Brief, CooperationRequest, Referral, Suggestion
from cooperation_requests.offers import partner as offers
from cooperation_requests.queries import newest_brief
from cooperation_requests.rules import may_propose
from cooperation_requests.showing import route
from cooperation_requests.showing.cards import days_left, shown_suggestion, words_by
from cooperation_requests.showing.need import need_chips, need_facts
from cooperation_requests.showing.threads import threads_of
from cooperation_requests.showing.who import Reader, timeline
from cooperation_requests.views.finding import PartnerCase, advisors_only, find_suggestion
from cooperation_requests.views.proposing import proposals
from cooperation_requests.views.verbs import CaseVerbPage
from notifications.queries import read_by
from web.components import Action, Cell, Chip, Column, Definition, Row, Tab
from web.components import Suggestion as ShownSuggestion
from web.counting import counts
from web.lists import ListPage
from web.pages import FormPage, Needs, Sent, SentFiles
from web.verbs import drawn

_ANSWERED = Q(state__in=[ReferralState.ANSWERED, ReferralState.NO_CANDIDATE])
TAB_RULES: dict[str, Q] = {
    "to_answer": Q(state__in=AWAITING_ANSWER),
    "answered": _ANSWERED & ~Q(request__state__in=ENDED),
    "ended": Q(state__in=[ReferralState.DECLINED, ReferralState.RECALLED])
    | (_ANSWERED & Q(request__state__in=ENDED)),
    "all": Q(),
}
TAB_LABELS = (
    ("to_answer", gettext_lazy("To answer")),
    ("answered", gettext_lazy("Answered")),
    ("ended", gettext_lazy("Ended")),
    ("all", gettext_lazy("All")),
)


class Referrals(ListPage[Referral]):
    """What partner agencies ask us."""

    needs = Needs.STAFF
    template_name = "requests/referrals.html"
    caption = gettext_lazy("Requests from partners")
    filterset_class = ReferralFilter
    columns = (
        Column(gettext_lazy("Looked for"), line=gettext_lazy("Number"), chips=gettext_lazy("Kind")),
        Column(gettext_lazy("From"), "from"),
        Column(gettext_lazy("Advisor"), "advisor"),
        Column(gettext_lazy("Due"), "due", chips=gettext_lazy("State")),
    )
    sorts = {
        "from": ("request__home_agency__name", "answer_due_on"),
        "advisor": ("responsible__name", "answer_due_on"),
        "due": ("answer_due_on",),
    }
    default_sort = "due"
    by_key = True

    @cached_property
    def tab(self) -> str:
        asked = self.request.GET.get("tab", "to_answer")
        return asked if asked in TAB_RULES else "to_answer"

    def _all(self) -> QuerySet[Referral]:
        return Referral.objects.asked_of(self.actor)

    def rows(self) -> QuerySet[Referral]:
        found = self._all().select_related("request__home_agency", "organisation", "responsible")
        return found.filter(TAB_RULES[self.tab])

    def load(self, items: Sequence[Referral]) -> None:
        """The newest brief of each request that is open to us; one query."""
        found = Brief.objects.visible_to(self.actor).filter(
            request__in=[item.request_id for item in items]
        )
        self.briefs = {brief.request_id: brief for brief in found.order_by("version")}

    def row(self, item: Referral) -> Row:
        brief = self.briefs.get(item.request_id)
        kind = [Chip(Kind(brief.kind).label, "harbour")] if brief else []
        waits = item.state in AWAITING_ANSWER
        state = days_left(item) if waits else Chip(str(item.get_state_display()))
        return Row(
            [
                Cell(
                    brief.title if brief else _("Brief no longer open"),
                    line=item.request.reference or "",
                    url=reverse("requests:desk-referral", kwargs={"referral_id": item.pk}),
                    chips=kind,
                ),
                Cell(item.request.home_agency.name),
                Cell(
                    item.responsible.name if item.responsible else _("not taken"),
                    quiet=item.responsible is None,
                ),
                Cell(chips=[state], value=item.answer_due_on if waits else None),
            ]
        )

    def further(self) -> dict[str, Any]:
        ours = self._all()
        found = counts({name: ours.filter(rule) for name, rule in TAB_RULES.items()})
        return {
            "tabs": [
                Tab(
                    label,
                    f"?{urlencode({'tab': name})}",
                    found[name],
                    name == self.tab,
                    name == "to_answer",
                )
                for name, label in TAB_LABELS
            ]
        }


class ReferralPage(PartnerCase):
    """One referral: the brief, the proposed companies, the own suggestions, the thread."""

    template_name = "requests/referral.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        referral, actor = self.referral, self.actor
        read_by(actor, case_id=referral.request_id)
        offered, _behalf = offers.ON_REFERRAL.open(referral, actor)
        own = drawn(offered, self._verb_page)
        brief = newest_brief(self.actor, self.case.pk)
        suggestions = own_suggestions(self)
        may = actor.is_advisor and may_propose(referral)
        return self.show(
            {
                "referral": referral,
                "brief": brief,
                "title": brief.title if brief else _("Brief no longer open"),
                "kicker": f"{self.case.reference} · {self.case.home_agency.name}",
                "chips": need_chips(brief) if brief else [],
                "brief_facts": need_facts(brief) if brief else [],
                "documents": list(brief.documents.select_related("file")) if brief else [],
                "ports": route.of_referral(referral, suggestions),
                "ended": route.has_ended(referral),
                "due": days_left(referral) if referral.state in AWAITING_ANSWER else None,
                "primary": [one for one in own if one.kind == "primary"],
                "secondary": [one for one in own if one.kind != "primary"],
                "suggestions": [self._card(row) for row in suggestions],
                "proposals": proposals(self, brief, suggestions) if brief and may else None,
                "may_propose": may,
                "requester": self._requester(),
                "threads": list(
                    zip(
                        (_("Messages with the agency that asks"), _("Inside the agency")),
                        threads_of(
                            self.case,
                            actor,
                            (Thread.REFERRAL, Thread.PARTNER),
                            Side.PARTNER,
                            self.request.GET,
                            referral,
                        ),
                        strict=True,
                    )
                ),
                "timeline": timeline(Reader(actor, self.case), self.request.GET, suggestions),
            }
        )

    def _requester(self) -> list[Definition]:
        """The company's name if it agreed, its contact from the own introduction on."""
        known = known_to(self.actor, [self.referral])[self.referral.pk]
        if lines := contact_of_requester(self.referral, known):
            return [Definition(*line) for line in lines]
        if known.requester:
            return [Definition(_("Company"), self.case.company.legal_name)]
        return []

    def _verb_page(self, verb: VerbCode) -> str:
        keys = {"referral_id": self.referral.pk, "verb": verb}
        return reverse("requests:desk-referral-verb", kwargs=keys)

    def _candidate_page(self, row: Suggestion, verb: VerbCode) -> str:
        keys = {"referral_id": self.referral.pk, "suggestion_id": row.pk, "verb": verb}
        return reverse("requests:desk-candidate-verb", kwargs=keys)

    def _card(self, row: Suggestion) -> ShownSuggestion:
        own, behalf = offers.ON_CANDIDATE.open(row, self.actor)
        name = row.company.legal_name
        actions = drawn([*own, *behalf], partial(self._candidate_page, row), about=name)
        if self.actor.is_advisor and row.state == SuggestionState.DRAFT:
            actions = [
                Action(
                    _("Remove"),
                    reverse(
                        "requests:desk-candidate-discard",
                        kwargs={"referral_id": self.referral.pk, "suggestion_id": row.pk},
                    ),
                    method="post",
                    about=name,
                ),
                *actions,
            ]
        return shown_suggestion(
            row,
            named=True,
            words=row.words,
            words_by=words_by(row, ""),
            actions=actions,
            with_score=True,
        )


def own_suggestions(page: PartnerCase) -> list[Suggestion]:
    """The partner's own suggestions on this referral."""
    return list(
        Suggestion.objects.visible_to(page.actor)
        .filter(referral=page.referral)
        .select_related(
            "company",
            "referral__request__company",
            "referral__request__home_agency",
            "referral__organisation",
            "proposed_by",
        )
        .order_by("proposed_at", "pk")
    )


class ReferralVerb(PartnerCase, CaseVerbPage[Referral]):
    """The partner's verbs on its referral."""

    offers = offers.ON_REFERRAL

    @property
    def row(self) -> Referral:
        return self.referral

    def address(self) -> str:
        return reverse("requests:desk-referral", kwargs={"referral_id": self.referral.pk})


class CandidateVerb(PartnerCase, CaseVerbPage[Suggestion]):
    """The partner's verbs on one of its suggestions."""

    offers = offers.ON_CANDIDATE

    @cached_property
    def row(self) -> Suggestion:
        return find_suggestion(self.actor, pk=self.kwargs["suggestion_id"], referral=self.referral)

    @property
    def case(self) -> CooperationRequest:
        return self.referral.request

    @property
    def about(self) -> str:
        return str(self.row.company.legal_name)

    def address(self) -> str:
        return reverse("requests:desk-referral", kwargs={"referral_id": self.referral.pk})


class DiscardCandidate(PartnerCase, FormPage[forms.Form]):
    """Remove a draft that was not sent."""

    title = gettext_lazy("Remove the draft")
    button = gettext_lazy("Remove")

    def check(self) -> None:
        find_suggestion(self.actor, pk=self.kwargs["suggestion_id"], referral=self.referral)
        advisors_only(self.actor)

    def build_form(self, data: Sent = None, files: SentFiles = None) -> forms.Form:
        return forms.Form(data)

    def act(self, form: forms.Form) -> str:
        proposing.discard_suggestion(actor=self.actor, suggestion_id=self.kwargs["suggestion_id"])
        return self.cancel_url()

    def cancel_url(self) -> str:
        return reverse("requests:desk-referral", kwargs={"referral_id": self.referral.pk})
