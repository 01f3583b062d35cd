"""The parts of a Word document (ISO 29500-1, 17): what a reader sees, under names of ours.

Tracked changes are accepted; hidden text, forms to fill in and what lies elsewhere are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from files.errors import FileRefused, Reason
from files.fonts import common_font
from files.office_charts import ChartOfWord
from files.office_editing import (
    DRAWN,
    DRAWN_TEXT,
    OFF,
    Editing,
    FreeText,
    fixed,
    seen,
    undescribed,
)
from files.office_parts import Content
from files.word_fields import (
    instructions,
    kept_instruction,
    shows_its_instruction,
    shows_nothing,
)
from files.word_heads import HEADS, shown_heads
from files.writers import SOMEBODY, without_answered
from files.xml_rewriting import Fate

if TYPE_CHECKING:
    from files.cleaning_office import Cleaner, Links

_LEFT_OUT: Final = Editing.left_out | frozenset(
    """
    w:del w:moveFrom w:rPrChange w:pPrChange w:sectPrChange w:tblPrChange w:tcPrChange
    w:trPrChange w:tblGridChange w:tblPrExChange w:numberingChange w:moveFromRangeStart
    w:moveFromRangeEnd w:moveToRangeStart w:moveToRangeEnd w:customXmlInsRangeStart
    w:customXmlInsRangeEnd w:customXmlDelRangeStart w:customXmlDelRangeEnd
    w:customXmlMoveFromRangeStart w:customXmlMoveFromRangeEnd w:customXmlMoveToRangeStart
    w:customXmlMoveToRangeEnd w:delText w:delInstrText w:sdtPr w:sdtEndPr w:smartTagPr
    w:customXmlPr w:permStart w:permEnd w:proofErr w:latentStyles w:aliases w:nsid w:tmpl
    w:docPartGallery w:divId w:printerSettings w:rsid w:personal w:personalCompose w:personalReply
    w:locked w:autoRedefine w:webHidden w:dirty w:fldData w:movie
    """.split()
)
_UNWRAPPED: Final = frozenset("w:ins w:moveTo w:sdt w:sdtContent w:smartTag w:customXml".split())
_FETCHED: Final = frozenset(
    "w:altChunk w:subDoc w:control w:contentPart w:frameset w:framesetSplitbar w:movie".split()
)
_UNDECIDED: Final = frozenset("w:cellDel w:cellIns w:cellMerge w:ddList".split())
_HIDING: Final = frozenset("w:vanish w:specVanish w:hidden".split())

# Settings that change what is seen; all others are the writer's own.
_SETTINGS: Final = frozenset(
    """
    w:settings w:compat w:defaultTabStop w:evenAndOddHeaders w:mirrorMargins w:footnotePr
    w:endnotePr w:footnote w:endnote w:pos w:numFmt w:numStart w:numRestart
    w:characterSpacingControl w:themeFontLang w:clrSchemeMapping w:decimalSymbol w:listSeparator
    w:autoHyphenation w:hyphenationZone w:doNotHyphenateCaps w:gutterAtTop
    w:bordersDoNotSurroundHeader w:bordersDoNotSurroundFooter w:displayBackgroundShape
    w:bookFoldPrinting w:compatSetting m:mathPr m:mathFont m:brkBin m:brkBinSub m:smallFrac
    m:dispDef m:lMargin m:rMargin m:defJc m:wrapIndent m:intLim m:naryLim
    """.split()
)
_COMPATIBILITY: Final = "http://schemas.microsoft.com/office/word"
_STYLE_NAMES: Final = re.compile(
    r"(heading|toc|index|List( (Bullet|Number|Continue))?|Body Text( Indent)?) ?\d?"
    r"|Normal( \(Web\)|Table| Table| Indent)?|Title|Subtitle|No (List|Spacing)|Table (Grid|Normal)"
    r"|List Paragraph|Default Paragraph Font|header|footer|caption|page number|line number"
    r"|(footnote|endnote|annotation) (text|reference|subject)|(toa|index|TOC) (heading|Heading)"
    r"|Hyperlink|FollowedHyperlink|Strong|Emphasis|(Intense|Subtle) (Emphasis|Reference|Quote)"
    r"|Quote|Book Title|Block Text|Plain Text|Balloon Text|Placeholder Text|Document Map|Salutation"
    r"|Signature|Closing|Date|table of (figures|authorities)|envelope (address|return)|macro"
    r"|(Light|Medium|Dark|Colorful) (Shading|List|Grid)( [123])?( Accent [1-6])?"
    r"|(Plain|Grid|List) Table \d( (Light|Colorful|Dark))?( Accent \d)?|Table Theme",
    re.IGNORECASE,
)
_STYLES: Final = frozenset(
    "w:pStyle w:rStyle w:tblStyle w:basedOn w:next w:link w:styleLink w:numStyleLink "
    "w:defaultTableStyle w:clickAndTypeStyle".split()
)


class WordNames:
    """Names that a user gave, renamed alike in all parts of one document."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str] = {}
        # Notes and remarks that a text leads to, by element and id.
        self.noted: set[tuple[str, str]] = set()

    def bookmark(self, name: str) -> str:
        """Return the new name of a place in the text."""
        return self._renamed("Place", name)

    def style(self, style_id: str) -> str:
        """Return the new id of a style."""
        return self._renamed("Style", style_id)

    def _renamed(self, kind: str, name: str) -> str:
        number = sum(1 for known, _ in self.known if known == kind) + 1
        return self.known.setdefault((kind, name), f"{kind}{number}")


