"""Indexes what an archive holds: `python -m tests.indexer.index_program DATA follow`; with `rebuild` it makes the index
anew before."""

from __future__ import annotations

import sys
from pathlib import Path

from config.settings import IndexerSettings, Settings
from indexer import rebuild
from indexer.pipeline import index_archive


def run(data: Path, work: str) -> None:
    """Do it, in small batches."""
    settings = Settings(indexer=IndexerSettings(batch=10))
    if work == "rebuild":
        rebuild.rebuild(settings, data)
    index_archive(settings, data, {}, once=True)


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2])
