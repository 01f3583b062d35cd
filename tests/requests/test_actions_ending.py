"""How a case ends with all that hangs on it, and how it opens again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from activities import clock
from activities.models import Activity
from activities.timers.running import run_due
from cooperation_requests.actions import answers, ending, partners, proposing, triage
from cooperation_requests.answer_links import link_for, open_link
from cooperation_requests.enums import LinkPurpose, RequestState, WaitsFor
from cooperation_requests.models import Message, Suggestion
from notifications.models import Channel, Notice
from tests import factories

pytestmark = pytest.mark.django_db

ALL = "a test"
NOVEMBER = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
JANUARY = datetime(2027, 1, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def test_everything_ends_with_the_case(scene: factories.Scene) -> None:
    referral = scene.referral()
    draft = proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        company_id=scene.candidate.pk,
        words=factories.FITS,
    )
    answers.ask_back(actor=scene.partner_advisor, referral_id=referral.pk, text="Which alloy?")
    triage.ask(actor=scene.advisor, request_id=referral.request_id, text="Which alloy?")
    link = link_for(LinkPurpose.REFERRAL, referral=referral, email="desk@ardenne.example")
    before = set(Notice.objects.values_list("pk", flat=True))
    ending.close(actor=scene.advisor, request_id=referral.request_id, reason="other", words="Sold.")
    request = factories.reread(referral.request)
    referral.refresh_from_db()
    draft.refresh_from_db()
    assert (request.state, request.waits_for, request.due_on) == ("closed", "", None)
    assert (request.question_open, request.undecided_count) == (False, 0)
    assert (referral.state, referral.waits_for, referral.asked_back_at) == ("recalled", "", None)
    assert draft.state == "lapsed"
    opened = open_link(link.token())
    assert opened is not None
    assert opened.fault == "revoked"
    states = Notice.objects.filter(pk__in=before).values_list("channel", flat=True)
    assert set(states) == {Channel.DROPPED}
    told = Notice.objects.exclude(pk__in=before)
    assert set(told.values_list("kind", flat=True)) == {
        "request.close.company",
        "request.close.partners_in_play",
    }


def test_a_draft_that_lapses_stays_unknown_to_the_home_agency(scene: factories.Scene) -> None:
    referral = scene.referral()
    proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        company_id=scene.candidate.pk,
        words=factories.FITS,
    )
    ending.withdraw(actor=scene.owner, request_id=referral.request_id, reason="solved")
    recorded = Activity.objects.get(subject_kind="suggestion", verb="lapse")
    assert "home" not in recorded.audiences


def test_what_was_introduced_stays_introduced(scene: factories.Scene) -> None:
    request = scene.request(RequestState.INTRODUCED)
    ending.close(actor=scene.advisor, request_id=request.pk, reason="introduced", words="Well.")
    row = Suggestion.objects.unrestricted(ALL).get(referral__request=request)
    assert row.state == "introduced"


def test_answered_is_a_reason_for_market_information_alone(scene: factories.Scene) -> None:
    request = scene.request(RequestState.QUALIFIED)
    with pytest.raises(ValidationError) as refused:
        ending.close(actor=scene.advisor, request_id=request.pk, reason="answered", words="Done.")
    assert list(refused.value.message_dict) == ["reason"]
    assert factories.reread(request).state == RequestState.QUALIFIED


def test_nothing_is_overdue_when_a_case_opens_again(scene: factories.Scene) -> None:
    with clock.at(NOVEMBER):
        referral = scene.referral()
        ending.close(
            actor=scene.advisor, request_id=referral.request_id, reason="no_answer", words="Quiet."
        )
    with clock.at(JANUARY):
        ending.reopen(actor=scene.advisor, request_id=referral.request_id, words="They called.")
        request = factories.reread(referral.request)
        assert (request.state, request.waits_for) == (RequestState.IN_TRIAGE, WaitsFor.ADVISOR)
        assert request.waiting_since == JANUARY
        assert not request.is_late
        assert (request.end_reason, request.ended_at) == ("", None)
        assert run_due() == 0


def test_after_opening_again_the_brief_has_its_next_version_and_partners_their_next_round(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    request_id = referral.request_id
    ending.withdraw(actor=scene.owner, request_id=request_id, reason="other", words="Later.")
    ending.reopen(actor=scene.owner, request_id=request_id, words="We need it after all.")
    brief = triage.qualify(actor=scene.advisor, request_id=request_id, brief=factories.BRIEF)
    (again,) = partners.forward(
        actor=scene.advisor, request_id=request_id, deadlines={scene.partner.pk: None}
    )
    assert (brief.version, again.pk, again.round) == (2, referral.pk, 2)
    said = Message.objects.unrestricted(ALL).get(text="We need it after all.")
    assert (said.thread, said.side) == ("company", "company")
