"""What a side has read before somebody is chosen is looked at again then, wherever it stood."""

from __future__ import annotations

import pytest

from activities.errors import ToConfirm
from companies.models import Company, Contact
from cooperation_requests.actions import (
    answers,
    choosing,
    ending,
    messages,
    partners,
    presenting,
    proposing,
    triage,
)
from cooperation_requests.enums import PartnerDeclineReason
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from tests import factories

pytestmark = pytest.mark.django_db

NAME = "Ateliers Corvaldine SAS"
WORDS = "Corvaldine would be another one."


class Story:
    """A request between two agencies; `named` is open to the network and known to the advisor."""

    def __init__(self) -> None:
        self.scene = factories.scene()
        self.named = factories.company(self.scene.partner, legal_name=NAME, visibility="network")

    def referral(self, request: CooperationRequest) -> Referral:
        return Referral.objects.unrestricted("a test").get(request=request)

    def qualified(self, brief: str = "") -> CooperationRequest:
        request = self.scene.request("in_triage")
        self.qualify(request, brief)
        return request

    def qualify(self, request: CooperationRequest, brief: str = "") -> None:
        text = {"text": brief} if brief else {}
        triage.qualify(
            actor=self.scene.advisor, request_id=request.pk, brief=factories.BRIEF | text
        )

    def forward(self, request: CooperationRequest) -> Referral:
        (referral,) = partners.forward(
            actor=self.scene.advisor,
            request_id=request.pk,
            deadlines={self.scene.partner.pk: None},
        )
        return referral

    def shortlisted(self, referral: Referral, company: Company) -> Suggestion:
        partner = self.scene.partner_advisor
        row = proposing.propose(
            actor=partner, referral_id=referral.pk, company_id=company.pk, words="Fits."
        )
        referral.refresh_from_db()
        send = answers.add if referral.state == "answered" else answers.answer_referral
        send(actor=partner, referral_id=referral.pk)
        choosing.shortlist(actor=self.scene.advisor, suggestion_id=row.pk)
        return row

    def present(self, row: Suggestion, words: str = "This one fits.") -> None:
        presenting.present(
            actor=self.scene.advisor,
            request_id=row.referral.request_id,
            words={row.pk: words},
        )

    def asked_about(self, referral: Referral) -> list[str]:
        """The words that are asked about when `named` is presented."""
        row = self.shortlisted(referral, self.named)
        try:
            self.present(row)
        except ToConfirm as question:
            return list(question.words)
        return []


def test_nothing_is_asked_where_the_company_has_read_nothing() -> None:
    story = Story()
    assert story.asked_about(story.forward(story.qualified())) == []


def test_the_words_of_an_end_that_was_undone() -> None:
    story = Story()
    advisor, request = story.scene.advisor, story.qualified()
    ending.close(actor=advisor, request_id=request.pk, reason="other", words=WORDS)
    ending.reopen(actor=advisor, request_id=request.pk, words="We go on.")
    story.qualify(request)
    assert story.asked_about(story.forward(request)) == ["Corvaldine"]


def test_the_words_of_an_introduction() -> None:
    story = Story()
    request = story.scene.request("presented")
    referral = story.referral(request)
    first = Suggestion.objects.unrestricted("a test").get(referral=referral)
    choosing.choose(actor=story.scene.owner, suggestion_id=first.pk)
    partner = factories.on_behalf(story.scene.partner_advisor)
    choosing.agree(actor=partner, suggestion_id=first.pk)
    choosing.introduce(actor=story.scene.advisor, suggestion_id=first.pk, words=WORDS)
    assert story.asked_about(referral) == ["Corvaldine"]


def test_the_words_beside_a_card_whose_place_newer_ones_took() -> None:
    story = Story()
    request = story.scene.request("with_partners")
    referral, partner = story.referral(request), story.scene.partner_advisor
    first = story.shortlisted(referral, story.scene.candidate)
    story.present(first, WORDS)
    choosing.take_back(actor=partner, suggestion_id=first.pk, reason="other")
    proposing.propose(
        actor=partner, referral_id=referral.pk, company_id=first.company_id, words="Again."
    )
    assert story.asked_about(referral) == ["Corvaldine"]


def test_the_brief_itself() -> None:
    story = Story()
    request = story.qualified(f"Wanted: a foundry for housings of pumps. {WORDS}")
    assert story.asked_about(story.forward(request)) == ["Corvaldine"]


