"""The cost of finding who said what and which regions an article is about, beside that of reading it off its page, and
what both add to the index, in one run.

    python benchmarks/people_places.py [FILE] [--articles 300] [--limit 3.0]

FILE is JSON Lines with `body` or `text`, gzipped or not, such as an export; without one, articles are put together from
the test cases and other paragraphs. Pages are made up, as heavy as those of real publishers. All is processor time.

Beside other work on the same cores everything takes up to twice as long, so each is done in turn with the others, page
by page, and with a piece of fixed work: what is printed first are shares, which such work changes little. Milliseconds
are as many times the fixed work as quick as it was in the quickest twentieth of its turns, which is near to what a
quiet machine takes; how much slower the turns were is told. The program ends with 1 where either finding takes more of
these milliseconds than `--limit`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from news_pages import Writer

from indexer.articles.article import Article, Content
from indexer.articles.quotes import find_quotes, load_vocabulary
from indexer.articles.regions.about import find_regions
from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Document
from indexer.extract import extract
from indexer.language.lexicon import load_lexicon

CASES = Path(__file__).parent.parent / "tests/indexer/articles/quotes/cases.txt"
SPOKEN, TOLD = 5, 8
"""Paragraphs of an article that is put together: with quotes and without, as many as in news."""
WARM = 20
"""Turns that are not counted."""
QUICK = 0.05
"""The share of the turns that tells how quick the machine is undisturbed; the quickest one may be chance."""
TEXT = "Banjir merendam ratusan rumah di tiga kelurahan, kata Ketua RT 05, dan belum surut hingga Selasa petang. " * 200
WORD = re.compile(r"\w+")
BASE = "https://kabar.example"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUOTES = ("speaker", "person", "person_office", "quotes", "speakers", "people")
REGIONS = ("region", "regions")
"""The fields of each, in the index and in its stored JSON."""


def read_articles(file: Path) -> list[list[str]]:
    """The paragraphs of each article of a file."""
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    bodies = [one.get("body") or one["text"] for one in map(json.loads, raw.splitlines())]
    return [body.splitlines() if isinstance(body, str) else body for body in bodies]


def make_articles(number: int, told: Sequence[str]) -> list[list[str]]:
    """Articles of paragraphs of the test cases among others, in any order."""
    chance = random.Random(1)
    spoken = [line for line in CASES.read_text("utf-8").splitlines() if line and line[0] not in "#>"]
    made = [chance.choices(spoken, k=SPOKEN) + chance.choices(told, k=TOLD) for _ in range(number)]
    for body in made:
        chance.shuffle(body)
    return made


def in_turns(works: Mapping[str, Sequence[Callable[[], object]]]) -> dict[str, list[float]]:
    """Milliseconds of processor time of each call, the first of every list before the second of any; the lists and
    caches are warm."""
    every = list(zip(*works.values(), strict=True))
    for some in every[:WARM]:
        for work in some:
            work()
    spent: dict[str, list[float]] = {name: [] for name in works}
    for some in every:
        for name, work in zip(works, some, strict=True):
            started = time.process_time()
            work()
            spent[name].append((time.process_time() - started) * 1_000)
    return spent


def fixed_work() -> int:
    """Some milliseconds of what Python is mostly busy with: words, dictionaries, patterns."""
    counts: dict[str, int] = {}
    for word in WORD.findall(TEXT):
        counts[word.casefold()] = counts.get(word.casefold(), 0) + 1
    return len(counts)


def as_article(number: int, body: Sequence[str]) -> Article:
    """An article with this text, and all else as small as may be."""
    content = Content(title=f"Judul {number}", language="id", body=tuple(body))
    name, url = f"{number:032x}", f"{BASE}/{number}"
    return Article(name, number, url, "kabar", "Kabar", content, NOW, NOW, NOW, "page", NOW.year, 1, name)


def without(document: Document, names: Sequence[str]) -> Document:
    """The document as it is without some fields."""
    stored = {name: value for name, value in json.loads(document.stored).items() if name not in names}
    keywords = {name: () if name in names else values for name, values in document.keywords.items()}
    return replace(document, keywords=keywords, stored=json.dumps(stored, ensure_ascii=False).encode())


def index_bytes(documents: Sequence[Document]) -> int:
    """The size of an embedded index of some documents."""
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder) / "index", 15_000_000)
        engine.create("1", "benchmark")
        engine.write("1", list(documents), [])
        engine.close()
        return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def main() -> int:
    """Print the costs, and how much each adds to the index."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--limit", type=float, default=3.0)
    options = parser.parse_args()
    lexicon = load_lexicon()
    vocabulary = load_vocabulary(lexicon)
    writer = Writer()
    stories = [writer.story(number) for number in range(60)]
    told = [paragraph for story in stories for paragraph in story.paragraphs]
    articles = read_articles(options.file) if options.file else make_articles(options.articles, told)
    pages = [(writer.page(story, BASE), BASE + story.path) for story in stories]
    spent = in_turns(
        {
            "fixed": [fixed_work] * len(articles),
            "reading": [partial(extract, page, url=url) for page, url in islice(cycle(pages), len(articles))],
            "quotes": [partial(find_quotes, body, vocabulary) for body in articles],
            "regions": [partial(find_regions, "", body) for body in articles],
        }
    )
    documents = [to_document(as_article(number, body), lexicon) for number, body in enumerate(articles)]
    plain = index_bytes([without(one, QUOTES + REGIONS) for one in documents])
    letters = sum(map(len, (line for body in articles for line in body))) / len(articles)
    print(
        f"{len(articles)} articles of {letters:,.0f} characters, {plain / len(articles):,.0f} bytes each in the index"
    )
    total = {name: sum(some) for name, some in spent.items()}
    quick = sorted(spent["fixed"])[int(len(articles) * QUICK)]
    quiet = {name: quick * one / total["fixed"] for name, one in total.items()}
    slower = total["fixed"] / len(articles) / quick
    print(f"turns were {slower:.2f} times slower than their quickest {QUICK:.0%}; load {os.getloadavg()[0]:.1f}")
    print(f"reading a page   {quiet['reading']:6.2f} ms")
    for name, others in (("quotes", REGIONS), ("regions", QUOTES)):
        more = index_bytes([without(one, others) for one in documents]) / plain - 1
        share, verdict = total[name] / total["reading"], "" if quiet[name] <= options.limit else "  OVER THE LIMIT"
        print(
            f"finding {name:8} {share:6.1%} of reading, {quiet[name]:.2f} ms (limit {options.limit:g});"
            f" {more:.1%} more index{verdict}"
        )
    return int(max(quiet["quotes"], quiet["regions"]) > options.limit)


if __name__ == "__main__":
    raise SystemExit(main())
