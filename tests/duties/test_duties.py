"""What waits for whom, at every step of a case; made by hand from the tables of the workflow."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from activities import clock, duties
from activities.actor import Actor, Role
from activities.duties import DutyKind, waiting_for
from companies import actions as companies
from companies.hats import actor_under
from companies.models import CompanyMember, JoinRequest
from cooperation_requests.actions import answers, drafts, partners, triage
from cooperation_requests.duties import DUTIES
from cooperation_requests.models import Referral
from network.models import Membership
from notifications.delivery import deliver_due
from tests import factories
from tests.access.people import browser_of
from tests.access.story import PLANTED, make_story
from tests.requests.case import NOW

pytestmark = pytest.mark.django_db

FINISH = "Finish the request and send it"
ACCEPT = "Answer: accept, and say who fits"
ANSWER = "Answer with candidates, or say that there are none"
LOOK = "Look through the suggestions"
OVER = "Its time is over: give more, or go on without it"
# By step of the story: by person, what waits for them in its order.
EXPECTED: dict[str, dict[str, list[str]]] = {
    "draft": {"company": [FINISH]},
    "submitted": {"home advisor": ["Take up the request"]},
    "qualified": {"home advisor": ["Forward it to partners"]},
    "forwarded": {
        "partner advisor": [ACCEPT],
        "other partner": [ACCEPT],
        "late partner": [ACCEPT],
    },
    "proposed": {
        "partner advisor": [ANSWER],
        "other partner": [ACCEPT],
        "late partner": [ACCEPT],
    },
    "answered": {
        "home advisor": ["Reply to the partner’s question", LOOK],
        "late partner": [ACCEPT],
    },
    "late": {"home advisor": [LOOK, OVER, OVER]},
    "presented": {"company": ["Say whom you want to get to know"]},
    "chosen": {"candidate": ["Say whether you want to be introduced"]},
    "agreed": {"home advisor": ["Both agree: make the introduction"]},
    "introduced": {},
}


def as_now(actor: Actor) -> Actor:
    """The hat as the person has it when they open a page."""
    user = User.objects.filter(pk=actor.user_id).first()
    found = actor_under(user, actor.organisation_id or actor.company_id) if user else None
    return found or actor


def said(actor: Actor) -> list[str]:
    return [one.words.what for one in duties.duties(as_now(actor), 100)]


def test_at_each_step_what_is_to_do_waits_for_who_has_to_do_it(
    settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    story = make_story()
    for step in story.tell():
        with clock.at(story.now()):
            found = {name: said(actor) for name, actor in story.people.items()}
        assert {name: one for name, one in found.items() if one} == EXPECTED[step], step


def test_no_duty_tells_who_the_other_side_is(settings: Any, tmp_path: Path) -> None:
    """Only what the reader's own side is called, and the agencies that it deals with."""
    settings.MEDIA_ROOT = tmp_path
    story = make_story()
    secret = {
        "partner advisor": ("requester name", "full text", "late partner name"),
        "other partner": ("requester name", "candidate name", "partner words"),
        "late partner": ("requester name", "candidate name", "other partner name"),
        "candidate": ("requester name", "other partner name", "full text"),
        "company": ("candidate name", "partner name", "other partner name"),
    }
    for step in story.tell():
        with clock.at(story.now()):
            for name, words in secret.items():
                browser = browser_of(story.people[name])
                for page in (reverse("web:duties"), reverse("web:start")):
                    text = browser.get(page, follow=True).content.decode()
                    for word in words:
                        assert PLANTED[word] not in text, (step, name, word)


def test_what_nobody_has_taken_waits_for_the_desk_and_what_is_taken_for_who_has_it() -> None:
    scene = factories.scene()
    beside = factories.staff(scene.home)
    viewer = factories.staff(scene.home, "viewer")
    coordinator = factories.staff(scene.home, "coordinator")
    second = factories.staff(scene.home, on_desk=True)
    scene.request("submitted")
    assert said(scene.advisor) == said(second) == ["Take up the request"]
    assert said(beside) == said(viewer) == said(coordinator) == []
    scene.request("in_triage")
    assert sorted(said(scene.advisor)) == [
        "Take up the request",
        "Understand the need and qualify it",
    ]
    assert said(second) == ["Take up the request"]


def test_a_partner_that_asks_is_one_duty_and_its_request_no_second() -> None:
    scene = factories.scene()
    referral = scene.referral()
    assert said(scene.advisor) == []
    answers.ask_back(actor=scene.partner_advisor, referral_id=referral.pk, text="Which alloy?")
    assert said(scene.advisor) == ["Reply to the partner’s question"]
    assert said(scene.partner_advisor) == []
    partners.reply(actor=scene.advisor, referral_id=referral.pk, text="AlSi9.")
    answers.find_none(actor=scene.partner_advisor, referral_id=referral.pk, reason="nobody_fits")
    assert said(scene.advisor) == ["Nobody is asked any more: forward it again or close it"]


