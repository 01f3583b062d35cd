"""SVG pictures in documents, of what is allowed: shapes, gradients and words.

Scripts, style sheets, animations, pictures in the picture and whatever leads elsewhere have no
place; where they would be missed, the picture is refused.
"""

from __future__ import annotations

import re
from typing import Final

from files.errors import FileRefused, Reason
from files.fonts import COMMON
from files.vocabulary import is_measure
from files.xml_rewriting import Fate, rewrite

_PREFIXES: Final = {"http://www.w3.org/2000/svg": "", "http://www.w3.org/1999/xlink": "xlink"}
_KEPT: Final = frozenset(
    """
    svg g defs symbol use path rect circle ellipse line polyline polygon text tspan linearGradient
    radialGradient stop clipPath mask pattern marker a
    """.split()
)
_LEFT_OUT: Final = frozenset("title desc metadata".split())
# What draws something that cannot be carried over.
_MISSED: Final = frozenset(
    """
    image foreignObject style script animate animateMotion animateTransform set feImage filter
    textPath video audio iframe switch
    """.split()
)
_STORED: Final = frozenset("defs symbol clipPath mask pattern marker".split())
_REFERENCES: Final = frozenset({"href", "xlink:href"})
_ATTRIBUTES: Final = frozenset(
    """
    x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points width height viewBox version transform
    gradientTransform gradientUnits patternUnits patternTransform patternContentUnits spreadMethod
    offset preserveAspectRatio clipPathUnits maskUnits markerWidth markerHeight refX refY orient
    rotate textLength lengthAdjust fill fill-opacity fill-rule stroke stroke-width stroke-opacity
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity
    stop-color stop-opacity color font-family font-size font-style font-weight font-variant
    text-anchor text-decoration letter-spacing word-spacing baseline-shift dominant-baseline
    display visibility overflow clip-path clip-rule mask marker-start marker-mid marker-end
    """.split()
)
_WORDS: Final = frozenset(
    """
    none currentColor nonzero evenodd butt round square miter bevel inherit normal italic oblique
    bold bolder lighter start middle end underline overline line-through hidden visible inline
    block auto userSpaceOnUse objectBoundingBox pad reflect repeat xMinYMin xMidYMid xMaxYMax
    xMinYMid xMidYMin meet slice matrix translate scale rotate skewX skewY rgb rgba black white red
    green blue yellow gray grey orange purple brown silver navy teal maroon lime aqua fuchsia olive
    transparent baseline sub super central hanging spacing spacingAndGlyphs small-caps
    """.split()
)
_PATH: Final = re.compile(r"[MmLlHhVvCcSsQqTtAaZz\d\s,.+eE-]*")
_LOCAL: Final = re.compile(r"(?:url\(['\"]?#([^'\")]*)['\"]?\)|#(.*))")
_BETWEEN: Final = re.compile(r"[\s,()]+")


def clean_svg(content: bytes) -> bytes:
    """Return an SVG picture of allowed elements. Raises `FileRefused`, also for what hides."""
    editing = _Editing()
    return rewrite(content, _PREFIXES, editing.edit, _edit_text, editing.ended)


class _Editing:
    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        # How many elements are open that are drawn only where something refers to them.
        self.stored = 0

    def ended(self, name: str) -> None:
        self.stored -= name in _STORED

    def edit(self, name: str, attributes: dict[str, str]) -> Fate:
        if name in _MISSED:
            raise FileRefused(Reason.PICTURE_KIND)
        if name == "a":
            return Fate.UNWRAP
        if name not in _KEPT:
            return Fate.DROP
        for declaration in attributes.pop("style", "").split(";"):
            key, _colon, value = declaration.partition(":")
            attributes.setdefault(key.strip(), value.strip())
        if _hides(attributes):
            raise FileRefused(Reason.HIDDEN)
        if self.stored and name in ("text", "tspan"):
            # Whether it is ever seen, what refers to it would have to say.
            raise FileRefused(Reason.PICTURE_KIND)
        self.stored += name in _STORED
        for key, value in list(attributes.items()):
            kept = self._kept(key, value)
            if kept is None:
                del attributes[key]
            else:
                attributes[key] = kept
        return Fate.KEEP

    def _kept(self, key: str, value: str) -> str | None:
        if key == "id":
            return self._id(value)
        if key in _REFERENCES or (key in _ATTRIBUTES and value.startswith("url(")):
            found = _LOCAL.fullmatch(value.strip())
            if found is None:
                return None
            new = f"#{self._id(found[1] or found[2] or '')}"
            return new if key in _REFERENCES else f"url({new})"
        if key not in _ATTRIBUTES:
            return None
        if key == "font-family":
            return value if value.strip("'\" ") in COMMON else "sans-serif"
        if key == "d":
            return value if _PATH.fullmatch(value) else None
        parts = _BETWEEN.split(value)
        return value if all(part in _WORDS or is_measure(part) for part in parts) else None

    def _id(self, found: str) -> str:
        return self.ids.setdefault(found, f"i{len(self.ids) + 1}")


def _hides(attributes: dict[str, str]) -> bool:
    """Whether an element is not seen: programs keep hidden layers so."""
    opacity = attributes.get("opacity", "1").strip().rstrip("%")
    return (
        attributes.get("display", "").strip() == "none"
        or attributes.get("visibility", "").strip() in ("hidden", "collapse")
        or (is_measure(opacity) and float(opacity) == 0)
    )


def _edit_text(element: str, text: str) -> str:
    return text if element in ("text", "tspan") or not text.strip() else ""
