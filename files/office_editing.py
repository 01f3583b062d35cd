"""What Word's and Excel's parts have in common: attributes, drawings, charts and themes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from files.errors import FileRefused, Reason
from files.fonts import common_font
from files.vocabulary import office
from files.xml_rewriting import UNKNOWN, Fate, TextEdit, local, rewrite

if TYPE_CHECKING:
    from files.cleaning_office import Links

# Gets the value of an attribute that is free text, and returns what stays of it (None: nothing).
FreeText = Callable[[str], str | None]


def seen(text: str) -> str:
    """A text that a reader sees stays as it is."""
    return text


def fixed(text: str) -> FreeText:
    """A name that nobody needs becomes this one."""
    return lambda _: text


def undescribed(_text: str) -> None:
    """What stands behind a picture or table goes: who checks that nobody is named does not see it,
    and programs write names of files and pages there."""


def one_sign(text: str) -> str | None:
    """A bullet or bracket."""
    return text if len(text) <= 2 else None


_GRAPHICS: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
    }
)


def graphic_kind(address: str) -> str:
    """What a drawing is: pictures, charts and shapes. Raises `FileRefused` for another kind."""
    if address not in _GRAPHICS:
        raise FileRefused(Reason.LINKED) if not address else FileRefused(Reason.UNFINISHED)
    return address


_STYLE_WORDS: Final = frozenset(
    """
    position absolute relative static left right top bottom center margin-left margin-top
    margin-right margin-bottom width height z-index visibility visible hidden rotation flip x y
    mso-position-horizontal mso-position-vertical mso-position-horizontal-relative
    mso-position-vertical-relative mso-wrap-style mso-wrap-distance-left mso-wrap-distance-right
    mso-wrap-distance-top mso-wrap-distance-bottom mso-width-percent mso-height-percent
    mso-width-relative mso-height-relative mso-fit-shape-to-text mso-wrap-edited
    mso-layout-flow-alt mso-direction-alt v-text-anchor layout-flow vertical horizontal text-align
    font-family font-size font-weight font-style bold italic v-text-kern v-text-spacing tracking
    square none page margin char line text column auto top-to-bottom bottom-to-top t f tl br i
    middle infoBackground windowText window absolutely fill darken lighten
    """.split()
)
_EQUATION_WORDS: Final = frozenset(
    """
    val sum prod mid abs min max if mod atan2 sin cos cosatan2 sinatan2 sqrt sumangle ellipse tan
    width height xcenter ycenter lineDrawn pixelLineWidth pixelWidth pixelHeight emuWidth emuHeight
    emuWidth2 emuHeight2 m l xe e x c r nf ns t v w h
    """.split()
)
_SHAPE: Final = re.compile(r"#?_x0000_[a-z]\d{1,9}")


def style_declarations(text: str) -> str | None:
    """VML's style sheet: places, sizes and common typefaces."""
    kept = [one for one in text.split(";") if _is_style(one)]
    return ";".join(kept) or None


def _is_style(declaration: str) -> bool:
    name, _, value = declaration.partition(":")
    if name.strip() == "font-family":
        return common_font(value) == value
    words = [name.strip(), *value.split()]
    return all(one in _STYLE_WORDS or office().is_plain(one) for one in words)


def shape_name(text: str) -> str | None:
    """Office's own names of shapes; a user's are let go."""
    return text if _SHAPE.fullmatch(text) else None


def equation(text: str) -> str | None:
    """A reckoning of a shape's outline."""
    words = text.replace("@", " ").replace("#", " ").split()
    return text if all(one in _EQUATION_WORDS or office().is_plain(one) for one in words) else None


def outline(text: str) -> str | None:
    """The path of a shape: numbers and commands."""
    letters = re.findall(r"[A-Za-z]+", text)
    short = all(len(word) <= 2 or word in _EQUATION_WORDS for word in letters)
    return text if short and re.fullmatch(r"[-\d\s,@A-Za-z.#]*", text) else None


