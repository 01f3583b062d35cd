"""The home agency's page of a request, and what is done there."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from activities.codes import VerbCode
from companies.cards import place
from cooperation_requests.actions.triage import FoundFirst
from cooperation_requests.codes import RequestVerb
from cooperation_requests.enums import OPEN, RequestState, Side, Thread
from cooperation_requests.known import Lines, contacts_of_candidates, known_to
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.offers import home
from cooperation_requests.offers.briefs import coarser_brief
from cooperation_requests.offers.forwarding import FIND
from cooperation_requests.queries import (
    agencies_with_an_alike_request,
    newest_brief,
)
from cooperation_requests.showing import route
from cooperation_requests.showing.cards import (
    lane,
    likenesses,
    name_or_card,
    shown_suggestion,
    words_by,
)
from cooperation_requests.showing.company_view import end_words
from cooperation_requests.showing.need import need_chips, need_facts
from cooperation_requests.showing.threads import threads_of
from cooperation_requests.showing.who import Reader, timeline
from cooperation_requests.views.finding import HomeCase, find_suggestion
from cooperation_requests.views.verbs import CaseVerbPage
from notifications.queries import read_by
from web.components import Definition
from web.components import Suggestion as ShownSuggestion
from web.verbs import VerbForm, by_weight, drawn


class DeskRequest(HomeCase):
    """One request as its single point of contact sees it."""

    template_name = "requests/desk_request.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        case, actor = self.case, self.actor
        read_by(actor, case_id=case.pk)
        own, behalf = home.ON_REQUEST.open(case, actor)
        # Forwarding is the next step once; later it is one thing more that can be done.
        first = case.state == RequestState.QUALIFIED
        later = () if first else (RequestVerb.FORWARD,)
        head, further = by_weight(own, self._verb_page, no_step=later)
        brief = newest_brief(actor, case.pk)
        suggestions = self._suggestions()
        return self.show(
            {
                "case": case,
                "kicker": f"{case.reference} · {case.company.legal_name}, {case.company.city}",
                "chips": need_chips(brief or case),
                "ports": route.of_request(case, route.HOME_LABELS),
                "ended": route.is_ended(case),
                "end_words": end_words(case),
                "head_actions": head,
                "further_actions": further,
                "behalf": drawn(behalf, self._verb_page),
                "lanes": self._lanes(suggestions),
                "suggestions": self._cards(suggestions),
                "brief": brief,
                "documents": list(brief.documents.select_related("file")) if brief else [],
                "alike_at": agencies_with_an_alike_request(case, brief)
                if brief and case.state in OPEN
                else [],
                "brief_facts": need_facts(brief) if brief else [],
                "facts": need_facts(case),
                "company_facts": self._company_facts(),
                "threads": list(
                    zip(
                        (_("Company and advisor"), _("Inside the agency")),
                        threads_of(
                            case,
                            actor,
                            (Thread.COMPANY, Thread.INTERNAL),
                            Side.HOME,
                            self.request.GET,
                        ),
                        strict=True,
                    )
                ),
                "timeline": timeline(Reader(actor, case), self.request.GET, suggestions),
            }
        )

    def _verb_page(self, verb: VerbCode) -> str:
        keys = {"reference": self.case.reference, "verb": verb}
        return reverse("requests:desk-request-verb", kwargs=keys)

    def _suggestions(self) -> list[Suggestion]:
        return list(
            Suggestion.objects.visible_to(self.actor)
            .filter(referral__request=self.case)
            .select_related(
                "company",
                "referral__request__company",
                "referral__request__home_agency",
                "referral__organisation",
                "proposed_by",
            )
            .order_by("-score", "proposed_at", "pk")
        )

    def _lanes(self, suggestions: list[Suggestion]) -> list[Any]:
        counts: dict[UUID, int] = {}
        for one in suggestions:
            if one.submitted_at is not None:
                counts[one.referral_id] = counts.get(one.referral_id, 0) + 1
        rows = (
            Referral.objects.visible_to(self.actor)
            .filter(request=self.case)
            .select_related("organisation", "responsible", "request")
            .order_by("sent_at", "organisation__name")
        )
        return [
            lane(
                row,
                counts.get(row.pk, 0),
                reverse(
                    "requests:desk-lane",
                    kwargs={"reference": self.case.reference, "referral_id": row.pk},
                ),
                (),
            )
            for row in rows
        ]

    def _cards(self, rows: list[Suggestion]) -> list[tuple[ShownSuggestion, list[Definition]]]:
        """Each with what the company reads of it and, once introduced, whom to write to."""
        known = known_to(self.actor, rows)
        contacts = contacts_of_candidates(rows, known)
        alike = likenesses(rows)
        cards = []
        for row in rows:
            name = row.company.legal_name if known[row.pk].candidate else ""
            own, behalf = home.ON_SUGGESTION.open(row, self.actor)
            page = partial(self._suggestion_page, row)
            card = shown_suggestion(
                row,
                named=known[row.pk].candidate,
                words=row.words,
                words_by=words_by(row, row.referral.organisation.name),
                actions=drawn([*own, *behalf], page, about=name),
                with_score=True,
                likeness=alike.get(row.pk, ""),
            )
            cards.append((card, _said_to_company(row, contacts.get(row.pk, []))))
        return cards

    def _suggestion_page(self, row: Suggestion, verb: VerbCode) -> str:
        keys = {"reference": self.case.reference, "suggestion_id": row.pk, "verb": verb}
        return reverse("requests:desk-suggestion-verb", kwargs=keys)

    def _company_facts(self) -> list[Definition]:
        company = self.case.company
        size = str(company.get_size_class_display()) if company.size_class else ""
        contact = company.contacts.first()
        member = company.members.select_related("user").order_by("since").first()
        person = (
            f"{member.user.name}, {member.position}".strip(", ")
            if member
            else f"{contact.name}, {contact.position}".strip(", ")
            if contact
            else ""
        )
        return [
            Definition(_("Place"), place(company)),
            Definition(_("Size"), size),
            Definition(_("VAT"), f"{company.vat_number} · {company.get_vat_check_display()}"
                       if company.vat_number else ""),
            Definition(_("Contact"), person),
            Definition(
                _("Advisor"),
                self.case.responsible.name if self.case.responsible else _("not taken"),
            ),
            Definition(
                _("Profile"), _("Open"),
                url=reverse("companies:desk-company", kwargs={"company_id": company.pk}),
            ),
        ]  # fmt: skip


def _said_to_company(row: Suggestion, contact: Lines) -> list[Definition]:
    """What the company reads of a suggestion: the advisor's words, then the introduction."""
    found = []
    if row.presented_at is not None:
        found.append(Definition(_("Your words to the company"), row.advisor_words))
    if contact:
        found.append(Definition(_("Next step"), row.introduction_words))
        found += [Definition(*line) for line in contact]
    return found


