"""Fields of Word documents: few stay, of the others what they show.

A field is an instruction and its result (ISO 29500-1, 17.16). Instructions fetch pictures, texts
and other programs' data, and hold words that nobody sees; only those for pages, places in the
text and safe addresses stay, written anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from files.vocabulary import office
from files.xml_rewriting import Fate, rewrite

# Keywords whose whole instruction is the word itself with plain switches.
_BARE: Final = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "FORMCHECKBOX"})
_PLACES: Final = frozenset({"PAGEREF", "REF", "NOTEREF"})
_WORD: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_SWITCH: Final = re.compile(r"\\[a-z*#@]")
_FORMATS: Final = frozenset(
    "MERGEFORMAT CHARFORMAT Arabic roman ROMAN ALPHABETIC alphabetic Ordinal CardText Upper Lower "
    "Caps FirstCap".split()
)
_LEVELS: Final = re.compile(r"\d-\d")

# Fields that show nothing: what they keep is read by no reader (17.16.5).
_UNSEEN: Final = frozenset("SET ASK RD TC XE TA PRIVATE NEXT NEXTIF SKIPIF".split())
# Fields that show what their instruction says, and keep no result.
_WITHOUT_RESULT: Final = frozenset(
    "SYMBOL EQ LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT MACROBUTTON GOTOBUTTON ADVANCE".split()
)


def _keyword(instruction: str) -> str:
    return (instruction.split(maxsplit=1) or [""])[0].upper()


def shows_nothing(instruction: str) -> bool:
    """Whether the result of a field is hidden, so that it must not become words."""
    return _keyword(instruction) in _UNSEEN


def shows_its_instruction(instruction: str) -> bool:
    """Whether a field without a result shows something all the same."""
    return _keyword(instruction) in _WITHOUT_RESULT


def kept_instruction(text: str, bookmark: Callable[[str], str]) -> str | None:
    """Return the instruction as it may stay, else None: then the result alone stays.

    `bookmark` gives the new name of a place in the text.
    """
    words = [quoted or plain for quoted, plain in _WORD.findall(text[:2_000])]
    keyword = words[0].upper() if words else ""
    if keyword in _BARE:
        return " ".join([keyword, *_switches(words[1:])])
    if keyword == "TOC":
        return " ".join([keyword, *_levels(words[1:])])
    if keyword in _PLACES and len(words) > 1:
        return " ".join([keyword, bookmark(words[1]), *_switches(words[2:])])
    if keyword == "HYPERLINK":
        return _hyperlink(words[1:], bookmark)
    return None


def _hyperlink(words: list[str], bookmark: Callable[[str], str]) -> str | None:
    place = next((there for here, there in pairwise(words) if here == "\\l"), "")
    if place and words[0] == "\\l":
        return f'HYPERLINK \\l "{bookmark(place)}"'
    return None


def _switches(words: list[str]) -> list[str]:
    kept = []
    for word in words:
        if _SWITCH.fullmatch(word) or word in _FORMATS:
            kept.append(word)
    return kept


def _levels(words: list[str]) -> list[str]:
    kept = []
    for switch, value in zip(words, [*words[1:], ""], strict=True):
        if switch in ("\\h", "\\z", "\\u"):
            kept.append(switch)
        elif switch in ("\\o", "\\n") and _LEVELS.fullmatch(value):
            kept += [switch, f'"{value}"']
    return kept


def instructions(part: bytes, left_out: frozenset[str]) -> list[str]:
    """Return the instructions of a part's fields in the order in which they begin, without those
    of elements that are `left_out`."""
    found: list[list[str]] = []
    open_ones: list[int] = []
    reading: list[bool] = []

    def collect(name: str, attributes: dict[str, str]) -> Fate:
        if name in left_out:
            return Fate.DROP
        sign = attributes.get("w:fldCharType") if name == "w:fldChar" else None
        if sign == "begin":
            open_ones.append(len(found))
            reading.append(True)
            found.append([])
        elif sign == "separate" and reading:
            reading[-1] = False
        elif sign == "end" and open_ones:
            open_ones.pop()
            reading.pop()
        return Fate.KEEP

    def collect_text(name: str, text: str) -> str:
        if name == "w:instrText" and open_ones and reading[-1]:
            found[open_ones[-1]].append(text)
        return ""

    rewrite(part, office().prefixes, collect, collect_text)
    return ["".join(words) for words in found]
