"""Every key to a company or an organisation says what becomes of its rows when two companies become
one, when one is erased, when an organisation leaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from activities.life_cycle import LifeCycle
from companies.life_cycle import on_erase, on_merge
from companies.models import Company
from network.leaving import on_leaving
from network.models import Organisation
from tests.our_apps import our_apps

# Columns of keys that no foreign key says of whom they are. Those that hold a company's or an
# organisation's:
OF_COMPANIES = {
    *("activities.Activity.subject_id", "activities.Activity.context_id"),
    "activities.Activity.acting_company_id",
    *("notifications.Notice.hat_id", "notifications.Delivery.hat_id"),
}
OF_ORGANISATIONS = {
    *("activities.Activity.subject_id", "activities.Activity.context_id"),
    "activities.Activity.acting_organisation_id",
    "activities.Timer.calendar_id",
    *("notifications.Notice.hat_id", "notifications.Delivery.hat_id"),
}
# Those that hold neither: people, cases, and rows of other kinds that have keys of their own.
OF_OTHERS = {
    "activities.SubmittedForm.user_id",
    "activities.Timer.subject_id",
    *("notifications.Notice.case_id", "notifications.Notice.subject_id"),
    *("disclosure.Disclosure.subject_id", "disclosure.Disclosure.audience_id"),
    *("disclosure.Disclosure.case_id", "disclosure.Disclosure.origin_id"),
    "matching.ShownMatch.need_key",
    "requests.DraftInput.subject_id",
}
# What becomes of these is a table of moves that is not written yet: nobody can leave so far.
NOT_ANSWERED_YET = {
    "companies.Company.agency",
    *("requests.CooperationRequest.home_agency", "requests.Referral.organisation"),
}


def keys_to(model: type[models.Model] | None) -> Iterator[str]:
    """The foreign keys to a model; with None the loose columns of keys."""
    for of in apps.get_models():
        if of.__module__.partition(".")[0] not in our_apps():
            continue
        for field in of._meta.local_fields:
            loose = isinstance(field, models.UUIDField) and not field.primary_key
            if field.related_model is model if model else loose:
                yield f"{of._meta.label}.{field.name}"


def test_each_key_to_a_company_says_what_becomes_of_it() -> None:
    wanted = {*keys_to(Company), *OF_COMPANIES}
    assert set(on_merge.answers) == wanted
    assert set(on_erase.answers) == wanted


def test_each_key_to_an_organisation_says_what_becomes_of_it() -> None:
    assert set(on_leaving.answers) == {*keys_to(Organisation), *OF_ORGANISATIONS} - NOT_ANSWERED_YET


def test_of_each_loose_column_it_is_known_whose_keys_it_holds() -> None:
    assert set(keys_to(None)) == OF_COMPANIES | OF_ORGANISATIONS | OF_OTHERS


def test_no_key_has_two_answers_and_each_follower_is_called_once() -> None:
    def first() -> None: ...

    def second() -> None: ...

    asked: LifeCycle[object] = LifeCycle("end")
    asked.follow(first, "toy.Toy.owner")
    asked.follow(first, "toy.Toy.owner", "toy.Key.owner")
    with pytest.raises(ValueError, match=r"toy\.Key\.owner"):
        asked.follow(second, "toy.Key.owner")
    with pytest.raises(ValueError, match=r"toy\.Toy\.owner"):
        asked.leave("it is a toy", "toy.Toy.owner")
    assert asked.followers == (first, second)
