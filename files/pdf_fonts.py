"""Typefaces of a PDF: how to draw each sign, without who drew the typeface and for whom."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from files.errors import FileRefused, Reason
from files.font_programs import strip_compact, strip_true_type, strip_type_1

if TYPE_CHECKING:
    from files.pdf_copying import Copier

_FONT: Final = ("/FirstChar", "/LastChar", "/Widths", "/FontBBox", "/FontMatrix", "/DW", "/W")
_FONT_KINDS: Final = frozenset("/Type0 /Type1 /MMType1 /Type3 /TrueType".split())
_OF_VERTICAL: Final = ("/DW2", "/W2")
_DESCRIPTOR: Final = """
    /Flags /FontBBox /ItalicAngle /Ascent /Descent /Leading /CapHeight /XHeight /StemV /StemH
    /AvgWidth /MaxWidth /MissingWidth /FontWeight""".split()
_ENCODINGS: Final = re.compile(
    r"/(Identity-[HV]|(MacRoman|MacExpert|WinAnsi|Standard|PDFDoc)Encoding"
    r"|(Uni(GB|CNS|JIS|KS)-(UCS2|UTF16)|GBK?2?K?|GBpc|B5pc|ETen|90(ms|pv)|KSC(ms|pc)?)"
    r"[A-Za-z0-9-]{0,20}-[HV])"
)
# What stands for a sign that no list names: a number, two letters, a ligature of three at most.
_NUMBERED_GLYPH: Final = re.compile(
    r"(uni([0-9A-F]{4}){1,3}|u[0-9A-F]{4,6}|[A-Za-z]{1,3}\d{1,5}|(cid|glyph|index|S[A-Z])\d{1,6}"
    r"|[Gg][0-9A-Fa-f]{2,4}|[A-Za-z]{1,2}|[A-Za-z](_[A-Za-z]){1,2}|[a-z](_[a-z]){1,3}"
    r"|[A-Za-z]_uni[0-9A-F]{4})?(\.[a-z]{1,4})?|\.notdef"
)
# What TeX's and symbols' typefaces put their names together of, and ASCII's control signs.
_GLYPH_WORDS: Final = re.compile(
    r"(?:accent|alt|approx|arrow|asterisk|barb[24]|big|black|box|break|breve|broken|capital|caron"
    r"|cedilla|circ|circle|circumflex|copyrt|cross|dash|dbl|diamond|dieresis|dot|double|down|dwn"
    r"|equal|follows|greater|hand|head2|high|hook|hyphen|inv|left|less|letter|line|liter|long"
    r"|low|lowercase|macron|math|micro|minus|multiply|new|no|numeric|ohm|open|perthousand|phone"
    r"|plus|precedes|product|proper|quote|reflex|ring|right|sans|script|set|shaped|short|similar"
    r"|slash|small|solid|space|square|star|sub|subset|super|superior|superset|suppress|telephone"
    r"|tel|tie|tilde|triangle|turn|under|underscore|up|visible|wave|white|wide|yuan"
    r"|zero|one|two|three|four|five|six|seven|eight|nine|_)+"
    r"|NUL|SOH|STX|ETX|EOT|ENQ|ACK|BEL|DLE|DC[1-4]|NAK|SYN|ETB|CAN|SUB|ESC|DEL",
    re.I,
)
_COMMON: Final = re.compile(
    r"/(Arial|Helvetica|TimesNewRoman|Times|Courier|CourierNew|Symbol|ZapfDingbats|Calibri|Cambria"
    r"|Verdana|Tahoma|Georgia)(PS)?(MT)?(,|-)?(Roman|Regular|Bold|Italic|Oblique|BoldItalic"
    r"|BoldOblique|BoldMT|ItalicMT|BoldItalicMT)?"
)
_SECTION: Final = re.compile(
    rb"begin(codespacerange|bfchar|bfrange|cidchar|cidrange|notdefchar|notdefrange)(.*?)end\1", re.S
)
_TOKEN: Final = re.compile(rb"<[0-9A-Fa-f\s]*>|\[|\]|\d{1,6}")
_ORDERINGS: Final = frozenset("Identity GB1 CNS1 Japan1 Korea1 KR UCS".split())
_LONGEST_TEXT: Final = 16  # hexadecimal digits of what one sign stands for: a ligature's letters


@cache
def glyph_names() -> frozenset[str]:
    """Return the names of signs in Adobe's lists (`scripts/make_file_vocabulary.py`)."""
    return frozenset((Path(__file__).parent / "data" / "glyphs.txt").read_text().split())


