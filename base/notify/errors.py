"""The error of a message that was not taken."""

from __future__ import annotations


class NotTakenError(Exception):
    """A message that its receiver did not take; the text says why. `lasting`: nor will it when it is sent again."""

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.lasting = lasting
