"""The form in which names and texts are compared: what differs in writing alone is the same.

NFKC and case folding (Unicode 15, UAX 15), invisible signs and marks out, every script in Latin
letters (anyascii, ISC). Two ways of writing one letter become one: ü, ue and u; ß, ss and s; y, j
and i. Scripts that are romanised in several ways give several keys.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from string import ascii_lowercase
from typing import Final, NamedTuple

import idna
from anyascii import anyascii

# Letters that nobody sees: they break a word for a program and for no reader. Category Cf (soft
# hyphen, zero-width signs, marks of direction) beside these.
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
_VARIATION: Final = range(0xFE00, 0xFE10)
# No word of a language is longer; what is typed without a blank is read piece by piece, so that
# nothing keeps it.
LONGEST_WORD: Final = 100
_WORD: Final = re.compile(rf"[^\W_]{{1,{LONGEST_WORD}}}")
_PUNYCODE: Final = re.compile(r"xn--[a-z0-9-]+", re.IGNORECASE)
# Two letters for one sound or mark, in the order of their replacing.
_ONE_SPELLING: Final = (
    (re.compile("ae|aa"), "a"),
    (re.compile("oe"), "o"),
    (re.compile("ue"), "u"),
    (re.compile("ph"), "f"),
    (re.compile("th"), "t"),
    (re.compile("ck"), "k"),
    (re.compile("dj"), "d"),
    (re.compile("[yj]"), "i"),
    (re.compile("w"), "v"),
    (re.compile(r"([a-z])\1+"), r"\1"),
)
# How Cyrillic and Greek are also written in Latin letters, beside anyascii's way. Each way: what is
# replaced first, by pattern, then letter by letter; what is left is anyascii's. In Slavic Latin
# scripts (ISO 9 without marks, Serbian, Macedonian), in German, as Ukraine (2010) and Bulgaria
# (2009) do by law, in English with Russia's initial E (BGN/PCGN), and Greek as its passports
# (ELOT 743) and as it is spoken.
_VOICELESS: Final = "θκξπστφχψ"
_GREEK: Final = (
    (f"([αεη])υ(?=[{_VOICELESS}]|$)", r"\1f"),
    (r"([αεη])υ", r"\1v"),
    ("ου", "ou"),
    ("γγ", "ng"),
)
_OTHER_WAYS: Final = tuple(
    (
        tuple((re.compile(pattern), instead) for pattern, instead in first),
        {ord(letter): latin for letter, latin in zip(letters, way.split(), strict=True)},
    )
    for first, letters, way in (
        (
            (),
            "жхцчшщюяйъьёυηχџѓќѕђћљњє",
            "z h c c s sc ju ja j a _ io u i ch dz gj kj dz d c lj nj e",
        ),
        ((), "жхцчшщюяйвъьυηχ", "sch ch z tsch sch schtsch ju ja i w a _ y e h"),
        ((("зг", "zgh"),), "гґжхцчшщюяйьєиії", "h g zh kh ts ch sh shch iu ia i _ ie y i i"),
        ((("дж", "dzh"),), "жхцчшщюяйъь", "zh h ts ch sh sht yu ya y a y"),
        (((r"(^|[аеёиоуыэюяьъ])е", r"\1йе"),), "", ""),
        ((*_GREEK, ("^μπ|μπ$", "b"), ("μπ", "mp"), ("γκ", "gk")), "ηυχ", "i y ch"),
        (
            (*_GREEK, ("μπ", "b"), ("^ντ", "d"), ("γκ", "g"), ("^γι(?=[αεου])", "y")),
            "ηυχ",
            "i y h",
        ),
    )
)
# Endings of adjectives as surnames in Slavic languages, Baltic and Greek ones of nouns, as keys.
_CASES: Final = re.compile(
    r"(i?ego|i?emu|eho|emu|ogo|omu|oga|ovo|ova|ove|ovi|im[ai]?|em|om|og|ou|oi|aia|uiu|ii|i|a|e|o|u|as|is|us|"
    r"ai|ui|s)$"
)
# Letters that are one sound in somebody's way of writing: дж is dzh, dž, dj, dsch; ш sh, sch, sz,
# ch; х h, kh, ch; μπ mp, mb, b; and what softens a consonant is written or not.
_SOUNDS: Final = (
    (re.compile("h"), ""),
    (re.compile("d[szc]+"), "d"),
    (re.compile("t?[szc]+"), "s"),
    (re.compile("ou"), "u"),
    (re.compile("gk"), "g"),
    (re.compile("m[pb]"), "b"),
    (re.compile("n[td]"), "d"),
    (re.compile("i(?=[aeiou])"), ""),
    (re.compile(r"([a-z])\1+"), r"\1"),
)
# Letters of other scripts that look like Latin ones, put among Latin letters.
_LOOKALIKES: Final = str.maketrans("авекмнорстухіјѕԁοαερτνκιυ", "abekmhopctyxijsdoaeptvkiu")
# Signs between the letters of 'A. B. C.'.
_BETWEEN_INITIALS: Final = 2
_LATIN: Final = re.compile(r"[a-z]")
_LETTERS: Final = re.compile(r"[a-z0-9]+")


class Token(NamedTuple):
    """One word of a text: its keys, the likeliest first, as it is written in small letters without
    marks, where it stands, and whether it is in Latin letters."""

    keys: tuple[str, ...]
    plain: str
    start: int
    end: int
    is_latin: bool = True

    @property
    def key(self) -> str:
        return self.keys[0]


class _Shown(dict[int, str]):
    """What each sign is read as, by its number; nothing where nobody sees it."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        unseen = sign in _UNSEEN or code in _VARIATION or unicodedata.category(sign) == "Cf"
        self[code] = "" if unseen else str(unicodedata.decimal(sign, sign))
        return self[code]


