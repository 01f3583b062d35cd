"""How many queries a verb takes: no more with many rows than with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities import clock
from cooperation_requests.actions import answers, choosing, ending, partners, presenting, proposing
from cooperation_requests.models import Referral
from tests import factories
from tests.requests.case import NOW

pytestmark = pytest.mark.django_db
SIZES = (1, 3, 30)
# The most that a verb may take, whatever the number of its rows.
MOST = dict.fromkeys(("forward", "answer", "present", "close"), 25)


class Played:
    """A request with `size` partners asked, and `size` candidates of the first of them."""

    def __init__(self, size: int) -> None:
        self.scene = factories.scene()
        self.size = size
        self.queries: dict[str, int] = {}
        self.advisor, self.partner = self.scene.advisor, self.scene.partner_advisor
        self.request = self.scene.request("qualified")
        others = [
            factories.agency(f"Ardoval {number}", country="FR", seat="FRK26")
            for number in range(size - 1)
        ]
        self.asked = [self.scene.partner, *others]

    def count(self, verb: str, act: Callable[[], Any]) -> Any:
        with CaptureQueriesContext(connection) as asked:
            done = act()
        # A savepoint is the test's own transaction.
        self.queries[verb] = sum("SAVEPOINT" not in one["sql"] for one in asked.captured_queries)
        return done

    def play(self) -> dict[str, int]:
        request_id = self.request.pk
        self.count(
            "forward",
            lambda: partners.forward(
                actor=self.advisor,
                request_id=request_id,
                deadlines={one.pk: None for one in self.asked},
            ),
        )
        referral = Referral.objects.unrestricted("a test").get(
            request=request_id, organisation=self.scene.partner
        )
        answers.accept(actor=self.partner, referral_id=referral.pk)
        rows = [
            proposing.propose(
                actor=self.partner,
                referral_id=referral.pk,
                company_id=factories.company(
                    self.scene.partner, legal_name=f"Fonderie Zéphyrine {number} SAS"
                ).pk,
                words="Fits.",
            )
            for number in range(self.size)
        ]
        self.count(
            "answer", lambda: answers.answer_referral(actor=self.partner, referral_id=referral.pk)
        )
        for row in rows:
            choosing.shortlist(actor=self.advisor, suggestion_id=row.pk)
        self.count(
            "present",
            lambda: presenting.present(
                actor=self.advisor,
                request_id=request_id,
                words={row.pk: "Fits your need." for row in rows},
            ),
        )
        self.count(
            "close",
            lambda: ending.close(
                actor=self.advisor, request_id=request_id, reason="other", words="It is done."
            ),
        )
        return self.queries


def test_a_verb_takes_as_many_queries_for_many_rows_as_for_one() -> None:
    with clock.at(NOW):
        found = {size: Played(size).play() for size in SIZES}
    for verb, most in MOST.items():
        counted = [found[size][verb] for size in SIZES]
        assert max(counted) <= most, (verb, counted)
        # One partner alone is told of nobody else.
        assert counted[1] == counted[2], (verb, counted)
