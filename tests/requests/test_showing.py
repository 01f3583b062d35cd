"""What case pages show: how far it came and when, on whose word, under which title; and where old
addresses lead."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.models import User
from activities import clock
from activities.actor import Actor
from activities.models import Activity
from companies import actions as companies
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
from cooperation_requests.enums import Thread
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.showing import route
from cooperation_requests.views.drafts import steps_of
from notifications.models import Notice
from tests import factories
from tests.access.people import browser_of
from tests.access.story import START
from tests.files import samples
from web.dates import short_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def read(actor: Actor, address: str) -> str:
    page = browser_of(actor).get(address)
    assert page.status_code == 200
    return page.content.decode()


def partners_ports(referral: Referral) -> dict[str, tuple[str, object]]:
    """Label, state and note of each port that the partner sees."""
    found = Referral.objects.unrestricted("a test").select_related("request").get(pk=referral.pk)
    rows = list(Suggestion.objects.unrestricted("a test").filter(referral=found))
    return {str(one.label): (one.state, one.note) for one in route.of_referral(found, rows)}


def happened(verb: str, subject: UUID) -> object:
    return Activity.objects.get(verb=verb, subject_id=subject).happened_at


def test_the_partner_s_route_tells_when_its_candidate_was_chosen_and_when_it_ended(
    scene: factories.Scene,
) -> None:
    row = scene.suggestion()
    assert partners_ports(row.referral)["Chosen"] == ("ahead", "")
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    chosen = happened("choose", row.pk)
    assert partners_ports(row.referral)["Chosen"] == ("now", chosen)
    choosing.agree(actor=factories.on_behalf(scene.partner_advisor), suggestion_id=row.pk)
    choosing.introduce(actor=scene.advisor, suggestion_id=row.pk, words="Call each other.")
    assert partners_ports(row.referral)["Chosen"] == ("done", chosen)
    case_id = row.referral.request_id
    ending.close(actor=scene.advisor, request_id=case_id, reason="introduced", words="Good luck.")
    ports = partners_ports(row.referral)
    assert ports["Outcome"] == ("now", factories.reread(row.referral.request).ended_at)
    assert [state for state, _note in ports.values()] == ["done"] * 6 + ["now"]


def test_a_partner_that_found_nobody_ends_there_whatever_comes_of_the_request(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    answers.find_none(actor=scene.partner_advisor, referral_id=referral.pk, reason="nobody_fits")
    found_none = happened("find_none", referral.pk)
    assert partners_ports(referral)["Outcome"] == ("now", found_none)
    case_id = referral.request_id
    ending.close(actor=scene.advisor, request_id=case_id, reason="other", words="Enough.")
    assert partners_ports(referral)["Outcome"] == ("now", found_none)


def test_a_second_round_has_an_outcome_of_its_own(scene: factories.Scene) -> None:
    referral = scene.referral()
    answers.decline_referral(
        actor=scene.partner_advisor, referral_id=referral.pk, reason="no_capacity"
    )
    ports = partners_ports(referral)
    assert ports["Accepted"] == ("ahead", "")
    assert ports["Outcome"] == ("now", happened("decline", referral.pk))
    case_id = referral.request_id
    partners.forward(actor=scene.advisor, request_id=case_id, deadlines={scene.partner.pk: None})
    assert partners_ports(referral)["Outcome"] == ("ahead", "")
    factories.suggested(scene.partner_advisor, referral, scene.candidate)
    ending.close(actor=scene.advisor, request_id=case_id, reason="other", words="Enough.")
    ended = factories.reread(referral.request).ended_at
    assert partners_ports(referral)["Outcome"] == ("now", ended)


def test_who_found_nobody_is_not_told_that_it_ended_while_an_answer_is_possible(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    answers.find_none(actor=scene.partner_advisor, referral_id=referral.pk, reason="nobody_fits")
    address = reverse("requests:desk-referral", kwargs={"referral_id": referral.pk})
    assert "route--ended" not in read(scene.partner_advisor, address)
    ending.close(
        actor=scene.advisor, request_id=referral.request_id, reason="other", words="Enough."
    )
    assert "route--ended" in read(scene.partner_advisor, address)


def test_what_is_noted_for_a_partner_is_told_there_and_not_signed_by_it(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    noting = factories.on_behalf(scene.advisor)
    proposing.propose(
        actor=noting, referral_id=referral.pk, company_id=scene.candidate.pk, words="Casts zinc."
    )
    answers.answer_referral(actor=noting, referral_id=referral.pk)
    told = Notice.objects.filter(kind="referral.answer.partner")
    assert {one.person_id for one in told} == {scene.partner_advisor.user_id}
    reference = referral.request.reference
    case = read(scene.advisor, reverse("requests:desk-request", kwargs={"reference": reference}))
    assert f"{scene.home.name}, noted as told" in case
    partner = read(
        scene.partner_advisor,
        reverse("requests:desk-referral", kwargs={"referral_id": referral.pk}),
    )
    assert f"{scene.home.name}, noted as told" in partner
    lane = read(
        scene.advisor,
        reverse("requests:desk-lane", kwargs={"reference": reference, "referral_id": referral.pk}),
    )
    assert "1 suggestion" in lane


def test_what_a_partner_answers_itself_is_not_told_to_it(scene: factories.Scene) -> None:
    scene.suggestion()
    assert not Notice.objects.filter(kind="referral.answer.partner").exists()


def test_documents_stand_under_the_names_that_the_readers_of_a_thread_know(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    for actor, thread, about in (
        (scene.owner, Thread.COMPANY, None),
        (scene.advisor, Thread.REFERRAL, referral.pk),
        (scene.partner_advisor, Thread.REFERRAL, referral.pk),
    ):
        messages.attach(
            actor=actor,
            request_id=referral.request_id,
            thread=thread,
            upload=samples.checked("drawing.txt", b"a drawing in words"),
            referral_id=about,
        )
    page = read(
        scene.partner_advisor,
        reverse("requests:desk-referral", kwargs={"referral_id": referral.pk}),
    )
    assert "home agency" not in page
    assert scene.company.legal_name not in page
    reference = referral.request.reference
    own = read(scene.owner, reverse("requests:request", kwargs={"reference": reference}))
    assert scene.company.legal_name in own


def test_notices_are_under_the_title_that_their_reader_may_know(scene: factories.Scene) -> None:
    request = scene.request("qualified", title="Quillworks seeks castings")
    Notice.objects.all().delete()
    brief = factories.BRIEF | {"title": "Castings wanted"}
    triage.revise(actor=scene.advisor, request_id=request.pk, brief=brief)
    partners.forward(actor=scene.advisor, request_id=request.pk, deadlines={scene.partner.pk: None})
    address = reverse("notifications:notices")
    partner = read(scene.partner_advisor, address)
    assert "Castings wanted" in partner
    assert "Quillworks seeks castings" not in partner
    own = read(scene.owner, address)
    assert "Quillworks seeks castings" in own


def test_notices_of_a_brief_that_is_no_longer_open_have_no_title(scene: factories.Scene) -> None:
    referral = scene.referral(title="Castings wanted")
    address = reverse("notifications:notices")
    assert "Castings wanted" in read(scene.partner_advisor, address)
    partners.recall(actor=scene.advisor, referral_id=referral.pk, words="Somebody else does it.")
    assert "Castings wanted" not in read(scene.partner_advisor, address)


def test_a_candidate_s_notice_has_the_brief_s_title_once_it_is_asked(
    scene: factories.Scene,
) -> None:
    referral = scene.referral(title="Castings wanted")
    entered = factories.company(scene.partner, source="proposed")
    person = factories.company_person(entered)
    row = factories.suggested(scene.partner_advisor, referral, entered)
    address = reverse("notifications:notices")
    assert "your company is proposed to a partner abroad" in read(person, address)
    assert "Castings wanted" not in read(person, address)
    choosing.ask_candidate(actor=scene.partner_advisor, suggestion_id=row.pk)
    asked = read(person, address)
    assert "a company abroad wants to get to know you" in asked
    assert "Castings wanted" in asked
    assert scene.company.legal_name not in asked


def test_a_draft_s_address_leads_to_the_request_that_it_became(scene: factories.Scene) -> None:
    draft = factories.draft(scene.owner, scene.company)
    address = reverse("requests:draft", kwargs={"request_id": draft.pk})
    drafts.submit(actor=scene.owner, request_id=draft.pk)
    reference = factories.reread(draft).reference
    for actor, page in (
        (scene.owner, "requests:request"),
        (scene.advisor, "requests:desk-request"),
    ):
        answer = browser_of(actor).get(address, {"step": "check"})
        assert answer.headers["Location"] == reverse(page, kwargs={"reference": reference})
    assert browser_of(scene.partner_advisor).get(address).status_code == 404


def test_the_last_step_lists_what_is_missing_and_marks_what_is_done(
    scene: factories.Scene,
) -> None:
    draft = factories.draft(scene.owner, scene.company, regions=[], text="")
    page = read(
        scene.owner, reverse("requests:draft", kwargs={"request_id": draft.pk}) + "?step=check"
    )
    assert "The need: What do you look for?" in page
    assert "Where: In which regions?" in page
    assert "In one line" not in page.partition("Still needed")[2].partition("</ul>")[0]
    row = CooperationRequest.objects.unrestricted("a test").get(pk=draft.pk)
    assert [one.state for one in steps_of(row, "check")] == ["ahead", "ahead", "ahead", "now"]
    row.text, row.regions, row.quantities = "Castings.", ["FR"], "4,000 a year"
    assert [one.state for one in steps_of(row, "where")] == ["done", "now", "done", "ahead"]


def test_an_entry_that_was_put_together_leads_to_the_company_that_stays(
    scene: factories.Scene,
) -> None:
    name = scene.company.legal_name
    entry = factories.company(scene.home, legal_name=name)
    address = reverse("companies:desk-company", kwargs={"company_id": entry.pk})
    form = read(
        scene.advisor, reverse("companies:desk-company-merge", kwargs={"company_id": entry.pk})
    )
    assert f'value="{scene.company.pk}"' in form.partition("checked")[0].rpartition("<input")[2]
    companies.merge(actor=scene.advisor, company_id=entry.pk, into_id=scene.company.pk)
    answer = browser_of(scene.advisor).get(address)
    stays = reverse("companies:desk-company", kwargs={"company_id": scene.company.pk})
    assert answer.headers["Location"] == stays
    final = factories.company(scene.home, legal_name=name)
    companies.merge(actor=scene.advisor, company_id=scene.company.pk, into_id=final.pk)
    answer = browser_of(scene.advisor).get(address)
    stays = reverse("companies:desk-company", kwargs={"company_id": final.pk})
    assert answer.headers["Location"] == stays
    assert browser_of(scene.partner_advisor).get(address).status_code == 404


def test_the_last_change_on_the_company_s_list_is_the_last_thing_it_was_told() -> None:
    with clock.at(START):
        scene = factories.scene()
        request = scene.request("in_triage")
        other = scene.request("in_triage")
    later = START + timedelta(days=9)
    with clock.at(later):
        triage.ask(actor=scene.advisor, request_id=request.pk, text="Which alloy?")
    with clock.at(later + timedelta(days=3)):
        # What is written inside the agency is nothing that the company is told.
        messages.write(actor=scene.advisor, request_id=other.pk, thread="internal", text="Ask Jo.")
        page = browser_of(scene.owner).get(reverse("requests:requests")).content.decode()
    titles = re.findall(rf"({request.reference}|{other.reference})<", page)
    assert titles == [request.reference, other.reference]
    body = page.partition("<tbody")[2]
    assert f">{short_day(later)}<" in body
    assert f">{short_day(START)}<" in body


def test_two_documents_of_one_name_are_told_apart_by_day_and_size() -> None:
    with clock.at(START):
        scene = factories.scene()
        request = scene.request("in_triage")
        write = {"actor": scene.owner, "request_id": request.pk, "thread": "company"}
        messages.attach(**write, upload=samples.checked("list.csv", b"a,b\n" * 10))
    with clock.at(START + timedelta(days=1)):
        messages.attach(**write, upload=samples.checked("list.csv", b"a,b\n" * 1000))
    address = reverse(
        "requests:desk-request-verb", kwargs={"reference": request.reference, "verb": "qualify"}
    )
    page = browser_of(scene.advisor).get(address).content.decode()
    days = (short_day(START), short_day(START + timedelta(days=1)))
    for day, size in zip(days, (1, 4), strict=True):
        assert f"list.csv ({day}, CSV, {size} kB)" in page


def told_on(page: str) -> list[str]:
    """The sentences of a page's timeline, newest first."""
    found = re.findall(r'class="timeline__text">(.*?)</', page, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in found]


