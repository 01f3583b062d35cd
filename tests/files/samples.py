"""Files made for the tests: small, whole, with strings planted wherever a property can be."""

import io
import re
import zipfile
import zlib
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from files import kinds
from files.checking import CheckedFile
from files.examination import examine

PLANTED = "Neckartaler Praezision"
VISIBLE = "Housings of light metal"


def everything_in(content: bytes) -> bytes:
    """Return the bytes and whatever can be unpacked from them, in each usual encoding as ASCII."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                found.append(entry.filename.encode() + entry.comment + entry.extra)
                found.append(everything_in(archive.read(entry)))
    for start in re.finditer(rb"stream\r?\n|IDAT|zTXt|iTXt|iCCP", content):
        for skip in range(90):
            try:
                unpacked = zlib.decompressobj().decompress(content[start.end() + skip :])
            except zlib.error:
                continue
            found.append(unpacked)
            break
    joined = b"\n".join(found)
    return joined + joined.replace(b"\x00", b"")


def zipped(members: dict[str, bytes], *, comment: bytes = b"") -> bytes:
    """Return an archive; a member called mimetype is stored."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, member in members.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, member, how)
        archive.comment = comment
    return target.getvalue()


def picture(kind: str = "JPEG", *, orientation: int = 1, profile: bool = False) -> bytes:
    """Return a picture of 8 by 4 points, its left half red, with planted properties."""
    drawn = Image.new("RGB", (8, 4), "white")
    drawn.paste("red", (0, 0, 4, 4))
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x0112] = PLANTED, PLANTED, orientation
    target = io.BytesIO()
    options: dict[str, Any] = {"exif": exif.tobytes()}
    if profile:
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        options["icc_profile"] = srgb
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", PLANTED)
        texts.add_itxt("XML:com.adobe.xmp", f"<x>{PLANTED}</x>", zip=True)
        texts.add_text("Comment", PLANTED, zip=True)
        options["pnginfo"] = texts
    else:
        options |= {"comment": PLANTED, "quality": 95, "xmp": f"<x>{PLANTED}</x>".encode()}
    drawn.save(target, kind, **options)
    return target.getvalue() + (PLANTED.encode() if kind == "JPEG" else b"")


def pdf(*, password: str = "") -> bytes:
    """Return a PDF of one page with information, XMP, attachment, comment and a signature."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 10 100 Td ({VISIBLE}) Tj ET /I1 Do".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    fonts = DictionaryObject({NameObject("/F1"): _dictionary(font)})
    drawing = DecodedStreamObject()
    drawing.set_data(picture())
    drawing.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
            NameObject("/Metadata"): writer._add_object(_stream(f"<x>{PLANTED}</x>")),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/Font"): fonts,
            NameObject("/XObject"): DictionaryObject(
                {NameObject("/I1"): writer._add_object(drawing)}
            ),
        }
    )
    page[NameObject("/PieceInfo")] = _dictionary({"/Maker": f"({PLANTED})"})
    comment = Text(rect=(10, 10, 30, 30), text="A question", open=False)
    comment[NameObject("/T")] = TextStringObject(PLANTED)
    writer.add_annotation(0, comment)
    writer.add_metadata({"/Author": PLANTED, "/Title": PLANTED, "/Company": PLANTED})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(_stream(f"<x>{PLANTED}</x>"))
    writer.root_object[NameObject("/Signed")] = writer._add_object(
        _dictionary({"/Type": "/Sig", "/ByteRange": "[]", "/Name": f"({PLANTED})"})
    )
    writer.add_attachment(f"{PLANTED}.txt", PLANTED.encode())
    if password:
        writer.encrypt(password)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def checked(name: str, content: bytes) -> CheckedFile:
    """Return a file as a form hands it to an action: looked at, and cleaned."""
    kind = kinds.BY_EXTENSION[name.rpartition(".")[2]]
    found = examine(content, kind.media_type)
    extension = kind.extensions[0]
    return CheckedFile(content, kind.media_type, extension, name, found.clean, found.uncleanable)


def words_of_pdf(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _stream(text: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(text.encode())
    return stream.flate_encode()  # type: ignore[return-value]


def _dictionary(entries: dict[str, str]) -> DictionaryObject:
    made = DictionaryObject()
    for key, value in entries.items():
        text = value.strip("()")
        plain = NameObject(value) if value.startswith("/") else TextStringObject(text)
        made[NameObject(key)] = plain
    return made


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def relations(*entries: tuple[str, str, str, bool]) -> bytes:
    """Return a .rels part of (id, last word of the type, target, whether outside)."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if outside else ''}/>"
        for key, kind, target, outside in entries
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'.encode()


