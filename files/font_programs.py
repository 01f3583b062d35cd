"""Programs that draw letters, without the names, notices and dates in them."""

from __future__ import annotations

import re
import struct
from itertools import pairwise
from typing import Final

from files.errors import FileRefused, Reason

# What drawing needs of a TrueType or OpenType program (ISO/IEC 14496-22).
_TABLES: Final = frozenset(
    b"CFF ,VORG,cmap,cvt ,fpgm,glyf,head,hhea,hmtx,loca,maxp,post,prep,vhea,vmtx".split(b",")
)
_NAMELESS: Final = b"\x00\x03\x00\x00"  # a table of names that holds none
# Operators of a compact program's dictionaries whose operand is a text (Adobe TN 5176).
_TEXTS: Final = frozenset({0, 1, 2, 3, 4, 1200, 1221, 1222, 1230, 1238})
_SELECTED: Final = 1236  # where the dictionaries of parts lie
_STANDARD_TEXTS: Final = 391
_KNOWN: Final = frozenset({b"Adobe", b"Identity", b"Japan1", b"GB1", b"CNS1", b"Korea1"})
_TYPE_1_TEXT: Final = re.compile(
    rb"(?<=/)(version|Notice|Copyright|FullName|FamilyName|Weight|BaseFontName)(\s*)\(((?:[^()\\]|\\.)*)\)"
)
_TYPE_1_NAME: Final = re.compile(rb"(/FontName\s*/)([^\s/\[\](){}<>]+)")
_TYPE_1_HEAD: Final = re.compile(rb"%!(PS-AdobeFont|FontType1)-1\.\d")
_TYPE_1_COMMENT: Final = re.compile(rb"%[^\r\n]*")


def strip_true_type(content: bytes) -> bytes:
    """Return a TrueType or OpenType program with the tables alone that draw."""
    count = int.from_bytes(content[4:6], "big")
    tables: dict[bytes, bytes] = {}
    for number in range(count):
        row = content[12 + 16 * number : 28 + 16 * number]
        if len(row) < 16:
            raise FileRefused(Reason.DAMAGED)
        tag, _sum, offset, length = struct.unpack(">4sIII", row)
        if tag in _TABLES:
            tables[tag] = content[offset : offset + length]
    if b"head" in tables:
        head = tables[b"head"]
        tables[b"head"] = head[:8] + bytes(4) + head[12:20] + bytes(16) + head[36:]
    if b"post" in tables:
        tables[b"post"] = _NAMELESS + tables[b"post"][4:32]
    if b"CFF " in tables:
        tables[b"CFF "] = strip_compact(tables[b"CFF "])
    return _assembled(content[:4], tables)


def _assembled(version: bytes, tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << max(count.bit_length() - 1, 0)
    head = version + struct.pack(
        ">HHHH", count, power * 16, power.bit_length() - 1, (count - power) * 16
    )
    rows, body = bytearray(), bytearray()
    offset = 12 + 16 * count
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        rows += struct.pack(">4sIII", tag, checksum, offset + len(body), len(table))
        body += padded
    return bytes(head + rows + body)


def strip_compact(content: bytes) -> bytes:
    """Return a compact program (CFF) with its names and notices overwritten."""
    written = bytearray(content)
    try:
        names, position = _index(content, content[2])
        top, position = _index(content, position)
        texts, _end = _index(content, position)
        for start, end in names:
            written[start:end] = b"F" * (end - start)
        numbers: set[int] = set()
        for start, end in top:
            entries = _entries(content[start:end])
            numbers |= _numbers(entries)
            for offset in entries.get(_SELECTED, []):
                parts, _after = _index(content, offset)
                for first, last in parts:
                    numbers |= _numbers(_entries(content[first:last]))
    except (IndexError, ValueError, struct.error) as error:
        raise FileRefused(Reason.DAMAGED) from error
    for number in numbers:
        if number >= _STANDARD_TEXTS and number - _STANDARD_TEXTS < len(texts):
            start, end = texts[number - _STANDARD_TEXTS]
            if content[start:end] not in _KNOWN:
                written[start:end] = b"x" * (end - start)
    return bytes(written)


def _numbers(entries: dict[int, list[int]]) -> set[int]:
    return {number for key in _TEXTS & entries.keys() for number in entries[key]}


def _index(content: bytes, position: int) -> tuple[list[tuple[int, int]], int]:
    """Return where the entries of an index lie, and where it ends."""
    count = int.from_bytes(content[position : position + 2], "big")
    if count == 0:
        return [], position + 2
    size = content[position + 2]
    if not 1 <= size <= 4:
        raise ValueError("no index")
    first = position + 3
    data = first + (count + 1) * size - 1
    ends = [
        data + int.from_bytes(content[first + n * size : first + (n + 1) * size], "big")
        for n in range(count + 1)
    ]
    if ends != sorted(ends) or ends[-1] > len(content):
        raise ValueError("no index")
    return list(pairwise(ends)), ends[-1]


def _entries(content: bytes) -> dict[int, list[int]]:
    """Return a dictionary's operands by operator; those of two bytes count from 1200."""
    found: dict[int, list[int]] = {}
    operands: list[int] = []
    position = 0
    while position < len(content):
        first = content[position]
        position += 1
        if first <= 21:
            if first == 12:
                first = 1200 + content[position]
                position += 1
            found[first], operands = operands, []
        elif first == 28:
            operands.append(int.from_bytes(content[position : position + 2], "big", signed=True))
            position += 2
        elif first == 29:
            operands.append(int.from_bytes(content[position : position + 4], "big", signed=True))
            position += 4
        elif first == 30:  # a fraction, to the half byte that ends it
            while content[position] & 0xF != 0xF and content[position] >> 4 != 0xF:
                position += 1
            position += 1
            operands.append(0)
        elif first <= 246:
            operands.append(first - 139)
        elif first <= 250:
            operands.append((first - 247) * 256 + content[position] + 108)
            position += 1
        else:
            operands.append(-(first - 251) * 256 - content[position] - 108)
            position += 1
    return found


def strip_type_1(content: bytes) -> bytes:
    """Return a Type 1 program with the names and notices of its clear part overwritten."""
    clear, sign, rest = content.partition(b"eexec")

    def blank(found: re.Match[bytes]) -> bytes:
        start = found.start(3) - found.start(0)
        return found[0][:start] + b" " * len(found[3]) + b")"

    clear = _TYPE_1_TEXT.sub(blank, clear)
    clear = _TYPE_1_NAME.sub(lambda found: found[1] + b"F" * len(found[2]), clear)
    clear = _TYPE_1_COMMENT.sub(_without_words, clear)
    return clear + sign + rest


def _without_words(found: re.Match[bytes]) -> bytes:
    head = _TYPE_1_HEAD.match(found[0])
    return (head[0] if head else b"%").ljust(len(found[0]))