def word_cleaner(content: Content, names: WordNames) -> Cleaner:
    """Return what cleans a part of a Word document that holds this."""
    if content is Content.SETTINGS:
        return lambda part, links: _Settings(links, names).rewrite(part)
    if content in (Content.STYLES, Content.NUMBERING):
        return lambda part, links: _Styles(links, names).rewrite(part)
    if content is Content.CHART:
        return lambda part, links: ChartOfWord(links).rewrite(part)
    if content in (Content.THEME, Content.DRAWING):
        return lambda part, links: Editing(links).rewrite(part)
    return lambda part, links: _clean_text(part, links, names)


def _clean_text(part: bytes, links: Links, names: WordNames) -> bytes:
    fields = instructions(part, _LEFT_OUT) if b"fldChar" in part else []
    heads = shown_heads(part, links.part("settings"), _LEFT_OUT)
    return _Text(links, names, fields, heads).rewrite(part)


class _Words(Editing):
    """What all parts of Word have in common."""

    left_out = _LEFT_OUT
    unwrapped = _UNWRAPPED
    words = DRAWN_TEXT | {"w:t"}

    def __init__(self, links: Links, names: WordNames) -> None:
        super().__init__(links)
        self.names = names
        style: FreeText = names.style
        free: dict[tuple[str, str], FreeText] = {
            **{(element, "w:val"): style for element in _STYLES},
            **{
                ("w:rFonts", f"w:{key}"): common_font
                for key in ("ascii", "hAnsi", "eastAsia", "cs")
            },
            ("w:style", "w:styleId"): style,
            ("w:sym", "w:font"): common_font,
            ("w:lvlText", "w:val"): seen,
            ("w:bookmarkStart", "w:name"): names.bookmark,
            ("w:hyperlink", "w:anchor"): names.bookmark,
            ("w:comment", "w:author"): fixed(SOMEBODY),
            ("w:comment", "w:initials"): fixed("A"),
            ("w:tblCaption", "w:val"): undescribed,
            ("w:tblDescription", "w:val"): undescribed,
            ("m:mathFont", "m:val"): common_font,
            **{(f"m:{key}", "m:val"): _one_sign for key in ("chr", "begChr", "endChr", "sepChr")},
            ("w:instrText", "xml:space"): seen,
        }
        self.free: Mapping[tuple[str, str], FreeText] = {**DRAWN, **free}

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name in _FETCHED:
            raise FileRefused(Reason.LINKED)
        if name in _UNDECIDED:
            raise FileRefused(Reason.UNFINISHED)
        if name == "o:OLEObject":
            if attributes.get("DrawAspect") == "Icon":
                raise FileRefused(Reason.EMBEDDED)
            return Fate.DROP  # its picture stays, which shows some cells or a page of it
        for key in [key for key in attributes if key.startswith(_REVISION)]:
            del attributes[key]
        if name in ("w:comment",):
            attributes.pop("w:date", None)
        if name in _STYLES:
            # An id may look like a word of the schema.
            attributes["w:val"] = self.names.style(attributes.get("w:val", ""))
        return super().edit(name, attributes)

    def attribute(self, element: str, key: str, value: str) -> str | None:
        if element in _STYLES:
            return value if key == "w:val" else None
        if (element, key) in _ALWAYS_NEW:
            return self.free[(element, key)](value)
        return super().attribute(element, key, value)

    def without_relation(self, name: str) -> Fate:
        return Fate.UNWRAP if name == "w:hyperlink" else super().without_relation(name)


