"""Whom to ask: what is known of partners' answers, and companies there, told in words only."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from activities import clock
from cooperation_requests.models import Brief, CooperationRequest, Referral
from cooperation_requests.queries import Answering, answering_lately
from cooperation_requests.showing.asking import SHOWN, proposed_organisations
from cooperation_requests.waiting import due_in
from matching import index
from network.models import Organisation
from network.queries import network_settings
from tests import factories
from tests.access.people import browser_of
from tests.web.forms import fields_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def answered(
    scene: factories.Scene, partner: Organisation, *, after_days: float, **fields: object
) -> None:
    """A request of another agency that this partner answered."""
    moment = clock.now() - timedelta(days=30)
    referral = scene.referral()
    # Each for another company: of fewer than three nothing is told.
    CooperationRequest.objects.unrestricted("a test").filter(pk=referral.request_id).update(
        company=factories.company(scene.home)
    )
    values = {
        "organisation": partner,
        "sent_at": moment,
        "answered_at": moment + timedelta(days=after_days),
        "state": "answered",
    } | fields
    Referral.objects.unrestricted("a test").filter(pk=referral.pk).update(**values)


def test_answers_are_counted_over_the_network_of_the_last_months(scene: factories.Scene) -> None:
    partner = factories.agency(country="ES", seat="ES511")
    silent = factories.agency(country="ES", seat="ES511")
    for days in (2.8, 4.2, 14):
        answered(scene, partner, after_days=days)
    answered(scene, partner, after_days=1, state="no_candidate")
    answered(scene, partner, after_days=0, state="expired", answered_at=None)
    answered(scene, partner, after_days=0, state="recalled", answered_at=None)
    answered(scene, partner, after_days=1, sent_at=clock.now() - timedelta(days=400))
    for _time in range(5):
        answered(scene, partner, after_days=0, state="sent", answered_at=None,
                 answer_due_on=clock.now().date() + timedelta(days=5))  # fmt: skip
    found = answering_lately([partner.pk, silent.pk])
    assert found[silent.pk] == Answering()
    one = found[partner.pk]
    assert (one.asked, one.answered, one.to_answer) == (5, 4, 5)
    assert one.working_days == pytest.approx(3.5 * 5 / 7)


def test_the_advisor_reads_words_and_never_counts_or_companies(scene: factories.Scene) -> None:
    for number in range(5):
        answered(scene, scene.partner, after_days=2)
        factories.company(
            scene.partner, legal_name=f"Coulombel {number}", visibility="network",
            offers="Foundry for housings of die-cast aluminium, pumps and gears.",
            offers_language="en", sectors=["24.53"], region="FRK26",
        )  # fmt: skip
    factories.company(
        scene.partner, legal_name="Tournevent", offers="Foundry for housings of pumps.",
        offers_language="en", sectors=["24.53"],
    )  # fmt: skip
    index.refresh()
    request = scene.request("qualified")
    address = reverse(
        "requests:desk-request-verb", kwargs={"reference": request.reference, "verb": "forward"}
    )
    page = browser_of(scene.advisor).get(address).content.decode()
    assert "many fitting companies" in page
    assert "answers mostly within a week" in page
    assert "Coulombel" not in page
    assert "Tournevent" not in page


def test_services_that_help_with_the_kind_speak_for_a_partner(scene: factories.Scene) -> None:
    researches = factories.agency("Nautil", country="FR", seat="FRK26", services=["technology"])
    searches = factories.agency("Perihel", country="FR", seat="FRK26", services=["partner_search"])
    request = scene.request("qualified")
    Brief.objects.unrestricted("a test").filter(request=request).update(kind="research")
    lines = {one.organisation: one.line for one in proposed_organisations(scene.advisor, request)}
    assert lines[researches].endswith(" · technology and research partnerships")
    assert lines[searches].endswith(" · does not list: technology and research partnerships")
    assert list(lines).index(researches) < list(lines).index(searches)


def test_nothing_is_told_of_few_cases_or_of_few_companies(scene: factories.Scene) -> None:
    partner = factories.agency(country="ES", seat="ES511")
    for _time in range(4):
        answered(scene, partner, after_days=1, state="expired", answered_at=None)
    assert answering_lately([partner.pk])[partner.pk] == Answering()
    answered(scene, partner, after_days=1, state="expired", answered_at=None)
    assert answering_lately([partner.pk])[partner.pk].asked == 5
    CooperationRequest.objects.unrestricted("a test").update(company=scene.company)
    assert answering_lately([partner.pk])[partner.pk] == Answering()


def test_where_nobody_is_left_to_ask_the_page_says_so(scene: factories.Scene) -> None:
    index.refresh()
    request = scene.request("qualified")
    Organisation.objects.exclude(pk=scene.home.pk).update(state="left")
    address = reverse(
        "requests:desk-request-verb", kwargs={"reference": request.reference, "verb": "forward"}
    )
    assert browser_of(scene.advisor).get(address).status_code == 200


def test_five_of_those_who_serve_the_region_are_ticked_at_first(scene: factories.Scene) -> None:
    for _time in range(6):
        factories.agency(country="FR", seat="FRK26")
    request = scene.request("qualified")
    address = reverse(
        "requests:desk-request-verb", kwargs={"reference": request.reference, "verb": "forward"}
    )
    page = browser_of(scene.advisor).get(address).content.decode()
    ticked = ["checked" in ask for ask in re.findall(r'<input[^>]*name="ask_[^>]*>', page)]
    assert ticked == [True] * 5 + [False] * 2


def test_a_partner_is_late_once_its_day_is_over_where_it_sits(scene: factories.Scene) -> None:
    """By the moment that everything else goes by: the end of the day at its seat, not in UTC."""
    partner = factories.agency(country="ES", seat="ES511")
    moment = clock.now()
    for late_from in (moment, moment + timedelta(seconds=1)):
        for _time in range(3):
            answered(scene, partner, after_days=0, state="accepted", answered_at=None,
                     waits_for="partner", late_from=late_from,
                     answer_due_on=moment.date() + timedelta(days=1))  # fmt: skip
    for _time in range(2):
        answered(scene, partner, after_days=1)
    # What waits for the agency that asks is not the partner's fault.
    answered(scene, partner, after_days=0, state="accepted", answered_at=None,
             waits_for="advisor", late_from=moment - timedelta(days=3))  # fmt: skip
    with clock.at(moment):
        found = answering_lately([partner.pk])[partner.pk]
    assert (found.asked, found.answered) == (5, 2)


def test_of_a_large_network_some_are_shown_and_every_other_is_found_with_nothing_lost(
    scene: factories.Scene,
) -> None:
    for number in range(SHOWN + 3):
        factories.agency(f"Bureau {number:02d}", country="ES", seat="ES511")
    hidden = factories.agency("Zephyr Office", country="PT", seat="PT111")
    request = scene.request("qualified")
    address = reverse(
        "requests:desk-request-verb", kwargs={"reference": request.reference, "verb": "forward"}
    )
    browser = browser_of(scene.advisor)
    page = browser.get(address).content
    fields = fields_on(page)
    shown = ask_boxes(page)
    assert len(shown) == SHOWN
    assert f"ask_{hidden.pk}" not in shown
    # What is ticked and typed stays while another one is looked for.
    kept = shown[3]
    day = (clock.now().date() + timedelta(days=20)).isoformat()
    form = fields | {kept: ["on"], kept.replace("ask", "due"): [day]}
    for typed in ("zephyr", "portugal"):
        again = browser.post(address, form | {"find": "1", "named": typed})
        assert again.status_code == 200
        assert ask_boxes(again.content) == [*shown, f"ask_{hidden.pk}"]
        drawn = fields_on(again.content)
        assert drawn[kept] == ["on"]
        assert drawn[kept.replace("ask", "due")] == [day]
        due = due_in(hidden, network_settings().days_to_answer)
        assert drawn[f"due_{hidden.pk}"] == [due.isoformat()]
    # One that was found and ticked stays, though another one is looked for.
    form = fields_on(again.content) | {f"ask_{hidden.pk}": ["on"]}
    again = browser.post(address, form | {"find": "1", "named": "Bureau 27"})
    assert len(ask_boxes(again.content)) == SHOWN + 2
    assert fields_on(again.content)[f"ask_{hidden.pk}"] == ["on"]
    assert not request_is_sent(request)
    chosen = {name: value for name, value in drawn.items() if not name.startswith("ask_")}
    sent = browser.post(address, chosen | {f"ask_{hidden.pk}": ["on"]})
    assert sent.status_code == 302
    (referral,) = Referral.objects.unrestricted("a test").filter(request=request)
    assert referral.organisation_id == hidden.pk


def ask_boxes(page: bytes) -> list[str]:
    return re.findall(r'<input[^>]*name="(ask_[^"]+)"', page.decode())


def request_is_sent(request: CooperationRequest) -> bool:
    return Referral.objects.unrestricted("a test").filter(request=request).exists()