_SHOWN: Final = _Shown()
# Signs at a name that NFKC would make letters of it: 'Kratz™'.
_NO_LETTERS: Final = dict.fromkeys(map(ord, "™℠®©²³¹"), " ")
# Letters as pictures, which NFKC leaves as they are: in dark circles, in dark squares, of flags.
_PICTURED: Final = {
    first + number: letter
    for first in (0x1F150, 0x1F170, 0x1F1E6)
    for number, letter in enumerate(ascii_lowercase)
}


# What stands behind the sign that turns the order of letters is read from its end.
_TURNED: Final = re.compile("\u202e([^\u202c\u2069\\n]*)")


def clean(text: str) -> str:
    """The text in NFKC with digits of any script as ours, without signs that nobody sees, domains
    in punycode and turned letters as they are read."""
    text = _TURNED.sub(lambda found: found[1][::-1], text)
    kept = unicodedata.normalize("NFKC", text.translate(_NO_LETTERS | _PICTURED)).translate(_SHOWN)
    return _PUNYCODE.sub(lambda found: _readable(found[0]), kept)


def _readable(label: str) -> str:
    try:
        return idna.decode(label)
    except idna.IDNAError:
        return label


def one_spelling(latin: str) -> str:
    """Small Latin letters with one spelling for what is written in several ways."""
    for pattern, instead in _ONE_SPELLING:
        latin = pattern.sub(instead, latin)
    return latin


# Where a word goes on with the other letter, the two are one sound and its letter the first; j is
# spelled i by then.
_ACROSS: Final = frozenset(["ae", "oe", "ue", "th", "di"])
# The last letter of one word and the first of the next of which any is spelled otherwise as one.
JOINTS: Final = _ACROSS | {"ck", "ph"} | {letter * 2 for letter in ascii_lowercase}


def spelled_across(before: str, after: str) -> tuple[str, str]:
    """The keys of two words, spelled as one: what `one_spelling` makes of their joint."""
    joint = before[-1:] + after[:1]
    if len(joint) < 2:
        return before, after
    if (joint[0] == joint[1] and joint.isalpha()) or joint in _ACROSS:
        return before, after[1:]
    if joint == "ck":
        return before[:-1], after
    if joint == "ph":
        return before[:-1], f"f{after[1:]}"
    return before, after


