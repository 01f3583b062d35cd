"""How much one file may ask of the machine: points of its pictures, bytes once unpacked."""

from __future__ import annotations

from typing import Final

from files.errors import FileRefused, Reason

MAXIMUM_POINTS: Final = 25_000_000  # of one picture
MAXIMUM_POINTS_TOGETHER: Final = 100_000_000  # of all pictures in one document
MAXIMUM_OPERATORS: Final = 500_000  # of all pages of a PDF together, and what is drawn in them
MAXIMUM_UNPACKED: Final = 60 * 1024 * 1024  # bytes, all that is packed in one file together


class Budget:
    """What one file has used, documents in it included."""

    def __init__(self) -> None:
        self.points = 0
        self.unpacked = 0
        self.operators = 0

    def picture(self, width: int, height: int) -> None:
        """Count a picture before it is read. Raises `FileRefused` when it is too much."""
        points = width * height
        self.points += points
        if points > MAXIMUM_POINTS:
            raise FileRefused(Reason.PIXELS, limit=MAXIMUM_POINTS // 1_000_000)
        if self.points > MAXIMUM_POINTS_TOGETHER:
            raise FileRefused(Reason.PIXELS_TOGETHER, limit=MAXIMUM_POINTS_TOGETHER // 1_000_000)

    def unpack(self, size: int) -> None:
        """Count bytes before or while they are unpacked. Raises `FileRefused`."""
        self.unpacked += size
        if self.unpacked > MAXIMUM_UNPACKED:
            raise FileRefused(Reason.TOO_LARGE_UNPACKED)

    def operator(self) -> None:
        """Count one operator of a page's content. Raises `FileRefused`."""
        self.operators += 1
        if self.operators > MAXIMUM_OPERATORS:
            raise FileRefused(Reason.TOO_COSTLY)
