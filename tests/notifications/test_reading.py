"""When a notice counts as read: by who opened it, or the case that it is about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from activities import clock
from activities.actor import Actor
from notifications.models import Notice
from tests import factories
from tests.access.people import browser_of
from tests.access.story import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Iterator[factories.Scene]:
    with clock.at(START):
        yield factories.scene()


def unread(reader: Actor, case: object) -> int:
    return Notice.objects.filter(
        person_id=reader.user_id, case_id=case, read_at__isnull=True
    ).count()


def test_opening_the_case_reads_its_notices_and_no_others(scene: factories.Scene) -> None:
    opened, other = scene.request("qualified"), scene.request("qualified")
    assert unread(scene.owner, opened.pk) > 0
    before = unread(scene.owner, other.pk)
    browser_of(scene.owner).get(reverse("requests:request", kwargs={"reference": opened.reference}))
    assert unread(scene.owner, opened.pk) == 0
    assert unread(scene.owner, other.pk) == before > 0


def test_what_one_person_opened_stays_new_for_a_colleague(scene: factories.Scene) -> None:
    case = scene.request("submitted")
    colleague = factories.staff(scene.home, on_desk=True)
    told = Notice.objects.filter(case_id=case.pk, hat_id=scene.home.pk).first()
    assert told is not None
    Notice.objects.filter(pk=told.pk).update(person_id=scene.advisor.user_id)
    told.pk, told.recipient, told.person_id = None, "person:colleague", colleague.user_id
    told.save(force_insert=True)
    page = reverse("requests:desk-request", kwargs={"reference": case.reference})
    assert browser_of(scene.advisor).get(page).status_code == 200
    assert unread(scene.advisor, case.pk) == 0
    assert unread(colleague, case.pk) == 1


def test_a_partner_reads_by_opening_the_referral(scene: factories.Scene) -> None:
    referral = scene.referral()
    told = Notice.objects.filter(case_id=referral.request_id, hat_id=scene.partner.pk)
    told.update(person_id=scene.partner_advisor.user_id)
    assert unread(scene.partner_advisor, referral.request_id) > 0
    address = reverse("requests:desk-referral", kwargs={"referral_id": referral.pk})
    assert browser_of(scene.partner_advisor).get(address).status_code == 200
    assert unread(scene.partner_advisor, referral.request_id) == 0


def test_a_notice_leads_on_and_is_read_from_then_on(scene: factories.Scene) -> None:
    case = scene.request("qualified")
    one, *others = Notice.objects.filter(person_id=scene.owner.user_id, case_id=case.pk)
    browser = browser_of(scene.owner)
    address = reverse("notifications:notice", kwargs={"notice_id": one.pk})
    assert address in browser.get(reverse("notifications:notices")).content.decode()
    response = browser.get(address)
    assert response.headers["Location"].endswith(
        reverse("requests:request", kwargs={"reference": case.reference})
    )
    one.refresh_from_db()
    assert one.read_at is not None
    assert unread(scene.owner, case.pk) == len(others)


def test_nobody_opens_the_notice_of_somebody_else(scene: factories.Scene) -> None:
    case = scene.request("qualified")
    notice = Notice.objects.filter(person_id=scene.owner.user_id, case_id=case.pk)[0]
    address = reverse("notifications:notice", kwargs={"notice_id": notice.pk})
    assert browser_of(scene.advisor).get(address).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