@pytest.mark.parametrize("how", ["left", "viewer", "inactive", "of the company"])
def test_what_somebody_had_who_may_not_act_any_more_waits_for_the_desk(how: str) -> None:
    scene = factories.scene()
    had, desk = scene.advisor, factories.staff(scene.home, on_desk=True)
    scene.request("in_triage")
    assert said(desk) == []
    membership = Membership.objects.filter(user=had.user_id)
    if how == "left":
        membership.delete()
    elif how == "viewer":
        membership.update(role="viewer")
    elif how == "inactive":
        User.objects.filter(pk=had.user_id).update(is_active=False)
    else:
        CompanyMember.objects.create(company=scene.company, user_id=str(had.user_id))
    assert said(desk) == ["Understand the need and qualify it"]
    if how in {"viewer", "of the company"}:  # the others have no hat to ask with
        assert said(had) == []


def test_without_anybody_ticked_the_coordinators_are_the_desk() -> None:
    agency = factories.agency()
    coordinator, advisor = factories.staff(agency, "coordinator"), factories.staff(agency)
    viewer = factories.staff(agency, "viewer", on_desk=True)
    assert [as_now(one).is_on_desk for one in (coordinator, advisor, viewer)] == [
        True,
        False,
        False,
    ]
    Membership.objects.filter(user=advisor.user_id).update(on_desk=True)
    assert [as_now(one).is_on_desk for one in (coordinator, advisor, viewer)] == [
        False,
        True,
        False,
    ]


def test_what_companies_wait_for_waits_for_their_people_their_desk_and_the_secretariat() -> None:
    home = factories.agency("Nordhaus")
    advisor = factories.staff(home, on_desk=True)
    company = factories.company(home)
    owner = factories.company_person(company)
    newcomer = factories.person("Newcomer")
    JoinRequest.objects.create(company=company, user=newcomer)
    assert said(owner) == said(advisor) == ["Say whether this person acts for the company"]
    registered = factories.person("Founder")
    fields = {"legal_name": "Fresh Works", "country": "DE", "region": "DE11"}
    fresh = companies.register(actor=Actor(user_id=registered.pk), fields=fields)
    assert fresh is not None
    secretariat = Actor(user_id=factories.person(is_secretariat=True).pk, is_secretariat=True)
    waits = said(advisor) + said(secretariat)
    assert len(waits) == 2
    assert set(waits) <= {
        "Say whether this person acts for the company",
        "Look whether this company is one, and admit it",
        "Find an agency for this company",
    }


def page_of(browser: Client, number: int = 1) -> str:
    return browser.get(reverse("web:duties"), {"page": number}).content.decode()


def test_the_page_shows_all_late_ones_first_a_page_at_a_time() -> None:
    scene = factories.scene()
    for number in range(26):
        with clock.at(NOW + timedelta(hours=2 * number)):  # a company may send 20 a day
            scene.request("in_triage", title=f"Housings {number}")
    with clock.at(NOW + timedelta(days=3)):
        browser = browser_of(scene.advisor)
        first, second = page_of(browser), page_of(browser, 2)
    assert first.count("Understand the need") == 25
    assert second.count("Understand the need") == 1
    assert "late:" not in first
    with clock.at(NOW + timedelta(days=365)):
        assert page_of(browser).count("late:") == 25


def test_a_start_page_shows_the_first_five_and_the_way_to_the_rest() -> None:
    scene = factories.scene()
    browser = browser_of(scene.advisor)
    link = f'href="{reverse("web:duties")}"'
    for count in range(1, 7):
        scene.request("in_triage", title=f"Housings {count}")
        page = browser.get(reverse("web:start"), follow=True).content.decode()
        assert page.count("Understand the need") == min(count, 5)
        assert (link in page) == (count > 5)
    # Whoever looks for something has begun the day.
    filtered = browser.get(reverse("requests:desk"), {"tab": "all"}).content.decode()
    assert "Understand the need" not in filtered


def test_who_has_nothing_to_do_reads_what_would_come() -> None:
    page = page_of(browser_of(factories.staff(factories.agency())))
    assert "Nothing waits for you" in page
    registered = browser_of(Actor(user_id=factories.person().pk))
    assert "Nothing waits for you" in page_of(registered)


def test_the_page_takes_as_many_queries_for_many_duties_as_for_few() -> None:
    scene = factories.scene()
    browser = browser_of(scene.advisor)
    counts = []
    for more in (1, 2, 5):
        for _each in range(more):
            scene.request("in_triage")
            scene.request("submitted")
        with CaptureQueriesContext(connection) as asked:
            page_of(browser)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_a_kind_of_duty_is_registered_once() -> None:
    duties.register(*DUTIES)
    other = DutyKind(DUTIES[0].code, lambda actor: None, lambda actor, keys: {})
    with pytest.raises(ValueError, match="already"):
        duties.register(other)


