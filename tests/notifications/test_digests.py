"""One mail a day of what a person wished to read once a day, at their hour, and of what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.forms import ProfileForm
from accounts.models import User
from activities import clock
from activities.actor import Actor
from activities.models import Timer
from activities.timers.reckoning import differences
from activities.timers.running import run_due
from companies import actions as companies
from companies.enums import CompanyTopic
from companies.models import Company, CompanyMember, JoinRequest
from cooperation_requests.actions import drafts, ending, triage
from cooperation_requests.codes import CaseTopic
from cooperation_requests.notices.topics import ASKS
from cooperation_requests.notices.words import WORDS
from notifications import digests as digests_module
from notifications import registry
from notifications.channels import channels_of
from notifications.delivery import deliver_due
from notifications.digests import choose, due
from notifications.models import Channel, Delivery, Notice
from notifications.registry import Renderer, Topic, renderer_of
from tests import factories
from tests.access.people import browser_of, signed_in, with_second_factor
from tests.access.story import PLANTED, make_story
from tests.requests.case import NOW
from tests.web.forms import fields_on

pytestmark = pytest.mark.django_db

# 5 November 2026, a Thursday; NOW is nine o'clock in UTC.
DIGEST, PORTAL, AT_ONCE = Channel.DIGEST, Channel.PORTAL, Channel.AT_ONCE


@pytest.fixture(autouse=True)
def _mails_are_kept(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def scene() -> Iterator[factories.Scene]:
    with clock.at(NOW):
        yield factories.scene()


def person(actor: Actor, **fields: Any) -> User:
    User.objects.filter(pk=actor.user_id).update(**fields)
    return User.objects.get(pk=actor.user_id)


def wishes(actor: Actor, hour: int | None = 7, **channels: Channel) -> User:
    """Somebody wishes to hear of topics so, with a digest at this hour."""
    by_topic = {getattr(CaseTopic, name): channel for name, channel in channels.items()}
    return choose(person(actor).pk, wishes=by_topic, digest_hour=hour)


def sent() -> list[EmailMultiAlternatives]:
    """What a worker sends now."""
    mail.outbox.clear()
    run_due()
    deliver_due()
    return list(mail.outbox)  # type: ignore[arg-type]


def digests() -> list[EmailMultiAlternatives]:
    return [one for one in sent() if "Your day" in one.subject or "Ihr Tag" in one.subject]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_what_is_to_be_read_once_a_day_comes_in_one_mail_at_the_hour_chosen(
    scene: factories.Scene,
) -> None:
    reader = person(scene.advisor, time_zone="Europe/Berlin", language="en")
    wishes(scene.advisor, OF_HOME=DIGEST)
    first = scene.request("submitted", title="Axles")
    second = scene.request("submitted", title="Bolts")
    assert [one.to for one in sent() if reader.email in one.to] == []
    with clock.at(at(6, 5, 59)):
        assert digests() == []
    with clock.at(at(6, 6)):  # seven o'clock in Berlin
        (digest,) = digests()
        assert digests() == []
    assert digest.to == [reader.email]
    assert digest.subject == "Your day: 2 things to do, 2 pieces of news"
    body = str(digest.body)
    for words in ("What waits for you", "Take up the request", "Axles", "Bolts"):
        assert words in body
    for request in (first, second):
        assert f"{request.reference}: a new request" in body
        assert f"/desk/requests/{request.reference}/" in body
    assert "http://" in body
    # Each case under its own title.
    lines = body.splitlines()
    assert lines.count("Axles") == lines.count("Bolts") == 1


def test_none_comes_when_there_is_nothing(scene: factories.Scene) -> None:
    wishes(scene.advisor, OF_HOME=DIGEST)
    for day in (6, 7, 8):
        with clock.at(at(day, 12)):
            assert digests() == []
    assert not Delivery.objects.exists()
    # What is no longer due when it is sent, neither.
    with clock.at(at(8, 13)):
        request = scene.request("submitted")
        triage.take(actor=factories.staff(scene.home), request_id=request.pk)
        Notice.objects.filter(kind__endswith="assigned_before").delete()
    with clock.at(at(9, 12)):
        assert digests() == []


def test_what_waits_comes_every_day_until_it_is_done(scene: factories.Scene) -> None:
    wishes(scene.advisor)
    request = scene.request("in_triage")
    for day in (6, 7):
        with clock.at(at(day, 12)):
            (digest,) = digests()
            assert digest.subject == "Your day: 1 thing to do"
            assert "Understand the need" in str(digest.body)
    with clock.at(at(7, 13)):
        ending.withdraw(actor=scene.owner, request_id=request.pk, reason="solved")
    with clock.at(at(8, 12)):
        assert digests() == []


def test_after_a_pause_one_digest_tells_all(scene: factories.Scene) -> None:
    wishes(scene.advisor, OF_HOME=DIGEST)
    scene.request("submitted")
    with clock.at(at(20, 12)):
        assert len(digests()) == 1
        assert digests() == []
    with clock.at(at(21, 5)):
        assert digests() == []
    with clock.at(at(21, 8)):
        assert len(digests()) == 1


def test_it_is_written_in_the_reader_s_language(scene: factories.Scene) -> None:
    person(scene.advisor, language="de")
    wishes(scene.advisor, OF_HOME=DIGEST)
    scene.request("submitted")
    with clock.at(at(6, 12)):
        (digest,) = digests()
    assert digest.subject == "Ihr Tag: 1 Aufgabe, 1 Neuigkeit"
    assert "Die Anfrage übernehmen" in str(digest.body)
    assert "What waits" not in str(digest.body)


@hypothesis_settings(max_examples=300, deadline=None, derandomize=True)
@given(
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Auckland"]),
    hour=st.integers(0, 23),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_a_digest_is_due_once_on_each_day_of_the_reader_s_also_when_clocks_change(
    zone: str, hour: int, day: Any
) -> None:
    reader = User(time_zone=zone, digest_hour=hour, digest_sent_on=day, is_active=True)
    (moment,) = due(reader).values()
    there = moment.astimezone(reader.zone)
    assert there.date() == day + timedelta(days=1)
    # An hour that the clocks leave out is the one after it.
    assert there.hour in {hour, hour + 1}
    reader.digest_sent_on = there.date()
    (following,) = due(reader).values()
    assert timedelta(hours=22) <= following - moment <= timedelta(hours=26)


def test_on_the_night_of_summer_time_the_hour_that_is_left_out_is_the_next() -> None:
    reader = User(time_zone="Europe/Berlin", digest_hour=2, is_active=True)
    reader.digest_sent_on = date(2027, 3, 27)
    assert set(due(reader).values()) == {datetime(2027, 3, 28, 1, tzinfo=UTC)}
    # In autumn the hour comes twice: the first counts.
    reader.digest_sent_on = date(2027, 10, 30)
    assert set(due(reader).values()) == {datetime(2027, 10, 31, 0, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("zone", "hour", "first"),
    [
        ("Europe/Berlin", 11, at(5, 10)),  # an hour ahead
        ("Europe/Berlin", 10, at(6, 9)),  # it is ten o'clock there
        ("America/New_York", 7, at(5, 12)),
        ("Pacific/Auckland", 7, at(5, 18)),
        ("Pacific/Auckland", 23, at(5, 10)),
    ],
)
def test_a_digest_that_is_chosen_comes_the_next_time_that_the_clock_says_the_hour(
    scene: factories.Scene, zone: str, hour: int, first: datetime
) -> None:
    reader = person(scene.advisor, time_zone=zone)
    choose(reader.pk, wishes={}, digest_hour=hour)
    assert Timer.objects.get(kind="digest").due_at == first
    assert differences() == []


def test_another_hour_and_another_zone_move_it_and_none_takes_it_away(
    scene: factories.Scene,
) -> None:
    browser = browser_of(scene.advisor)
    address = reverse("notifications:wishes")
    typed = fields_on(browser.get(address).content) | {"hour": ["7"]}
    assert browser.post(address, typed).status_code == 302
    assert Timer.objects.get(kind="digest").due_at == at(6, 6)
    profile = reverse("kontor:profile")
    typed = fields_on(browser.get(profile).content) | {"time_zone": ["Europe/Riga"]}
    assert browser.post(profile, typed).status_code == 302
    assert Timer.objects.get(kind="digest").due_at == at(6, 5)
    assert differences() == []
    typed = fields_on(browser.get(address).content) | {"hour": [""]}
    assert browser.post(address, typed).status_code == 302
    assert not Timer.objects.filter(kind="digest").exists()


def test_what_was_kept_for_a_digest_that_is_switched_off_goes_at_once(
    scene: factories.Scene,
) -> None:
    wishes(scene.advisor, OF_HOME=DIGEST)
    scene.request("submitted")
    assert [one for one in sent() if "new request" in one.subject] == []
    wishes(scene.advisor, None, OF_HOME=DIGEST)
    assert [one.to for one in sent() if "new request" in one.subject] == [
        [person(scene.advisor).email]
    ]


def test_what_somebody_reads_in_the_portal_alone_comes_by_no_mail(scene: factories.Scene) -> None:
    wishes(scene.owner, None, OF_COMPANY=PORTAL)
    request = scene.request("in_triage")
    told = Notice.objects.filter(person_id=scene.owner.user_id, case_id=request.pk)
    assert set(told.values_list("channel", flat=True)) == {PORTAL}
    assert person(scene.owner).email not in [one.to[0] for one in sent()]
    page = browser_of(scene.owner).get(reverse("notifications:notices")).content.decode()
    assert str(request.reference) in page


def test_who_alone_would_hear_that_something_is_to_do_is_written_to(
    scene: factories.Scene,
) -> None:
    second = factories.staff(scene.home, on_desk=True)
    wishes(scene.advisor, None, OF_HOME=PORTAL)
    scene.request("submitted")

    def channels() -> dict[Any, str]:
        told = Notice.objects.filter(kind="request.submit.home_desk").order_by("created_at")
        return dict(told.values_list("person_id", "channel"))

    assert channels() == {scene.advisor.user_id: PORTAL, second.user_id: AT_ONCE}
    wishes(second, None, OF_HOME=PORTAL)
    Notice.objects.all().delete()
    scene.request("submitted")
    assert channels() == {scene.advisor.user_id: AT_ONCE, second.user_id: AT_ONCE}


def test_a_digest_counts_as_being_written_to() -> None:
    reader = User(mail_wishes={CaseTopic.OF_HOME: DIGEST}, digest_hour=7)
    other = User(mail_wishes={CaseTopic.OF_HOME: PORTAL})
    kind = "request.submit.home_desk"
    assert channels_of([(reader, kind, "1"), (other, kind, "1")]) == [DIGEST, PORTAL]
    assert channels_of([(reader, kind, "1"), (other, kind, "2")]) == [DIGEST, AT_ONCE]
    # Without an hour there is no digest.
    reader.digest_hour = None
    assert channels_of([(reader, kind, "1")]) == [AT_ONCE]
    # What asks for nothing may stay in the portal.
    assert channels_of([(other, "referral.accept.advisor", "1")]) == [PORTAL]
    assert channels_of([(None, kind, "1")]) == [AT_ONCE]


def test_what_asks_for_something_is_known_by_its_words() -> None:
    assert set(WORDS) >= ASKS
    for key in WORDS:
        renderer = renderer_of(".".join(key))
        assert renderer is not None
        assert renderer.asks == (key in ASKS)


def test_a_person_with_two_hats_reads_each_by_itself(scene: factories.Scene) -> None:
    reader = person(scene.advisor)
    other = factories.company(scene.partner, legal_name="Quillworks")
    CompanyMember.objects.create(company=other, user=reader)
    wishes(scene.advisor, OF_HOME=DIGEST)
    scene.request("submitted", title="Axles")
    factories.draft(Actor(user_id=reader.pk, company_id=other.pk), other, title="Hinges")
    with clock.at(at(6, 12)):
        (digest,) = digests()
    body = str(digest.body)
    assert f"{scene.home.name}: What waits for you" in body
    assert "Quillworks: What waits for you" in body
    assert "Hinges" in body


def test_who_may_not_sign_in_gets_none_and_who_left_reads_nothing_of_it(
    scene: factories.Scene,
) -> None:
    wishes(scene.advisor, OF_HOME=DIGEST)
    scene.request("submitted")
    person(scene.advisor, is_active=False)
    with clock.at(at(6, 12)):
        assert digests() == []
    person(scene.advisor, is_active=True)
    User.objects.get(pk=scene.advisor.user_id).memberships.all().delete()
    with clock.at(at(7, 12)):
        assert digests() == []


def test_a_case_that_ended_is_told_of_no_more(scene: factories.Scene) -> None:
    wishes(scene.advisor, OF_HOME=DIGEST)
    request = scene.request("submitted")
    triage.take(actor=scene.advisor, request_id=request.pk)
    ending.withdraw(actor=scene.owner, request_id=request.pk, reason="solved")
    with clock.at(at(6, 12)):
        (digest,) = digests()
    assert "a new request" not in str(digest.body)
    assert "withdr" in str(digest.body)


def test_no_digest_tells_who_the_other_side_is(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    story = make_story()
    secret = {
        "partner advisor": ("requester name", "full text", "other partner name"),
        "other partner": ("requester name", "candidate name", "partner words"),
        "candidate": ("requester name", "other partner name", "full text"),
        "company": ("candidate name", "other partner name", "internal note"),
        "unasked": ("requester name", "candidate name", "partner name"),
    }
    with clock.at(story.moment):
        for name in secret:
            reader = person(story.people[name], language="en")
            choose(
                reader.pk,
                wishes={topic.code: DIGEST for topic in registry.topics()},
                digest_hour=7,
            )
    read = 0
    for step in story.tell("agreed"):
        story.moment += timedelta(days=1)
        with clock.at(story.now()):
            by_address = {one.to[0]: one for one in digests()}
        for name, words in secret.items():
            digest = by_address.get(person(story.people[name]).email)
            if digest is not None:
                read += 1
                text = f"{digest.subject} {digest.body} {digest.alternatives[0][0]!s}"
                for word in words:
                    assert PLANTED[word] not in text, (step, name, word)
    assert read >= 8


def test_the_page_offers_what_one_s_hats_hear_of_and_asks_for_the_hour(
    scene: factories.Scene,
) -> None:
    address = reverse("notifications:wishes")
    browser = browser_of(scene.owner)
    page = browser.get(address).content.decode()
    assert "My requests" in page
    assert "Requests from partners" not in page
    typed = fields_on(browser.get(address).content) | {f"topic_{CaseTopic.OF_COMPANY}": [DIGEST]}
    answer = browser.post(address, typed)
    assert answer.status_code == 422
    assert "Choose when the digest comes." in answer.content.decode()
    again = fields_on(answer.content)
    assert again[f"topic_{CaseTopic.OF_COMPANY}"] == [DIGEST]
    assert browser.post(address, again | {"hour": ["18"]}).status_code == 302
    reader = person(scene.owner)
    assert (reader.digest_hour, reader.mail_wishes[CaseTopic.OF_COMPANY]) == (18, DIGEST)
    # What is of another hat stays as it was.
    person(scene.owner, mail_wishes={CaseTopic.OF_HOME: PORTAL})
    typed = fields_on(browser.get(address).content)
    assert browser.post(address, typed).status_code == 302
    assert person(scene.owner).mail_wishes[CaseTopic.OF_HOME] == PORTAL


def test_a_kind_names_a_topic_that_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_renderers", dict(registry._renderers))
    monkeypatch.setattr(registry, "_topics", dict(registry._topics))
    known = renderer_of("request.submit.home_desk")
    assert known is not None
    with pytest.raises(ValueError, match="no topic"):
        registry.register("toy.kind", Renderer(known.message, known.summary, "toys"))  # type: ignore[arg-type]
    topic = registry.topics()[0]
    registry.register_topics(topic)
    with pytest.raises(ValueError, match="already"):
        registry.register_topics(Topic(topic.code, "Toys", topic.needs))


def test_no_digest_carries_what_a_stranger_typed(scene: factories.Scene) -> None:
    """docs/decisions/limits.md: until an agency took a company up, no mail names it."""
    stranger = factories.person("Call 0900 stranger")
    known = companies.register(
        actor=Actor(user_id=stranger.pk),
        fields={"legal_name": "Win at evil.example", "country": "DE", "region": "DE11"},
    )
    company = Company.objects.unrestricted("a test").get(pk=known.pk)
    company.agency = scene.home
    company.save()
    own = Actor(user_id=stranger.pk, company_id=company.pk)
    drafts.submit(actor=own, request_id=factories.draft(own, company, title="CLICK evil").pk)
    JoinRequest.objects.create(company=scene.company, user=stranger)
    wishes(scene.advisor, OF_HOME=DIGEST)
    choose(stranger.pk, wishes={CaseTopic.OF_COMPANY: DIGEST}, digest_hour=7)
    with clock.at(at(6, 12)):
        found = {one.to[0]: str(one.body) for one in digests()}
    assert "Take up the request" in found[person(scene.advisor).email]
    assert "admit it" in found[person(scene.advisor).email]
    for body in found.values():
        for typed in ("evil", "CLICK", "0900"):
            assert typed not in body
    page = browser_of(scene.advisor).get(reverse("web:duties")).content.decode()
    assert "Win at evil.example" in page


def test_a_digest_after_midnight_is_still_that_of_the_day_before(scene: factories.Scene) -> None:
    person(scene.advisor, time_zone="UTC")
    wishes(scene.advisor, 23)
    scene.request("in_triage")
    with clock.at(at(6, 0, 10)):  # the worker was late
        assert len(digests()) == 1
    with clock.at(at(6, 22, 59)):
        assert digests() == []
    with clock.at(at(6, 23)):
        assert len(digests()) == 1


def test_who_may_sign_in_again_gets_the_digest_again(scene: factories.Scene) -> None:
    wishes(scene.advisor, OF_HOME=DIGEST)
    scene.request("submitted")
    secretary = signed_in(with_second_factor(factories.person(is_secretariat=True)))
    address = reverse("admin:accounts_user_change", args=[scene.advisor.user_id])
    for is_active, timers in (([], 0), (["on"], 1)):
        typed = fields_on(secretary.get(address).content) | {"is_active": is_active}
        assert secretary.post(address, typed).status_code == 302
        assert Timer.objects.filter(kind="digest").count() == timers
        assert differences() == []
    with clock.at(at(6, 12)):
        assert len(digests()) == 1


def test_who_lost_a_hat_hears_of_it_at_once(scene: factories.Scene) -> None:
    second = factories.company_person(scene.company)
    choose(person(second).pk, wishes={CompanyTopic.PEOPLE: DIGEST}, digest_hour=7)
    member = CompanyMember.objects.get(user=second.user_id)
    companies.remove_member(actor=scene.owner, company_id=scene.company.pk, member_id=member.pk)
    assert [one.subject for one in sent() if one.to == [person(second).email]] == [
        "You no longer act for your company"
    ]


def test_what_was_told_while_the_digest_was_switched_off_goes_at_once(
    scene: factories.Scene,
) -> None:
    wishes(scene.advisor, OF_HOME=DIGEST)
    scene.request("submitted")
    # As if the action had read its people before, and was committed after.
    person(scene.advisor, digest_hour=None)
    assert [one.to for one in sent() if "new request" in one.subject] == [
        [person(scene.advisor).email]
    ]


def test_saving_the_profile_writes_nothing_of_the_digest(scene: factories.Scene) -> None:
    stale = person(scene.advisor)
    wishes(scene.advisor, OF_HOME=DIGEST)
    form = ProfileForm(
        {"name": "Ada", "language": "de", "time_zone": "Europe/Riga"}, instance=stale
    )
    assert form.is_valid()
    form.save()
    now_is = person(scene.advisor)
    assert (now_is.name, now_is.digest_hour) == ("Ada", 7)
    assert now_is.mail_wishes == {CaseTopic.OF_HOME: DIGEST}


def test_a_digest_asks_no_more_for_what_is_beyond_its_bound(
    scene: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests_module, "MOST_NOTICES", 2)
    wishes(scene.advisor, OF_HOME=DIGEST)
    for title in ("Axles", "Bolts", "Castings"):
        scene.request("submitted", title=title)
    with clock.at(at(6, 12)):
        (digest,) = digests()
    assert digest.subject == "Your day: 3 things to do, 2 pieces of news"


def test_whoever_tells_somebody_does_not_wait_for_their_digest(scene: factories.Scene) -> None:
    """A key to the person is taken by each notice: only a lock of the key itself would hold it up,
    and two who wait for each other end in an error."""
    with CaptureQueriesContext(connection) as asked:
        wishes(scene.advisor, OF_HOME=DIGEST)
        page = reverse("notifications:wishes")
        browser = browser_of(scene.advisor)
        browser.post(page, fields_on(browser.get(page).content))
    locks = [one["sql"] for one in asked if "FOR" in one["sql"] and "accounts_user" in one["sql"]]
    locking = [sql for sql in locks if "UPDATE" in sql.rpartition("FOR")[2]]
    assert len(locking) >= 3
    assert all(sql.endswith("FOR NO KEY UPDATE") for sql in locking)


def test_of_more_than_it_tells_a_digest_says_how_many_and_where(
    scene: factories.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests_module, "MOST_DUTIES", 2)
    wishes(scene.advisor)
    for day, count in ((6, 2), (7, 3)):
        for number in range(count - (count - 2) * 2):
            scene.request("in_triage", title=f"Axles {number}")
        with clock.at(at(day, 12)):
            (digest,) = digests()
        assert digest.subject == f"Your day: {count} things to do"
        assert ("All that waits for me" in str(digest.body)) == (count > 2)
        assert str(digest.body).count("Understand the need") == 2
    with clock.at(at(27, 12)):
        (digest,) = digests()
    assert str(digest.body).count("late:") == 2