@lru_cache(maxsize=65_536)
def keys_of(word: str) -> tuple[str, ...]:
    """The keys by which a word of any script is known; one for words in Latin letters."""
    small = unicodedata.normalize("NFC", word.casefold())
    if small.isascii():
        return (one_spelling(small),)
    if _LATIN.search(small):
        small = small.translate(_LOOKALIKES)
    ways = [anyascii(small)]
    if not _LATIN.search(unicodedata.normalize("NFD", small)):
        plain = "".join(
            sign for sign in unicodedata.normalize("NFD", small) if not unicodedata.combining(sign)
        )
        composed = unicodedata.normalize("NFC", small)
        ways += [
            anyascii(_replaced(one, first).translate(way))
            for first, way in _OTHER_WAYS
            for one in (composed, plain)
        ]
    found = ("".join(_LETTERS.findall(way.lower().replace("_", ""))) for way in ways)
    return tuple(dict.fromkeys(one_spelling(one) for one in found if one)) or ("",)


@lru_cache(maxsize=65_536)
def sound_of(key: str) -> str:
    """A key as it sounds, however the letters of another script were written in ours."""
    return _replaced(key, _SOUNDS)


@lru_cache(maxsize=65_536)
def case_stem(key: str) -> str:
    """With which a name begins in every case of Slavic and Baltic languages and Greek."""
    return _CASES.sub("", key)


def _replaced(word: str, patterns: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for pattern, instead in patterns:
        word = pattern.sub(instead, word)
    return word


def key_of(word: str) -> str:
    """The likeliest key of one word."""
    return keys_of(word)[0]


def tokens_of(text: str) -> list[Token]:
    """The words of a text that is `clean`, in their order; letters that stand alone one after the
    other ('A.B.C.') are one word."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        word = match[0]
        keys = keys_of(word)
        if keys != ("",):
            is_latin = word.isascii() or _is_latin(word)
            found.append(Token(keys, _plain(word), match.start(), match.end(), is_latin))
    return _initials_joined(found, text)


@lru_cache(maxsize=65_536)
def _is_latin(word: str) -> bool:
    return bool(_LATIN.search(unicodedata.normalize("NFD", word.casefold())))


@lru_cache(maxsize=65_536)
def _plain(word: str) -> str:
    return str(anyascii(word.casefold()))


def _initials_joined(tokens: Sequence[Token], text: str) -> list[Token]:
    joined: list[Token] = []
    run: list[Token] = []
    between = ""

    def end_run() -> None:
        if len(run) > 1:
            plain = "".join(one.plain for one in run)
            joined.append(Token((one_spelling(plain),), plain, run[0].start, run[-1].end))
        else:
            joined.extend(run)
        run.clear()

    for token in tokens:
        alone = token.end - token.start == 1 and not token.key.isdigit()
        signs = text[run[-1].end : token.start] if run else ""
        if run and not (alone and _joins(signs, text[run[-1].start] + text[token.start])):
            end_run()
        elif len(run) > 1 and signs != between:
            # 'C.I.M.A. S.p.A.' are two words, and so are the F and the form of 'Studio F S.r.l.'.
            first = [run.pop()] if between.isspace() else []
            end_run()
            run.extend(first)
        between = signs
        (run if alone else joined).append(token)
    end_run()
    return joined


def _joins(signs: str, letters: str) -> bool:
    """Whether letters that stand alone are one word with these signs between: 'A.B.', 'R+S', 'A B';
    no sentence joins them: 'Plan B, a', 'Plan B a'."""
    if len(signs) > _BETWEEN_INITIALS or any(sign in ",;:!?()\n" for sign in signs):
        return False
    return not signs.isspace() or letters.isupper()


def keys_in(texts: Iterable[str]) -> frozenset[str]:
    """The keys of all words of some texts."""
    return frozenset(key for text in texts for one in tokens_of(clean(text)) for key in one.keys)
