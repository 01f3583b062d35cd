"""Sectors: the classification is whole, labelled, and knows how near two codes are."""

from collections import Counter

import pytest

from network import sectors


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


def test_correspondence_gives_what_kept_its_name_and_nothing_else() -> None:
    assert sectors.corresponding("24.53", "2", "2.1") == ("24.53",)
    assert sectors.corresponding("62.01", "2", "2.1") == ("62.10",)
    assert sectors.corresponding("62.10", "2.1", "2") == ("62.01",)
    assert sectors.corresponding("J", "2", "2.1") == ()
