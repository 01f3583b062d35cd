"""The parts of a Django template, and behind which of them a line may end.

Whitespace that is put into a template reaches the page. A browser shows none at the start and end
of a line of text (CSS 2.2, 16.6.1) and between boxes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TEMPLATE_TAG = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
_TOKEN = re.compile(
    # Whitespace counts in these, and the catalogue of texts has theirs as it stands.
    r"(?P<kept>\{%\s*blocktranslate\b.*?\{%\s*endblocktranslate\s*%\}"
    r"|\{%\s*setvar\b.*?\{%\s*endsetvar\s*%\}"
    r"|<(?P<raw>pre|textarea|script|style)\b(?:" + _TEMPLATE_TAG + r"|[^>])*>.*?</(?P=raw)>"
    r"|<!--.*?-->)"
    r"|(?P<template>" + _TEMPLATE_TAG + r")"
    r"|(?P<html></?[A-Za-z!](?:" + _TEMPLATE_TAG + r'|"(?:' + _TEMPLATE_TAG + r'|[^"])*"'
    r"|'(?:" + _TEMPLATE_TAG + r"|[^'])*'|[^>'\"])*>)"
    r"|(?P<space>\s+)"
    r"|(?P<text>(?:(?!" + _TEMPLATE_TAG + r"|<[A-Za-z!/])\S)+)",
    re.DOTALL,
)
# What starts and ends lines of its own in a browser.
_BLOCKS = frozenset(
    "!doctype article aside blockquote body br caption circle dd details div dl dt fieldset"
    " figcaption figure footer form h h1 h2 h3 h4 h5 h6 head header hr html legend li"
    " link main meta nav ol optgroup option p path section summary svg table tbody td text th"
    " thead title tr ul".split()
)
_VOID = frozenset("!doctype br circle hr img input link meta path".split())
# The components that draw such a thing, and those that draw nothing to be seen.
_BLOCK_COMPONENTS = frozenset(
    "buttons card data_table definition_list disclosure empty_state error_summary field filter_bar"
    " flash_messages form_fields form_panel handed_back hat_switch lanes notice older page_header"
    " pager person_card progress route steps suggestion_card tabs thread timeline".split()
)
_UNSEEN = frozenset(
    "block comment csrf_token endblock endfor endif endspaceless endwith extends for"
    " get_current_language get_current_language_bidi get_language_info_list htmx_script if load"
    " parts_of submit_key with".split()
)
BRANCHES = {"else": "if", "elif": "if", "empty": "for", "plural": "blocktranslate"}
# Written in a line of text.
_INLINE = frozenset("blocktranslate current_item static translate url user_display".split())
_INLINE_TEMPLATES = re.compile(r"icons/|country\.html")
# Show the ends of their lines (static/kontor/components.css).
_PRESERVED = frozenset({"dd"})
# Lay their children out in boxes, between which whitespace is not shown.
_FLEXIBLE = re.compile(r'class="[^"]*\b(buttons|menu__list|topbar__inner|topbar__tools?)\b')


@dataclass
class Piece:
    """A part of a template that is not divided, and what may stand behind it."""

    text: str
    name: str = ""  # of a tag: "card", "endcard", "div", "/div"
    is_template: bool = False
    breakable: bool = False  # whitespace behind it is not shown, or is there already
    broken: bool = False  # a line ends behind it
    spaced: bool = False  # whitespace was behind it
    partner: int | None = None  # where what it opens is closed, or what it closes was opened

    @property
    def is_block(self) -> bool:
        """Whether it starts and ends lines of its own."""
        return not self.is_template and self.name.lstrip("/") in _BLOCKS

    @property
    def is_hidden(self) -> bool:
        """Whether nothing of it is seen."""
        if self.is_template:
            opened = self.text[: self.text.index("%}") + 2] if self.name else ""
            silent = re.search(r"\basvar\b|\bas\s+\w+\s*%\}$", opened) is not None
            return self.name in _UNSEEN or self.name in BRANCHES or silent
        return self.name == "input" and 'type="hidden"' in self.text

    @property
    def is_statement(self) -> bool:
        """Whether it is no part of a line of text."""
        if not self.is_template or not self.name:
            return False
        return self.name not in _INLINE or self.is_hidden


def pieces_of(source: str) -> list[Piece]:
    """The parts of a template in order, whitespace between them noted. Raises ValueError where it
    cannot be read."""
    found: list[Piece] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise ValueError(f"cannot read {source[position : position + 40]!r}")
        position = match.end()
        text = match[0]
        if match["space"]:
            if found:
                found[-1].spaced = True
                found[-1].broken = found[-1].broken or "\n" in text
        elif match["html"]:
            name = re.match(r"</?([A-Za-z!][A-Za-z-]*)", text)
            assert name is not None
            closing = "/" if text.startswith("</") else ""
            found.append(Piece(_one_line(text), closing + name[1].lower()))
        elif match["template"] or text.startswith("{%"):
            name = re.match(r"\{%\s*(\w+)", text)
            found.append(Piece(text, name[1] if name else "", is_template=True))
        else:
            found.append(Piece(text))
    _pair(found)
    _find_breakable(found)
    return found


def _pair(pieces: Sequence[Piece]) -> None:
    """Join what opens with what closes it; of HTML only within one branch."""
    names = {piece.name for piece in pieces if piece.is_template}
    open_tags: list[list[int]] = [[]]
    containers: list[int] = []
    for place, piece in enumerate(pieces):
        if piece.is_template:
            if f"end{piece.name}" in names:
                containers.append(place)
                open_tags.append([])
            elif piece.name.startswith("end") and containers:
                piece.partner = containers.pop()
                pieces[piece.partner].partner = place
                open_tags.pop()
            elif piece.name in BRANCHES:
                open_tags[-1] = []
        elif piece.name.startswith("/"):
            waiting = open_tags[-1]
            if waiting and pieces[waiting[-1]].name == piece.name[1:]:
                piece.partner = waiting.pop()
                pieces[piece.partner].partner = place
        elif piece.name and piece.name not in _VOID and not piece.text.endswith("/>"):
            open_tags[-1].append(place)


def _find_breakable(pieces: Sequence[Piece]) -> None:
    """Mark behind which pieces whitespace is not shown, whichever branches are taken."""
    before = _at_an_edge(pieces)
    backwards = _at_an_edge([_mirrored(piece) for piece in reversed(pieces)])
    after = backwards[::-1]
    boxes: list[bool] = []
    preserved = 0
    for place, piece in enumerate(pieces):
        if not piece.is_template and piece.name and piece.name not in _VOID:
            if not piece.name.startswith("/"):
                boxes.append(_FLEXIBLE.search(piece.text) is not None)
            elif boxes:
                boxes.pop()
            if piece.name.lstrip("/") in _PRESERVED:
                preserved += -1 if piece.name.startswith("/") else 1
        in_boxes = bool(boxes) and boxes[-1]
        follows = after[place + 1] if place + 1 < len(pieces) else True
        piece.breakable = piece.spaced or before[place] or follows or in_boxes
        if preserved > 0:
            piece.breakable = piece.broken


def _mirrored(piece: Piece) -> Piece:
    """A piece as it is met from behind."""
    name = piece.name
    if not piece.is_template:
        name = name[1:] if name.startswith("/") else f"/{name}" if name else ""
    elif piece.partner is not None:
        name = name[3:] if name.startswith("end") else f"end{name}"
    return Piece(piece.text, name, piece.is_template, spaced=piece.spaced, partner=piece.partner)


def _at_an_edge(pieces: Sequence[Piece]) -> list[bool]:
    """For each piece whether what stands right behind it is at the start of a line, as a browser
    shows it: nothing to be seen stands before it in its line."""
    repeated: set[int] = set()
    while True:
        found, again = _edges(pieces, repeated)
        if again == repeated:
            return found
        repeated = again


def _edges(pieces: Sequence[Piece], repeated: set[int]) -> tuple[list[bool], set[int]]:
    """`_at_an_edge`, where loops in `repeated` start behind what is seen of their last round; also
    all loops that do."""
    found: list[bool] = []
    loops = set(repeated)
    entered: list[tuple[int, bool]] = []
    left: list[list[bool]] = []
    edge = True
    for place, piece in enumerate(pieces):
        name = piece.name if piece.is_template else ""
        if name in {"if", "for"}:
            entered.append((place, edge))
            left.append([])
            edge = edge and place not in repeated
        elif name in BRANCHES and entered:
            if name == "empty" and not edge:
                loops.add(entered[-1][0])
            left[-1].append(edge)
            edge = entered[-1][1]
        elif name in {"endif", "endfor"} and entered:
            start, before = entered.pop()
            if name == "endfor" and not edge:
                loops.add(start)
            edge = all([edge, before, *left.pop()])
        elif (
            piece.is_block
            or name.removeprefix("end") in _BLOCK_COMPONENTS
            or (name == "include" and not _INLINE_TEMPLATES.search(piece.text))
        ):
            edge = True
        elif not piece.is_hidden:
            edge = False
        found.append(edge)
    return found, loops


def parts_of(tag: str) -> list[str]:
    """The name of an HTML tag with its bracket, its attributes, and what closes it. An attribute
    that is there on a condition is one with it."""
    opened = re.match(r"</?[^\s>{/]+(?:\{\{.*?\}\})?", tag)
    assert opened is not None
    end = "/>" if tag.endswith("/>") else ">"
    found: list[str] = []
    current = quote = ""
    depth = 0
    for token in re.findall(_TEMPLATE_TAG + r"|.", tag[opened.end() : -len(end)], re.DOTALL):
        starts = not quote and re.match(r"\{%\s*(if|for)\b", token) is not None
        ends = not quote and re.match(r"\{%\s*end(if|for)\b", token) is not None
        if not depth and (starts or (not quote and token.isspace())):
            found.append(current)
            current = ""
        if quote or not token.isspace():
            current = (current.rstrip() if ends else current) + token
        elif depth and not current.endswith((" ", "%}")):
            current += " "
        depth += starts - ends
        if ends and not depth:
            found.append(current)
            current = ""
        if len(token) == 1 and token in "\"'":
            quote = "" if token == quote else quote or token
    return [opened[0], *(one for one in [*found, current] if one), end]


def _one_line(tag: str) -> str:
    opened, *attributes, end = parts_of(tag)
    return " ".join([opened, *attributes]) + (" />" if end == "/>" else end)
