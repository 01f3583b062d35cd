"""What a page of a PDF is drawn with (ISO 32000-2), copied by lists of what is allowed.

Each kind of object has its keys; all others stay behind, with whatever they lead to. Names of a
file's own (of resources, spot colours, typefaces) become numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    Dictionary,
    Name,
    Object,
    Pdf,
    Stream,
    StreamDecodeLevel,
    String,
)

from files.errors import FileRefused, Reason
from files.limits import Budget
from files.pdf_clipping import Advance, Clipping
from files.pdf_fonts import FontCopier
from files.pdf_functions import content_of
from files.pdf_pictures import PictureCopier, components
from files.pdf_widths import advance_of

MAXIMUM_DEPTH: Final = 60

_FORM: Final = ("/Matrix", "/BBox")
_PATTERN: Final = "/PatternType /PaintType /TilingType /BBox /XStep /YStep /Matrix".split()
_SHADING: Final = """/ShadingType /Background /BBox /AntiAlias /Domain /Matrix /Coords /Extend
    /BitsPerCoordinate /BitsPerComponent /BitsPerFlag /Decode /VerticesPerRow""".split()
_FUNCTION: Final = (
    "/FunctionType /Domain /Range /Size /BitsPerSample /Order /Encode /Decode /C0 /C1 /N /Bounds"
).split()
_STATE: Final = "/LW /LC /LJ /ML /D /RI /OP /op /OPM /FL /SM /SA /BM /CA /ca /AIS /TK".split()
_COLOURS: Final = "/WhitePoint /BlackPoint /Gamma /Matrix /Range".split()
_DEVICE: Final = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_INKS: Final = frozenset("/All /None /Cyan /Magenta /Yellow /Black".split())
# Names that say how something is drawn.
_NAMES: Final = frozenset(
    """
    /DeviceGray /DeviceRGB /DeviceCMYK /Pattern /Normal /Compatible /Multiply /Screen /Overlay
    /Darken /Lighten /ColorDodge /ColorBurn /HardLight /SoftLight /Difference /Exclusion /Hue
    /Saturation /Color /Luminosity /AbsoluteColorimetric /RelativeColorimetric /Perceptual
    /Alpha /Transparency /G /RGB /CMYK /I /None /Default
    """.split()
)
_OPERATORS: Final = frozenset(
    """
    b B b* B* BT c cm CS cs d d0 d1 Do ET f F f* G g gs h i j J K k l m M n q Q re RG rg ri s S SC
    sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' "
    """.split()
)
_SHOWING: Final = frozenset(("Tj", "TJ", "'", '"'))
# By operator the kind of resource that its name (the last operand) means.
_NAMING: Final = {
    "Do": "/XObject",
    "gs": "/ExtGState",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "scn": "/Pattern",
    "SCN": "/Pattern",
    "sh": "/Shading",
    "Tf": "/Font",
}
_SHORT: Final = {
    "/XObject": "X",
    "/ExtGState": "E",
    "/ColorSpace": "C",
    "/Pattern": "P",
    "/Shading": "S",
    "/Font": "F",
}


class Copier:
    """Copies drawn things into a new document, each once."""

    def __init__(self, target: Pdf, budget: Budget) -> None:
        self.target = target
        self.budget = budget
        self.fonts = FontCopier(self)
        self.pictures = PictureCopier(self)
        self.copied: dict[tuple[tuple[int, int], str], Object] = {}
        self.spots: dict[str, str] = {}
        self.depth = 0

    def once(self, found: Object, kind: str, copy: Callable[[Object], Object]) -> Object:
        """Return the copy of an object, made the first time that it is met."""
        key = (found.objgen, kind)
        if found.is_indirect and key in self.copied:
            return self.copied[key]
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise FileRefused(Reason.DAMAGED)
        try:
            made = copy(found)
        finally:
            self.depth -= 1
        if found.is_indirect:
            made = self.target.make_indirect(made)
            self.copied[key] = made
        return made

    def plain(self, found: Object | None) -> Object | None:
        """Return numbers, switches and names that say how something is drawn, also in rows."""
        if isinstance(found, Array):
            parts = [self.plain(one) for one in found]
            return None if any(one is None for one in parts) else Array(parts)
        if isinstance(found, Name):
            return Name(str(found)) if str(found) in _NAMES else None
        return found if isinstance(found, bool | int | Decimal) else None

    def some(self, found: Object, keys: list[str] | tuple[str, ...]) -> Dictionary:
        """Return a dictionary of the plain entries under these keys."""
        made = Dictionary()
        for key in keys:
            kept = self.plain(found.get(key))
            if kept is not None:
                made[key] = kept
        return made

    def data(self, stream: Object) -> bytes:
        """Return a stream's content unpacked, and count it."""
        unpacked = bytes(stream.read_bytes(StreamDecodeLevel.specialized))
        self.budget.unpack(len(unpacked))
        return unpacked

    def stream(self, content: bytes, entries: Dictionary) -> Stream:
        """Return a stream of the new document; it is packed when the document is written."""
        made = Stream(self.target, content)
        for key in list(entries.keys()):
            made[key] = entries[key]
        return made

    # Resources and the content that names them

    def resources(self, holder: Object) -> Resources:
        """Return what collects the resources that a holder's content uses."""
        return Resources(self, holder.get("/Resources"))

    def drawn(self, holder: Object, used: Resources, page: Sequence[Object | None] = ()) -> bytes:
        """Return the content of a page, form or pattern anew; what it uses goes to `used`. `page`
        are a page's boxes.

        Raises `FileRefused`, also where pictures or words are cut off: the whole is still there.
        """
        written: list[tuple[list[Object], pikepdf.Operator] | ContentStreamInlineImage] = []
        clipping = Clipping(page or [holder.get("/BBox")], bleed=bool(page))
        for one in pikepdf.parse_content_stream(holder):
            if isinstance(one, ContentStreamInlineImage):
                self._check_inline(one)
                clipping.check_picture(int(one.iimage.width), int(one.iimage.height))
                written.append(one)
                continue
            self.budget.operator()
            operator = str(one.operator)
            if operator not in _OPERATORS:
                continue
            operands = list(one.operands)
            clipping.follow(operator, operands)
            if operator in _SHOWING:
                if clipping.is_invisible:
                    continue
                clipping.show_text(operands, used.advance(clipping.state.font))
            if operator in _NAMING:
                named = used.named(_NAMING[operator], operands, operator)
                if named is None:
                    continue
                if operator == "Do":
                    clipping.check_picture(*used.size_of_picture(operands))
                operands = named
            if not any(isinstance(operand, Dictionary) for operand in operands):
                written.append((operands, one.operator))
        return pikepdf.unparse_content_stream(written)

    def _check_inline(self, one: ContentStreamInlineImage) -> None:
        picture = one.iimage
        self.budget.picture(int(picture.width), int(picture.height))
        allowed = {"/Width", "/Height", "/BitsPerComponent", "/ImageMask", "/Decode", "/Filter"}
        allowed |= {"/DecodeParms", "/ColorSpace", "/Interpolate", "/Intent", "/Length", "/L"}
        short = {"/W", "/H", "/BPC", "/IM", "/D", "/F", "/DP", "/CS", "/I"}
        packed = str(picture.obj.get("/Filter", picture.obj.get("/F", "")))
        colours = picture.obj.get("/ColorSpace", picture.obj.get("/CS", Name.DeviceGray))
        named = isinstance(colours, Name) and str(colours) not in _NAMES
        if set(picture.obj.keys()) - allowed - short or "DCT" in packed or named:
            raise FileRefused(Reason.PICTURE_KIND)

    def resource(self, kind: str, found: Object) -> Object | None:
        """Return the copy of one resource; None for what has no place."""
        copiers: Mapping[str, Callable[[Object], Object | None]] = {
            "/XObject": self.x_object,
            "/ExtGState": lambda one: self.once(one, kind, self._state),
            "/ColorSpace": self.colours,
            "/Pattern": lambda one: self.once(one, kind, self._pattern),
            "/Shading": lambda one: self.once(one, kind, self._shading),
            "/Font": lambda one: self.once(one, kind, self.fonts.copy),
        }
        return copiers[kind](found)

    def x_object(self, found: Object) -> Object | None:
        """Return the copy of a picture or of a form, which is a drawing in the drawing."""
        if not isinstance(found, Stream):
            return None
        if found.get("/Subtype") == Name.Image:
            return self.once(found, "/Image", self.pictures.copy)
        if found.get("/Subtype") == Name.Form:
            if "/Ref" in found:
                raise FileRefused(Reason.LINKED)
            return self.once(found, "/Form", self._form)
        return None

    def _form(self, found: Object) -> Object:
        used = self.resources(found)
        content = self.drawn(found, used)
        made = self.some(found, _FORM)
        made.Type, made.Subtype, made.Resources = Name.XObject, Name.Form, used.made
        if "/Group" in found:
            made.Group = self.group(found.Group)
        return self.stream(content, made)

    def group(self, found: Object) -> Dictionary:
        """Return the copy of a transparency group's settings."""
        made = self.some(found, ("/I", "/K"))
        made.S = Name.Transparency
        if "/CS" in found:
            made.CS = self.colours(found.CS)
        return made

    def _state(self, found: Object) -> Object:
        made = self.some(found, _STATE)
        mask = found.get("/SMask")
        if isinstance(mask, Name):
            made.SMask = Name("/None")
        elif isinstance(mask, Dictionary) and "/G" in mask:
            form = self.x_object(mask.G)
            if form is not None:
                kept = Dictionary(Type=Name.Mask, G=form)
                kept.S = Name.Luminosity if mask.get("/S") == Name.Luminosity else Name.Alpha
                background = self.plain(mask.get("/BC"))
                if background is not None:
                    kept.BC = background
                if isinstance(mask.get("/TR"), (Dictionary, Stream)):
                    kept.TR = self.function(mask.TR)
                made.SMask = kept
        font = found.get("/Font")
        if isinstance(font, Array) and len(font) == 2:
            made.Font = Array([self.once(font[0], "/Font", self.fonts.copy), self.plain(font[1])])
        return made

    def _pattern(self, found: Object) -> Object:
        made = self.some(found, _PATTERN)
        if isinstance(found, Stream):
            used = self.resources(found)
            content = self.drawn(found, used)
            made.Resources = used.made
            return self.stream(content, made)
        made.Shading = self.once(found.Shading, "/Shading", self._shading)
        if "/ExtGState" in found:
            made.ExtGState = self.once(found.ExtGState, "/ExtGState", self._state)
        return made

    def _shading(self, found: Object) -> Object:
        made = self.some(found, _SHADING)
        made.ColorSpace = self.colours(found.ColorSpace)
        if "/Function" in found:
            made.Function = self.function(found.Function)
        return self.stream(self.data(found), made) if isinstance(found, Stream) else made

    def function(self, found: Object) -> Object:
        """Return the copy of a function, or of several. Raises `FileRefused` for hidden words."""
        if isinstance(found, Array):
            return Array([self.function(one) for one in found])
        return self.once(found, "/Function", self._function)

    def _function(self, found: Object) -> Object:
        made = self.some(found, _FUNCTION)
        if "/Functions" in found:
            made.Functions = Array([self.function(one) for one in found.Functions])
        if not isinstance(found, Stream):
            return made
        return self.stream(content_of(found, self.data(found)), made)

    def colours(self, found: Object) -> Object:
        """Return a colour space; profiles, which carry names, give way to their device's."""
        if isinstance(found, Name):
            return Name(str(found)) if str(found) in _NAMES else Name.DeviceGray
        if not isinstance(found, Array) or not found:
            raise FileRefused(Reason.DAMAGED)
        return self.once(found, "/ColorSpace", self._colours)

    def _colours(self, found: Object) -> Object:
        kind = str(found[0])
        if kind == "/ICCBased":
            return Name(_DEVICE.get(int(found[1].get("/N", 3)), "/DeviceRGB"))
        if kind in ("/CalGray", "/CalRGB", "/Lab"):
            return Array([Name(kind), self.some(found[1], _COLOURS)])
        if kind == "/Indexed":
            table = found[3]
            content = self.data(table) if isinstance(table, Stream) else bytes(table)
            base = self.colours(found[1])
            top = min(int(found[2]), 255)
            return Array([Name(kind), base, top, String(content[: (top + 1) * components(base)])])
        if kind == "/Separation":
            return Array(
                [Name(kind), self._ink(found[1]), self.colours(found[2]), self.function(found[3])]
            )
        if kind == "/DeviceN":
            inks = Array([self._ink(one) for one in found[1]])
            return Array([Name(kind), inks, self.colours(found[2]), self.function(found[3])])
        if kind == "/Pattern":
            return Array([Name(kind), *(self.colours(one) for one in list(found)[1:2])])
        if kind in _NAMES:
            return Name(kind)
        raise FileRefused(Reason.DAMAGED)

    def _ink(self, name: Object) -> Name:
        known = str(name)
        if known in _INKS:
            return Name(known)
        return Name(self.spots.setdefault(known, f"/Spot{len(self.spots) + 1}"))


