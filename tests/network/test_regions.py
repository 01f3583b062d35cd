"""Regions: what lies in what, and what it is called."""

import pytest

from network import regions


def test_levels_and_country_come_from_the_code() -> None:
    assert regions.region("DE11D") == regions.Region("DE11D", 3, "Ostalbkreis", "DE")
    assert regions.region("EL30") == regions.Region("EL30", 2, "Attiki", "GR")
    assert regions.region("UKL") == regions.Region("UKL", 1, "Wales", "GB")


def test_every_region_lies_in_known_ones() -> None:
    for country, _ in regions.countries("en"):
        for code, _ in regions.choices(country, 3):
            assert [regions.region(above).level for above in regions.ancestors(code)] == [0, 1, 2]


def test_countries_are_those_of_eurostats_table() -> None:
    assert " ".join(code for code, _ in sorted(regions.countries("en"))) == (
        "AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV ME MK MT NL NO"
        " PL PT RO RS SE SI SK TR"
    )


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("DE", "fr", "Allemagne"),
        ("EL", "de", "Griechenland"),
        ("LV00", "de", "Lettland"),
        ("LT0", "en", "Lithuania"),
        ("DE1", "en", "Baden-Württemberg"),
        ("ES51", "ca", "Catalunya"),
        ("ES51", "es", "Cataluña"),
        ("BE2", "en-gb", "Flanders"),
        ("EL30", "en", "Attiki"),
        ("BG41", "bg", "Югозападен"),
        ("DE1", "", "Baden-Württemberg"),
        ("FR", "xx", "France"),
    ],
)
def test_name_is_the_readers_for_countries_and_its_own_for_regions(
    code: str, language: str, expected: str
) -> None:
    assert regions.name(code, language) == expected


def test_deepest_match_is_the_narrowest_that_contains_it() -> None:
    assert regions.deepest_match("DE111", ["FR", "DE", "DE1", "DE12"]) == "DE1"
    assert regions.deepest_match("DE111", ["DE111", "DE11"]) == "DE111"
    assert regions.deepest_match("DE1", ["DE11"]) is None
    assert regions.deepest_match("DE111", []) is None


def test_what_is_no_code_lies_nowhere() -> None:
    assert not regions.is_within("DE1999", "DE1")
    assert not regions.is_within("DE1", "D")
    assert not regions.is_within("DE1", "")
    assert regions.is_within("DE111", "DE1")
    with pytest.raises(regions.UnknownRegion, match="no region 'XX1'"):
        regions.name("XX1", "en")
    with pytest.raises(regions.UnknownRegion):
        regions.ancestors("DE1999")


def test_choices_take_either_spelling_of_a_country() -> None:
    assert regions.choices("GR", 1) == regions.choices("EL", 1)
    assert regions.choices("GR", 1)[0] == ("EL3", "Attiki")
    assert regions.choices("be", 1, "de") == [
        ("BE1", "Brüssel"),
        ("BE2", "Flandern"),
        ("BE3", "Wallonien"),
    ]
    assert regions.choices("XX", 1) == []


def test_country_codes_of_eurostat_and_iso_are_told_apart() -> None:
    assert regions.country_of("EL30") == "GR"
    assert regions.country_code("gb") == "UK"
    assert regions.country_code("DE") == "DE"
