"""Clean documents opened by programs that fetch: nothing is asked for, nothing runs."""

from __future__ import annotations

import io
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf, String
from playwright.sync_api import Browser

from files import kinds
from files.cleaning import clean
from files.cleaning_svg import clean_svg
from files.errors import FileRefused
from tests.files import samples
from tests.patience import PATIENCE


class Listener:
    """A server on this machine that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.asked.append(self.path)
                self.send_response(404)
                self.end_headers()

            do_HEAD = do_OPTIONS = do_PROPFIND = do_POST = do_GET

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.server.shutdown()
    made.server.server_close()


def svg(address: str) -> bytes:
    """A picture that asks in the ways that an SVG can, where cleaning does not refuse it."""
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
        f"width='20' height='20' onload=\"fetch('{address}/onload')\">"
        f"<use xlink:href='{address}/use.svg#a'/><rect width='9' height='9' "
        f"fill='url({address}/fill.svg#a)' style='mask:url({address}/mask.svg#a)' "
        f"onclick=\"fetch('{address}/click')\"/><a href='{address}/link'>"
        "<text y='15'>seen</text></a></svg>"
    ).encode()


def opened(browser: Browser, path: Path) -> str:
    """Open a file in the browser until it has loaded all that it wants; its words."""
    page = browser.new_page()
    page.goto(path.as_uri(), wait_until="networkidle")
    words = page.evaluate("document.documentElement.textContent")
    page.close()
    return str(words)


def test_a_clean_svg_picture_asks_for_nothing(
    browser: Browser, listener: Listener, tmp_path: Path
) -> None:
    content = svg(listener.address)
    path = tmp_path / "picture.svg"
    path.write_bytes(content)
    opened(browser, path)
    assert "/onload" in listener.asked  # as it came it does ask
    listener.asked.clear()
    path.write_bytes(clean_svg(content))
    assert "seen" in opened(browser, path)
    assert listener.asked == []


def test_a_clean_pdf_names_no_place_to_ask(
    browser: Browser, listener: Listener, tmp_path: Path
) -> None:
    """Chromium without a window hands PDFs on: what it could ask for is looked for too."""
    pdf = Pdf.open(io.BytesIO(samples.pdf()))
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.launchURL('{listener.address}')"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.URI = Dictionary(Base=String(listener.address))
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.URI, URI=String(listener.address)))
    target = io.BytesIO()
    pdf.save(target)
    assert listener.address.encode() in samples.everything_in(target.getvalue())
    cleaned = clean(target.getvalue(), kinds.PDF)
    assert listener.address.encode() not in samples.everything_in(cleaned)
    path = tmp_path / "holder.html"
    (tmp_path / "a.pdf").write_bytes(cleaned)
    path.write_text("<p>seen</p><iframe src='a.pdf'></iframe><embed src='a.pdf'>")
    assert "seen" in opened(browser, path)
    assert listener.asked == []
    assert pikepdf.open(io.BytesIO(cleaned)).pages


def open_document(address: str) -> bytes:
    """A text that shows a picture of another place, and leads to one."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    body = (
        f"<text:p>seen<draw:frame svg:width='2cm' svg:height='2cm' text:anchor-type='as-char'>"
        f"<draw:image xlink:href='{address}/picture.png'/></draw:frame></text:p>"
    )
    return _archive(office, body)


def leading_document(address: str) -> bytes:
    """A text that asks for nothing, until its reader follows the link."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    return _archive(office, f"<text:p><text:a xlink:href='{address}/link'>seen</text:a></text:p>")


def _archive(office: str, body: str) -> bytes:
    content = (
        f"<office:document-content xmlns:office='{office}:office:1.0' "
        f"xmlns:text='{office}:text:1.0'"
        f" xmlns:draw='{office}:drawing:1.0' xmlns:xlink='http://www.w3.org/1999/xlink' "
        f"xmlns:svg='{office}:svg-compatible:1.0' office:version='1.3'><office:body><office:text>"
        f"{body}</office:text></office:body></office:document-content>"
    )
    manifest = (
        f"<manifest:manifest xmlns:manifest='{office}:manifest:1.0' manifest:version='1.3'>"
        f"<manifest:file-entry manifest:full-path='/' manifest:media-type='{kinds.ODT}'/>"
        "<manifest:file-entry manifest:full-path='content.xml' manifest:media-type='text/xml'/>"
        "</manifest:manifest>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", kinds.ODT)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return target.getvalue()


@pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="LibreOffice is not installed: nothing opens these files",
)
def test_clean_office_files_ask_for_nothing(listener: Listener, tmp_path: Path) -> None:
    def convert(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        subprocess.run(
            [
                *("soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
                *("--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / name)),
            ],
            timeout=PATIENCE,
            check=True,
            capture_output=True,
        )
        # A document that it could not open asks for nothing either.
        assert (tmp_path / name).with_suffix(".pdf").exists(), name

    asking = open_document(listener.address)
    convert("asking.odt", asking)
    assert listener.asked  # as it came it does ask
    listener.asked.clear()
    with pytest.raises(FileRefused):
        clean(asking, kinds.ODT)
    convert("clean.odt", clean(leading_document(listener.address), kinds.ODT))
    convert("clean.docx", clean(samples.docx(), kinds.DOCX))
    convert("clean.xlsx", clean(samples.xlsx(), kinds.XLSX))
    assert listener.asked == []
