"""Checking: a file is taken when content, extension and sent type agree and nothing in it acts."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from files import kinds
from files.checking import (
    MAXIMUM_SIZE,
    MAXIMUM_TOTAL,
    check,
    check_total,
    tidy,
)
from files.errors import FileRefused
from files.limits import MAXIMUM_UNPACKED
from tests.files import samples

GOOD = {
    "a.pdf": (samples.pdf, kinds.PDF),
    "a.png": (lambda: samples.picture("PNG"), kinds.PNG),
    "a.jpg": (samples.picture, kinds.JPEG),
    "a.docx": (samples.docx, kinds.DOCX),
    "a.xlsx": (samples.xlsx, kinds.XLSX),
    "a.odt": (samples.open_document, kinds.ODT),
    "a.ods": (lambda: samples.open_document("spreadsheet"), kinds.ODS),
    "a.txt": (lambda: "Gehäuse\r\n".encode(), kinds.TXT),
    "a.csv": (lambda: "a;ü\n1;2\n".encode("cp1252"), kinds.CSV),
}


def refused(content: bytes, name: str, sent_type: str = "") -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(FileRefused) as caught:
        check(io.BytesIO(content), name, sent_type)
    assert isinstance(caught.value, ValidationError)
    return str(caught.value.code)


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_is_taken_under_its_own_type(name: str) -> None:
    make, media_type = GOOD[name]
    content = make()
    for sent_type in (media_type, "", "application/octet-stream", f"{media_type.upper()}; a=b"):
        checked = check(io.BytesIO(content), name, sent_type)
        assert (checked.media_type, checked.extension) == (media_type, name[2:])
        assert (checked.content, checked.size, checked.name) == (content, len(content), name)


@pytest.mark.parametrize("name", GOOD)
def test_no_content_passes_under_another_extension(name: str) -> None:
    content = GOOD[name][0]()
    texts = {"a.txt", "a.csv"}
    for other in GOOD:
        if other != name and not {name, other} <= texts:
            assert refused(content, other) == "disagrees"


@pytest.mark.parametrize("name", GOOD)
def test_the_sent_type_has_to_agree(name: str) -> None:
    content = GOOD[name][0]()
    assert refused(content, name, "text/html") == "disagrees"
    assert refused(content, name, "image/svg+xml") == "disagrees"


def test_extensions_are_read_whatever_their_case_and_kept_in_one_form() -> None:
    assert check(io.BytesIO(samples.picture()), "A.JPEG", "image/jpeg").extension == "jpg"


def test_tables_of_text_are_taken_as_windows_sends_them() -> None:
    checked = check(io.BytesIO(b"a;b"), "a.csv", "application/vnd.ms-excel")
    assert checked.media_type == kinds.CSV


@pytest.mark.parametrize(
    "name",
    ["a.exe", "a", "", ".pdf.exe", "a.html", "a.svg", "a.docm", "a.doc", "a.zip", "a.pdf\x00.exe"],
)
def test_other_kinds_are_refused_by_name(name: str) -> None:
    assert refused(samples.pdf(), name) == "kind"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03",
        b"a\x00b",
        b"\x1b[2J",
        "two bytes a sign".encode("utf-16-le"),
        "\x1b[2J".encode("utf-16"),
        b"\xff\xfe\x00\xd8\x41\x00",
        b"\x81\x8d",
    ],
)
def test_what_is_no_text_that_we_know_is_told_how_to_save_it(content: bytes) -> None:
    assert refused(content, "a.txt", "text/plain") == "encoding"


@pytest.mark.parametrize("content", [b"%PDF-1.7 something", b"\xff\xd8\xff\xe0"])
def test_what_is_something_else_is_no_text_file(content: bytes) -> None:
    assert refused(content, "a.txt", "text/plain") == "disagrees"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-15"])
def test_a_text_is_kept_in_the_encoding_that_it_came_in(encoding: str) -> None:
    content = "Gehäuse, 4 mm\r\n".encode(encoding)
    assert check(io.BytesIO(content), "a.txt", "text/plain").content == content
    assert check(io.BytesIO(content), "a.csv", "text/csv").clean == content


def test_a_pdf_with_bytes_before_its_head_is_taken_and_cleaned_without_them() -> None:
    content = b"Content-Type: application/pdf\r\n\r\n" + samples.pdf()
    checked = check(io.BytesIO(content), "a.pdf", "application/pdf")
    assert checked.content == content
    assert checked.clean is not None
    assert checked.clean.startswith(b"%PDF-")
    assert samples.PLANTED.encode() not in samples.everything_in(checked.clean)
    assert refused(b" " * 1_024 + samples.pdf(), "a.pdf") == "disagrees"


@pytest.mark.parametrize("extension", ["jfif", "JFIF", "jpe", "jpeg", "jpg"])
def test_a_photo_is_one_whatever_its_program_calls_it(extension: str) -> None:
    checked = check(io.BytesIO(samples.picture()), f"a.{extension}", "image/jpeg")
    assert (checked.media_type, checked.extension) == (kinds.JPEG, "jpg")


def test_size_is_bounded_before_and_after_reading() -> None:
    exact = SimpleUploadedFile("a.txt", b"a" * MAXIMUM_SIZE)
    assert check(exact, "a.txt", "text/plain").size == MAXIMUM_SIZE
    larger = SimpleUploadedFile("a.txt", b"a" * (MAXIMUM_SIZE + 1))
    with pytest.raises(FileRefused, match="larger than 10 MB"):
        check(larger, "a.txt", "text/plain")
    assert refused(b"a" * (MAXIMUM_SIZE + 1), "a.txt") == "size"
    assert refused(b"", "a.txt") == "empty"


def test_the_files_of_a_case_are_bounded_together() -> None:
    check_total(MAXIMUM_TOTAL - 5, 5)
    with pytest.raises(FileRefused, match="more than 50 MB"):
        check_total(MAXIMUM_TOTAL - 5, 6)


def test_macros_are_refused() -> None:
    assert refused(samples.docx({"word/vbaProject.bin": b"x"}), "a.docx") == "macros"
    assert refused(samples.open_document(extra={"Basic/script.xml": b"<x/>"}), "a.odt") == "macros"
    enabled = samples.docx(main="word.document.macroEnabled")
    assert refused(enabled, "a.docx") == "disagrees"


def test_office_files_with_a_password_are_told_so() -> None:
    assert refused(bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "a.docx") == "encrypted"


def test_archives_that_unpack_enormously_are_refused() -> None:
    dense = samples.docx({"word/media/big.xml": b"\x00" * (8 * 1024 * 1024)})
    assert refused(dense, "a.docx") == "too_large_unpacked"
    many = samples.docx({f"word/{number}.xml": b"" for number in range(3_001)})
    assert refused(many, "a.docx") == "too_large_unpacked"
    pieces = {
        f"word/{number}.xml": bytes(range(256)) * 4 * 1024
        for number in range(MAXIMUM_UNPACKED // (1024 * 1024) + 1)
    }
    assert refused(samples.docx(pieces), "a.docx") == "too_large_unpacked"


def test_archives_whose_members_lead_out_or_stand_twice_are_refused() -> None:
    for name in ("../outside.xml", "/outside.xml", "word\\outside.xml", "WORD/Document.XML"):
        assert refused(samples.docx({name: b"<x/>"}), "a.docx") == "damaged"
    twice = samples.zipped({"word/a.xml": b"", "word/b.xml": b""}).replace(b"word/b", b"word/a")
    assert refused(twice, "a.docx") == "damaged"


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def test_a_picture_of_too_many_points_is_refused_unread() -> None:
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b""))
    assert refused(content, "a.png") == "pixels"


def test_a_file_that_only_begins_like_a_picture_is_refused() -> None:
    assert refused(b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "a.png") == "damaged"
    assert refused(b"\xff\xd8\xff" + b"\x00" * 40, "a.jpg") == "damaged"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\anna\\offer.pdf", "offer.pdf"),
        ("../../etc/offer.pdf", "offer.pdf"),
        ("of\x00f\ner.pdf", "offer.pdf"),
        ("offer\u202efdp.exe", "offerfdp.exe"),
        ("offer\ud800.pdf", "offer.pdf"),
        ("Gehäuse 📎.pdf", "Gehäuse 📎.pdf"),
        ("", ""),
    ],
)
def test_names_lose_folders_controls_and_direction_marks(name: str, kept: str) -> None:
    assert tidy(name) == kept


def test_long_names_keep_their_extension() -> None:
    kept = tidy("a" * 100_000 + ".pdf")
    assert len(kept) <= 255
    assert tidy("a" * 1_000 + ".pdf") == "a" * 251 + ".pdf"


def test_the_refusal_names_what_is_taken() -> None:
    with translation.override("en"), pytest.raises(FileRefused) as caught:
        check(io.BytesIO(b"x"), "a.exe", "")
    assert caught.value.messages == [
        "Files of this kind are not taken. Send one of: "
        ".pdf, .png, .jpg, .jpeg, .jfif, .jpe, .docx, .xlsx, .odt, .ods, .txt, .csv."
    ]
