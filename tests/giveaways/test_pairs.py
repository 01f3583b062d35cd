"""What people write of names, from the naming customs of 35 countries: found or not."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from disclosure.giveaways import Identity, ReadyText, find, find_references, marks_of
from disclosure.giveaways.marking import MOST_WORDS
from disclosure.giveaways.normal import LONGEST_WORD, Token

FIELDS = {
    "name": "names",
    "person": "people",
    "host": "hosts",
    "address": "addresses",
    "telephone": "telephones",
    "number": "numbers",
}
with Path(__file__).with_name("pairs.tsv").open(encoding="utf-8", newline="") as file:
    PAIRS = list(csv.DictReader(file, delimiter="\t"))


def outcome(text: str, identity: Identity) -> str:
    found = find(text, marks_of(identity))
    if any(place.certain for place in found):
        return "refused"
    return "asked" if found else "nothing"


def test_the_table_holds_150_pairs_of_30_countries() -> None:
    assert len(PAIRS) >= 150
    assert len({pair["country"] for pair in PAIRS}) >= 30


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['value']}: {pair['text']}"[:80])
def test_a_text_gives_away_or_not(pair: dict[str, str]) -> None:
    country = "ES" if pair["country"] == "CT" else pair["country"]
    identity = Identity(**{FIELDS[pair["field"]]: (pair["value"],)}, country=country)
    assert outcome(pair["text"], identity) == pair["expected"]


def test_the_place_is_shown_as_it_stands_in_the_text() -> None:
    marks = marks_of(Identity(names=("Müllerhauser Antriebe GmbH",)))
    text = "Gears by MUELLER\u00adHAUSER, and more."
    assert [place.words for place in find(text, marks)] == ["MUELLERHAUSER"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://bit.ly/3xYz for drawings", ["https://bit.ly/3xYz"]),
        ("see www.example.com, please", ["www.example.com,"]),
        ("as on foundry.example.co.uk", ["foundry.example.co.uk"]),
        ("write to somebody@example.org", ["somebody@example.org"]),
        ("protected by EP 1 234 567 B1", ["EP 1 234 567 B1"]),
        ("see DE102019123456A1", ["DE102019123456A1"]),
        ("under WO 2020/123456", ["WO 2020/123456"]),
        ("US 9,123,456 B2 lapsed", ["US 9,123,456 B2"]),
        ("DE 10 2015 012 345 A1 is theirs", ["DE 10 2015 012 345 A1"]),
        (
            "HU 225 123 B1, BE 1019123 A3, RU 2 718 281 C1",
            ["HU 225 123 B1", "BE 1019123 A3", "RU 2 718 281 C1"],
        ),
        ("на пример.рф", ["пример.рф"]),
        ("look at foundry[.]de or foundry (dot) de", ["foundry[.]de", "foundry (dot) de"]),
        ("in FR 2024/2025 some 4 000 parts", []),
        ("4 mm, e.g. ISO 9001 and EN 10204", []),
        ("drawing.step is ready", []),
    ],
)
def test_what_leads_to_a_name_in_one_step_is_found(text: str, found: list[str]) -> None:
    assert [place.words for place in find_references(text)] == found


def test_one_of_many_is_found_by_its_whole_name_alone() -> None:
    many = marks_of(
        Identity(names=("Bodenwerk Sensorik GmbH",), people=("Eva Stahl",)), alone=False
    )
    assert find("Stahl und Sensorik, ab Bodenwerk", many) == []
    assert [place.words for place in find("Die Bodenwerk Sensorik", many)] == ["Bodenwerk Sensorik"]


@pytest.mark.parametrize("name", ["👷", "🏭 GmbH", "", "…", "\u3164"])
def test_a_name_without_words_gives_nothing_away(name: str) -> None:
    identity = Identity(names=(name,), people=(name,), addresses=(name,), hosts=(name,))
    assert find("A foundry 👷 for housings", marks_of(identity)) == []


@pytest.mark.parametrize(
    "name",
    """
    Müllerhauser Schlosserbach Zuckenbrück Matthiessen Baeckerhoff Philippsenwerk Ferruccini
    Cazzaniga Jansson Diethelm Sophienwerk Thyssenhoff
    """.split(),
)
@pytest.mark.parametrize("broken_by", ["-", "-\n", "\u00ad", " "])
def test_a_name_is_found_wherever_it_is_broken(name: str, broken_by: str) -> None:
    marks = marks_of(Identity(names=(f"{name} GmbH",)))
    for place in range(1, len(name)):
        written = f"Parts of {name[:place]}{broken_by}{name[place:]} are the best."
        assert find(written, marks), written


def test_what_stands_at_the_seam_of_two_words_is_no_name() -> None:
    marks = marks_of(Identity(names=("Ollink AG",)))
    assert find("Bei Ollink wird gegossen.", marks)
    assert not find("Dass Sollink das kann, ist bekannt.", marks)


@pytest.mark.parametrize(
    "written", ["07131 55\n5123", "07131 555 /// 123", "555 -- -- 123", "07131 55    5123"]
)
def test_a_telephone_number_is_found_over_lines_and_signs(written: str) -> None:
    marks = marks_of(Identity(telephones=("+49 7131 555123",), country="DE"))
    assert [place.certain for place in find(f"Call {written} soon", marks)] == [True]


LONG_RUNS = """
import sys
from disclosure.giveaways import Identity, find, find_references, marks_of
marks = marks_of(Identity(names=("Zolnayhütte SAS",), people=("Jean Perrachon",),
    telephones=("+33 4 72 55 51 23",), numbers=("FR12345678901",), country="FR"))
