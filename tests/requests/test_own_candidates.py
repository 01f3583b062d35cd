"""Whoever belongs to a candidate does not act for the partner in its case, nor reads how it fares;
and the case waits for somebody else, without a word of whose company asks."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from activities import duties
from activities.actor import Actor, Role
from activities.errors import NotAllowed
from activities.queries import seen_of
from companies.hats import hats_of
from companies.models import Company, CompanyMember, JoinRequest
from cooperation_requests.actions import (
    answers,
    choosing,
    ending,
    messages,
    partners,
    proposing,
    triage,
)
from cooperation_requests.answer_links import link_for, open_link
from cooperation_requests.codes import context_of
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.models import Referral, Suggestion
from network.models import Organisation
from notifications.models import Notice
from tests import factories
from tests.access.people import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def joins(actor: Actor, company: Company, hat: Organisation) -> Actor:
    """The same person, who belongs to a company from now on."""
    CompanyMember.objects.create(company=company, user_id=actor.user_id)
    return factories.acting(User.objects.get(pk=actor.user_id), hat.pk)


def with_a_rival(scene: factories.Scene) -> tuple[Referral, Suggestion, Suggestion, Actor]:
    """Two candidates were handed over; a colleague belongs to the first."""
    rival = factories.company(scene.partner, legal_name="Rivalux Fonte SAS")
    referral = scene.referral()
    own, other = (
        proposing.propose(
            actor=scene.partner_advisor,
            referral_id=referral.pk,
            company_id=company.pk,
            words=factories.FITS,
        )
        for company in (scene.candidate, rival)
    )
    colleague = joins(factories.staff(scene.partner), scene.candidate, scene.partner)
    assert seen_of(colleague, context_of(referral.request_id)).exists()
    answers.answer_referral(actor=scene.partner_advisor, referral_id=referral.pk)
    return referral, own, other, colleague


def test_they_read_nothing_of_the_case_from_its_answer_on(scene: factories.Scene) -> None:
    referral, own, _other, colleague = with_a_rival(scene)
    choosing.set_aside(actor=scene.advisor, suggestion_id=own.pk, reason="other")
    assert not seen_of(colleague, context_of(referral.request_id)).exists()
    assert not Suggestion.objects.visible_to(colleague).exists()
    page = reverse("requests:desk-referral", kwargs={"referral_id": referral.pk})
    assert browser_of(colleague).get(page).status_code == 404
    assert browser_of(scene.partner_advisor).get(page).status_code == 200


def test_they_decide_nothing_of_a_rival(scene: factories.Scene) -> None:
    referral, _own, other, colleague = with_a_rival(scene)
    behalf = factories.on_behalf(colleague)
    for attempt in (
        lambda: choosing.refuse(actor=behalf, suggestion_id=other.pk, reason="other"),
        lambda: choosing.take_back(actor=colleague, suggestion_id=other.pk, reason="other"),
        lambda: answers.add(actor=colleague, referral_id=referral.pk),
        lambda: messages.note(actor=colleague, referral_id=referral.pk, text="Hm."),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    other.refresh_from_db()
    assert other.state == "submitted"


def test_by_a_partners_link_they_do_nothing_either(scene: factories.Scene) -> None:
    referral, _own, _other, colleague = with_a_rival(scene)
    address = User.objects.get(pk=colleague.user_id).email
    partners.forward(
        actor=scene.advisor, request_id=referral.request_id, deadlines={scene.partner.pk: None}
    )
    referral.refresh_from_db()
    others = User.objects.get(pk=scene.partner_advisor.user_id).email
    faults = {}
    for email in (address, others):
        link = link_for(LinkPurpose.REFERRAL, referral=referral, email=email)
        opened = open_link(link.token())
        assert opened is not None
        faults[email] = opened.fault
    assert faults == {address: "revoked", others: ""}


def test_where_the_responsible_belongs_to_the_candidate_the_desk_hears_and_has_it(
    scene: factories.Scene,
) -> None:
    chief = factories.staff(scene.partner, Role.COORDINATOR, on_desk=True)
    row = scene.suggestion()
    joins(scene.partner_advisor, scene.candidate, scene.partner)
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    told = Notice.objects.filter(kind="suggestion.choose.partner")
    assert [one.person_id for one in told] == [chief.user_id]
    # Asked once more, its answer waits for the desk.
    Referral.objects.unrestricted("a test").filter(pk=row.referral_id).update(
        state="accepted", waits_for="partner"
    )
    assert [one.row.id for one in duties.duties(chief, 9)] == [row.referral_id]


def test_where_the_responsible_belongs_to_who_asks_nothing_tells_the_desk_so(
    scene: factories.Scene,
) -> None:
    """That somebody hears, or has to act, in place of the one responsible would name the company
    that asks; the desk hears at the deadline, as of every referral that nobody answers."""
    chief = factories.staff(scene.partner, Role.COORDINATOR, on_desk=True)
    colleague = joins(factories.staff(scene.partner), scene.company, scene.partner)
    referral = scene.referral()
    answers.assign_referral(actor=chief, referral_id=referral.pk, advisor_id=colleague.user_id)
    answers.ask_back(actor=chief, referral_id=referral.pk, text="Which alloy?")
    partners.reply(actor=scene.advisor, referral_id=referral.pk, text="Any alloy.")
    assert not Notice.objects.filter(kind="referral.reply.partner").exists()
    assert duties.duties(chief, 9) == []
    assert not Referral.objects.visible_to(colleague).exists()


def test_a_referral_is_assigned_to_nobody_whose_company_is_a_candidate_of_it(
    scene: factories.Scene,
) -> None:
    chief = factories.staff(scene.partner, Role.COORDINATOR, on_desk=True)
    referral, _own, _other, colleague = with_a_rival(scene)
    Referral.objects.unrestricted("a test").filter(pk=referral.pk).update(state="accepted")
    with pytest.raises(ValidationError, match="Choose an advisor"):
        answers.assign_referral(actor=chief, referral_id=referral.pk, advisor_id=colleague.user_id)


def test_by_another_partners_candidate_nobody_hears_in_somebodys_place(
    scene: factories.Scene,
) -> None:
    """Both partners are asked once more in one go; the responsible one's company was a candidate of
    the other."""
    row = scene.suggestion()
    request = row.referral.request
    second = factories.agency("Lombarda", country="IT", seat="ITC4C")
    factories.staff(second, Role.COORDINATOR, on_desk=True)
    responsible = factories.staff(second)
    (asked,) = partners.forward(
        actor=scene.advisor, request_id=request.pk, deadlines={second.pk: None}
    )
    Referral.objects.unrestricted("a test").filter(pk=asked.pk).update(
        responsible=responsible.user_id
    )
    joins(responsible, scene.candidate, second)
    ending.close(actor=scene.advisor, request_id=request.pk, reason="other", words="Done.")
    ending.reopen(actor=scene.advisor, request_id=request.pk, words="Once more.")
    triage.qualify(actor=scene.advisor, request_id=request.pk, brief=factories.BRIEF)
    Notice.objects.all().delete()
    partners.forward(
        actor=scene.advisor,
        request_id=request.pk,
        deadlines={scene.partner.pk: None, second.pk: None},
    )
    told = Notice.objects.filter(kind__startswith="referral.forward", hat_id=second.pk)
    assert {one.person_id for one in told} == {responsible.user_id}


def test_who_waits_for_a_company_has_its_cases_for_own(scene: factories.Scene) -> None:
    """A registration was put together with a known company, and its person not admitted yet."""
    referral = scene.referral()
    colleague = factories.staff(scene.partner)
    person = User.objects.get(pk=colleague.user_id)
    assert Referral.objects.visible_to(colleague).filter(pk=referral.pk).exists()
    JoinRequest.objects.create(company=scene.company, user=person)
    waiting = factories.acting(person, scene.partner.pk)
    assert waiting.own_company_ids == {scene.company.pk}
    assert not Referral.objects.visible_to(waiting).filter(pk=referral.pk).exists()
    assert [hat.actor.organisation_id for hat in hats_of(person)] == [scene.partner.pk]
