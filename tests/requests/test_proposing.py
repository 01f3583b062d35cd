"""What a partner sees proposed is kept, goes with the suggestion, and is learned from."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cooperation_requests.actions import answers, choosing
from cooperation_requests.models import Suggestion
from matching import index
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
    page = browser.get(reverse("desk-referral", kwargs={"referral_id": referral.pk}))
    assert fits.legal_name in page.content.decode()
    shown = ShownMatch.objects.get(company=fits)
    assert shown.need_key == referral.request_id
    assert shown.outcome == Outcome.SHOWN
    address = reverse(
        "desk-referral-propose-company",
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


def test_a_company_found_by_hand_is_scored_by_itself() -> None:
    scene = factories.scene()
    referral = scene.referral()
    index.refresh()
    address = reverse(
        "desk-referral-propose-company",
        kwargs={"referral_id": referral.pk, "company_id": scene.candidate.pk},
    )
    browser = browser_of(scene.partner_advisor)
    assert browser.post(address, {"words": factories.FITS}).status_code == 302
    row = Suggestion.objects.unrestricted("a test").get(company=scene.candidate)
    assert not ShownMatch.objects.exists()
    assert (row.score is None) == (row.reasons == [])
