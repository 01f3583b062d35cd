"""What was sent to an address without account is good only while its hat has that address."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from activities.models import SubmittedForm
from companies import actions as companies
from companies.models import Contact
from cooperation_requests.actions import choosing, partners, proposing
from cooperation_requests.answer_links import link_for, open_link
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.models import AnswerLink, Suggestion
from notifications import addresses
from notifications.delivery import deliver_due
from notifications.models import Channel, Notice
from tests.access.people import browser_of
from tests.requests.case import Case, put_referral, put_request, write
from tests.web.forms import fields_on

OLD, NEW = "luc@zolnay.example", "lucie@zolnay.example"


@pytest.fixture
def asked(case: Case) -> Suggestion:
    """A company without account, asked by mail at its contact's address."""
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    partner = case.people["partner advisor"]
    row = proposing.propose(
        actor=partner,
        referral_id=case.referral.pk,
        new=proposing.NewCandidate(
            {"legal_name": "Zolnayhütte SAS", "country": "FR"},
            {"name": "Luc Perrachon", "email": OLD},
            may_be_proposed=True,
        ),
        words="Fits.",
    )
    Notice.objects.all().delete()
    choosing.ask_candidate(actor=partner, suggestion_id=row.pk)
    return row


def contact_of(row: Suggestion) -> Contact:
    return Contact.objects.get(company=row.company, name="Luc Perrachon")


def correct(case: Case, row: Suggestion, email: str) -> None:
    companies.save_contact(
        actor=case.people["partner advisor"],
        company_id=row.company_id,
        contact_id=contact_of(row).pk,
        fields={"email": email},
    )


def link_to(row: Suggestion, email: str = OLD) -> AnswerLink:
    return link_for(LinkPurpose.SUGGESTION, suggestion=row, email=email)


def fault_of(link: AnswerLink) -> str:
    opened = open_link(link.token())
    assert opened is not None
    return opened.fault


def sent_to() -> list[str]:
    deliver_due()
    found = [one.to[0] for one in mail.outbox]
    mail.outbox.clear()
    return found


@pytest.mark.parametrize("how", ["corrected", "removed"])
def test_a_contact_s_link_ends_with_its_address(case: Case, asked: Suggestion, how: str) -> None:
    link = link_to(asked)
    assert fault_of(link) == ""
    if how == "corrected":
        correct(case, asked, NEW)
    else:
        companies.remove_contact(
            actor=case.people["partner advisor"],
            company_id=asked.company_id,
            contact_id=contact_of(asked).pk,
        )
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert fault_of(link) == "revoked"
    answer = Client().post(
        reverse("requests:answer-verb", kwargs={"token": link.token(), "verb": "agree"}), {}
    )
    assert answer.status_code == 410
    asked.refresh_from_db()
    assert asked.word == "asked"


def test_the_link_is_asked_again_when_it_is_opened(asked: Suggestion) -> None:
    link = link_to(asked)
    # By whatever way the address went: no revoking is needed.
    Contact.objects.filter(company=asked.company).update(email=NEW)
    assert fault_of(link) == "revoked"


def test_after_an_introduction_the_old_address_reads_nothing(case: Case, asked: Suggestion) -> None:
    link = link_to(asked)
    write(asked, state="introduced", word="agreed")
    Contact.objects.filter(company=asked.company).update(email=NEW)
    page = Client().get(reverse("requests:answer", kwargs={"token": link.token()}))
    assert page.status_code == 410
    assert case.company.legal_name not in page.content.decode()


def test_a_mail_on_its_way_goes_to_the_corrected_address(case: Case, asked: Suggestion) -> None:
    correct(case, asked, NEW)
    assert sent_to() == [NEW]
    assert Notice.objects.get(address=OLD).channel == Channel.DROPPED


def test_who_was_asked_at_a_wrong_address_is_asked_at_the_right_one(
    case: Case, asked: Suggestion
) -> None:
    assert sent_to() == [OLD]
    correct(case, asked, NEW)
    assert sent_to() == [NEW]
    assert fault_of(link_to(asked, NEW)) == ""
    correct(case, asked, NEW)
    assert sent_to() == []


