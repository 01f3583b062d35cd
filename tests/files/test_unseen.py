"""What lies in a document where no reader sees it: left out where it is nobody's, else refused."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from files import kinds
from files.cleaning import clean
from files.errors import FileRefused, Reason
from files.word_heads import shown_heads
from tests.files import samples
from tests.files.samples import OFFICE, SHEET, VISIBLE, WORD, everything_in

SECRET = "Oldletterhead"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
FIRST = '<w:headerReference w:type="first" r:id="rId9"/>'
EVEN = '<w:headerReference w:type="even" r:id="rId9"/>'


def docx(sections: str, settings: str = "") -> bytes:
    body = f"<w:p><w:r><w:t>{VISIBLE}</w:t></w:r></w:p>{sections}"
    spaces = f'xmlns:w="{WORD}" xmlns:r="{OFFICE}"'
    document = f"<w:document {spaces}><w:body>{body}</w:body></w:document>"
    header = f"<w:hdr {spaces}><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:hdr>"
    to_settings = ("rId3", "settings", "settings.xml", False)
    return samples.docx(
        {
            "word/document.xml": document.encode(),
            "word/_rels/document.xml.rels": samples.relations(
                ("rId9", "header", "header1.xml", False), to_settings
            ),
            "word/header1.xml": header.encode(),
            "word/settings.xml": f"<w:settings {spaces}>{settings}</w:settings>".encode(),
        }
    )


def section(inside: str) -> str:
    return f"<w:p><w:pPr><w:sectPr>{inside}</w:sectPr></w:pPr></w:p>"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (docx(section(FIRST)), False),
        (docx(section(f'{FIRST}<w:titlePg w:val="0"/>')), False),
        (docx(section(f"{FIRST}<w:titlePg/>")), True),
        # The next section has its first page from this one.
        (docx(section(FIRST) + section("<w:titlePg/>")), True),
        (docx(section(EVEN)), False),
        (docx(section(EVEN), '<w:evenAndOddHeaders w:val="false"/>'), False),
        (docx(section(EVEN), "<w:evenAndOddHeaders/>"), True),
        (docx(section('<w:headerReference w:type="default" r:id="rId9"/>')), True),
    ],
)  # fmt: skip
def test_a_header_that_no_page_shows_is_left_out(content: bytes, shown: bool) -> None:
    found = everything_in(clean(content, kinds.DOCX))
    assert VISIBLE.encode() in found
    assert (SECRET.encode() in found) is shown


def sheet(cells: str, *, before: str = "", after: str = "") -> bytes:
    content = (
        f'<worksheet xmlns="{SHEET}" xmlns:r="{OFFICE}">{before}<sheetData>{cells}</sheetData>'
        f"{after}</worksheet>"
    )
    return samples.xlsx({"xl/worksheets/sheet1.xml": content.encode()})


def cell(place: str, text: str = SECRET) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("switches", "shown"),
    [("", set()), ('differentFirst="1"', {"First"}), ('differentOddEven="1"', {"Even"})],
)
def test_a_sheet_s_header_that_is_switched_off_is_left_out(switches: str, shown: set[str]) -> None:
    heads = "".join(
        f"<{name.lower()}{part}>{name}{SECRET}</{name.lower()}{part}>"
        for part in ("Header", "Footer")
        for name in ("Even", "First")
    )
    after = f"<headerFooter {switches}>{heads}</headerFooter>"
    found = everything_in(clean(sheet(f'<row r="1">{cell("A1")}</row>', after=after), kinds.XLSX))
    for name in ("Even", "First"):
        assert (f"{name}{SECRET}".encode() in found) is (name in shown)


def test_what_a_merged_cell_covers_goes_and_what_it_shows_stays() -> None:
    cells = (
        f'<row r="1">{cell("A1", "shown")}{cell("B1")}{cell("C1", "beside")}</row>'
        f'<row r="2">{cell("A2")}{cell("C2", "below")}</row>'
    )
    after = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    found = everything_in(clean(sheet(cells, after=after), kinds.XLSX))
    assert SECRET.encode() not in found
    assert all(word in found for word in (b"shown", b"beside", b"below"))


def test_a_formula_under_a_merged_cell_goes_without_its_value_too() -> None:
    cells = f'<row r="1">{cell("A1", "shown")}<c r="B1"><f>1+1</f></c>{cell("C1", "beside")}</row>'
    after = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    found = everything_in(clean(sheet(cells, after=after), kinds.XLSX))
    assert b"beside" in found
    assert b"1+1" not in found


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ('<row r="1" ht="0.01">', ""),
        ('<row r="1" ht="0">', ""),
        ('<row r="1">', '<cols><col min="2" max="2" width="0.01"/></cols>'),
        ('<row r="1">', '<sheetFormatPr defaultColWidth="0"/>'),
    ],
)
def test_a_row_or_column_that_is_too_narrow_to_read_is_hidden(row: str, columns: str) -> None:
    with pytest.raises(FileRefused) as refused:
        clean(sheet(f"{row}{cell('B1')}</row>", before=columns), kinds.XLSX)
    assert refused.value.reason is Reason.HIDDEN


def open_sheet(inside: str, styles: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="{OPEN}:{address}:1.0"'
        for name, address in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        )
    )  # fmt: skip
    return samples.open_document(
        "spreadsheet",
        {
            "content.xml": (
                f"<office:document-content {spaces}><office:automatic-styles>{styles}"
                f"</office:automatic-styles><office:body>{inside}</office:body>"
                "</office:document-content>"
            ).encode(),
            "styles.xml": (
                f"<office:document-styles {spaces}><office:master-styles>"
                '<style:master-page style:name="Standard" style:next-style-name="After">'
                f"<style:header><text:p>First</text:p></style:header>"
                f'<style:header-first style:display="false"><text:p>{SECRET}</text:p>'
                "</style:header-first></style:master-page>"
                '<style:master-page style:name="After"><style:footer style:display="true">'
                "<text:p>Second</text:p></style:footer></style:master-page>"
                f'<style:master-page style:name="Unused"><style:header><text:p>{SECRET}</text:p>'
                "</style:header></style:master-page>"
                "</office:master-styles></office:document-styles>"
            ).encode(),
        },
    )


def test_pages_of_an_open_document_that_nothing_uses_and_heads_switched_off_go() -> None:
    cells = (
        "<table:table><table:table-row><table:table-cell><text:p>shown</text:p></table:table-cell>"
        f'<table:covered-table-cell office:value="4711"><text:p>{SECRET}</text:p>'
        "</table:covered-table-cell></table:table-row></table:table>"
    )
    found = everything_in(clean(open_sheet(cells), kinds.ODS))
    assert SECRET.encode() not in found
    assert b"4711" not in found
    assert all(word in found for word in (b"shown", b"First", b"Second"))


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ('<style:table-column-properties style:column-width="0cm"/>', Reason.HIDDEN),
        ('<style:table-row-properties style:row-height="0.001in"/>', Reason.HIDDEN),
        ('<style:graphic-properties fo:clip="rect(0cm, 2cm, 0cm, 0cm)"/>', Reason.CROPPED),
    ],
)
def test_what_an_open_document_makes_too_small_or_cuts_off_is_refused(
    style: str, reason: Reason
) -> None:
    whole = style.replace("2cm", "0cm").replace("0cm", "3cm" if "column" in style else "0cm")
    whole = whole.replace("0.001in", "1in")
    assert clean(open_sheet("<text:p>x</text:p>", f"<style:style>{whole}</style:style>"), kinds.ODS)
    with pytest.raises(FileRefused) as refused:
        clean(open_sheet("<text:p>x</text:p>", f"<style:style>{style}</style:style>"), kinds.ODS)
    assert refused.value.reason is reason


@pytest.mark.parametrize(("cut", "taken"), [("0", True), ("25000", False)])
def test_a_cropped_picture_is_refused_with_what_to_do(cut: str, taken: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(samples.docx())) as archive:
        document = archive.read("word/document.xml")
    cropped = document.replace(
        b'<a:blip r:embed="rId2"/>', b'<a:blip r:embed="rId2"/><a:srcRect l="%b"/>' % cut.encode()
    )
    content = samples.docx({"word/document.xml": cropped})
    if taken:
        assert clean(content, kinds.DOCX)
        return
    with pytest.raises(FileRefused, match="Delete cropped areas"):
        clean(content, kinds.DOCX)


def layered(change: str) -> bytes:
    """A PDF of one page with one layer that is on, and one thing changed."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("a layer")))
    rule = Dictionary(Type=Name.OCMD, OCGs=layer)
    if change == "rule":
        rule.P = Name.AllOff
    elif change == "expression":
        rule.VE = Array([Name("/Not"), layer])
    elif change == "usage":
        layer.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF))
    elif change == "paper":
        layer.Usage = Dictionary(Print=Dictionary(PrintState=Name.OFF))
    page.obj.Resources = Dictionary(Properties=Dictionary(MC0=rule))
    page.obj.Contents = pdf.make_stream(b"/OC /MC0 BDC 0 0 10 10 re f EMC")
    shown = Dictionary(ON=Array([layer])) if change != "off" else Dictionary(OFF=Array([layer]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=shown)
    if change == "note":
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Text, Rect=Array([5, 5, 5, 5]), Contents=String(SECRET)
        )
        page.obj.Annots = Array([pdf.make_indirect(note)])
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def test_layers_of_a_pdf_pass_where_all_are_on() -> None:
    assert clean(layered("nothing"), kinds.PDF)


