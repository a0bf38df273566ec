"""Imports articles from JSON Lines: they are archived first, so that all can be rebuilt, then indexed like any page."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import logging
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import IO, Any

import orjson

from base.clock import JAKARTA, time_zone
from base.data_dir import open_folder
from base.errors import AlreadyRunningError, ConfigError, UnavailableError
from base.events import event
from base.urls import article_id, canonical_url
from config.catalogue import Publisher
from config.settings import Settings
from config.terminal import Progress
from crawler.archive.archive import Page, open_archive
from indexer import fields
from indexer.articles.drafts import paragraphs
from indexer.language.dates import parse_date
from indexer.pipeline import IndexReport, index_archive

logger = logging.getLogger(__name__)

MAX_LINE = 16 * 1024 * 1024
MAX_ID = 256
YEARS = range(1700, 2100)
"""Years of publication that are accepted; the sort key of the index begins in 1698."""
_KEYWORDS = [one for one in fields.keywords() if one.attribute.startswith("content.") and one.matching == "words"]
ARCHIVE_BATCH = 1_000
"""Articles that are archived with one sync to disk."""


@dataclass(slots=True)
class ImportReport:
    """The result of an import: articles taken, lines that were refused (with their numbers), and the index stage's
    report; `is_left`: an index process is running and will index them."""

    imported: int = 0
    problems: list[str] = field(default_factory=list)
    index: IndexReport = field(default_factory=IndexReport)
    is_left: bool = False

    def to_json(self) -> dict[str, Any]:
        """The report as `--json` prints it."""
        return {"imported": self.imported, "problems": self.problems, **self.index.to_json()}


class _BadLineError(ValueError):
    """A line that cannot be imported; the text says why."""


def import_file(
    settings: Settings,
    data: Path,
    file: Path,
    publishers: Mapping[str, Publisher],
    *,
    publisher: str = "",
    progress: Progress = lambda _: None,
) -> ImportReport:
    """Import the articles of a file, gzipped or not, and index them. `publisher` is for lines without one.

    A line that cannot be imported becomes a problem in the report and stops no other. Raises ConfigError if the file
    cannot be read, and what `index_archive` raises; by then the articles are archived.
    """
    report = ImportReport()
    run = f"import-{uuid.uuid4()}"
    pages = _pages(file, publishers, publisher, run, report)
    with open_archive(open_folder(data) / "archive") as archive:
        while batch := list(itertools.islice(pages, ARCHIVE_BATCH)):
            archive.append_all(batch)
            report.imported += len(batch)
            progress({"archived": report.imported})
    try:
        report.index = index_archive(settings, data, publishers, once=True, progress=progress)
    except AlreadyRunningError as held:
        report.is_left = True
        event(logger, "import.left", f"the articles are archived; {held}: it makes them searchable")
    except UnavailableError:
        for problem in report.problems:  # there will be no report
            event(logger, "import.bad_line", problem, level=logging.WARNING)
        raise
    return report


def _pages(
    file: Path, publishers: Mapping[str, Publisher], publisher: str, run: str, report: ImportReport
) -> Iterator[Page]:
    """The valid lines as pages to archive; the others become problems in the report."""
    for number, line in enumerate(_lines(file, report), 1):
        if not line.strip():
            continue
        try:
            yield _to_page(_read(line, publishers, publisher), run)
        except _BadLineError as error:
            report.problems.append(f"{file}, line {number}: {error}")


def _lines(file: Path, report: ImportReport) -> Iterator[bytes]:
    """The lines of a file; damaged compression ends it, which is a problem too."""
    try:
        with file.open("rb") as plain:
            is_packed = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            with gzip.open(plain) if is_packed else plain as stream:
                yield from _cut(stream)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        report.problems.append(f"{file}: damaged, what follows could not be unpacked: {error}")
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror or error}") from error


def _cut(stream: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    """The lines of a stream without a byte order mark; one that is too long is cut just above the limit."""
    mark = b"\xef\xbb\xbf"
    while line := stream.readline(MAX_LINE + 1):
        yield line.removeprefix(mark)
        mark = b""
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)


def _read(line: bytes, publishers: Mapping[str, Publisher], publisher: str) -> dict[str, Any]:
    """The article on a line, every field in the form that is archived. Raises _BadLineError."""
    if len(line) > MAX_LINE:
        raise _BadLineError(f"longer than {MAX_LINE} bytes")
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _BadLineError(f"not JSON: {error}") from error
    if not isinstance(given, dict):
        raise _BadLineError("not a JSON object")
    slug = _text(given, "publisher") or publisher
    url = _url(given)
    title, body = " ".join(_text(given, "title").split()), _body(given)
    if not body and not title:
        raise _BadLineError("has neither `title` nor `body`")
    zone = time_zone(publishers[slug].timezone) if slug in publishers else JAKARTA
    return {
        "id": _id(given) or ("" if url else _made_id(title, body)),
        "url": url,
        "title": title,
        "body": body,
        "published": _published(given, zone),
        "publisher": slug,
        **{field.key: _texts(given, field.key) if field.many else _text(given, field.key) for field in _KEYWORDS},
    }


def _to_page(article: Mapping[str, Any], run: str) -> Page:
    url = article["url"]
    return Page(
        id=str(uuid.uuid4()),
        kind="import",
        url=url,
        final_url=url,
        key=canonical_url(url) if url else "",
        publisher=article["publisher"],
        captured=datetime.now(UTC),
        status=200,
        content_type="application/json",
        body=orjson.dumps(article),
        run=run,
        link={},
    )


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _BadLineError(f"`{name}` must be a text, not {_shown(value)}")
    return value.strip()


def _texts(given: Mapping[str, Any], name: str) -> list[str]:
    value = given.get(name)
    values = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise _BadLineError(f"`{name}` must be a list of texts, not {_shown(value)}")
    return [each.strip() for each in values if each.strip()]


def _body(given: Mapping[str, Any]) -> list[str]:
    """The paragraphs of `body`, which is a list of them or a text whose lines they are."""
    value = given.get("body")
    return list(paragraphs("\n".join(_texts(given, "body")) if isinstance(value, list) else _text(given, "body")))


def _id(given: Mapping[str, Any]) -> str:
    value = given.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    name = _text(given, "id")
    if len(name) > MAX_ID or not name.isprintable():
        raise _BadLineError(f"`id` must have at most {MAX_ID} visible characters, not {_shown(name)}")
    return name


def _made_id(title: str, body: Iterable[str]) -> str:
    """An id made of the text, so that a file imported twice gives each article once."""
    return article_id("import:" + hashlib.sha256("\n".join((title, *body)).encode()).hexdigest())


def _url(given: Mapping[str, Any]) -> str:
    url = _text(given, "url")
    if url and not canonical_url(url).startswith("https://"):
        raise _BadLineError(f"`url` must be an http(s) address, not {_shown(url)}")
    return url


def _published(given: Mapping[str, Any], zone: tzinfo) -> datetime | date | None:
    """The date in ISO 8601 or any form of news pages; a time without a zone is in the publisher's."""
    text = _text(given, "published")
    if not text:
        return None
    try:
        found: datetime | date | None = (
            date.fromisoformat(text) if len(text) == len("2024-11-27") else datetime.fromisoformat(text)
        )
    except ValueError:
        found = parse_date(text, now=datetime.now(UTC), zone=zone)
    if found is None or found.year not in YEARS:
        raise _BadLineError(
            f"`published` must be a date such as 2024-11-27T09:15:00+07:00, from {YEARS[0]} to {YEARS[-1]}, "
            f"not {_shown(text)}"
        )
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=zone)
    return found


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."
