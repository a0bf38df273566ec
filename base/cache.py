"""Answers already worked out, as many as are worth their memory."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Cache(dict[K, V]):
    """At most `size` answers by what was asked, those that were asked for of late among them.

    As a dict it is the newer half, where nearly all is found at the price of a dict. What is not there is looked for in
    the older half by `find`, and put there by `keep` where it is nowhere; when the newer half is full, the older one
    goes and it takes its place. So its memory stays the same once it has been full, which it soon is. Threads that
    share it may lose answers to each other, no more.
    """

    __slots__ = ("_half", "_older")

    def __init__(self, size: int) -> None:
        super().__init__()
        self._half = size // 2
        self._older: dict[K, V] = {}

    def find(self, asked: K) -> V | None:
        """An answer of the older half, which is then among the newer; None where there is none."""
        answer = self._older.get(asked)
        return None if answer is None else self.keep(asked, answer)

    def keep(self, asked: K, answer: V) -> V:
        """Keep an answer, and give it back."""
        if len(self) >= self._half:
            self._older = self.copy()
            self.clear()
        self[asked] = answer
        return answer
