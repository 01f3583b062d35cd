"""Run in a process of its own, with the toys installed: every registry has one of theirs, and every
walker finds it. `tests/test_toy.py` runs it."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse

from activities import clock, duties, links
from activities.models import Activity, Timer
from activities.timers import kinds
from activities.timers.reckoning import differences
from activities.timers.running import run_due
from activities.workflow import sentence_of
from activities.workflow.verbs import registered_verbs
from cooperation_requests.actions import choosing
from notifications import registry
from notifications.bundles import APART, GATHERED, gather
from notifications.delivery import deliver_due
from notifications.digests import choose
from notifications.models import Channel, Delivery, Notice
from tests import factories
from tests.access import walking
from tests.access.people import browser_of
from tests.hostile.places import places_of_the_urlconf
from tests.lists.test_exports import lists_of
from tests.requests.case import NOW
from tests.test_routes_point_down import routes
from tests.toy.actions import wind
from tests.toy.codes import ToyTopic
from tests.toy.models import Toy, ToyKey
from tests.web.forms import fields_on
from web.links import address_of
from web.navigation import Place, items
from web.navigation import registered as registered_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def toy_of(scene: factories.Scene, name: str = "Humming top") -> Toy:
    return Toy.objects.add(company=scene.company, name=name, since=clock.now())


def test_each_registry_holds_one_of_the_toys() -> None:
    assert {str(one) for one in registered_verbs() if one.kind == "toy"} == {
        "toy.wind",
        "toy.run_down",
    }
    assert str(sentence_of("toy", "run_down")) == "The toy ran down"
    assert "toy_running" in {kind.code for kind in kinds.kinds()}
    assert "toy.wind" in {kind.code for kind in duties.kinds()}
    assert links.kinds()[-1] is ToyKey
    assert ToyTopic.TOYS in {topic.code for topic in registry.topics()}
    assert "toy.run_down.toy_owner" in registry.kinds()
    assert "toy:toys" in {entry.address for entry in registered_entries()}


def test_each_walker_finds_the_toys() -> None:
    patterns = get_resolver().url_patterns
    own = {"toy:toys", "toy:toy", "toy:toy-verb", "toy:key"}
    assert {name for name in walking.routes() if name.startswith("toy:")} == own
    assert {name for name in routes(patterns) if name.startswith("toy:")} == own
    assert "toy:toys" in set(lists_of(patterns))
    assert "toy:toy-verb wind" in places_of_the_urlconf()


def test_a_toy_goes_through_its_life(scene: factories.Scene, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with clock.at(NOW):
        toy = toy_of(scene)
        owner, stranger = browser_of(scene.owner), browser_of(scene.partner_advisor)
        page = reverse("toy:toy", kwargs={"toy_id": toy.pk})
        wind = reverse("toy:toy-verb", kwargs={"toy_id": toy.pk, "verb": "wind"})
        # A row, its duty on the start page, a button, a page, a verb.
        start = owner.get(reverse("web:start"), follow=True).content.decode()
        assert "Wind the toy up" in start
        assert ">Toys<" in start
        assert "Wind it up" in owner.get(page).content.decode()
        assert stranger.get(page).status_code == 404
        assert stranger.get(wind).status_code == 404
        typed = fields_on(owner.get(wind).content)
        assert owner.post(wind, typed, follow=True).status_code == 200
        assert owner.post(wind, typed).status_code == 302  # the same form twice is once
        toy = Toy.objects.unrestricted("a test").get()
        assert (toy.state, toy.turns) == ("wound", 1)
        assert owner.get(wind).status_code == 409
        assert "Wind the toy up" not in owner.get(reverse("web:duties")).content.decode()
        assert differences() == []
    with clock.at(NOW + timedelta(hours=2) - timedelta(seconds=1)):
        assert run_due() == 0
    with clock.at(NOW + timedelta(hours=2)):
        assert run_due() == 1
        assert run_due() == 0
        mail.outbox.clear()
        deliver_due()
        assert mail.outbox == []
    with clock.at(NOW + timedelta(hours=2) + GATHERED):
        deliver_due()
        (told,) = [one for one in mail.outbox if one.subject == "A toy ran down"]
        assert page in str(told.body)
        notices = owner.get(reverse("notifications:notices")).content.decode()
        assert "A toy ran down" in notices
        assert "Wind the toy up" in owner.get(reverse("web:duties")).content.decode()
    verbs = Activity.objects.filter(subject_kind="toy").order_by("pk")
    assert list(verbs.values_list("verb", "channel")) == [("wind", "page"), ("run_down", "clock")]
    assert set(verbs.values_list("context_id", flat=True)) == {toy.pk}
    assert set(verbs & Activity.objects.visible_to(scene.owner)) == set(verbs)
    assert not (verbs & Activity.objects.visible_to(scene.partner_advisor)).exists()
    assert Timer.objects.get(kind="toy_running").done_at == NOW + timedelta(hours=2)


def test_a_key_is_a_link_like_all_others(scene: factories.Scene) -> None:
    with clock.at(NOW):
        key = ToyKey(toy=toy_of(scene), email="eva@post.example", nonce="n")
        key.expires_at = NOW + timedelta(days=60)
        key.save()
        assert key.is_opened_by(key.token())
        assert ToyKey.objects.filter(ToyKey.stands_rule()).count() == 1
        address = address_of(key)
        answer = Client().get(urlsplit(address).path)
        assert (answer.status_code, answer.content.decode()) == (200, key.toy.name)
        assert answer["Referrer-Policy"] == "no-referrer"
    with clock.at(NOW + timedelta(days=60)):
        assert not ToyKey.objects.filter(ToyKey.stands_rule()).exists()


def test_the_slot_shows_the_toys_to_whom_they_are_visible(scene: factories.Scene) -> None:
    address = reverse("companies:desk-company", kwargs={"company_id": scene.company.pk})
    browser = browser_of(scene.advisor)
    assert 'class="toys"' not in browser.get(address).content.decode()
    toy_of(scene)
    assert '<p class="toys">Toys: 1</p>' in browser.get(address).content.decode()


def test_the_bar_has_the_toys_for_companies_alone(scene: factories.Scene) -> None:
    def bar(actor: Any) -> list[str]:
        return [str(item.label) for item in items(Place.BAR, actor)]

    assert bar(scene.owner) == ["My requests", "Company profile", "Toys", "Network"]
    assert "Toys" not in bar(scene.advisor)


def test_the_list_goes_out_as_a_file(scene: factories.Scene) -> None:
    toy_of(scene, "=Top")
    toy_of(scene, "Ball")
    answer: Any = browser_of(scene.owner).get(reverse("toy:toys"), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    for close in answer._resource_closers:
        close()
    assert list(csv.reader(io.StringIO(content, newline=""))) == [
        ["Toy", "State", "Turns"],
        ["'=Top", "idle", "0"],
        ["Ball", "idle", "0"],
    ]


def test_the_toys_come_by_the_digest_of_who_wishes_so(
    scene: factories.Scene, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with clock.at(NOW):
        assert scene.owner.user_id is not None
        choose(scene.owner.user_id, wishes={ToyTopic.TOYS: Channel.DIGEST}, digest_hour=7)
        toy = toy_of(scene)
        from tests.toy.actions import wind

        wind(actor=scene.owner, toy_id=toy.pk)
    with clock.at(NOW + timedelta(hours=3)):
        run_due()
    assert Notice.objects.get(kind="toy.run_down.toy_owner").channel == Channel.DIGEST
    with clock.at(NOW + timedelta(days=1)):
        mail.outbox.clear()
        run_due()
        deliver_due()
    (digest,) = [one for one in mail.outbox if one.subject.startswith("Your day")]
    assert "Wind the toy up" in str(digest.body)
    assert "A toy ran down" in str(digest.body)


def run_down(scene: factories.Scene, *names: str) -> None:
    """So many toys of the company have run down, one after the other."""
    for name in names:
        toy = toy_of(scene, name)
        wind(actor=scene.owner, toy_id=toy.pk)
    with clock.at(clock.now() + timedelta(hours=2)):
        assert run_due() == len(names)


def mails() -> list[tuple[str, list[str]]]:
    """Subjects, and the addresses of the buttons, of what was sent since it was asked last."""
    deliver_due()
    found = [
        (str(one.subject), re.findall(r"/toys/([0-9a-f-]{36})/", str(one.body)))
        for one in mail.outbox
        if "toy" in one.subject or "question" in one.subject
    ]
    mail.outbox.clear()
    return found


def test_questions_of_one_day_go_to_one_address_in_one_mail(
    scene: factories.Scene, settings: Any
) -> None:
    """Asked once, however many there are; what comes later the same day waits for the next."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    other = factories.company_person(scene.company)
    with clock.at(NOW):
        run_down(scene, "Top", "Drum", "Bear")
    due = NOW + timedelta(hours=2)
    with clock.at(due + GATHERED - timedelta(seconds=1)):
        assert mails() == []
    with clock.at(due + GATHERED):
        sent = mails()
        assert [subject for subject, _keys in sent] == ["3 questions for you"] * 2
        assert [len(set(keys)) for _subject, keys in sent] == [3, 3]
        assert mails() == []
    with clock.at(due + timedelta(hours=1)):
        run_down(scene, "Ball", "Kite")
    with clock.at(due + timedelta(hours=8)):
        assert mails() == []
    # One of the two was wound up meanwhile: it is no question any more.
    kite = Toy.objects.unrestricted("a test").get(name="Kite")
    Notice.objects.filter(subject_id=kite.pk).update(channel=Channel.DROPPED)
    with clock.at(due + GATHERED + APART - timedelta(seconds=1)):
        assert mails() == []
    with clock.at(due + GATHERED + APART):
        sent = mails()
    ball = Toy.objects.unrestricted("a test").get(name="Ball")
    assert sent == [("A toy ran down", [str(ball.pk)])] * 2
    assert other.user_id is not None


