"""Where a text names regions, and what they are for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.articles.regions.context import KINDS, Role, is_dateline, is_next_in_list, kind_before, role_of
from indexer.articles.regions.table import Called, Region, load_names
from indexer.articles.regions.tokens import Token, tokens_of

_READ_ALSO = re.compile(r"\b(?:baca|simak|lihat) (?:juga|artikel|selengkapnya)\b[^.!?]*", re.IGNORECASE)
_READ = ("baca ", "simak ", "lihat ")
"""What stands in all of these; to look for it first takes a tenth of the time."""
_CAPITALISED = re.compile(r"[A-Z](?<!\w.)\w*")
"""A word with a capital. It begins with what can be searched for fast."""
_LAST_DATELINE = 3
"""The paragraph up to which a dateline may come: above it stand names of reporters, captions and headings."""
_FOR_A_LIST = frozenset((Role.SUBJECT, Role.PLACE, Role.PASSING))
"""Roles that the first name of a list gives to all behind it."""


class Mention(NamedTuple):
    """A region's name in a text.

    `paragraph` is 0 for the title; `start` counts its characters. `kind`: "kabupaten", "kota" or "provinsi" where the
    text says so, else "". `around` is what the text names next as that which lies around it (`Garut, Jawa Barat`),
    empty where the names only make a list.
    """

    called: Called
    role: Role
    paragraph: int
    start: int
    kind: str
    around: tuple[Region, ...]

    @property
    def within(self) -> tuple[Region, ...]:
        """Of the regions that it may mean those that lie in the one around."""
        around = {region.code for region in self.around}
        return tuple(region for region in self.called.regions if not around.isdisjoint((region.code, region.province)))


class _Span(NamedTuple):
    first: int
    last: int
    called: Called


def find_mentions(title: str, body: Sequence[str]) -> Iterator[Mention]:
    """The regions that title and paragraphs name, in their order."""
    whole = "\n".join(body)
    for number, paragraph in enumerate((title, *body)):
        yield from _in_paragraph(_without_promos(paragraph), number, "" if number else whole)


def _without_promos(paragraph: str) -> str:
    """A paragraph with blanks for the titles of other articles that it tells to read."""
    lowered = paragraph.lower()
    if not any(word in lowered for word in _READ):
        return paragraph
    return _READ_ALSO.sub(lambda found: " " * len(found[0]), paragraph)


def _in_paragraph(text: str, number: int, body: str) -> Iterator[Mention]:
    if load_names().keys().isdisjoint(map(str.lower, _CAPITALISED.findall(text))):
        return  # most paragraphs name no region, and their words need not be looked at
    tokens = tokens_of(text)
    spans = [span for span in _names_in(tokens) if number or not _is_a_word(span.called, body)]
    listed = Role.BARE
    for place, (first, last, called) in enumerate(spans):
        follows = place > 0 and is_next_in_list(tokens, spans[place - 1].last, first)
        around = () if follows else _around(tokens, spans[place : place + 3])
        mention = Mention(called, Role.BARE, number, tokens[first].start, kind_before(tokens, first), around)
        if number and _stands_above(tokens, first, last, number):
            listed = Role.DATELINE
        elif not (follows and listed in _FOR_A_LIST and not mention.kind):
            listed = _role(mention, role_of(tokens, first, last, text, body))
        yield mention._replace(role=listed)


def _is_a_word(called: Called, body: str) -> bool:
    """Whether the text below a title writes a name of the title with small letters alone (nasib malang, album solo):
    there every word may have a capital."""
    written = re.findall(rf"\b{re.escape(' '.join(called.words))}\b", body, re.IGNORECASE)
    return bool(written) and all(one.islower() for one in written)


def _stands_above(tokens: Sequence[Token], first: int, last: int, number: int) -> bool:
    """Whether a name is all of a paragraph, or the dateline of one at the top."""
    return last - first == len(tokens) or (number <= _LAST_DATELINE and is_dateline(tokens, first, last))


def _role(mention: Mention, role: Role) -> Role:
    """The role that the words around tell, but for a name behind which stands in what it lies: that is a place."""
    is_unclear = role is Role.BARE or (role is Role.WITHIN and mention.within)
    return Role.PLACE if mention.around and is_unclear else role


def _names_in(tokens: Sequence[Token]) -> Iterator[_Span]:
    at = 0
    while at < len(tokens):
        span = _name_at(tokens, at)
        if span:
            yield span
        at = span.last if span else at + 1


def _name_at(tokens: Sequence[Token], first: int) -> _Span | None:
    """The longest name that begins at a token."""
    if not tokens[first].is_capital:
        return None
    for called in load_names().get(tokens[first].low, ()):
        last = _end_of(tokens, first, called)
        if last and (tokens[first].text.isupper() or not called.in_capitals):
            return _Span(first, last, called)
    return None


def _end_of(tokens: Sequence[Token], first: int, called: Called) -> int:
    """The place behind a name, between whose words may be hyphens; 0 where it is not there."""
    at = first
    for word in called.words[1:]:
        at += 1
        if at < len(tokens) and tokens[at].text == "-":
            at += 1
        if at == len(tokens) or tokens[at].low != word or not (tokens[at].is_capital or word == "dan"):
            return 0
    return at + 1


def _around(tokens: Sequence[Token], spans: Sequence[_Span]) -> tuple[Region, ...]:
    """What the second name means where it tells in what the first one lies, not the next one of a list of three."""
    if len(spans) < 2 or spans[1].first - spans[0].last > 3:
        return ()
    between = {token.low for token in tokens[spans[0].last : spans[1].first]}
    is_list = len(spans) > 2 and is_next_in_list(tokens, spans[1].last, spans[2].first)
    return () if is_list or between - {",", "(", ".", *KINDS} else spans[1].called.regions
