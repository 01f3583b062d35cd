"""Finding what gives a company away in a text: pure functions on plain data."""

from disclosure.giveaways.finding import find, find_references, without_said
from disclosure.giveaways.marking import marks_of, words_alone
from disclosure.giveaways.marks import Identity, Marks, union
from disclosure.giveaways.normal import keys_in
from disclosure.giveaways.ready_text import Found, ReadyText

__all__ = [
    "Found",
    "Identity",
    "Marks",
    "ReadyText",
    "find",
    "find_references",
    "keys_in",
    "marks_of",
    "union",
    "without_said",
    "words_alone",
]