def _properties() -> dict[str, bytes]:
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return {
        "docProps/core.xml": f'<c xmlns="{core}"><creator>{PLANTED}</creator></c>'.encode(),
        "docProps/app.xml": f"<Properties><Company>{PLANTED}</Company></Properties>".encode(),
        "docProps/custom.xml": f"<Properties><p>{PLANTED}</p></Properties>".encode(),
        "docProps/thumbnail.jpeg": picture(),
        "customXml/item1.xml": f"<x>{PLANTED}</x>".encode(),
    }


def _content_types(main_part: str, main_type: str, *others: str) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="application/xml"/>' for part in others
    )
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main_part}" ContentType="application/vnd.openxmlformats-'
        f'officedocument.{main_type}.main+xml"/>{overrides}</Types>'
    ).encode()


def docx(
    extra: dict[str, bytes] | None = None, *, main: str = "wordprocessingml.document"
) -> bytes:
    """Return a Word document with comment, tracked change, picture, template and properties."""
    members = {
        "[Content_Types].xml": _content_types("word/document.xml", main, "docProps/core.xml"),
        "_rels/.rels": relations(
            ("rId1", "officeDocument", "word/document.xml", False),
            ("rId2", "core-properties", "docProps/core.xml", False),
            ("rId3", "extended-properties", "docProps/app.xml", False),
            ("rId4", "metadata/thumbnail", "docProps/thumbnail.jpeg", False),
        ),
        **_properties(),
        "word/document.xml": (
            f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}" '
            f'xmlns:w14="{WORD}14" xmlns:mc="{COMPATIBILITY}" xmlns:wp="{DRAWINGS}/'
            f'wordprocessingDrawing" xmlns:pic="{DRAWINGS}/picture" xmlns:a="{DRAWINGS}/main" '
            'mc:Ignorable="w14">'
            f"<!-- {PLANTED} --><w:body><w:p><w:r><w:t xml:space='preserve'>{VISIBLE} &amp; "
            f'more</w:t></w:r><w:ins w:id="1" w:author="{PLANTED}" w:date="2026-01-01T00:00:00Z">'
            "<w:r><w:t>added</w:t></w:r></w:ins>"
            '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
            f'<a:blip r:embed="rId2"/><wp:docPr id="1" name="{PLANTED}.png" '
            f'descr="C:\\{PLANTED.split()[0]}\\a.png"/><pic:cNvPr id="2" name="{PLANTED}" '
            'descr="A housing on a table"/></w:body></w:document>'
        ).encode(),
        "word/_rels/document.xml.rels": relations(
            ("rId1", "comments", "comments.xml", False),
            ("rId2", "image", "media/image1.jpeg", False),
            ("rId3", "settings", "settings.xml", False),
            ("rId4", "people", "people.xml", False),
            ("rId5", "customXml", "../customXml/item1.xml", False),
            ("rId6", "hyperlink", f"file:///C:/{PLANTED}/list.docx", True),
            ("rId7", "hyperlink", "https://kontor.example/", True),
        ),
        "word/comments.xml": (
            f'<w:comments xmlns:w="{WORD}"><w:comment w:id="0" w:author="{PLANTED}" '
            f'w:initials="{PLANTED}"><w:p><w:r><w:t>Which alloy</w:t></w:r></w:p></w:comment>'
            "</w:comments>"
        ).encode(),
        "word/people.xml": f'<w15:people xmlns:w15="urn:w15"><w15:person w15:author="{PLANTED}"/>'
        "</w15:people>".encode(),
        "word/settings.xml": (
            f'<w:settings xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:attachedTemplate r:id="rId1"/>'
            f'<w:docVars><w:docVar w:name="a" w:val="{PLANTED}"/></w:docVars></w:settings>'
        ).encode(),
        "word/_rels/settings.xml.rels": relations(
            ("rId1", "attachedTemplate", f"file:///C:/{PLANTED}/Normal.dotm", True)
        ),
        "word/media/image1.jpeg": picture(),
        "word/stray.xml": f"<x>{PLANTED}</x>".encode(),
    }
    return zipped(members | (extra or {}), comment=PLANTED.encode())


