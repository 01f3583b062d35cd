"""Writer and Calc documents (ODF, ISO 26300) without properties, authors, printers and previews."""

import posixpath
from functools import partial
from typing import Final

from django.utils.translation import gettext_lazy as _

from files.archives import damaged, encrypted, read_archive, write_archive
from files.cleaning_pictures import clean_embedded_picture, without_path
from files.errors import FileRefused
from files.xml_rewriting import Fate, TextEdit, local, rewrite

SOMEBODY: Final = "Author"

_MIME_TYPE: Final = "mimetype"
_MANIFEST: Final = "META-INF/manifest.xml"
_NO_PROPERTIES: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2">'
    b"<office:meta/></office:document-meta>"
)
# The printer's name lies among the settings; previews, signatures and tool bars are no words.
_DROPPED_NAMES: Final = frozenset({"settings.xml", "manifest.rdf", "documentsignatures.xml"})
_DROPPED_FOLDERS: Final = ("Thumbnails/", "Configurations2/", "ObjectReplacements/", "layout-cache")
_FONTS: Final = (".ttf", ".otf", ".odttf")
_PERSONS: Final = {"creator": SOMEBODY, "creator-initials": "A", "sender-initials": "A"}
_DATE_OF_A_CHANGE: Final = "1970-01-01T00:00:00"
_LINKS: Final = ("http://", "https://", "mailto:", "#")


def clean_open_document(content: bytes) -> bytes:
    """Return an ODT or ODS without properties. Raises `FileRefused` where that can't be done."""
    members = read_archive(content)
    if _MIME_TYPE not in members:
        raise damaged()
    _refuse_encrypted(members.get(_MANIFEST, b""))
    dropped = frozenset(name for name in members if _is_dropped(name))
    cleaned = {_MIME_TYPE: members[_MIME_TYPE].strip()}
    for name, part in members.items():
        if name not in dropped and name != _MIME_TYPE:
            cleaned[name] = _clean_part(name, part, members)
    if _MANIFEST in cleaned:
        edit = partial(_edit_manifest, members=frozenset(cleaned))
        cleaned[_MANIFEST] = rewrite(cleaned[_MANIFEST], edit)
    return write_archive(cleaned, stored=frozenset({_MIME_TYPE}))


def _is_dropped(name: str) -> bool:
    in_folder = any(name.startswith(f) or f"/{f}" in name for f in _DROPPED_FOLDERS)
    return in_folder or posixpath.basename(name) in _DROPPED_NAMES


def _clean_part(name: str, part: bytes, members: dict[str, bytes]) -> bytes:
    base = posixpath.basename(name)
    if base == "meta.xml":
        return _NO_PROPERTIES
    if base.endswith(".xml"):
        return rewrite(part, partial(_edit_element, inside=frozenset(members)))
    if name.lower().endswith(_FONTS):
        return part
    if "Pictures/" in name or "media/" in name.lower():
        return clean_embedded_picture(part)
    raise FileRefused(
        _(
            "The document holds another document that can't be cleaned of its properties. "
            "Remove it, or save the whole as a PDF and send that."
        ),
        code="embedded",
    )


def _refuse_encrypted(manifest: bytes) -> None:
    def look(element: str, _attributes: dict[str, str]) -> Fate:
        if element == "encryption-data":
            raise encrypted()
        return Fate.KEEP

    if manifest:
        rewrite(manifest, look)


def _edit_manifest(element: str, attributes: dict[str, str], *, members: frozenset[str]) -> Fate:
    if element != "file-entry":
        return Fate.KEEP
    paths = [value for key, value in attributes.items() if local(key) == "full-path"]
    path = paths[0] if paths else ""
    is_folder = path.endswith("/")
    kept = path in members or path == "/"
    if is_folder and path != "/":
        kept = any(member.startswith(path) for member in members)
    return Fate.KEEP if kept else Fate.DROP


def _edit_element(
    element: str, attributes: dict[str, str], *, inside: frozenset[str]
) -> Fate | str | TextEdit:
    if element in _PERSONS:
        return _PERSONS[element]
    # Of a note or a change (dc:date); fields that show a date carry its value as attributes.
    if element == "date" and not attributes:
        return _DATE_OF_A_CHANGE
    for key, value in list(attributes.items()):
        plain = local(key)
        if plain == "href" and value and not _is_inside(value, inside):
            attributes[key] = value if value.lower().startswith(_LINKS) else "about:blank"
        elif key == "draw:name" and without_path(value) == "":
            attributes[key] = "Object"
        elif plain in ("protected-by", "display-name-of-user"):
            del attributes[key]
    return without_path if element in ("title", "desc") else Fate.KEEP


def _is_inside(reference: str, members: frozenset[str]) -> bool:
    path = reference.removeprefix("./")
    return path in members or any(member.startswith(f"{path}/") for member in members)
