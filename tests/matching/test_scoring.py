"""Fusing and reasons as pure functions."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from matching.needs import Need, OrganisationFacts, Reason
from matching.scoring import (
    Profile,
    certificates_asked,
    certificates_held,
    explain,
    rank_organisations,
    score,
    sector_closeness,
)

NEED = Need(
    title="Die-cast aluminium housings",
    text="Second source for housings, ISO 9001 and IATF 16949 required.",
    language="en",
    sectors=("24.53",),
    regions=("ES51", "ITC4"),
    size_classes=("small", "medium"),
    languages=("de", "en"),
)


def profile(**changes: object) -> Profile:
    fields: dict[str, object] = {
        "sectors": ("24.53",),
        "languages": ("ca", "de"),
        "size_class": "medium",
        "certificates": ("ISO 9001:2015", "IATF 16949"),
        "words_met": ("housings", "aluminium"),
        "rank": 0.8,
        "entries": ("24.53", "24.54"),
        "nearness": 0.55,
    }
    return Profile(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "held", "told"),
    [
        ("24.53", "24.10", True),
        # Dairy products and medicines are both traded: that says nothing.
        ("46.46", "46.33", False),
        ("46.46", "46.45", True),
        ("46.46", "46", False),
    ],
)
def test_in_trade_only_the_group_is_a_reason(wanted: str, held: str, told: bool) -> None:
    reasons = explain(replace(NEED, sectors=(wanted,)), profile(sectors=(held,), entries=()))
    assert (Reason("sector", True, (held,)) in reasons) is told


def test_a_company_that_meets_every_wish_scores_by_its_parts() -> None:
    points, parts = score(NEED, profile())
    assert parts == {
        "meaning": pytest.approx(0.5), "words": 0.8, "sectors": 1.0, "languages": 1.0,
        "size": 1.0, "certificates": 1.0,
    }  # fmt: skip
    assert points == pytest.approx(0.45 * 0.5 + 0.1 * 0.8 + 0.25 + 0.08 + 0.06 + 0.06)


@pytest.mark.parametrize(
    ("changes", "part", "value"),
    [
        ({"languages": ("ca",)}, "languages", 0.0),
        ({"size_class": "larger"}, "size", 0.0),
        ({"certificates": ("ISO 9001",)}, "certificates", 0.5),
        ({"sectors": ("24.51",)}, "sectors", 0.75),
        ({"sectors": ("62.01",)}, "sectors", 0.0),
        ({"rank": 3.0}, "words", 1.0),
        ({"nearness": 0.1}, "meaning", 0.0),
        ({"nearness": 0.9}, "meaning", 1.0),
    ],
)
def test_each_wish_that_is_not_met_lowers_its_own_part(
    changes: dict[str, object], part: str, value: float
) -> None:
    _points, parts = score(NEED, profile(**changes))
    assert parts[part] == value


def test_reasons_are_at_most_four_for_and_one_against() -> None:
    reasons = explain(NEED, profile(certificates=("ISO 9001",)))
    assert reasons == (
        Reason("words", True, ("housings", "aluminium")),
        Reason("sector", True, ("24.53",)),
        Reason("certificates", True, ("ISO 9001",)),
        Reason("languages", True, ("de",)),
        Reason("no_certificate", False, ("IATF 16949",)),
    )


def test_what_speaks_against_is_the_weightiest_one() -> None:
    reasons = explain(NEED, profile(sectors=("62.01",), languages=("ca",), words_met=()))
    assert [reason.code for reason in reasons if not reason.in_favour] == ["other_sector"]


@pytest.mark.parametrize(
    ("entries", "changes", "found"),
    [
        (["24.53"], {"sectors": ()}, ("24.53",)),
        # A group in common says nothing.
        (["24.51"], {"sectors": ()}, None),
        (["10.71"], {"sectors": ()}, None),
        (["24.53"], {"sectors": (), "nearness": 0.1}, None),
        # A sector that the profile declares says it better.
        (["24.53"], {}, None),
    ],
)
def test_an_entry_that_both_texts_are_near_to_is_a_reason(
    entries: list[str], changes: dict[str, object], found: tuple[str, ...] | None
) -> None:
    reasons = {one.code: one.values for one in explain(NEED, profile(**changes), entries)}
    assert reasons.get("entry") == found


@pytest.mark.parametrize(
    ("nearness", "found"),
    [(0.39, set()), (0.4, {"distantly_alike"}), (0.49, {"distantly_alike"}), (0.5, {"alike"})],
)
def test_how_near_a_text_is_without_a_common_entry_is_said_in_two_grades(
    nearness: float, found: set[str]
) -> None:
    reasons = explain(NEED, profile(sectors=(), words_met=(), nearness=nearness), ["10.71"])
    assert {one.code for one in reasons} & {"distantly_alike", "alike"} == found


def test_certificates_are_read_from_the_text_and_compared_without_their_year() -> None:
    asked = certificates_asked("ISO 9001, iso 9001:2015 or IATF 16949; FSC")
    assert asked == ["ISO 9001", "iso 9001", "IATF 16949", "FSC"]
    assert certificates_held(["ISO 9001", "FSC"], ["ISO9001:2015"]) == ["ISO 9001"]


def test_the_closest_pair_of_sectors_counts() -> None:
    assert sector_closeness(["24.53"], ["62.01", "24.51"]) == (0.75, "24.51")
    assert sector_closeness([], ["24.53"]) == (0.0, "")


def test_organisations_are_asked_by_region_and_those_that_cover_the_sector_first() -> None:
    covers, serves, elsewhere = (uuid.UUID(int=number) for number in (3, 2, 1))
    ranked = rank_organisations(
        NEED,
        [
            OrganisationFacts(elsewhere, ("LV",), ("24",)),
            OrganisationFacts(serves, ("ITC4",), ("62",)),
            OrganisationFacts(covers, ("ES51",), ("24",)),
        ],
    )
    assert [one.organisation_id for one in ranked] == [covers, serves]
    assert ranked[0].reasons == (
        Reason("region", True, ("ES51",)),
        Reason("covers_sector", True, ("24",)),
    )


def test_a_stored_reason_comes_back_as_it_was() -> None:
    reason = Reason("certificates", True, ("ISO 9001",))
    assert Reason.restored(reason.stored()) == reason


def test_where_a_company_lies_is_told_by_the_region_wished_alone() -> None:
    wished = replace(NEED, regions=("ES51", "LV"))
    reasons = explain(wished, profile(region="ES511", languages=(), size_class=""))
    assert {one.code: one.values for one in reasons}["located"] == ("ES51",)