def with_body(document: bytes, beginning: bytes) -> bytes:
    """A DOCX whose body begins with more."""
    source = zipfile.ZipFile(io.BytesIO(document))
    members = {name: source.read(name) for name in source.namelist()}
    main = "word/document.xml"
    members[main] = members[main].replace(b"<w:body>", b"<w:body>" + beginning)
    return zipped(members)


def xlsx(extra: dict[str, bytes] | None = None) -> bytes:
    """Return a workbook with notes, printer, path and properties."""
    members = {
        "[Content_Types].xml": _content_types("xl/workbook.xml", "spreadsheetml.sheet"),
        "_rels/.rels": relations(
            ("rId1", "officeDocument", "xl/workbook.xml", False),
            ("rId2", "core-properties", "docProps/core.xml", False),
        ),
        **_properties(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}" xmlns:x15ac="urn:x15ac">'
            f'<fileSharing userName="{PLANTED}"/><x15ac:absPath url="C:\\{PLANTED}\\"/>'
            '<sheets><sheet name="Prices" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml", False),
            ("rId2", "person", "persons/person.xml", False),
        ),
        "xl/persons/person.xml": (
            f'<personList><person displayName="{PLANTED}" id="{{1}}" userId="{PLANTED}" '
            'providerId="AD"/></personList>'
        ).encode(),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheetData><row r="1"><c r="A1" '
            f't="inlineStr"><is><t>{VISIBLE}</t></is></c></row></sheetData>'
            '<pageSetup orientation="portrait" r:id="rId2"/></worksheet>'
        ).encode(),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("rId1", "comments", "../comments1.xml", False),
            ("rId2", "printerSettings", "../printerSettings/printerSettings1.bin", False),
        ),
        "xl/comments1.xml": (
            f'<comments xmlns="{SHEET}"><authors><author>{PLANTED}</author></authors>'
            "<commentList><comment ref='A1' authorId='0'><text><t>Net</t></text></comment>"
            "</commentList></comments>"
        ).encode(),
        "xl/printerSettings/printerSettings1.bin": PLANTED.encode("utf-16-le"),
    }
    return zipped(members | (extra or {}))


def open_document(kind: str = "text", extra: dict[str, bytes] | None = None) -> bytes:
    """Return an ODT ("text") or ODS ("spreadsheet") with notes, changes, printer, preview."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    people = f"<dc:creator>{PLANTED}</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>"
    members = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        "META-INF/manifest.xml": (
            f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="x"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            '<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="t"/>'
            '<manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png" '
            'manifest:media-type="image/png"/></manifest:manifest>'
        ).encode(),
        "meta.xml": (
            f'<office:document-meta xmlns:office="{office}:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<office:meta><dc:creator>{PLANTED}</dc:creator></office:meta></office:document-meta>"
        ).encode(),
        "settings.xml": f"<x><PrinterName>{PLANTED}</PrinterName></x>".encode(),
        "content.xml": (
            f'<office:document-content xmlns:office="{office}:office:1.0" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'xmlns:text="{office}:text:1.0" xmlns:meta="{office}:meta:1.0" '
            f'xmlns:draw="{office}:drawing:1.0"><!-- {PLANTED} --><office:body><text:tracked-'
            f"changes><office:change-info>{people}</office:change-info></text:tracked-changes>"
            f"<text:p>{VISIBLE}<office:annotation>{people}<meta:creator-initials>{PLANTED}"
            f"</meta:creator-initials><text:p>Which alloy</text:p></office:annotation></text:p>"
            f'<draw:frame draw:name="{PLANTED.split()[0]}.png"><draw:image xlink:href="Pictures/'
            f'1.png"/></draw:frame><text:a xlink:href="file:///home/{PLANTED}/a.odt">list</text:a>'
            '<text:a xlink:href="https://kontor.example/">site</text:a>'
            "</office:body></office:document-content>"
        ).encode(),
        "Pictures/1.png": picture("PNG"),
        "Thumbnails/thumbnail.png": picture("PNG"),
    }
    return zipped(members | (extra or {}))