def test_what_is_gone_meanwhile_is_left_out() -> None:
    scene = factories.scene()
    request = scene.request("in_triage")
    found = waiting_for(scene.advisor)
    assert found is not None
    rows = duties.rows_of(found)
    assert [row.id for row in rows] == [request.pk]
    assert rows[0].due_on is not None
    assert rows[0].due_on > date(2026, 1, 1)
    assert duties.in_words(factories.staff(factories.agency("Other")), rows) == []


def test_each_duty_leads_to_a_page_that_its_reader_may_open(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    story = make_story()
    JoinRequest.objects.create(company=story.company, user=factories.person())
    opened = set()
    for _step in story.tell():
        with clock.at(story.now()):
            for name in ("company", "candidate", "home advisor", "partner advisor", "late partner"):
                actor = as_now(story.people[name])
                for one in duties.duties(actor, 100):
                    answer = browser_of(actor).get(one.words.url)
                    assert answer.status_code == 200, (name, one)
                    assert "None" not in (one.words.about, one.words.who, one.words.reference)
                    opened.add((one.row.kind, name))
    assert {kind for kind, _name in opened} >= {
        "request.home",
        "referral.home",
        "referral.partner",
        "request.company",
        "suggestion.candidate",
        "company.joining",
    }
    assert {name for kind, name in opened if kind == "company.joining"} == {
        "company",
        "home advisor",
    }


def test_words_are_made_for_the_rows_that_are_shown_alone() -> None:
    scene = factories.scene()
    for _number in range(2):
        scene.request("in_triage")
        scene.request("with_partners")
        JoinRequest.objects.create(company=scene.company, user=factories.person())
    for actor in (scene.advisor, scene.partner_advisor, scene.owner):
        now_is = as_now(actor)
        for kind in duties.kinds():
            rows = kind.rows(now_is)
            keys = [] if rows is None else [row.id for row in duties.rows_of(rows)]
            if keys:
                assert set(kind.words(now_is, keys[:1])) == set(keys[:1]), kind.code


def test_a_draft_of_the_desk_waits_for_who_began_it_and_for_nobody_once_it_is_sent() -> None:
    scene = factories.scene()
    other = factories.staff(scene.home, on_desk=True)
    draft = factories.draft(scene.advisor, scene.company)
    assert said(scene.advisor) == ["Finish the request and send it"]
    assert said(other) == []
    drafts.submit(actor=factories.on_behalf(scene.advisor), request_id=draft.pk)
    triage.take(actor=other, request_id=draft.pk)
    assert said(scene.advisor) == []
    assert said(other) == ["Understand the need and qualify it"]


def test_a_question_that_a_partner_asked_stands_also_when_something_is_presented() -> None:
    scene = factories.scene()
    second = factories.agency("Besalvo", country="ES", seat="ES511")
    asking = factories.staff(second, on_desk=True)
    request = scene.request("with_partners")
    (referral,) = partners.forward(
        actor=scene.advisor, request_id=request.pk, deadlines={second.pk: None}
    )
    first = Referral.objects.unrestricted("a test").get(request=request, organisation=scene.partner)
    row = factories.suggested(scene.partner_advisor, first, scene.candidate)
    factories.presented(scene.advisor, row)
    answers.ask_back(actor=asking, referral_id=referral.pk, text="Which alloy?")
    assert "Reply to the partner’s question" in said(scene.advisor)


def test_a_company_is_asked_its_question_before_its_choice() -> None:
    scene = factories.scene()
    request = scene.request("presented")
    assert said(scene.owner) == ["Say whom you want to get to know"]
    triage.ask(actor=scene.advisor, request_id=request.pk, text="Which alloy?")
    assert said(scene.owner) == ["Answer your advisor’s question"]
    scene.request("needs_information")
    assert said(scene.owner) == ["Answer your advisor’s question"] * 2


def test_a_case_whose_responsible_advisor_belongs_to_a_candidate_waits_for_the_desk(
    settings: Any,
) -> None:
    """The partner answers with that company: the advisor sees the case no more, and hears nothing
    of the answer; a colleague of the desk does both."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    scene = factories.scene()
    colleague = factories.staff(
        scene.home, Role.COORDINATOR, on_desk=True, email="colleague@people.example"
    )
    referral = scene.referral()
    CompanyMember.objects.create(company=scene.candidate, user_id=scene.advisor.user_id)
    advisor = factories.acting(User.objects.get(pk=scene.advisor.user_id), scene.home.pk)
    assert duties.duties(colleague, 9) == []
    factories.suggested(scene.partner_advisor, referral, scene.candidate)
    assert duties.duties(advisor, 9) == []
    assert [one.words.what for one in duties.duties(colleague, 9)] == [
        "Look through the suggestions"
    ]
    mail.outbox.clear()
    deliver_due()
    told = {one.to[0] for one in mail.outbox if "answered" in one.subject}
    assert told == {"colleague@people.example"}
