"""Threads keep apart: each agency has one for itself; documents are told and stay nameless."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client, TestCase
from django.urls import reverse

from activities import clock, recording
from activities.actor import Actor, Link
from activities.errors import NotAllowed
from activities.models import Activity
from activities.queries import seen_of
from companies import actions as companies
from companies.models import Company, CompanyInvitation, CompanyMember, Contact
from cooperation_requests.actions import (
    answers,
    choosing,
    drafts,
    messages,
    partners,
    presenting,
    proposing,
    triage,
)
from cooperation_requests.answer_links import link_for, open_link
from cooperation_requests.codes import context_of
from cooperation_requests.enums import LinkPurpose, Thread, Word
from cooperation_requests.models import (
    AnswerLink,
    Attachment,
    CooperationRequest,
    Message,
    Referral,
    Suggestion,
)
from cooperation_requests.models.request import NEED_FIELDS
from cooperation_requests.offers.briefs import Brief
from cooperation_requests.showing.threads import MOST_SHOWN
from cooperation_requests.showing.who import MOST_SHOWN as TIMELINE_SHOWN
from cooperation_requests.views.company import APPROACHES_SHOWN
from disclosure.models import Disclosure
from files import checking
from files.actions import remove_orphans, store
from files.checking import CheckedFile
from files.errors import FileRefused
from files.models import StoredFile
from notifications.delivery import deliver_due
from notifications.models import Notice
from tests import factories
from tests.access.people import browser_of
from tests.files import samples
from tests.requests.case import (
    Case,
    make_case,
    put_referral,
    put_request,
    put_suggestion,
    write,
)
from tests.requests.knowing import named_to_company, named_to_home
from tests.web.markup import plain
from tests.web.older import older_link
from web.verbs import Asked

pytestmark = pytest.mark.django_db
NOTE = "Ask Rossi first, they owe us one."


@pytest.fixture
def case() -> Case:
    return make_case()


def drawing(name: str = "drawing.txt") -> CheckedFile:
    return samples.checked(name, b"a drawing in words")


def test_a_partner_s_own_notes_are_read_by_its_people_alone(case: Case) -> None:
    partner = case.people["partner advisor"]
    address = reverse("requests:desk-referral-note", kwargs={"referral_id": case.referral.pk})
    assert browser_of(partner).post(address, {"text": NOTE}).status_code == 302
    (written,) = Message.objects.unrestricted("a test").filter(thread=Thread.PARTNER)
    readers = {
        name
        for name, actor in case.people.items()
        if Message.objects.visible_to(actor).filter(pk=written.pk).exists()
    }
    assert readers == {
        "partner advisor",
        "partner coordinator",
        "partner viewer",
        "partner on behalf",
    }
    page = reverse("requests:desk-referral", kwargs={"referral_id": case.referral.pk})
    assert NOTE in browser_of(case.people["partner viewer"]).get(page).content.decode()
    home = reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    lane = reverse(
        "requests:desk-lane",
        kwargs={"reference": case.request.reference, "referral_id": case.referral.pk},
    )
    for one in (home, lane):
        assert NOTE not in browser_of(case.people["home advisor"]).get(one).content.decode()
    assert not Notice.objects.filter(activity__data__thread="partner").exists()


@pytest.mark.parametrize(
    "name", ["home advisor", "partner viewer", "company", "other partner's advisor"]
)
def test_nobody_else_writes_them(case: Case, name: str) -> None:
    with pytest.raises(NotAllowed):
        messages.note(actor=case.people[name], referral_id=case.referral.pk, text=NOTE)


def test_a_document_is_told_to_the_other_side_and_stands_on_the_timeline(case: Case) -> None:
    owner, advisor = case.people["company"], case.people["responsible advisor"]
    messages.attach(
        actor=owner, request_id=case.request.pk, thread=Thread.COMPANY, upload=drawing()
    )
    (told,) = Notice.objects.filter(kind="message.attach.advisor")
    assert told.person_id == advisor.user_id
    page = browser_of(advisor).get(
        reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    )
    assert "added a document" in page.content.decode()
    messages.attach(
        actor=advisor,
        request_id=case.request.pk,
        thread=Thread.REFERRAL,
        referral_id=case.referral.pk,
        upload=drawing(),
    )
    told_partner = Notice.objects.filter(kind="message.attach.partner")
    assert {one.hat_id for one in told_partner} == {case.partner.pk}
    messages.attach(
        actor=advisor, request_id=case.request.pk, thread=Thread.INTERNAL, upload=drawing()
    )
    assert Activity.objects.filter(verb="attach").count() == 3
    inside = Notice.objects.filter(activity__data__thread="internal")
    assert not inside.exists()


def test_a_document_of_a_draft_is_nobody_else_s_business(case: Case) -> None:
    draft = factories.draft(case.people["company"], case.company)
    messages.attach(
        actor=case.people["company"],
        request_id=draft.pk,
        thread=Thread.COMPANY,
        upload=drawing(),
    )
    assert not Activity.objects.filter(verb="attach").exists()


def test_what_a_partner_calls_its_file_stays_with_it_and_goes_to_no_other_partner() -> None:
    scene = factories.scene()
    referral = scene.referral(kind="market_information")
    messages.attach(
        actor=scene.partner_advisor,
        request_id=referral.request_id,
        thread=Thread.REFERRAL,
        referral_id=referral.pk,
        upload=drawing("Rossi offer.txt"),
    )
    answers.answer_referral(
        actor=scene.partner_advisor, referral_id=referral.pk, words="Three foundries."
    )
    (sent,) = Attachment.objects.unrestricted("a test").filter(referral=referral)
    presenting.present(
        actor=scene.advisor,
        request_id=referral.request_id,
        words={referral.pk: "Three of them."},
        documents=[sent.pk],
    )
    reference = factories.reread(referral.request).reference
    for actor, route in (
        (scene.advisor, "requests:desk-request"),
        (scene.owner, "requests:request"),
    ):
        page = browser_of(actor).get(reverse(route, kwargs={"reference": reference}))
        assert "Rossi" not in page.content.decode()
        assert "Document 1.txt" in page.content.decode()
    (shown,) = Attachment.objects.unrestricted("a test").filter(thread=Thread.COMPANY)

    class Page:
        actor, case = scene.advisor, factories.reread(referral.request)

    assert "documents" not in Brief.of(Asked(Page.actor, Page.case), None).fields
    brief = triage.current_brief(Page.case)
    assert brief is not None
    fields = {name: getattr(brief, name) for name in NEED_FIELDS}
    revised = triage.revise(
        actor=scene.advisor,
        request_id=Page.case.pk,
        brief=fields | {"text": "Anew."},
        documents=[shown.pk],
    )
    assert not revised.documents.exists()


def test_asking_a_candidate_records_that_the_brief_went_to_it(case: Case) -> None:
    choosing.ask_candidate(actor=case.people["partner advisor"], suggestion_id=case.suggestion.pk)
    disclosed = Disclosure.objects.unrestricted("a test").get(ground="ask_candidate")
    assert (disclosed.company_id, disclosed.to_company_id, disclosed.fields) == (
        case.company.pk,
        case.candidate.pk,
        ["brief"],
    )


def test_the_home_advisor_sees_her_words_and_then_the_candidate_s_contact(case: Case) -> None:
    put_request(case, "presented")
    put_suggestion(case, case.suggestion, "interested", "agreed")
    Suggestion.objects.unrestricted("a test").filter(pk=case.suggestion.pk).update(
        advisor_words="A foundry that you will like."
    )
    advisor = case.people["responsible advisor"]
    address = reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    page = browser_of(advisor).get(address).content.decode()
    assert "A foundry that you will like." in page
    member = CompanyMember.objects.select_related("user").get(company=case.candidate)
    assert member.user.email not in page
    choosing.introduce(actor=advisor, suggestion_id=case.suggestion.pk, words="Call each other.")
    page = browser_of(advisor).get(address).content.decode()
    assert member.user.email in page
    assert case.candidate.legal_name in page


def test_the_company_is_offered_its_answer_once(case: Case) -> None:
    put_request(case, "needs_information")
    triage_question = "Which alloy?"
    Message.objects.add(
        request=case.request, thread=Thread.COMPANY, side="home", kind="question",
        text=triage_question, written_at=case.request.submitted_at,
    )  # fmt: skip
    page = browser_of(case.people["company"]).get(
        reverse("requests:request", kwargs={"reference": case.request.reference})
    )
    address = reverse(
        "requests:request-verb", kwargs={"reference": case.request.reference, "verb": "answer"}
    )
    assert page.content.decode().count(f'href="{address}"') == 1


def test_a_merged_company_s_cases_people_and_invitations_follow_it(case: Case) -> None:
    advisor, owner = case.people["home advisor"], case.people["company"]
    known = factories.company(case.home)
    Contact.objects.create(company=case.company, name="A Contact")
    companies.invite(actor=owner, company_id=case.company.pk, email="new@x.example", language="en")
    companies.invite(actor=advisor, company_id=known.pk, email="new@x.example", language="en")
    hat = factories.acting(CompanyMember.objects.get(company=case.company).user, case.company.pk)
    assert hat.company_id == case.company.pk
    companies.merge(
        actor=advisor, company_id=case.company.pk, into_id=known.pk, admitted=[owner.user]
    )
    request = CooperationRequest.objects.unrestricted("a test").get(pk=case.request.pk)
    assert request.company_id == known.pk
    member = CompanyMember.objects.select_related("user").get(company=known)
    now_acting = factories.acting(member.user, known.pk)
    assert CooperationRequest.objects.visible_to(now_acting).filter(pk=request.pk).exists()
    page = browser_of(now_acting).get(
        reverse("requests:request", kwargs={"reference": request.reference})
    )
    assert page.status_code == 200
    assert "The company submitted" not in page.content.decode()
    assert known.contacts.count() == 1
    open_ones = CompanyInvitation.objects.filter(revoked_at__isnull=True)
    assert [one.company_id for one in open_ones] == [known.pk]
    assert not Activity.objects.filter(
        context_id=request.pk, acting_company_id=case.company.pk
    ).exists()
    assert not Notice.objects.filter(hat_id=case.company.pk).exists()


def test_two_candidates_of_one_request_are_merged_once_one_is_taken_back(case: Case) -> None:
    partner = case.people["partner advisor"]
    put_request(case, "presented")
    put_suggestion(case, case.second, "presented", "not_asked")
    keep, go = case.second.company_id, case.candidate.pk
    with pytest.raises(ValidationError, match="stand in one request"):
        companies.merge(actor=partner, company_id=go, into_id=keep)
    assert CompanyMember.objects.filter(company=go).exists()
    choosing.take_back(actor=partner, suggestion_id=case.suggestion.pk, reason="other")
    member = CompanyMember.objects.get(company=go)
    companies.merge(actor=partner, company_id=go, into_id=keep, admitted=[member.user_id])
    rows = dict(Suggestion.objects.unrestricted("a test").values_list("pk", "company_id"))
    assert (rows[case.suggestion.pk], rows[case.second.pk]) == (go, keep)
    assert CompanyMember.objects.filter(company=keep).exists()


def test_nothing_new_is_begun_for_a_company_that_became_part_of_another(case: Case) -> None:
    partner, advisor = case.people["partner advisor"], case.people["home advisor"]
    gone, known = factories.company(case.partner), factories.company(case.partner)
    companies.merge(actor=partner, company_id=gone.pk, into_id=known.pk)
    with pytest.raises(NotAllowed):
        proposing.propose(
            actor=partner, referral_id=case.referral.pk, company_id=gone.pk, words="Fits."
        )
    gone, known = factories.company(case.home), factories.company(case.home)
    companies.merge(actor=advisor, company_id=gone.pk, into_id=known.pk)
    with pytest.raises(NotAllowed):
        drafts.start(actor=advisor, company_id=gone.pk, need={})


def shown_on(page: str, words: list[str]) -> list[str]:
    """Those of `words` that stand on a page as whole words."""
    return [one for one in words if re.search(rf"\b{one}\b", page)]


def test_of_a_long_thread_every_message_and_document_can_be_reached(case: Case) -> None:
    """One more than fits on three pages, in the order of their days, documents among messages."""
    count = 2 * MOST_SHOWN + 1
    words = [f"word{number}" for number in range(count)]
    for number, word in enumerate(words):
        with clock.at(clock.now() + timedelta(minutes=number)):
            if number % 3:
                messages.write(
                    actor=case.people["responsible advisor"],
                    request_id=case.request.pk,
                    thread=Thread.INTERNAL,
                    text=word,
                )
            else:
                messages.attach(
                    actor=case.people["responsible advisor"],
                    request_id=case.request.pk,
                    thread=Thread.INTERNAL,
                    upload=drawing(f"{word}.txt"),
                )
    client = browser_of(case.people["responsible advisor"])
    address = reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    seen: list[str] = []
    page = client.get(address).content.decode()
    for _page in range(3):
        thread = page.partition("Inside the agency")[2].partition("</section>")[0]
        seen = shown_on(thread, words) + seen
        if "Show earlier" in thread:
            page = client.get(address + older_link(page, "thread-internal-case")).content.decode()
    assert seen == words
    assert "Back to the newest" in page


def test_of_a_long_timeline_every_entry_can_be_reached(case: Case) -> None:
    advisor = case.people["responsible advisor"]
    for _number in range(TIMELINE_SHOWN + 1):
        recording.record(
            verb="ask",
            subject_kind="request",
            subject_id=case.request.pk,
            context=context_of(case.request.pk),
            actor=advisor,
            audiences=["home"],
        )
    client = browser_of(advisor)
    address = reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    page = client.get(address).content.decode()
    assert page.count('class="timeline__entry"') == TIMELINE_SHOWN
    rest = client.get(address + older_link(page, "timeline")).content.decode()
    total = seen_of(advisor, context_of(case.request.pk)).count()
    assert rest.count('class="timeline__entry"') == total - TIMELINE_SHOWN
    assert "Show earlier" not in rest


@pytest.mark.parametrize(
    "place", ["", "~", "yesterday~1", "2026-11-05T09:00:00~1", "2026-11-05T09:00:00+00:00~x", "\0"]
)
def test_a_place_that_is_none_shows_the_newest(case: Case, place: str) -> None:
    client = browser_of(case.people["responsible advisor"])
    address = reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    asked = {"timeline": place, "thread-company-case": place}
    answer = client.get(address, asked)
    assert answer.status_code == 200
    assert "Back to the newest" not in answer.content.decode()
    entries = answer.content.count(b'class="timeline__entry"')
    assert entries == client.get(address).content.count(b'class="timeline__entry"') > 0


@pytest.mark.parametrize("place", ["2026-11-05T09:00:00+00:00:00.5~1", "0001-01-01T00:00+14:00~1"])
def test_a_place_that_no_database_knows_breaks_nothing(case: Case, place: str) -> None:
    client = browser_of(case.people["responsible advisor"])
    address = reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    assert client.get(address, {"timeline": place}).status_code == 200


def test_the_way_to_earlier_entries_keeps_the_rest_of_the_address(case: Case) -> None:
    for _number in range(TIMELINE_SHOWN + 1):
        recording.record(
            verb="ask",
            subject_kind="request",
            subject_id=case.request.pk,
            context=context_of(case.request.pk),
            actor=case.people["responsible advisor"],
            audiences=["home"],
        )
    client = browser_of(case.people["responsible advisor"])
    address = reverse("requests:desk-request", kwargs={"reference": case.request.reference})
    page = client.get(address, {"from": "inbox"}).content.decode()
    link = older_link(page, "timeline")
    assert link.startswith("?from=inbox&timeline=")
    earlier = plain(client.get(address + link).content.decode())
    assert 'href="?from=inbox#timeline">Back' in earlier


def test_documents_keep_their_neutral_numbers_wherever_they_are_shown(case: Case) -> None:
    sent = [
        messages.attach(
            actor=case.people["partner advisor"],
            request_id=case.request.pk,
            thread=Thread.REFERRAL,
            referral_id=case.referral.pk,
            upload=drawing(),
        )
        for _number in range(2)
    ]
    client = browser_of(case.people["responsible advisor"])
    names = []
    for row in sent:
        answer = client.get(reverse("requests:attachment", kwargs={"attachment_id": row.pk}))
        names.append(answer.headers["Content-Disposition"])
        assert answer.getvalue() == b"a drawing in words"
    assert names == [f'attachment; filename="Document {number}.txt"' for number in (1, 2)]


def contents_on_disk(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())


def test_a_discarded_draft_leaves_no_document_on_disk_nor_in_a_table(
    case: Case, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    person = case.people["company"]
    draft = drafts.start(actor=person, company_id=case.company.pk, need=factories.NEED)
    for upload in (drawing(), samples.checked("photo.pdf", samples.pdf())):
        messages.attach(actor=person, request_id=draft.pk, thread=Thread.COMPANY, upload=upload)
    assert StoredFile.objects.count() == contents_on_disk(tmp_path) == 3  # the PDF and its copy
    with TestCase.captureOnCommitCallbacks(execute=True):
        drafts.discard(actor=person, request_id=draft.pk)
    assert StoredFile.objects.count() == contents_on_disk(tmp_path) == 0


def test_what_was_left_of_drafts_discarded_earlier_goes_and_nothing_else(
    case: Case, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    kept = messages.attach(
        actor=case.people["company"],
        request_id=case.request.pk,
        thread=Thread.COMPANY,
        upload=samples.checked("photo.pdf", samples.pdf()),
    )
    store(upload=samples.checked("left.pdf", samples.pdf()))
    # It may belong to an upload under way.
    with (
        clock.at(clock.now() + timedelta(hours=23)),
        TestCase.captureOnCommitCallbacks(execute=True),
    ):
        remove_orphans()
    assert StoredFile.objects.count() == contents_on_disk(tmp_path) == 4
    with (
        clock.at(clock.now() + timedelta(hours=25)),
        TestCase.captureOnCommitCallbacks(execute=True),
    ):
        remove_orphans()
    kept.refresh_from_db()
    assert StoredFile.objects.count() == contents_on_disk(tmp_path) == 2
    assert kept.file.clean_copy is not None


def test_of_many_that_want_to_know_a_company_all_can_be_reached(case: Case) -> None:
    for number in range(APPROACHES_SHOWN + 1):
        with clock.at(clock.now() + timedelta(minutes=number)):
            other = make_case()
            put_request(other, "with_partners")
            write(other.suggestion, company_id=case.candidate.pk, proposed_at=clock.now())
            put_suggestion(other, other.suggestion, "presented", "asked")
    total = (
        Suggestion.objects.visible_to(case.people["candidate"])
        .exclude(state__in=["withdrawn", "lapsed"])
        .filter(company=case.candidate)
        .count()
    )
    client = browser_of(case.people["candidate"])
    address = reverse("requests:requests")
    page = client.get(address).content.decode()
    # Below what waits for them, where the first few stand as well.
    card = page.partition("Others want to get to know you")[2]
    links = set(re.findall(r'href="(/requests/approaches/[^"]+)"', card))
    assert len(links) == APPROACHES_SHOWN
    rest = client.get(address + older_link(page, "approaches")).content.decode()
    rest = rest.partition("Others want to get to know you")[2]
    links |= set(re.findall(r'href="(/requests/approaches/[^"]+)"', rest))
    assert len(links) == total > APPROACHES_SHOWN


def test_documents_given_out_with_a_brief_are_seen_by_the_company_and_its_advisor(
    case: Case,
) -> None:
    put_request(case, "in_triage")
    advisor = case.people["responsible advisor"]
    sent = messages.attach(
        actor=case.people["company"],
        request_id=case.request.pk,
        thread=Thread.COMPANY,
        upload=drawing(),
    )
    brief = triage.qualify(
        actor=advisor, request_id=case.request.pk, brief=factories.BRIEF, documents=[sent.pk]
    )
    address = f"/requests/brief-documents/{brief.documents.get().pk}/"
    for name, page in (
        ("company", "requests:request"),
        ("responsible advisor", "requests:desk-request"),
    ):
        client = browser_of(case.people[name])
        shown = client.get(reverse(page, kwargs={"reference": case.request.reference}))
        assert address in shown.content.decode()
        assert client.get(address).getvalue() == b"a drawing in words"


def test_a_small_document_with_a_large_clean_copy_counts_as_that(case: Case) -> None:
    put_request(case, "in_triage")
    write(case.company, admitted_at=None)
    upload = replace(drawing(), clean=b"c" * (messages.BEFORE_ADMISSION // 2))

    def attach() -> None:
        messages.attach(
            actor=case.people["company"],
            request_id=case.request.pk,
            thread=Thread.COMPANY,
            upload=upload,
        )

    attach()
    attach()
    with pytest.raises(ValidationError, match="20 MB in all"):
        attach()


def test_a_stranger_s_documents_are_no_way_round_the_limit_of_its_messages(case: Case) -> None:
    put_request(case, "in_triage")
    write(case.company, admitted_at=None)
    actor = case.people["company"]

    def attach() -> None:
        sent = messages.attach(
            actor=actor, request_id=case.request.pk, thread=Thread.COMPANY, upload=drawing()
        )
        messages.withdraw_attachment(actor=actor, attachment_id=sent.pk)

    for _number in range(messages.MESSAGES_BEFORE_ADMISSION):  # type: ignore[attr-defined]
        attach()
    with pytest.raises(ValidationError, match="Send the rest tomorrow"):
        attach()
    with clock.at(clock.now() + timedelta(days=1, seconds=1)):
        attach()


@pytest.mark.parametrize("stays", ["known", "entry"])
def test_whom_the_other_side_entered_speaks_for_no_company_that_its_entry_is_put_together_with(
    case: Case, stays: str
) -> None:
    """The agency that asks typed an address of its own: by it it had the candidate's yes."""
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    known = factories.company(case.partner, legal_name="Fonderie Zéphyrine SAS")
    Contact.objects.create(company=known, name="Real Person", email="real@zephyrine.example")
    row = proposing.propose(
        actor=case.people["advisor on behalf"],
        referral_id=case.referral.pk,
        new=proposing.NewCandidate(
            {"legal_name": "Zephyrine", "country": "FR"},
            {"name": "Eve", "email": "eve@home.example", "language": "en"},
            may_be_proposed=True,
        ),
        words="Casts.",
    )
    answers.answer_referral(
        actor=case.people["advisor on behalf"], referral_id=case.referral.pk, words=""
    )
    link = link_for(LinkPurpose.SUGGESTION, suggestion=row, email="eve@home.example")
    address = reverse("requests:answer", kwargs={"token": link.token()})
    assert Client().get(address).status_code == 200
    choosing.agree(
        actor=Actor(link=Link(link.pk, LinkPurpose.SUGGESTION, row.pk)),
        suggestion_id=row.pk,
        name_at_once=True,
    )
    entry = Company.objects.unrestricted("a test").get(pk=row.company_id)
    goes, into = (entry, known) if stays == "known" else (known, entry)
    companies.merge(actor=case.people["partner advisor"], company_id=goes.pk, into_id=into.pk)
    assert [one.name for one in Contact.objects.filter(company__in=[entry, known])] == [
        "Real Person"
    ]
    assert Client().get(address).status_code == 410
    # Nor does what was said by that address count for the company that was never asked.
    row.refresh_from_db()
    assert (row.company_id, row.word, row.asked_at) == (into.pk, Word.NOT_ASKED, None)
    row = (
        Suggestion.objects.unrestricted("a test")
        .select_related("company", "referral__request")
        .get(pk=row.pk)
    )
    assert not named_to_home(row)
    assert not named_to_company(row)


