"""Between the home agency and its partners: forwarding, deadlines, questions, words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from activities import clock
from activities.errors import NoLongerPossible
from cooperation_requests.actions import answers, messages, partners
from cooperation_requests.answer_links import link_for, open_link
from cooperation_requests.enums import LinkPurpose, ReferralState, RequestState, WaitsFor
from cooperation_requests.models import Referral
from disclosure.models import Disclosure
from notifications.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db

ALL = "a test"
THURSDAY = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def test_each_partner_gets_its_own_deadline_by_its_own_holidays(scene: factories.Scene) -> None:
    with clock.at(THURSDAY):
        request = scene.request(RequestState.QUALIFIED)
        spain = factories.agency(country="ES", seat="ES511", time_zone="Europe/Madrid")
        partners.forward(
            actor=scene.advisor,
            request_id=request.pk,
            deadlines={scene.partner.pk: None, spain.pk: date(2026, 11, 30)},
        )
    rows = Referral.objects.unrestricted(ALL).filter(request=request)
    assert dict(rows.values_list("organisation_id", "answer_due_on")) == {
        scene.partner.pk: date(2026, 11, 20),  # 11 November is a holiday in France
        spain.pk: date(2026, 11, 30),
    }
    request = factories.reread(request)
    assert (request.waits_for, request.due_on) == (WaitsFor.PARTNERS, date(2026, 11, 30))


def test_forwarding_discloses_the_brief_alone(scene: factories.Scene) -> None:
    request = scene.request(RequestState.WITH_PARTNERS)
    (known,) = Disclosure.objects.unrestricted(ALL).filter(case_id=request.pk)
    assert (known.fields, known.ground) == (["brief"], "forward")
    assert (known.to_organisation_id, known.to_company_id) == (scene.partner.pk, None)


def test_forwarding_refuses_whom_it_cannot_ask(scene: factories.Scene) -> None:
    referral = scene.referral()
    gone = factories.agency(country="IT", seat="ITC4", state="left")
    for organisation, words in (
        (scene.home, "Your own agency"),
        (scene.partner, "asked already"),
        (gone, "takes no part"),
    ):
        with pytest.raises(ValidationError, match=words):
            partners.forward(
                actor=scene.advisor,
                request_id=referral.request_id,
                deadlines={organisation.pk: None},
            )


def test_asked_again_it_is_the_same_referral_in_its_next_round(scene: factories.Scene) -> None:
    referral = scene.referral()
    email = "desk@ardenne.example"
    old = link_for(LinkPurpose.REFERRAL, referral=referral, email=email)
    answers.decline_referral(
        actor=scene.partner_advisor, referral_id=referral.pk, reason="no_capacity"
    )
    partners.forward(
        actor=scene.advisor,
        request_id=referral.request_id,
        deadlines={scene.partner.pk: None},
    )
    referral.refresh_from_db()
    assert (referral.round, referral.state, referral.reason) == (2, ReferralState.SENT, "")
    opened = open_link(old.token())
    assert opened is not None
    assert opened.fault == "superseded"


def test_a_reply_moves_the_deadline_by_the_working_days_it_took(scene: factories.Scene) -> None:
    with clock.at(THURSDAY):
        referral = scene.referral()
        answers.ask_back(actor=scene.partner_advisor, referral_id=referral.pk, text="Which alloy?")
        referral.refresh_from_db()
        assert referral.waits_for == WaitsFor.ADVISOR
    with clock.at(MONDAY):
        partners.reply(actor=scene.advisor, referral_id=referral.pk, text="EN AC-46000.")
    referral.refresh_from_db()
    assert referral.waits_for == WaitsFor.PARTNER
    assert referral.answer_due_on == date(2026, 11, 24)
    with pytest.raises(NoLongerPossible):
        partners.reply(actor=scene.advisor, referral_id=referral.pk, text="Once more.")


def test_a_holiday_of_the_partner_s_town_is_no_day_to_answer(scene: factories.Scene) -> None:
    scene.partner.own_holidays = ["11-20"]
    scene.partner.save()
    with clock.at(THURSDAY):
        referral = scene.referral()
    assert referral.answer_due_on == date(2026, 11, 23)


def test_a_reply_of_the_same_day_reminds_of_no_deadline_twice(scene: factories.Scene) -> None:
    with clock.at(THURSDAY):
        referral = scene.referral()
        partners.remind(actor=scene.advisor, referral_id=referral.pk, code="before")
        answers.ask_back(actor=scene.partner_advisor, referral_id=referral.pk, text="Which alloy?")
        partners.reply(actor=scene.advisor, referral_id=referral.pk, text="EN AC-46000.")
    referral.refresh_from_db()
    assert referral.reminders_sent == ["before"]
    assert referral.answer_due_on == date(2026, 11, 20)


def test_a_new_responsible_leaves_the_open_question_to_be_replied_to(
    scene: factories.Scene,
) -> None:
    referral = scene.referral()
    answers.ask_back(actor=scene.partner_advisor, referral_id=referral.pk, text="Which alloy?")
    colleague = factories.staff(scene.partner)
    assert colleague.user_id is not None
    answers.assign_referral(
        actor=scene.partner_advisor, referral_id=referral.pk, advisor_id=colleague.user_id
    )
    partners.reply(actor=scene.advisor, referral_id=referral.pk, text="EN AC-46000.")
    referral.refresh_from_db()
    assert (referral.responsible_id, referral.asked_back_at) == (colleague.user_id, None)


def test_a_recall_revokes_the_links_and_drops_the_question(scene: factories.Scene) -> None:
    referral = scene.referral()
    link = link_for(LinkPurpose.REFERRAL, referral=referral, email="desk@ardenne.example")
    answers.ask_back(actor=scene.partner_advisor, referral_id=referral.pk, text="Which alloy?")
    partners.recall(actor=scene.advisor, referral_id=referral.pk, words="Solved here.")
    referral.refresh_from_db()
    assert (referral.state, referral.waits_for, referral.asked_back_at) == ("recalled", "", None)
    opened = open_link(link.token())
    assert opened is not None
    assert opened.fault == "revoked"


def test_words_for_a_partner_do_not_name_the_company(scene: factories.Scene) -> None:
    referral = scene.referral()
    text = f"Ask at {scene.company.website}."
    answers.ask_back(actor=scene.partner_advisor, referral_id=referral.pk, text="Which alloy?")
    for act, field in (
        (partners.reply, "text"),
        (messages.write_to_referral, "text"),
        (partners.recall, "words"),
    ):
        with pytest.raises(ValidationError) as refused:
            act(actor=scene.advisor, referral_id=referral.pk, **{field: text})
        assert list(refused.value.message_dict) == [field]
    referral.refresh_from_db()
    assert referral.state == ReferralState.SENT


def test_the_person_who_accepts_hears_of_it_from_then_on(scene: factories.Scene) -> None:
    referral = scene.referral()
    second = factories.staff(scene.partner, on_desk=True)
    heard = Notice.objects.filter(kind="referral.forward.partner_desk")
    assert set(heard.values_list("person_id", flat=True)) == {
        scene.partner_advisor.user_id,
    }
    answers.accept(actor=second, referral_id=referral.pk)
    messages.write_to_referral(actor=scene.advisor, referral_id=referral.pk, text="Thank you.")
    told = Notice.objects.get(kind="message.write.partner")
    assert told.person_id == second.user_id
