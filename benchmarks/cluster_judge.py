"""What `cluster.py` looks at in the end: what is lost, doubled or told in part, and what an article takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.cluster_readers import Readers
from crawler.archive.archive import follow

HEADS = ("what", "searchable", "more meanwhile", "s until whole again", "whole answers", "503", "no answer",
         "longest s without one")  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """What is there in the end: the cluster, asked by a path; the database's address; the data folders."""

    elastic: Callable[[str], Any]
    database: str
    folders: Sequence[Path]

    def indices(self) -> str:
        """The names of this installation's indices."""
        with psycopg.connect(self.database) as connection:
            (name,) = connection.execute("SELECT value FROM meta WHERE key = 'installation'").fetchone() or ("",)
        return f"kliping-{name}-*"


def judge(end: End, urls: Sequence[str], readers: Readers) -> list[str]:
    """Print how many there are of what should not be, and return what there is."""
    with psycopg.connect(end.database) as connection:
        articles = [str(row[0]) for row in connection.execute("SELECT url FROM articles")]
        left = "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM dead_letters)"
        waiting, dead = connection.execute(left).fetchone() or (0, 0)
    counted = end.elastic(f"/{end.indices()}/_count")["count"]
    archived = Counter(page.key for folder in end.folders for page, _ in follow(folder / "archive", {}))
    numbers = {
        "pages without an article": len(set(urls) - set(articles)),
        "articles twice": len(articles) - len(set(articles)),
        "articles of no page": len(set(articles) - set(urls)),
        "documents in the index more or less than articles": abs(counted - len(articles)),
        "changes that still wait": waiting,
        "dead letters": dead,
        "articles that are not found": readers.not_found(urls),
        "answers that were a part": len(readers.short),
    }
    for what, number in numbers.items():
        print(f"{number:6}  {what}")
    twice = sum(archived.values()) - len(archived)
    print(f"{twice:6}  pages twice in the archives, of {len(archived)}, which a worker that stays away may leave")
    return [what for what, number in numbers.items() if number]


def bytes_an_article(end: End, pages: int) -> None:
    """Print what each store takes for an article, of the index one copy."""
    archive = sum(file.stat().st_size for folder in end.folders for file in (folder / "archive").iterdir())
    stats = end.elastic(f"/{end.indices()}/_stats/store")["_all"]["primaries"]["store"]
    tables = (
        "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    with psycopg.connect(end.database) as connection:
        largest = Counter({row[0]: row[1] for row in connection.execute(tables)})
    print(
        f"bytes an article: archive {archive / pages:,.0f}, Elasticsearch {stats['size_in_bytes'] / pages:,.0f} a copy"
    )
    print("PostgreSQL: " + ", ".join(f"{name} {size / pages:,.0f}" for name, size in largest.most_common(10)))


def table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print it in Markdown."""
    for row in (HEADS, ("---",) * len(HEADS), *rows):
        print("| " + " | ".join(row) + " |")
