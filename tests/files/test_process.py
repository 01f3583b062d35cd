"""The child that reads files: its limits hold, and what it says arrives."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pikepdf
import pytest

from files import child, kinds, limits, process
from files.errors import FileRefused, Reason
from files.examination import examine
from files.process import Examination, examine_in_child
from tests.files import pdf_pages, samples
from tests.supervisor.kontor_run import wait_for
from web.typed_text import typing_person

pytestmark = pytest.mark.real_child


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    """Files of no person, whoever typed on a page before."""
    with sent_by(""):
        yield


def refused(content: bytes, media_type: str) -> Reason:
    with pytest.raises(FileRefused) as caught:
        examine_in_child(content, media_type)
    return caught.value.reason


def png(width: int, height: int) -> bytes:
    """A PNG of one colour that packs a thousand times."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = b"\x00" * (3 * width + 1)
    points = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (kinds.PDF, samples.pdf()),
        (kinds.DOCX, samples.docx()),
        (kinds.XLSX, samples.xlsx()),
        (kinds.ODT, samples.open_document()),
        (kinds.PNG, samples.picture("PNG", profile=True)),
        (kinds.JPEG, samples.picture(orientation=6)),
        (kinds.TXT, b"words"),
    ],
)
def test_each_kind_comes_back_clean(media_type: str, content: bytes) -> None:
    found = examine_in_child(content, media_type)
    assert found.uncleanable is None
    assert found.clean
    assert samples.PLANTED.split()[0].encode() not in samples.everything_in(found.clean)


def test_signs_named_in_a_pdf_s_typeface_are_known_within_the_limits() -> None:
    """Their list was read too late, when no file can be opened any more: all such were refused."""
    content = pdf_pages.pages(b"BT /F 20 Tf 20 40 Td (still words) Tj ET", glyph="odieresis")
    found = examine_in_child(pdf_pages.saved(content), kinds.PDF)
    assert found.clean is not None
    assert samples.words_of_pdf(found.clean).strip() == "still words"


def test_pages_are_drawn_within_the_limits() -> None:
    broken = pdf_pages.pages(pdf_pages.BLACK + pdf_pages.BROKEN)
    found = examine_in_child(pdf_pages.saved(broken), kinds.PDF)
    assert found.clean is not None
    assert len(pdf_pages.pictures(found.clean)) == 1


def test_what_is_refused_and_what_cannot_be_cleaned_arrive_with_their_words() -> None:
    assert refused(b"PK\x03\x04", kinds.DOCX) is Reason.DAMAGED
    found = examine_in_child(samples.pdf(password="secret"), kinds.PDF)
    assert found.clean is None
    assert found.uncleanable is not None
    assert found.uncleanable.reason is Reason.ENCRYPTED
    with pytest.raises(FileRefused, match="more than 25 million points"):
        examine_in_child(png(5_001, 5_000), kinds.PNG)


