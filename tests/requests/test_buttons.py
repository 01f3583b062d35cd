"""The buttons of a page are the verbs that the table allows to this person now, and no others."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from activities.actor import Actor
from cooperation_requests.enums import RequestState
from cooperation_requests.models import CooperationRequest
from cooperation_requests.workflows import REFERRALS, REQUESTS, SUGGESTIONS
from tests import factories
from web.verbs import speaking

pytestmark = pytest.mark.django_db

SUBMITTED_STATES = [state for state in RequestState if state != RequestState.DRAFT]


def page(actor: Actor, address: str) -> str:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def verbs_on(markup: str, begins: str) -> set[str]:
    """The last words of the addresses below `begins` that links and buttons lead to."""
    found = re.findall(rf'(?:href|action)="{re.escape(begins)}([a-z_]+)/"', markup)
    return set(found) - {"write", "attach"}


def allowed(request: CooperationRequest, actor: Actor) -> set[str]:
    lines = [*REQUESTS.verbs(request, actor), *REQUESTS.verbs(request, speaking(actor))]
    return {line.verb for line in lines if line.button}


@pytest.fixture(autouse=True)
def _without_second_factor(settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", SUBMITTED_STATES)
def test_the_home_advisor_has_the_verbs_of_the_table(state: str) -> None:
    scene = factories.scene()
    request = scene.request(state)
    address = reverse("requests:desk-request", kwargs={"reference": request.reference})
    shown = verbs_on(page(scene.advisor, address), address)
    assert shown == allowed(request, scene.advisor)
    assert shown


@pytest.mark.parametrize("state", SUBMITTED_STATES)
def test_the_company_has_the_verbs_of_the_table(state: str) -> None:
    scene = factories.scene()
    request = scene.request(state)
    address = reverse("requests:request", kwargs={"reference": request.reference})
    expected = {line.verb for line in REQUESTS.verbs(request, scene.owner) if line.button}
    assert verbs_on(page(scene.owner, address), address) == expected


@pytest.mark.parametrize("state", SUBMITTED_STATES)
def test_a_viewer_has_no_verb(state: str) -> None:
    scene = factories.scene()
    request = scene.request(state)
    viewer = factories.staff(scene.home, role="viewer")
    address = reverse("requests:desk-request", kwargs={"reference": request.reference})
    assert verbs_on(page(viewer, address), address) == set()


def test_the_partner_has_the_verbs_of_the_table() -> None:
    scene = factories.scene()
    referral = scene.referral()
    address = reverse("requests:desk-referral", kwargs={"referral_id": referral.pk})
    shown = verbs_on(page(scene.partner_advisor, address), address)
    verbs = {line.verb for line in REFERRALS.verbs(referral, scene.partner_advisor)}
    assert shown - {"propose"} == verbs


def test_the_company_chooses_by_the_verbs_of_the_table() -> None:
    scene = factories.scene()
    row = scene.suggestion()
    reference = row.referral.request.reference
    address = reverse("requests:request", kwargs={"reference": reference})
    below = f"{address}suggestions/{row.pk}/"
    verbs = {line.verb for line in SUGGESTIONS.verbs(row, scene.owner)}
    assert verbs_on(page(scene.owner, address), below) == verbs == {"choose", "pass"}
