"""Whole answers (parse, plan, ask, fold, snippets) on made-up news: good queries, hostile ones, and both at once.

python benchmarks/queries.py [--articles 20000] [--data DIR]

Good queries are asked alone, then while another thread asks the 500 hostile queries of the tests one after the
other. Shown are milliseconds and the ratio of the two 95th percentiles; a hostile query must stay below 2 s.
With --data, an installation's own index is asked instead.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from config.settings import load
from indexer.articles.article import Article, Content
from indexer.engines import open_engine
from indexer.engines.documents import to_document
from indexer.engines.port import Engine
from indexer.engines.queries import Everything, Request
from indexer.language.analysis import Lexicon, analyze, load_lexicon
from search.answer.answer import answer
from search.context import Context
from search.request import SearchRequest

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from engines import BEGIN, SPAN, News  # noqa: E402 - the scripts beside this one are no package

from tests.search.hostile import hostile_queries  # noqa: E402

BATCH = 2_000
ROUNDS = 400
LIMIT_MS = 2_000


def articles(news: News, count: int) -> Iterator[Article]:
    """Made-up articles."""
    for number in range(count):
        body = news.text(max(30, int(news.chance.lognormvariate(5.5, 0.5))))
        instant = datetime.fromtimestamp(BEGIN + news.chance.randrange(SPAN), UTC)
        publisher = f"penerbit{number % 60}"
        yield Article(
            id=f"{number:032x}",
            sequence=number,
            url=f"https://{publisher}.example/{number}",
            publisher=publisher,
            publisher_name=publisher,
            content=Content(
                title=news.text(10),
                body=tuple(f"{line.capitalize()}." for line in body.split(" ba ")),
                authors=(f"Penulis {number % 800}",),
                section=f"rubrik{number % 12}",
                language="id",
                published=instant,
            ),
            first_seen=instant,
            captured=instant,
            instant=instant,
            dated_by="page",
            year=instant.year,
            version=1,
            group=f"{number:032x}",
        )


def fill(engine: Engine, lexicon: Lexicon, news: News, count: int) -> None:
    """Put made-up articles into an empty engine."""
    engine.create("1", "benchmark")
    made = articles(news, count)
    while batch := list(islice(made, BATCH)):
        engine.write("1", [to_document(one, lexicon) for one in batch], [])
    engine.switch("1")


def good_queries(words: Sequence[str], rounds: int) -> list[str]:
    """Queries as readers ask them, of words of every frequency."""
    forms = ("{0}", "{0} {1}", "{0} {1} {2}", '"{0} {1}"', "{0} OR {1} -{2}", "judul:{0} {1}", "{0}* {1}", "{0}~")
    places = [(7 * n) % min(3_000, len(words)) for n in range(3 * rounds)]
    return [forms[n % len(forms)].format(*(words[place] for place in places[3 * n : 3 * n + 3])) for n in range(rounds)]


def timed(engine: Engine, lexicon: Lexicon, queries: Sequence[str]) -> list[float]:
    """Milliseconds of each query."""
    taken, context = [], Context(engine, lexicon)
    for query in queries:
        started = time.perf_counter()
        answer(context, SearchRequest(query=query))
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def show(name: str, taken: Sequence[float]) -> float:
    """Print a line; gives the 95th percentile."""
    high = statistics.quantiles(taken, n=20)[-1]
    print(f"{name:28} median {statistics.median(taken):8.1f} ms   95 % {high:8.1f} ms   worst {max(taken):8.1f} ms")
    return high


def measure(engine: Engine, lexicon: Lexicon, words: Sequence[str]) -> int:
    """Ask all queries; 1 where a hostile one took too long."""
    good = good_queries(words, ROUNDS)
    timed(engine, lexicon, good[:20])
    alone = show("good, alone", timed(engine, lexicon, good))
    hostile: list[float] = []
    asking = threading.Thread(target=lambda: hostile.extend(timed(engine, lexicon, hostile_queries())))
    asking.start()
    beside: list[float] = []
    while asking.is_alive():
        beside += timed(engine, lexicon, good[:40])
    asking.join()
    both = show("good, beside hostile ones", beside)
    show("hostile", hostile)
    print(f"95th percentile beside hostile queries / alone: {both / alone:.2f}")
    return int(max(hostile) >= LIMIT_MS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    lexicon, news = load_lexicon(given.data), News()
    with tempfile.TemporaryDirectory(prefix="kliping-queries-") as made:
        data = given.data or Path(made)
        engine = open_engine(load(data).settings, data)
        if given.data is None:
            fill(engine, lexicon, news, given.articles)
        words = news.words
        if given.data is not None:
            newest = engine.search(Request(Everything(), limit=300, sort="newest")).hits
            read = (analyze(" ".join(json.loads(hit.stored)["body"]), lexicon) for hit in newest)
            words = sorted({token.exact for tokens in read for token in tokens if len(token.exact) > 3})
        try:
            return measure(engine, lexicon, words)
        finally:
            engine.close()


if __name__ == "__main__":
    raise SystemExit(main())
