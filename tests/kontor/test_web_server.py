"""The web server: who sends slowly or too much takes nothing from others; all its processes end
together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.supervisor.kontor_run import wait_for

PROJECT = Path(__file__).resolve().parents[2]
HOST = b"Host: localhost\r\n"


class Server:
    """Two processes of one thread each."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "kontor.web_server", "--processes", "2", "--threads", "1"),
                *("--listen", f"127.0.0.1:{self.port}"),
            ],
            cwd=PROJECT,
            env=dict(os.environ),
        )

    def sent(self, request: bytes) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        opened.sendall(request)
        return opened

    def answers(self) -> bool:
        address = f"http://localhost:{self.port}/health/live"
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def copies(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    wait_for(started.answers, "the web server")
    yield started
    started.process.kill()
    started.process.wait()


def first_line(opened: socket.socket) -> bytes:
    with opened, opened.makefile("rb") as answer:
        return answer.readline()


def test_slow_and_large_senders_take_nothing_and_it_names_no_program(server: Server) -> None:
    post = b"POST /accounts/login/ HTTP/1.1\r\n" + HOST
    slow = [
        *(server.sent(b"GET / HTTP/1.1\r\nHos") for _one in range(4)),
        *(server.sent(post + b"Content-Length: 1000\r\n\r\nlogin=") for _one in range(4)),
    ]
    assert server.answers()
    # Answered before anything of the body is sent.
    large = server.sent(post + b"Content-Length: 150000000\r\n\r\n")
    assert first_line(large).startswith(b"HTTP/1.1 413 ")
    live = server.sent(b"GET /health/live HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n")
    with live, live.makefile("rb") as answer:
        head = answer.read().lower()
    assert b"http/1.1 200 ok" in head
    assert b"server:" not in head
    assert b"waitress" not in head
    for opened in slow:
        opened.close()


def test_it_ends_in_order_when_it_is_told_to(server: Server) -> None:
    (copy,) = server.copies()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(15) == 0
    assert not copy.is_running()


def test_when_one_process_ends_all_do(server: Server) -> None:
    (copy,) = server.copies()
    copy.kill()
    assert server.process.wait(15) == 1


def test_a_child_that_read_a_file_ends_none_of_them(server: Server) -> None:
    before = {copy.pid for copy in server.copies()}
    os.kill(server.process.pid, signal.SIGCHLD)
    assert server.answers()
    assert {copy.pid for copy in server.copies()} == before


def test_no_copy_outlives_the_first(server: Server) -> None:
    (copy,) = server.copies()
    server.process.kill()
    server.process.wait()
    wait_for(lambda: not copy.is_running() or copy.status() == "zombie", "the end of the copy")


@pytest.mark.parametrize("path", ["/", "/nothing-here/", "/static/kontor.css", "/health/live"])
def test_who_asks_for_the_head_alone_gets_no_body(server: Server, path: str) -> None:
    """A proxy that keeps a connection for many people took the body for the next one's answer."""
    asked = f"HEAD {path} HTTP/1.1\r\n".encode() + HOST + b"\r\n"
    live = b"GET /health/live HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n"
    with server.sent(asked) as opened:
        assert read_head(opened).startswith(b"HTTP/1.1 ")
        opened.sendall(live)
        with opened.makefile("rb") as answer:
            assert answer.readline() == b"HTTP/1.1 200 OK\r\n"


def read_head(opened: socket.socket) -> bytes:
    """Up to the empty line, and not a byte further."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += opened.recv(1)
    return head
