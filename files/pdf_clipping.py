"""What a page cuts off its pictures: drawn within a smaller area, they are whole in the file."""

from __future__ import annotations

from typing import Final

from pikepdf import Array, Object

from files.errors import FileRefused, Reason

# a b c d e f: x' = ax + cy + e, y' = bx + dy + f (ISO 32000-2, 8.3.4).
_Matrix = tuple[float, float, float, float, float, float]
_Box = tuple[float, float, float, float]  # left, bottom, right, top
_Point = tuple[float, float]

_AS_IT_IS: Final[_Matrix] = (1, 0, 0, 1, 0, 0)
_WORD: Final = (30, 8)  # points of a picture, across and up, in which one can be read
_MOST_STATES: Final = 10_000
_PAINTING: Final = frozenset("b B b* B* f F f* n s S".split())
# How many of a line's or curve's operands are points that its area reaches to.
_DRAWING: Final = {"m": 2, "l": 2, "c": 6, "v": 4, "y": 4}


class Clipping:
    """Follows a content's operators; areas are taken by their outermost points."""

    def __init__(self, bounds: Object | None) -> None:
        """`bounds` are the box outside of which nothing of this content is seen, if it has one."""
        self.matrix = _AS_IT_IS
        self.clip = _box_of(bounds)
        self.saved: list[tuple[_Matrix, _Box | None]] = []
        self.path: list[_Point] = []
        self.to_clip = False

    def follow(self, operator: str, operands: list[Object]) -> None:
        """Take note of one operator. Raises TypeError or ValueError for what are no numbers."""
        if operator == "q" and len(self.saved) < _MOST_STATES:
            self.saved.append((self.matrix, self.clip))
        elif operator == "Q" and self.saved:
            self.matrix, self.clip = self.saved.pop()
        elif operator == "cm" and len(operands) == 6:
            a, b, c, d, e, f = (float(one) for one in operands)
            self.matrix = _product((a, b, c, d, e, f), self.matrix)
        elif operator == "re" and len(operands) == 4:
            x, y, width, height = (float(one) for one in operands)
            self._reach((x, y), (x + width, y), (x, y + height), (x + width, y + height))
        elif operator in _DRAWING and len(operands) == _DRAWING[operator]:
            numbers = [float(one) for one in operands]
            self._reach(*zip(numbers[::2], numbers[1::2], strict=True))
        elif operator in ("W", "W*"):
            self.to_clip = True
        elif operator in _PAINTING:
            if self.to_clip and self.path:
                self.clip = _common(self.clip, _around(self.path))
            self.path, self.to_clip = [], False

    def check_picture(self, width: int, height: int) -> None:
        """Raise `FileRefused` if of a picture of so many points, drawn now on the unit square, so
        much is cut off at one side that a word could stand there."""
        if self._cuts(width, height):
            raise FileRefused(Reason.CROPPED)

    def _cuts(self, width: int, height: int) -> bool:
        if self.clip is None:
            return False
        corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
        whole = _around([_moved(one, self.matrix) for one in corners])
        if self.matrix[1] or self.matrix[2]:  # turned: either side may be the longer one
            width = height = max(width, height)
        shown = _common(self.clip, whole)
        across, up = _shares_cut(whole, shown, 0), _shares_cut(whole, shown, 1)
        wide, high = _WORD
        return (across * width >= wide and height >= high) or (
            up * height >= high and width >= wide
        )

    def _reach(self, *points: _Point) -> None:
        self.path += [_moved(one, self.matrix) for one in points]


def _box_of(bounds: Object | None) -> _Box | None:
    if not isinstance(bounds, Array) or len(bounds) != 4:
        return None
    left, bottom, right, top = (float(one) for one in bounds)
    return _around([(left, bottom), (right, top)])


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


def _shares_cut(whole: _Box, shown: _Box, way: int) -> float:
    """Return the larger share that is cut off at either end, across (0) or up (1)."""
    size = whole[way + 2] - whole[way]
    if size <= 0:
        return 0.0
    cut = max(shown[way] - whole[way], whole[way + 2] - shown[way + 2], 0.0)
    return min(cut / size, 1.0)
