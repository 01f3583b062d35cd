"""Mails that nothing in the demo's stories brings about are put into words, too."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from companies.models import CompanyMember
from cooperation_requests.actions import (
    answers,
    choosing,
    drafts,
    ending,
    messages,
    partners,
    proposing,
    triage,
)
from cooperation_requests.enums import RequestState, Thread
from network.models import Membership
from notifications.assembling import mail_for
from notifications.delivery import build_mail, render
from notifications.models import Notice
from tests import factories
from tests.files import samples
from tests.requests.case import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def mail(kind: str) -> str:
    """Subject and text of the only mail of a kind."""
    notice = Notice.objects.select_related("person", "activity").get(kind=kind)
    message = render(notice)
    assert message is not None
    built = build_mail(mail_for(notice), message)
    return html.unescape(f"{built.subject}\n{built.body}")


def test_who_looked_after_a_request_hears_who_does_now(scene: factories.Scene) -> None:
    request = scene.request(RequestState.IN_TRIAGE)
    colleague = factories.staff(scene.home, name="Ilse Brandt")
    assert colleague.user_id is not None
    triage.assign(actor=scene.advisor, request_id=request.pk, advisor_id=colleague.user_id)
    assert "handed to Ilse Brandt" in mail("request.assign.assigned_before")
    assert "yours from now on" in mail("request.assign.assigned")


def told(kind: str) -> set[tuple[str, str]]:
    """Who was told of it, and under which hat."""
    notices = Notice.objects.filter(kind=kind)
    return {(str(one.person_id or one.address), str(one.hat_id)) for one in notices}


def test_who_belongs_to_the_company_that_asks_hears_of_it_as_the_company_alone(
    scene: factories.Scene,
) -> None:
    """Somebody of its agency's desk who is also of the company."""
    colleague = factories.staff(scene.home, on_desk=True)
    user = User.objects.get(pk=colleague.user_id)
    request = scene.request(RequestState.DRAFT)
    drafts.submit(actor=scene.owner, request_id=request.pk)
    both = {str(scene.advisor.user_id), str(colleague.user_id)}
    assert told("request.submit.home_desk") == {(one, str(scene.home.pk)) for one in both}
    CompanyMember.objects.create(company=scene.company, user=user)
    Notice.objects.all().delete()
    write(request, state=RequestState.DRAFT, reference=None)
    drafts.submit(actor=scene.owner, request_id=request.pk)
    assert told("request.submit.home_desk") == {(str(scene.advisor.user_id), str(scene.home.pk))}
    assert told("request.submit.company") == {
        (str(one), str(scene.company.pk)) for one in (scene.owner.user_id, colleague.user_id)
    }
    # As well where the company itself is told nothing.
    Notice.objects.all().delete()
    messages.write(
        actor=scene.owner, request_id=request.pk, thread=Thread.COMPANY, text="Any news?"
    )
    assert {one.person_id for one in Notice.objects.all()} == {scene.advisor.user_id}


def test_whose_own_company_is_a_candidate_hears_nothing_of_the_case_as_an_advisor(
    scene: factories.Scene,
) -> None:
    """The desk hears in place of the advisor who is responsible."""
    request = scene.suggestion().referral.request
    colleague = factories.staff(scene.home, on_desk=True)
    for speaks, hears in ((False, {scene.advisor.user_id}), (True, {colleague.user_id})):
        if speaks:
            Membership.objects.filter(user_id=scene.advisor.user_id).update(on_desk=False)
            user = User.objects.get(pk=scene.advisor.user_id)
            CompanyMember.objects.create(company=scene.candidate, user=user)
        Notice.objects.all().delete()
        messages.write(
            actor=scene.owner, request_id=request.pk, thread=Thread.COMPANY, text="Any news?"
        )
        assert {one.person_id for one in Notice.objects.all()} == hears


def test_the_company_hears_that_its_agency_goes_on(scene: factories.Scene) -> None:
    request = scene.request(RequestState.NEEDS_INFORMATION)
    triage.resume(actor=scene.advisor, request_id=request.pk)
    assert "without the answer" in mail("request.resume.company")


def test_the_advisor_hears_that_the_company_opened_its_request_again(
    scene: factories.Scene,
) -> None:
    request = scene.request(RequestState.WITHDRAWN)
    ending.reopen(actor=scene.owner, request_id=request.pk, words="We need it after all.")
    assert "opened its request again" in mail("request.reopen.advisor")


