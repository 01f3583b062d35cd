"""A document that was sent is taken back by its sender: gone from disk and tables, on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.models import User
from activities import clock
from activities.errors import NotAllowed
from activities.models import Activity
from companies.models import CompanyMember
from cooperation_requests.actions import answers, messages, presenting, triage
from cooperation_requests.enums import Thread
from cooperation_requests.models import Attachment, Brief
from cooperation_requests.models.request import NEED_FIELDS
from cooperation_requests.offers import briefs
from cooperation_requests.rules import may_withdraw
from files import storage
from files.models import StoredFile
from tests import factories
from tests.access.people import browser_of
from tests.files import samples
from tests.requests.case import NOW, Case, make_case, put_request
from web.dates import short_day
from web.verbs import Asked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case() -> Case:
    return make_case()


def send(case: Case, sender: str, thread: Thread, name: str = "Wandstaerke.pdf") -> Attachment:
    return messages.attach(
        actor=case.people[sender],
        request_id=case.request.pk,
        thread=thread,
        referral_id=case.referral.pk if thread == Thread.REFERRAL else None,
        upload=samples.checked(name, samples.pdf()),
    )


def reread(attachment: Attachment) -> Attachment:
    return Attachment.objects.unrestricted("a test").get(pk=attachment.pk)


def contents() -> set[UUID]:
    return set(StoredFile.objects.values_list("pk", flat=True))


def on_disk(keys: set[UUID]) -> set[UUID]:
    return {key for _name, key, _written in storage.all_contents() if key in keys}


def address(attachment: Attachment) -> str:
    return reverse("requests:attachment-withdrawal", kwargs={"attachment_id": attachment.pk})


def text_of(case: Case, name: str, route: str, **keys: Any) -> str:
    page = browser_of(case.people[name]).get(reverse(route, kwargs=keys))
    assert page.status_code == 200
    return page.content.decode()


def test_the_company_takes_back_what_also_went_out_with_a_brief(case: Case) -> None:
    put_request(case, "in_triage")
    sent = send(case, "company", Thread.COMPANY)
    brief = triage.qualify(
        actor=case.people["responsible advisor"],
        request_id=case.request.pk,
        brief=factories.BRIEF,
        documents=[sent.pk],
    )
    brief_address = reverse(
        "requests:brief-document", kwargs={"document_id": brief.documents.get().pk}
    )
    reference = case.request.reference
    assert address(sent) in text_of(case, "company", "requests:request", reference=reference)
    assert address(sent) not in text_of(
        case, "responsible advisor", "requests:desk-request", reference=reference
    )
    browser, kept = browser_of(case.people["company"]), contents()
    assert "Withdraw “Wandstaerke.pdf”" in browser.get(address(sent)).content.decode()
    assert len(on_disk(kept)) == 2  # what came, and its clean copy
    with clock.at(NOW + timedelta(days=1)):
        answer = browser.post(address(sent))
    assert answer["Location"] == reverse("requests:request", kwargs={"reference": reference})
    assert not StoredFile.objects.exists()
    assert not on_disk(kept)
    assert (
        browser.get(reverse("requests:attachment", kwargs={"attachment_id": sent.pk})).status_code
        == 404
    )
    assert browser.get(brief_address).status_code == 404
    for name, route in (
        ("company", "requests:request"),
        ("responsible advisor", "requests:desk-request"),
    ):
        text = text_of(case, name, route, reference=reference)
        assert f"Document withdrawn on {short_day(NOW + timedelta(days=1))}." in text
        assert "withdrew a document" in text
        assert "Wandstaerke" not in text
        assert brief_address not in text


def test_a_brief_says_of_a_withdrawn_document_that_it_was_one(case: Case) -> None:
    sent = send(case, "company", Thread.COMPANY)
    brief = Brief.objects.unrestricted("a test").latest("version")
    document = brief.documents.create(attachment=sent, file=sent.file, position=1)
    shown = text_of(case, "partner advisor", "requests:desk-referral", referral_id=case.referral.pk)
    assert reverse("requests:brief-document", kwargs={"document_id": document.pk}) in shown
    messages.withdraw_attachment(actor=case.people["company"], attachment_id=sent.pk)
    shown = text_of(case, "partner advisor", "requests:desk-referral", referral_id=case.referral.pk)
    assert "withdrawn" in shown
    assert reverse("requests:brief-document", kwargs={"document_id": document.pk}) not in shown
    page = browser_of(case.people["partner advisor"])
    assert page.get(f"/requests/brief-documents/{document.pk}/").status_code == 404


def test_a_partner_takes_back_what_was_given_on_to_the_company() -> None:
    scene = factories.scene()
    referral = scene.referral(kind="market_information")
    sent = messages.attach(
        actor=scene.partner_advisor,
        request_id=referral.request_id,
        thread=Thread.REFERRAL,
        referral_id=referral.pk,
        upload=samples.checked("offer.txt", b"Three foundries."),
    )
    answers.answer_referral(
        actor=scene.partner_advisor, referral_id=referral.pk, words="Three foundries."
    )
    presenting.present(
        actor=scene.advisor,
        request_id=referral.request_id,
        words={referral.pk: "Three of them."},
        documents=[sent.pk],
    )
    kept = contents()
    assert len(on_disk(kept)) == 2
    messages.withdraw_attachment(actor=scene.partner_advisor, attachment_id=sent.pk)
    assert not StoredFile.objects.exists()
    assert not on_disk(kept)
    reference = factories.reread(referral.request).reference
    page = browser_of(scene.owner).get(reverse("requests:request", kwargs={"reference": reference}))
    text = page.content.decode()
    assert "Document withdrawn on" in text
    assert "A partner withdrew a document" in text
    records = Activity.objects.filter(verb="withdraw_document").order_by("id")
    assert [row.audiences for row in records] == [
        ["home", f"referral:{referral.pk}"],
        ["company", "home"],
    ]
    assert "organisation" not in records[1].data


@pytest.mark.parametrize(
    ("sender", "thread", "may"),
    [
        ("company", Thread.COMPANY, {"company", "advisor on behalf"}),
        (
            "home advisor",
            Thread.COMPANY,
            {"responsible advisor", "home advisor", "home desk", "home coordinator"}
            | {"advisor on behalf"},
        ),
        (
            "partner advisor",
            Thread.REFERRAL,
            {"partner advisor", "partner coordinator", "partner on behalf"},
        ),
    ],
)
def test_nobody_but_the_sender_s_side_takes_a_document_back(
    case: Case, sender: str, thread: Thread, may: set[str]
) -> None:
    did = set()
    for name, actor in case.people.items():
        sent = send(case, sender, thread)
        try:
            messages.withdraw_attachment(actor=actor, attachment_id=sent.pk)
        except NotAllowed:
            assert reread(sent).file_id is not None
            continue
        did.add(name)
        assert reread(sent).file_id is None
    assert did == may


def test_whose_company_it_is_withdraws_nothing_as_an_advisor(case: Case) -> None:
    sent = send(case, "home advisor", Thread.COMPANY)
    person = User.objects.get(pk=case.people["home advisor"].user_id)
    CompanyMember.objects.create(company=case.company, user=person)
    advisor = factories.acting(person, case.home.pk)
    with pytest.raises(NotAllowed):
        messages.withdraw_attachment(actor=advisor, attachment_id=sent.pk)
    assert reread(sent).file_id is not None


def test_a_second_time_changes_nothing_and_is_not_recorded(case: Case) -> None:
    sent = send(case, "company", Thread.COMPANY)
    browser = browser_of(case.people["company"])
    for _time in range(2):
        assert browser.post(address(sent)).status_code == 302
    assert Activity.objects.filter(verb="withdraw_document").count() == 1


def test_what_is_withdrawn_is_offered_for_no_brief_and_counts_for_no_room(case: Case) -> None:
    sent = send(case, "company", Thread.COMPANY)
    messages.withdraw_attachment(actor=case.people["company"], attachment_id=sent.pk)
    advisor = case.people["responsible advisor"]

    class Page:
        actor, case = advisor, factories.reread(sent.request)

    assert "documents" not in briefs.Brief.of(Asked(Page.actor, Page.case), None).fields
    brief = triage.current_brief(case.request)
    assert brief is not None
    fields = {name: getattr(brief, name) for name in NEED_FIELDS} | {"text": "Anew."}
    documents: list[UUID] = [sent.pk]
    revised = triage.revise(
        actor=advisor, request_id=case.request.pk, brief=fields, documents=documents
    )
    assert not revised.documents.exists()


@pytest.mark.parametrize("already", ["in a draft", "withdrawn"])
def test_what_is_in_a_draft_or_withdrawn_already_is_not_taken_back(
    case: Case, already: str
) -> None:
    put_request(case, "in_triage")
    attachment = send(case, "company", Thread.COMPANY)
    if already == "withdrawn":
        messages.withdraw_attachment(actor=case.people["company"], attachment_id=attachment.pk)
        attachment = reread(attachment)
    attachment.request.state = "draft" if already == "in a draft" else "in_triage"
    assert not may_withdraw(case.people["company"], attachment)
