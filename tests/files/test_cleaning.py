"""Cleaning: what is planted in a property is gone, what a reader sees is still there."""

import base64
import io
import zipfile
from xml.etree import ElementTree

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject

from files import kinds
from files.cleaning import clean
from files.content import sniff
from files.errors import FileRefused, Reason
from tests.files import samples
from tests.files.samples import PLANTED, VISIBLE, everything_in

WORD = samples.WORD
SAMPLES = {
    kinds.PDF: samples.pdf,
    kinds.PNG: lambda: samples.picture("PNG"),
    kinds.JPEG: samples.picture,
    kinds.DOCX: samples.docx,
    kinds.XLSX: samples.xlsx,
    kinds.ODT: samples.open_document,
    kinds.ODS: lambda: samples.open_document("spreadsheet"),
}


@pytest.mark.parametrize("media_type", SAMPLES)
def test_no_planted_property_is_left_in_any_member(media_type: str) -> None:
    content = SAMPLES[media_type]()
    word = PLANTED.split()[0].encode()
    assert word in everything_in(content)
    cleaned = clean(content, media_type)
    assert word not in everything_in(cleaned)
    assert sniff(cleaned) == media_type


@pytest.mark.parametrize("media_type", SAMPLES)
def test_cleaning_what_is_clean_is_possible(media_type: str) -> None:
    cleaned = clean(SAMPLES[media_type](), media_type)
    assert sniff(clean(cleaned, media_type)) == media_type


@pytest.mark.parametrize("media_type", [kinds.DOCX, kinds.XLSX, kinds.ODT, kinds.ODS])
def test_words_and_remarks_stay(media_type: str) -> None:
    found = everything_in(clean(SAMPLES[media_type](), media_type))
    assert VISIBLE.encode() in found
    assert b"Which alloy" in found or b"<t>Net</t>" in found


@pytest.mark.parametrize("media_type", [kinds.DOCX, kinds.XLSX, kinds.ODT, kinds.ODS])
def test_every_xml_part_is_still_well_formed(media_type: str) -> None:
    cleaned = clean(SAMPLES[media_type](), media_type)
    with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))


def test_words_of_a_pdf_stay_and_its_comment_has_no_author() -> None:
    cleaned = clean(samples.pdf(), kinds.PDF)
    assert samples.words_of_pdf(cleaned).strip() == VISIBLE
    reader = PdfReader(io.BytesIO(cleaned))
    (annotation,) = reader.pages[0]["/Annots"]
    assert annotation.get_object()["/Contents"] == "A question"  # type: ignore[has-type]
    assert "/T" not in annotation.get_object()  # type: ignore[has-type]
    assert reader.attachments == {}
    assert set(reader.metadata or {}) <= {"/Producer"}


def test_picture_in_a_pdf_is_still_a_picture() -> None:
    reader = PdfReader(io.BytesIO(clean(samples.pdf(), kinds.PDF)))
    drawing = reader.pages[0]["/Resources"]["/XObject"]["/X1"]
    with Image.open(io.BytesIO(drawing._data)) as picture:
        picture.load()
        assert picture.size == (8, 4)


def test_picture_in_a_pdf_is_cleaned_inside_other_codings_too() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(samples.pdf()))
    drawing = writer.pages[0]["/Resources"]["/XObject"]["/I1"]
    drawing._data = base64.a85encode(drawing._data) + b"~>"
    drawing[NameObject("/Filter")] = ArrayObject(
        [NameObject("/ASCII85Decode"), NameObject("/DCTDecode")]
    )
    target = io.BytesIO()
    writer.write(target)
    reader = PdfReader(io.BytesIO(clean(target.getvalue(), kinds.PDF)))
    found = reader.pages[0]["/Resources"]["/XObject"]["/X1"]
    assert found["/Filter"] == "/DCTDecode"
    assert PLANTED.encode() not in found._data
    with Image.open(io.BytesIO(found._data)) as picture:
        picture.load()
        assert picture.size == (8, 4)


def test_tracked_insertions_are_accepted_and_what_stands_behind_pictures_goes() -> None:
    with zipfile.ZipFile(io.BytesIO(clean(samples.docx(), kinds.DOCX))) as archive:
        document = archive.read("word/document.xml").decode()
    assert "Ignorable" not in document
    assert "w:ins" not in document
    assert "<w:t>added</w:t>" in document
    assert "A housing on a table" not in document
    assert f'xml:space="preserve">{VISIBLE} &amp; more<' in document


