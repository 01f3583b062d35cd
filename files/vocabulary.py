"""What office files may say: namespaces, elements, attributes and values of the standards' schemas.

The words lie in `files/data/`, made by `scripts/make_file_vocabulary.py` from the schemas of
ISO/IEC 29500 and of OpenDocument 1.3. Whatever is not among them is no part of the format.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "data"

_OFFICE: Final = "http://schemas.openxmlformats.org"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/word/2010"
_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns"
ANY: Final = "*"  # whose attributes stand without a prefix
XML: Final = "http://www.w3.org/XML/1998/namespace"
RELATIONS: Final = f"{_OFFICE}/officeDocument/2006/relationships"
_WORD_DRAWING: Final = f"{_OFFICE}/drawingml/2006/wordprocessingDrawing"

# The prefix under which each namespace is written; what else a file declares is let go.
_OFFICE_PREFIXES: Final = {
    f"{_OFFICE}/spreadsheetml/2006/main": "",
    f"{_OFFICE}/wordprocessingml/2006/main": "w",
    f"{_OFFICE}/drawingml/2006/main": "a",
    f"{_OFFICE}/drawingml/2006/chart": "c",
    f"{_OFFICE}/drawingml/2006/chartDrawing": "cdr",
    f"{_OFFICE}/drawingml/2006/picture": "pic",
    f"{_OFFICE}/drawingml/2006/spreadsheetDrawing": "xdr",
    _WORD_DRAWING: "wp",
    f"{_OFFICE}/officeDocument/2006/math": "m",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:office:word": "w10",
    "urn:schemas-microsoft-com:office:excel": "x",
    RELATIONS: "r",
    f"{_MICROSOFT}/wordprocessingShape": "wps",
    f"{_MICROSOFT}/wordprocessingGroup": "wpg",
    f"{_MICROSOFT}/wordprocessingCanvas": "wpc",
}
# Shapes came into the standard under the namespace of the drawing.
_SAME_WORDS: Final = {"wps": "wp", "wpg": "wp", "wpc": "wp"}
_OPEN_DOCUMENT_PREFIXES: Final = {
    f"{_ODF}:office:1.0": "office",
    f"{_ODF}:style:1.0": "style",
    f"{_ODF}:text:1.0": "text",
    f"{_ODF}:table:1.0": "table",
    f"{_ODF}:drawing:1.0": "draw",
    f"{_ODF}:xsl-fo-compatible:1.0": "fo",
    f"{_ODF}:svg-compatible:1.0": "svg",
    f"{_ODF}:datastyle:1.0": "number",
    f"{_ODF}:chart:1.0": "chart",
    f"{_ODF}:dr3d:1.0": "dr3d",
    f"{_ODF}:form:1.0": "form",
    f"{_ODF}:presentation:1.0": "presentation",
    f"{_ODF}:meta:1.0": "meta",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://purl.org/dc/elements/1.1/": "dc",
}

# What says nothing of anybody: numbers with a unit, colours, cells, languages, codes.
_NUMBER: Final = (
    r"[-+]?(\d{1,12}(\.\d{0,20})?|\.\d{1,20})([eE][-+]?\d{1,3})?"
    r"(pt|cm|mm|in|px|pc|pi|em|ex|emu|%|f|fd|deg|rad|grad|\*)?"
)
_PLAIN: Final = re.compile(
    rf"{_NUMBER}|#?[0-9A-Fa-f]{{6}}|#?[0-9A-Fa-f]{{8}}|#[0-9A-Fa-f]{{3}}|[0-9A-F]{{2,4}}|\$?[A-Z]{{1,3}}\$?\d{{1,7}}"
    r"|[a-z]{2,3}((-[A-Z][a-z]{3})?-([A-Z]{2}|\d{3}))?|[A-Z]{2}|\d{4}-\d\d-\d\d(T\d\d)?"
    r"|-?P[\dYMDTHS.]+|\{[0-9A-Fa-f-]{36}\}|"
)
_BETWEEN: Final = re.compile(r"[\s,;:()]+")


def is_measure(value: str) -> bool:
    """Tell whether a value is a number, a colour, a cell, a language or a code."""
    return _PLAIN.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One family of formats.

    `prefixes` gives each namespace its prefix, `elements` and `attributes` the names under each
    prefix, `values` the words that the schema lists.
    """

    prefixes: Mapping[str, str]
    elements: Mapping[str, frozenset[str]]
    attributes: Mapping[str, frozenset[str]]
    values: frozenset[str]

    def has_element(self, name: str) -> bool:
        """Tell whether the schema knows an element, named with its prefix."""
        prefix, _, local = name.rpartition(":")
        return local in self.elements.get(prefix, frozenset())

    def has_attribute(self, name: str) -> bool:
        """Tell whether the schema knows an attribute, named with its prefix if it has one."""
        prefix, _, local = name.rpartition(":")
        return local in self.attributes.get(prefix or ANY, frozenset())

    def is_plain(self, value: str) -> bool:
        """Tell whether a value is made of numbers, codes and words of the schema alone."""
        return value in self.values or all(
            part in self.values or is_measure(part) for part in _BETWEEN.split(value)
        )


@cache
def office() -> Vocabulary:
    """Word's and Excel's documents with their drawings (ISO/IEC 29500, transitional)."""
    return _read("office.txt", _OFFICE_PREFIXES)


@cache
def open_document() -> Vocabulary:
    """Writer's and Calc's documents (OpenDocument 1.3)."""
    return _read("open_document.txt", _OPEN_DOCUMENT_PREFIXES)


def _read(file_name: str, prefixes: Mapping[str, str]) -> Vocabulary:
    elements: dict[str, frozenset[str]] = {}
    attributes: dict[str, frozenset[str]] = {}
    values: frozenset[str] = frozenset()
    text = (_FOLDER / file_name).read_text().replace("\n ", " ")
    for line in text.splitlines():
        kind, *words = line.split()
        if kind == "value":
            values = frozenset(words)
        elif words[0] in prefixes:
            table = elements if kind == "element" else attributes
            table[prefixes[words[0]]] = frozenset(words[1:])
    elements |= {prefix: elements[like] for prefix, like in _SAME_WORDS.items() if like in elements}
    # One namespace's elements may have another's attributes, written without a prefix.
    attributes[ANY] = frozenset().union(*attributes.values())
    return Vocabulary(prefixes, elements, attributes, values)
