"""Postcodes: a region where the first digits say it for certain, nothing where they do not."""

import csv
from collections import Counter

import pytest

from network import postcodes, regions


@pytest.mark.parametrize(
    ("country", "postcode", "expected"),
    [
        ("DE", "70174", "DE1"),  # Stuttgart
        ("DE", "68519", "DE7"),  # Viernheim, Hessen amid Baden-Württemberg's numbers
        ("DE", "97980", "DE1"),  # Bad Mergentheim amid Bavaria's
        ("DE", "28195", "DE5"),  # Bremen
        ("DE", "27568", "DE5"),  # Bremerhaven
        ("DE", "28816", "DE9"),  # Stuhr, next to Bremen
        ("DE", "89073", "DE1"),  # Ulm
        ("DE", "89231", "DE2"),  # Neu-Ulm
        ("FR", "69002", "FRK26"),  # Lyon
        ("FR", "20090", "FRM01"),  # Ajaccio
        ("FR", "20600", "FRM02"),  # Bastia
        ("FR", "97400", "FRY40"),  # La Réunion
        ("ES", "08038", "ES511"),  # Barcelona
        ("ES", "35001", "ES70"),  # Las Palmas
        ("IT", "20123", "ITC4"),  # Milano
        ("IT", "46100", "ITC4"),  # Mantova
        ("BE", "9000", "BE23"),  # Gent
        ("BE", "1000", "BE10"),  # Bruxelles
        ("LV", "LV-5201", "LV00"),  # Jēkabpils
        ("LV", "LV-1010", "LV006"),  # Rīga
        ("LT", "LT-92101", "LT023"),  # Klaipėda
        ("LT", "68120", "LT0"),  # Marijampolė
        ("GR", "546 21", "EL52"),  # Thessaloniki
        ("EL", "10563", "EL30"),  # Athina
        ("CH", "8200", "CH05"),  # Schaffhausen
        ("NL", "5611 EM", "NL41"),  # Eindhoven
        ("SE", "SE-411 03", "SE23"),  # Göteborg
        ("PL", "50-062", "PL51"),  # Wrocław
        ("GB", "CF10 3NQ", "UKL"),  # Cardiff
        ("IE", "D02 X285", "IE06"),  # Dublin
        ("de", " D-70174 ", "DE1"),
    ],
)
def test_postcode_gives_the_deepest_region_that_is_certain(
    country: str, postcode: str, expected: str
) -> None:
    assert postcodes.region_of(country, postcode) == expected


@pytest.mark.parametrize(
    ("country", "postcode"),
    [
        ("DE", ""),
        ("DE", "7017"),
        ("DE", "701744"),
        ("DE", "D-ABCDE"),
        ("DE", "٧٠١٧٤"),
        ("DE", "70174\x00"),
        ("DE", "7" * 100_000),
        ("FR", "98000"),  # Monaco
        ("US", "10001"),
        ("", "70174"),
        ("\ud800", "\ud800"),
        ("GB", "SY16 1AA"),  # on both sides of a border
    ],
)
def test_what_is_no_postcode_or_not_known_gives_none(country: str, postcode: str) -> None:
    assert postcodes.region_of(country, postcode) is None


def test_every_row_names_a_known_region_of_its_country_and_no_beginning_twice() -> None:
    with postcodes._DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    beginnings = Counter(
        (row["country"], beginning)
        for row in rows
        for beginning in postcodes._spelt_out(row["beginnings"])
    )
    assert [beginning for beginning, count in beginnings.items() if count > 1] == []
    for row in rows:
        assert regions.region(row["region"]).country == row["country"]
        assert regions.region(row["region"]).level > 0
