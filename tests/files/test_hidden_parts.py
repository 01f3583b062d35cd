"""Notes that nothing leads to, things hidden by hand, what lies over hidden rows and columns."""

from __future__ import annotations

import pytest

from files import kinds
from files.cleaning import clean
from files.errors import FileRefused, Reason
from tests.files import samples
from tests.files.samples import OFFICE, SHEET, VISIBLE, WORD, everything_in

SECRET = "Oldletterhead"
SPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml" '
    f'xmlns:wp="{samples.DRAWINGS}/wordprocessingDrawing" xmlns:a="{samples.DRAWINGS}/main"'
)
NOTES = [("footnote", "footnotes"), ("endnote", "endnotes"), ("comment", "comments")]


def text_with(inside: str, parts: dict[str, str] | None = None) -> bytes:
    body = f"<w:p><w:r><w:t>{VISIBLE}</w:t></w:r>{inside}</w:p>"
    document = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    found = {name: f"<w:{name} {SPACES}>{part}</w:{name}>" for name, part in (parts or {}).items()}
    return samples.docx(
        {
            "word/document.xml": document.encode(),
            "word/_rels/document.xml.rels": samples.relations(
                *((f"rId{n}", name, f"{name}.xml", False) for n, name in enumerate(found))
            ),
            **{f"word/{name}.xml": part.encode() for name, part in found.items()},
        }
    )


def refused(content: bytes, kind: str) -> Reason:
    with pytest.raises(FileRefused) as caught:
        clean(content, kind)
    return caught.value.reason


@pytest.mark.parametrize(("kind", "part"), NOTES)
@pytest.mark.parametrize("way", ["kept", "deleted", "nowhere"])
def test_a_note_whose_mark_was_deleted_goes_with_it(kind: str, part: str, way: str) -> None:
    mark = f'<w:r><w:{kind}Reference w:id="7"/></w:r>'
    inside = {"kept": mark, "deleted": f'<w:del w:id="1">{mark}</w:del>', "nowhere": ""}[way]
    note = f"<w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p>"
    line = f'<w:{kind} w:type="separator" w:id="0"><w:p/></w:{kind}>' if kind != "comment" else ""
    notes = f'{line}<w:{kind} w:id="7">{note}</w:{kind}>'
    found = everything_in(clean(text_with(inside, {part: notes}), kinds.DOCX))
    assert VISIBLE.encode() in found
    assert (SECRET.encode() in found) is (way == "kept")
    assert (b'w:type="separator"' in found) is bool(line)


@pytest.mark.parametrize(
    "inside",
    [
        '<w:r><w:pict><v:rect style="width:9pt;visibility:hidden"/></w:pict></w:r>',
        '<w:r><w:pict><v:rect style="display: none"/></w:pict></w:r>',
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" hidden="1"/></wp:inline>'
        "</w:drawing></w:r>",
        '<w:r><w:drawing><wp:anchor hidden="true"/></w:drawing></w:r>',
    ],
)
def test_what_was_hidden_by_hand_in_a_text_is_refused(inside: str) -> None:
    assert refused(text_with(inside), kinds.DOCX) is Reason.HIDDEN


XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


def sheet(
    rows: str, *, over: str = "", notes: str = "", before: str = "", after: str = ""
) -> bytes:
    leading = '<drawing r:id="rId1"/>' if over else ""
    content = (
        f'<worksheet xmlns="{SHEET}" xmlns:r="{OFFICE}">{before}<sheetData>{rows}'
        f'<row r="9"><c r="A9" t="inlineStr"><is><t>{VISIBLE}</t></is></c></row></sheetData>'
        f"{after}{leading}</worksheet>"
    )
    relations = []
    parts = {}
    if over:
        relations.append(("rId1", "drawing", "../drawings/drawing1.xml", False))
        parts["xl/drawings/drawing1.xml"] = over.encode()
    if notes:
        relations.append(("rId2", "comments", "../comments1.xml", False))
        parts["xl/comments1.xml"] = notes.encode()
    return samples.xlsx(
        {
            "xl/worksheets/sheet1.xml": content.encode(),
            "xl/worksheets/_rels/sheet1.xml.rels": samples.relations(*relations),
            **parts,
        }
    )


