"""In every place that a format's schema has, something is planted: what stays is listed.

The places are those of the schemas (`files/data/`): each element of each namespace with all
attributes and with words in it, in each kind of part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.sax.saxutils import quoteattr

import pytest

from files.cleaning_excel import ExcelNames, excel_cleaner  # type: ignore[attr-defined]
from files.cleaning_office import Links
from files.cleaning_open_document import _Document
from files.cleaning_svg import clean_svg
from files.cleaning_word import WordNames, word_cleaner
from files.errors import FileRefused
from files.limits import Budget
from files.office_parts import Content
from files.vocabulary import Vocabulary, office, open_document

SHAPES = ("Neckartaler{}", "http://neckartal.example/{}", "neckartal {}", "C:\\neckartal\\{}.docx")
FOUND = re.compile(r"neckartal[^\d]{0,12}(\d+)", re.IGNORECASE)
Clean = Callable[[bytes], bytes]


def links() -> Links:
    """The relations of a part that has none."""
    return Links(None, {})  # type: ignore[arg-type]


def planted(
    root: str, elements: Iterable[str], attributes: Callable[[str], list[str]], declared: str
) -> Iterable[tuple[bytes, dict[int, str]]]:
    """For each element a part that holds it, and the places in it by number."""
    for turn, element in enumerate(elements):
        # Each attribute on every sixth element, each element with a sixth of the attributes.
        names = attributes(element)[turn % 6 :: 6]
        places = {number: f"{element}@{name}" for number, name in enumerate(names, 1)}
        said = "".join(
            f" {name}={quoteattr(SHAPES[(number + turn) % len(SHAPES)].format(number))}"
            for number, name in enumerate(names, 1)
        )
        places[0] = element
        words = SHAPES[turn % len(SHAPES)].format(0)
        part = f"<{root} {declared}><{element}{said}>{words}</{element}></{root}>"
        yield part.encode(), places


def staying(clean: Clean, root: str, vocabulary: Vocabulary, prefixes: Iterable[str]) -> set[str]:
    """The places from which a planted word came through; the elements are those of `prefixes`."""
    declared = " ".join(
        f'xmlns{":" if prefix else ""}{prefix}="{namespace}"'
        for namespace, prefix in vocabulary.prefixes.items()
    )
    elements = sorted(
        f"{prefix}:{name}" if prefix else name
        for prefix in prefixes
        for name in vocabulary.elements[prefix]
    )
    found: set[str] = set()
    for part, places in planted(root, elements, lambda one: of(one, vocabulary), declared):
        try:
            cleaned = clean(part).decode()
        except FileRefused:
            continue
        found |= {places[int(number)] for number in FOUND.findall(cleaned)}
    return found


def of(element: str, vocabulary: Vocabulary) -> list[str]:
    """The attributes of an element's namespace, written as its format writes them."""
    prefix = element.rpartition(":")[0]
    if vocabulary is open_document():
        return [
            f"{one}:{name}"
            for one in sorted(vocabulary.elements)
            for name in sorted(vocabulary.attributes.get(one, ()))
        ]
    own = sorted(vocabulary.attributes.get(prefix, ()))
    if prefix in ("w", "m"):
        return [f"{prefix}:{name}" for name in own]
    drawn = sorted(vocabulary.attributes["o"]) if prefix in ("v", "o") else []
    return [*own, *(f"o:{name}" for name in drawn)]