# The button that makes a brief coarser instead of sending it.
COARSER = "coarser"


class DeskRequestVerb(HomeCase, CaseVerbPage[CooperationRequest]):
    """The verbs of a request for its home agency."""

    offers = home.ON_REQUEST
    offers_coarser = False

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if COARSER in request.POST and self.writes_brief:
            self.check()
            form = coarser_brief(self.asked, request.POST)
            return self.draw(form, status=422 if form.is_bound else 200)
        if FIND in request.POST and self.verb == RequestVerb.FORWARD:
            self.check()
            return self.draw(self.build_form(request.POST))
        return super().post(request, **kwargs)

    def act(self, form: VerbForm[CooperationRequest]) -> str:
        try:
            return super().act(form)
        except FoundFirst:
            self.offers_coarser = True
            raise

    @property
    def writes_brief(self) -> bool:
        return self.verb in {RequestVerb.QUALIFY, RequestVerb.REVISE}

    @property
    def row(self) -> CooperationRequest:
        return self.case

    def address(self) -> str:
        return reverse("requests:desk-request", kwargs={"reference": self.case.reference})

    def further(self) -> dict[str, Any]:
        return {
            **super().further(),
            "own_words": self.case if self.writes_brief else None,
            "coarser": COARSER if self.offers_coarser else "",
        }


class DeskSuggestionVerb(HomeCase, CaseVerbPage[Suggestion]):
    """Shortlist, set aside; choose and pass on the company's behalf."""

    offers = home.ON_SUGGESTION

    @cached_property
    def row(self) -> Suggestion:
        return find_suggestion(
            self.actor, pk=self.kwargs["suggestion_id"], referral__request=self.case
        )

    @property
    def about(self) -> str:
        return name_or_card(self.actor, self.row)

    def address(self) -> str:
        return reverse("requests:desk-request", kwargs={"reference": self.case.reference})
