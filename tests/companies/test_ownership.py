"""Whose a company is: who serves it, who entered it, who may propose it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.db.utils import IntegrityError

from accounts.models import User
from activities.actor import Actor
from activities.errors import NotAllowed
from companies import actions
from companies.enums import Source
from companies.hats import hats_of
from companies.models import Company
from companies.ownership import entered_by, proposable_by, served_by
from cooperation_requests.actions import partners, proposing
from cooperation_requests.enums import RequestState
from cooperation_requests.models import Suggestion
from network.models import TAKES_PART, Organisation, OrganisationKind, OrganisationState
from network.queries import agencies_serving
from notifications.delivery import deliver_due
from notifications.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db

NEW = {"legal_name": "Kaltwasser OÜ", "city": "Tartu", "website": "", "sectors": ["24.53"]}
CONTACT = {
    "name": "Mart Kask",
    "position": "",
    "email": "mart@kaltwasser.example",
    "telephone": "",
    "language": "en",
}


@pytest.fixture
def scene() -> factories.Scene:
    return factories.scene()


def entered(scene: factories.Scene, country: str) -> Company:
    """A company of a country that the partner enters to propose it."""
    referral = scene.referral()
    row = proposing.propose(
        actor=scene.partner_advisor,
        referral_id=referral.pk,
        new=proposing.NewCandidate({**NEW, "country": country}, CONTACT, True),
        words="Casts in small series.",
    )
    return row.company


def names(rule: Q) -> set[str]:
    rows = Company.objects.unrestricted("a test").filter(rule)
    return set(rows.values_list("legal_name", flat=True))


def told(kind: str) -> set[Any]:
    return set(Notice.objects.filter(kind=kind).values_list("hat_id", flat=True))


def test_each_read_finds_its_companies_and_no_others() -> None:
    one, other = factories.agency("One"), factories.agency("Other")
    factories.company(one, legal_name="Registered itself")
    for source in (Source.ADVISOR, Source.PROPOSED):
        factories.company(one, legal_name=f"{source} by other", source=source, entering=other)
    factories.company(None, legal_name="Placed nowhere")
    assert names(served_by(one.pk)) == {
        "Registered itself",
        "advisor by other",
        "proposed by other",
    }
    assert names(entered_by(one.pk)) == set()
    assert names(proposable_by(one.pk)) == names(served_by(one.pk))
    assert names(served_by(other.pk)) == set()
    assert names(entered_by(other.pk)) == {"advisor by other", "proposed by other"}
    assert names(proposable_by(other.pk)) == {"proposed by other"}


@pytest.mark.parametrize("read", [served_by, entered_by, proposable_by])
def test_of_nobody_there_is_none(read: Any) -> None:
    """Not those that have no agency."""
    factories.company(None, source=Source.PROPOSED)
    assert names(read(None)) == set()


def test_who_registers_for_a_company_entered_it(scene: factories.Scene) -> None:
    company = actions.register_for(
        actor=scene.advisor, fields={"legal_name": "Kiesel KG", "country": "DE", "region": "DE1"}
    )
    assert (company.agency, company.entering) == (scene.home, scene.home)


def test_whom_a_partner_enters_the_agency_of_its_region_serves(scene: factories.Scene) -> None:
    other = factories.agency("Peipsi", country="EE", seat="EE008", regions=["EE"])
    desk = factories.staff(other, on_desk=True)
    company = entered(scene, "EE")
    assert (company.agency, company.entering) == (other, scene.partner)
    assert told("company.registered") == {other.pk}
    assert Company.objects.visible_to(desk).filter(pk=company.pk).exists()
    mail.outbox.clear()
    deliver_due()
    (told_to_desk,) = [one for one in mail.outbox if "Kaltwasser OÜ" in str(one.body)]
    assert str(told_to_desk.subject) == "A company of your region is new in the portal"
    assert "Kaltwasser OÜ is new in the portal and belongs to your region." in str(
        told_to_desk.body
    )
    # Who entered it sees and proposes it still, and no longer keeps its profile.
    seen = Company.objects.visible_to(scene.partner_advisor)
    assert seen.filter(proposable_by(scene.partner.pk), pk=company.pk).exists()
    change: Mapping[str, Any] = {"city": "Narva"}
    with pytest.raises(NotAllowed):
        actions.change_profile(actor=scene.partner_advisor, company_id=company.pk, fields=change)
    actions.change_profile(actor=desk, company_id=company.pk, fields=change)
    # The new home agency hears nothing of the case.
    cases = Suggestion.objects.visible_to(desk).filter(company=company)
    assert not cases.exists()
    assert {one.case_id for one in Notice.objects.filter(hat_id=other.pk)} == {None}


def test_the_agency_that_asks_does_not_find_a_candidate_among_its_own(
    scene: factories.Scene,
) -> None:
    Organisation.objects.filter(pk=scene.home.pk).update(regions=["EE"])
    company = entered(scene, "EE")
    assert (company.agency, company.entering) == (scene.partner, scene.partner)
    assert not Company.objects.visible_to(scene.advisor).filter(pk=company.pk).exists()
    assert told("company.registered") == set()


def test_who_entered_a_company_does_not_find_it_while_it_asks(scene: factories.Scene) -> None:
    """By its open profile the partner would know whose the brief is, as any agency would."""
    rows = Company.objects.unrestricted("a test").filter(pk=scene.company.pk)
    rows.update(entering=scene.partner, source=Source.PROPOSED, visibility="network")
    seen = Company.objects.visible_to(scene.partner_advisor).filter(pk=scene.company.pk)
    assert seen.exists()
    scene.request(RequestState.WITH_PARTNERS)
    assert not seen.exists()
    assert Company.objects.visible_to(scene.advisor).filter(pk=scene.company.pk).exists()
    # Whoever serves it now finds it, whatever it was asked.
    rows.update(agency=scene.partner)
    assert seen.exists()


@pytest.mark.parametrize("serving", [0, 2])
def test_where_no_agency_or_several_serve_its_region_an_agency_keeps_whom_it_entered(
    scene: factories.Scene, serving: int
) -> None:
    for number in range(serving):
        factories.agency(f"Peipsi {number}", country="EE", seat="EE008", regions=["EE"])
    assert entered(scene, "EE").agency == scene.partner


def test_a_cluster_serves_nobody_and_the_secretariat_places_whom_it_entered(
    scene: factories.Scene,
) -> None:
    factories.person("Sekretariat", is_secretariat=True)
    Organisation.objects.filter(pk=scene.partner.pk).update(kind=OrganisationKind.CLUSTER)
    company = entered(scene, "EE")
    assert (company.agency, company.entering) == (None, scene.partner)
    assert told("company.unplaced") == {None}


def test_a_company_is_one_unless_somebody_says_what_else_it_is() -> None:
    company = factories.company(None)
    assert company.form == "company"
    with pytest.raises(IntegrityError):
        Company.objects.unrestricted("a test").filter(pk=company.pk).update(form="club")
    assert connection.needs_rollback


@pytest.mark.parametrize("state", OrganisationState)
def test_who_takes_part_and_who_may_be_asked_is_said_by_the_state(
    scene: factories.Scene, state: OrganisationState
) -> None:
    Organisation.objects.filter(pk=scene.partner.pk).update(state=state)
    here = Organisation.objects.filter(pk=scene.partner.pk)
    live = state in {"active", "suspended", "leaving"}
    assert (state in TAKES_PART) == live
    assert here.active().exists() == live == here.get().takes_part
    assert here.may_be_asked().exists() == (state == "active")
    assert (here.get() in agencies_serving(scene.partner.regions[0])) == live
    user = User.objects.get(pk=scene.partner_advisor.user_id)
    assert any(hat.actor.organisation_id == scene.partner.pk for hat in hats_of(user)) == live


def test_a_suspended_organisation_is_not_asked_and_asks_for_its_own(
    scene: factories.Scene,
) -> None:
    request = scene.request(RequestState.QUALIFIED)
    Organisation.objects.filter(pk=scene.partner.pk).update(state=OrganisationState.SUSPENDED)
    other = factories.agency("Peipsi", country="EE", seat="EE008")

    def ask(actor: Actor, organisation: Organisation) -> None:
        partners.forward(actor=actor, request_id=request.pk, deadlines={organisation.pk: None})

    with pytest.raises(ValidationError, match="takes no part"):
        ask(scene.advisor, scene.partner)
    Organisation.objects.filter(pk=scene.home.pk).update(state=OrganisationState.SUSPENDED)
    ask(scene.advisor, other)
