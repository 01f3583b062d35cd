"""What a PDF's function needs of its content: samples, or a calculation (ISO 32000-1, 7.10)."""

from __future__ import annotations

import math
import re
from typing import Final

from pikepdf import Stream

from files.errors import FileRefused, Reason

SAMPLED, CALCULATED = 0, 4
_CALCULATION: Final = re.compile(
    rb"[\s{}\d.+-]|abs|add|atan|ceiling|cos|cvi|cvr|div|exp|floor|idiv|ln|log|mod|mul|neg|round"
    rb"|sin|sqrt|sub|truncate|and|bitshift|eq|false|ge|gt|le|lt|ne|not|or|true|xor|ifelse|if|copy"
    rb"|dup|exch|index|pop|roll"
)


def content_of(function: Stream, content: bytes) -> bytes:
    """The content without what no program reads of it: behind the samples, in remarks of a
    calculation. Raises `FileRefused` for what is no calculation."""
    if function.get("/FunctionType") == SAMPLED:
        numbers = math.prod(int(size) for size in function.Size) * (len(function.Range) // 2)
        return content[: -(-numbers * int(function.BitsPerSample) // 8)]
    if function.get("/FunctionType") == CALCULATED:
        content = re.sub(rb"%[^\r\n]*", b"", content)
        if _CALCULATION.sub(b"", content):
            raise FileRefused(Reason.DAMAGED)
    return content