for run in ("_", "a", "a.", "a-", "a[", "a (", "1 ", "x@", ".", "www.", "1_", "é", "a@-", "a(.",
            "EP1 ", "1\\n", "-" "zolnayhutte ", "a@b.de ", "a\u0301"):
    find(run * (20_000 // len(run)), marks), find_references(run * (20_000 // len(run)))
"""


def test_a_long_text_of_one_sign_is_read_once_and_not_from_each_sign() -> None:
    # Together a second's work; each pattern that begins again at every sign takes ten and more.
    run = [sys.executable, "-c", LONG_RUNS]
    subprocess.run(run, check=True, timeout=60, cwd=Path(__file__).parents[2])


class _Counted(list[Token]):
    """The words of a text, counting how often one is looked at."""

    looked_at = 0

    def __getitem__(self, place: Any) -> Any:
        self.looked_at += 1
        return super().__getitem__(place)


@pytest.mark.parametrize("run", ["de ", "de la ", "zolnay de de de de "])
def test_a_run_of_small_words_is_read_once_and_not_from_each_of_them(run: str) -> None:
    marks = marks_of(Identity(names=("De Zolnay BV", "Van de la Zolnay BV")))
    ready = ReadyText(f"zolnay {run * 2_000}zolnay")
    ready.tokens = words = _Counted(ready.tokens)
    find(ready, marks)
    assert words.looked_at < 40 * len(words)


def test_between_the_words_of_a_name_three_small_words_are_passed_over() -> None:
    marks = marks_of(Identity(names=("Plan Zolnay SA",)), alone=False)
    assert find("el plan de la del zolnay", marks)
    assert not find("el plan de la del das zolnay", marks)


@pytest.mark.parametrize("field", ["names", "people", "hosts", "addresses"])
@pytest.mark.parametrize("word", ["ÄÖ", "GmbH", "Firma", "von", "Ab Cd"])
def test_of_a_name_of_many_words_no_more_are_looked_for_than_names_have(
    field: str, word: str
) -> None:
    """A name is as long as who bears it wishes, and what is written of it as well."""
    typed = " ".join([word] * 60)
    if field in ("hosts", "addresses"):
        typed = typed.replace(" ", "-") + ("@a.example" if field == "addresses" else ".example")
    marks = marks_of(Identity(**{field: (typed,)}))
    assert max((len(phrase.keys) for phrase in marks.phrases), default=0) <= MOST_WORDS + 2
    assert len(marks.phrases) <= 2 * MOST_WORDS**2
    ready = ReadyText(f"{word} " * 3_000)
    ready.tokens = words = _Counted(ready.tokens)
    find(ready, marks)
    assert words.looked_at < 40 * len(words)


def test_words_that_every_language_has_are_a_name_only_where_they_are_written_as_one() -> None:
    for person in (False, True):
        names = ("Kind Regards",)
        marks = marks_of(Identity(people=names) if person else Identity(names=names))
        for text in (
            "Work goes on. Kind regards, Eva",
            "Thanks\nKind Regards\nEva",
            "kind regards",
        ):
            assert [place.certain for place in find(text, marks)] == [False], text
        for text in ("for Kind Regards Ltd", "we met Kind Regards there", "“Kind Regards” is ours"):
            assert [place.certain for place in find(text, marks)] == [True], text


def test_what_is_only_claimed_may_always_mean_something_else() -> None:
    claimed = Identity(
        names=("Zolnayhütte SAS",),
        people=("Jean Perrachon",),
        hosts=("zolnay-guss.example",),
        telephones=("+33 4 72 55 51 23",),
        numbers=("FR12345678901",),
    )
    marks = marks_of(Identity(names=("Quandtlinger AG",), claimed=claimed, country="FR"))
    for text in ("for Zolnayhütte", "Perrachon says", "on zolnay-guss.example"):
        assert [place.certain for place in find(text, marks)] == [False], text
    assert not find("Call 04 72 55 51 23, FR12345678901", marks)
    assert [place.certain for place in find("for Quandtlinger", marks)] == [True]


def test_no_word_is_kept_that_is_longer_than_words_are() -> None:
    """What is typed without a blank would be kept whole by whatever remembers words."""
    typed = "ж㌖" * 10_000
    ready = ReadyText(f"{typed} zolnay{'x' * 300}")
    assert max(len(token.plain) for token in ready.tokens[:1]) < 20 * LONGEST_WORD
    assert max(token.end - token.start for token in ready.tokens) == LONGEST_WORD
