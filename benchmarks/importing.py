"""How fast ready articles are taken in: archived, stored, compared, analysed and indexed, beside the last two alone.

python benchmarks/importing.py [--articles 5000] [--file ARTICLES.jsonl]

Without a file the articles are made up. Compare the figures of one run, not those of two machines.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from base.database import reading
from config.log import set_up
from config.settings import LogSettings, Settings
from indexer.articles.article import Article
from indexer.articles.read import articles_database, select_articles
from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.importing import import_file
from indexer.language.analysis import load_lexicon

COMMONEST = ["yang", "dan", "di", "itu", "dengan", "untuk", "dari", "ini", "dalam", "tidak", "akan", "pada"]
"""The language of an article is told by these, and so whether it is stemmed."""


def write_articles(file: Path, number: int) -> None:
    """Made-up articles of 250 words as JSON Lines; words are as frequent as in a language (Zipf)."""
    chance = random.Random(1)
    syllables = [first + vowel + last for first in "bcdghjklmnprst" for vowel in "aiueo" for last in ("", "n", "ng")]
    words = COMMONEST + ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(40_000)]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    with file.open("w", encoding="utf-8") as out:
        for count in range(number):
            said = chance.choices(words, cum_weights=weights, k=260)
            body = [" ".join(said[start : start + 50]) + "." for start in range(10, 260, 50)]
            out.write(json.dumps({"id": str(count), "title": " ".join(said[:10]), "body": body}) + "\n")


def index(folder: Path, articles: Sequence[Article]) -> None:
    """Analyse articles and put them into an engine of their own, as the index stage does, the merges included."""
    settings, lexicon = Settings(), load_lexicon(None)
    engine = EmbeddedEngine(folder, settings.engine.memory_bytes)
    engine.create("1", "benchmark")
    for start in range(0, len(articles), settings.indexer.batch):
        batch = articles[start : start + settings.indexer.batch]
        engine.write("1", [to_document(article, lexicon) for article in batch], [])
    engine.close()


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of this process, its threads included."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> int:
    """Print the rates and their ratios."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=5_000)
    options.add_argument("--file", type=Path)
    options = options.parse_args()
    set_up(LogSettings(level="warning"))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        file = options.file or Path(folder) / "articles.jsonl"
        if not options.file:
            write_articles(file, options.articles)
        whole = seconds(lambda: import_file(Settings(), data, file, {}))
        with articles_database(Settings(), data) as database, reading(database) as connection:
            articles = select_articles(connection)
        lexicon = load_lexicon(None)
        analysis = seconds(lambda: [to_document(article, lexicon) for article in articles])
        indexing = seconds(lambda: index(Path(folder) / "index", articles))
    print(f"{len(articles):,} articles")
    print(f"import to searchable  {len(articles) / whole:8,.0f} a CPU-second")
    print(f"analysis and engine   {len(articles) / indexing:8,.0f} a CPU-second, {indexing / whole:.0%} of the whole")
    print(f"analysis alone        {len(articles) / analysis:8,.0f} a CPU-second, {analysis / whole:.0%} of the whole")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
