"""Word and Excel documents (OOXML, ISO 29500), built anew from what is allowed in them.

From the document's main part on, only known kinds of relations are followed, and each part is
written under a name of ours: what nothing leads to, or a forgotten name, has no way through.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from files.archives import read_archive, write_archive
from files.cleaning_excel import excel_cleaner
from files.cleaning_pictures import clean_embedded_picture
from files.cleaning_word import WordNames, word_cleaner
from files.errors import FileRefused, Reason
from files.excel_names import ExcelNames
from files.limits import Budget
from files.office_parts import (
    FOLDERS,
    HYPERLINK,
    KINDS,
    LEFT_BEHIND,
    MAIN,
    Content,
    Family,
    Kind,
)
from files.vocabulary import RELATIONS
from files.xml_rewriting import Fate, local, rewrite

_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PICTURES: Final = {
    b"\x89PNG": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpeg", "image/jpeg"),
    b"GIF8": ("gif", "image/gif"),
    b"BM": ("bmp", "image/bmp"),
    b"II*\x00": ("tiff", "image/tiff"),
    b"MM\x00*": ("tiff", "image/tiff"),
}


class Cleaner(Protocol):
    """Cleans one XML part, asking `Links` for each relation that the part names."""

    def __call__(self, part: bytes, links: Links) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part as it was found."""

    kind: str
    target: str
    outside: bool


def clean_office(content: bytes, budget: Budget) -> bytes:
    """Return a DOCX or XLSX built anew.

    Raises `FileRefused` where something in it can't be cleaned.
    """
    return _Package(read_archive(content, budget), budget).cleaned()


class _Package:
    """One document: the members it came with, and those it goes with."""

    def __init__(self, members: Mapping[str, bytes], budget: Budget) -> None:
        # Programs find parts whatever the case of their names.
        self.members = {name.lower(): part for name, part in members.items()}
        self.budget = budget
        self.family = Family.WORD
        self.carried: dict[str, str] = {}
        self.counted: Counter[str] = Counter()
        self.written: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.word, self.excel = WordNames(), ExcelNames()

    def cleaned(self) -> bytes:
        main = [one for one in self.relations("").values() if one.kind == "officeDocument"]
        if len(main) != 1 or main[0].outside:
            raise FileRefused(Reason.DAMAGED)
        start = main[0].target
        self.family = Family.EXCEL if b"spreadsheetml" in self._part(start)[:4_096] else Family.WORD
        path = self.carry(start, MAIN[self.family])
        self.written["_rels/.rels"] = _relations_part([("rId1", "officeDocument", f"/{path}")])
        return write_archive({"[Content_Types].xml": self._content_types(), **self.written})

    def carry(self, member: str, kind: Kind) -> str:
        """Clean a member with what it leads to; return the name under which it goes."""
        if member in self.carried:
            return self.carried[member]
        part = self._part(member)
        self.counted[kind.path] += 1
        path = f"{FOLDERS[self.family]}/{kind.path.format(self.counted[kind.path])}"
        if kind.content is Content.PICTURE:
            extension, media_type, part = self._picture(part)
            path = f"{path}.{extension}"
            self.types[path] = media_type
            self.carried[member], self.written[path] = path, part
            return path
        if path in self.written:
            raise FileRefused(Reason.DAMAGED)
        self.carried[member], self.types[path] = path, kind.media_type
        self.written[path] = b""  # its place, before that of its own parts
        links = Links(self, self.relations(member))
        clean = self._cleaner(kind.content)
        self.written[path] = clean(part, links)
        links.imply()
        if links.used:
            folder, name = posixpath.split(path)
            self.written[f"{folder}/_rels/{name}.rels"] = _relations_part(links.used)
        return path

    def relations(self, member: str) -> dict[str, Relation]:
        """Return a member's relations ("" is the package's) by their ids.

        Raises `FileRefused` for a kind that no list knows.
        """
        found: dict[str, Relation] = {}

        def collect(element: str, attributes: dict[str, str]) -> Fate:
            if local(element) == "Relationship":
                one = self._relation(member, attributes)
                if one.kind not in LEFT_BEHIND:
                    self._check_kind(one)
                    found[attributes.get("Id", "")] = one
            return Fate.KEEP

        folder, name = posixpath.split(member)
        part = self.members.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        if part is not None:
            rewrite(part, {}, collect)
        return found

    def _relation(self, member: str, attributes: dict[str, str]) -> Relation:
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") == "External" or kind == HYPERLINK:
            return Relation(kind, target, outside=True)
        if "\\" in target:
            raise FileRefused(Reason.DAMAGED)
        joined = posixpath.join("/", posixpath.dirname(member), unquote(target))
        return Relation(kind, posixpath.normpath(joined).lstrip("/").lower(), outside=False)

    def _check_kind(self, relation: Relation) -> None:
        if relation.kind == "officeDocument":
            return
        if relation.outside:
            if relation.kind != HYPERLINK:
                raise FileRefused(Reason.LINKED)
        elif not any(relation.kind in table for table in KINDS.values()):
            raise FileRefused(Reason.EMBEDDED)

    def _part(self, member: str) -> bytes:
        if member not in self.members:
            raise FileRefused(Reason.DAMAGED)
        return self.members[member]

    def _cleaner(self, content: Content) -> Cleaner:
        if self.family is Family.WORD:
            return word_cleaner(content, self.word)
        return excel_cleaner(content, self.excel)

    def _picture(self, part: bytes) -> tuple[str, str, bytes]:
        picture = clean_embedded_picture(part, self.budget)
        for start, (extension, media_type) in _PICTURES.items():
            if picture.startswith(start):
                return extension, media_type, picture
        raise FileRefused(Reason.DAMAGED)

    def _content_types(self) -> bytes:
        rows = "".join(
            f"<Override PartName={quoteattr('/' + path)} ContentType={quoteattr(media_type)}/>"
            for path, media_type in self.types.items()
        )
        relations = "application/vnd.openxmlformats-package.relationships+xml"
        return (
            f'{_HEAD}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="{relations}"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
        ).encode()