def colour(text: str) -> str | None:
    """A colour, also with the number of the palette behind it."""
    plain = text.split(" [")[0]
    if plain and (plain in _STYLE_WORDS or office().is_plain(plain) or plain in _COLOURS):
        return plain
    return None


_COLOURS: Final = frozenset(
    "black silver gray white maroon red purple fuchsia green lime olive yellow navy blue teal aqua "
    "infoBackground infoText window windowText buttonFace this".split()
)

# By element (or "*") and attribute: free texts that may stay, and what stays of each.
DRAWN: Final[Mapping[tuple[str, str], FreeText]] = {
    ("*", "typeface"): common_font,
    ("*", "name"): lambda _: None,
    ("a:theme", "name"): fixed("Theme"),
    ("a:themeOverride", "name"): fixed("Theme"),
    ("a:clrScheme", "name"): fixed("Theme"),
    ("a:fontScheme", "name"): fixed("Theme"),
    ("a:fmtScheme", "name"): fixed("Theme"),
    ("a:font", "script"): lambda text: text if re.fullmatch(r"[A-Z][a-z]{3}", text) else None,
    ("a:buChar", "char"): one_sign,
    ("a:fld", "type"): lambda text: text if re.fullmatch(r"slidenum|datetime\d*", text) else None,
    ("a:graphicData", "uri"): graphic_kind,
    ("wp:docPr", "descr"): undescribed,
    ("pic:cNvPr", "descr"): undescribed,
    ("xdr:cNvPr", "descr"): undescribed,
    ("cdr:cNvPr", "descr"): undescribed,
    ("wps:cNvPr", "descr"): undescribed,
    ("wpg:cNvPr", "descr"): undescribed,
    ("*", "title"): lambda _: None,
    ("wp:docPr", "title"): undescribed,
    ("c:numFmt", "formatCode"): lambda text: number_format(text),
    ("c:pt", "formatCode"): lambda text: number_format(text),
    ("v:textpath", "string"): seen,
    ("v:shape", "alt"): undescribed,
    ("v:rect", "alt"): undescribed,
    ("v:group", "alt"): undescribed,
    ("*", "style"): style_declarations,
    ("*", "eqn"): equation,
    ("*", "path"): outline,
    ("v:path", "v"): outline,
    ("*", "textboxrect"): outline,
    ("*", "o:connectlocs"): outline,
    ("*", "points"): outline,
    ("*", "adj"): outline,
    ("*", "position"): outline,
    ("*", "colors"): lambda text: text if re.fullmatch(r"[\d.f%#A-Fa-f;\s]*", text) else None,
    ("*", "fillcolor"): colour,
    ("*", "strokecolor"): colour,
    ("*", "color"): colour,
    ("*", "color2"): colour,
    ("v:shape", "id"): shape_name,
    ("v:shapetype", "id"): shape_name,
    ("v:shape", "type"): shape_name,
    ("*", "o:spid"): shape_name,
    ("*", "id"): lambda text: text if shape_name(text) or text.isdigit() else None,
    ("o:idmap", "data"): lambda text: text if re.fullmatch(r"[\d,]*", text) else None,
    ("*", "o:title"): lambda _: None,
}
# Where words stand that a reader sees, of the drawing's own: also its measures.
DRAWN_TEXT: Final = frozenset(
    """
    a:t m:t c:v c:separator c:oddHeader c:oddFooter c:evenHeader c:evenFooter c:firstHeader
    c:firstFooter c:name
    """.split()
)
_MEASURES: Final = frozenset(
    """
    wp:align wp:posOffset xdr:col xdr:colOff xdr:row xdr:rowOff cdr:x cdr:y x:Anchor x:MoveWithCells
    x:SizeWithCells x:AutoFill x:Row x:Column x:Visible x:Locked x:TextHAlign x:TextVAlign
    """.split()
)
_LEFT_OUT: Final = frozenset(
    """
    a:extLst c:extLst a:objectDefaults a:hlinkSnd a:snd a:custClrLst c:externalData c:printSettings
    c:pivotSource c:protection a:audioFile a:videoFile a:quickTimeFile a:wavAudioFile a:audioCd
    o:signatureline o:ink x:FmlaMacro x:FmlaLink x:FmlaRange x:FmlaPict x:FmlaGroup
    x:FmlaTxbx x:ScriptText x:ScriptExtended x:ScriptLanguage x:ScriptLocation x:ListItem x:Accel
    x:Accel2 x:CF x:PrintObject x:Help
    """.split()
)
_NAMED: Final = frozenset({"cNvPr", "docPr"})
_HIDEABLE: Final = frozenset({"cNvPr", "docPr", "anchor"})  # by the selection pane
_HIDING_STYLE: Final = re.compile(r"visibility\s*:\s*hidden|display\s*:\s*none")
_CLICKS: Final = frozenset({"a:hlinkClick", "a:hlinkHover", "a:hlinkMouseOver"})
_GUIDES: Final[frozenset[str]] = frozenset(
    """
    name fmla x y l t r b gdRefX gdRefY gdRefR gdRefAng minX maxX minY maxY minR maxR minAng maxAng
    ang wR hR stAng swAng
    """.split()
)
_FORMAT: Final = re.compile(
    r"""(General|Standard|AM/PM|A/P|[0#?.,%+/:;()*@\s€$£¥-]|_.|\\.|[dDmMyYhHsS]{1,5}|[eE][-+]"""
    r"""|"[^"]{0,6}"|\[\$[^\]-]{0,4}(-[0-9A-Fa-f]{1,8})?\]|\[[<>=]{1,2}-?[\d.]+\]|\[[hms]{1,2}\]"""
    r"""|\[(Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d{1,2})\])*"""
)


