"""The partner's answer: suggestions, words about them, companies that it enters."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from activities.errors import NoLongerPossible, NotAllowed
from companies.models import Company, Contact
from cooperation_requests.actions import answers, choosing, presenting, proposing
from cooperation_requests.answer_links import link_for, mark_used, masked, open_link
from cooperation_requests.enums import (
    Kind,
    LinkPurpose,
    ReferralState,
    SuggestionState,
    WaitsFor,
    Word,
)
from cooperation_requests.models import Referral, Suggestion
from notifications.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db

ALL = "a test"
NEW: dict[str, Any] = {
    "legal_name": "Moulage Brisquet SARL",
    "country": "FR",
    "region": "FRK26",
    "city": "Lyon",
    "website": "https://www.brisquet.example",
    "sectors": ["24.53"],
}
PERSON = {"name": "Odile Varenne", "email": "o.varenne@brisquet.example", "language": "en"}


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def propose(scene: factories.Scene, referral: Referral, of: Company, words: str = "") -> Suggestion:
    return proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        company_id=of.pk,
        words=words or factories.FITS,
    )


def enter(scene: factories.Scene, referral: Referral, **changed: Any) -> Suggestion:
    return proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        new=proposing.NewCandidate(company=NEW | changed, contact=PERSON, may_be_proposed=True),
        words=factories.FITS,
    )


def test_an_answer_sends_the_drafts_and_waits_for_the_advisor(scene: factories.Scene) -> None:
    referral = scene.referral()
    row = propose(scene, referral, scene.candidate)
    assert row.state == SuggestionState.DRAFT
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    row.refresh_from_db()
    referral.refresh_from_db()
    request = factories.reread(referral.request)
    assert (row.state, referral.state) == (SuggestionState.SUBMITTED, ReferralState.ANSWERED)
    assert (referral.waits_for, request.waits_for) == (WaitsFor.ADVISOR, WaitsFor.ADVISOR)
    assert request.undecided_count == 1


def test_an_answer_needs_a_suggestion(scene: factories.Scene) -> None:
    referral = scene.referral()
    with pytest.raises(NoLongerPossible) as refused:
        answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    assert refused.value.why == "answerable"


def test_further_candidates_follow_the_answer(scene: factories.Scene) -> None:
    referral = scene.referral()
    propose(scene, referral, scene.candidate)
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    second = propose(scene, referral, factories.company(scene.partner))
    answers.add(actor=scene.partner_advisor, referral_id=referral.pk)
    second.refresh_from_db()
    assert second.state == SuggestionState.SUBMITTED
    assert factories.reread(referral.request).undecided_count == 2


@pytest.mark.parametrize("about", ["itself", "the other"])
def test_words_about_one_candidate_name_neither_it_nor_another(
    scene: factories.Scene, about: str
) -> None:
    referral = scene.referral()
    other = factories.company(scene.partner, visibility="network")
    named = scene.candidate if about == "itself" else other
    words = "Better than Fonderie Zephyrine, as everybody here says."
    with pytest.raises(ValidationError) as refused:
        propose(scene, referral, named, words)
    assert list(refused.value.message_dict) == ["words"]
    assert "“Fonderie Zephyrine”" in refused.value.message_dict["words"][0]
    assert not Suggestion.objects.unrestricted("a test").filter(referral=referral).exists()


def test_words_that_name_a_company_renamed_meanwhile_are_not_sent(scene: factories.Scene) -> None:
    referral = scene.referral()
    row = propose(scene, referral, scene.candidate, "Better than Ateliers Zolnay, as all say.")
    scene.candidate.legal_name = "Ateliers Zolnay SAS"
    scene.candidate.save()
    with pytest.raises(ValidationError) as refused:
        answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    assert "“Ateliers Zolnay”" in refused.value.message_dict[f"words_{row.pk}"][0]
    referral.refresh_from_db()
    assert referral.state == ReferralState.SENT


def test_a_published_candidate_may_be_named(scene: factories.Scene) -> None:
    referral = scene.referral()
    known = factories.company(scene.partner, legal_name="Ateliers Corvin SAS", visibility="public")
    propose(scene, referral, known, "Ateliers Corvin casts such parts.")
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    referral.refresh_from_db()
    assert referral.state == ReferralState.ANSWERED


def test_a_partner_proposes_only_companies_of_its_own(scene: factories.Scene) -> None:
    referral = scene.referral()
    for company in (scene.company, factories.company(scene.home)):
        with pytest.raises(NotAllowed):
            propose(scene, referral, company)


def test_a_company_entered_by_the_partner_is_told_at_submission(scene: factories.Scene) -> None:
    referral = scene.referral()
    row = enter(scene, referral)
    assert (row.company.source, row.company.agency) == ("proposed", scene.partner)
    assert not Notice.objects.filter(address=PERSON["email"]).exists()
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    row.refresh_from_db()
    assert row.told_at is not None
    assert row.word == Word.NOT_ASKED
    assert Notice.objects.get(address=PERSON["email"]).kind == "suggestion.submit.candidate"


def test_a_company_is_entered_only_with_the_word_that_it_may_be_proposed(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    with pytest.raises(ValidationError, match="that you may propose"):
        proposing.propose(
            actor=scene.partner_advisor,
            referral_id=referral.pk,
            new=proposing.NewCandidate(company=NEW, contact=PERSON, may_be_proposed=False),
            words=factories.FITS,
        )
    assert not Company.objects.unrestricted(ALL).filter(source="proposed").exists()


def test_who_was_entered_and_refuses_has_its_contact_data_erased(scene: factories.Scene) -> None:
    referral = scene.referral()
    row = enter(scene, referral)
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    link = link_for(LinkPurpose.SUGGESTION, suggestion=row, email=PERSON["email"])
    opened = open_link(link.token())
    assert opened is not None
    choosing.refuse(actor=opened.actor, suggestion_id=row.pk, reason="not_interested")
    mark_used(opened.link, "refuse")
    row.refresh_from_db()
    assert (row.state, row.word) == (SuggestionState.REFUSED, Word.REFUSED)
    assert not Contact.objects.filter(company=row.company).exists()
    assert not Notice.objects.filter(address=PERSON["email"]).exists()
    opened = open_link(link.token())
    assert opened is not None
    assert opened.link.used_verb == "refuse"
    assert PERSON["email"] not in opened.link.email
    assert masked(opened.link.email) == masked(PERSON["email"]) == "o•••@brisquet.example"


def test_words_of_a_refusal_do_not_say_who_refused(scene: factories.Scene) -> None:
    referral = scene.referral()
    row = enter(scene, referral)
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    with pytest.raises(ValidationError) as refused:
        choosing.refuse(
            actor=factories.on_behalf(scene.partner_advisor),
            suggestion_id=row.pk,
            reason="no_capacity",
            words="Odile Varenne says no.",
        )
    assert list(refused.value.message_dict) == ["words"]
    assert Contact.objects.filter(company=row.company).exists()


def test_what_was_taken_back_is_proposed_again_with_new_words_and_reasons(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    row = factories.suggested(scene.partner_advisor, referral, scene.candidate)
    choosing.take_back(
        actor=scene.partner_advisor, suggestion_id=row.pk, reason="entered_by_mistake"
    )
    reasons = [{"code": "sector", "in_favour": True, "values": ["24.53"]}]
    again = proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        company_id=scene.candidate.pk,
        words="Has capacity again.",
        score=71,
        reasons=reasons,
    )
    again.refresh_from_db()
    assert again.pk == row.pk
    assert (again.state, again.word, again.reason) == ("draft", "not_asked", "")
    assert (again.words, again.score, again.reasons) == ("Has capacity again.", 71, reasons)


def test_market_information_is_answered_in_words_and_then_waits_for_the_company(
    scene: factories.Scene,
) -> None:
    referral = scene.referral(kind=Kind.MARKET_INFORMATION)
    with pytest.raises(NoLongerPossible):
        propose(scene, referral, scene.candidate)
    with pytest.raises(ValidationError) as refused:
        answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    assert list(refused.value.message_dict) == ["words"]
    answers.answer_referral(
        actor=scene.partner_advisor, referral_id=referral.pk, words="Three foundries, all busy."
    )
    request = factories.reread(referral.request)
    assert (request.waits_for, request.undecided_count) == (WaitsFor.ADVISOR, 1)
    presenting.present(
        actor=scene.advisor,
        request_id=request.pk,
        words={referral.pk: "There are three foundries."},
    )
    request = factories.reread(request)
    referral.refresh_from_db()
    assert (request.state, request.waits_for, request.undecided_count) == (
        "presented",
        WaitsFor.COMPANY,
        0,
    )
    assert referral.presented_words == "There are three foundries."