@pytest.mark.parametrize("change", ["off", "rule", "expression", "usage", "paper", "note"])
def test_a_pdf_that_hides_something_by_layers_or_without_a_place_is_refused(change: str) -> None:
    with pytest.raises(FileRefused) as refused:
        clean(layered(change), kinds.PDF)
    assert refused.value.reason is Reason.HIDDEN


def test_the_next_section_s_own_first_page_hides_the_one_before() -> None:
    own = '<w:headerReference w:type="first" r:id="rId7"/><w:titlePg/>'
    spaces = f'xmlns:w="{WORD}"'
    text = f'<w:document {spaces} xmlns:r="{OFFICE}">{section(FIRST)}{section(own)}</w:document>'
    assert shown_heads(text.encode(), None) == [False, True]


def field(instruction: str, result: str | None) -> str:
    sign = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>".format
    shown = "" if result is None else f"{sign('separate')}<w:r><w:t>{result}</w:t></w:r>"
    written = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"<w:p>{sign('begin')}{written}{shown}{sign('end')}</w:p>"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (field(f' SET customer "{SECRET}" ', SECRET), Reason.HIDDEN),
        (field(' ask customer "Who?" ', SECRET), Reason.HIDDEN),
        (
            f"<w:p><w:fldSimple w:instr=' SET a \"b\" '><w:r><w:t>{SECRET}</w:t></w:r>"
            "</w:fldSimple></w:p>",
            Reason.HIDDEN,
        ),
        (field(" SYMBOL 216 ", None), Reason.NOT_KNOWN),
        (field(" MACROBUTTON x Click ", None), Reason.NOT_KNOWN),
    ],
)
def test_a_field_is_neither_made_visible_nor_lost(fields: str, reason: Reason) -> None:
    """What a SET field keeps is read by nobody: cleaning made words of it."""
    with pytest.raises(FileRefused) as refused:
        clean(docx(fields), kinds.DOCX)
    assert refused.value.reason is reason


