"""What logs hold: where the code failed, never what people typed or which address they opened.

Messages of exceptions are left out too: PostgreSQL quotes the row that it refuses.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from concurrent_log_handler import ConcurrentRotatingFileHandler

SERVER_FAULT = 500
# The security log's file: bytes after which a new one begins, and how many of before are kept.
LARGEST_FILE = 10_000_000
KEPT_FILES = 20
# Loggers whose messages are built from the request: its line may carry a token or a name.
OF_REQUESTS = ("django.request", "django.security", "django.server")


class NoRequestData(logging.Filter):
    """Drops refused requests (4xx) and lets of failed ones (5xx) only the view's name through."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(OF_REQUESTS):
            status = int(getattr(record, "status_code", 0) or 0)
            if status < SERVER_FAULT:
                return False
            record.msg, record.args = "%s in %s", (status, _view_of(record))
        elif record.name.startswith("celery") and isinstance(record.args, dict):
            # Celery puts the task's arguments and the exception's words into its messages.
            hidden = {"args", "kwargs", "exc", "traceback", "return_value"}
            record.args = {
                key: "…" if key in hidden else value for key, value in record.args.items()
            }
        return True


def _view_of(record: logging.LogRecord) -> str:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return str(match.view_name or match._func_path) if match else "no view"


# What `sys.exc_info()` gives.
ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class BareFormatter(logging.Formatter):
    """Tracebacks without the exceptions' messages: files, lines, functions and types."""

    def formatException(self, ei: ExceptionInfo) -> str:
        kind, fault, trace = ei
        return "\n".join(_lines(kind, fault, trace, seen=set()))


def _lines(
    kind: type[BaseException] | None,
    fault: BaseException | None,
    trace: TracebackType | None,
    seen: set[int],
) -> list[str]:
    lines: list[str] = []
    seen.add(id(fault))
    before = fault and (
        fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    )
    if before is not None and id(before) not in seen:
        lines += [*_lines(type(before), before, before.__traceback__, seen), "led to:"]
    lines += [
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(trace)
    ]
    lines.append(f"{kind.__module__}.{kind.__qualname__}" if kind else "unknown fault")
    return lines


class JsonLines(logging.Formatter):
    """One JSON object a line: `at` (UTC), `event`, then the ids."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        ids: dict[str, str] = getattr(record, "ids", {})
        return json.dumps({"at": at, "event": record.getMessage(), **ids})


def security_file(folder: Path) -> ConcurrentRotatingFileHandler:
    """The file that all processes of one data folder write, each line under a lock; whoever fills
    it begins the next one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return ConcurrentRotatingFileHandler(
        str(folder / "security.log"),
        maxBytes=LARGEST_FILE,
        backupCount=KEPT_FILES,
        encoding="utf-8",
        chmod=0o600,
    )