# What is plain in itself may be a name all the same.
_ALWAYS_NEW: Final = frozenset(
    {
        ("w:style", "w:styleId"),
        ("w:bookmarkStart", "w:name"),
        ("w:hyperlink", "w:anchor"),
        ("w:comment", "w:author"),
        ("w:comment", "w:initials"),
    }
)
_REVISION: Final = "w:rsid"


def _one_sign(text: str) -> str | None:
    return text if len(text) <= 2 else None


_LEADING: Final = {
    "w:footnoteReference": "w:footnote",
    "w:endnoteReference": "w:endnote",
    "w:commentReference": "w:comment",
}
_NOTES: Final = frozenset(_LEADING.values())
_MERGED: Final = frozenset({"w:vMerge", "w:hMerge"})


class _Text(_Words):
    """Body, headers, notes and remarks."""

    def __init__(
        self, links: Links, names: WordNames, fields: list[str], heads: list[bool]
    ) -> None:
        super().__init__(links, names)
        self.fields = iter(fields)
        self.heads = iter(heads)
        # For each field that is open: its instruction as it stays (None: the result alone), and
        # whether the instruction is still being read.
        self.open: list[_Field] = []
        self.paragraph_mark = False
        self.row_properties = False
        self.remark_begins = False
        # For each cell that is open whether one above or beside it covers it.
        self.covered: list[bool] = []

    def ended(self, name: str) -> None:
        if name == "w:tc":
            self.covered.pop()

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name in _HIDING and attributes.get("w:val", "1") not in OFF:
            if not self.paragraph_mark:
                raise FileRefused(Reason.HIDDEN)
            return Fate.DROP
        if name in HEADS and not next(self.heads, False):
            return Fate.DROP
        # The lines above notes are led to by none.
        line = attributes.get("w:type", "normal") != "normal"
        if name in _NOTES and not line and not self._is_led_to(name, attributes):
            return Fate.DROP
        if name in ("w:pPr", "w:r") or name.startswith("m:"):
            self.paragraph_mark = name == "w:pPr"
        if name in ("w:trPr", "w:tc"):
            self.row_properties = name == "w:trPr"
        if name == "w:tc":
            self.covered.append(False)
        if name in _MERGED and self.covered:
            self.covered[-1] = attributes.get("w:val", "continue") != "restart"
        if name == "w:del" and self.row_properties:
            raise FileRefused(Reason.UNFINISHED)
        if name == "w:fldChar":
            return self._field_sign(name, attributes)
        if name == "w:instrText":
            return self._instruction(name, attributes)
        if name == "w:fldSimple":
            return self._simple_field(name, attributes)
        unseen = any(self.covered) or any(field.reading for field in self.open)
        if unseen and name in _SHOWN_IN_RUN:
            return Fate.DROP
        if name == "w:ffData":
            kept = self.open and (self.open[-1].kept or "").startswith("FORMCHECKBOX")
            return super().edit(name, attributes) if kept else Fate.DROP
        if name in _OF_A_FORM:
            return Fate.DROP
        self.remark_begins = self.remark_begins or name == "w:comment"
        if name in _LEADING:
            self.names.noted.add((_LEADING[name], attributes.get("w:id", "")))
        return super().edit(name, attributes)

    def edit_text(self, element: str, text: str) -> str:
        if self.remark_begins and text.strip() and element == "w:t":
            self.remark_begins = False
            text = without_answered(text)
        return super().edit_text(element, text)

    def _is_led_to(self, name: str, attributes: dict[str, str]) -> bool:
        return (name, attributes.get("w:id", "")) in self.names.noted

    def _field_sign(self, name: str, attributes: dict[str, str]) -> Fate | str:
        sign = attributes.get("w:fldCharType")
        if sign == "begin":
            instruction = next(self.fields, "")
            field = _Field(instruction, kept_instruction(instruction, self.names.bookmark))
            # A field in another's instruction is never seen.
            if any(other.reading for other in self.open):
                field.kept = None
            if instruction.strip().upper().startswith("FORMDROPDOWN"):
                raise FileRefused(Reason.UNFINISHED)
            self.open.append(field)
        if not self.open:
            return Fate.DROP
        field = self.open[-1]
        if sign == "separate":
            if shows_nothing(field.instruction):
                raise FileRefused(Reason.HIDDEN)
            field.reading = False
        if sign == "end":
            self.open.pop()
            seen = not any(other.reading for other in self.open)
            if seen and field.reading and shows_its_instruction(field.instruction):
                raise FileRefused(Reason.NOT_KNOWN)
        for key in [key for key in attributes if key != "w:fldCharType"]:
            del attributes[key]
        return Fate.DROP if field.kept is None else super().edit(name, attributes)

    def _instruction(self, name: str, attributes: dict[str, str]) -> Fate | str:
        field = self.open[-1] if self.open else None
        if field is None or field.kept is None or field.written:
            return Fate.DROP
        field.written = True
        attributes.clear()
        attributes["xml:space"] = "preserve"
        return f" {field.kept} "

    def _simple_field(self, name: str, attributes: dict[str, str]) -> Fate | str:
        instruction = attributes.get("w:instr", "")
        if shows_nothing(instruction):
            raise FileRefused(Reason.HIDDEN)
        kept = kept_instruction(instruction, self.names.bookmark)
        if kept is None:
            return Fate.UNWRAP
        attributes.clear()
        attributes["w:instr"] = f" {kept} "
        return Fate.KEEP


