"""Who reads in their timeline what became of a suggestion: played, beside what the table says."""

from __future__ import annotations

import pytest

from activities.models import Activity
from cooperation_requests.actions import choosing
from tests import factories
from tests.requests.case import make_case, put_request, put_suggestion


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "state", "sides"),
    [
        ("refuse", "draft", set()),
        ("refuse", "submitted", {"home"}),
        ("refuse", "presented", {"home", "company"}),
        ("take_back", "submitted", {"home"}),
        ("take_back", "presented", {"home", "company"}),
    ],
)
def test_what_becomes_of_a_suggestion_is_read_by_those_who_had_it(
    verb: str, state: str, sides: set[str]
) -> None:
    """By the partner always, by the agency that asks once it was sent, by the company once it was
    shown."""
    case = make_case()
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, state, "asked")
    partner, key = case.people["partner advisor"], case.suggestion.pk
    if verb == "refuse":
        choosing.refuse(actor=factories.on_behalf(partner), suggestion_id=key, reason="other")
    else:
        choosing.take_back(actor=partner, suggestion_id=key, reason="no_capacity")
    done = Activity.objects.get(verb=verb)
    assert set(done.audiences) == {*sides, f"referral:{case.suggestion.referral_id}"}
