"""What a page cuts off: pictures and words drawn within a smaller area are whole in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pikepdf import Array, Object, String

from files.errors import FileRefused, Reason

# a b c d e f: x' = ax + cy + e, y' = bx + dy + f (ISO 32000-2, 8.3.4).
_Matrix = tuple[float, float, float, float, float, float]
_Box = tuple[float, float, float, float]  # left, bottom, right, top
_Point = tuple[float, float]
# How far text of these bytes goes on, in thousandths of its size.
Advance = Callable[[bytes], float]

_AS_IT_IS: Final[_Matrix] = (1, 0, 0, 1, 0, 0)
_WORD: Final = (30, 8)  # points of a picture, across and up, in which one can be read
_BLEED: Final = 20.0  # beyond a page's edge, as of what is printed and cut: seven millimetres
_DESCENT: Final = 3.0  # a line may stand so far below the area that shows it
_HALF_A_WORD: Final = 20.0
_MOST_STATES: Final = 10_000
_PAINTING: Final = frozenset("b B b* B* f F f* n s S".split())
_REACHING: Final = frozenset("c l m re v y".split())
_OF_TEXT: Final = frozenset(["BT", "T*", "TD", "TL", "Td", "Tf", "Tm", "Tr", "Tz", "'", '"'])
_INVISIBLE: Final = 3  # words that are laid over a scanned page, or hidden: no reader sees them


@dataclass(slots=True)
class _State:
    """What `q` saves and `Q` brings back (ISO 32000-2, 8.4.1 and 9.3), as far as it counts here."""

    matrix: _Matrix = _AS_IT_IS
    clip: _Box | None = None
    mode: int = 0
    font: str = ""
    size: float = 1.0
    scale: float = 1.0
    leading: float = 0.0


class Clipping:
    """Follows a content's operators; areas are taken by their outermost points."""

    def __init__(self, bounds: Iterable[Object | None], *, bleed: bool = False) -> None:
        """`bounds` are boxes outside of which nothing of this content is seen; `bleed`: a page's,
        over whose edges pictures reach a little."""
        clip: _Box | None = None
        for one in bounds:
            box = _box_of(one, _BLEED if bleed else 0.0)
            clip = _common(clip, box) if box is not None else clip
        self.state = _State(clip=clip)
        self.saved: list[_State] = []
        self.path: list[tuple[str, list[Object]]] = []
        self.to_clip = False
        self.line = self.text = _AS_IT_IS

    @property
    def is_invisible(self) -> bool:
        """Whether words are drawn now in the way that shows nothing."""
        return self.state.mode == _INVISIBLE

    def follow(self, operator: str, operands: list[Object]) -> None:
        """Take note of one operator. Raises TypeError or ValueError for what are no numbers."""
        if operator in _REACHING:
            self.path.append((operator, operands))
        elif operator in _PAINTING:
            if self.to_clip and self.path:
                self.state.clip = _common(self.state.clip, self._reached())
            self.path, self.to_clip = [], False
        elif operator == "q" and len(self.saved) < _MOST_STATES:
            self.saved.append(copy(self.state))
        elif operator == "Q" and self.saved:
            self.state = self.saved.pop()
        elif operator == "cm" and len(operands) == 6:
            self.state.matrix = _product(_matrix(operands), self.state.matrix)
        elif operator in ("W", "W*"):
            self.to_clip = True
        elif operator in _OF_TEXT:
            self._follow_text(operator, operands)

    def _reached(self) -> _Box:
        """The area of the path, which was not drawn until now."""
        points: list[_Point] = []
        for operator, operands in self.path:
            numbers = [float(one) for one in operands]
            if operator == "re" and len(numbers) == 4:
                x, y, width, height = numbers
                points += [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
            else:
                points += zip(numbers[::2], numbers[1::2], strict=False)
        return _around([_moved(one, self.state.matrix) for one in points] or [(0.0, 0.0)])

    def _follow_text(self, operator: str, operands: list[Object]) -> None:
        if operator == "BT":
            self.line = self.text = _AS_IT_IS
        elif operator == "Tm" and len(operands) == 6:
            self.line = self.text = _matrix(operands)
        elif operator in ("Td", "TD") and len(operands) == 2:
            x, y = (float(one) for one in operands)
            if operator == "TD":
                self.state.leading = -y
            self._next_line(x, y)
        elif operator in ("T*", "'", '"'):
            self._next_line(0, -self.state.leading)
        elif operator == "Tf" and len(operands) == 2:
            self.state.font, self.state.size = str(operands[0]), float(operands[1])
        elif operator == "Tr" and operands:
            self.state.mode = int(operands[0])
        elif operator == "TL" and operands:
            self.state.leading = float(operands[0])
        elif operator == "Tz" and operands:
            self.state.scale = float(operands[0]) / 100

    def show_text(self, operands: list[Object], advance: Advance) -> None:
        """Words are drawn now. Raise `FileRefused` where they stand outside of what is seen, or go
        on beyond it by more than half a word."""
        shown = operands[-1] if operands else None
        for one in shown if isinstance(shown, Array) else [shown]:
            if isinstance(one, String):
                content = bytes(one)
                size = self.state.size * self.state.scale
                self._show(advance(content) / 1000 * size, blank=not content.strip())
            elif isinstance(one, int | Decimal):
                self._go_on(-float(one) / 1000 * self.state.size * self.state.scale)

    def _show(self, width: float, *, blank: bool) -> None:
        clip = self.state.clip
        place = _product(self.text, self.state.matrix)
        self._go_on(width)
        if clip is None or blank:
            return
        start, end = _moved((0, 0), place), _moved((width, 0), place)
        if _outside(start, clip) > _DESCENT or _outside(end, clip) > _HALF_A_WORD:
            raise FileRefused(Reason.CROPPED)

    def _go_on(self, width: float) -> None:
        self.text = _product((1, 0, 0, 1, width, 0), self.text)

    def _next_line(self, x: float, y: float) -> None:
        self.line = self.text = _product((1, 0, 0, 1, x, y), self.line)

    def check_picture(self, width: int, height: int) -> None:
        """Raise `FileRefused` if of a picture of so many points, drawn now on the unit square, so
        much is cut off at one side that a word could stand there."""
        if self._cuts(width, height):
            raise FileRefused(Reason.CROPPED)

    def _cuts(self, width: int, height: int) -> bool:
        matrix, clip = self.state.matrix, self.state.clip
        if clip is None:
            return False
        corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
        whole = _around([_moved(one, matrix) for one in corners])
        if matrix[1] or matrix[2]:  # turned: either side may be the longer one
            width = height = max(width, height)
        shown = _common(clip, whole)
        across, up = _share_cut(whole, shown, 0), _share_cut(whole, shown, 1)
        wide, high = _WORD
        return (across * width >= wide and height >= high) or (
            up * height >= high and width >= wide
        )


def _matrix(operands: list[Object]) -> _Matrix:
    a, b, c, d, e, f = (float(one) for one in operands)
    return a, b, c, d, e, f


def _box_of(bounds: Object | None, bleed: float) -> _Box | None:
    if not isinstance(bounds, Array) or len(bounds) != 4:
        return None
    left, bottom, right, top = (float(one) for one in bounds)
    box = _around([(left, bottom), (right, top)])
    return box[0] - bleed, box[1] - bleed, box[2] + bleed, box[3] + bleed


def _product(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _moved(point: _Point, matrix: _Matrix) -> _Point:
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _around(points: list[_Point]) -> _Box:
    across, up = [x for x, _y in points], [y for _x, y in points]
    return min(across), min(up), max(across), max(up)


def _common(clip: _Box | None, area: _Box) -> _Box:
    if clip is None:
        return area
    return (
        max(clip[0], area[0]),
        max(clip[1], area[1]),
        min(clip[2], area[2]),
        min(clip[3], area[3]),
    )


def _outside(point: _Point, area: _Box) -> float:
    """How far a point lies outside of an area."""
    x, y = point
    left, bottom, right, top = area
    return max(left - x, x - right, bottom - y, y - top, 0.0)


def _share_cut(whole: _Box, shown: _Box, way: int) -> float:
    """Return the larger share that is cut off at either end, across (0) or up (1)."""
    size = whole[way + 2] - whole[way]
    if size <= 0:
        return 0.0
    cut = max(shown[way] - whole[way], whole[way + 2] - shown[way + 2], 0.0)
    return min(cut / size, 1.0)
