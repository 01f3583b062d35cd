"""Lay out Django templates: one tag a line, indented, no line longer than need be.

    python scripts/format_templates.py          rewrites every template under templates/
    python scripts/format_templates.py --check  says which differ, and fails if any does

Whitespace is put only where a browser shows none: beside whatever starts or ends a line of text
anyway (CSS 2.2, 16.6.1: spaces at the start and end of a line are removed), inside tags, and where
there is some already. Where a break would show, the line stays as long as it is. Nothing but
whitespace is ever changed: that is asserted for each file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
WIDTH = 120
INDENT = "  "

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
    "card data_table definition_list disclosure empty_state error_summary field filter_bar"
    " flash_messages form_fields form_panel handed_back hat_switch lanes notice older page_header"
    " pager person_card progress route steps suggestion_card tabs thread timeline".split()
)
_UNSEEN = frozenset(
    "block comment csrf_token endblock endfor endif endspaceless endwith extends for"
    " get_current_language get_current_language_bidi get_language_info_list htmx_script if load"
    " parts_of submit_key with".split()
)
_BRANCHES = {"else": "if", "elif": "if", "empty": "for", "plural": "blocktranslate"}
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
            return self.name in _UNSEEN or self.name in _BRANCHES or silent
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
            elif piece.name in _BRANCHES:
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
        elif name in _BRANCHES and entered:
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


def layout(source: str) -> str:
    """A template as it is laid out. Raises ValueError where it cannot be read."""
    pieces = pieces_of(source)
    if pieces:
        pieces[-1].broken = False
    _break_at_tags(pieces)
    lines = _lines(pieces)
    while any(_break_long_line(pieces, line) for line in lines):
        lines = _lines(pieces)
    text = "\n".join(part for line in lines for part in _written(pieces, line)) + "\n"
    if _bare(text) != _bare(source):
        raise ValueError("more than whitespace would change")
    return text


def _bare(source: str) -> str:
    return re.sub(r"\s+", "", source)


def _parts_of(tag: str) -> list[str]:
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
    opened, *attributes, end = _parts_of(tag)
    return " ".join([opened, *attributes]) + (" />" if end == "/>" else end)


Line = range  # of the places of its pieces


def _break_at_tags(pieces: Sequence[Piece]) -> None:
    """End lines before and behind what is no part of a line of text, where that does not show."""
    inline = {
        place
        for start, piece in enumerate(pieces)
        if piece.is_template and piece.partner is not None and piece.partner > start
        if _is_written_in_line(pieces, start, piece.partner)
        for place in range(start, piece.partner + 1)
    }
    for place, piece in enumerate(pieces):
        stands_alone = piece.is_statement and place not in inline
        if not (stands_alone or (piece.is_block and piece.name != "br")):
            continue
        if _is_only_content(pieces, place):
            continue
        if piece.is_block and piece.partner is not None:
            # Its inner side breaks where something inside does.
            behind = piece.name.startswith("/")
            _break(pieces, place if behind else place - 1)
        else:
            # A block tag that holds nothing stays in one line.
            if piece.partner is None or piece.partner != place - 1:
                _break(pieces, place - 1)
            if piece.partner is None or piece.partner != place + 1:
                _break(pieces, place)
    changed = True
    while changed:
        changed = False
        for place, piece in enumerate(pieces):
            end = piece.partner
            if end is None or end < place or piece.is_template or not piece.is_block:
                continue
            if any(pieces[one].broken for one in range(place, end)):
                changed |= _break(pieces, place)
                changed |= _break(pieces, end - 1)


def _is_only_content(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a component is all that an element holds."""
    piece = pieces[place]
    return (
        piece.is_template
        and piece.partner is None
        and 0 < place < len(pieces) - 1
        and pieces[place - 1].is_block
        and pieces[place - 1].partner == place + 1
    )


