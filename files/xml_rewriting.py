"""XML rewritten as it is read: prefixes stay as they were, comments and instructions go.

Office programs refuse documents whose prefixes changed, so no tree is built and written anew.
A document type (and with it any entity) is refused.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import Any, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

from files.archives import damaged
from files.errors import FileRefused


class Fate(Enum):
    """What becomes of an element."""

    KEEP = auto()
    DROP = auto()  # with all that is in it


# Gets an element's name without prefix and its attributes (to change in place), and says what
# becomes of the element; a text takes the place of all that is in it, a function is given the
# words up to the next tag and returns what stays of them.
TextEdit = Callable[[str], str]
Edit = Callable[[str, dict[str, str]], Fate | str | TextEdit]

_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_IN_TEXT = {"\r": "&#13;"}


def local(name: str) -> str:
    """Return the name without its prefix."""
    return name.rpartition(":")[2]


def rewrite(content: bytes, edit: Edit) -> bytes:
    """Return the document with each element edited. Raises `FileRefused` if it is not XML."""
    rewriter = _Rewriter(edit)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = rewriter.start
    parser.EndElementHandler = rewriter.end
    parser.CharacterDataHandler = rewriter.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(content, True)
    except FileRefused:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error
    return "".join(rewriter.written).encode("utf-8", "replace")


class _Rewriter:
    def __init__(self, edit: Edit) -> None:
        self.edit = edit
        self.written = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
        self.depth_left_out = 0
        self.text_edit: TextEdit | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth_left_out:
            self.depth_left_out += 1
            return
        fate = self.edit(local(name), attributes)
        if fate is Fate.DROP:
            self.depth_left_out = 1
            return
        tag = "".join(
            f' {key}="{escape(value, _IN_ATTRIBUTES)}"' for key, value in attributes.items()
        )
        self.written.append(f"<{name}{tag}>")
        self.text_edit = None if isinstance(fate, Fate | str) else fate
        if isinstance(fate, str):
            self.written.append(f"{escape(fate, _IN_TEXT)}</{name}>")
            self.depth_left_out = 1

    def end(self, name: str) -> None:
        if self.depth_left_out:
            self.depth_left_out -= 1
            return
        self.text_edit = None
        self.written.append(f"</{name}>")

    def text(self, text: str) -> None:
        if not self.depth_left_out:
            kept = self.text_edit(text) if self.text_edit else text
            self.written.append(escape(kept, _IN_TEXT))


def _refuse_document_type(*_declaration: Any) -> NoReturn:
    raise damaged()
