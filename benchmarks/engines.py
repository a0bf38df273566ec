"""Query times on made-up news: our engines beside what lies under them, and beside SQLite's full-text search.

python benchmarks/engines.py [--articles 20000] [--rounds 60] [--folder FOLDER] [--elasticsearch URL]

Every side gives the exact total and the ten best with their stored text (or the counts asked for), and sees the
last commit. `raw` is tantivy itself, or Elasticsearch, asked by hand for the same page, which in made-up news the roots
alone give; `by word` is tantivy asked for what has the word too, as ours is, since real words share their roots with
others; `by root` for one list alone, as one would ask who wants no more than a stemmer gives. `plain` is what one would
ask who needs no order that is the same on every day: ties left as they fall, and each year scored by itself.
The sides are asked one query after the other, in an order drawn for each; shown are medians in milliseconds (of the
processor's time; beside a server, of the clock's) and ratios of ours to each other side, which alone mean something
elsewhere. A million articles take about 25 minutes and 7 GB: `--articles 1000000`, less with `--without-fts5`; with
`--folder` what was built stays there, and the next run asks it again.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import numpy
import tantivy
from elasticsearch import Elasticsearch

from config.settings import EngineSettings
from indexer.engines.elastic.engine import ElasticEngine
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Document, Engine
from indexer.engines.queries import Filter, Fuzzy, Pattern, Phrase, Query, Range, Request
from indexer.language.analysis import Token, load_lexicon
from search.planning.plan import Part, Plan
from search.planning.words import WORD_WEIGHT, piece_query

SYLLABLES = (
    "ba be bi bu da di du ga gu ha ja ka ki ku la li lu ma mi mu na ni nu pa pe ra ri ru sa si su ta ti tu wa ya"
)
LEXICON = load_lexicon()
BATCH = 5_000
BEGIN, SPAN = 1_420_070_400, 10 * 365 * 86_400
DAY = 86_400

Ask = Callable[[], object]
Lists = Literal["root and form", "word", "root"]
"""What of a word tantivy is asked for: its root and a little its form, these where the word stands, the root alone."""
Clock = Callable[[], float]
"""Gives seconds: of the processor where all work is done in this process, so that nothing else that runs counts."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be asked of each side."""

    kind: str
    words: tuple[str, ...]
    since: int