def number_format(code: str) -> str:
    """A number's format with short words at most, as of units; another becomes the general one."""
    return code if _FORMAT.fullmatch(code) else "General"


class Guides:
    """Names of a shape's measures, renamed in the order in which they come."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def edit(self, text: str) -> str:
        """Return a formula or a reference with each name of a user's replaced."""
        return " ".join(self._word(word) for word in text.split())

    def _word(self, word: str) -> str:
        if office().is_plain(word) or word in _EQUATION_WORDS or re.fullmatch(_PRESET, word):
            return word
        return self.names.setdefault(word, f"g{len(self.names) + 1}")


_PRESET: Final = (
    r"adj\d*|[lrtb]|[hv]c|[wh]d?\d*|ss|ls|ssd\d+|cd\d|3cd\d|[57]cd8"
    r"|\*/|\+-|\+/|\?:|at2|cat2|sat2|pin"
)


# What a switch says that is off.
OFF: Final = frozenset({"0", "false", "off"})
# How much of a picture is cut off on each side, of those that are still in the file.
_CROPS: Final = {
    "a:srcRect": ("l", "t", "r", "b"),
    "v:imagedata": ("cropleft", "croptop", "cropright", "cropbottom"),
}
_WHOLE: Final = frozenset({"0", "0%", "0f", ""})