@pytest.mark.parametrize("fields", [field(" SYMBOL 216 ", "Ø"), field(" XE index ", None)])
def test_a_field_with_its_result_goes_on_and_one_that_shows_nothing_too(fields: str) -> None:
    assert VISIBLE.encode() in everything_in(clean(docx(fields), kinds.DOCX))


@pytest.mark.parametrize(("code", "is_taken"), [(";;;", False), ("0.00", True)])
def test_what_a_rule_hides_is_refused_and_not_shown(code: str, is_taken: bool) -> None:
    styles = (
        f'<styleSheet xmlns="{SHEET}"><cellXfs count="1"><xf numFmtId="0"/></cellXfs>'
        f'<dxfs count="1"><dxf><numFmt numFmtId="165" formatCode="{code}"/></dxf></dxfs>'
        "</styleSheet>"
    )
    rule = '<cfRule type="expression" dxfId="0" priority="1"><formula>1=1</formula></cfRule>'
    content = (
        f'<worksheet xmlns="{SHEET}"><sheetData><row r="1">{cell("A1")}</row></sheetData>'
        f'<conditionalFormatting sqref="A1">{rule}</conditionalFormatting></worksheet>'
    )
    book = samples.xlsx(
        {
            "xl/worksheets/sheet1.xml": content.encode(),
            "xl/styles.xml": styles.encode(),
            "xl/_rels/workbook.xml.rels": samples.relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml", False),
                ("rId3", "styles", "styles.xml", False),
            ),
        }
    )
    if is_taken:
        assert clean(book, kinds.XLSX)
    else:
        with pytest.raises(FileRefused) as refused:
            clean(book, kinds.XLSX)
        assert refused.value.reason is Reason.HIDDEN
