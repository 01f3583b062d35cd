"""Reasons that go with a suggestion tell nobody who the candidate is."""

from __future__ import annotations

import pytest

from cooperation_requests.reasons import tellable_reasons
from matching.needs import Reason
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_names_the_company_or_counts_others_cases_stays_behind() -> None:
    company = factories.company(
        factories.agency(),
        legal_name="Coulombel Fonte SARL",
        website="https://www.coulombel.example",
    )
    kept = [
        Reason("words", True, ("housings", "coulombel", "www.coulombel.example")),
        Reason("words", True, ("Coulombel",)),
        Reason("sector", True, ("24.53",)),
        Reason("alike", True),
        Reason("introduced", True, ("3",)),
        Reason("suggested_often", False, ("12",)),
        Reason("no_language", False),
    ]
    told = [Reason.restored(one) for one in tellable_reasons([r.stored() for r in kept], company)]
    assert told == [
        Reason("words", True, ("housings",)),
        Reason("sector", True, ("24.53",)),
        Reason("alike", True),
        Reason("no_language", False),
    ]
