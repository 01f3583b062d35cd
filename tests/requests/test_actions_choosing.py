"""From presenting to the introduction: who is asked, who is named to whom, and on which ground."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from activities.errors import NoLongerPossible, ToConfirm
from companies.models import Company, Contact
from cooperation_requests.actions import answers, choosing, partners, presenting, proposing
from cooperation_requests.answer_links import link_for, open_link
from cooperation_requests.enums import (
    LinkPurpose,
    RequestState,
    SuggestionState,
    WaitsFor,
    Word,
)
from cooperation_requests.models import Suggestion
from disclosure.models import Disclosure
from notifications.models import Notice
from tests import factories
from tests.requests.knowing import named_to_company, named_to_home, named_to_partner

pytestmark = pytest.mark.django_db

ALL = "a test"
ASKED = "suggestion.ask_candidate.candidate"


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def grounds(suggestion: Suggestion) -> set[tuple[str, str, str, bool, bool]]:
    """(ground, whose data, which, to a company, to an organisation) of all that was disclosed."""
    request = suggestion.referral.request
    found: dict[tuple[str, str, str], list[Disclosure]] = {}
    for row in Disclosure.objects.unrestricted(ALL).filter(origin_id=suggestion.pk):
        whose = "requester" if row.company_id == request.company_id else "candidate"
        found.setdefault((row.ground, whose, "+".join(row.fields)), []).append(row)
    return {
        (
            *what,
            any(row.to_company_id is not None for row in rows),
            any(row.to_organisation_id is not None for row in rows),
        )
        for what, rows in found.items()
    }


def test_words_for_the_company_name_no_candidate_of_the_case(scene: factories.Scene) -> None:
    referral = scene.referral()
    other = factories.company(scene.partner, visibility="network", legal_name="Ateliers Corvin SAS")
    rows = {
        company.pk: proposing.propose(
            actor=scene.partner_advisor,
            referral_id=referral.pk,
            company_id=company.pk,
            words=factories.FITS,
        )
        for company in (scene.candidate, other)
    }
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    choosing.set_aside(
        actor=scene.advisor, suggestion_id=rows[scene.candidate.pk].pk, reason="too_small"
    )
    row = rows[other.pk]
    choosing.shortlist(actor=scene.advisor, suggestion_id=row.pk)
    for words in ("Ateliers Corvin is good.", "Larger than Fonderie Zéphyrine."):
        with pytest.raises(ValidationError) as refused:
            presenting.present(
                actor=scene.advisor, request_id=referral.request_id, words={row.pk: words}
            )
        assert list(refused.value.message_dict) == [f"words_{row.pk}"]
    row.refresh_from_db()
    assert row.state == SuggestionState.SHORTLISTED


@pytest.mark.parametrize("became", ["presented", "interested", "not_interested", "introduced"])
def test_the_same_company_from_two_partners_is_presented_once(
    scene: factories.Scene, became: str
) -> None:
    """Whatever became of it with the company meanwhile."""
    first = scene.suggestion()
    request_id = first.referral.request_id
    if became in {"interested", "introduced"}:
        choosing.choose(actor=scene.owner, suggestion_id=first.pk)
    if became == "not_interested":
        choosing.pass_over(actor=scene.owner, suggestion_id=first.pk, reason="other")
    if became == "introduced":
        choosing.agree(actor=factories.on_behalf(scene.partner_advisor), suggestion_id=first.pk)
        choosing.introduce(actor=scene.advisor, suggestion_id=first.pk, words="Call each other.")
    first.refresh_from_db()
    assert first.state == became
    rival = factories.agency(country="IT", seat="ITC4", time_zone="Europe/Rome")
    twin = factories.company(rival, website=scene.candidate.website.replace("//", "//www."))
    (referral,) = partners.forward(
        actor=scene.advisor, request_id=request_id, deadlines={rival.pk: None}
    )
    row = factories.suggested(factories.staff(rival), referral, twin)
    choosing.shortlist(actor=scene.advisor, suggestion_id=row.pk)
    with pytest.raises(ToConfirm, match="presented already") as asked:
        presenting.present(actor=scene.advisor, request_id=request_id, words={row.pk: "Fits."})
    # Sisters that share a website are two all the same.
    sure = scene.advisor.confirming(asked.value.words)
    presenting.present(actor=sure, request_id=request_id, words={row.pk: "Fits."})
    row.refresh_from_db()
    assert row.state == SuggestionState.PRESENTED


def test_choosing_asks_the_candidate_in_its_agency_s_name(scene: factories.Scene) -> None:
    candidate = factories.company_person(scene.candidate)
    row = scene.suggestion()
    assert (row.word, grounds(row)) == (
        Word.NOT_ASKED,
        {("present", "candidate", "card", True, False)},
    )
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.word) == (SuggestionState.INTERESTED, Word.ASKED)
    assert Notice.objects.get(kind=ASKED).person_id == candidate.user_id
    assert factories.reread(row.referral.request).waits_for == WaitsFor.CANDIDATE


def test_a_candidate_that_was_asked_before_is_not_asked_a_second_time(
    scene: factories.Scene,
) -> None:
    factories.company_person(scene.candidate)
    row = scene.suggestion()
    choosing.ask_candidate(actor=scene.partner_advisor, suggestion_id=row.pk)
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    assert Notice.objects.filter(kind=ASKED).count() == 1


def test_a_candidate_proposed_again_is_asked_again(scene: factories.Scene) -> None:
    factories.company_person(scene.candidate)
    row = scene.suggestion()
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    choosing.take_back(actor=scene.partner_advisor, suggestion_id=row.pk, reason="no_capacity")
    proposing.propose(
        actor=scene.partner_advisor,
        referral_id=row.referral_id,
        company_id=scene.candidate.pk,
        words=factories.FITS,
    )
    answers.add(actor=scene.partner_advisor, referral_id=row.referral_id)
    factories.presented(scene.advisor, row)
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    assert Notice.objects.filter(kind=ASKED).count() == 2


def test_the_name_goes_to_the_partner_only_if_the_company_says_so(scene: factories.Scene) -> None:
    row = scene.suggestion()
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    assert not named_to_partner(row.referral)
    choosing.pass_over(actor=scene.owner, suggestion_id=row.pk, reason="price")
    choosing.choose(actor=scene.owner, suggestion_id=row.pk, name_to_partner=True)
    assert named_to_partner(row.referral)
    assert ("choose", "requester", "name", False, True) in grounds(row)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_candidate_says_whether_it_is_named_before_the_introduction(
    scene: factories.Scene, at_once: bool
) -> None:
    row = scene.suggestion()
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    choosing.agree(
        actor=factories.on_behalf(scene.partner_advisor),
        suggestion_id=row.pk,
        name_at_once=at_once,
    )
    row.refresh_from_db()
    assert row.word == Word.AGREED
    assert (named_to_company(row), named_to_home(row)) == (at_once, at_once)
    assert factories.reread(row.referral.request).waits_for == WaitsFor.ADVISOR


def test_the_introduction_hands_name_and_contact_to_both_sides(scene: factories.Scene) -> None:
    row = scene.suggestion()
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    with pytest.raises(NoLongerPossible) as refused:
        choosing.introduce(actor=scene.advisor, suggestion_id=row.pk, words="Call each other.")
    assert refused.value.why == "word_agreed"
    choosing.agree(actor=factories.on_behalf(scene.partner_advisor), suggestion_id=row.pk)
    choosing.introduce(actor=scene.advisor, suggestion_id=row.pk, words="Call each other.")
    row.refresh_from_db()
    request = factories.reread(row.referral.request)
    assert (row.state, request.state, request.waits_for) == (
        "introduced",
        "introduced",
        "both_companies",
    )
    assert {one for one in grounds(row) if one[0] == "introduced"} == {
        ("introduced", "requester", "name+contact", True, True),
        ("introduced", "candidate", "name+contact", True, True),
    }


def test_a_yes_is_taken_back_until_the_introduction_and_a_no_is_final(
    scene: factories.Scene,
) -> None:
    row = scene.suggestion()
    word_of_the_candidate = factories.on_behalf(scene.partner_advisor)
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    choosing.agree(actor=word_of_the_candidate, suggestion_id=row.pk)
    choosing.refuse(actor=word_of_the_candidate, suggestion_id=row.pk, reason="no_capacity")
    with pytest.raises(NoLongerPossible):
        choosing.introduce(actor=scene.advisor, suggestion_id=row.pk, words="Call each other.")
    with pytest.raises(NoLongerPossible):
        choosing.agree(actor=word_of_the_candidate, suggestion_id=row.pk)
    with pytest.raises(NoLongerPossible):
        proposing.propose(
            actor=scene.partner_advisor,
            referral_id=row.referral_id,
            company_id=scene.candidate.pk,
            words=factories.FITS,
        )


def test_a_candidate_without_account_agrees_by_its_link_alone(scene: factories.Scene) -> None:
    Contact.objects.create(
        company=scene.candidate, name="Odile Varenne", email="odile@zephyrine.example"
    )
    row = scene.suggestion()
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    assert Notice.objects.get(kind=ASKED).address == "odile@zephyrine.example"
    row.refresh_from_db()
    link = link_for(LinkPurpose.SUGGESTION, suggestion=row, email="odile@zephyrine.example")
    opened = open_link(link.token())
    assert opened is not None
    assert opened.fault == ""
    choosing.agree(actor=opened.actor, suggestion_id=row.pk)
    row.refresh_from_db()
    assert row.word == Word.AGREED


def test_words_of_a_partner_that_takes_back_do_not_name_the_candidate(
    scene: factories.Scene,
) -> None:
    row = scene.suggestion()
    with pytest.raises(ValidationError) as refused:
        choosing.take_back(
            actor=scene.partner_advisor,
            suggestion_id=row.pk,
            reason="other",
            words="Fonderie Zéphyrine is sold.",
        )
    assert list(refused.value.message_dict) == ["words"]
    row.refresh_from_db()
    assert row.state == SuggestionState.PRESENTED


def test_a_candidate_that_is_with_another_case_keeps_its_contact(scene: factories.Scene) -> None:
    Company.objects.unrestricted(ALL).filter(pk=scene.candidate.pk).update(source="proposed")
    contact = Contact.objects.create(
        company=scene.candidate, name="Odile Varenne", email="odile@zephyrine.example"
    )
    first, second = scene.suggestion(), scene.suggestion()
    refusing = factories.on_behalf(scene.partner_advisor)
    choosing.refuse(actor=refusing, suggestion_id=first.pk, reason="not_interested")
    assert Contact.objects.filter(pk=contact.pk).exists()
    choosing.refuse(actor=refusing, suggestion_id=second.pk, reason="not_interested")
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert factories.reread(second.referral.request).state == RequestState.PRESENTED
