"""An error on its way from one process to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Self


class Raised(NamedTuple):
    """What an error is made of. Pickled as it is, one whose class takes other arguments than it hands on would be an
    error where it arrives; so it is made anew as the class of Python's own that it is of makes one."""

    kind: type[Exception]
    arguments: tuple[object, ...]
    state: Mapping[str, object]

    @classmethod
    def of(cls, error: Exception) -> Self:
        """What an error is made of, its notes too."""
        return cls(type(error), error.args, vars(error))

    @classmethod
    def in_words(cls, error: Exception) -> Self:
        """An error that says what another one was, for one that cannot be sent."""
        return cls(RuntimeError, (f"{type(error).__name__}: {error}",), {"__notes__": error.__notes__})

    def error(self) -> Exception:
        """The error."""
        made = self.kind.__new__(self.kind, *self.arguments)
        of_python = next(one for one in self.kind.__mro__ if one.__module__ == "builtins")
        of_python.__init__(made, *self.arguments)  # type: ignore[misc]  # the class found takes what it handed on
        vars(made).update(self.state)
        return made
