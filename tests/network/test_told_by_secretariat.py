"""An agency's people hear what the secretariat changes of their desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.forms.models import model_to_dict
from django.urls import reverse

from accounts.models import User
from activities.actor import Actor
from network import actions
from network.models import Membership, Organisation
from notifications.delivery import deliver_due
from notifications.models import Notice
from tests import factories
from tests.access.people import signed_in, with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Organisation:
    return factories.agency("Nordhaus", desk_mailbox="desk@nordhaus.example")


@pytest.fixture
def secretariat() -> Actor:
    user = with_second_factor(factories.person(is_secretariat=True))
    return Actor(user_id=user.pk, is_secretariat=True)


def told(kind: str) -> set[Any]:
    return set(Notice.objects.filter(kind=kind).values_list("person_id", "hat_id"))


def form_of(agency: Organisation) -> dict[str, Any]:
    fields = {name: value or "" for name, value in model_to_dict(agency).items()}
    listed = {name: ",".join(value) for name, value in fields.items() if isinstance(value, list)}
    return {**fields, **listed, "services": [], "holiday_kinds": [], "state": "active"}


def test_a_changed_mailbox_is_told_to_all_who_work_there(
    agency: Organisation, secretariat: Actor
) -> None:
    people = [factories.staff(agency, role) for role in ("advisor", "coordinator", "viewer")]
    factories.staff(factories.agency())
    browser = signed_in(User.objects.get(pk=secretariat.user_id))
    address = reverse("admin:network_organisation_change", args=[agency.pk])
    unchanged = browser.post(address, form_of(agency))
    assert unchanged.status_code == 302
    assert told("network.mailbox_changed") == set()
    browser.post(address, {**form_of(agency), "desk_mailbox": "other@post.example"})
    agency.refresh_from_db()
    assert agency.desk_mailbox == "other@post.example"
    assert told("network.mailbox_changed") == {(one.user_id, agency.pk) for one in people}
    deliver_due()
    assert len(mail.outbox) == 3
    assert "other@post.example" in str(mail.outbox[0].body)


@pytest.mark.parametrize("what", ["change", "remove", "invite"])
def test_changed_members_are_told_and_who_left_is_not(
    agency: Organisation, secretariat: Actor, what: str
) -> None:
    boss, advisor = factories.staff(agency, "coordinator"), factories.staff(agency)
    membership = Membership.objects.get(user_id=advisor.user_id)
    if what == "change":
        actions.change_membership(
            actor=secretariat, membership_id=membership.pk, role="viewer", on_desk=False
        )
    elif what == "remove":
        actions.remove_membership(actor=secretariat, membership_id=membership.pk)
    else:
        actions.invite_staff(
            actor=secretariat,
            organisation_id=agency.pk,
            email="new@nordhaus.example",
            role="advisor",
            on_desk=False,
            language="en",
        )
    expected = {(boss.user_id, agency.pk), (advisor.user_id, agency.pk)}
    if what == "remove":
        expected.discard((advisor.user_id, agency.pk))
    assert told("network.members_changed") == expected


def test_what_a_coordinator_changes_is_not_told_in_the_secretariats_name(
    agency: Organisation,
) -> None:
    boss, advisor = factories.staff(agency, "coordinator"), factories.staff(agency)
    membership = Membership.objects.get(user_id=advisor.user_id)
    actions.change_membership(actor=boss, membership_id=membership.pk, role="viewer", on_desk=False)
    assert told("network.members_changed") == set()
