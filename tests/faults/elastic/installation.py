"""An installation on Elasticsearch, and its indices there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from elasticsearch import Elasticsearch

from tests.faults.bench import Bench
from tests.faults.holdings import Harm, searchable
from tests.faults.operations import PAGES, Operation, World

TIMEOUT_SECONDS = 10.0


def on_elasticsearch(bench: Bench, url: str) -> Operation:
    """An import into a new installation on a server; the first one of a folder, as that names the installation."""
    settings = {
        "KLIPING_ENGINE__URL": url,
        "KLIPING_ENGINE__TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
        "KLIPING_ENGINE__SHARDS": "1",
    }

    def look(_: World, data: Path) -> Harm:
        return searchable(data, [f"Kabar {number}" for number in range(PAGES)], settings)

    return Operation("elasticsearch", bench.operation("import").command, look, settings=settings)


def alias(data: Path) -> str:
    """The name under which a folder's articles are searched."""
    with closing(sqlite3.connect(data / "articles.sqlite")) as database:
        [name] = database.execute("SELECT value FROM meta WHERE key = 'installation'").fetchone()
    return f"kliping-{name}"


def indices(data: Path, client: Elasticsearch) -> list[str]:
    """Those of a folder's installation, closed ones too."""
    return list(client.indices.get(index=f"{alias(data)}-*", expand_wildcards="all"))


def forget(data: Path, client: Elasticsearch) -> None:
    """Remove them."""
    if found := indices(data, client):
        client.indices.delete(index=found)
