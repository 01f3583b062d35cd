"""Pictures of a PDF: their points and how to show them, without what their programs wrote along."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from pikepdf import Array, Dictionary, Name, Object, Stream, StreamDecodeLevel
from PIL import Image

from files.cleaning_pictures import strip_jpeg
from files.errors import FileRefused, Reason
from files.jbig2 import strip_jbig2
from files.jpeg_2000 import strip_jpeg_2000

if TYPE_CHECKING:
    from files.pdf_copying import Copier

_IMAGE: Final = (
    "/Width /Height /BitsPerComponent /ImageMask /Decode /Interpolate /SMaskInData /Intent".split()
)
_WHOLE_FILES: Final = {
    "/DCTDecode": strip_jpeg,
    "/JPXDecode": strip_jpeg_2000,
    "/JBIG2Decode": strip_jbig2,
}
_BYTE, _BYTE_FULL = 8, 255
_PACKED: Final = ("/Predictor", "/Colors", "/BitsPerComponent", "/Columns", "/EarlyChange")
_FAX: Final = (
    "/K",
    "/EndOfLine",
    "/EncodedByteAlign",
    "/Columns",
    "/Rows",
    "/EndOfBlock",
    "/BlackIs1",
)


class PictureCopier:
    """Copies pictures for a `Copier`."""

    def __init__(self, copier: Copier) -> None:
        self.copier = copier

    def copy(self, found: Object) -> Object:
        """Return the copy of a picture with its masks."""
        self.copier.budget.picture(int(found.get("/Width", 0)), int(found.get("/Height", 0)))
        made = self.copier.some(found, _IMAGE)
        made.Type, made.Subtype = Name.XObject, Name.Image
        if "/ColorSpace" in found:
            made.ColorSpace = self.copier.colours(found.ColorSpace)
        mask = found.get("/Mask")
        if isinstance(mask, Array):
            kept = self.copier.plain(mask)
            if kept is not None:
                made.Mask = kept
                if list(kept)[::2] != list(kept)[1::2]:
                    # Several colours are not drawn: what they say together is not seen.
                    raise FileRefused(Reason.CROPPED)
        elif isinstance(mask, Stream):
            made.Mask = self.copier.once(mask, "/Image", self.copy)
        if isinstance(found.get("/SMask"), Stream):
            made.SMask = self.copier.once(found.SMask, "/Image", self.copy)
        if int(found.get("/SMaskInData", 0)):
            raise FileRefused(Reason.CROPPED)
        for one in (found.get("/SMask"), mask):
            if isinstance(one, Stream):
                seen = _seen_through(one, (int(made.Width), int(made.Height)))
                return (
                    self._points(found, made)
                    if seen is None
                    else self._without_unseen(found, made, seen)
                )
        return self._points(found, made)

    def _without_unseen(self, found: Object, made: Dictionary, seen: Image.Image) -> Object:
        """Return the copy without the colours below what its mask makes transparent. Raises
        `FileRefused` for a kind of points in which they are not changed here: the page is drawn."""
        filters = _listed(found.get("/Filter"))
        last = str(filters[-1]) if filters else ""
        if last == "/DCTDecode":
            raw = self._unwrapped(found, filters, _listed(found.get("/DecodeParms")))
            picture: Image.Image = Image.open(io.BytesIO(raw), formats=("JPEG",))
            mode = picture.mode
        elif last not in _WHOLE_FILES and last != "/CCITTFaxDecode":
            colours = components(made.ColorSpace) if "/ColorSpace" in made else 0
            mode = {1: "L", 3: "RGB", 4: "CMYK"}.get(colours, "")
            points = bytes(found.read_bytes(StreamDecodeLevel.specialized))
            whole = int(made.get("/BitsPerComponent", 0)) == _BYTE and mode
            if not whole or len(points) < size_of_points(made):
                raise FileRefused(Reason.CROPPED)
            picture = Image.frombytes(mode, seen.size, points[: size_of_points(made)])
        else:
            raise FileRefused(Reason.CROPPED)
        # Adobe's CMYK is kept the other way round in a JPEG.
        if picture.size != seen.size or (last == "/DCTDecode" and mode not in ("L", "RGB")):
            raise FileRefused(Reason.CROPPED)
        kept = Image.composite(picture, Image.new(mode, picture.size), seen)
        return self.copier.stream(kept.tobytes(), made)

    def _points(self, found: Object, made: Dictionary) -> Object:
        filters = _listed(found.get("/Filter"))
        last = str(filters[-1]) if filters else ""
        parameters = _listed(found.get("/DecodeParms"))
        kept = parameters[-1] if parameters and len(parameters) == len(filters) else None
        if last in _WHOLE_FILES:
            content = _WHOLE_FILES[last](self._unwrapped(found, filters, parameters))
            settings = None
            if isinstance(kept, Dictionary) and isinstance(kept.get("/JBIG2Globals"), Stream):
                settings = Dictionary(
                    JBIG2Globals=self.copier.once(kept.JBIG2Globals, "/JBIG2Globals", self._shared)
                )
            return self._packed(content, made, Name(last), settings)
        if last == "/CCITTFaxDecode":
            content = self._unwrapped(found, filters, parameters)
            settings = self.copier.some(kept, _FAX) if isinstance(kept, Dictionary) else None
            return self._packed(content, made, Name(last), settings)
        points = bytes(found.read_bytes(StreamDecodeLevel.specialized))
        return self.copier.stream(points[: size_of_points(made)], made)

    def _shared(self, found: Object) -> Object:
        return self.copier.stream(strip_jbig2(self.copier.data(found)), Dictionary())

    def _unwrapped(self, found: Object, filters: list[Object], parameters: list[Object]) -> bytes:
        """Return a picture's file without the codings around it, as ASCII85."""
        raw = bytes(found.read_raw_bytes())
        if len(filters) < 2:
            return raw
        wrapped = Stream(self.copier.target, b"")
        outer = None
        if len(parameters) == len(filters):
            outer = Array(
                [
                    self.copier.some(one, _PACKED) if isinstance(one, Dictionary) else Dictionary()
                    for one in parameters[:-1]
                ]
            )
        names = Array([Name(str(one)) for one in filters[:-1]])
        wrapped.write(raw, filter=names, decode_parms=outer)
        return bytes(wrapped.read_bytes(StreamDecodeLevel.specialized))

    def _packed(
        self, content: bytes, entries: Dictionary, packed: Name, settings: Dictionary | None
    ) -> Stream:
        """Return a stream whose content stays packed as it is."""
        made = self.copier.stream(b"", entries)
        made.write(content, filter=packed, decode_parms=settings)
        return made


