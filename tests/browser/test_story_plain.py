"""The same story without a browser: pages as they are sent, in the process of the test."""

from __future__ import annotations

import pytest

from activities.timers.reckoning import differences
from cooperation_requests.enums import RequestState
from cooperation_requests.models import CooperationRequest
from notifications.models import Notice
from tests.browser.story import Story
from tests.browser.test_story import *  # noqa: F403  each of its steps


@pytest.fixture(scope="module")
def story(plain_story: Story) -> Story:
    """The network as `plain_story` has it."""
    return plain_story


@pytest.mark.django_db
def test_0_nobody_asks_for_anything_yet(story: Story) -> None:
    assert not CooperationRequest.objects.unrestricted("a test").exists()


def test_9_nothing_is_left_to_send_and_what_falls_due_is_as_it_is_reckoned(story: Story) -> None:
    case = CooperationRequest.objects.unrestricted("a test").get(reference=story.reference)
    assert case.state == RequestState.INTRODUCED
    assert not Notice.objects.filter(Notice.not_sent_rule()).exists()
    assert differences() == []
