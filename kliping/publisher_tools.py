"""`kliping publisher try` and `new`: fetch a page to look at, leaving nothing in the user's archive."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from base.errors import ConfigError, UnavailableError
from base.files import disk_error
from config.catalogue import Publisher, read_publisher
from config.outcomes import MEANINGS, Outcome
from config.settings import DatabaseSettings, Settings
from crawler.archive.archive import Page, follow
from crawler.crawl import probe
from indexer.extract import extract, parse_page
from indexer.extract.metadata.page_metadata import read_metadata
from indexer.extract.page.document import ParsedPage
from indexer.extract.publisher.fixture import expected_file
from indexer.extract.publisher.preview import Preview, preview_page
from indexer.extract.publisher.scaffold import Proposal, propose

UNREACHABLE = (Outcome.NETWORK_ERROR, Outcome.TIMED_OUT, Outcome.HTTP_ERROR)


def try_url(settings: Settings, publishers: Mapping[str, Publisher], url: str) -> Preview:
    """Read one page with its publisher's rules. Raises ConfigError or UnavailableError where it cannot be
    fetched."""
    page, _ = fetch(settings, publishers, url)
    owner = publishers.get(page.publisher)
    return preview_page(page.body, url=page.final_url, publisher=owner, captured=page.captured)


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """What was written for a new publisher: its file, unless `kept` says that it was there, and its fixture if one was
    asked for."""

    proposal: Proposal
    file: Path
    kept: bool = False
    saved_page: Path | None = None
    expected: Path | None = None
    notes: tuple[str, ...] = ()


def write_proposal(
    settings: Settings, data: Path, url: str, *, fixture: bool = False, overwrite: bool = False
) -> WrittenFiles:
    """Write a first publisher's file from an article page, with `fixture` also the page and what is read off it.

    A publisher's file that is there is kept, and read by, where only its fixture is missing. Raises ConfigError where
    nothing may be written without `overwrite`.
    """
    page, sitemaps = fetch(settings, {}, url)
    parsed = parse_page(page.body, url=page.final_url, captured=page.captured, content_type=page.content_type)
    if isinstance(parsed, Outcome):
        raise ConfigError(f"{url}: no article page: {parsed.value}")
    made = propose(parsed, read_metadata(parsed), sitemaps)
    folder = data / "publishers"
    file = folder / f"{made.slug}.toml"
    kept = fixture and not overwrite and file.exists()
    beside = (folder / "pages" / f"{made.slug}.html", folder / "expected" / file.name) if fixture else ()
    if not overwrite:
        _refuse_existing(beside if kept else (file, *beside))
    if not kept:
        _write(file, made.toml.encode())
    written = WrittenFiles(made, file, kept, notes=() if kept else made.notes)
    return _with_fixture(written, page.body, parsed, *beside) if beside else written


def _with_fixture(written: WrittenFiles, body: bytes, page: ParsedPage, saved: Path, expected: Path) -> WrittenFiles:
    """Write the page, and what is read off it as off any saved page: without what the server said of it."""
    publisher = read_publisher(written.file)
    read = extract(body, url=page.url, publisher=publisher, captured=page.captured)
    _write(saved, body)
    _write(expected, expected_file(read, page, publisher).encode())
    failed = () if read.outcome is Outcome.OK else (f"the page is read as no article: {read.outcome.value}",)
    return replace(written, saved_page=saved, expected=expected, notes=(*written.notes, *failed))


def _refuse_existing(files: Sequence[Path]) -> None:
    existing = [str(file) for file in files if file.exists()]
    if existing:
        raise ConfigError(f"already there: {', '.join(existing)}; edit or remove what is there, or add --overwrite")


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise disk_error(error, f"{file} cannot be written") from error


def fetch(settings: Settings, publishers: Mapping[str, Publisher], url: str) -> tuple[Page, tuple[str, ...]]:
    """Fetch a page as the crawler does, with the sitemaps that robots.txt names. Raises UnavailableError where its
    server cannot be reached, ConfigError where no page comes for another reason."""
    with tempfile.TemporaryDirectory() as folder:
        apart = replace(settings, database=DatabaseSettings())
        ended, sitemaps = probe(apart, Path(folder), publishers, url)
        if ended.outcome is not Outcome.FETCHED:
            text = f"{url}: {MEANINGS[ended.outcome]}" + (f" ({ended.detail})" if ended.detail else "")
            raise UnavailableError(text) if ended.outcome in UNREACHABLE else ConfigError(text)
        page = next(page for page, _ in follow(Path(folder) / "archive", {}) if page.kind == "page")
        return page, sitemaps
