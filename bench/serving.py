"""Web servers that are measured: one answer after the other, and the CPU that it took."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.matching_at_scale import PROJECT


@contextmanager
def web_server() -> Iterator[WebServer]:
    """Kontor's web server on a port of its own."""
    from kontor.embedded.ports import free_port

    port = free_port()
    command = [sys.executable, "-m", "kontor.web_server", "--listen", f"127.0.0.1:{port}"]
    command += ["--processes", "1"]
    running = subprocess.Popen(command, cwd=PROJECT, env=os.environ.copy())  # noqa: S603  our own
    try:
        web = WebServer(port, running.pid)
        web.wait()
        yield web
    finally:
        running.terminate()
        running.wait()


class WebServer:
    """What is asked, and how much CPU time it has taken."""

    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid

    def wait(self, address: str = "/health/live") -> None:
        for _try in range(600):
            try:
                if self.get(address, "")[0]:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The web server does not answer")

    def get(self, address: str, session: str) -> tuple[int, int, float]:
        """Status, bytes and milliseconds of one answer, read whole."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"localhost:{self.port}", "Accept-Language": "en"}
        if session:
            headers["Cookie"] = session
        start = time.perf_counter()
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        body = response.read()
        took = 1000 * (time.perf_counter() - start)
        connection.close()
        return response.status, len(body), took

    def processor(self) -> float:
        """Milliseconds of CPU that the process and all its threads have taken."""
        total = 0
        for thread in Path(f"/proc/{self.pid}/task").iterdir():
            total += int((thread / "schedstat").read_text().split()[0])
        return total / 1e6
