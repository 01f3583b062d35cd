"""What becomes of the rows that hang on a thing when something happens to it: every key to it has
an answer, from the app whose rows they are or from one above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

Follower = TypeVar("Follower")


class LifeCycle(Generic[Follower]):
    """One thing that happens, such as the merging of two companies, with those who follow it.

    Keys are written `app.Model.field`, as Django's labels are.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._followers: list[Follower] = []
        self._answers: dict[str, str] = {}

    def follow(self, follower: Follower, *keys: str) -> None:
        """Call `follower` when it happens: it deals with the rows of these keys. To be called when
        an app is ready. Raises ValueError for a key that has another answer."""
        if follower not in self._followers:
            self._followers.append(follower)
        self._answer(getattr(follower, "__qualname__", repr(follower)), keys)

    def leave(self, because: str, *keys: str) -> None:
        """Say why nothing more is to be done with the rows of these keys. Raises ValueError as
        `follow` does."""
        self._answer(because, keys)

    def _answer(self, answer: str, keys: tuple[str, ...]) -> None:
        for key in keys:
            if self._answers.setdefault(key, answer) != answer:
                raise ValueError(f"{self.what}: {key} has an answer already.")

    @property
    def followers(self) -> tuple[Follower, ...]:
        """In the order in which they were added: those of lower apps first."""
        return tuple(self._followers)

    @property
    def answers(self) -> Mapping[str, str]:
        """For each key who deals with it, or why nobody has to."""
        return self._answers