def test_a_bundle_is_made_once_whoever_makes_it(scene: factories.Scene) -> None:
    with clock.at(NOW):
        run_down(scene, "Top", "Drum")
    with clock.at(NOW + timedelta(hours=2) + GATHERED):
        assert gather() == 1
        assert gather() == 0
    (delivery,) = Delivery.objects.filter(kind=Delivery.BUNDLE)
    assert delivery.notices.count() == 2


def test_each_page_with_a_slot_shows_its_part_to_whom_it_is_visible(scene: factories.Scene) -> None:
    row = scene.suggestion()
    case = factories.reread(row.referral.request)
    candidate = factories.company_person(scene.candidate)
    choosing.ask_candidate(actor=scene.partner_advisor, suggestion_id=row.pk)
    of_case, of_referral = {"reference": case.reference}, {"referral_id": row.referral_id}
    agency = reverse("network:public-agency", kwargs={"slug": scene.home.slug})
    pages = (
        (scene.advisor, reverse("requests:desk-request", kwargs=of_case), "CooperationRequest"),
        (scene.owner, reverse("requests:request", kwargs=of_case), "CooperationRequest"),
        (
            scene.advisor,
            reverse("requests:desk-lane", kwargs={**of_case, **of_referral}),
            "Referral",
        ),
        (scene.partner_advisor, reverse("requests:desk-referral", kwargs=of_referral), "Referral"),
        (candidate, reverse("requests:approach", kwargs={"suggestion_id": row.pk}), "Suggestion"),
        (scene.owner, agency, "Organisation"),
    )
    for actor, address, about in pages:
        page = browser_of(actor).get(address).content.decode()
        assert f'<p class="toys">A toy: {about}</p>' in page, address
    assert "A toy" not in Client().get(agency).content.decode()
