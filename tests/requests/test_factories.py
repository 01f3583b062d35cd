"""The factories bring a request into each state by the actions."""

from __future__ import annotations

import pytest

from cooperation_requests.enums import RequestState
from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize("state", RequestState.values)
def test_a_request_is_brought_into_each_state(state: str) -> None:
    home, partner = factories.agency(), factories.agency(country="FR", seat="FRK26")
    company = factories.company(home)
    request = factories.request_in(
        state,
        of=company,
        by=factories.company_person(company),
        advisor=factories.staff(home),
        asked=partner,
        partner=factories.staff(partner),
        candidate=factories.company(partner),
    )
    assert request.state == state