class Editing:
    """The editing of one part: what no list allows is left out.

    Subclasses name the elements that go, those that give way to what is in them, further free
    texts, and where words stand.
    """

    left_out: frozenset[str] = _LEFT_OUT
    unwrapped: frozenset[str] = frozenset()
    free: Mapping[tuple[str, str], FreeText] = DRAWN
    words: frozenset[str] = DRAWN_TEXT
    shows_hidden = False  # Excel's boxes of notes are hidden until one points at their cell

    def __init__(self, links: Links) -> None:
        self.links = links
        self.guides = Guides()
        self.vocabulary = office()

    def rewrite(self, part: bytes) -> bytes:
        """Return the part edited. Raises `FileRefused` for what can't be cleaned."""
        edit_text: TextEdit = self.edit_text
        return rewrite(part, self.vocabulary.prefixes, self.edit, edit_text, self.ended)

    def ended(self, name: str) -> None:
        """An element that was kept is over."""

    def edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        """Decide on one element and clean its attributes."""
        if name in self.left_out:
            return Fate.DROP
        if name in self.unwrapped:
            return Fate.UNWRAP
        if name.startswith(UNKNOWN) or not self.vocabulary.has_element(name):
            return self.unknown(name)
        if any(attributes.get(key, "0") not in _WHOLE for key in _CROPS.get(name, ())):
            raise FileRefused(Reason.CROPPED)
        fate = self._relations(name, attributes)
        if fate is not Fate.KEEP:
            return fate
        if not self.shows_hidden and _HIDING_STYLE.search(attributes.get("style", "")):
            raise FileRefused(Reason.HIDDEN)
        settled = self._drawing(name, attributes)
        for key, value in list(attributes.items()):
            if key in settled or key.startswith("r:"):
                continue
            kept = self.attribute(name, key, value)
            if kept is None:
                del attributes[key]
            else:
                attributes[key] = kept
        return Fate.KEEP

    @staticmethod
    def keep_only(attributes: dict[str, str], *names: str) -> None:
        """Let go of all attributes but these."""
        for key in attributes.keys() - set(names):
            del attributes[key]

    def unknown(self, name: str) -> Fate:
        """What becomes of an element of an extension: programs of before do without it."""
        return Fate.DROP

    def attribute(self, element: str, key: str, value: str) -> str | None:
        """Return what stays of an attribute."""
        free = self.free.get((element, key)) or self.free.get(("*", key))
        if key == "xml:space":
            return value if value in ("preserve", "default") else None
        if not self.vocabulary.has_attribute(key):
            return None
        if self.vocabulary.is_plain(value):
            return value
        return free(value) if free is not None else None

    def edit_text(self, element: str, text: str) -> str:
        """Return what stays of the words in an element."""
        if element in self.words:
            return text
        if element in _MEASURES:
            return text if self.vocabulary.is_plain(text.strip()) else ""
        if element == "c:formatCode":
            return number_format(text) if text.strip() else ""
        return text if not text.strip() else ""

    def _relations(self, name: str, attributes: dict[str, str]) -> Fate:
        """Give each relation its new id, or decide what becomes of what has lost it."""
        lost = False
        for key in [key for key in attributes if key.startswith("r:") or key == "o:relid"]:
            new_id = self.links.use(attributes.pop(key)) if attributes[key] else None
            if new_id is not None:
                attributes["r:id" if key == "o:relid" else key] = new_id
            elif attributes.get("r:embed") is None or key != "r:link":
                lost = True
        if name in ("v:imagedata", "a:blip") and not any(key in attributes for key in _PICTURED):
            raise FileRefused(Reason.LINKED)
        return self.without_relation(name) if lost else Fate.KEEP

    def without_relation(self, name: str) -> Fate:
        """What becomes of an element whose relation stayed behind."""
        if name in _CLICKS:
            return Fate.DROP
        if name in ("a:blip", "v:fill", "v:stroke"):
            return Fate.KEEP
        raise FileRefused(Reason.LINKED)

    def _drawing(self, name: str, attributes: dict[str, str]) -> frozenset[str]:
        """Write the names and formulas that a drawing needs even if nobody sees them."""
        if local(name) in _HIDEABLE and attributes.get("hidden", "0") not in OFF:
            raise FileRefused(Reason.HIDDEN)
        if local(name) in _NAMED:
            number = attributes.get("id", "")
            attributes["name"] = f"Object {number}" if number.isdigit() else "Object"
            return frozenset({"name"})
        if name not in _WITH_GUIDES:
            return frozenset()
        for key in _GUIDES & attributes.keys():
            attributes[key] = self.guides.edit(attributes[key])
        return _GUIDES & attributes.keys()


_PICTURED: Final = ("r:embed", "r:id", "r:pict")
_WITH_GUIDES: Final[frozenset[str]] = frozenset(
    "a:gd a:ahXY a:ahPolar a:cxn a:rect a:pos a:pt a:arcTo".split()
)
