"""Finding candidates in the partner's own companies and proposing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.cards import place
from companies.models import Company
from companies.ownership import proposable_by
from cooperation_requests.actions import proposing
from cooperation_requests.enums import (
    SuggestionState,
)
from cooperation_requests.forms.verbs import ProposeKnown, ProposeNew
from cooperation_requests.matching_need import CANDIDATES_SHOWN, need_of
from cooperation_requests.models import Brief, Suggestion
from cooperation_requests.queries import newest_brief
from cooperation_requests.views.finding import PartnerCase, advisors_only
from matching import memory
from matching.engine import fit_of, rank_companies
from matching.needs import Match, Need
from matching.searching import CompanySearch
from matching.wording import words_of
from network import regions
from web.components import Action, Cell, Column, Reason, Row
from web.components import Suggestion as ShownSuggestion
from web.pages import FormPage, Sent, SentFiles

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Proposals:
    """Fitting companies as cards with reasons; not `complete`: more may come."""

    cards: list[ShownSuggestion]
    complete: bool


def need_here(page: PartnerCase, brief: Brief) -> Need:
    """The need as this partner knows it: from the brief alone, and which agency asks."""
    return need_of(brief, (page.case.home_agency.country,))


def proposals(page: PartnerCase, brief: Brief, suggestions: list[Suggestion]) -> Proposals:
    """Companies of the partner's own agency that fit and are not suggested yet; what is shown is
    kept, so that what becomes of it can be learned from."""
    again = {SuggestionState.WITHDRAWN, SuggestionState.LAPSED}
    taken = {row.company_id for row in suggestions if row.state not in again}
    scope = (
        Company.objects.visible_to(page.actor)
        .filter(proposable_by(page.actor.organisation_id))
        .exclude(pk__in=page.actor.own_company_ids)
    )
    need = need_here(page, brief)
    found = rank_companies(need, scope, limit=20)
    shown = [one for one in found.matches if one.company_id not in taken][:CANDIDATES_SHOWN]
    memory.keep(page.case.pk, need, shown)
    return Proposals([_card(page, one) for one in shown], found.complete)


def _card(page: PartnerCase, match: Match) -> ShownSuggestion:
    company = match.company
    keys = {"referral_id": page.referral.pk, "company_id": company.pk}
    address = reverse("requests:desk-referral-propose-company", kwargs=keys)
    return ShownSuggestion(
        title=company.legal_name,
        line=place(company),
        score=match.score,
        country=company.country,
        country_name=regions.country_name(company.country, "en"),
        reasons=[Reason(words_of(reason), reason.in_favour) for reason in match.reasons],
        actions=[Action(_("Propose"), address, about=company.legal_name)],
    )


class FindCandidates(PartnerCase, CompanySearch):
    """The own companies, to propose one that matching did not name."""

    template_name = "requests/find_candidates.html"
    caption = gettext_lazy("Companies of our agency")
    columns = (
        Column(gettext_lazy("Company"), "name"),
        Column(gettext_lazy("Staff"), numeric=True),
        Column(gettext_lazy("Propose")),
    )
    sorts = {"name": ("sort_name",)}
    default_sort = "name"
    exports = False

    def rows(self) -> QuerySet[Company]:
        _found = self.referral
        return Company.objects.visible_to(self.actor).filter(
            proposable_by(self.actor.organisation_id)
        )

    def row(self, item: Company) -> Row:
        keys = {"referral_id": self.referral.pk, "company_id": item.pk}
        return Row(
            [
                Cell(item.legal_name, line=place(item)),
                Cell(str(item.head_count) if item.head_count is not None else "–"),
                Cell(
                    actions=[
                        Action(
                            _("Propose"),
                            reverse("requests:desk-referral-propose-company", kwargs=keys),
                            about=item.legal_name,
                        )
                    ]
                ),
            ]
        )

    def further(self) -> dict[str, Any]:
        return {**super().further(), "referral": self.referral, "q": self.typed}


class Propose(PartnerCase, FormPage[ProposeKnown | ProposeNew]):
    """Draft a suggestion, with a sentence of one's own."""

    button = gettext_lazy("Add to the answer")
    words = gettext_lazy("The agency that asks reads your words; they must not name the company.")

    @cached_property
    def company(self) -> Company | None:
        key = self.kwargs.get("company_id")
        if key is None:
            return None
        found = (
            Company.objects.visible_to(self.actor)
            .filter(proposable_by(self.actor.organisation_id), pk=key)
            .first()
        )
        if found is None:
            raise Http404
        return found

    @property
    def title(self) -> StrOrPromise:
        company = self.company
        return company.legal_name if company else _("A company that is not in the portal yet")

    def check(self) -> None:
        _found = self.referral, self.company
        advisors_only(self.actor)

    def build_form(self, data: Sent = None, files: SentFiles = None) -> ProposeKnown | ProposeNew:
        if self.company is not None:
            return ProposeKnown(data)
        return ProposeNew(data, initial={"country": self.referral.organisation.country})

    def act(self, form: ProposeKnown | ProposeNew) -> str:
        words = form.cleaned_data["words"]
        if isinstance(form, ProposeNew):
            company, contact = form.split()
            proposing.propose(
                actor=self.actor,
                referral_id=self.referral.pk,
                new=proposing.NewCandidate(company, contact, form.cleaned_data["may_be_proposed"]),
                words=words,
            )
        elif self.company is not None:
            score, reasons = self._as_shown(self.company)
            proposing.propose(
                actor=self.actor,
                referral_id=self.referral.pk,
                company_id=self.company.pk,
                words=words,
                score=score,
                reasons=reasons,
            )
        return self.cancel_url()

    def _as_shown(self, company: Company) -> tuple[int | None, Sequence[dict[str, Any]]]:
        """Score and reasons as the partner saw them; of a company found by hand by itself."""
        brief = newest_brief(self.actor, self.case.pk)
        if brief is None:
            return None, ()
        need = need_here(self, brief)
        shown = memory.shown(self.case.pk, need, company.pk)
        if shown is not None:
            return shown.score, shown.reasons
        scope = Company.objects.visible_to(self.actor).filter(pk=company.pk)
        match = fit_of(need, scope)
        if match is None:
            return None, ()
        return match.score, [reason.stored() for reason in match.reasons]

    def done(self) -> str:
        return _("Added. Send the answer when you are done.")

    def cancel_url(self) -> str:
        return reverse("requests:desk-referral", kwargs={"referral_id": self.referral.pk})

    def further(self) -> dict[str, Any]:
        return {"kicker": self.case.reference}
