"""Word and Excel documents (OOXML, ISO 29500) without properties, names of authors and paths."""

import posixpath
import re
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from files.archives import read_archive, write_archive
from files.cleaning_pictures import clean_embedded_picture, without_path
from files.errors import FileRefused
from files.xml_rewriting import Fate, TextEdit, local, rewrite

SOMEBODY: Final = "Author"

# Relations (by the last word of their type) whose target is nothing that a reader sees.
_DROPPED_RELATIONS: Final = frozenset(
    {
        "core-properties",
        "extended-properties",
        "custom-properties",
        "thumbnail",
        "customXml",
        "customXmlProps",
        "people",
        "printerSettings",
        "customProperty",
        "attachedTemplate",
        "mailMergeSource",
        "mailMergeHeaderSource",
        "recipientData",
        "revisionHeaders",
        "revisionLog",
        "usernames",
        "origin",
        "signature",
        "keyMapCustomizations",
        "attachedToolbars",
        "connections",
        "queryTable",
        "volatileDependencies",
    }
)
_DROPPED_FOLDERS: Final = ("docProps/", "customXml/", "_xmlsignatures/", "docMetadata/")
_DROPPED_ELEMENTS: Final = frozenset(
    {
        "docVars",
        "absPath",
        "fileSharing",
        "mailMerge",
        "dataBinding",
        "attachedTemplate",
        "presenceInfo",
        "webPublishItems",
        "smartTagPr",
    }
)
_NAMES_OF_PEOPLE: Final = {"author": SOMEBODY, "initials": "A", "userName": SOMEBODY}
_DROPPED_ATTRIBUTES: Final = frozenset({"refreshedBy", "lastModifiedBy", "codeName"})
_NAMED_OBJECTS: Final = frozenset({"cNvPr", "docPr"})
# Markup besides elements, other encodings, and every word that an edit below looks for.
_TO_EDIT_IN_SHEETS: Final = re.compile(
    rb"<!|\x00|author|initials|userName|refreshedBy|lastModifiedBy|codeName|person|cNvPr|docPr"
    rb"|imagedata|shape|docVars|absPath|fileSharing|mailMerge|dataBinding|attachedTemplate"
    rb"|presenceInfo|webPublishItems|smartTagPr|encoding=[\"'](?!utf-8|UTF-8)"
)
_PLACE: Final = re.compile(r'(?:file:|(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\)[^"]*', re.IGNORECASE)
_FONTS: Final = (".odttf", ".fntdata", ".ttf")
_XML: Final = (".xml", ".rels", ".vml")
_EMBEDDED_DOCUMENTS: Final = (".docx", ".xlsx")


def clean_office(content: bytes, *, inside: bool = False) -> bytes:
    """Return a DOCX or XLSX without properties; documents in it are cleaned once deep.

    Raises `FileRefused` where something in it can't be cleaned.
    """
    members = read_archive(content)
    dropped = _dropped_parts(members)
    lost = {name: _lost_relations(members, name, dropped) for name in ("", *members)}
    cleaned: dict[str, bytes] = {}
    for name, part in members.items():
        if name in dropped:
            continue
        if name == "[Content_Types].xml":
            cleaned[name] = rewrite(part, partial(_edit_types, dropped=dropped))
        elif name.endswith(".rels"):
            keep_out = lost.get(_source_of(name), frozenset())
            cleaned[name] = rewrite(part, partial(_edit_relation, lost=keep_out))
        elif name.startswith("xl/worksheets/") and not lost[name] and _is_cells_alone(part):
            cleaned[name] = part
        elif name.endswith(_XML):
            cleaned[name] = rewrite(part, partial(_edit_element, lost=lost[name]))
        else:
            cleaned[name] = _clean_binary(name, part, inside=inside)
    return write_archive(cleaned)


def _is_cells_alone(part: bytes) -> bool:
    """Tell whether a sheet holds nothing to edit: reading a large one takes seconds."""
    declared_once = part.startswith(b"<?xml") and part.count(b"<?") == 1
    return declared_once and not _TO_EDIT_IN_SHEETS.search(part)


def _clean_binary(name: str, part: bytes, *, inside: bool) -> bytes:
    lower = name.lower()
    if lower.endswith(_FONTS):
        return part
    if lower.endswith(_EMBEDDED_DOCUMENTS) and not inside:
        return clean_office(part, inside=True)
    if "/media/" in lower:
        return clean_embedded_picture(part)
    raise FileRefused(
        _(
            "The document holds another document that can't be cleaned of its properties. "
            "Remove it, or save the whole as a PDF and send that."
        ),
        code="embedded",
    )


