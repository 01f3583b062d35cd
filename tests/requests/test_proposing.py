"""What a partner sees proposed is kept, goes with the suggestion, and is learned from."""

from __future__ import annotations

import pytest
from django.urls import reverse

from companies.models import Company
from cooperation_requests.actions import answers, choosing
from cooperation_requests.matching_need import need_of
from cooperation_requests.models import Brief, Suggestion
from matching import index
from matching.engine import fit_of
from matching.models import Outcome, ShownMatch
from tests import factories
from tests.access.people import browser_of

pytestmark = pytest.mark.django_db


def test_the_suggestion_carries_score_and_reasons_as_they_were_shown() -> None:
    scene = factories.scene()
    referral = scene.referral()
    fits = factories.company(
        scene.partner, offers="Foundry for housings of die-cast aluminium and pumps.",
        offers_language="en", sectors=["24.53"], languages=["en"], region="FRK26",
    )  # fmt: skip
    index.refresh()
    browser = browser_of(scene.partner_advisor)
    page = browser.get(reverse("requests:desk-referral", kwargs={"referral_id": referral.pk}))
    assert fits.legal_name in page.content.decode()
    shown = ShownMatch.objects.get(company=fits)
    assert shown.need_key == referral.request_id
    assert shown.outcome == Outcome.SHOWN
    address = reverse(
        "requests:desk-referral-propose-company",
        kwargs={"referral_id": referral.pk, "company_id": fits.pk},
    )
    assert browser.post(address, {"words": factories.FITS}).status_code == 302
    row = Suggestion.objects.unrestricted("a test").get(company=fits)
    assert (row.score, row.reasons) == (shown.score, shown.reasons)
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    assert ShownMatch.objects.get(company=fits).outcome == Outcome.SUGGESTED
    choosing.set_aside(
        actor=scene.advisor, suggestion_id=row.pk, reason="known_already", words="An old friend."
    )
    kept = ShownMatch.objects.get(company=fits)
    assert (kept.outcome, kept.reason, kept.counts) == (Outcome.SET_ASIDE, "known_already", False)
    assert kept.score == shown.score


def proposed_by_hand(scene: factories.Scene, company: Company) -> Suggestion:
    """Proposed without having been on the page of those that matching names."""
    referral = scene.referral()
    index.refresh()
    address = reverse(
        "requests:desk-referral-propose-company",
        kwargs={"referral_id": referral.pk, "company_id": company.pk},
    )
    browser = browser_of(scene.partner_advisor)
    assert browser.post(address, {"words": factories.FITS}).status_code == 302
    assert not ShownMatch.objects.exists()
    return (
        Suggestion.objects.unrestricted("a test")
        .select_related("referral__request__home_agency")
        .get(company=company)
    )


def test_a_company_found_by_hand_is_scored_by_itself() -> None:
    scene = factories.scene()
    fits = factories.company(
        scene.partner, offers="Foundry for housings of die-cast aluminium and pumps.",
        offers_language="en", sectors=["24.53"], languages=["en"], region="FRK26",
    )  # fmt: skip
    row = proposed_by_hand(scene, fits)
    case = row.referral.request
    brief = Brief.objects.unrestricted("a test").get(request=case)
    need = need_of(brief, (case.home_agency.country,))
    fit = fit_of(need, Company.objects.unrestricted("a test").filter(pk=fits.pk))
    assert fit is not None
    assert row.score == fit.score > 0
    assert [(one["code"], tuple(one["values"]), one["in_favour"]) for one in row.reasons] == [
        (reason.code, reason.values, reason.in_favour) for reason in fit.reasons
    ]
    assert {"sector", "located"} <= {reason["code"] for reason in row.reasons}


def test_a_company_for_which_nothing_speaks_carries_no_score() -> None:
    scene = factories.scene()
    row = proposed_by_hand(scene, scene.candidate)
    assert (row.score, row.reasons) == (None, [])