def test_a_partner_hears_of_a_recall_and_whom_it_made_responsible(scene: factories.Scene) -> None:
    referral = scene.referral()
    colleague = factories.staff(scene.partner)
    assert colleague.user_id is not None
    answers.assign_referral(
        actor=scene.partner_advisor, referral_id=referral.pk, advisor_id=colleague.user_id
    )
    assert "yours from now on" in mail("referral.assign.assigned")
    partners.recall(actor=scene.advisor, referral_id=referral.pk, words="Solved here.")
    text = mail("referral.recall.partner")
    assert "Nordhaus took this request back" in text
    assert scene.company.legal_name not in text


def test_the_advisor_hears_of_further_candidates(scene: factories.Scene) -> None:
    referral = scene.referral()
    factories.suggested(scene.partner_advisor, referral, scene.candidate)
    proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        company_id=factories.company(scene.partner).pk,
        words=factories.FITS,
    )
    answers.add(actor=scene.partner_advisor, referral_id=referral.pk)
    text = mail("referral.add.advisor")
    assert "Ardenne sent further candidates" in text
    assert scene.candidate.legal_name not in text


def test_a_partner_reads_what_is_noted_as_its_answer(scene: factories.Scene) -> None:
    referral = scene.referral()
    noting = factories.on_behalf(scene.advisor)
    for company in (scene.candidate, factories.company(scene.partner)):
        proposing.propose(
            actor=noting, referral_id=referral.pk, company_id=company.pk, words=factories.FITS
        )
        act = answers.answer_referral if company == scene.candidate else answers.add
        act(actor=noting, referral_id=referral.pk)
    for verb in ("answer", "add"):
        text = mail(f"referral.{verb}.partner")
        assert "Nordhaus noted an answer that you gave outside the portal" in text
        assert scene.company.legal_name not in text


@pytest.mark.parametrize(
    ("verb", "reason"), [("find_none", "nobody_fits"), ("decline", "no_capacity")]
)
def test_a_partner_reads_that_its_no_was_noted(
    scene: factories.Scene, verb: str, reason: str
) -> None:
    referral = scene.referral()
    act = answers.find_none if verb == "find_none" else answers.decline_referral
    noting = factories.on_behalf(scene.advisor)
    act(actor=noting, referral_id=referral.pk, reason=reason, words="They called.")
    assert "your answer was noted" in mail(f"referral.{verb}.partner")


def test_nobody_of_the_other_side_reads_who_refused(scene: factories.Scene) -> None:
    row = scene.suggestion()
    choosing.refuse(
        actor=factories.on_behalf(scene.partner_advisor),
        suggestion_id=row.pk,
        reason="no_capacity",
        words="Full until summer.",
    )
    for side in ("advisor", "company", "partner"):
        text = mail(f"suggestion.refuse.{side}")
        assert scene.candidate.legal_name not in text
        assert "Full until summer" not in text
    assert scene.partner.name not in mail("suggestion.refuse.company")


def test_the_company_hears_of_a_candidate_taken_back_once_it_was_presented(
    scene: factories.Scene,
) -> None:
    row = scene.suggestion()
    choosing.take_back(actor=scene.partner_advisor, suggestion_id=row.pk, reason="no_capacity")
    assert "no longer available" in mail("suggestion.take_back.company")
    assert "Ardenne took a candidate back" in mail("suggestion.take_back.advisor")


def test_a_candidate_taken_back_before_was_never_there_for_the_company(
    scene: factories.Scene,
) -> None:
    row = factories.suggested(scene.partner_advisor, scene.referral(), scene.candidate)
    choosing.take_back(actor=scene.partner_advisor, suggestion_id=row.pk, reason="no_capacity")
    assert not Notice.objects.filter(kind="suggestion.take_back.company").exists()


def test_a_mail_that_is_no_longer_due_is_not_written(scene: factories.Scene) -> None:
    referral = scene.referral()
    notice = Notice.objects.select_related("person").get(kind="referral.forward.partner_desk")
    assert render(notice) is not None
    partners.recall(actor=scene.advisor, referral_id=referral.pk, words="Solved here.")
    assert render(notice) is None


def test_a_partner_reads_in_its_language_what_of_the_brief_changed(
    scene: factories.Scene, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    referral = scene.referral()
    sent = messages.attach(
        actor=scene.advisor,
        request_id=referral.request_id,
        thread=Thread.COMPANY,
        upload=samples.checked("drawing.txt", b"Wall 4 mm."),
    )
    triage.revise(
        actor=scene.advisor,
        request_id=referral.request_id,
        brief=factories.BRIEF | {"title": "Housings, cast and machined"},
        documents=[sent.pk],
    )
    Notice.objects.filter(kind="request.revise.partners_in_play").update(language="de")
    assert "Titel, Dokumente" in mail("request.revise.partners_in_play")