def _seen_through(mask: Object, size: tuple[int, int]) -> Image.Image | None:
    """Return where a picture of this size is seen at all through its mask; None where it is
    everywhere. Raises `FileRefused` for a mask that is not read here: the page is drawn."""
    width, height = int(mask.get("/Width", 0)), int(mask.get("/Height", 0))
    stencil = bool(mask.get("/ImageMask"))
    depth = 1 if stencil else int(mask.get("/BitsPerComponent", 0))
    packed = {str(one) for one in _listed(mask.get("/Filter"))}
    whole = packed & {*_WHOLE_FILES, "/CCITTFaxDecode"}
    if depth not in (1, _BYTE) or whole or 0 in (width, height, *size):
        raise FileRefused(Reason.CROPPED)
    points = bytes(mask.read_bytes(StreamDecodeLevel.specialized))
    needed = size_of_points(mask)
    if len(points) < needed:
        raise FileRefused(Reason.CROPPED)
    alpha = Image.frombytes("1" if depth == 1 else "L", (width, height), points[:needed])
    turned = [float(one) for one in mask.get("/Decode", [0, 1])] == [1, 0]
    # A stencil's ones are what is not painted (ISO 32000-1, 8.9.6.3).
    nothing = _BYTE_FULL if turned != stencil else 0
    seen = alpha.convert("L").point(lambda value: 0 if value == nothing else _BYTE_FULL)
    if seen.getextrema()[0]:
        return None
    if seen.size != size:
        # A point of the picture is seen where any of the mask's that lie over it is.
        seen = seen.resize(size, Image.Resampling.BOX).point(lambda v: _BYTE_FULL if v else 0)
    return seen


def _listed(found: Object | None) -> list[Object]:
    if found is None:
        return []
    return list(found) if isinstance(found, Array) else [found]


def components(colours: Object) -> int:
    """Return how many numbers a colour of this space has."""
    kind = str(colours[0]) if isinstance(colours, Array) else str(colours)
    if kind == "/DeviceN":
        return len(colours[1])
    return {"/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4}.get(kind, 1)


def size_of_points(picture: Object) -> int:
    """Return the bytes of a picture's points, unpacked: what follows them is no part of it."""
    depth = 1 if picture.get("/ImageMask") else int(picture.get("/BitsPerComponent", 8))
    colours = components(picture.ColorSpace) if "/ColorSpace" in picture else 1
    row = (int(picture.get("/Width", 0)) * depth * colours + 7) // 8
    return row * int(picture.get("/Height", 0))
