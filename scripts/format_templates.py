"""Lay out Django templates: one tag a line, indented, no line longer than need be.

    python -m scripts.format_templates          rewrites every template under templates/
    python -m scripts.format_templates --check  says which differ, and fails if any does

Whitespace is put only where a browser shows none: beside whatever starts or ends a line of text
anyway (CSS 2.2, 16.6.1: spaces at the start and end of a line are removed), inside tags, and where
there is some already. Where a break would show, the line stays as long as it is. Nothing but
whitespace is ever changed: that is asserted for each file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.template_parts import BRANCHES, Piece, parts_of, pieces_of

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
WIDTH = 120
INDENT = "  "


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
        elif piece.is_template and piece.name in BRANCHES and not depth:
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
    is_branch = pieces[first].is_template and pieces[first].name in BRANCHES
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
                opened, *attributes, end = parts_of(piece.text)
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
    return parts_of(piece.text)[1:-1] if piece.name else []


def _divided(attribute: str) -> list[str]:
    """An attribute, or those that are there on one condition, in lines."""
    condition = re.fullmatch(r"(\{%\s*if\b.*?%\})(.*)(\{%\s*endif\s*%\})", attribute)
    if condition is None or len(attribute) <= WIDTH or "{% else" in attribute:
        return [attribute]
    _name, *inside, _end = parts_of(f"<a {condition[2]}>")
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
