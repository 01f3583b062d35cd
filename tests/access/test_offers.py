"""What a page offers, its reader may do, and what they may do is offered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from activities import clock
from tests.access.people import browser_of
from tests.access.readers import readers_of, readings
from tests.access.story import make_story

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        *("home advisor", "partner advisor", "company"),
        *("home viewer", "partner viewer"),
    ],
)
def test_no_page_offers_what_is_forbidden(name: str, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    story = make_story().play("proposed")
    (reader,) = [one for one in readers_of(story) if one.name == name]
    with clock.at(story.now()):
        pages = list(readings(reader))
    assert [address for address, content in pages if content.startswith(b"403")] == []


def test_the_advisor_can_note_which_company_a_partner_named_by_telephone() -> None:
    story = make_story().play("forwarded")
    browser = browser_of(story.people["home advisor"])
    keys = {"reference": story.case.reference, "referral_id": story.referrals["late"].pk}
    with clock.at(story.now()):
        lane = browser.get(reverse("requests:desk-lane", kwargs=keys))
        address = reverse("requests:desk-lane-verb", kwargs=keys | {"verb": "answer"})
        assert address in lane.content.decode()
        assert browser.get(address).status_code == 200
