"""The process that reads files: no secrets, no database, no network, little memory and time.

`python -m files.child` reads one file from its standard input, after a line of JSON with its
media type, and writes what it found, after a line of JSON, to its standard output.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from typing import BinaryIO, Final

MEMORY: Final = 1024**3  # bytes of addresses
SECONDS: Final = 20  # of a processor
LONGEST_INPUT: Final = 16 * 1024 * 1024


def main() -> None:
    """Examine the one file and end."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever else prints must not get between.
    os.dup2(2, 1)
    _import_what_is_imported_late()
    lock_in()
    head, content = _answer(sys.stdin.buffer)
    answers.write(json.dumps(head).encode() + b"\n" + content)
    answers.flush()
    # Nothing is left to tidy up, and taking a large document apart takes time.
    os._exit(0)


def lock_in() -> None:
    """From now on: no further file or connection, no larger memory, nothing written to a disk, and
    pages go before it."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Input, output and errors are 0 to 2, the answer's is 3: nothing else can be opened.
    resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))


def _import_what_is_imported_late() -> None:
    """Load what libraries load when they first meet something: afterwards no file can be read."""
    import encodings.ascii
    import encodings.cp437
    import encodings.latin_1
    import encodings.utf_16
    import encodings.utf_16_be
    import encodings.utf_16_le  # noqa: F401

    import PIL.BmpImagePlugin
    import PIL.GifImagePlugin
    import PIL.JpegImagePlugin
    import PIL.MpoImagePlugin
    import PIL.PngImagePlugin
    import PIL.TiffImagePlugin  # noqa: F401
    from PIL import Image

    import files.examination  # noqa: F401
    from files import pdf_fonts, vocabulary

    Image.preinit()
    _read_one_with_a_password()
    pdf_fonts.glyph_names()
    vocabulary.office()
    vocabulary.open_document()


def _read_one_with_a_password() -> None:
    """What deciphers a PDF opens files of its own when it is first needed."""
    import pikepdf

    locked = io.BytesIO()
    with pikepdf.new() as written:
        written.save(locked, encryption=pikepdf.Encryption(owner="owner", user="", R=6))
    with pikepdf.open(locked):
        pass


def _answer(source: BinaryIO) -> tuple[dict[str, object], bytes]:
    from files.errors import FileRefused, Reason
    from files.examination import examine

    media_type = json.loads(source.readline(1_000))["media_type"]
    try:
        found = examine(source.read(LONGEST_INPUT), media_type)
    except FileRefused as refused:
        return {"refused": refused.reason, "details": refused.details}, b""
    except MemoryError:
        return {"refused": Reason.TOO_COSTLY, "details": {}}, b""
    why = found.uncleanable
    if why is not None:
        return {"uncleanable": why.reason, "details": why.details}, b""
    return {}, found.clean or b""


if __name__ == "__main__":
    main()
