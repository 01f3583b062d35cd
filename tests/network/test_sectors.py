"""Sectors: the classification is whole, labelled, and knows how near two codes are."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from network import sectors
from network.fields import SectorsField


@pytest.mark.parametrize(
    ("revision", "expected"),
    [("2", {1: 21, 2: 88, 3: 272, 4: 615}), ("2.1", {1: 22, 2: 87, 3: 287, 4: 651})],
)
def test_each_revision_is_whole(revision: str, expected: dict[int, int]) -> None:
    codes = [code for code, _ in sectors.choices("en", (1, 2, 3, 4), revision)]
    assert Counter(sectors.sector(code, revision).level for code in codes) == expected
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("revision", ["2", "2.1"])
def test_every_code_but_a_section_has_a_parent_one_level_up(revision: str) -> None:
    for code, _ in sectors.choices("en", (1, 2, 3, 4), revision):
        found = sectors.sector(code, revision)
        if found.parent is None:
            assert found.level == sectors.SECTION
        else:
            assert sectors.sector(found.parent, revision).level == found.level - 1


def test_label_is_the_official_one_in_each_language() -> None:
    labels = {language: sectors.label("24.53", language) for language in sectors.languages()}
    assert labels == {
        "ca": "Fosa de metalls lleugers",
        "da": "Støbning af letmetalprodukter",
        "de": "Leichtmetallgießereien",
        "en": "Casting of light metals",
        "es": "Fundición de metales ligeros",
        "fr": "Fonderie de métaux légers",
        "it": "Fusione di metalli leggeri",
        "lt": "Lengvųjų metalų liejinių gamyba",
        "lv": "Vieglo metālu liešana",
        "nl": "Gieten van lichte metalen",
        "pl": "Odlewnictwo metali lekkich",
        "sv": "Gjutning av lättmetall",
    }


def test_sections_are_not_written_in_capitals() -> None:
    for language in sectors.languages():
        for code, text in sectors.choices(language, (sectors.SECTION,)):
            assert text != text.upper(), (language, code)
    assert sectors.label("C", "de") == "Verarbeitendes Gewerbe/Herstellung von Waren"


@pytest.mark.parametrize("language", ["fi", "xx", "", "pt-br"])
def test_label_falls_back_to_english(language: str) -> None:
    assert sectors.label("24.53", language) == "Casting of light metals"


def test_regional_form_of_a_language_has_its_label() -> None:
    assert sectors.label("24.53", "de-at") == "Leichtmetallgießereien"


def test_code_is_shown_with_the_letter_of_its_section() -> None:
    shown = [sectors.display_code(code) for code in ("24.53", "24.5", "24", "C", "62.01")]
    assert shown == ["C24.53", "C24.5", "C24", "C", "J62.01"]
    assert sectors.display_code("62", "2.1") == "K62"


def test_ancestors_lead_from_the_section_down() -> None:
    assert sectors.ancestors("24.53") == ("C", "24", "24.5")
    assert sectors.ancestors("C") == ()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("24.53", "24.53", 1.0),
        ("24.53", "24.54", 0.75),
        ("24.53", "24.10", 0.5),
        ("24.53", "25.11", 0.25),
        ("24.53", "62.01", 0.0),
        ("24.5", "24.53", 6 / 7),
        ("C", "24.53", 0.4),
    ],
)
def test_closeness_follows_the_tree(a: str, b: str, expected: float) -> None:
    assert sectors.closeness(a, b) == pytest.approx(expected)
    assert sectors.closeness(b, a) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("C24.53", "24.53"),
        ("2453", "24.53"),
        (" c24.5 ", "24.5"),
        ("24", "24"),
        ("c", "C"),
        ("A24.53", None),
        ("AB", None),
        ("", None),
        ("99.99", None),
        ("\x00", None),
        ("24.53'; DROP TABLE", None),
    ],
)
def test_code_is_read_as_people_write_it(written: str, code: str | None) -> None:
    assert sectors.normalise_code(written) == code


def test_unknown_codes_and_revisions_are_named() -> None:
    with pytest.raises(sectors.UnknownSector, match=r"NACE 2 has no code '24\.99'"):
        sectors.sector("24.99")
    with pytest.raises(sectors.UnknownSector, match=r"revision '3' is not carried"):
        sectors.label("24.53", "en", "3")
    assert not sectors.is_code("24.99")
    assert not sectors.is_code("24.53", "3")


def test_search_finds_by_words_whatever_their_case_and_accents() -> None:
    assert sectors.search_labels("METAUX legers", "fr")[0].code == "24.53"
    assert sectors.search_labels("giessereien leichtmetall", "de")[0].code == "24.53"
    assert sectors.search_labels("", "de") == []


def test_search_by_code_gives_what_lies_below_it() -> None:
    assert [found.code for found in sectors.search_labels("C24.5", "en")] == [
        "24.5",
        "24.51",
        "24.52",
        "24.53",
        "24.54",
    ]


@pytest.mark.parametrize(
    ("code", "revision", "to_revision", "expected"),
    [
        ("62.01", "2", "2.1", ("62.10",)),
        ("62.10", "2.1", "2", ("62.01",)),
        # Split, and merged.
        ("01.19", "2", "2.1", ("01.13", "01.19")),
        ("01.13", "2.1", "2", ("01.13", "01.19", "01.28")),
        # The number stayed, what it means did not.
        ("43.91", "2", "2.1", ("43.41",)),
        # A class of 2.1 for what came out of nothing: those that it is associated with.
        ("35.40", "2.1", "2", ("35.14", "35.23")),
        ("46.89", "2.1", "2", ()),
        # Above the classes: what holds at least a quarter of theirs.
        ("62.1", "2.1", "2", ("62.0",)),
        ("45", "2", "2.1", ("46", "47")),
        ("J", "2", "2.1", ("J", "K")),
        ("24.53", "2", "2", ("24.53",)),
    ],
)
def test_correspondence_is_the_official_one(
    code: str, revision: str, to_revision: str, expected: tuple[str, ...]
) -> None:
    assert sectors.corresponding(code, revision, to_revision) == expected


def test_correspondence_names_classes_of_both_revisions_and_reaches_each() -> None:
    for revision, other in (("2", "2.1"), ("2.1", "2")):
        for one in sectors.choices("en", (1, 2, 3, 4), revision):
            found = sectors.in_revision([one[0]], revision, other)
            assert found, one
            assert all(sectors.is_code(code, other) for code in found)


def test_codes_of_another_revision_count_once_and_unknown_ones_not_at_all() -> None:
    assert sectors.in_revision(["62.10", "62.01", "62.1"], "2.1", "2") == ["62.01", "62.0"]
    # What corresponds to nothing goes by the group above it.
    assert sectors.in_revision(["46.89"], "2.1", "2") == ["46.7"]


def test_a_sector_of_the_first_revision_is_met_by_codes_of_the_next() -> None:
    assert sectors.within_revision("62.01", "2") == {"62.01"}
    assert sectors.within_revision("62.01", "2.1") == {"62.10"}
    assert {"62", "62.1", "62.10", "62.20"} <= sectors.within_revision("62", "2.1")
    assert "24.53" not in sectors.within_revision("62", "2.1")


def test_what_kept_its_english_name_keeps_the_others() -> None:
    assert sectors.label("62.10", "de", "2.1") == sectors.label("62.01", "de")
    assert sectors.label("24.53", "ca", "2.1") == sectors.label("24.53", "ca")
    assert sectors.label("62.20", "de", "2.1").startswith("Computer consultancy")


def test_the_field_takes_codes_of_its_revision_and_whole_names() -> None:
    field = SectorsField()
    assert field.clean("J62.01; 2453, 25.62") == ["62.01", "24.53", "25.62"]
    assert field.clean("casting of LIGHT metals") == ["24.53"]
    field.revision = "2.1"
    assert field.clean("K62.10") == ["62.10"]


def test_the_field_says_what_a_code_of_another_revision_corresponds_to() -> None:
    field = SectorsField()
    with pytest.raises(ValidationError, match=r"no code of NACE Rev\. 2\. .*: J62\.01 Computer"):
        field.clean("62.10")
    field.revision = "2.1"
    with pytest.raises(ValidationError, match=r"no code of NACE Rev\. 2\.1\. .*: K62\.10 Comp"):
        field.clean("62.01")
    with pytest.raises(ValidationError, match=r"“forging” is no code .*: C25\.40 Forging [^;]*$"):
        field.clean("forging")