def test_a_small_document_full_of_large_pictures_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Five kilobytes of this kind held a case for minutes: each picture by itself was allowed."""
    monkeypatch.setattr(limits, "MAXIMUM_POINTS_TOGETHER", 4 * 100 * 100)
    names = [f"word/media/image{number}.png" for number in range(5)]

    def document(count: int) -> bytes:
        shown = "".join(f"<a:blip r:embed='rId{number}'/>" for number in range(count))
        body = (
            f"<w:document xmlns:w='{samples.WORD}' xmlns:r='{samples.OFFICE}' "
            f"xmlns:a='{samples.DRAWINGS}/main'><w:body>{shown}</w:body></w:document>"
        )
        leading = samples.relations(
            *((f"rId{n}", "image", f"media/image{n}.png", False) for n in range(5))
        )
        return samples.docx(
            {
                **dict.fromkeys(names, png(100, 100)),
                "word/document.xml": body.encode(),
                "word/_rels/document.xml.rels": leading,
            }
        )

    assert examine(document(4), kinds.DOCX).clean is not None
    with pytest.raises(FileRefused) as caught:
        examine(document(5), kinds.DOCX)
    assert caught.value.reason is Reason.PIXELS_TOGETHER


def test_the_child_is_bounded_and_gets_nothing_of_its_parent(tmp_path: Path) -> None:
    """What the child may use, read by the child itself."""
    module = tmp_path / "spy.py"
    module.write_text(
        "import json, os, resource, sys\n"
        "from files import child\n"
        "child.lock_in()\n"
        "names = ('AS', 'CPU', 'FSIZE', 'NOFILE', 'CORE')\n"
        "limits = {one: resource.getrlimit(getattr(resource, 'RLIMIT_' + one)) for one in names}\n"
        "said = json.dumps({'environment': sorted(os.environ), 'limits': limits}).encode()\n"
        "sys.stdout.buffer.write(b'{}\\n' + said)\n"
    )
    found = in_project(module)
    assert found.clean is not None
    assert b'"environment": ["LC_CTYPE", "PATH"]' in found.clean or (
        b'"environment": ["PATH"]' in found.clean
    )
    memory = f'"AS": [{child.MEMORY}, {child.MEMORY}]'.encode()
    assert memory in found.clean
    assert f'"CPU": [{child.SECONDS}, {child.SECONDS}]'.encode() in found.clean
    assert b'"FSIZE": [0, 0]' in found.clean
    assert b'"NOFILE": [4, 4]' in found.clean


def in_project(module: Path) -> Examination:
    """Run a module of a test's in the child's place."""
    folder = module.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(process.ENVIRONMENT, "PYTHONPATH", f"{folder}")
        found = examine_in_child(b"", kinds.TXT, module=module.stem)
    if found.clean is not None:
        clean = found.clean.replace(b'"PYTHONPATH", ', b"").replace(b', "PYTHONPATH"', b"")
        return Examination(clean)
    return found


@pytest.mark.parametrize(
    "what",
    [
        "held = [bytearray(2**28) for _ in range(9)]",  # more memory than it may have
        "os.abort()",
        "socket.socket()",
        "open('/etc/hostname')",
        "raise SystemExit(3)",
    ],
)
def test_a_child_that_dies_or_oversteps_refuses_the_file(tmp_path: Path, what: str) -> None:
    module = tmp_path / "ending.py"
    # As in the child, the answer's place is taken before.
    head = "import os, socket\nfrom files import child\nanswers = os.dup(1)\nchild.lock_in()\n"
    module.write_text(f"{head}{what}\n")
    with pytest.raises(FileRefused) as caught:
        in_project(module)
    assert caught.value.reason is Reason.TOO_COSTLY


def test_a_child_that_goes_on_for_ever_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SECONDS", 0.5)
    module = tmp_path / "endless.py"
    pid = tmp_path / "pid"
    module.write_text(
        f"import os\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\nwhile True: pass\n"
    )
    with pytest.raises(FileRefused) as caught:
        in_project(module)
    assert caught.value.reason is Reason.TOO_COSTLY
    if pid.exists():
        assert not Path(f"/proc/{pid.read_text()}").exists()


@contextmanager
def looking_at_files_of(*people: str) -> Iterator[None]:
    with ExitStack() as places:
        for person in people:
            places.enter_context(process._place_of(person))
        yield


@contextmanager
def sent_by(person: str) -> Iterator[None]:
    token = typing_person.set(person)
    try:
        yield
    finally:
        typing_person.reset(token)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody but a stranger is somebody that an agency knows; two are of one company."""

    def side_of(person: str) -> str:
        return "" if person.startswith("stranger") else person.partition(" of ")[2] or person

    monkeypatch.setattr(process, "_sides", [side_of])
    monkeypatch.setattr(process, "_rests", {})


@pytest.mark.usefixtures("known")
def test_no_more_children_run_than_there_are_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PATIENCE", 0.05)
    with looking_at_files_of("one", "another"):
        assert refused(b"words", kinds.TXT) is Reason.BUSY
    assert examine_in_child(b"words", kinds.TXT).clean == b"words"


@pytest.mark.usefixtures("known")
def test_one_person_s_files_leave_a_place_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    # Refused at once: what one's own file takes is not waited for.
    monkeypatch.setattr(process, "PATIENCE", 600.0)
    with looking_at_files_of("somebody"):
        with sent_by("somebody"):
            assert refused(b"words", kinds.TXT) is Reason.BUSY
        with sent_by("another"):
            assert examine_in_child(b"words", kinds.TXT).clean == b"words"
    with sent_by("somebody"):
        assert examine_in_child(b"words", kinds.TXT).clean == b"words"


@pytest.mark.usefixtures("known")
def test_a_company_has_one_place_however_many_accounts_it_has() -> None:
    with looking_at_files_of("one of the company"):
        with sent_by("another of the company"):
            assert refused(b"words", kinds.TXT) is Reason.BUSY
        with sent_by("somebody of another one"):
            assert examine_in_child(b"words", kinds.TXT).clean == b"words"


@pytest.mark.usefixtures("known")
def test_a_place_that_comes_free_is_for_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_examining", ["another"])
    monkeypatch.setattr(process, "_waiting", ["somebody"])
    with sent_by("one who comes later"):
        assert refused(b"words", kinds.TXT) is Reason.BUSY


