"""Why a search is not kept: for the command line in English, for the page in its reader's language."""

from __future__ import annotations

from base.errors import ConfigError
from indexer.fields import Language
from search.i18n import label
from search.notes import Note, render


class RefusedError(ConfigError):
    """What cannot be kept: a text of the page's catalogue, with what it names filled in; notes on a query are."""

    def __init__(self, code: str, *arguments: str | Note) -> None:
        self._code, self._arguments = code, arguments
        super().__init__(self.said("en"))

    def said(self, language: Language) -> str:
        """The reason and what to do, as a sentence."""
        filled = (render(one, language) if isinstance(one, Note) else one for one in self._arguments)
        return label(self._code, language, *filled)
