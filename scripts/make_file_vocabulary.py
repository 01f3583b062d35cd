"""Write the words that files may use: office.txt, open_document.txt, glyphs.txt in files/data/.

    python scripts/make_file_vocabulary.py SCHEMAS_OF_ISO_29500 SCHEMA_OF_OPEN_DOCUMENT \\
        GLYPH_LIST...

The first is a folder with the XML schemas of ISO/IEC 29500 (transitional: wml.xsd, sml.xsd,
dml-*.xsd, shared-math.xsd, vml-*.xsd), the second OASIS' OpenDocument-v1.3-schema.rng. Of both
only names are kept: for each namespace its elements, its attributes, and the values that the
schema lists one by one. The rest are Adobe's glyphlist.txt and zapfdingbats.txt, of which the names
of signs are kept.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from textwrap import wrap
from xml.etree import ElementTree

FOLDER = Path(__file__).resolve().parents[1] / "files" / "data"
XSD = "{http://www.w3.org/2001/XMLSchema}"
RNG = "{http://relaxng.org/ns/structure/1.0}"
SCHEMAS = (
    "wml.xsd",
    "sml.xsd",
    "dml-main.xsd",
    "dml-chart.xsd",
    "dml-chartDrawing.xsd",
    "dml-picture.xsd",
    "dml-spreadsheetDrawing.xsd",
    "dml-wordprocessingDrawing.xsd",
    "shared-math.xsd",
    "shared-commonSimpleTypes.xsd",
    "vml-main.xsd",
    "vml-officeDrawing.xsd",
    "vml-spreadsheetDrawing.xsd",
    "vml-wordprocessingDrawing.xsd",
)


class Words:
    """What one family of formats may say."""

    def __init__(self) -> None:
        self.elements: dict[str, set[str]] = defaultdict(set)
        self.attributes: dict[str, set[str]] = defaultdict(set)
        self.values: set[str] = set()

    def write(self, path: Path) -> None:
        """One line for each kind and namespace, wrapped: what goes on begins with a space."""
        lines: list[str] = []
        for kind, table in (("element", self.elements), ("attribute", self.attributes)):
            for namespace in sorted(table):
                lines += _line(f"{kind} {namespace} ", table[namespace])
        lines += _line("value ", (one for one in self.values if one and " " not in one))
        path.write_text("\n".join(lines) + "\n")


def _line(head: str, words: Iterable[str]) -> list[str]:
    return wrap(
        f"{head}{' '.join(sorted(words))}",
        100,
        subsequent_indent=" ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def office(folder: Path) -> Words:
    """The words of Word's, Excel's and their drawings' schemas."""
    words = Words()
    for name in SCHEMAS:
        schema = ElementTree.parse(folder / name).getroot()
        namespace = schema.get("targetNamespace", "")
        for found in schema.iter(f"{XSD}element"):
            if "name" in found.attrib:
                words.elements[namespace].add(found.attrib["name"])
        for found in schema.iter(f"{XSD}attribute"):
            if "name" in found.attrib:
                words.attributes[namespace].add(found.attrib["name"])
        words.values |= {found.attrib["value"] for found in schema.iter(f"{XSD}enumeration")}
    return words


def open_document(path: Path) -> Words:
    """The words of OpenDocument's schema."""
    words = Words()
    prefixes = dict(declared for _, declared in ElementTree.iterparse(path, events=["start-ns"]))
    schema = ElementTree.parse(path).getroot()
    for kind, table in (("element", words.elements), ("attribute", words.attributes)):
        for found in schema.iter(f"{RNG}{kind}"):
            prefix, _, local = found.get("name", "").rpartition(":")
            if prefix in prefixes:
                table[prefixes[prefix]].add(local)
    words.values = {found.text or "" for found in schema.iter(f"{RNG}value")}
    return words


def main() -> None:
    schemas, relax = (Path(one) for one in sys.argv[1:3])
    FOLDER.mkdir(exist_ok=True)
    office(schemas).write(FOLDER / "office.txt")
    open_document(relax).write(FOLDER / "open_document.txt")
    names = {
        line.partition(";")[0]
        for path in sys.argv[3:]
        for line in Path(path).read_text().splitlines()
        if line and not line.startswith("#")
    }
    (FOLDER / "glyphs.txt").write_text("\n".join(_line("", names)) + "\n")


if __name__ == "__main__":
    main()
