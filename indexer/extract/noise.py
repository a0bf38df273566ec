"""The line filter: which lines of an article's box are no part of the article, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.article import Removed
from indexer.extract.dom import HEADINGS, Run
from indexer.extract.vocabulary import CREDIT, INITIALS, INLINE_PROMO, PROMO, SIGNATURE, WHOLE_LINES

SENTENCE_END = tuple(".!?…")
QUOTES = "\"'”’»)] "
MAX_HEADLINES = 8
"""Lines that one promo label can take with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A run of the article's box; `why` says what it is where the box it stands in says so, else ""."""

    run: Run
    why: str = ""


@dataclass(frozen=True, slots=True)
class Filtered:
    """The article's paragraphs and what was taken out."""

    kept: tuple[str, ...]
    removed: tuple[Removed, ...]


def clean(lines: Sequence[Line]) -> Filtered:
    """Take out of an article's lines what is no part of it."""
    kept: list[str] = []
    removed: list[Removed] = []
    headlines = 0
    for line in lines:
        why = line.why or ("promo headline" if headlines and _is_headline(line.run) else _verdict(line.run))
        if not line.why:
            headlines = MAX_HEADLINES if why == "promo" else headlines - 1 if why == "promo headline" else 0
        if why:
            removed.append(Removed(line.run.text, why))
        else:
            kept.append(_without_inline(line.run.text, removed))
    _cut_tail(kept, removed)
    return Filtered(tuple(text for text in kept if text), tuple(removed))


def ends_sentence(text: str) -> bool:
    """Whether a line ends as sentences do, closing quotes and brackets aside."""
    return text.rstrip(QUOTES).endswith(SENTENCE_END)


def _verdict(run: Run) -> str:
    """Why a line goes, "" where it stays."""
    if _is_promo(run):
        return "promo"
    for why, pattern in WHOLE_LINES:
        if pattern.fullmatch(run.text):
            return why
    if CREDIT.fullmatch(run.text):
        return "caption"
    return "link" if run.link_share > 0.9 and not ends_sentence(run.text) else ""


def _is_promo(run: Run) -> bool:
    """A promo label: alone or with a colon, linked, or before words that are no sentence."""
    match = PROMO.match(run.text)
    if not match:
        return False
    rest = run.text[match.end() :].strip()
    return not rest or rest[0] in ":：" or rest[-1] in ":：" or run.link_share >= 0.5 or not ends_sentence(rest)


def _is_headline(run: Run) -> bool:
    """A line that can be the headline of another article: linked, or short without a full stop."""
    if run.link_share >= 0.8:
        return True
    short = 3 <= len(run.text.split()) <= 20
    return short and run.box.tag not in HEADINGS and run.text[-1] not in '.!?…:;,"”'


def _without_inline(text: str, removed: list[Removed]) -> str:
    """The line without bracketed promos inside it."""
    removed.extend(Removed(match[0].strip(), "promo") for match in INLINE_PROMO.finditer(text))
    return INLINE_PROMO.sub("", text).strip()


def _cut_tail(kept: list[str], removed: list[Removed]) -> None:
    """Take the writers' initials off the end."""
    while kept and SIGNATURE.fullmatch(kept[-1]):
        removed.append(Removed(kept.pop(), "initials"))
    if kept and (match := INITIALS.search(kept[-1])):
        removed.append(Removed(match[0].strip(), "initials"))
        kept[-1] = kept[-1][: match.start()].rstrip()