@pytest.mark.parametrize(
    ("instruction", "kept"),
    [
        (' INCLUDEPICTURE "C:\\\\Users\\\\anna\\\\a.png" \\* MERGEFORMAT ', ""),
        (' LINK Excel.Sheet.12 "\\\\\\\\server\\\\anna\\\\a.xlsx" ', ""),
        (' DDEAUTO excel "C:\\\\anna.xls" ', ""),
        (' AUTHOR "Anna" ', ""),
        (' HYPERLINK "file:///C:/anna.docx" ', ""),
        (' HYPERLINK "https://kontor.example/" \\o "Anna" \\h ', ""),
        (' HYPERLINK \\l "Anna" ', ' HYPERLINK \\l "Place1" '),
        (' TOC \\o "1-3" \\h \\t "Anna,1" ', ' TOC \\o "1-3" \\h '),
        (" PAGEREF Anna \\h ", " PAGEREF Place1 \\h "),
    ],
)
def test_of_most_fields_the_result_alone_stays(instruction: str, kept: str) -> None:
    sign = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>".format
    document = (
        f"<w:document xmlns:w='{WORD}'><w:body><w:p>{sign('begin')}<w:r><w:instrText>"
        f"{instruction}</w:instrText></w:r>{sign('separate')}<w:r><w:t>shown</w:t></w:r>"
        f"{sign('end')}</w:p></w:body></w:document>"
    )
    cleaned = clean(samples.docx({"word/document.xml": document.encode()}), kinds.DOCX)
    with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
        found = ElementTree.fromstring(archive.read("word/document.xml"))
    assert "".join(found.itertext()) == f"{kept}shown"
    assert len(list(found.iter(f"{{{WORD}}}fldChar"))) == (3 if kept else 0)


def test_a_document_lets_go_of_its_relations_to_what_is_gone() -> None:
    with zipfile.ZipFile(io.BytesIO(clean(samples.docx(), kinds.DOCX))) as archive:
        names = set(archive.namelist())
        package = archive.read("_rels/.rels").decode()
        document = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    assert names == {
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/comments.xml",
        "word/settings.xml",
        "word/media/image1.jpeg",
    }
    assert "docProps" not in package + types
    assert "customXml" not in document
    # No link in the text names this address.
    assert "https://kontor.example/" not in document