def box(*ends: int, named: str = "") -> str:
    """A text box from a column and row to a column and row, each with its distance into it."""
    places = [
        f"<xdr:col>{column}</xdr:col><xdr:colOff>{into_column}</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>{into_row}</xdr:rowOff>"
        for column, into_column, row, into_row in (ends[:4], ends[4:])
    ]
    return (
        f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{samples.DRAWINGS}/main"><xdr:twoCellAnchor>'
        f"<xdr:from>{places[0]}</xdr:from><xdr:to>{places[1]}</xdr:to><xdr:sp><xdr:nvSpPr>"
        f'<xdr:cNvPr id="2" name="x"{named}/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>{SECRET}'
        "</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
    )


HIDDEN_ROWS = '<row r="1" hidden="1"/><row r="2" ht="0"/><row r="3" hidden="true"/>'
HIDDEN_COLUMNS = '<cols><col min="2" max="3" width="9" hidden="1"/></cols>'


@pytest.mark.parametrize(
    ("rows", "columns", "place", "seen"),
    [
        (HIDDEN_ROWS, "", (0, 0, 0, 0, 2, 0, 3, 0), False),
        (HIDDEN_ROWS, "", (0, 0, 0, 0, 2, 0, 2, 500), False),
        (HIDDEN_ROWS, "", (0, 0, 0, 0, 2, 0, 3, 1), True),
        (HIDDEN_ROWS, "", (0, 0, 3, 0, 2, 0, 5, 0), True),
        ("", HIDDEN_COLUMNS, (1, 0, 4, 0, 3, 0, 8, 0), False),
        ("", HIDDEN_COLUMNS, (1, 0, 4, 0, 3, 1, 8, 0), True),
        ("", HIDDEN_COLUMNS, (0, 0, 4, 0, 2, 0, 8, 0), True),
    ],
)
def test_what_lies_over_hidden_rows_or_columns_alone_is_refused(
    rows: str, columns: str, place: tuple[int, ...], seen: bool
) -> None:
    content = sheet(rows, over=box(*place), before=columns)
    if seen:
        assert SECRET.encode() in everything_in(clean(content, kinds.XLSX))
    else:
        assert refused(content, kinds.XLSX) is Reason.HIDDEN


def test_a_shape_hidden_by_hand_on_a_sheet_is_refused() -> None:
    content = sheet("", over=box(0, 0, 0, 0, 2, 0, 2, 0, named=' hidden="1"'))
    assert refused(content, kinds.XLSX) is Reason.HIDDEN


@pytest.mark.parametrize("switch", ['zeroHeight="1"', 'defaultRowHeight="0"'])
def test_rows_hidden_by_default_are_refused(switch: str) -> None:
    content = sheet("", before=f"<sheetFormatPr {switch}/>")
    assert refused(content, kinds.XLSX) is Reason.HIDDEN


def note(place: str, words: str) -> str:
    return (
        f'<comments xmlns="{SHEET}"><authors><author>{SECRET} Anna</author></authors><commentList>'
        f'<comment ref="{place}" authorId="0"><text><r><t>{words}</t></r><r><t>\\nwall 4 mm</t></r>'
        "</text></comment></commentList></comments>"
    )


def test_a_note_begins_without_its_writer_s_name() -> None:
    found = everything_in(clean(sheet("", notes=note("A9", f"{SECRET} Anna:")), kinds.XLSX))
    assert SECRET.encode() not in found
    assert b"<t>Author:</t>" in found
    assert b"wall 4 mm" in found


@pytest.mark.parametrize(
    "words",
    [
        f"Price?\n\t-{SECRET} Anna",
        f"Price?\n\t-{SECRET} Anna\n4 EUR\n\t-{SECRET} Otto",
        f"Eva:\nNet\n{SECRET} Anna:\nGross",
        f"{SECRET} Anna: Net",
        f"{SECRET} Anna： Net",
    ],
)
def test_nobody_who_wrote_in_a_note_is_named_in_it(words: str) -> None:
    found = everything_in(clean(sheet("", notes=note("A9", words)), kinds.XLSX))
    assert SECRET.encode() not in found
    assert b"Author" in found


