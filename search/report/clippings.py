"""The clippings of a report: articles in full, those of a clipping folder as they were when they were clipped."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from config.catalogue import Publisher
from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.report.folder import ArticleRow, ClippedText, FolderTexts
from search.report.origins import MAX_TALLIED, Independence, Tally, agency_of

COLUMNS = ("id", "url", "title", "publisher", "publisher_name", "published", "captured", "authors", "section",
           "version", "group", "withdrawn", "language", "body")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clipping:
    """An article as it is in the archive, or as it was when it was clipped. `copy_of` is the number of the first
    clipping with the same text, 0 for that one itself; `agency` where the text says that it is an agency's. `digest`
    proves the text, see `digest_of`. `note` is what the folder says of it; `then` which text it is, where that is not
    the newest."""

    number: int
    id: str
    title: str
    publisher: str
    owner: str
    published: str
    captured: str
    url: str
    version: int
    digest: str
    authors: tuple[str, ...]
    section: str
    withdrawn: str
    body: tuple[str, ...]
    copy_of: int
    agency: str
    language: str
    note: str = ""
    then: str = ""


def digest_of(title: str, body: Sequence[str]) -> str:
    """The first 16 hex digits of the SHA-256 of a text: its title and paragraphs, joined by line feeds, in UTF-8."""
    return hashlib.sha256("\n".join((title, *body)).encode("utf-8", "replace")).hexdigest()[:16]


def read_clippings(
    rows: Iterator[ArticleRow],
    publishers: Mapping[str, Publisher],
    articles: int,
    language: Language,
    most: int,
    folder: FolderTexts | None,
    *,
    in_its_order: bool,
) -> tuple[tuple[Clipping, ...], Independence]:
    """The first of so many articles as clippings (of a folder, `in_its_order` where wanted, with its notes and texts),
    and the sources of as many as are looked at."""
    tally = Tally(publishers)
    looked_at = _tallied(islice(rows, MAX_TALLIED), tally)
    shown = folder.first(looked_at, most) if folder and in_its_order else list(islice(looked_at, most))
    deque(looked_at, maxlen=0)  # the rest is only counted
    kept = folder.texts(shown, COLUMNS) if folder else {}
    clippings, first = list[Clipping](), dict[str, int]()
    for number, row in enumerate(shown, 1):
        known = first.setdefault(row["group"] or row["id"], number)
        text = kept.get(row["id"], ClippedText(row, "", None))
        clippings.append(_clipping(text, publishers, language, number=number, copy_of=known if known != number else 0))
    return tuple(clippings), tally.result(articles)


def _tallied(rows: Iterator[ArticleRow], tally: Tally) -> Iterator[ArticleRow]:
    for row in rows:
        tally.add(row, agency_of(row))
        yield row


def _clipping(
    text: ClippedText, publishers: Mapping[str, Publisher], language: Language, *, number: int, copy_of: int
) -> Clipping:
    row = text.row
    captured, known, agency = row["captured"], publishers.get(row["publisher"]), agency_of(row)
    return Clipping(
        number=number,
        id=row["id"],
        title=row["title"],
        publisher=row["publisher_name"] or (known.name if known else row["publisher"]),
        owner=known.group if known else "",
        published=i18n.published(row["published"], language) or label("report_undated", language),
        captured=i18n.moment(datetime.fromisoformat(captured), language) if captured else "",
        url=row["url"],
        version=row["version"],
        digest=digest_of(row["title"], row["body"]),
        authors=tuple(row["authors"]),
        section=row["section"],
        withdrawn=i18n.withdrawn(row, language),
        body=tuple(row["body"]),
        copy_of=copy_of,
        agency=agency.name if agency else "",
        language=row["language"],
        note=text.note,
        then="" if text.then is None else label(text.then, language, *map(str, text.versions)),
    )
