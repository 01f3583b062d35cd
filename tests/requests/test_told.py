"""What people are told: every kind of notice has its line in the portal, an introduction is told
whatever follows, nobody hears twice or of what does not concern them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from activities import clock
from activities.actor import ANONYMOUS
from companies.models import Contact
from cooperation_requests import answer_links
from cooperation_requests.actions import (
    answers,
    choosing,
    ending,
    partners,
    presenting,
    proposing,
    triage,
)
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.models import AnswerLink, Referral, Suggestion
from cooperation_requests.models.request import NEED_FIELDS
from cooperation_requests.notices.fitting import tell_fitting
from cooperation_requests.notices.words import WORDS
from cooperation_requests.showing.company_view import answers_for_company, regions_asked
from network.models import Membership
from notifications.delivery import render
from notifications.models import Notice
from tests import factories
from tests.access.people import browser_of
from tests.access.story import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def test_every_kind_has_a_line_in_the_portal_with_nothing_left_to_fill_in() -> None:
    for key, words in WORDS.items():
        assert "%(" not in str(words.summary or words.subject), key


def test_the_portal_lists_that_a_company_may_fit_on_both_sides(scene: factories.Scene) -> None:
    referral = scene.referral()
    tell_fitting(scene.candidate.pk, referral)
    tell_fitting(scene.company.pk, referral.request)
    reference = referral.request.reference
    for actor, address in (
        (
            scene.partner_advisor,
            reverse("requests:desk-referral", kwargs={"referral_id": referral.pk}),
        ),
        (scene.advisor, reverse("requests:desk-request", kwargs={"reference": reference})),
    ):
        browser = browser_of(actor)
        page = browser.get(reverse("notifications:notices")).content.decode()
        assert f"{reference}: a company of yours may fit" in page
        (link,) = re.findall(rf'href="([^"]+)">{reference}: a company of yours may fit', page)
        assert browser.get(link).headers["Location"].endswith(address)


def introduced(scene: factories.Scene) -> Suggestion:
    """The candidate, without account, is introduced."""
    row = scene.suggestion()
    Contact.objects.create(company=scene.candidate, name="Zoé", email="zoe@candidate.example")
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    partner = factories.on_behalf(scene.partner_advisor)
    choosing.agree(actor=partner, suggestion_id=row.pk)
    choosing.introduce(actor=scene.advisor, suggestion_id=row.pk, words="Call each other.")
    row.refresh_from_db()
    return row


def test_an_introduction_is_told_and_its_link_opens_though_the_case_closed_at_once(
    scene: factories.Scene,
) -> None:
    row = introduced(scene)
    link = answer_links.link_for(
        LinkPurpose.SUGGESTION, suggestion=row, email="zoe@candidate.example"
    )
    case_id = row.referral.request_id
    ending.close(actor=scene.advisor, request_id=case_id, reason="introduced", words="Good luck.")
    kept = Notice.objects.filter(Notice.not_sent_rule(), activity__verb="introduce")
    assert {one.kind for one in kept} == {
        "request.introduce.company",
        "suggestion.introduce.candidate",
        "suggestion.introduce.partner",
    }
    assert all(render(one) is not None for one in kept)
    told_before = Notice.objects.exclude(activity__verb__in=["introduce", "close"])
    assert not told_before.filter(Notice.not_sent_rule()).exists()
    page = browser_of(ANONYMOUS).get(reverse("requests:answer", kwargs={"token": link.token()}))
    assert page.status_code == 200
    assert scene.company.legal_name in page.content.decode()


def test_links_of_others_say_that_the_case_ended(scene: factories.Scene) -> None:
    referral = scene.referral()
    member = Membership.objects.select_related("user").get(user_id=scene.partner_advisor.user_id)
    link = answer_links.link_for(LinkPurpose.REFERRAL, referral=referral, email=member.user.email)
    ending.close(
        actor=scene.advisor, request_id=referral.request_id, reason="other", words="Enough."
    )
    assert AnswerLink.objects.unrestricted("a test").get(pk=link.pk).revoked_at is not None
    page = browser_of(ANONYMOUS).get(reverse("requests:answer", kwargs={"token": link.token()}))
    assert page.status_code == 410
    assert "has ended" in page.content.decode()


def test_the_company_reads_the_brief_in_the_mail_and_what_changed(scene: factories.Scene) -> None:
    request = scene.request("qualified")
    (told,) = Notice.objects.filter(kind="request.qualify.company")
    message = render(told)
    brief = triage.current_brief(request)
    assert message is not None
    assert brief is not None
    assert message.paragraphs == [brief.text]
    fields = {name: getattr(brief, name) for name in NEED_FIELDS}
    triage.revise(
        actor=scene.advisor, request_id=request.pk, brief=fields | {"text": "Now in zinc."}
    )
    (told,) = Notice.objects.filter(kind="request.revise.company")
    message = render(told)
    assert message is not None
    assert message.paragraphs == ["Now in zinc."]
    assert message.lead.endswith("the brief for partners: what is looked for.")


def test_the_company_hears_once_that_partners_are_asked(scene: factories.Scene) -> None:
    request = scene.request("with_partners")
    heard = Notice.objects.filter(kind="request.forward.company", case_id=request.pk)
    assert heard.count() == 1
    ending.close(actor=scene.advisor, request_id=request.pk, reason="other", words="Wait.")
    ending.reopen(actor=scene.advisor, request_id=request.pk, words="Go on.")
    triage.qualify(actor=scene.advisor, request_id=request.pk, brief=factories.BRIEF)
    partners.forward(actor=scene.advisor, request_id=request.pk, deadlines={scene.partner.pk: None})
    assert heard.count() == 1


def test_somebody_on_the_desks_of_two_partners_hears_for_each(scene: factories.Scene) -> None:
    request = scene.request("with_partners")
    third = factories.agency("Besòs", country="ES", seat="ES511", time_zone="Europe/Madrid")
    user_id = scene.partner_advisor.user_id
    Membership.objects.create(organisation=third, user_id=user_id, role="advisor", on_desk=True)
    partners.forward(actor=scene.advisor, request_id=request.pk, deadlines={third.pk: None})
    ending.close(actor=scene.advisor, request_id=request.pk, reason="other", words="Enough.")
    told = Notice.objects.filter(kind="request.close.partners_in_play", person_id=user_id)
    assert {one.hat_id for one in told} == {scene.partner.pk, third.pk}


def test_who_was_asked_as_a_draft_is_not_told_again_of_being_proposed(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    row = proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        new=proposing.NewCandidate(
            {"legal_name": "Rossi Srl", "country": "IT", "city": "Brescia", "sectors": []},
            {"name": "Ada Bianchi", "email": "ada@rossi.example", "language": "en"},
            may_be_proposed=True,
        ),
        words="Fits.",
    )
    choosing.ask_candidate(actor=scene.partner_advisor, suggestion_id=row.pk)
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    told = Notice.objects.filter(address="ada@rossi.example").values_list("kind", flat=True)
    assert list(told) == ["suggestion.ask_candidate.candidate"]
    row.refresh_from_db()
    assert row.told_at is not None


def test_a_recalled_region_did_not_answer(scene: factories.Scene) -> None:
    referral = scene.referral()

    def said() -> list[str]:
        return [str(lane.chip.label) for lane in regions_asked(referral.request) if lane.chip]

    assert said() == ["asked"]
    partners.recall(actor=scene.advisor, referral_id=referral.pk, words="Solved.")
    assert said() == ["asked"]
    Referral.objects.unrestricted("a test").update(state="no_candidate")
    assert said() == ["answered"]


def test_market_information_that_was_given_stays_when_more_comes(scene: factories.Scene) -> None:
    referral = scene.referral(kind="market_information")
    answers.answer_referral(
        actor=scene.partner_advisor, referral_id=referral.pk, words="Three foundries."
    )
    presenting.present(
        actor=scene.advisor, request_id=referral.request_id, words={referral.pk: "Three of them."}
    )
    answers.add(actor=scene.partner_advisor, referral_id=referral.pk, words="A fourth.")
    case = factories.reread(referral.request)
    assert [words for _region, words in answers_for_company(case, scene.owner)] == [
        "Three of them."
    ]


def test_the_advisor_decides_the_kind_until_partners_are_asked(scene: factories.Scene) -> None:
    request = scene.request("in_triage", kind="supplier")
    triage.qualify(
        actor=scene.advisor,
        request_id=request.pk,
        brief=factories.BRIEF | {"kind": "market_information"},
    )
    assert factories.reread(request).kind == "market_information"
    triage.revise(
        actor=scene.advisor, request_id=request.pk, brief=factories.BRIEF | {"kind": "supplier"}
    )
    partners.forward(actor=scene.advisor, request_id=request.pk, deadlines={scene.partner.pk: None})
    with pytest.raises(Exception, match="asked already"):
        triage.revise(
            actor=scene.advisor,
            request_id=request.pk,
            brief=factories.BRIEF | {"kind": "market_information"},
        )


def test_the_advisor_enters_what_a_partner_said_by_telephone(scene: factories.Scene) -> None:
    referral = scene.referral()
    keys = {"reference": referral.request.reference, "referral_id": referral.pk}
    browser = browser_of(scene.advisor)
    address = reverse("requests:desk-lane-verb", kwargs=keys | {"verb": "answer"})
    assert address in browser.get(reverse("requests:desk-lane", kwargs=keys)).content.decode()
    assert browser.get(address).status_code == 200
    answer = browser.post(
        address,
        {
            "legal_name": "Rossi Srl", "country": "IT", "city": "Brescia", "sectors": "24.53",
            "name": "Ada Bianchi", "email": "ada@rossi.example", "language": "en",
            "words": "Casts what is asked for.", "may_be_proposed": "on",
            "said_how": "telephone", "said_on": str(clock.today("Europe/Brussels")),
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    row = Suggestion.objects.unrestricted("a test").get(referral=referral)
    assert (row.state, row.proposed_side, row.company.legal_name) == (
        "submitted",
        "home",
        "Rossi Srl",
    )


@pytest.mark.parametrize(
    ("said_on", "refused"),
    [("2026-11-01", "before the request"), ("2026-11-02", ""), ("2026-11-03", "still to come")],
)
def test_a_word_was_given_between_the_request_and_today(
    scene: factories.Scene, said_on: str, refused: str
) -> None:
    with clock.at(START):
        request = scene.request("submitted")
    with clock.at(START + timedelta(hours=1)):
        answer = browser_of(scene.advisor).post(
            reverse(
                "requests:desk-request-verb",
                kwargs={"reference": request.reference, "verb": "withdraw"},
            ),
            {"reason": "other", "words": "Solved.", "said_how": "telephone", "said_on": said_on},
        )
    assert answer.status_code == (422 if refused else 302), answer.content.decode()
    assert refused in answer.content.decode()


def test_a_partner_ticked_that_was_asked_meanwhile_stops_the_whole_form(
    scene: factories.Scene,
) -> None:
    request = scene.request("qualified")
    third = factories.agency("Besòs", country="ES", seat="ES511", time_zone="Europe/Madrid")
    address = reverse(
        "requests:desk-request-verb", kwargs={"reference": request.reference, "verb": "forward"}
    )
    partners.forward(actor=scene.advisor, request_id=request.pk, deadlines={third.pk: None})
    answer = browser_of(scene.advisor).post(
        address, {f"ask_{third.pk}": "on", f"ask_{scene.partner.pk}": "on"}
    )
    assert answer.status_code == 422
    assert "Besòs" in answer.content.decode()
    assert "Nothing was sent yet" in answer.content.decode()
    assert Referral.objects.unrestricted("a test").filter(request=request).count() == 1


def test_a_candidate_taken_back_meanwhile_stops_the_presentation_and_no_word_is_lost(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    first, second = (
        factories.suggested(scene.partner_advisor, referral, scene.candidate),
        None,
    )
    other = factories.company(scene.partner)
    second = proposing.propose(
        actor=scene.partner_advisor, referral_id=referral.pk, company_id=other.pk, words="Too."
    )
    answers.add(actor=scene.partner_advisor, referral_id=referral.pk)
    for row in (first, second):
        choosing.shortlist(actor=scene.advisor, suggestion_id=row.pk)
    choosing.take_back(actor=scene.partner_advisor, suggestion_id=second.pk, reason="other")
    address = reverse(
        "requests:desk-request-verb",
        kwargs={"reference": referral.request.reference, "verb": "present"},
    )
    data = {
        f"present_{first.pk}": "on", f"words_{first.pk}": "The first.",
        f"present_{second.pk}": "on", f"words_{second.pk}": "Words about the second.",
    }  # fmt: skip
    answer = browser_of(scene.advisor).post(address, data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nothing was presented yet" in page
    assert "Words about the second." in page
    first.refresh_from_db()
    assert first.state == "shortlisted"
