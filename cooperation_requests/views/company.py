"""The company's pages of its requests, and of approaches to it as a candidate."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.actor import Actor
from activities.codes import VerbCode
from activities.models import Activity
from cooperation_requests.codes import CaseContext, RequestVerb
from cooperation_requests.enums import RequestState, Side, SuggestionState, Thread, WaitsFor, Word
from cooperation_requests.filters import CompanyRequestFilter
from cooperation_requests.known import contact_of_requester, known_to
from cooperation_requests.models import CooperationRequest, Suggestion
from cooperation_requests.offers import company as offers
from cooperation_requests.queries import newest_brief
from cooperation_requests.showing import route
from cooperation_requests.showing.cards import name_or_card
from cooperation_requests.showing.company_view import (
    advisor_card,
    answers_for_company,
    end_words,
    open_question,
    presented_suggestions,
    regions_asked,
    suggestions_for_company,
)
from cooperation_requests.showing.need import need_chips, need_facts
from cooperation_requests.showing.threads import thread_of
from cooperation_requests.showing.who import Reader, timeline
from cooperation_requests.views.finding import CompanyCase, find_suggestion
from cooperation_requests.views.verbs import CaseVerbPage
from notifications.queries import read_by
from web.components import Action, Cell, Chip, Column, Definition, Row
from web.dates import short_day
from web.lists import ListPage
from web.older import newest
from web.pages import Needs, Page
from web.verbs import drawn

APPROACHES_SHOWN = 20


class CompanyRequests(ListPage[CooperationRequest]):
    """The own requests, drafts among them, and approaches of others."""

    needs = Needs.COMPANY
    template_name = "requests/company_requests.html"
    caption = gettext_lazy("My requests")
    filterset_class = CompanyRequestFilter
    columns = (
        Column(gettext_lazy("Request"), "title", line=gettext_lazy("Number")),
        Column(gettext_lazy("Looks for")),
        Column(gettext_lazy("State"), chips=gettext_lazy("Waiting for you")),
        Column(gettext_lazy("Last change"), "saved"),
    )
    sorts = {"title": ("title",), "saved": ("changed_at",)}
    default_sort = "-saved"

    def rows(self) -> QuerySet[CooperationRequest]:
        told = (
            Activity.objects.visible_to(self.actor)
            .filter(context_kind=CaseContext.REQUEST, context_id=OuterRef("pk"))
            .order_by("-happened_at")
            .values("happened_at")
        )
        return CooperationRequest.objects.visible_to(self.actor).annotate(
            changed_at=Greatest(Coalesce(Subquery(told[:1]), "saved_at"), "saved_at")
        )

    def row(self, item: CooperationRequest) -> Row:
        if item.state == RequestState.DRAFT:
            url = reverse("requests:draft", kwargs={"request_id": item.pk})
        else:
            url = reverse("requests:request", kwargs={"reference": item.reference})
        waiting = item.waits_for == WaitsFor.COMPANY
        chip = Chip(_("waits for you"), "brick") if waiting else None
        changed_at = getattr(item, "changed_at", item.saved_at)
        return Row(
            [
                Cell(item.title or _("Untitled"), line=item.reference or _("draft"), url=url),
                Cell(str(item.get_kind_display()) if item.kind else "–"),
                Cell(str(item.get_state_display()), chips=[chip] if chip else ()),
                Cell(short_day(changed_at), quiet=True, value=changed_at),
            ],
            attention=waiting,
        )

    def further(self) -> dict[str, Any]:
        rows = (
            Suggestion.objects.visible_to(self.actor)
            .filter(company_id=self.actor.company)
            .exclude(state__in=[SuggestionState.WITHDRAWN, SuggestionState.LAPSED])
            .select_related("referral__request", "referral__organisation")
        )
        approaches, older = newest(
            rows, "proposed_at", APPROACHES_SHOWN, self.request.GET, "approaches"
        )
        return {
            "older_approaches": older,
            "approaches": [
                {
                    "url": reverse("requests:approach", kwargs={"suggestion_id": row.pk}),
                    "reference": row.referral.request.reference,
                    "word": row.get_word_display(),
                    "agency": row.referral.organisation.name,
                }
                for row in approaches
            ],
        }


class CompanyRequest(CompanyCase):
    """One request as its company sees it."""

    template_name = "requests/company_request.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        case, actor = self.case, self.actor
        read_by(actor, case_id=case.pk)
        brief = newest_brief(actor, case.pk)
        reader = Reader(actor, case)
        presented = presented_suggestions(case, actor)
        question = open_question(case, actor)
        # The question's own card has the button.
        on_card = (RequestVerb.ANSWER,) if question is not None else ()
        own, _behalf = offers.ON_REQUEST.open(case, actor, without=on_card)
        return self.show(
            {
                "case": case,
                "chips": need_chips(case),
                "ports": route.of_request(case, route.COMPANY_LABELS),
                "ended": route.is_ended(case),
                "end_words": end_words(case),
                "actions": drawn(own, self._verb_page),
                "question": question,
                "suggestions": suggestions_for_company(actor, presented, self._choices),
                "to_choose": sum(row.state == SuggestionState.PRESENTED for row in presented),
                "answers": answers_for_company(case, actor),
                "asked": regions_asked(case),
                "brief": brief,
                "documents": list(brief.documents.select_related("file")) if brief else [],
                "brief_facts": need_facts(brief) if brief else [],
                "facts": need_facts(case),
                "advisor": advisor_card(case),
                "thread": thread_of(case, actor, Thread.COMPANY, Side.COMPANY, self.request.GET),
                "timeline": timeline(reader, self.request.GET, presented),
            }
        )

    def _verb_page(self, verb: VerbCode) -> str:
        keys = {"reference": self.case.reference, "verb": verb}
        return reverse("requests:request-verb", kwargs=keys)

    def _choices(self, row: Suggestion) -> list[Action]:
        """What the company may do with somebody who was presented to it."""

        def address(verb: VerbCode) -> str:
            keys = {"reference": self.case.reference, "suggestion_id": row.pk, "verb": verb}
            return reverse("requests:choice-verb", kwargs=keys)

        own, _behalf = offers.ON_SUGGESTION.open(row, self.actor)
        return drawn(own, address)


class CompanyVerb(CompanyCase, CaseVerbPage[CooperationRequest]):
    """Answer, withdraw, open again."""

    offers = offers.ON_REQUEST

    @property
    def row(self) -> CooperationRequest:
        return self.case

    def address(self) -> str:
        return reverse("requests:request", kwargs={"reference": self.case.reference})

    def further(self) -> dict[str, Any]:
        question = open_question(self.case, self.actor) if self.verb == RequestVerb.ANSWER else None
        return {**super().further(), "quotation": question.text if question else ""}


class ChoiceVerb(CompanyCase, CaseVerbPage[Suggestion]):
    """Get to know a candidate, or no interest."""

    offers = offers.ON_SUGGESTION

    @cached_property
    def row(self) -> Suggestion:
        return find_suggestion(
            self.actor,
            pk=self.kwargs["suggestion_id"],
            referral__request=self.case,
        )

    @property
    def about(self) -> str:
        return name_or_card(self.actor, self.row)

    def address(self) -> str:
        return reverse("requests:request", kwargs={"reference": self.case.reference})


class Approach(Page):
    """A company that another one might get to know: the candidate with an account."""

    needs = Needs.COMPANY
    about_one_row = True
    template_name = "requests/approach.html"

    @cached_property
    def suggestion(self) -> Suggestion:
        return find_suggestion(
            self.actor, pk=self.kwargs["suggestion_id"], company_id=self.actor.company_id
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.suggestion
        read_by(self.actor, case_id=row.referral.request_id)
        own, _behalf = offers.AS_CANDIDATE.open(row, self.actor)
        actions = drawn(own, self._verb_page)
        return self.show(
            {"actions": actions, "suggestion": row, **candidate_context(self.actor, row)}
        )

    def _verb_page(self, verb: VerbCode) -> str:
        keys = {"suggestion_id": self.suggestion.pk, "verb": verb}
        return reverse("requests:approach-verb", kwargs=keys)


def candidate_context(actor: Actor, row: Suggestion) -> dict[str, Any]:
    """What a candidate sees of its suggestion: brief once asked, names once introduced."""
    brief = newest_brief(actor, row.referral.request_id)
    if brief is not None:
        prefetch_related_objects([brief], "documents__file")
    known = known_to(actor, [row])[row.pk]
    other = [Definition(*line) for line in contact_of_requester(row, known)]
    is_over = row.state in {SuggestionState.WITHDRAWN, SuggestionState.LAPSED}
    return {
        "is_over": is_over,
        "may_take_back": row.word == Word.AGREED and not is_over and not row.is_introduced,
        "refused": row.word == Word.REFUSED,
        "asked": row.word != Word.NOT_ASKED,
        "reference": row.referral.request.reference,
        "agency": row.referral.organisation,
        "ports": route.of_suggestion(row),
        "brief": brief,
        "brief_facts": need_facts(brief) if brief else [],
        "other": other,
        "introduction_words": row.introduction_words_for_candidate if other else "",
    }


class ApproachVerb(CaseVerbPage[Suggestion]):
    """Agree or refuse, with an account."""

    needs = Needs.COMPANY
    offers = offers.AS_CANDIDATE

    @cached_property
    def row(self) -> Suggestion:
        found = find_suggestion(self.actor, pk=self.kwargs["suggestion_id"])
        if found.company_id != self.actor.company_id:
            raise Http404
        return found

    @property
    def case(self) -> CooperationRequest:
        return self.row.referral.request

    def address(self) -> str:
        return reverse("requests:approach", kwargs={"suggestion_id": self.row.pk})