@pytest.mark.parametrize("read", ["and still asked", "and declined", ""])
def test_an_older_brief_that_a_partner_has_read_names_the_agency_asked_now(read: str) -> None:
    story = Story()
    scene = story.scene
    other = factories.agency("Besòs Empresa", country="ES", seat="ES511")
    request = story.qualified("Wanted: a foundry for pumps. Besòs Empresa may know more.")
    if read:
        referral = story.forward(request)
    if read == "and declined":
        answers.decline_referral(
            actor=scene.partner_advisor, referral_id=referral.pk, reason=PartnerDeclineReason.OTHER
        )
    triage.revise(actor=scene.advisor, request_id=request.pk, brief=factories.BRIEF)
    if not read:
        story.forward(request)
    asked = {"request_id": request.pk, "deadlines": {other.pk: None}}
    actor = scene.advisor
    if read:
        with pytest.raises(ToConfirm, match="has read “Besòs Empresa”") as question:
            partners.forward(actor=actor, **asked)
        actor = actor.confirming(question.value.words)
        partners.forward(actor=actor, **asked)


def test_a_brief_is_asked_about_where_a_new_name_of_the_company_is_a_common_word() -> None:
    story = Story()
    scene = story.scene
    request = story.qualified("Wanted: a foundry for housings. Questions go to Mrs Stahl.")
    Contact.objects.create(company=scene.company, name="Eva Stahl")
    asked = {"request_id": request.pk, "deadlines": {scene.partner.pk: None}}
    with pytest.raises(ToConfirm, match="may give the company away") as question:
        partners.forward(actor=scene.advisor, **asked)
    partners.forward(actor=scene.advisor.confirming(question.value.words), **asked)


def test_a_card_is_asked_about_where_the_company_has_read_a_common_word_of_its_name() -> None:
    story = Story()
    request = story.qualified()
    messages.write(
        actor=story.scene.advisor,
        request_id=request.pk,
        thread="company",
        text="I called Mrs Stahl, they are good.",
    )
    Contact.objects.create(company=story.named, name="Eva Stahl")
    assert story.asked_about(story.forward(request)) == ["Stahl"]


@pytest.mark.parametrize("way", ["answer", "reopen"])
def test_what_the_agency_noted_as_the_company_s_words(way: str) -> None:
    story = Story()
    scene = story.scene
    noting = factories.on_behalf(scene.advisor)
    if way == "answer":
        request = scene.request("in_triage")
        triage.ask(actor=scene.advisor, request_id=request.pk, text="Whom do you know?")
        triage.answer(actor=noting, request_id=request.pk, text=WORDS)
    else:
        request = scene.request("in_triage")
        ending.withdraw(actor=scene.owner, request_id=request.pk, reason="solved")
        ending.reopen(actor=noting, request_id=request.pk, words=WORDS)
    story.qualify(request)
    assert story.asked_about(story.forward(request)) == ["Corvaldine"]


def test_a_passing_that_the_agency_noted_for_the_company() -> None:
    story = Story()
    scene = story.scene
    request = scene.request("presented")
    referral = story.referral(request)
    first = Suggestion.objects.unrestricted("a test").get(referral=referral)
    choosing.pass_over(
        actor=factories.on_behalf(scene.advisor),
        suggestion_id=first.pk,
        reason="other",
        words=WORDS,
    )
    assert story.asked_about(referral) == ["Corvaldine"]


def test_a_need_that_the_agency_wrote_down_for_the_company() -> None:
    story = Story()
    request = story.qualified()
    request.refresh_from_db()
    request.text, request.started_side = f"We look for a foundry. {WORDS}", "home"
    request.save()
    assert story.asked_about(story.forward(request)) == ["Corvaldine"]


def test_words_for_a_candidate_name_no_agency_that_is_asked_later_without_a_yes() -> None:
    story = Story()
    scene = story.scene
    other = factories.agency("Besòs Empresa", country="ES", seat="ES511")
    request = scene.request("presented")
    first = Suggestion.objects.unrestricted("a test").get(referral__request=request)
    choosing.choose(actor=scene.owner, suggestion_id=first.pk)
    choosing.agree(actor=factories.on_behalf(scene.partner_advisor), suggestion_id=first.pk)
    choosing.introduce(
        actor=scene.advisor,
        suggestion_id=first.pk,
        words="Call each other.",
        words_for_candidate="Besòs Empresa may be asked too.",
    )
    asked = {"request_id": request.pk, "deadlines": {other.pk: None}}
    with pytest.raises(ToConfirm, match="has read “Besòs Empresa”") as question:
        partners.forward(actor=scene.advisor, **asked)
    partners.forward(actor=scene.advisor.confirming(question.value.words), **asked)
