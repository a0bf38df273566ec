"""`kliping publisher try` and `new`: fetch a page for a look, leaving nothing in the user's archive."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from base.errors import ConfigError
from config.catalogue import Publisher
from config.outcomes import Outcome
from config.settings import DatabaseSettings, Settings
from crawler.archive import Page, follow
from crawler.crawl import look
from indexer.extract import parse_page
from indexer.extract.metadata import read_metadata
from indexer.extract.proposal import Proposal, propose
from indexer.extract.trial import Trial, try_page


def try_url(settings: Settings, publishers: Mapping[str, Publisher], url: str) -> Trial:
    """Read one page with its publisher's rules. Raises ConfigError where it cannot be fetched."""
    page, _ = fetch(settings, publishers, url)
    owner = publishers.get(page.publisher)
    return try_page(page.body, url=page.final_url, publisher=owner, captured=page.captured)


def write_proposal(settings: Settings, data: Path, url: str) -> tuple[Path, Proposal]:
    """Write a first publisher's file from an article page. Raises ConfigError where it is there already."""
    page, sitemaps = fetch(settings, {}, url)
    parsed = parse_page(page.body, url=page.final_url, captured=page.captured, content_type=page.content_type)
    if isinstance(parsed, Outcome):
        raise ConfigError(f"{url}: no article page: {parsed.value}")
    made = propose(parsed, read_metadata(parsed), sitemaps)
    file = data / "publishers" / f"{made.slug}.toml"
    if file.exists():
        raise ConfigError(f"{file} is there already; edit it, or remove it first")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(made.toml, "utf-8")
    return file, made


def fetch(settings: Settings, publishers: Mapping[str, Publisher], url: str) -> tuple[Page, tuple[str, ...]]:
    """Fetch a page as the crawler does, with the sitemaps that robots.txt names. Raises ConfigError where it does not
    come."""
    with tempfile.TemporaryDirectory() as folder:
        apart = replace(settings, database=DatabaseSettings())
        ended, sitemaps = look(apart, Path(folder), publishers, url)
        if ended.outcome is not Outcome.FETCHED:
            raise ConfigError(f"{url}: {ended.outcome.value} {ended.detail}".rstrip())
        page = next(page for page, _ in follow(Path(folder) / "archive", {}) if page.kind == "page")
        return page, sitemaps