def test_a_mail_to_a_removed_address_is_dropped(case: Case, asked: Suggestion) -> None:
    companies.remove_contact(
        actor=case.people["partner advisor"],
        company_id=asked.company_id,
        contact_id=contact_of(asked).pk,
    )
    assert sent_to() == []
    assert Notice.objects.get(address=OLD).channel == Channel.DROPPED


def test_the_address_is_asked_again_when_a_mail_is_sent(asked: Suggestion) -> None:
    Contact.objects.filter(company=asked.company).update(email=NEW)
    assert sent_to() == []


def test_another_contact_with_the_address_keeps_link_and_mail(
    case: Case, asked: Suggestion
) -> None:
    Contact.objects.create(company=asked.company, name="Desk", email=OLD.upper())
    link = link_to(asked)
    correct(case, asked, NEW)
    assert fault_of(link) == ""
    assert sent_to() == [OLD]


def test_who_refused_still_reads_that_it_did(case: Case, asked: Suggestion) -> None:
    link = link_to(asked)
    address = reverse("requests:answer-verb", kwargs={"token": link.token(), "verb": "refuse"})
    assert Client().post(address, {"reason": "other"}).status_code == 302
    page = Client().get(reverse("requests:answer", kwargs={"token": link.token()}))
    assert page.status_code == 200
    assert not Contact.objects.filter(company=asked.company).exists()


def test_a_desk_s_mail_and_link_end_with_its_mailbox(case: Case) -> None:
    write(case.unasked, desk_mailbox="desk@cuneo.example")
    Notice.objects.all().delete()
    (referral,) = partners.forward(
        actor=case.people["responsible advisor"],
        request_id=case.request.pk,
        deadlines={case.unasked.pk: None},
    )
    assert Notice.objects.filter(address="desk@cuneo.example").exists()
    link = link_for(LinkPurpose.REFERRAL, referral=referral, email="desk@cuneo.example")
    assert fault_of(link) == ""
    with transaction.atomic():
        mailbox = case.unasked.desk_mailbox
        write(case.unasked, desk_mailbox="neu@cuneo.example")
        addresses.change(case.unasked.pk, mailbox, "neu@cuneo.example")
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert fault_of(link) == "revoked"
    assert [one for one in sent_to() if one.endswith("cuneo.example")] == ["neu@cuneo.example"]


def test_an_address_that_was_changed_back_is_told_again(case: Case, asked: Suggestion) -> None:
    correct(case, asked, NEW)
    correct(case, asked, OLD)
    assert sent_to() == [OLD]
    assert fault_of(link_to(asked)) == ""


@pytest.mark.parametrize("name", ["nobody", "partner advisor", "responsible advisor", "company"])
def test_a_link_answers_whoever_is_signed_in_on_the_browser(case: Case, name: str) -> None:
    put_referral(case, "sent")
    write(case.partner, desk_mailbox="desk@partner.example")
    link = link_for(LinkPurpose.REFERRAL, referral=case.referral, email="desk@partner.example")
    address = reverse("requests:answer-verb", kwargs={"token": link.token(), "verb": "decline"})
    browser = Client() if name == "nobody" else browser_of(case.people[name])
    form = fields_on(browser.get(address).content) | {"reason": ["no_capacity"]}
    assert browser.post(address, form).status_code == 302
    case.referral.refresh_from_db()
    assert case.referral.state == "declined"


def test_where_an_answered_link_led_is_not_in_the_database(asked: Suggestion) -> None:
    """The address that a form led to is kept for a second click: here it is the secret itself."""
    link = link_for(LinkPurpose.SUGGESTION, suggestion=asked, email=OLD)
    page = reverse("requests:answer", kwargs={"token": link.token()})
    address = reverse("requests:answer-verb", kwargs={"token": link.token(), "verb": "agree"})
    browser = Client()
    sent = fields_on(browser.get(address).content)
    for _time in range(2):
        answer = browser.post(address, sent)
        assert (answer.status_code, answer["Location"]) == (302, page)
    assert set(SubmittedForm.objects.values_list("result", flat=True)) == {""}
