"""Names of languages, in the reader's language."""

from functools import cache

from babel import Locale, UnknownLocaleError

from accounts.names import fold

# Official languages of the EU and its neighbours, with Catalan, as people name theirs in a profile.
CODES = tuple(
    """
    bg ca cs da de el en es et eu fi fr ga gl hr hu is it lb lt lv mt nl no pl pt ro ru sk sl sq
    sr sv tr uk
    """.split()
)


@cache
def language_name(code: str, reader: str) -> str:
    """The name of `code` in the language `reader`; the code itself where nobody knows it."""
    try:
        name = Locale.parse(reader).languages.get(code)
    except (UnknownLocaleError, ValueError):
        name = None
    return str(name) if name else code


@cache
def language_choices(reader: str) -> tuple[tuple[str, str], ...]:
    """Codes and names, sorted by name."""
    return tuple(
        sorted(
            ((code, language_name(code, reader)) for code in CODES),
            key=lambda pair: fold(pair[1]),
        )
    )