class Resources:
    """The resources that one content names, under numbers."""

    def __init__(self, copier: Copier, found: Object | None) -> None:
        self.copier = copier
        self.found = found if isinstance(found, Dictionary) else Dictionary()
        self.names: dict[tuple[str, str], Name | None] = {}
        self.counted: Counter[str] = Counter()
        self.made = Dictionary()
        self.advances: dict[str, Advance] = {}

    def named(self, kind: str, operands: list[Object], operator: str) -> list[Object] | None:
        """Return an operator's operands with the new name; None if it means nothing."""
        place = 0 if operator == "Tf" else len(operands) - 1
        if place < 0 or place >= len(operands):
            return None
        name = operands[place]
        if not isinstance(name, Name):
            return operands if operator in ("scn", "SCN") else None
        if kind == "/ColorSpace" and str(name) in _NAMES:
            return operands
        new = self._new_name(kind, str(name))
        if new is None:
            return None
        return [*operands[:place], new, *operands[place + 1 :]]

    def advance(self, font: str) -> Advance:
        """Return what tells how far words in this typeface go on."""
        if font not in self.advances:
            table = self.found.get("/Font")
            found = table.get(font) if font and isinstance(table, Dictionary) else None
            self.advances[font] = advance_of(found)
        return self.advances[font]

    def size_of_picture(self, operands: list[Object]) -> tuple[int, int]:
        """Return the width and height in points of what `Do` names; of what is no picture 0."""
        table = self.found.get("/XObject")
        thing = table.get(str(operands[-1])) if isinstance(table, Dictionary) else None
        if not isinstance(thing, Stream) or thing.get("/Subtype") != Name.Image:
            return 0, 0
        return int(thing.get("/Width", 0)), int(thing.get("/Height", 0))

    def _new_name(self, kind: str, name: str) -> Name | None:
        key = (kind, name)
        if key not in self.names:
            self.names[key] = None
            table = self.found.get(kind)
            thing = table.get(name) if isinstance(table, Dictionary) else None
            made = self.copier.resource(kind, thing) if thing is not None else None
            if made is not None:
                self.counted[kind] += 1
                new = Name(f"/{_SHORT[kind]}{self.counted[kind]}")
                if kind not in self.made:
                    self.made[kind] = Dictionary()
                self.made[kind][new] = made
                self.names[key] = new
        return self.names[key]