class News:
    """Made-up articles of made-up words, drawn as in real text: the n-th commonest with weight 1/n."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        syllables, maker = SYLLABLES.split(), random.Random(0)
        made = ("".join(maker.choices(syllables, k=maker.choice((2, 3, 3, 4)))) for _ in range(400_000))
        self.words = list(dict.fromkeys(made))
        weights = numpy.cumsum(1 / numpy.arange(1, len(self.words) + 1))
        self.weights = weights / weights[-1]
        self.drawn = numpy.random.default_rng(seed)

    def text(self, length: int) -> str:
        return " ".join([self.words[n] for n in self.weights.searchsorted(self.drawn.random(length))])

    def articles(self, count: int) -> Iterator[Document]:
        for number in range(count):
            title, body = self.text(10), self.text(max(30, int(self.chance.lognormvariate(5.5, 0.5))))
            published = BEGIN + self.chance.randrange(SPAN)
            yield Document(
                id=f"{number:032x}",
                sort=(published + 2**33) << 28 | number,
                published=published,
                year=time.gmtime(published).tm_year,
                stem=" ".join([title] * 3 + body.split()[:60] + [body]),
                word=" ".join([title] * 3 + body.split()[:60] + [body]),
                exact_title=title,
                exact_body=body,
                title=title,
                body=body,
                title_words=title,
                title_only=" ".join(word for word in title.split() if word not in body.split()),
                often="",
                group="",
                keywords={
                    "publisher": (f"penerbit{self.chance.randrange(60)}",),
                    "section": (f"rubrik{self.chance.randrange(12)}",),
                    "author": (f"Penulis {self.chance.randrange(800)}",),
                    "language": ("id",),
                    "site": ("berita.example",),
                },
                stored=json.dumps({"title": title, "body": body}).encode(),
            )

    def questions(self, kind: str, rounds: int) -> list[Question]:
        """Words that suit the kind: rare ones, common ones, two that stand side by side, a stem, a misspelling."""
        places = {"rare": (3_000, 20_000), "phrase": (2, 40), "prefix": (200, 2_000), "fuzzy": (200, 2_000)}
        first, last = places.get(kind, (5, 100))
        return [
            Question(kind, tuple(self.words[self.chance.randrange(first, last)] for _ in range(3)), self._since())
            for _ in range(rounds)
        ]

    def _since(self) -> int:
        return BEGIN + self.chance.randrange(SPAN - 30 * DAY)


def asked(*words: str, has_root: bool = False) -> Plan:
    """Words as a search asks for them. Of made-up ones no root is known, as of names and numbers in real queries; with
    `has_root` they are taken for known ones, which rank by their roots too, and have no other words beside them there,
    which costs most."""
    tokens = [Token(word, word, word, "", 0, len(word)) for word in words]
    lexicon = replace(LEXICON, roots=dict.fromkeys(words, "") if has_root else {})
    parts = [
        Part(token.exact, piece_query(token, "word", lexicon), piece_query(token, "root", lexicon)) for token in tokens
    ]
    return Plan((), (), tuple(parts), ())


def query(question: Question) -> Query:
    """The question in the port's terms."""
    words, since = question.words, question.since
    match question.kind:
        case "three words, any":
            return asked(*words).asked("any")
        case "three words, all":
            return asked(*words).asked("all")
        case "phrase":
            return Phrase("exact", words[:2])
        case "30 days, newest first":
            days = Filter(Range("published", since, since + 30 * DAY))
            return replace(asked(words[0]), fixed=(days,)).asked("all")
        case "prefix":
            return Pattern("exact", words[0][:4] + "*")
        case "fuzzy":
            return Fuzzy("exact", words[0][:-1] + "x", 1)
        case "common, with a root":
            return asked(words[0], has_root=True).asked("all")
        case _:
            return asked(words[0]).asked("all")


KINDS = (
    "rare",
    "common",
    "common, with a root",
    "three words, any",
    "three words, all",
    "phrase",
    "30 days, newest first",
    "facets and days",
    "prefix",
    "fuzzy",
)
SCORED = KINDS[:6]
FTS5 = "FTS5"
"""Asked apart: a second of its work leaves nothing of the other sides in the processor's cache."""
EVEN = ("30 days, newest first", "prefix", "fuzzy")


def ours(engine: Engine, question: Question) -> Ask:
    """The question put to one of our engines."""
    made = query(question)
    if question.kind == "facets and days":
        return lambda: engine.overview(made, {"publisher": 100})
    sort = "newest" if question.kind == "30 days, newest first" else "relevance"
    return lambda: engine.search(Request(made, sort=sort))


def raw_tantivy(index: Any, question: Question) -> Ask:
    """The question put to tantivy itself. What it scores alike is asked for by `sort`; in other kinds equal scores
    are rare, and stay as they fall."""
    return asked_of_tantivy(index, question, "sort" if question.kind in EVEN else None)


def plain_tantivy(index: Any, question: Question) -> Ask | None:
    """The question for any ten of the hits that tantivy scores alike."""
    return asked_of_tantivy(index, question, None) if question.kind in ("prefix", "fuzzy") else None


def tantivy_by(lists: Lists, index: Any, question: Question) -> Ask | None:
    """The question for other lists of its words, where it asks for words."""
    if question.kind in ("phrase", "prefix", "fuzzy"):
        return None
    return asked_of_tantivy(index, question, "sort" if question.kind in EVEN else None, lists)


def one_word(schema: Any, text: str, lists: Lists) -> Any:
    """A word in tantivy's own terms."""
    q = tantivy.Query
    root = q.term_query(schema, "stem", text)
    if lists == "root":
        return root
    clauses = [
        (tantivy.Occur.Should, root),
        (tantivy.Occur.Should, q.boost_query(q.term_query(schema, "exact", text), WORD_WEIGHT)),
    ]
    if lists == "word":
        found = q.const_score_query(q.term_query(schema, "word", text, index_option="basic"), 0.0)
        clauses.append((tantivy.Occur.Must, found))
    return q.boolean_query(clauses)


