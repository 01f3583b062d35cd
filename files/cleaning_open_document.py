"""Writer and Calc documents (ODF, ISO 26300), of what is allowed in them.

Tracked changes are accepted; names that a user gave become numbers; formulas give way to their
values; hidden text, forms and what lies elsewhere are refused.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final
from xml.sax.saxutils import quoteattr

from files.archives import read_archive, write_archive
from files.cleaning_pictures import clean_embedded_picture
from files.errors import FileRefused, Reason
from files.fonts import common_font
from files.limits import Budget
from files.open_document_hidden import is_hidden
from files.vocabulary import Vocabulary, open_document
from files.writers import SOMEBODY, without_answered, without_writer
from files.xml_rewriting import UNKNOWN, Fate, local, rewrite

_MIME_TYPE: Final = "mimetype"
_MANIFEST: Final = "META-INF/manifest.xml"
_MANIFEST_NAMESPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_PARTS: Final = ("content.xml", "styles.xml")
_SUFFIXES: Final = {
    b"\x89PNG": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
    b"GIF8": ("gif", "image/gif"),
    b"BM": ("bmp", "image/bmp"),
    b"II*\x00": ("tiff", "image/tiff"),
    b"MM\x00*": ("tiff", "image/tiff"),
    b"<?xml": ("svg", "image/svg+xml"),
}

_LEFT_OUT: Final = frozenset(
    """
    office:scripts office:meta office:settings office:event-listeners office:dde-source
    text:tracked-changes table:tracked-changes text:change text:change-start text:change-end
    text:variable-decls text:user-field-decls text:sequence-decls text:dde-connection-decls
    text:dde-connection-decl text:alphabetical-index-auto-mark-file
    table:content-validations table:database-ranges table:dde-links table:scenario
    table:cell-range-source table:label-ranges table:consolidation table:named-expressions
    table:calculation-settings table:data-pilot-tables table:detective table:desc table:title
    table:table-source text:section-source svg:font-face-src svg:definition-src
    draw:param draw:layer-set meta:generator dc:language office:change-info text:meta
    style:presentation-page-layout table:filter table:sort draw:glue-point
    form:properties
    text:alphabetical-index-mark text:alphabetical-index-mark-start
    text:alphabetical-index-mark-end text:user-index-mark text:user-index-mark-start
    text:user-index-mark-end text:toc-mark text:toc-mark-start text:toc-mark-end
    """.split()
)
# Fields: what they show stays, of where it came from nothing.
# LibreOffice's own, of no standard: a field to fill in, which holds the words that are shown.
_CONTENT_CONTROL: Final = f"{UNKNOWN}:content-control"
_UNWRAPPED: Final = frozenset(
    """
    text:a text:author-name text:author-initials text:file-name text:template-name
    text:title text:subject text:keywords text:description text:initial-creator
    text:creator text:creation-date text:creation-time text:modification-date
    text:modification-time text:print-date text:print-time text:printed-by text:editing-duration
    text:editing-cycles text:user-defined text:variable-set text:variable-get text:variable-input
    text:user-field-get text:user-field-input text:expression text:text-input text:sequence
    text:placeholder text:database-display text:database-name text:database-row-number
    text:dde-connection text:measure text:meta-field text:bibliography-mark
    text:sender-firstname text:sender-lastname text:sender-initials text:sender-title
    text:sender-position text:sender-email text:sender-phone-private text:sender-fax
    text:sender-company text:sender-phone-work text:sender-street text:sender-city
    text:sender-postal-code text:sender-country text:sender-state-or-province text:drop-down
    text:table-formula text:meta text:sequence-ref
    """.split()
)
_FETCHED: Final = frozenset(
    """
    draw:object-ole draw:applet draw:plugin draw:floating-frame text:script draw:object
    draw:control form:form
    """.split()
)
_HIDDEN: Final = frozenset("text:hidden-text text:hidden-paragraph text:conditional-text".split())
_UNDECIDED: Final = frozenset({"text:database-next", "text:database-row-select"})
_PERSONS: Final = {
    "dc:creator": SOMEBODY,
    "meta:creator-initials": "A",
    "text:sender-initials": "A",
    "dc:date": "1970-01-01T00:00:00",
    "meta:date-string": "",
}
_WITH_WORDS: Final = frozenset(
    """
    text:p text:h text:span text:ruby-base text:ruby-text text:s text:tab text:number
    text:page-number text:page-count text:date text:time text:note-citation text:bookmark-ref
    text:reference-ref text:note-ref text:sheet-name text:chapter text:page-continuation
    text:index-title-template number:text number:currency-symbol svg:title svg:desc
    text:paragraph-count text:word-count text:character-count text:table-count text:image-count
    text:object-count text:linenumbering-separator text:index-entry-span

    """.split()
)

# Attributes that name something of the document's own, each renamed alike wherever it stands.
_NAMES: Final = re.compile(
    r"style:name|\w+:[\w-]*style-name|style:parent-style-name|\w+:[\w-]*style-names?"
    r"|\w+:class-names|style:list-style-name|text:style-override|text:citation-body-style-name"
    r"|style:page-layout-name|\w+:master-page-name|draw:fill-(gradient|hatch|image)-name"
    r"|draw:(opacity-name|marker-start|marker-end|stroke-dash)|xml:id|draw:id|text:id"
    r"|text:(ref-name|continue-list)|draw:(start|end)-shape|draw:caption-id|table:template-name"
    r"|draw:(name|chain-next-name)|text:name|style:register-truth-ref-style-name|office:name"
    r"|style:apply-style-name"
)
_KEPT_NAMES: Final = frozenset("Standard Default Footnote Endnote First_20_Page Index".split())
_FONT_NAMES: Final = re.compile(
    r"style:font-name(-asian|-complex)?|fo:font-family|svg:font-family"
    r"|style:font-family-(asian|complex)"
)
# Signs before and after a number or a paragraph: too short for a name.
_SHORT: Final = {
    "style:num-prefix": 4,
    "style:num-suffix": 4,
    "text:bullet-char": 2,
    "number:decimal-replacement": 4,
    "office:currency": 3,
}
_PATHS: Final = frozenset(
    """
    svg:d draw:enhanced-path draw:points svg:path draw:formula draw:text-areas draw:glue-points
    draw:modifiers draw:handle-position draw:handle-range-x-minimum draw:handle-range-x-maximum
    draw:handle-range-y-minimum draw:handle-range-y-maximum draw:handle-polar draw:transform
    draw:handle-radius-range-minimum draw:handle-radius-range-maximum svg:viewBox
    """.split()
)
_PATH: Final = re.compile(r"[-\d\s.,?$()+*/A-Za-z<>=]*")
_PATH_WORDS: Final = frozenset(
    """
    left top right bottom width height logwidth logheight hasstroke hasfill xstretch ystretch pi
    sin cos tan atan atan2 sqrt abs min max if rotate scale translate skewX skewY matrix
    """.split()
)
_CELLS: Final = re.compile(
    r"(\$?('[^']*'|[^\s.']+)?\.\$?[A-Z]{0,3}\$?\d{0,7}(:(\$?('[^']*'|[^\s.']+)?)\.?"
    r"\$?[A-Z]{0,3}\$?\d{0,7})?\s?)+"
)
# What is cut off of a picture on each side, where it is anything.
_CUT_OFF: Final = re.compile(r"rect\((?=.*[1-9]).*\)")
_CONDITION: Final = re.compile(r"value\(\)\s*(>|>=|<|<=|=|!=)\s*-?[\d.]+")
_OF_AN_ELEMENT: Final[Mapping[tuple[str, str], Callable[[str], str | None]]] = {
    ("style:font-face", "style:name"): common_font,
    ("style:map", "style:condition"): lambda text: text,
}


def clean_open_document(content: bytes, budget: Budget) -> bytes:
    """Return an ODT or ODS without properties. Raises `FileRefused` where that can't be done."""
    members = read_archive(content, budget)
    if _MIME_TYPE not in members or "content.xml" not in members:
        raise FileRefused(Reason.DAMAGED)
    _refuse_encrypted(members.get(_MANIFEST, b""))
    document = _Document(members, budget)
    media_type = members[_MIME_TYPE].strip()
    cleaned = {_MIME_TYPE: media_type}
    for name in reversed(_PARTS):  # a style's name is met first where it is defined
        if name in members:
            cleaned[name] = document.rewrite(members[name])
    cleaned |= document.pictures
    rows = {"/": media_type.decode("ascii"), **dict.fromkeys(_PARTS, "text/xml")}
    rows |= document.types
    cleaned[_MANIFEST] = _manifest(
        {name: kind for name, kind in rows.items() if name == "/" or name in cleaned}
    )
    return write_archive(cleaned, stored=frozenset({_MIME_TYPE}))


