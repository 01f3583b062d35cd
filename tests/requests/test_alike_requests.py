"""The hint that an alike request is open at another agency: its name, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from django.urls import reverse

from cooperation_requests.actions import ending, partners, triage
from cooperation_requests.models import Brief, CooperationRequest
from matching import vectors
from matching.meaning import Floats
from matching.models import NeedVector
from matching.vectors import serving_identity
from tests import factories
from tests.access.people import browser_of

pytestmark = pytest.mark.django_db


def lying(angle: float) -> Floats:
    """A direction in the plane of the first two axes."""
    found = np.zeros(256, np.float32)
    found[:2] = np.cos(angle), np.sin(angle)
    return found


def seen_by_the_model(request: CooperationRequest, angle: float) -> None:
    """The worker made the vector of the newest brief."""
    serving = serving_identity()
    assert serving is not None
    brief = Brief.objects.unrestricted("a test").filter(request=request).latest("version")
    NeedVector.objects.update_or_create(
        need_id=brief.need_hash,
        model=vectors.registered(serving),
        defaults={"vector": vectors.stored(lying(angle))},
    )


class Agency:
    """An agency with a company that looks for something."""

    def __init__(self, name: str) -> None:
        self.agency = factories.agency(name)
        self.company = factories.company(self.agency)
        self.owner = factories.company_person(self.company)
        self.advisor = factories.staff(self.agency)

    def qualified(self, text: str, angle: float) -> CooperationRequest:
        request = factories.request_in(
            "in_triage", of=self.company, by=self.owner, advisor=self.advisor
        )
        triage.qualify(
            actor=self.advisor, request_id=request.pk, brief=factories.BRIEF | {"text": text}
        )
        seen_by_the_model(request, angle)
        return factories.reread(request)

    def page(self, request: CooperationRequest) -> str:
        address = reverse("requests:desk-request", kwargs={"reference": request.reference})
        return str(browser_of(self.advisor).get(address).content.decode())


def test_the_advisor_reads_where_an_alike_request_is_open_and_nothing_else_of_it() -> None:
    north, south, west = Agency("Nordhaus"), Agency("Südtal"), Agency("Westfeld")
    mine = north.qualified("Die-cast housings of aluminium.", 0.0)
    alike = south.qualified("Housings, cast of aluminium.", 0.3)
    west.qualified("Organic olive oil in bulk.", 1.2)
    page = north.page(mine)
    assert "An alike request is open at: Südtal." in page
    assert "Westfeld" not in page
    for hidden in (alike.reference, alike.company.legal_name, "cast of aluminium"):
        assert str(hidden) not in page
    assert "An alike request is open at: Nordhaus." in south.page(alike)
    # A second one there says no more.
    south.qualified("Aluminium housings.", 0.1)
    assert "open at: Südtal." in north.page(mine)


def test_the_hint_goes_by_what_is_open_and_by_the_newest_brief() -> None:
    north, south = Agency("Nordhaus"), Agency("Südtal")
    mine = north.qualified("Die-cast housings of aluminium.", 0.0)
    other = south.qualified("Housings, cast of aluminium.", 0.1)
    triage.revise(
        actor=south.advisor, request_id=other.pk, brief=factories.BRIEF | {"text": "Olive oil."}
    )
    seen_by_the_model(other, 1.4)
    assert "alike request" not in north.page(mine)
    triage.revise(
        actor=south.advisor,
        request_id=other.pk,
        brief=factories.BRIEF | {"text": "Housings, cast of aluminium."},
    )
    assert "open at: Südtal." in north.page(mine)
    ending.close(actor=south.advisor, request_id=other.pk, reason="other", words="Done.")
    assert "alike request" not in north.page(mine)


def test_neither_company_nor_partner_reads_the_hint() -> None:
    north, south = Agency("Nordhaus"), Agency("Südtal")
    mine = north.qualified("Die-cast housings of aluminium.", 0.0)
    south.qualified("Housings, cast of aluminium.", 0.1)
    address = reverse("requests:request", kwargs={"reference": mine.reference})
    assert "alike request" not in browser_of(north.owner).get(address).content.decode()
    asked = factories.agency("Ostmark")
    (referral,) = partners.forward(
        actor=north.advisor, request_id=mine.pk, deadlines={asked.pk: None}
    )
    address = reverse("requests:desk-referral", kwargs={"referral_id": referral.pk})
    page = browser_of(factories.staff(asked)).get(address).content.decode()
    assert "alike request" not in page
    assert "Südtal" not in page
