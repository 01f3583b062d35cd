"""Pages that a link in a mail opens, without log-in: a partner's and a candidate's answer.

Opening changes nothing; answering is a button. The page is not stored, not indexed, and tells no
other site where one came from.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from activities.actor import Actor
from activities.codes import VerbCode
from cooperation_requests import answer_links
from cooperation_requests.codes import ReferralVerb, SuggestionVerb
from cooperation_requests.enums import ENDED, LinkPurpose, ReferralState, Word
from cooperation_requests.models import AnswerLink, CooperationRequest, Referral, Suggestion
from cooperation_requests.offers.company import AS_CANDIDATE
from cooperation_requests.offers.links import ANSWER
from cooperation_requests.offers.partner import BY_LINK
from cooperation_requests.queries import newest_brief
from cooperation_requests.showing import route
from cooperation_requests.showing.cards import days_left
from cooperation_requests.showing.need import need_chips, need_facts
from cooperation_requests.views.company import candidate_context
from cooperation_requests.views.documents import brief_document
from cooperation_requests.views.verbs import CaseVerbPage
from files.serving import file_response, neutral_name
from network.models import Organisation
from web.pages import Needs
from web.typed_text import typing_hat, typing_person
from web.verbs import Offers, VerbForm, drawn


# The token in the address is what entitles, no cookie is asked: a CSRF token would protect nothing.
# It would also never fit, as a page without referrer sends its forms with `Origin: null`.
@method_decorator(csrf_exempt, name="dispatch")
class LinkPage(CaseVerbPage[Referral | Suggestion]):
    """Base: finds the link, says what is wrong with it, or lets its holder act."""

    needs = Needs.PUBLIC
    about_one_row = False
    template_name = "requests/answer_verb.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The link acts: its forms are drawn for nobody's hat, whoever is signed in beside it.
        typing_person.set("")
        typing_hat.set("")
        if self.opened is None:
            response: HttpResponseBase = self._fault("unknown", 404)
        elif fault := self._closed():
            response = self._fault(fault, 410)
        else:
            response = super().dispatch(request, *args, **kwargs)
        return ANSWER.protect(response)

    def kept_address(self, address: str) -> str:
        """Nothing: the address is a secret here, which the database does not hold."""
        return ""

    def address_again(self) -> str:
        return reverse("requests:answer", kwargs={"token": self.kwargs["token"]})

    def _closed(self) -> str:
        """Why the link opens nothing; who was introduced keeps the page after the case ended."""
        row = self.row
        introduced = isinstance(row, Suggestion) and row.is_introduced
        if self.case.state in ENDED and not introduced:
            return "ended"
        return self.opened.fault if self.opened else "unknown"

    def _fault(self, fault: str, status: int) -> HttpResponse:
        context: dict[str, Any] = {"fault": fault}
        if self.opened is not None:
            link = self.opened.link
            context["ask"] = self.case.home_agency if not link.suggestion else self.seat
        return render(self.request, "requests/answer_fault.html", context, status=status)

    @cached_property
    def opened(self) -> answer_links.OpenedLink | None:
        return answer_links.open_link(self.kwargs["token"])

    @property
    def link(self) -> AnswerLink:
        if self.opened is None:
            raise Http404
        return self.opened.link

    @property
    def actor(self) -> Actor:
        """The link acts, whoever may be signed in on this browser."""
        if self.opened is None:
            raise Http404
        return self.confirming(self.opened.actor)

    @property
    def of_partner(self) -> bool:
        return bool(self.link.purpose == LinkPurpose.REFERRAL)

    @property
    def row(self) -> Referral | Suggestion:
        found = self.link.referral if self.of_partner else self.link.suggestion
        if found is None:  # a link has the row of its purpose
            raise Http404
        return found

    @property
    def seat(self) -> Organisation:
        """The organisation in whose region the link's holder is."""
        row = self.row
        return row.organisation if isinstance(row, Referral) else row.referral.organisation

    @property
    def case(self) -> CooperationRequest:
        row = self.row
        return row.request if isinstance(row, Referral) else row.referral.request

    @property
    def offers(self) -> Offers[Any]:  # type: ignore[override]  # by the purpose of the link
        return BY_LINK if self.of_partner else AS_CANDIDATE

    def address(self) -> str:
        return reverse("requests:answer", kwargs={"token": self.kwargs["token"]})


class Answer(LinkPage):
    """What is asked, what was answered, and the buttons that the tables still allow."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        own, _behalf = self.offers.open(self.row, self.actor)
        context: dict[str, Any] = {
            "actions": drawn(own, self._verb_page),
            "link": self.link,
            "greeting": answer_links.masked(self.link.email),
            "token": self.kwargs["token"],
        }
        row = self.row
        if isinstance(row, Referral):
            brief = newest_brief(self.actor, self.case.pk)
            context |= {
                "referral": row,
                "agency": self.case.home_agency,
                "reference": self.case.reference,
                "brief": brief,
                "brief_facts": need_facts(brief) if brief else [],
                "chips": need_chips(brief) if brief else [],
                "ports": route.of_referral(row, []),
                "ended": route.has_ended(row),
                "due": days_left(row),
            }
            return render(request, "requests/answer_partner.html", context)
        context |= candidate_context(self.actor, row)
        return render(request, "requests/answer_candidate.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponse(status=405)

    def _verb_page(self, verb: VerbCode) -> str:
        return reverse("requests:answer-verb", kwargs={"token": self.kwargs["token"], "verb": verb})


class AnswerVerb(LinkPage):
    """Answer by link; the same answer twice is one."""

    def act(self, form: VerbForm[Referral | Suggestion]) -> str:
        if self.link.used_verb == self.verb and self._stands():
            return self.address()
        address = super().act(form)
        answer_links.mark_used(self.link, self.verb)
        return address

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.link.used_verb == self.verb and self._stands():
            return redirect(self.address())
        return super().get(request, **kwargs)

    def _stands(self) -> bool:
        """Whether the answer given by this link still holds."""
        row = self.row
        answered: dict[VerbCode, TextChoices] = {
            ReferralVerb.ACCEPT: ReferralState.ACCEPTED,
            ReferralVerb.FIND_NONE: ReferralState.NO_CANDIDATE,
            ReferralVerb.DECLINE: ReferralState.DECLINED,
            SuggestionVerb.AGREE: Word.AGREED,
            SuggestionVerb.REFUSE: Word.REFUSED,
        }
        now_is = row.state if isinstance(row, Referral) else row.word
        return now_is == answered.get(self.verb)


class AnswerDocument(LinkPage):
    """A document of the brief, by link."""

    def get(  # type: ignore[override]  # a file instead of a form
        self, request: HttpRequest, **kwargs: Any
    ) -> FileResponse:
        document_id: UUID = self.kwargs["document_id"]
        file, number = brief_document(self.actor, document_id)
        return file_response(file, name=neutral_name(file, number, get_language() or "en"))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponse(status=405)