class Links:
    """The relations of one part: which it names, and under which ids they go."""

    def __init__(self, package: _Package, relations: Mapping[str, Relation]) -> None:
        self.package = package
        self.relations = relations
        self.ids: dict[str, str | None] = {}
        self.used: list[tuple[str, str, str]] = []

    def use(self, found_id: str) -> str | None:
        """Return the id under which a relation goes; None if it stays behind."""
        if found_id not in self.ids:
            relation = self.relations.get(found_id)
            self.ids[found_id] = self._carry(relation) if relation is not None else None
        return self.ids[found_id]

    def part(self, kind: str) -> bytes | None:
        """Return the one part that a relation of this kind leads to, as it was found."""
        for relation in self.relations.values():
            if relation.kind == kind and not relation.outside:
                return self.package.members.get(relation.target)
        return None

    def imply(self) -> None:
        """Carry the parts that belong to this one without being named in it."""
        table = KINDS[self.package.family]
        implied = [
            (list(table).index(relation.kind), found_id)
            for found_id, relation in self.relations.items()
            if relation.kind in table and table[relation.kind].implied
        ]
        for _order, found_id in sorted(implied):
            self.use(found_id)

    def _carry(self, relation: Relation) -> str | None:
        new_id = f"rId{len(self.used) + 1}"
        if relation.outside:
            return None  # what stands behind words is seen by nobody who checks them
        kind = KINDS[self.package.family].get(relation.kind)
        if kind is None:
            raise FileRefused(Reason.EMBEDDED)
        place = len(self.used)
        self.used.append(("", "", ""))  # what it leads to may lead back
        path = self.package.carry(relation.target, kind)
        self.used[place] = (new_id, relation.kind, f"/{path}")
        return new_id


def _relations_part(relations: list[tuple[str, str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="{new_id}" Type="{RELATIONS}/{kind}" Target={quoteattr(target)}/>'
        for new_id, kind, target in relations
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{rows}</Relationships>'.encode()
