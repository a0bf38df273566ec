"""Which reports of the same news are independent of each other: copies of one text, texts of a news agency, publishers
of one owner.

An agency is believed to be the origin where the article itself says so: as its author, in the dateline, or in brackets
behind the last paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from base.clock import JAKARTA
from config.catalogue import Publisher

MAX_TALLIED = 20_000
"""Articles that are read for their origin; so many take some two seconds."""
DATELINE = 120
"""Characters of the first paragraph in which its agency stands, if anywhere."""
CREDIT = 80
"""Characters of a last paragraph that names its agency, if it does nothing else."""


class Agency(NamedTuple):
    """A news agency: its name, its slug if it is in the catalogue too, and how newspapers write it."""

    name: str
    slug: str
    written: str


AGENCIES = (
    Agency("ANTARA", "antara", r"ANTARA(?:\s?News)?|Antara(?:\s?News)?|antaranews\.com|LKBN Antara"),
    Agency("Reuters", "", r"Reuters|REUTERS"),
    Agency("AFP", "", r"AFP"),
    Agency("AP", "", r"Associated Press|AP"),
    Agency("Xinhua", "", r"Xinhua"),
    Agency("Anadolu", "", r"Anadolu(?: Agency)?"),
    Agency("Bernama", "", r"Bernama|BERNAMA"),
    Agency("dpa", "", r"dpa"),
    Agency("Kyodo", "", r"Kyodo"),
    Agency("Bloomberg", "", r"Bloomberg"),
)
_NAMES = "|".join(f"(?P<a{place}>{one.written})" for place, one in enumerate(AGENCIES))
_DATELINE = re.compile(
    rf"^[^.()]{{0,60}}\((?:{_NAMES})\)\s*[-–—:]|^[\w\s/]{{2,40}},\s*(?:{_NAMES.replace('?P<a', '?P<b')})\s*[-–—]"
)
_CREDIT = re.compile(rf"(?:^|[(\[]|Sumber\s*:\s*)(?:{_NAMES})(?:[/;,].{{0,40}})?[)\]]?\.?$")
_SHORT_CREDIT = re.compile(r"\((ant|Ant|ANT)(?:/[\w.]+)?\)\.?$")


def agency_of(article: Mapping[str, Any]) -> Agency | None:
    """The agency that an article says it is from, None where it says so of none or is the agency's own."""
    found = _credited(article["authors"], article["body"])
    return None if found is None or found.slug == article["publisher"] else found


def _credited(authors: Sequence[str], body: Sequence[str]) -> Agency | None:
    for author in authors:
        for one in AGENCIES:
            if re.fullmatch(rf"(?:{one.written})(?:/.*)?", author):
                return one
    if not body:
        return None
    last = body[-1][-CREDIT:]
    if _SHORT_CREDIT.search(last):
        return AGENCIES[0]
    found = _DATELINE.search(body[0][:DATELINE]) or (_CREDIT.search(last) if len(body[-1]) < CREDIT else None)
    found = found or _BEHIND.search(last)
    return _named(found) if found else None


_BEHIND = re.compile(rf"\.\s*[(\[](?:{_NAMES})(?:/[\w. ]+)?[)\]]\.?$")


def _named(found: re.Match[str]) -> Agency:
    name = next(name for name, text in found.groupdict().items() if text is not None)
    return AGENCIES[int(name[1:])]


class Independence(NamedTuple):
    """Of so many `articles`: how many different texts, editorial offices that these come from, and owners of these.
    `is_whole` unless there were more articles than are read for this."""

    articles: int
    texts: int
    offices: int
    owners: int
    is_whole: bool


@dataclass(slots=True)
class Tally:
    """Counts independent sources, article by article. A text that several have is its agency's, else that of who had it
    first."""

    publishers: Mapping[str, Publisher]
    articles: int = 0
    _texts: dict[str, tuple[bool, float, str]] = field(default_factory=dict)

    def add(self, article: Mapping[str, Any], agency: Agency | None) -> None:
        """Count an article, which has `id`, `group`, `publisher`, `published` and `captured`."""
        self.articles += 1
        origin = (agency.slug or agency.name) if agency else article["publisher"]
        found = (agency is None, _since(article["published"] or article["captured"]), origin)
        text = article["group"] or article["id"]
        self._texts[text] = min(found, self._texts.get(text, found))

    def result(self, articles: int) -> Independence:
        """What was found, of so many articles in all."""
        offices = {origin for _, _, origin in self._texts.values()}
        owners = {owner_of(self.publishers, office) for office in offices}
        return Independence(self.articles, len(self._texts), len(offices), len(owners), self.articles >= articles)


def _since(told: str | None) -> float:
    """An instant of an article in seconds since 1970: articles tell it in zones of their own, of a day its midnight."""
    if not told:
        return 0.0
    moment = datetime.fromisoformat(told)
    return (moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA)).timestamp()


def owner_of(publishers: Mapping[str, Publisher], slug: str) -> str:
    """The house that a publisher belongs to; one that belongs to none is its own."""
    known = publishers.get(slug)
    return (known.group or known.name) if known else slug