def test_how_much_one_side_sent_neither_stops_nor_tells_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = factories.scene()
    referral = scene.referral()
    other = factories.agency("Boisclair", country="FR", seat="FRK24")
    (second,) = partners.forward(
        actor=scene.advisor, request_id=referral.request_id, deadlines={other.pk: None}
    )
    upload = samples.checked("plan.pdf", samples.pdf())
    monkeypatch.setattr(checking, "MAXIMUM_TOTAL", upload.size * 3 // 2)

    def attach(actor: Actor, thread: str, asked: Referral | None = None) -> None:
        messages.attach(
            actor=actor,
            request_id=referral.request_id,
            thread=thread,
            upload=upload,
            referral_id=asked.pk if asked else None,
        )

    attach(scene.partner_advisor, "referral", referral)
    with pytest.raises(FileRefused, match="would have sent more than"):
        attach(scene.partner_advisor, "referral", referral)
    attach(factories.staff(other), "referral", second)
    attach(scene.owner, "company")
    attach(scene.advisor, "company")
    attach(scene.advisor, "referral", second)


def entered(scene: factories.Scene, referral: Referral) -> Suggestion:
    """A candidate that its partner entered with a contact person, and handed over."""
    row = proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        new=proposing.NewCandidate(
            {"legal_name": "Brumaire Fonderie", "country": "FR", "city": "Lyon", "region": "FRK26"},
            {"name": "Xavier Entered", "email": "x@entered.example", "language": "en"},
            True,
        ),
        words=factories.FITS,
    )
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    return row


