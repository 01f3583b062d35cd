"""Words of requests and briefs as they are searched: whole words by their beginning, whatever their
accents, ü as u and as ue.

The database folds a text as `companies.models.fold` folds what is typed, and keeps its words in an
index of the expression (`requests_document`, a function that a migration makes).
"""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchVectorExact, SearchVectorField
from django.db.models import Func, Q, Value
from django.db.models.functions import Coalesce

from accounts.names import fold

# Letters that have no accent to take away, as the function writes them.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae"})
_LENGTHENED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


def document(title: str = "title", words: str = "text", reference: str = "") -> Func:
    """The searched words of a row with these fields, as an expression."""
    number = Coalesce(reference, Value("")) if reference else Value("")
    return Func(
        title, words, number, function="requests_document", output_field=SearchVectorField()
    )


def _query(word: str) -> SearchQuery | None:
    """What finds the words that begin so; None of signs alone."""
    ways = {
        " & ".join(f"{part}:*" for part in re.findall(r"[^\W_]+", fold(way).translate(_PLAIN)))
        for way in (word, word.translate(_LENGTHENED))
    }
    ways.discard("")
    if not ways:
        return None
    either = " | ".join(f"({way})" for way in sorted(ways))
    return SearchQuery(either, config="simple", search_type="raw")


def holds(word: str, searched: Func) -> Q:
    """Rows whose document has a word that begins as `word`; nothing begins as signs alone."""
    query = _query(word)
    return Q(pk__in=[]) if query is None else Q(SearchVectorExact(searched, query))