def asked_of_tantivy(index: Any, question: Question, order: str | None, lists: Lists = "root and form") -> Ask:
    """The question in tantivy's own terms."""
    q, schema, words = tantivy.Query, index.schema, question.words

    def word(text: str) -> Any:
        return one_word(schema, text, lists)

    def built() -> Any:
        match question.kind:
            case "three words, any":
                return q.boolean_query([(tantivy.Occur.Should, word(each)) for each in words])
            case "three words, all":
                return q.boolean_query([(tantivy.Occur.Must, word(each)) for each in words])
            case "phrase":
                return q.phrase_query(schema, "exact", list(words[:2]))
            case "30 days, newest first":
                until = question.since + 30 * DAY
                days = q.range_query(schema, "published", tantivy.FieldType.Integer, question.since, until - 1)
                return q.boolean_query([(tantivy.Occur.Must, word(words[0])), (tantivy.Occur.Must, days)])
            case "prefix":
                return q.regex_query(schema, "exact", words[0][:4] + ".*")
            case "fuzzy":
                return q.fuzzy_term_query(schema, "exact", words[0][:-1] + "x", distance=1)
            case _:
                return word(words[0])

    def ask() -> object:
        index.reload()
        searcher, made = index.searcher(), built()
        if question.kind == "facets and days":
            by_day = {"histogram": {"field": "published", "interval": DAY, "offset": -25_200, "min_doc_count": 1}}
            return searcher.aggregate(made, {"p": {"terms": {"field": "publisher", "size": 100}}, "d": by_day})
        found = searcher.search(made, 10, count=True, order_by_field=order)
        return found.count, [searcher.doc(address).get_first("stored") for _, address in found.hits]

    return ask


def raw_elastic(client: Elasticsearch, alias: str, question: Question) -> Ask:
    """The same request by hand: words weighed by the counts of all years together, ties broken by `sort`."""
    body = elastic_body(question)
    how = {"search_type": "dfs_query_then_fetch"} if question.kind in SCORED else {}
    if "size" not in body:
        body = {"sort": [{"_score": "desc"}, {"sort": "desc"}], **body}
    return lambda: client.search(index=alias, track_total_hits=True, source_includes=["stored"], **how, **body)


def plain_elastic(client: Elasticsearch, alias: str, question: Question) -> Ask | None:
    """The question as one would put it who needs no such order, where that is another request: each year scores
    by itself."""
    if question.kind not in SCORED:
        return None
    body = elastic_body(question)
    return lambda: client.search(index=alias, track_total_hits=True, source_includes=["stored"], **body)


def elastic_body(question: Question) -> dict[str, Any]:
    """The question in the server's own terms."""
    one = [{"bool": {"should": [{"term": {"stem": word}}, {"term": {"exact": {"value": word, "boost": 0.3}}}]}}
           for word in question.words]  # fmt: skip
    words, since = question.words, question.since
    counted = {
        "p": {"terms": {"field": "publisher", "size": 100}},
        "d": {"date_histogram": {"field": "published", "fixed_interval": "1d", "offset": "-7h", "min_doc_count": 1}},
    }
    match question.kind:
        case "three words, any":
            return {"query": {"bool": {"should": one}}}
        case "three words, all":
            return {"query": {"bool": {"must": one}}}
        case "phrase":
            return {"query": {"match_phrase": {"exact": " ".join(words[:2])}}}
        case "30 days, newest first":
            days = {"range": {"published": {"gte": since, "lt": since + 30 * DAY, "format": "epoch_second"}}}
            return {"query": {"bool": {"must": one[:1], "filter": [days]}}, "sort": [{"sort": "desc"}]}
        case "facets and days":
            return {"query": one[0], "size": 0, "aggs": counted}
        case "prefix":
            return {"query": {"prefix": {"exact": words[0][:4]}}}
        case "fuzzy":
            # By default the server stops at 50 near words, and the total would be short.
            near = {"value": words[0][:-1] + "x", "fuzziness": 1, "rewrite": "constant_score"}
            return {"query": {"fuzzy": {"exact": near}}}
        case _:
            return {"query": one[0]}