def test_a_sheet_forgets_its_printer_and_keeps_its_page() -> None:
    with zipfile.ZipFile(io.BytesIO(clean(samples.xlsx(), kinds.XLSX))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        workbook = archive.read("xl/workbook.xml").decode()
    assert '<pageSetup orientation="portrait"></pageSetup>' in sheet
    assert 'r:id="rId1"' in workbook


@pytest.mark.parametrize(
    "hidden", [f"<!-- {PLANTED} -->", f"<?x {PLANTED}?>", f"<author>{PLANTED}</author>"]
)
def test_a_sheet_that_could_be_left_as_it_is_hides_nothing(hidden: str) -> None:
    sheet = f'<?xml version="1.0"?><worksheet><sheetData/>{hidden}</worksheet>'
    extra = {
        "xl/worksheets/sheet1.xml": sheet.encode(),
        "xl/worksheets/_rels/sheet1.xml.rels": samples.relations(),
    }
    found = everything_in(clean(samples.xlsx(extra), kinds.XLSX))
    assert PLANTED.split()[0].encode() not in found


def test_open_document_starts_with_its_kind_unpacked() -> None:
    cleaned = clean(samples.open_document(), kinds.ODT)
    with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
        first = archive.infolist()[0]
        manifest = archive.read("META-INF/manifest.xml").decode()
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert "content.xml" in manifest
    assert "settings.xml" not in manifest
    assert "Thumbnails" not in manifest


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_turned_picture_comes_back_upright(kind: str) -> None:
    media_type = kinds.JPEG if kind == "JPEG" else kinds.PNG
    cleaned = clean(samples.picture(kind, orientation=6), media_type)
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert picture.size == (4, 8)
        assert picture.getexif() == {}
        red, green, blue = picture.convert("RGB").getpixel((2, 1))
        assert red > 200
        assert green < 80
        assert blue < 80


def test_an_upright_jpeg_keeps_its_very_points() -> None:
    content = samples.picture()
    with (
        Image.open(io.BytesIO(content)) as before,
        Image.open(io.BytesIO(clean(content, kinds.JPEG))) as after,
    ):
        assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_colour_profile_does_not_stay(kind: str) -> None:
    media_type = kinds.JPEG if kind == "JPEG" else kinds.PNG
    cleaned = clean(samples.picture(kind, profile=True), media_type)
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert "icc_profile" not in picture.info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_cleaned(mode: str) -> None:
    target = io.BytesIO()
    Image.new(mode, (3, 2)).save(target, "PNG")
    with Image.open(io.BytesIO(clean(target.getvalue(), kinds.PNG))) as picture:
        assert (picture.mode, picture.size) == (mode, (3, 2))


def test_a_pdf_with_a_password_is_refused() -> None:
    with pytest.raises(FileRefused, match="protected by a password"):
        clean(samples.pdf(password="secret"), kinds.PDF)


def test_an_encrypted_open_document_is_refused() -> None:
    manifest = (
        b'<m:manifest xmlns:m="urn:m"><m:file-entry m:full-path="content.xml">'
        b"<m:encryption-data/></m:file-entry></m:manifest>"
    )
    with pytest.raises(FileRefused, match="protected by a password"):
        clean(samples.open_document(extra={"META-INF/manifest.xml": manifest}), kinds.ODT)


def showing(*elements: str) -> dict[str, bytes]:
    """A text that shows what its relations lead to."""
    document = (
        f"<w:document xmlns:w='{WORD}' xmlns:r='{samples.OFFICE}' xmlns:o='urn:schemas-microsoft-"
        f"com:office:office' xmlns:a='{samples.DRAWINGS}/main'><w:body>{''.join(elements)}"
        "</w:body></w:document>"
    )
    return {"word/document.xml": document.encode()}


@pytest.mark.parametrize(
    ("kind", "part", "element", "message"),
    [
        ("image", "word/media/image1.emf", "<a:blip r:embed='rId1'/>", "picture in the document"),
        ("oleObject", "word/embeddings/oleObject1.bin", "", "another document"),
        ("aFChunk", "word/afchunk.html", "<w:altChunk r:id='rId1'/>", "another document"),
        ("subDocument", "word/sub.docx", "<w:subDoc r:id='rId1'/>", "another document"),
        ("control", "word/control.bin", "<w:control r:id='rId1'/>", "another document"),
    ],
)
def test_what_cannot_be_cleaned_is_refused(
    kind: str, part: str, element: str, message: str
) -> None:
    relations = samples.relations(("rId1", kind, part.removeprefix("word/"), False))
    extra = showing(element) | {
        "word/_rels/document.xml.rels": relations,
        part: b"\x01\x00\x00\x00 something",
    }
    with pytest.raises(FileRefused, match=message):
        clean(samples.docx(extra), kinds.DOCX)


@pytest.mark.parametrize("aspect", ["Content", "Icon"])
def test_of_a_workbook_pasted_into_a_text_the_picture_stays_alone(aspect: str) -> None:
    """It shows some cells; the workbook behind it holds all its sheets."""
    extra = {
        "word/_rels/document.xml.rels": samples.relations(
            ("rId1", "package", "embeddings/sheet.xlsx", False),
            ("rId2", "image", "media/image1.jpeg", False),
        ),
        "word/embeddings/sheet.xlsx": samples.xlsx(),
        **showing(
            "<w:object><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:imagedata r:id='rId2'/>"
            f"</v:shape><o:OLEObject Type='Embed' DrawAspect='{aspect}' r:id='rId1'/></w:object>"
        ),
    }
    if aspect == "Icon":
        with pytest.raises(FileRefused, match="another document"):
            clean(samples.docx(extra), kinds.DOCX)
        return
    with zipfile.ZipFile(io.BytesIO(clean(samples.docx(extra), kinds.DOCX))) as archive:
        assert b"imagedata" in archive.read("word/document.xml")
        names = [name for name in archive.namelist() if "/media/" in name or ".xlsx" in name]
    assert names == ["word/media/image1.jpeg"]


def test_a_document_type_in_xml_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(FileRefused, match="damaged"):
        clean(samples.docx({"word/document.xml": bomb}), kinds.DOCX)


@pytest.mark.parametrize("media_type", SAMPLES)
def test_cut_off_files_are_cleaned_or_refused_and_never_break(media_type: str) -> None:
    content = SAMPLES[media_type]()
    for length in range(1, len(content), max(1, len(content) // 40)):
        try:
            clean(content[:length], media_type)
        except FileRefused:
            continue


@pytest.mark.parametrize("media_type", [kinds.TXT, kinds.CSV])
def test_texts_come_back_as_they_are(media_type: str) -> None:
    assert clean(b"a;b\n", media_type) == b"a;b\n"


@pytest.mark.parametrize(
    "head",
    [
        'Reply to Anna Kratzler (01/12/2026, 10:00): "Which alloy?"',
        "Antwort an Anna Kratzler (01.12.2026, 10:00): „Which alloy?“",
        "Répondre à Anna Kratzler (01/12/2026 10:00): « Which alloy? »",
    ],
)
def test_an_answered_remark_names_nobody(head: str) -> None:
    """LibreOffice Writer puts into an answer whom it answers."""
    for kind, document, part in (
        (kinds.ODT, samples.open_document(), "content.xml"),
        (kinds.DOCX, samples.docx(), "word/comments.xml"),
    ):
        parts = _members_of(document)
        before = parts[part].replace(b"Which alloy", f"{head}Mine: yes (2): &quot;".encode())
        cleaned = clean(samples.zipped(parts | {part: before}), kind)
        found = b"".join(_members_of(cleaned).values()).decode(errors="replace")
        assert "Kratzler" not in found
        assert "Author:" in found
        assert "Which alloy?" in found
        assert "Mine: yes (2):" in found


def test_a_picture_within_a_cell_is_refused_and_not_lost() -> None:
    parts = _members_of(samples.xlsx())
    (name,) = [name for name in parts if "worksheets/sheet1.xml" in name and "rels" not in name]
    cell = b'<c r="B9" t="e" vm="1"><v>#VALUE!</v></c>'
    row = b'<row r="9">' + cell + b"</row></sheetData>"
    with pytest.raises(FileRefused) as refused:
        clean(samples.zipped(parts | {name: parts[name].replace(b"</sheetData>", row)}), kinds.XLSX)
    assert refused.value.reason is Reason.NOT_KNOWN


def _members_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
