"""Pictures without properties: EXIF, XMP, comments, embedded previews, colour profiles' names."""

import io
import re
from typing import Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from files.archives import damaged
from files.checking import check_picture
from files.errors import FileRefused
from files.xml_rewriting import Fate, rewrite

_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = 1
_QUALITY: Final = 92

# JPEG markers (ITU-T T.81): those that stand alone, those that a scan may hold, those to keep.
_START_OF_SCAN, _END_OF_IMAGE, _ADOBE, _JFIF = 0xDA, 0xD9, 0xEE, 0xE0
_ALONE: Final = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
_APPLICATION: Final = frozenset(range(0xE0, 0xF0))
_COMMENT: Final = 0xFE
_JFIF_LENGTH: Final = 14  # identifier, version, density, no thumbnail

_PATH_LIKE: Final = re.compile(
    r"[\\/]|\.(png|jpe?g|gif|bmp|tiff?|svg|emf|wmf|pdf|docx?|xlsx?|od[ts])$", re.IGNORECASE
)
_KEPT_SVG_PREFIXES: Final = frozenset({"", "xlink", "xml", "xmlns"})
_DROPPED_SVG: Final = frozenset({"metadata", "namedview", "script", "foreignObject"})


def clean_picture(content: bytes) -> bytes:
    """Return a PNG or JPEG without properties, turned the way its properties said.

    A JPEG that needs no turning keeps its very points; others are written anew. Raises
    `FileRefused`.
    """
    check_picture(content)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            upright = picture.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT
            if picture.format == "JPEG" and upright and "icc_profile" not in picture.info:
                return strip_jpeg(content)
            return _written_anew(picture)
    except FileRefused:
        raise
    except Exception as error:  # Pillow raises many kinds on hostile bytes
        raise damaged() from error


def _written_anew(picture: Image.Image) -> bytes:
    chosen = picture.format or "PNG"
    picture.load()
    turned = _in_usual_colours(ImageOps.exif_transpose(picture) or picture)
    plain = turned.copy()
    transparency = turned.info.get("transparency")
    plain.info = {} if transparency is None else {"transparency": transparency}
    target = io.BytesIO()
    if chosen == "JPEG":
        plain.save(target, "JPEG", quality=_QUALITY, subsampling=0)
        return strip_jpeg(target.getvalue())
    plain.save(target, "PNG", optimize=False)
    return target.getvalue()


def _in_usual_colours(picture: Image.Image) -> Image.Image:
    """Return the picture in sRGB: a profile may carry its owner's name and cannot stay."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that nobody can read changes no colour
    return converted or picture


def strip_jpeg(content: bytes) -> bytes:
    """Return a JPEG without application segments and comments; its points are not touched.

    Adobe's segment stays, as it says how the colours are kept; JFIF's stays without a preview.
    What follows the end of the picture is cut off. Raises `FileRefused`.
    """
    if not content.startswith(b"\xff\xd8"):
        raise damaged()
    kept = bytearray(b"\xff\xd8")
    position = 2
    while position + 4 <= len(content):
        if content[position] != 0xFF:
            raise damaged()
        marker = content[position + 1]
        if marker == 0xFF:  # fill
            position += 1
            continue
        if marker == _END_OF_IMAGE:
            return bytes(kept) + b"\xff\xd9"
        if marker in _ALONE:
            position += 2
            continue
        length = int.from_bytes(content[position + 2 : position + 4], "big")
        end = position + 2 + length
        if length < 2 or end > len(content):
            raise damaged()
        kept += _kept_segment(marker, content[position + 4 : end])
        position = end
        if marker == _START_OF_SCAN:
            scan_end = _end_of_scan(content, position)
            kept += content[position:scan_end]
            position = scan_end
    return bytes(kept) + b"\xff\xd9"


def _kept_segment(marker: int, payload: bytes) -> bytes:
    if marker == _JFIF:
        if not payload.startswith(b"JFIF\x00") or len(payload) < _JFIF_LENGTH:
            return b""
        payload = payload[: _JFIF_LENGTH - 2] + b"\x00\x00"
    elif marker == _ADOBE:
        if not payload.startswith(b"Adobe"):
            return b""
        payload = payload[:12]
    elif marker in _APPLICATION or marker == _COMMENT:
        return b""
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload


def _end_of_scan(content: bytes, position: int) -> int:
    """Return where the next marker stands that is no part of the scan's own data."""
    while True:
        position = content.find(b"\xff", position)
        if position < 0 or position + 1 >= len(content):
            return len(content)
        if content[position + 1] == 0 or 0xD0 <= content[position + 1] <= 0xD7:
            position += 2
        elif content[position + 1] == 0xFF:
            position += 1
        else:
            return position


def clean_embedded_picture(content: bytes) -> bytes:
    """Return a picture that lies in a document without its properties.

    PNG, JPEG, GIF, BMP, TIFF and SVG; other kinds are refused (`FileRefused`).
    """
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return clean_picture(content)
    if content.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")):
        return _clean_old_picture(content)
    if b"<svg" in content[:4_096]:
        return rewrite(content, _edit_svg)
    raise FileRefused(
        _(
            "A picture in the document can't be cleaned of its properties. "
            "Save the document as a PDF and send that."
        ),
        code="picture_kind",
    )


def _clean_old_picture(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=("GIF", "BMP", "TIFF")) as picture:
            if picture.width * picture.height > Image.MAX_IMAGE_PIXELS:  # type: ignore[operator]
                raise damaged()
            picture.load()
            plain, chosen = picture.copy(), picture.format
        transparency = plain.info.get("transparency")
        plain.info = {} if transparency is None else {"transparency": transparency}
        if chosen == "TIFF":
            plain = Image.frombytes(plain.mode, plain.size, plain.tobytes())
        target = io.BytesIO()
        plain.save(target, chosen)
        return target.getvalue()
    except FileRefused:
        raise
    except Exception as error:  # Pillow raises many kinds on hostile bytes
        raise damaged() from error


def _edit_svg(name: str, attributes: dict[str, str]) -> Fate | str:
    if name in _DROPPED_SVG:
        return Fate.DROP
    for key, value in list(attributes.items()):
        prefix = key.rpartition(":")[0]
        if prefix not in _KEPT_SVG_PREFIXES or key.startswith("on"):
            del attributes[key]
        elif key.endswith("href") and value.startswith("data:"):
            return Fate.DROP  # a picture in the picture, with properties of its own
    if name == "svg":
        for key in [key for key in attributes if key.startswith("xmlns:")]:
            if key != "xmlns:xlink":
                del attributes[key]
    return Fate.DROP if name in ("title", "desc") else Fate.KEEP


def without_path(text: str) -> str:
    """Return a description unless it is only a path or file name, which programs put there."""
    return "" if _PATH_LIKE.search(text.strip()) and " " not in text.strip() else text
