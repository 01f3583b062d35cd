"""Which headers and footers of a Word document its readers see (ISO 29500-1, 17.10).

A section may have one for its first page and one for its even pages; both stay in the file when
they are switched off, as an old letterhead does.
"""

from __future__ import annotations

from typing import Final

from files.office_editing import OFF
from files.vocabulary import office
from files.xml_rewriting import Fate, rewrite

HEADS: Final = frozenset({"w:headerReference", "w:footerReference"})


class _Section:
    """What one section names, in its order, and whether its first page is another one."""

    def __init__(self) -> None:
        self.heads: list[tuple[str, str]] = []
        self.first_differs = False


def shown_heads(
    part: bytes, settings: bytes | None, left_out: frozenset[str] = frozenset()
) -> list[bool]:
    """For each reference to a header or footer in a text, in its order, whether a page shows it;
    not of elements that are `left_out`."""
    if not any(name.partition(":")[2].encode() in part for name in HEADS):
        return []
    sections = _sections(part, left_out)
    even_differ = settings is not None and _is_on(settings, "w:evenAndOddHeaders")
    return [
        _is_shown(sections, number, kind, place, even_differ=even_differ)
        for number, section in enumerate(sections)
        for kind, place in section.heads
    ]


def _is_shown(
    sections: list[_Section], number: int, kind: str, place: str, *, even_differ: bool
) -> bool:
    if place == "even":
        return even_differ
    if place != "first":
        return True
    # A section that names none has that of the section before.
    for later, section in enumerate(sections[number:]):
        if later and (kind, place) in section.heads:
            return False
        if section.first_differs:
            return True
    return False


def _sections(part: bytes, left_out: frozenset[str]) -> list[_Section]:
    found: list[_Section] = []

    def collect(name: str, attributes: dict[str, str]) -> Fate:
        if name in left_out:
            return Fate.DROP
        if name == "w:sectPr":
            found.append(_Section())
        elif name in HEADS and found:
            found[-1].heads.append((name, attributes.get("w:type", "default")))
        elif name == "w:titlePg" and found:
            found[-1].first_differs = attributes.get("w:val", "1") not in OFF
        return Fate.KEEP

    rewrite(part, office().prefixes, collect)
    return found


def _is_on(part: bytes, wanted: str) -> bool:
    states: list[bool] = []

    def collect(name: str, attributes: dict[str, str]) -> Fate:
        if name == wanted:
            states.append(attributes.get("w:val", "1") not in OFF)
        return Fate.KEEP

    rewrite(part, office().prefixes, collect)
    return any(states)