@pytest.mark.parametrize(
    ("place", "rows", "after", "seen"),
    [
        ("A1", HIDDEN_ROWS, "", False),
        ("A9", HIDDEN_ROWS, "", True),
        ("B9", "", '<mergeCells count="1"><mergeCell ref="A9:B9"/></mergeCells>', False),
        ("A9", "", '<mergeCells count="1"><mergeCell ref="A9:B9"/></mergeCells>', True),
    ],
)
def test_a_note_on_a_cell_that_nobody_sees_is_refused(
    place: str, rows: str, after: str, seen: bool
) -> None:
    content = sheet(rows, notes=note(place, "ask"), after=after)
    if seen:
        assert b"wall 4 mm" in everything_in(clean(content, kinds.XLSX))
    else:
        assert refused(content, kinds.XLSX) is Reason.HIDDEN


def text_of_libreoffice(inside: str) -> bytes:
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text><text:p>{VISIBLE}{inside}"
        "</text:p></office:text></office:body></office:document-content>"
    )
    return samples.open_document("text", {"content.xml": content.encode()})


def test_words_in_a_field_to_fill_in_stay() -> None:
    inside = "<loext:content-control><text:span>chosen</text:span></loext:content-control>"
    assert b"chosen" in everything_in(clean(text_of_libreoffice(inside), kinds.ODT))


@pytest.mark.parametrize(("display", "seen"), [("always", True), ("none", False)])
def test_a_shape_hidden_by_hand_in_an_open_document_is_refused(display: str, seen: bool) -> None:
    inside = "<draw:text-box><text:p>boxed</text:p></draw:text-box>"
    box = f'<draw:frame draw:display="{display}">{inside}</draw:frame>'
    if seen:
        assert b"boxed" in everything_in(clean(text_of_libreoffice(box), kinds.ODT))
    else:
        assert refused(text_of_libreoffice(box), kinds.ODT) is Reason.HIDDEN


@pytest.mark.parametrize(("sheet_name", "kept"), [("Parts", True), ("Neckartaler", False)])
@pytest.mark.parametrize("way", ["link", "area to print"])
def test_a_link_keeps_no_name_of_a_sheet_that_is_gone(
    way: str, sheet_name: str, kept: bool
) -> None:
    place = f"'{sheet_name}'!$A$1"
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{VISIBLE}</t></is></c></row>'
    link = f'<hyperlinks><hyperlink ref="A1" location="{place}"/></hyperlinks>'
    named = f'<definedName name="_xlnm.Print_Area" localSheetId="0">{place}</definedName>'
    content = (
        f'<worksheet xmlns="{SHEET}"><sheetData>{row}</sheetData>{link if way == "link" else ""}'
        "</worksheet>"
    )
    workbook = (
        f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="Parts" sheetId="1" '
        f'r:id="rId1"/></sheets><definedNames>{named if way != "link" else ""}</definedNames>'
        "</workbook>"
    )
    parts = {"xl/workbook.xml": workbook.encode(), "xl/worksheets/sheet1.xml": content.encode()}
    found = everything_in(clean(samples.xlsx(parts), kinds.XLSX))
    assert VISIBLE.encode() in found
    assert (place.encode() in found) is kept


def test_a_note_begins_without_its_writer_s_name_also_where_it_is_told_nowhere_else() -> None:
    notes = note("A9", "Max Mustermann:").replace(f"{SECRET} Anna", "")
    found = everything_in(clean(sheet("", notes=notes), kinds.XLSX))
    assert b"Mustermann" not in found
    assert b"wall 4 mm" in found
    kept = everything_in(clean(sheet("", notes=note("A9", "Which alloy?")), kinds.XLSX))
    assert b"Which alloy?" in kept
