"""XML written anew as it is read: known namespaces under their usual prefixes, nothing else.

Comments, instructions, entities, prefixes and namespaces of a file's own do not come through. A
document type (and with it any entity) is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

from files.errors import FileRefused, Reason
from files.vocabulary import XML

MAXIMUM_DEPTH: Final = 500  # elements in elements
UNKNOWN: Final = "?"  # the prefix of a namespace that the vocabulary does not have
_SEPARATOR: Final = "\n"  # stands in no name and no address
_COMPATIBILITY: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"


class Fate(Enum):
    """What becomes of an element."""

    KEEP = auto()
    DROP = auto()  # with all that is in it
    UNWRAP = auto()  # what is in it stays


# Gets an element's name and its attributes (to change in place), both with their usual prefixes,
# and says what becomes of the element; a text takes the place of all that is in it.
Edit = Callable[[str, dict[str, str]], Fate | str]
# Gets the name of the element and the words in it, and returns what stays of them.
TextEdit = Callable[[str, str], str]
# Gets the name of an element that was kept, at its end.
Ended = Callable[[str], None]

_IN_ATTRIBUTES: Final = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_IN_TEXT: Final = {"\r": "&#13;"}


def local(name: str) -> str:
    """Return the name without its prefix."""
    return name.rpartition(":")[2]


def rewrite(
    content: bytes,
    prefixes: Mapping[str, str],
    edit: Edit,
    edit_text: TextEdit | None = None,
    ended: Ended | None = None,
) -> bytes:
    """Return the document with each element edited. Raises `FileRefused` if it is not XML.

    `prefixes` gives each known namespace its prefix. Where a file offers something in several
    ways (`mc:AlternateContent`), the first one that needs only known namespaces is taken.
    """
    rewriter = _Rewriter(prefixes, edit, edit_text, ended)
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler = rewriter.start
    parser.EndElementHandler = rewriter.end
    parser.CharacterDataHandler = rewriter.text
    parser.StartNamespaceDeclHandler = rewriter.declare
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(content, True)
    except FileRefused:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FileRefused(Reason.DAMAGED) from error
    return "".join(rewriter.written).encode("utf-8", "replace")


class _Rewriter:
    def __init__(
        self,
        prefixes: Mapping[str, str],
        edit: Edit,
        edit_text: TextEdit | None,
        ended: Ended | None,
    ) -> None:
        self.prefixes = {**prefixes, XML: "xml"}
        self.names: dict[str, str] = {}
        self.edit, self.edit_text, self.ended = edit, edit_text, ended
        self.written = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
        self.depth_left_out = 0
        # For each open element what ends it; "" where nothing was written.
        self.open: list[str] = []
        self.declared: dict[str, str] = {}  # the file's own prefixes
        self.choices: list[bool] = []  # for each open AlternateContent whether one was taken

    def declare(self, prefix: str | None, namespace: str | None) -> None:
        self.declared[prefix or ""] = namespace or ""

    def start(self, raw_name: str, raw_attributes: dict[str, str]) -> None:
        if self.depth_left_out:
            self.depth_left_out += 1
            return
        if len(self.open) > MAXIMUM_DEPTH:
            raise FileRefused(Reason.DAMAGED)
        if raw_name.startswith(_COMPATIBILITY):
            self._alternative(raw_name.partition(_SEPARATOR)[2], raw_attributes)
            return
        name = self._named(raw_name)
        if _SEPARATOR not in raw_name:
            name = f"{UNKNOWN}:{name}"
        attributes = {self._named(key): value for key, value in raw_attributes.items()}
        fate = self.edit(name, attributes)
        if fate is Fate.DROP:
            self.depth_left_out = 1
            return
        if fate is Fate.UNWRAP:
            self.open.append("")
            return
        self._write_start(name, attributes)
        if isinstance(fate, str):
            self.written.append(f"{escape(fate, _IN_TEXT)}</{_written(name)}>")
            self.depth_left_out = 1
            return
        self.open.append(name)

    def end(self, raw_name: str) -> None:
        if self.depth_left_out:
            self.depth_left_out -= 1
            return
        name = self.open.pop()
        if name:
            self.written.append(f"</{_written(name)}>")
            if self.ended is not None:
                self.ended(name)
        elif raw_name == f"{_COMPATIBILITY}{_SEPARATOR}AlternateContent":
            self.choices.pop()

    def text(self, text: str) -> None:
        if self.depth_left_out or not self.open:
            return
        if self.edit_text is not None:
            text = self.edit_text(next(filter(None, reversed(self.open)), ""), text)
        self.written.append(escape(text, _IN_TEXT))

    def _alternative(self, name: str, attributes: dict[str, str]) -> None:
        if name == "AlternateContent":
            self.choices.append(False)
            self.open.append("")
            return
        if not self.choices or name not in ("Choice", "Fallback"):
            raise FileRefused(Reason.DAMAGED)
        needed = attributes.get("Requires", "").split()
        known = all(self.declared.get(one) in self.prefixes for one in needed)
        if self.choices[-1] or (name == "Choice" and not (needed and known)):
            self.depth_left_out = 1
            return
        self.choices[-1] = True
        self.open.append("")

    def _named(self, raw_name: str) -> str:
        found = self.names.get(raw_name)
        if found is None:
            namespace, _, plain = raw_name.rpartition(_SEPARATOR)
            prefix = self.prefixes.get(namespace, UNKNOWN) if namespace else None
            found = f"{prefix}:{plain}" if prefix else plain
            self.names[raw_name] = found
        return found

    def _write_start(self, name: str, attributes: dict[str, str]) -> None:
        if not any(self.open):
            declared = "".join(
                f' xmlns{":" if prefix else ""}{prefix}="{namespace}"'
                for namespace, prefix in self.prefixes.items()
                if prefix != "xml" and (prefix or ":" not in name)
            )
        else:
            declared = ""
        tag = "".join(
            f' {key}="{escape(value, _IN_ATTRIBUTES)}"' for key, value in attributes.items()
        )
        self.written.append(f"<{_written(name)}{declared}{tag}>")


def _written(name: str) -> str:
    """Return a name as it is written: what has no known namespace has no prefix."""
    return name.removeprefix(f"{UNKNOWN}:")


def _refuse_document_type(*_declaration: object) -> NoReturn:
    raise FileRefused(Reason.DAMAGED)
