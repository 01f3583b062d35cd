"""Every mail of the demo, read at the moment of its notice and once more at the end."""

from __future__ import annotations

import pytest

from notifications.registry import kinds
from tests.demo.conftest import Filled

pytestmark = pytest.mark.django_db

# What nothing in the demo's stories brings about; tests/requests/test_actions_notices.py does.
NOT_IN_THE_DEMO = {
    "request.reopen.company_noted",
    "request.withdraw.company_noted",
    "suggestion.agree.candidate_noted",
    "suggestion.choose.company_noted",
    "suggestion.refuse.candidate_noted",
    "referral.add.advisor",
    "referral.assign.assigned",
    # A network that is filled at once tells nobody of its companies.
    "referral.fits.partner",
    "request.fits.advisor",
    "referral.recall.partner",
    "referral.add.partner",
    "referral.answer.partner",
    "referral.decline.partner",
    "referral.find_none.partner",
    "request.assign.assigned_before",
    "request.reopen.advisor",
    "request.resume.company",
    "suggestion.refuse.advisor",
    "suggestion.refuse.company",
    "suggestion.refuse.partner",
    "suggestion.take_back.advisor",
    "suggestion.take_back.company",
}


def test_every_notice_can_be_put_into_words(filled: Filled) -> None:
    assert filled.postbox.faults == []


def test_no_mail_names_anybody_to_a_side_that_may_not_know_them_yet(filled: Filled) -> None:
    assert filled.postbox.leaks == []


def test_mails_go_to_all_four_sides_in_both_languages(filled: Filled) -> None:
    assert set(filled.postbox.to_sides) == {"home", "company", "partner", "candidate"}
    assert filled.postbox.languages == {"de", "en"}


def test_the_stories_bring_about_these_kinds_of_notices(filled: Filled) -> None:
    ours = {kind for kind in kinds() if kind.startswith(("request.", "referral.", "suggestion."))}
    assert ours - set(filled.postbox.kinds) == NOT_IN_THE_DEMO
