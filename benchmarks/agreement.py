"""Do both engines find the same articles in the same order? 300 queries of every form on made-up news.

python benchmarks/agreement.py --elasticsearch URL [--articles 3000] [--queries 300]

Each query is asked of the embedded engine and of Elasticsearch, both freshly built: by relevance, newest first, with
any of the words, and with newer articles preferred. Compared are the total and the first 200 hits, in order. A line
tells of each difference; the exit code is 1 where there is one.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from elasticsearch import Elasticsearch

from config.settings import EngineSettings
from indexer.engines.documents import to_document
from indexer.engines.elastic.engine import ElasticEngine
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon, load_lexicon
from search.answer.answer import answer
from search.context import Context
from search.request import SearchRequest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.search import made_up
from tests.search.articles import NAMES

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
BATCH = 500
REQUESTS = {
    "relevance": SearchRequest(top=200),
    "newest": SearchRequest(top=200, sort="newest", fold=False),
    "any word": SearchRequest(top=200, match="any", fold=False),
    "recency": SearchRequest(top=200, recency=True),
}


def filled(engine: Engine, lexicon: Lexicon, count: int) -> Context:
    """The engine with so many articles, to be asked."""
    engine.create("1", "benchmark")
    articles = made_up.articles(count)
    while batch := [to_document(one, lexicon) for one, _ in zip(articles, range(BATCH), strict=False)]:
        engine.write("1", batch, [])
    engine.switch("1")
    return Context(engine, lexicon, publishers=lambda: NAMES, now=NOW)


@contextmanager
def both(url: str, lexicon: Lexicon, count: int) -> Iterator[tuple[Context, Context]]:
    """Both engines with the same articles; what was made is removed."""
    installation = f"benchmark{uuid4().hex[:6]}"
    with tempfile.TemporaryDirectory(prefix="kliping-agreement-") as folder:
        embedded, elastic = (
            EmbeddedEngine(Path(folder), 50_000_000),
            ElasticEngine(EngineSettings(url=url), installation),
        )
        client = Elasticsearch(url)
        try:
            yield filled(embedded, lexicon, count), filled(elastic, lexicon, count)
        finally:
            client.indices.delete(index=list(client.indices.get(index=f"kliping-{installation}-*")))
            client.close()
            elastic.close()
            embedded.close()


def difference(contexts: tuple[Context, Context], request: SearchRequest) -> tuple[str, bool]:
    """How the two answers differ ("" where they do not), and whether that is no more than the rounding of scores."""
    one, other = (answer(context, request) for context in contexts)
    if (one.total, one.matched, len(one.hits)) != (other.total, other.matched, len(other.hits)):
        return f"{one.total} {one.matched}, {other.total} {other.matched}", False
    for place, (hit, its) in enumerate(zip(one.hits, other.hits, strict=True), 1):
        if hit.id != its.id:
            rounded = math.isclose(hit.score, its.score, rel_tol=1e-6)
            return f"place {place}: {hit.id} {hit.score:.6f}, {its.id} {its.score:.6f}", rounded
    return "", False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--elasticsearch", metavar="URL", required=True)
    parser.add_argument("--articles", type=int, default=3_000)
    parser.add_argument("--queries", type=int, default=300)
    given = parser.parse_args()
    differing, rounded = 0, 0
    with both(given.elasticsearch, load_lexicon(), given.articles) as contexts:
        for query in made_up.queries(given.queries):
            for name, request in REQUESTS.items():
                told, only_rounded = difference(contexts, request.change(query=query))
                if told:
                    differing, rounded = differing + (not only_rounded), rounded + only_rounded
                    print(f"{name}: {query}: embedded, Elasticsearch: {told}", flush=True)
    answers = given.queries * len(REQUESTS)
    print(
        f"{answers} answers on {given.articles} articles: {differing} differ, {rounded} by the rounding of scores alone"
    )
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