@pytest.mark.usefixtures("known")
def test_all_strangers_together_have_one_place() -> None:
    with looking_at_files_of("stranger one"):
        with sent_by("stranger two"):
            assert refused(b"words", kinds.TXT) is Reason.BUSY
        with sent_by("somebody"):
            assert examine_in_child(b"words", kinds.TXT).clean == b"words"
    with sent_by("stranger two"):
        assert examine_in_child(b"words", kinds.TXT).clean == b"words"


@pytest.mark.usefixtures("known")
def test_whose_file_took_long_rests_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LONG", 0.0)
    monkeypatch.setattr(process, "RESTS", 1_000_000.0)
    monkeypatch.setattr(process, "STRANGERS_REST", 0.0)
    for one, another in (("somebody", "another"), ("stranger one", "stranger two")):
        with sent_by(one):
            assert examine_in_child(b"words", kinds.TXT).clean == b"words"
            assert refused(b"words", kinds.TXT) is Reason.BUSY
        with sent_by(another):
            assert examine_in_child(b"words", kinds.TXT).clean == b"words"
    monkeypatch.setattr(process, "_rests", {})
    monkeypatch.setattr(process, "LONG", 600.0)
    with sent_by("somebody"):
        for _time in range(2):
            assert examine_in_child(b"words", kinds.TXT).clean == b"words"


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("one", "another", "third"),
    [
        ("one of the company", "another of the company", "somebody of another one"),
        ("stranger one", "stranger two", "somebody"),
    ],
)
def test_whoever_shares_its_place_rests_too(
    one: str, another: str, third: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By turns, some accounts of a company and some strangers held both places for good."""
    monkeypatch.setattr(process, "LONG", 0.0)
    monkeypatch.setattr(process, "RESTS", 1_000_000.0)
    monkeypatch.setattr(process, "STRANGERS_REST", 1_000_000.0)
    with sent_by(one):
        assert examine_in_child(b"words", kinds.TXT).clean == b"words"
    with sent_by(another):
        assert refused(b"words", kinds.TXT) is Reason.BUSY
    with sent_by(third):
        assert examine_in_child(b"words", kinds.TXT).clean == b"words"


def test_work_of_nobody_takes_every_place() -> None:
    with looking_at_files_of(*[""] * process.AT_ONCE):
        assert process._examining == [""] * process.AT_ONCE


@pytest.mark.usefixtures("known")
def test_while_one_waits_for_a_place_nobody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each who waits holds a thread of the web server: many would hold all of them."""
    monkeypatch.setattr(process, "PATIENCE", 600.0)
    with ThreadPoolExecutor() as pool:
        with looking_at_files_of("one", "another"):
            waits = pool.submit(lambda: examine_in_child(b"first", kinds.TXT))
            wait_for(lambda: bool(process._waiting), "the first to wait")
            for person in ("one", "somebody else", ""):
                with sent_by(person):
                    assert refused(b"second", kinds.TXT) is Reason.BUSY
        assert waits.result().clean == b"first"
    assert process._examining == process._waiting == []


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("waits", "begins"), [("one", "one"), ("stranger one", "strangers")])
def test_who_waited_takes_no_second_place(
    waits: str, begins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody waits, another file of theirs may get the place that comes free."""
    monkeypatch.setattr(process, "PATIENCE", 600.0)
    monkeypatch.setattr(process, "_examining", ["another", "somebody"])

    def examine() -> Reason | None:
        with sent_by(waits):
            return refused(b"words", kinds.TXT)

    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(examine)
        wait_for(lambda: bool(process._waiting), "somebody to wait")
        with process._changed:
            process._examining[:] = ["another"]
            process._examining.append(begins)
            process._changed.notify_all()
        assert waiting.result() is Reason.BUSY
    with process._changed:
        process._examining[:] = ["another"]
    assert process._waiting == []


def test_a_child_that_cannot_be_started_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)
    assert refused(b"words", kinds.TXT) is Reason.BUSY


def test_the_web_server_never_loads_what_reads_files() -> None:

    code = "import files.checking, sys; print({'pikepdf', 'PIL'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=process.PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_a_pdf_with_an_owner_s_password_alone_is_cleaned_within_the_limits(revision: int) -> None:
    locked = io.BytesIO()
    with pikepdf.new() as written:
        written.add_blank_page()
        weak = {"aes": False, "metadata": False} if revision < 4 else {}
        written.save(
            locked,
            encryption=pikepdf.Encryption(owner="owner", user="", R=revision, **weak),
        )
    assert examine_in_child(locked.getvalue(), kinds.PDF).clean is not None