def _relations_of(members: dict[str, bytes], part: str) -> list[dict[str, str]]:
    """Return the relations of a part ("" is the package), each with its attributes."""
    relations: list[dict[str, str]] = []

    def collect(element: str, attributes: dict[str, str]) -> Fate:
        if element == "Relationship":
            relations.append(dict(attributes))
        return Fate.KEEP

    found = members.get(_relations_part(part))
    if found is not None:
        rewrite(found, collect)
    return relations


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _source_of(relations_part: str) -> str:
    folder, name = posixpath.split(relations_part)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _target(part: str, relation: dict[str, str]) -> str:
    """Return the name of the member that a relation of a part leads to."""
    reference = unquote(relation.get("Target", ""))
    joined = posixpath.join("/", posixpath.dirname(part), reference)
    return posixpath.normpath(joined).lstrip("/")


def _is_dropped(relation: dict[str, str]) -> bool:
    return relation.get("Type", "").rpartition("/")[2] in _DROPPED_RELATIONS


def _dropped_parts(members: dict[str, bytes]) -> frozenset[str]:
    """Return the parts that go: what no relation leads to but those of properties."""
    reached: set[str] = {"[Content_Types].xml", _relations_part("")}
    pending = [""]
    while pending:
        part = pending.pop()
        for relation in _relations_of(members, part):
            target = _target(part, relation)
            outside = relation.get("TargetMode") == "External" or target not in members
            if outside or target in reached or _is_dropped(relation):
                continue
            if not target.startswith(_DROPPED_FOLDERS):
                reached |= {target, _relations_part(target)}
                pending.append(target)
    return frozenset(members.keys() - reached)


def _lost_relations(
    members: dict[str, bytes], part: str, dropped: frozenset[str]
) -> frozenset[str]:
    """Return the ids of a part's relations that go."""
    return frozenset(
        relation.get("Id", "")
        for relation in _relations_of(members, part)
        if _is_dropped(relation)
        or (relation.get("TargetMode") != "External" and _target(part, relation) in dropped)
    )


def _edit_types(element: str, attributes: dict[str, str], *, dropped: frozenset[str]) -> Fate:
    part = attributes.get("PartName", "").lstrip("/")
    return Fate.DROP if element == "Override" and part in dropped else Fate.KEEP


def _edit_relation(element: str, attributes: dict[str, str], *, lost: frozenset[str]) -> Fate:
    if element != "Relationship":
        return Fate.KEEP
    if _is_dropped(attributes) or attributes.get("Id") in lost:
        return Fate.DROP
    if attributes.get("TargetMode") == "External":
        target = attributes.get("Target", "")
        # Links to pages and addresses are words of the text; a path says whose machine it was.
        if not target.lower().startswith(("http://", "https://", "mailto:", "#")):
            attributes["Target"] = "about:blank"
    return Fate.KEEP


def _without_places(instruction: str) -> str:
    """Return a field's instruction without the path of a file: pictures are put in by path."""
    return _PLACE.sub("", instruction)


def _edit_element(
    element: str, attributes: dict[str, str], *, lost: frozenset[str]
) -> Fate | str | TextEdit:
    if element in _DROPPED_ELEMENTS:
        return Fate.DROP
    if element == "person":  # who wrote the notes of a newer Excel
        attributes |= {"displayName": SOMEBODY, "userId": "", "providerId": "None"}
        return Fate.KEEP
    if element == "author":  # of an Excel note: the name is the element's text
        return SOMEBODY
    authored = False
    for key in list(attributes):
        plain = local(key)
        if plain in _NAMES_OF_PEOPLE and (":" in key or plain == "userName"):
            attributes[key] = _NAMES_OF_PEOPLE[plain]
            authored = True
        elif plain in _DROPPED_ATTRIBUTES:
            del attributes[key]
        elif ":" in key and attributes[key] in lost and _is_relation_attribute(key):
            if element != "pageSetup":
                return Fate.DROP
            del attributes[key]
    if authored:
        for key in [key for key in attributes if local(key) in ("date", "dateUtc", "userId")]:
            del attributes[key]
    _edit_object(element, attributes)
    return _without_places if element in ("instrText", "delInstrText") else Fate.KEEP


def _is_relation_attribute(key: str) -> bool:
    return local(key) in ("id", "embed", "link", "pict", "relid", "dm", "lo", "qs", "cs")


def _edit_object(element: str, attributes: dict[str, str]) -> None:
    """Drawings carry the name of the file that they came from."""
    edits: dict[str, Callable[[str], str]] = {}
    if element in _NAMED_OBJECTS:
        edits = {"name": lambda _: f"Object {attributes.get('id', '')}".strip()}
        edits |= {"descr": without_path, "title": without_path}
    elif element == "imagedata":
        edits = {"title": lambda _: ""}
    elif element == "fldSimple":
        edits = {"instr": _without_places}
    elif element == "shape":
        edits = {"alt": without_path}
    for key in list(attributes):
        edit = edits.get(local(key))
        if edit is not None:
            attributes[key] = edit(attributes[key])