def _is_written_in_line(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether a block tag and what it holds stay in the line of text that they are in."""
    inside = range(start + 1, end)
    if pieces[start].name == "block":
        return not any(pieces[one].is_statement or pieces[one].is_block for one in inside)
    ends = [start, end - 1]
    depth = 0
    for one in inside:
        piece = pieces[one]
        if piece.is_template and piece.partner is not None:
            depth += 1 if piece.partner > one else -1
        elif piece.is_template and piece.name in _BRANCHES and not depth:
            ends += [one - 1, one]
    return not all(pieces[one].breakable for one in ends)


def _break(pieces: Sequence[Piece], place: int) -> bool:
    """End a line behind a piece; whether it did not end there before."""
    if not 0 <= place < len(pieces) - 1 or not pieces[place].breakable or pieces[place].broken:
        return False
    pieces[place].broken = True
    return True


def _lines(pieces: Sequence[Piece]) -> list[Line]:
    found = []
    start = 0
    for place, piece in enumerate(pieces):
        if piece.broken or place == len(pieces) - 1:
            found.append(range(start, place + 1))
            start = place + 1
    return found


def _text_of(pieces: Sequence[Piece], line: Line) -> str:
    text = ""
    for place in line:
        text += pieces[place].text
        if pieces[place].spaced and place != line[-1]:
            text += " "
    return text


def _depth_of(pieces: Sequence[Piece], line: Line) -> int:
    """How many tags that ended their line hold this line."""
    first = line[0]
    depth = 0
    for place in range(first):
        piece = pieces[place]
        if piece.partner is not None and piece.partner > place and piece.broken:
            depth += piece.partner > first
    is_branch = pieces[first].is_template and pieces[first].name in _BRANCHES
    return depth - 1 if is_branch else depth


def _width_of(pieces: Sequence[Piece], line: Line) -> int:
    longest = max(_text_of(pieces, line).split("\n"), key=len)
    return len(longest) + len(INDENT) * _depth_of(pieces, line)


def _break_long_line(pieces: Sequence[Piece], line: Line) -> bool:
    """Break a line that is too long at what holds most of it, else between words; whether that was
    needed and possible."""
    if _width_of(pieces, line) <= WIDTH:
        return False
    for place in line:
        end = pieces[place].partner
        if end is None or not place < end <= line[-1] or end - place == 1:
            continue
        if pieces[place].breakable and pieces[end - 1].breakable:
            return _break(pieces, place) | _break(pieces, end - 1)
    possible = [
        place
        for place in line[:-1]
        if pieces[place].breakable and not _is_held_within(pieces, line, place)
    ]
    fitting = [place for place in possible if _width_of(pieces, range(line[0], place + 1)) <= WIDTH]
    wanted = fitting[-1:] or possible[:1]
    return any(_break(pieces, place) for place in wanted)


def _is_held_within(pieces: Sequence[Piece], line: Line, place: int) -> bool:
    """Whether a tag that opens and closes in this line holds what stands behind a piece."""
    ends = [pieces[one].partner for one in range(line[0], place + 1)]
    return any(end is not None and place < end <= line[-1] for end in ends)


def _written(pieces: Sequence[Piece], line: Line) -> list[str]:
    """A line as it stands in the file: as long as it is too long, the attributes of one more of its
    tags stand below one another, the longest first."""
    indent = INDENT * _depth_of(pieces, line)
    tags = [
        place
        for place in line
        if not pieces[place].is_template and len(_attributes_of(pieces[place])) > 0
    ]
    tags.sort(key=lambda place: len(pieces[place].text))
    split: set[int] = set()
    while True:
        written = [""]
        for place in line:
            piece = pieces[place]
            if place in split:
                opened, *attributes, end = _parts_of(piece.text)
                below = [INDENT + one for part in attributes for one in _divided(part)]
                written[-1] += opened
                written += [*below, end]
            else:
                written[-1] += piece.text
            if piece.spaced and place != line[-1]:
                written[-1] += " "
        if not tags or all(len(indent + one) <= WIDTH for one in written):
            return [indent + one for one in written]
        split.add(tags.pop())


def _attributes_of(piece: Piece) -> list[str]:
    return _parts_of(piece.text)[1:-1] if piece.name else []


def _divided(attribute: str) -> list[str]:
    """An attribute, or those that are there on one condition, in lines."""
    condition = re.fullmatch(r"(\{%\s*if\b.*?%\})(.*)(\{%\s*endif\s*%\})", attribute)
    if condition is None or len(attribute) <= WIDTH or "{% else" in attribute:
        return [attribute]
    _name, *inside, _end = _parts_of(f"<a {condition[2]}>")
    return [condition[1], *(INDENT + one for one in inside), condition[3]]


def main(arguments: Sequence[str]) -> int:
    """Format all templates, or with --check say which are not; the exit code."""
    different = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        source = path.read_text()
        try:
            text = layout(source)
        except ValueError as fault:
            raise SystemExit(f"{path}: {fault}") from fault
        if text != source:
            different.append(path)
            if "--check" not in arguments:
                path.write_text(text)
    for path in different:
        print(path.relative_to(TEMPLATES.parent))
    return 1 if different and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
