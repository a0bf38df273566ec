"""What must hold for any bytes at all, one function a reader of what others send. A target raises where it does not.

`python -m tests.fuzz.run` (`make fuzz`) looks for bytes that break one, guided by what code they reach; the suite runs
the seeds and whatever was found before.
"""

from __future__ import annotations

import base64
import gzip
import logging
import re
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from base.clock import JAKARTA
from base.errors import ConfigError
from base.urls import canonical_url
from config.catalogue import Publisher, Rules, read_publisher
from config.outcomes import Outcome
from crawler.archive.archive import follow
from crawler.archive.members import SUFFIX
from crawler.sources.entries import BadSourceError, Listing
from crawler.sources.parsers import SourceDocument, read_source
from indexer.extract import extract
from indexer.language.analysis import Lexicon, analyze, load_lexicon
from indexer.language.dates import parse_date
from search.answer.cursor import CursorError, _checksum, decode, encode
from search.query.limits import IN_ADDRESS
from search.query.parser import parse
from search.query.tree import to_text

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
URL = "https://kabar.example/baca/1/banjir"
LIMIT = 1_000_000
QUESTION = "banjir|relevance"
LEAVES = ("Word(", "Exact(", "Phrase(", "Wildcard(", "Fuzzy(", "Value(", "Since(", "Until(")
PUBLISHER = Publisher(
    "kabar", "Kabar", ("kabar.example",), rules=(Rules({"title": ("css:h1",), "body": ("css:.isi", "css:article")}),)
)


def feed(data: bytes) -> None:
    """A feed is read, or is none."""
    _listed(data, "feed")


def sitemap(data: bytes) -> None:
    """A sitemap is read, or is none."""
    _listed(data, "sitemap")


def _listed(data: bytes, kind: str) -> None:
    try:
        found = read_source(SourceDocument(kind, URL, data, LIMIT, "text/xml"))  # type: ignore[arg-type] - by name
    except BadSourceError:
        return
    _check_listing(found)


def _check_listing(found: Listing) -> None:
    for link in (*(one.url for one in found.links if one.url), *(one.url for one in found.sitemaps)):
        parts = urlsplit(link)
        assert parts.scheme in ("http", "https"), link
        assert parts.hostname, link
        canonical_url(link)
    for one in found.links:
        for text in (one.title, one.summary):
            assert text == text.strip()
            assert "\n" not in text
            text.encode()


def page(data: bytes) -> None:
    """A page is an article or has the reason why not; its text is clean, and the same when it is read again."""
    found = extract(data, url=URL, publisher=PUBLISHER if data[:1] == b"<" else None, captured=NOW)
    assert found.outcome in Outcome
    content = found.content
    for text in (content.title, content.section, *content.body, *content.authors, *content.tags):
        text.encode()
        assert "\0" not in text
    assert all(paragraph.strip() == paragraph and paragraph for paragraph in content.body)
    if isinstance(content.published, datetime):
        assert content.published.tzinfo is not None
    assert extract(data, url=URL, publisher=PUBLISHER if data[:1] == b"<" else None, captured=NOW) == found


def url(data: bytes) -> None:
    """The key of an address is its own key, and leads to no other kind of place."""
    text = data.decode("utf-8", "replace")
    key = canonical_url(text)
    assert canonical_url(key) == key
    key.encode()
    if key.startswith("https://") and key not in re.sub(r"[\t\r\n]", "", text):  # else it is none, and only trimmed
        assert urlsplit(key).hostname, key


def query(data: bytes) -> None:
    """Whatever is typed is a query within the caps, and what is written of it is read as the same."""
    parsed = parse(data.decode("utf-8", "surrogateescape"), NOW)
    shown = repr(parsed.tree)
    assert sum(shown.count(leaf) for leaf in LEAVES) <= 2 * IN_ADDRESS.clauses
    text = to_text(parsed.tree)
    if len(text) <= IN_ADDRESS.characters:
        again = parse(text, NOW).tree
        assert to_text(again) == text, (text, to_text(again))


def date_text(data: bytes) -> None:
    """A date is an instant with its zone, a day, or none."""
    found = parse_date(data.decode("utf-8", "replace"), now=NOW, zone=JAKARTA)
    if isinstance(found, datetime):
        assert found.tzinfo is not None
    else:
        assert found is None or isinstance(found, date)


@cache
def _lexicon() -> Lexicon:
    return load_lexicon(None)


def text(data: bytes) -> None:
    """Tokens lie in their text, in order, and the form of a word is its own form."""
    whole = data.decode("utf-8", "replace")
    tokens = analyze(whole, _lexicon())
    before = 0
    for token in tokens:
        assert 0 <= before <= token.start < token.end <= len(whole), token
        before = token.start
        assert token.exact
        assert token.stem
        assert " " not in token.exact + token.stem
        assert [one.exact for one in analyze(token.exact, _lexicon())] == [token.exact], token


def record(data: bytes) -> None:
    """A file of the archive gives pages or none. One input is a file as it lies on the disk, another the records that
    are packed into one: chance finds no checksum."""
    content = data[1:] if data[:1] < b"A" else b"".join(map(gzip.compress, data[1:].split(b"\0RECORD\0")))
    logging.disable(logging.CRITICAL)
    try:
        with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
            (Path(folder) / f"uji-00000000{SUFFIX}").write_bytes(content)
            for found, place in follow(Path(folder), {}):
                assert found.captured.tzinfo is not None
                assert place.offset <= len(content)
    finally:
        logging.disable(logging.NOTSET)


def cursor(data: bytes) -> None:
    """A cursor is one of ours or refused; one of ours says the same when it is written again. One input is what a
    client sends, another what stands in it before its checksum."""
    content = data[1:] + _checksum(data[1:])
    packed = base64.urlsafe_b64encode(content).rstrip(b"=")
    given = (data[1:] if data[:1] < b"A" else packed).decode("utf-8", "replace")
    try:
        place = decode(given, QUESTION)
    except CursorError:
        return
    assert encode(place, QUESTION) == given


def toml(data: bytes) -> None:
    """A publisher's file is read, or refused with its name and what is wrong."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        file = Path(folder) / "kabar.toml"
        file.write_bytes(data)
        try:
            found = read_publisher(file)
        except ConfigError as error:
            if str(file) not in str(error):
                raise
            return
    assert found.name
    assert found.domains
    found.owns(URL)
    found.ports()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "feed": feed,
    "sitemap": sitemap,
    "page": page,
    "url": url,
    "query": query,
    "date": date_text,
    "text": text,
    "record": record,
    "cursor": cursor,
    "toml": toml,
}