def sqlite(database: sqlite3.Connection, question: Question) -> Ask | None:
    """The question put to FTS5; it knows no spelling distance."""
    words = [f'"{word}"' for word in question.words]
    match = {
        "three words, any": " OR ".join(words),
        "three words, all": " AND ".join(words),
        "phrase": f'"{question.words[0]} {question.words[1]}"',
        "prefix": f"{question.words[0][:4]}*",
    }.get(question.kind, words[0])
    if question.kind == "fuzzy":
        return None
    found = "FROM texts JOIN articles ON articles.number = texts.rowid WHERE texts MATCH ?"
    if question.kind == "facets and days":
        day = "(published + 25200) / 86400"
        return lambda: (
            database.execute(f"SELECT publisher, count(*) {found} GROUP BY 1 ORDER BY 2 DESC", (match,)).fetchall(),
            database.execute(f"SELECT {day}, count(*) {found} GROUP BY 1 ORDER BY 1", (match,)).fetchall(),
        )
    values: tuple[Any, ...] = (match,)
    order = "rank"
    if question.kind == "30 days, newest first":
        found += " AND published >= ? AND published < ?"
        values, order = (match, question.since, question.since + 30 * DAY), "published DESC"
    return lambda: (
        database.execute(f"SELECT stored {found} ORDER BY {order} LIMIT 10", values).fetchall(),
        database.execute(f"SELECT count(*) {found}", values).fetchone(),
    )


def fill_engine(engine: Engine, news: Iterator[Document]) -> float:
    """Put the articles in; gives articles per second."""
    engine.create("1", "benchmark")
    engine.switch("1")
    count, took = 0, 0.0
    while batch := list(islice(news, BATCH)):
        begin = time.perf_counter()
        engine.write("1", batch, [])
        took += time.perf_counter() - begin
        count += len(batch)
    return count / took


def fill_sqlite(database: sqlite3.Connection, news: Iterator[Document]) -> float:
    """Put the articles into FTS5, the title thrice as in `stem`; gives articles per second."""
    database.execute("CREATE TABLE articles (number INTEGER PRIMARY KEY, published, publisher, stored)")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(stem, content='')")
    count, took = 0, 0.0
    while batch := list(islice(news, BATCH)):
        begin = time.perf_counter()
        with database:
            rows = [(count + n, each.published, each.publisher, each.stored) for n, each in enumerate(batch)]
            database.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", rows)
            texts = [(count + n, each.stem) for n, each in enumerate(batch)]
            database.executemany("INSERT INTO texts (rowid, stem) VALUES (?, ?)", texts)
        took += time.perf_counter() - begin
        count += len(batch)
    return count / took


def medians(
    sides: dict[str, Callable[[Question], Ask | None]], questions: list[Question], clock: Clock
) -> dict[str, float]:
    """The median time of each side in milliseconds, in an order drawn for each question: who is first pays for what is
    in no cache yet. In turns, raw tantivy would stand behind ours four times of five."""
    times: dict[str, list[float]] = {side: [] for side in sides}
    order, chance = list(sides), random.Random(0)
    for question in questions:
        chance.shuffle(order)
        for side in order:
            if ask := sides[side](question):
                begin = clock()
                ask()
                times[side].append(1_000 * (clock() - begin))
    return {side: statistics.median(each) for side, each in times.items() if each}


def show(news: News, rounds: int, sides: dict[str, Callable[[Question], Ask | None]], limit: str, clock: Clock) -> None:
    """Print a table: the median of each side, and how many times each other side's the first one's is."""
    first, *others = sides
    ratios = [f"{first} / {other}" for other in others]
    print(f"{'':24}" + "".join(f"{side:>12}" for side in sides) + "".join(f"{ratio:>20}" for ratio in ratios))
    for kind in KINDS:  # a server compiles what it is asked often
        medians(sides, news.questions(kind, 10), clock)
    for kind in KINDS:
        questions = news.questions(kind, rounds)
        together = [side for side in sides if side != FTS5]
        took = medians({side: sides[side] for side in together}, questions, clock)
        if FTS5 in sides:
            took |= medians({FTS5: sides[FTS5]}, questions, clock)
        cells = "".join(f"{took[side]:10.2f}ms" if side in took else f"{'-':>12}" for side in sides)
        ratios = [f"{took[first] / took[other]:20.2f}" if other in took else f"{'-':>20}" for other in others]
        print(f"{kind:24}{cells}{''.join(ratios)}", flush=True)
    print(limit, flush=True)