class _Field:
    """A field that is open."""

    def __init__(self, instruction: str, kept: str | None) -> None:
        self.instruction = instruction
        self.kept = kept
        self.reading = True
        self.written = False


_SHOWN_IN_RUN: Final = frozenset(
    """
    w:t w:tab w:br w:cr w:sym w:drawing w:pict w:object w:noBreakHyphen w:softHyphen w:ptab w:ruby
    w:footnoteReference w:endnoteReference w:commentReference m:oMath m:oMathPara
    """.split()
)
_OF_A_FORM: Final = frozenset(
    """
    w:helpText w:statusText w:entryMacro w:exitMacro w:label w:tabIndex w:textInput w:calcOnExit
    """.split()
)


class _Styles(_Words):
    """Styles and lists: built-in names stay, users' become numbers."""

    inside_style = False

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name in _HIDING and attributes.get("w:val", "1") not in OFF:
            raise FileRefused(Reason.HIDDEN)
        if name in ("w:style", "w:abstractNum"):
            self.inside_style = name == "w:style"
        if name == "w:name":
            if not self.inside_style:
                return Fate.DROP
            given = attributes.get("w:val", "")
            self.keep_only(attributes, "w:val")
            attributes["w:val"] = given if _STYLE_NAMES.fullmatch(given) else self._named(given)
            return Fate.KEEP
        return super().edit(name, attributes)

    def _named(self, given: str) -> str:
        return self.names.style(f"name of {given}")


class _Settings(_Words):
    """Settings that change what a reader sees."""

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name not in _SETTINGS:
            return Fate.DROP
        if name == "w:compatSetting" and attributes.get("w:uri") != _COMPATIBILITY:
            return Fate.DROP
        if name == "w:compatSetting":
            known = {"compatibilityMode", "overrideTableStyleFontSizeAndJustification"}
            known |= {"enableOpenTypeFeatures", "doNotFlipMirrorIndents"}
            known |= {"differentiateMultirowTableHeaders", "useWord2013TrackBottomHyphenation"}
            self.keep_only(attributes, "w:name", "w:uri", "w:val")
            plain = attributes.get("w:val", "").isdigit()
            return Fate.KEEP if plain and attributes.get("w:name") in known else Fate.DROP
        if name in ("w:decimalSymbol", "w:listSeparator"):
            self.keep_only(attributes, "w:val")
            return Fate.KEEP if len(attributes.get("w:val", "")) == 1 else Fate.DROP
        return super().edit(name, attributes)