class FontCopier:
    """Copies typefaces for a `Copier`."""

    def __init__(self, copier: Copier) -> None:
        self.copier = copier
        self.counted = 0
        self.own: dict[str, str] = {}

    def copy(self, found: Object) -> Object:
        """Return the copy of a font dictionary. Raises `FileRefused`."""
        kind = str(found.get("/Subtype"))
        if kind not in _FONT_KINDS:
            raise FileRefused(Reason.DAMAGED)
        made = self.copier.some(found, _FONT)
        made.Type, made.Subtype = Name.Font, Name(kind)
        if isinstance(found.get("/ToUnicode"), Stream):
            made.ToUnicode = self._map(found.ToUnicode)
        if kind == "/Type3":
            self._procedures(found, made)
        elif kind == "/Type0":
            made.Encoding = self._composite_encoding(found.get("/Encoding"))
            made.DescendantFonts = Array(
                [
                    self.copier.once(one, "/CIDFont", self._descendant)
                    for one in found.DescendantFonts
                ]
            )
            made.BaseFont = made.DescendantFonts[0].BaseFont
        else:
            self._described(found, made)
        if kind != "/Type0" and "/Encoding" in found:
            encoding = self._encoding(found.Encoding, own=kind == "/Type3")
            if encoding is not None:
                made.Encoding = encoding
        return made

    def _described(self, found: Object, made: Dictionary) -> None:
        """Give a font its name and, if it has one, its descriptor."""
        descriptor = found.get("/FontDescriptor")
        if isinstance(descriptor, Dictionary):
            made.FontDescriptor = self.copier.once(descriptor, "/FontDescriptor", self._descriptor)
            made.BaseFont = made.FontDescriptor.FontName
        else:
            made.BaseFont = _common(found.get("/BaseFont"))

    def _descendant(self, found: Object) -> Object:
        made = self.copier.some(found, [*_FONT, *_OF_VERTICAL])
        kind = str(found.get("/Subtype"))
        if kind not in ("/CIDFontType0", "/CIDFontType2"):
            raise FileRefused(Reason.DAMAGED)
        made.Type, made.Subtype = Name.Font, Name(kind)
        self._described(found, made)
        system = found.get("/CIDSystemInfo", Dictionary())
        known = str(system.get("/Ordering", "Identity"))
        known = (
            known
            if known in ("Identity", "GB1", "CNS1", "Japan1", "Korea1", "KR", "UCS")
            else "Identity"
        )
        made.CIDSystemInfo = Dictionary(
            Registry=String("Adobe"),
            Ordering=String(known),
            Supplement=int(system.get("/Supplement", 0)),
        )
        to_glyph = found.get("/CIDToGIDMap")
        if isinstance(to_glyph, Stream):
            content = self.copier.data(to_glyph)[: 2 * 65_536]
            made.CIDToGIDMap = self.copier.target.make_indirect(
                self.copier.stream(content, Dictionary())
            )
        elif to_glyph == Name.Identity:
            made.CIDToGIDMap = Name.Identity
        return made

    def _descriptor(self, found: Object) -> Object:
        made = self.copier.some(found, _DESCRIPTOR)
        made.Type = Name.FontDescriptor
        made.FontName = _common(found.get("/FontName"))
        for key, strip in (
            ("/FontFile", strip_type_1),
            ("/FontFile2", strip_true_type),
            ("/FontFile3", None),
        ):
            program = found.get(key)
            if not isinstance(program, Stream):
                continue
            self.counted += 1
            made.FontName = Name(f"/AAAAAA+Font{self.counted}")
            content = self.copier.data(program)
            entries = self.copier.some(program, ("/Length1", "/Length2", "/Length3"))
            if strip is None:
                kind = str(program.get("/Subtype"))
                if kind not in ("/Type1C", "/CIDFontType0C", "/OpenType"):
                    raise FileRefused(Reason.DAMAGED)
                entries = Dictionary(Subtype=Name(kind))
                strip = strip_true_type if kind == "/OpenType" else strip_compact
            content = strip(content)
            if "/Length1" in entries and key == "/FontFile2":
                entries.Length1 = len(content)
            made[key] = self.copier.target.make_indirect(self.copier.stream(content, entries))
        return made

    def _procedures(self, found: Object, made: Dictionary) -> None:
        """Copy the drawings that are the signs of a font of this kind."""
        made.CharProcs = Dictionary()
        used = self.copier.resources(found)
        for name in sorted(found.CharProcs.keys()):
            content = self.copier.drawn(found.CharProcs[name], used)
            made.CharProcs[self._own_glyph(name)] = self.copier.target.make_indirect(
                self.copier.stream(content, Dictionary())
            )
        made.Resources = used.made

    def _own_glyph(self, name: str) -> Name:
        """Return the new name of a sign that the document itself draws."""
        return Name(self.own.setdefault(name, f"/g{len(self.own) + 1}"))

    def _encoding(self, found: Object, *, own: bool) -> Object | None:
        if isinstance(found, Name):
            return Name(str(found)) if _ENCODINGS.fullmatch(str(found)) else None
        made = Dictionary(Type=Name.Encoding)
        base = found.get("/BaseEncoding")
        if isinstance(base, Name) and _ENCODINGS.fullmatch(str(base)):
            made.BaseEncoding = Name(str(base))
        differences = found.get("/Differences")
        if isinstance(differences, Array):
            made.Differences = Array(
                [
                    self._own_glyph(str(one)) if own and isinstance(one, Name) else _glyph(one)
                    for one in differences
                ]
            )
        return made

    def _composite_encoding(self, found: Object | None) -> Object:
        if isinstance(found, Stream):
            return self._map(found)
        if isinstance(found, Name) and _ENCODINGS.fullmatch(str(found)):
            return Name(str(found))
        raise FileRefused(Reason.DAMAGED)

    def _map(self, found: Object) -> Object:
        """Return a map of codes written anew from its tables alone."""
        rows: list[bytes] = []
        for kind, table in _SECTION.findall(self.copier.data(found)):
            tokens = _TOKEN.findall(table)
            tokens = [re.sub(rb"\s", b"", one) for one in tokens]
            tokens = [one if len(one) <= _LONGEST_TEXT + 2 else b"<FFFD>" for one in tokens]
            rows.append(
                b"%d begin%s\n%s\nend%s" % (_rows(kind, tokens), kind, b" ".join(tokens), kind)
            )
        head = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        tail = b"\nendcmap CMapName currentdict /CMap defineresource pop end end"
        entries = Dictionary()
        if "/CMapName" in found:
            entries = Dictionary(Type=Name.CMap, CMapName=Name.Map)
            entries.CIDSystemInfo = Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            )
            mode = self.copier.plain(found.get("/WMode"))
            if mode is not None:
                entries.WMode = mode
        name = b"/CMapName /Map def\n"
        return self.copier.target.make_indirect(
            self.copier.stream(head + name + b"\n".join(rows) + tail, entries)
        )


def _rows(kind: bytes, tokens: list[bytes]) -> int:
    """Return how many rows a table has: two or three entries each, a list counting as one."""
    entries = depth = 0
    for one in tokens:
        entries += depth == 0
        depth += {b"[": 1, b"]": -1}.get(one, 0)
    return entries // (3 if kind in (b"bfrange", b"cidrange", b"notdefrange") else 2)


def _glyph(found: Object) -> Name | int:
    if isinstance(found, Name):
        name = str(found)[1:]
        plain = name.partition(".")[0]
        known = plain in glyph_names() or _GLYPH_WORDS.fullmatch(plain)
        if not known and not _NUMBERED_GLYPH.fullmatch(name):
            raise FileRefused(Reason.NOT_KNOWN)
        return Name(str(found))
    return int(found)


def _common(found: Object | None) -> Name:
    try:
        name = str(found)
    except UnicodeDecodeError:  # programs of before Unicode write names in their own signs
        return Name.Helvetica
    plain = "/" + name.lstrip("/").partition("+")[2] if "+" in name else name
    return Name(plain) if _COMMON.fullmatch(plain) else Name.Helvetica
