"""Pictures without properties: EXIF, XMP, comments, embedded previews, colour profiles' names."""

import io
import warnings
from typing import Final

from PIL import Image, ImageCms, ImageOps

from files.cleaning_svg import clean_svg
from files.errors import FileRefused, Reason
from files.limits import MAXIMUM_POINTS, Budget

_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = 1
_QUALITY: Final = 92

# JPEG markers (ITU-T T.81): those that stand alone, those that a scan may hold, those to keep.
_START_OF_SCAN, _END_OF_IMAGE, _ADOBE, _JFIF = 0xDA, 0xD9, 0xEE, 0xE0
_ALONE: Final = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
# Frames, tables, restarts and scans: what a picture's points are made of.
_OF_THE_POINTS: Final = frozenset({*range(0xC0, 0xC8), *range(0xC9, 0xD0), *range(0xDA, 0xE0)})
_JFIF_LENGTH: Final = 14  # identifier, version, density, no thumbnail


def clean_picture(content: bytes, budget: Budget) -> bytes:
    """Return a PNG or JPEG without properties, turned the way its properties said.

    A JPEG that needs no turning keeps its very points; others are written anew. Raises
    `FileRefused`.
    """
    try:
        with _opened(content, ("PNG", "JPEG"), budget) as picture:
            upright = picture.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT
            # A telephone's photograph is a JPEG with further pictures behind it (MPO).
            chosen = "PNG" if picture.format == "PNG" else "JPEG"
            if chosen == "JPEG" and upright and "icc_profile" not in picture.info:
                return strip_jpeg(content)
            return _written_anew(picture, chosen)
    except FileRefused:
        raise
    except Exception as error:  # Pillow raises many kinds on hostile bytes
        raise FileRefused(Reason.DAMAGED) from error


def _opened(content: bytes, formats: tuple[str, ...], budget: Budget) -> Image.Image:
    """Open a picture whose points are not too many, before any of them is read."""
    with warnings.catch_warnings():
        # Ours is the stricter limit.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            picture = Image.open(io.BytesIO(content), formats=formats)
        except Image.DecompressionBombError:
            budget.picture(MAXIMUM_POINTS, 2)
            raise
    budget.picture(picture.width, picture.height)
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise FileRefused(
            Reason.PICTURE_KIND
        )  # of a film or a book of pictures one alone would be left
    return picture


def _written_anew(picture: Image.Image, chosen: str) -> bytes:
    picture.load()
    turned = _in_usual_colours(ImageOps.exif_transpose(picture) or picture)
    plain = without_unseen(turned).copy()
    transparency = turned.info.get("transparency") if plain.mode == turned.mode else None
    plain.info = {} if transparency is None else {"transparency": transparency}
    target = io.BytesIO()
    if chosen == "JPEG":
        plain.save(target, "JPEG", quality=_QUALITY, subsampling=0)
        return strip_jpeg(target.getvalue())
    plain.save(target, "PNG", optimize=False)
    return target.getvalue()


def without_unseen(picture: Image.Image) -> Image.Image:
    """Return the picture without the colours of points that nobody sees: below what an eraser made
    transparent they are still there. Where one colour alone is transparent nothing is hidden."""
    if picture.mode in ("P", "PA") and picture.has_transparency_data:
        picture = picture.convert("RGBA")
    if picture.mode not in ("RGBA", "LA"):
        return picture
    seen = picture.getchannel("A").point(lambda alpha: 255 if alpha else 0)
    return Image.composite(picture, Image.new(picture.mode, picture.size), seen)


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
        raise FileRefused(Reason.DAMAGED)
    kept = bytearray(b"\xff\xd8")
    position = 2
    while position + 4 <= len(content):
        if content[position] != 0xFF:
            raise FileRefused(Reason.DAMAGED)
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
            raise FileRefused(Reason.DAMAGED)
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
    elif marker not in _OF_THE_POINTS:
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


def clean_embedded_picture(content: bytes, budget: Budget) -> bytes:
    """Return a picture that lies in a document without its properties.

    PNG, JPEG, GIF, BMP, TIFF and SVG; other kinds are refused (`FileRefused`).
    """
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return clean_picture(content, budget)
    if content.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")):
        return _clean_old_picture(content, budget)
    if b"<svg" in content[:4_096]:
        return clean_svg(content)
    raise FileRefused(Reason.PICTURE_KIND)


def _clean_old_picture(content: bytes, budget: Budget) -> bytes:
    try:
        with _opened(content, ("GIF", "BMP", "TIFF"), budget) as picture:
            picture.load()
            plain, chosen = without_unseen(picture).copy(), picture.format
        transparency = plain.info.get("transparency")
        plain.info = {} if transparency is None else {"transparency": transparency}
        if chosen == "TIFF":
            if plain.mode in ("P", "PA"):
                plain = plain.convert("RGBA" if plain.mode == "PA" else "RGB")
            plain = Image.frombytes(plain.mode, plain.size, plain.tobytes())
        target = io.BytesIO()
        plain.save(target, chosen)
        return target.getvalue()
    except FileRefused:
        raise
    except Exception as error:  # Pillow raises many kinds on hostile bytes
        raise FileRefused(Reason.DAMAGED) from error
