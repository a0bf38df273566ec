"""Saved pages, each read as it would be by the index stage: for the command line and its checks."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.catalogue import Publisher, load_catalogue
from config.outcomes import Outcome
from indexer.article import Extraction
from indexer.extract import extract


@dataclass(frozen=True, slots=True)
class Saved:
    """A page in a file (gzipped where the name ends in .gz) and the address it came from, None where unknown."""

    path: Path
    url: str | None = None


def extract_saved(pages: Iterable[Saved], data: Path | None) -> Iterator[Extraction]:
    """Read saved pages in their order, each by the rules of the publisher that owns its address.

    `data` is the data folder, whose publishers count too. A file that cannot be read comes back as UNREADABLE
    with the reason in its notes. Raises ConfigError for a publisher's file that is wrong.
    """
    catalogue = load_catalogue(data)
    for page in pages:
        yield _extract(page, catalogue)


def _extract(page: Saved, catalogue: Mapping[str, Publisher]) -> Extraction:
    try:
        body = _read(page.path)
    except (OSError, EOFError, zlib.error) as error:
        return Extraction(page.url or "", Outcome.UNREADABLE, notes=(f"{page.path}: cannot be read: {error}",))
    owners = [publisher for publisher in catalogue.values() if page.url and publisher.owns(page.url)]
    nearest = max(owners, key=lambda publisher: max(map(len, publisher.domains)), default=None)
    return extract(body, url=page.url, publisher=nearest)


def _read(path: Path) -> bytes:
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            return file.read()
    return path.read_bytes()
