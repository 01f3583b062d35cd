"""Texts as a model gets them: normalised, without control characters, bounded, in pieces.

A model is foreign code on foreign text: nothing longer or stranger than this reaches it.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_PIECE = 2_000
MOST_PIECES = 4
# Control, format, surrogate, private and unassigned characters (Unicode 15, chapter 4.5).
UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# A run of the same sign says nothing more than a short one.
LONG_RUN = re.compile(r"(.)\1{8,}")
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s")
SHORTEST_PIECE = LONGEST_PIECE // 2


def cleaned(text: str) -> str:
    """The text in compatibility form (NFKC), each unwanted character a space, spaces single."""
    # What grows under NFKC (U+FDFA becomes 18 letters) must not grow without bound.
    bounded = text[: LONGEST_PIECE * MOST_PIECES]
    composed = unicodedata.normalize("NFKC", bounded.encode("utf-8", "ignore").decode("utf-8"))
    kept = "".join(" " if unicodedata.category(sign) in UNWANTED else sign for sign in composed)
    return LONG_RUN.sub(r"\1\1\1", " ".join(kept.split()))


def pieces(text: str) -> list[str]:
    """A text of any length as 0 to MOST_PIECES pieces of at most LONGEST_PIECE characters.

    Pieces end at the end of a sentence where one ends in their second half; what is longer than
    all pieces together is left out.
    """
    rest = cleaned(text)
    found: list[str] = []
    while rest and len(found) < MOST_PIECES:
        if len(rest) <= LONGEST_PIECE:
            found.append(rest)
            break
        ends = [end.start() for end in SENTENCE_END.finditer(rest, SHORTEST_PIECE, LONGEST_PIECE)]
        cut = ends[-1] if ends else (rest.rfind(" ", SHORTEST_PIECE, LONGEST_PIECE) + 1)
        cut = cut or LONGEST_PIECE
        found.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return found