def _manifest(entries: Mapping[str, str]) -> bytes:
    rows = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} "
        f"manifest:media-type={quoteattr(kind)}/>"
        for name, kind in entries.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest='
        f'"{_MANIFEST_NAMESPACE}" manifest:version="1.3">{rows}</manifest:manifest>'
    ).encode()


def _refuse_encrypted(manifest: bytes) -> None:
    def look(element: str, _attributes: dict[str, str]) -> Fate:
        if local(element) == "encryption-data":
            raise FileRefused(Reason.ENCRYPTED)
        return Fate.KEEP

    if manifest:
        rewrite(manifest, {}, look)


class _Document:
    """What the parts of one document share: names, pictures."""

    def __init__(self, members: Mapping[str, bytes], budget: Budget) -> None:
        self.members = members
        self.budget = budget
        self.vocabulary: Vocabulary = open_document()
        self.names: dict[str, str] = {}
        self.pictures: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.carried: dict[str, str] = {}
        self.is_table = b"spreadsheet" in members[_MIME_TYPE]
        self.free = _free_texts(self)
        self.pages = _pages_in_use(members, self.vocabulary)
        self.note_begins = False

    def rewrite(self, part: bytes) -> bytes:
        """Return a part edited. Raises `FileRefused`."""
        return rewrite(part, self.vocabulary.prefixes, self._edit, self._edit_text)

    def rename(self, name: str) -> str:
        """Return the new name of what a user named; several are parted by spaces."""
        return " ".join(self._renamed(one) for one in name.split(" "))

    def _renamed(self, name: str) -> str:
        if not name or name in _KEPT_NAMES or _HEADING.fullmatch(name):
            return name
        return self.names.setdefault(name, f"N{len(self.names) + 1}")

    def picture(self, reference: str) -> str:
        """Clean the picture that a reference leads to; return the reference of the clean one."""
        member = posixpath.normpath(reference.removeprefix("./"))
        if member not in self.members:
            raise FileRefused(Reason.LINKED)
        if member not in self.carried:
            cleaned = clean_embedded_picture(self.members[member], self.budget)
            start = next(one for one in _SUFFIXES if cleaned.startswith(one))
            suffix, media_type = _SUFFIXES[start]
            name = f"Pictures/{len(self.carried) + 1}.{suffix}"
            self.carried[member] = name
            self.pictures[name], self.types[name] = cleaned, media_type
        return self.carried[member]

    def _edit(self, name: str, attributes: dict[str, str]) -> Fate | str:
        if name in _FETCHED:
            raise (
                FileRefused(Reason.EMBEDDED)
                if name.startswith("draw:object")
                else FileRefused(Reason.LINKED)
            )
        if name in _HIDDEN or is_hidden(name, attributes):
            raise FileRefused(Reason.HIDDEN)
        if name in _UNDECIDED:
            raise FileRefused(Reason.UNFINISHED)
        self.note_begins = self.note_begins or name == "office:annotation"
        if name in _LEFT_OUT or self._is_off(name, attributes):
            return Fate.DROP
        if name in _UNWRAPPED or name == _CONTENT_CONTROL:
            return Fate.UNWRAP
        if name in _PERSONS:
            attributes.clear()
            return _PERSONS[name]
        if name.startswith(UNKNOWN) or not self.vocabulary.has_element(name):
            return Fate.DROP
        if _CUT_OFF.fullmatch(attributes.get("fo:clip", "")):
            raise FileRefused(Reason.CROPPED)
        if name == "draw:image" and not attributes.get("xlink:href"):
            raise FileRefused(Reason.LINKED)
        if name == "style:map" and not _CONDITION.fullmatch(attributes.get("style:condition", "")):
            return Fate.DROP
        for key, value in list(attributes.items()):
            kept = self._attribute(name, key, value)
            if name == "table:covered-table-cell" and key.startswith("office:"):
                kept = None
            if kept is None:
                del attributes[key]
            else:
                attributes[key] = kept
        # What a merged cell covers is no reader's.
        return "" if name == "table:covered-table-cell" else Fate.KEEP

    def _is_off(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Whether a page's head or foot, or a whole kind of page, is not in use."""
        if name == "style:master-page":
            return attributes.get("style:name") not in self.pages
        return name in _HEADS and attributes.get("style:display") == "false"

    def _attribute(self, element: str, key: str, value: str) -> str | None:
        if not (key.startswith("xml:") or self.vocabulary.has_attribute(key)):
            return None
        if key == "xlink:href":
            return value if element == "text:a" else self._reference(element, value)
        if key in _PATHS:
            return value if _is_path(value) else None
        if key == "draw:type":
            return value if self.vocabulary.is_plain(value) else "non-primitive"
        if (element, key) in _OF_AN_ELEMENT:
            return _OF_AN_ELEMENT[element, key](value)
        if key == "table:name":
            return value if self.is_table else self.rename(value)
        free = self.free(key)
        if free is not None:
            return free(value)
        return value if self.vocabulary.is_plain(value) else None

    def _reference(self, element: str, reference: str) -> str | None:
        if element in ("draw:image", "draw:fill-image", "style:background-image"):
            return self.picture(reference)
        if element == "text:list-level-style-image":
            return self.picture(reference)
        raise FileRefused(Reason.LINKED)

    def _edit_text(self, element: str, text: str) -> str:
        if element in ("svg:title", "svg:desc"):
            return ""  # who checks that nobody is named does not see it
        if self.note_begins and text.strip() and element in _WITH_WORDS:
            self.note_begins = False
            text = without_writer(text) if self.is_table else without_answered(text)
        return text if element in _WITH_WORDS or not text.strip() else ""


_HEADS: Final = frozenset(
    """
    style:header style:header-left style:header-first style:footer style:footer-left
    style:footer-first
    """.split()
)
_HEADING: Final = re.compile(
    r"Heading(_20_\d{1,2})?|Text_20_body|Contents_20_\d{1,2}|Title|Subtitle"
)
FreeText = Callable[[str], str | None]


def _free_texts(document: _Document) -> Callable[[str], FreeText | None]:
    """Return what gives, for an attribute of free text, what stays of it."""

    @cache
    def find(key: str) -> FreeText | None:
        if key in _SHORT:
            return lambda text: text if len(text) <= _SHORT[key] else None
        if _FONT_NAMES.fullmatch(key):
            return common_font
        if _NAMES.fullmatch(key):
            return document.rename
        if key in ("table:print-ranges", "table:cell-range-address", "table:end-cell-address"):
            return lambda text: text if _CELLS.fullmatch(text) else None
        return None

    return find


def _pages_in_use(members: Mapping[str, bytes], vocabulary: Vocabulary) -> frozenset[str]:
    """Return the kinds of pages (master pages) that anything names, and the first one."""
    following: dict[str, str] = {}
    named: set[str] = set()

    def collect(name: str, attributes: dict[str, str]) -> Fate:
        if name == "style:master-page":
            following[attributes.get("style:name", "")] = attributes.get(
                "style:next-style-name", ""
            )
        named.update(
            value for key, value in attributes.items() if key.endswith(":master-page-name")
        )
        return Fate.KEEP

    for part in _PARTS:
        if part in members:
            rewrite(members[part], vocabulary.prefixes, collect)
    in_use: set[str] = set()
    # Text without a kind of its own stands on the standard one, else on the first.
    waiting = named | {"Standard", *list(following)[:1]}
    while waiting:
        one = waiting.pop()
        in_use.add(one)
        waiting |= {following.get(one, "")} - in_use - {""}
    return frozenset(in_use)


def _is_path(value: str) -> bool:
    """Tell whether this is a shape's outline or reckoning: numbers, commands, known words."""
    words = re.findall(r"[A-Za-z][A-Za-z0-9-]*", value)
    known = all(len(re.sub(r"\d", "", word)) <= 2 or word in _PATH_WORDS for word in words)
    return known and _PATH.fullmatch(value) is not None