def test_by_the_link_of_an_entry_nobody_speaks_for_the_company_that_it_becomes() -> None:
    """Whom a partner entered was told of being proposed, and not asked yet; after the merge the
    company's own people are asked."""
    scene = factories.scene()
    known = factories.company(scene.partner, legal_name="Brumaire Fonderie SAS")
    factories.company_person(known)
    row = entered(scene, scene.referral())
    link = link_for(LinkPurpose.SUGGESTION, suggestion=row, email="x@entered.example")
    opened = open_link(link.token())
    assert opened is not None
    assert opened.fault == ""
    companies.merge(actor=scene.partner_advisor, company_id=row.company_id, into_id=known.pk)
    opened = open_link(link.token())
    assert opened is not None
    assert opened.fault == "revoked"


def test_a_mail_on_its_way_at_the_merge_brings_no_new_link(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    scene = factories.scene()
    known = factories.company(scene.partner, legal_name="Brumaire Fonderie SAS")
    factories.company_person(known)
    row = entered(scene, scene.referral())
    companies.merge(actor=scene.partner_advisor, company_id=row.company_id, into_id=known.pk)
    deliver_due()
    assert "x@entered.example" not in {one.to[0] for one in mail.outbox}
    assert not AnswerLink.objects.unrestricted("a test").filter(suggestion=row).exists()
