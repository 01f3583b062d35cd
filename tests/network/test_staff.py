"""Staff come by invitation; an agency keeps a coordinator; staff need a second factor."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from activities.errors import NoLongerPossible, NotAllowed
from companies.hats import hats_of
from companies.middleware import needs_second_factor
from network import actions
from network.models import Membership
from network.queries import desks_of
from tests import factories
from tests.access.people import signed_in, with_second_factor

pytestmark = pytest.mark.django_db


def test_a_coordinator_invites_and_the_invited_person_joins_once() -> None:
    agency = factories.agency()
    coordinator = factories.staff(agency, role="coordinator")
    with pytest.raises(NotAllowed):
        actions.invite_staff(
            actor=factories.staff(agency), email="a@b.example", role="advisor", on_desk=False,
            language="en",
        )  # fmt: skip
    person = factories.person(email="colleague@people.example")
    invitation = actions.invite_staff(
        actor=coordinator, email=person.email, role="viewer", on_desk=True, language="de"
    )
    token = invitation.token()
    with pytest.raises(NoLongerPossible):
        actions.join_staff(user=factories.person(), invitation_id=invitation.pk, token=token)
    for _time in range(2):
        actions.join_staff(user=person, invitation_id=invitation.pk, token=token)
    member = Membership.objects.get(organisation=agency, user=person)
    assert (member.role, member.on_desk) == ("viewer", True)


def test_an_agency_keeps_its_last_coordinator() -> None:
    agency = factories.agency()
    coordinator = factories.staff(agency, role="coordinator")
    own = Membership.objects.get(organisation=agency, user_id=coordinator.user_id)
    with pytest.raises(ValidationError):
        actions.change_membership(
            actor=coordinator, membership_id=own.pk, role="advisor", on_desk=False
        )
    with pytest.raises(ValidationError):
        actions.remove_membership(actor=coordinator, membership_id=own.pk)
    factories.staff(agency, role="coordinator")
    actions.remove_membership(actor=coordinator, membership_id=own.pk)


def test_the_desk_is_who_is_ticked_else_the_coordinators() -> None:
    agency = factories.agency(desk_mailbox="desk@agency.example")
    factories.staff(agency)
    coordinator = factories.staff(agency, role="coordinator")
    factories.staff(agency, role="viewer", on_desk=True)
    desk = desks_of([agency])[agency.pk]
    assert [person.pk for person in desk.people] == [coordinator.user_id]
    assert desk.mailbox == "desk@agency.example"
    ticked = factories.staff(agency, on_desk=True)
    assert [one.pk for one in desks_of([agency])[agency.pk].people] == [ticked.user_id]


def test_staff_without_a_second_factor_see_nothing_but_its_set_up() -> None:
    advisor = factories.staff(factories.agency())
    user = User.objects.get(pk=advisor.user_id)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert needs_second_factor(hats_of(user))
    for name in (
        "requests:desk",
        "matching:desk-companies",
        "notifications:notices",
        "kontor:profile",
    ):
        response = client.get(reverse(name))
        assert (response.status_code, response["Location"]) == (302, reverse("mfa_activate_totp"))
    assert signed_in(with_second_factor(user)).get(reverse("requests:desk")).status_code == 200


def test_a_company_needs_no_second_factor() -> None:
    owner = factories.company_person(factories.company(factories.agency()))
    user = User.objects.get(pk=owner.user_id)
    assert not needs_second_factor(hats_of(user))
