"""What is told as a member of something: under each hat once, and only while the hat is worn."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from activities.actor import Role
from companies import actions as companies
from companies.actions.beginning import record
from companies.enums import CompanyVerb
from companies.models import CompanyMember
from companies.notices import tell_registered
from cooperation_requests.actions import choosing
from network import actions as network
from network.models import Membership, OrganisationState
from notifications.delivery import deliver_due
from notifications.digests import choose, compose
from notifications.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db

NAME = "Zorkwell Pumpen GmbH"


@pytest.fixture(autouse=True)
def _mails(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def readers_of(words: str) -> set[str]:
    return {one.to[0] for one in mail.outbox if words in str(one.body)}


def registered() -> tuple[Any, Any, Any]:
    """Of a company its agency's coordinator and a member of the desk are told."""
    agency = factories.agency()
    chief = factories.staff(agency, Role.COORDINATOR, on_desk=True, email="chief@people.example")
    member = factories.staff(agency, on_desk=True, email="gone@people.example")
    company = factories.company(agency, legal_name=NAME)
    activity = record(CompanyVerb.REGISTER, company, chief)
    tell_registered(company, activity, nobody_serves=False)
    return agency, chief, member


def test_a_mail_on_its_way_is_not_sent_to_who_left_the_desk_meanwhile() -> None:
    _agency, chief, member = registered()
    membership = Membership.objects.get(user=member.user_id)
    network.remove_membership(actor=chief, membership_id=membership.pk)
    deliver_due()
    assert readers_of(NAME) == {"chief@people.example"}


def test_a_mail_on_its_way_is_not_sent_to_an_agency_that_left_meanwhile() -> None:
    agency, _chief, _member = registered()
    agency.state = OrganisationState.LEFT
    agency.save()
    deliver_due()
    assert readers_of(NAME) == set()


def test_a_mail_on_its_way_is_not_sent_to_who_acts_for_the_company_no_more() -> None:
    company = factories.company(factories.agency(), legal_name=NAME)
    boss = factories.company_person(company, email="boss@people.example")
    factories.company_person(company, email="stays@people.example")
    gone = factories.company_person(company, email="gone@people.example")
    companies.invite(actor=boss, company_id=company.pk, email="new@people.example", language="en")
    member = CompanyMember.objects.get(user=gone.user_id)
    companies.remove_member(actor=boss, company_id=company.pk, member_id=member.pk)
    deliver_due()
    invited = "Somebody was invited to act"
    assert readers_of(invited) == {"stays@people.example"}
    # That they were removed, they hear.
    assert "gone@people.example" in {one.to[0] for one in mail.outbox}


def test_a_digest_under_two_hats_carries_no_name_that_a_stranger_gave_itself() -> None:
    agency = factories.agency()
    stranger = factories.company(agency, legal_name="BUYNOW at evil", admitted_at=None)
    known = factories.company(agency, legal_name="Second GmbH")
    actor = factories.company_person(stranger)
    CompanyMember.objects.create(company=known, user_id=actor.user_id)
    person = User.objects.get(pk=actor.user_id)
    choose(person.pk, wishes={}, digest_hour=8)
    factories.draft(actor, stranger)
    factories.draft(factories.acting(person, known.pk), known)
    message = compose(person, [])
    assert message is not None
    headings = [section.heading for section in message.sections]
    assert headings == ["your company: What waits for you", "Second GmbH: What waits for you"]
    assert "BUYNOW" not in str(message)


def test_who_wears_two_hats_is_told_under_each() -> None:
    scene = factories.scene()
    row = scene.suggestion()
    both = User.objects.get(pk=scene.advisor.user_id)
    Membership.objects.filter(organisation=scene.partner).delete()
    Membership.objects.create(
        organisation=scene.partner, user=both, role=Role.COORDINATOR, on_desk=True
    )
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    told = Notice.objects.filter(person=both, kind__startswith="suggestion.choose.")
    assert {(one.kind, one.hat_id) for one in told} == {
        ("suggestion.choose.advisor", scene.home.pk),
        ("suggestion.choose.partner", scene.partner.pk),
    }


def test_a_mailbox_hears_although_its_address_is_that_of_somebody_told_for_another_agency() -> None:
    scene = factories.scene()
    row = scene.suggestion()
    both = User.objects.get(pk=scene.advisor.user_id)
    Membership.objects.filter(organisation=scene.partner).delete()
    scene.partner.desk_mailbox = both.email
    scene.partner.save()
    choosing.choose(actor=scene.owner, suggestion_id=row.pk)
    told = Notice.objects.filter(kind="suggestion.choose.partner")
    assert [(one.address, one.hat_id) for one in told] == [(both.email, scene.partner.pk)]


def test_what_somebody_heard_as_two_companies_is_read_once_where_they_become_one() -> None:
    agency = factories.agency()
    gone, stays = factories.company(agency), factories.company(agency)
    actor = factories.company_person(gone)
    CompanyMember.objects.create(company=stays, user_id=actor.user_id)
    for hat in (gone, stays):
        Notice.objects.create(
            occasion="once",
            recipient=f"person:{actor.user_id}",
            kind="company.left",
            person_id=actor.user_id,
            hat_id=hat.pk,
            subject_id=hat.pk,
            created_at=gone.created_at,
        )
    companies.merge(
        actor=factories.staff(agency),
        company_id=gone.pk,
        into_id=stays.pk,
        admitted=[actor.user_id],
    )
    assert [one.hat_id for one in Notice.objects.filter(occasion="once")] == [stays.pk]