DRAWN = ("a", "c", "cdr", "pic", "wp", "wps")
OLD = ("v", "o", "w10", "x")
HEADS = {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
IN_CHARTS = {"a:t", "c:v", "c:separator", "c:name", *(f"c:{head}" for head in HEADS)}
IN_CELLS = {"t", "v", *HEADS}
# A shape's own words.
SPOKEN = {"v:textpath@string"}


@pytest.mark.parametrize(
    ("content", "root", "prefixes", "read"),
    [
        (
            Content.TEXT,
            "w:document",
            ("w", "m", *DRAWN, *OLD),
            IN_CHARTS | {"w:t", "m:t", "w:lvlText@w:val"},
        ),
        (Content.STYLES, "w:styles", ("w",), {"w:t", "w:lvlText@w:val"}),
        (Content.NUMBERING, "w:numbering", ("w",), {"w:t", "w:lvlText@w:val"}),
        (Content.SETTINGS, "w:settings", ("w",), set()),
        (Content.CHART, "c:chartSpace", ("c", "a"), IN_CHARTS),
        (Content.THEME, "a:theme", ("a",), {"a:t"}),
    ],
)
def test_of_a_word_document_what_is_read_stays_and_nothing_else(
    content: Content, root: str, prefixes: tuple[str, ...], read: set[str]
) -> None:
    clean = word_cleaner(content, WordNames())
    found = staying(lambda part: clean(part, links()), root, office(), prefixes)
    assert found - SPOKEN <= read
    assert {place for place in read if "@" not in place} <= found


@pytest.mark.parametrize(
    ("content", "root", "prefixes", "read"),
    [
        (Content.WORKBOOK, "workbook", ("",), {"sheet@name"}),
        (Content.SHEET, "worksheet", ("",), IN_CELLS | {"sheet@name"}),
        (Content.STRINGS, "sst", ("",), IN_CELLS | {"sheet@name"}),
        (Content.FORMATS, "styleSheet", ("",), IN_CELLS | {"sheet@name"}),
        (Content.REMARKS, "comments", ("",), IN_CELLS | {"sheet@name"}),
        (Content.DRAWING, "xdr:wsDr", ("xdr", "a"), {"a:t"}),
        (Content.OLD_DRAWING, "v:group", OLD, set()),
        (Content.CHART, "c:chartSpace", ("c", "a"), IN_CHARTS),
    ],
)
def test_of_a_workbook_what_is_read_stays_and_nothing_else(
    content: Content, root: str, prefixes: tuple[str, ...], read: set[str]
) -> None:
    clean = excel_cleaner(content, ExcelNames())
    found = staying(lambda part: clean(part, links()), root, office(), prefixes)
    assert found - SPOKEN <= read
    assert {place for place in read if "@" not in place} <= found


def test_of_an_open_document_what_is_read_stays_and_nothing_else() -> None:
    document = _Document({"mimetype": b"application/vnd.oasis.opendocument.text"}, Budget())
    found = staying(
        document.rewrite,
        "office:document-content",
        open_document(),
        sorted(open_document().elements),
    )
    assert {place for place in found if "@" in place} <= {"text:a@xlink:href"}
    assert found - {"text:a@xlink:href", "svg:title", "svg:desc"} == {
        *"text:p text:h text:span text:ruby-base text:ruby-text text:s text:tab".split(),
        *"text:number text:page-number text:page-count text:date text:time".split(),
        *"text:note-citation text:bookmark-ref text:reference-ref text:note-ref".split(),
        *"text:sheet-name text:chapter text:page-continuation".split(),
        *"text:index-title-template text:index-entry-span text:linenumbering-separator".split(),
        *"text:paragraph-count text:word-count text:character-count text:table-count".split(),
        *"text:image-count text:object-count number:number number:text".split(),
        "number:currency-symbol",
    } & found - {"text:a@xlink:href", "svg:title", "svg:desc"}
    assert {"text:p", "text:h", "text:span"} <= found


def test_of_an_svg_picture_only_its_words_stay() -> None:
    elements = (
        "svg g defs use path rect text tspan linearGradient stop a title desc metadata".split()
    )
    attributes = (
        "id class style href xlink:href d points transform fill stroke mask clip-path font-family "
        "viewBox onload xml:base xml:lang data-name aria-label inkscape:label unicode"
    ).split()
    declared = (
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
    )
    found: set[str] = set()
    for shape in (*SHAPES, "url(http://neckartal.example/{})", "fill:url(//neckartal.example/{})"):
        for element in elements:
            said = "".join(
                f" {name}={quoteattr(shape.format(number))}"
                for number, name in enumerate(attributes, 1)
            )
            words = shape.format(0)
            picture = f"<svg {declared}><{element}{said}>{words}</{element}></svg>"
            cleaned = clean_svg(picture.encode()).decode()
            found |= {attributes[int(n) - 1] if int(n) else element for n in FOUND.findall(cleaned)}
    assert found == {"text", "tspan"}


@pytest.mark.parametrize(
    "inside",
    [
        "<image href='http://neckartal.example/'/>",
        "<script>fetch('http://neckartal.example/')</script>",
        "<style>@import 'http://neckartal.example/';</style>",
        "<foreignObject/>",
        "<animate attributeName='href'/>",
        "<filter id='f'><feImage href='http://neckartal.example/'/></filter>",
    ],
)
def test_an_svg_picture_that_fetches_or_acts_is_refused(inside: str) -> None:
    with pytest.raises(FileRefused):
        clean_svg(f"<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>".encode())