def test_a_timeline_names_who_and_to_whom_as_far_as_its_reader_may_know(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    request = referral.request
    candidate = factories.company(scene.partner, legal_name="Ferruccini S.p.A.")
    acting = {"actor": scene.partner_advisor, "referral_id": referral.pk}
    answers.accept(**acting)
    proposing.propose(**acting, company_id=candidate.pk, words="Fits.")
    answers.answer_referral(**acting)
    (suggestion,) = Suggestion.objects.unrestricted("a test").filter(referral=referral)
    choosing.shortlist(actor=scene.advisor, suggestion_id=suggestion.pk)
    colleague = factories.staff(scene.home, name="Ute Kranz")
    assert colleague.user_id is not None
    messages.write_to_referral(actor=scene.advisor, referral_id=referral.pk, text="Thanks.")
    messages.write(actor=scene.advisor, request_id=request.pk, thread=Thread.COMPANY, text="Soon.")
    messages.write(
        actor=scene.advisor, request_id=request.pk, thread=Thread.INTERNAL, text="A note."
    )
    triage.assign(actor=scene.advisor, request_id=request.pk, advisor_id=colleague.user_id)
    advisor, partner = name_of(scene.advisor), name_of(scene.partner_advisor)
    keys = {"reference": factories.reread(request).reference}
    home = told_on(read(scene.advisor, reverse("requests:desk-request", kwargs=keys)))
    for sentence in (
        f"{advisor} assigned the request to Ute Kranz",
        f"{advisor} wrote to colleagues",
        f"{advisor} wrote to the company",
        f"{advisor} wrote to {scene.partner.name}",
        f"{scene.partner.name}: {partner} accepted",
    ):
        assert sentence in home
    shortlisted = [one for one in home if "shortlisted a candidate" in one]
    assert shortlisted == [f"{advisor} shortlisted a candidate: Company, France"]
    asked = told_on(
        read(
            scene.partner_advisor,
            reverse("requests:desk-referral", kwargs={"referral_id": referral.pk}),
        )
    )
    assert f"{partner} drafted a candidate: Ferruccini S.p.A." in asked
    assert f"{advisor} wrote to {scene.partner.name}" in asked
    owner = read(scene.owner, reverse("requests:request", kwargs=keys))
    assert f"{advisor} wrote to the company" in told_on(owner)
    for page in ("\n".join(home), owner):
        assert "Ferruccini" not in page
    assert scene.partner.name not in owner


def name_of(actor: Actor) -> str:
    return str(User.objects.get(pk=actor.user_id).name)