def main() -> None:
    """Build all sides, ask them, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="keep what is built there, and use it again")
    parser.add_argument(
        "--elasticsearch", metavar="URL", help="our engine on this server instead, beside requests by hand"
    )
    parser.add_argument("--without-fts5", action="store_true", help="leave SQLite out")
    arguments = parser.parse_args()
    articles, rounds, fts5 = arguments.articles, arguments.rounds, not arguments.without_fts5
    if arguments.elasticsearch:
        elastic(arguments.elasticsearch, articles, rounds)
    elif arguments.folder:
        embedded_and_sqlite(arguments.folder / f"{articles}", articles, rounds, fts5=fts5)
    else:
        with tempfile.TemporaryDirectory(prefix="kliping-benchmark-") as folder:
            embedded_and_sqlite(Path(folder), articles, rounds, fts5=fts5)


def embedded_and_sqlite(folder: Path, articles: int, rounds: int, *, fts5: bool) -> None:
    """Our embedded engine beside raw tantivy on the same files, and FTS5."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = EmbeddedEngine(folder / "index", 128 * 1024 * 1024)
    database = sqlite3.connect(folder / "fts.sqlite")
    if not (folder / "whole").exists():
        speeds = f"embedded {fill_engine(engine, News().articles(articles)):.0f}/s"
        if fts5:
            speeds += f", FTS5 {fill_sqlite(database, News().articles(articles)):.0f}/s"
        (folder / "whole").write_text(speeds)
    sizes = [sum(file.stat().st_size for file in folder.glob(part)) / 1e6 for part in ("index/1/*", "fts.sqlite*")]
    written = (folder / "whole").read_text()
    print(f"{articles} articles written: {written}; embedded {sizes[0]:.0f} MB, FTS5 {sizes[1]:.0f} MB")
    for file in folder.rglob("*"):  # from here on no side waits for the disk
        if file.is_file():
            file.read_bytes()
    # One of its own for each: an open index keeps what it has unpacked, and sides that share it would read from that.
    raw, by_word, by_root, plain = (tantivy.Index.open(str(folder / "index" / "1")) for _ in range(4))
    sides = {
        "embedded": lambda question: ours(engine, question),
        "raw": lambda question: raw_tantivy(raw, question),
        "by word": lambda question: tantivy_by("word", by_word, question),
        "by root": lambda question: tantivy_by("root", by_root, question),
        "plain": lambda question: plain_tantivy(plain, question),
        **({FTS5: lambda question: sqlite(database, question)} if fts5 else {}),
    }
    show(News(2), rounds, sides, "limit: embedded / raw at most 1.2 at a million articles", time.process_time)
    engine.close()
    database.close()


def elastic(url: str, articles: int, rounds: int) -> None:
    """Our engine on Elasticsearch beside requests by hand to the same indices."""
    installation = f"benchmark{uuid4().hex[:6]}"
    engine = ElasticEngine(EngineSettings(url=url), installation)
    client = Elasticsearch(url)
    try:
        speed = fill_engine(engine, News().articles(articles))
        print(f"{articles} articles: Elasticsearch {speed:.0f}/s")
        sides = {
            "elastic": lambda question: ours(engine, question),
            "raw": lambda question: raw_elastic(client, f"kliping-{installation}", question),
            "plain": lambda question: plain_elastic(client, f"kliping-{installation}", question),
        }
        show(News(2), rounds, sides, "limit: elastic / raw at most 1.2", time.perf_counter)
    finally:
        client.indices.delete(index=list(client.indices.get(index=f"kliping-{installation}-*")))
        client.close()
        engine.close()


if __name__ == "__main__":
    main()
