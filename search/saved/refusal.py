"""Why a search is not kept: for the command line in English, for the page in its reader's language."""

from __future__ import annotations

from base.errors import ConfigError
from indexer.fields import Language
from search.i18n import label, number
from search.notes import Note, render


class GoneError(ConfigError):
    """What is named is not there: mistyped on the command line, on a page thrown away in another window."""


class RefusedError(ConfigError):
    """What cannot be kept: a text of the page's catalogue, with what it names filled in: notes on a query, and
    numbers as the language writes them."""

    def __init__(self, code: str, *arguments: str | int | Note) -> None:
        self._code, self._arguments = code, arguments
        super().__init__(self.said("en"))

    def said(self, language: Language) -> str:
        """The reason and what to do, as a sentence."""
        return label(self._code, language, *(_written(one, language) for one in self._arguments))


def _written(one: str | int | Note, language: Language) -> str:
    match one:
        case int():
            return number(one, language)
        case Note():
            return render(one, language)
        case _:
            return one
