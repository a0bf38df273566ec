"""One quote, as an article gives it, and a person whom it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["direct", "indirect"]
How = Literal["named", "part", "role", "pronoun"]
"""How the text names the speaker: by the fullest name that it gives, by a part of it, by an office alone, or by a
pronoun or nothing, so that it was read from what stands before."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said. `start` and `end` are characters of the body's paragraphs joined by line feeds.

    `speaker` is the name as full as the article gives it, None where nobody is named for sure; `as_written` what the
    quote itself calls the speaker, `office` who that is, `cue` the word that says it was said ("" where none does).
    """

    text: str
    start: int
    end: int
    kind: Kind
    speaker: str | None
    as_written: str
    office: str
    how: How | None
    cue: str


class Named(NamedTuple):
    """A person whom an article names: as full as it gives the name, and the office ("" where it tells none)."""

    name: str
    office: str


class Speech(NamedTuple):
    """Who said what in an article, in order, and whom it names, each once."""

    quotes: tuple[Quote, ...]
    people: tuple[Named, ...]


NO_SPEECH = Speech((), ())
