"""The cost of finding who said what in an article, beside that of reading it off its page, in one run.

    python benchmarks/people_places.py [FILE] [--articles 300] [--limit 3.0]

FILE is JSON Lines with `body` or `text`, gzipped or not, such as an export; without one, articles are put together from
the test cases and other paragraphs. Pages are made up, as heavy as those of real
publishers. The program ends with 1 where an article takes more milliseconds of processor time than `--limit`. Beside
other work on the same cores times are up to twice as long, for both alike.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from news_pages import Writer

from indexer.articles.quotes import find_quotes, load_vocabulary
from indexer.extract import extract
from indexer.language.lexicon import load_lexicon

CASES = Path(__file__).parent.parent / "tests/indexer/articles/quotes/cases.txt"
SPOKEN, TOLD = 5, 8
"""Paragraphs of an article that is put together: with quotes and without, as many as in news."""
BASE = "https://kabar.example"


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


def milliseconds(work: Callable[..., object], every: Sequence[Iterable[object]]) -> float:
    """Processor time for one of many calls, the lists and caches being warm."""
    for arguments in every[:20]:
        work(*arguments)
    started = time.process_time()
    for arguments in every:
        work(*arguments)
    return (time.process_time() - started) / len(every) * 1_000


def main() -> int:
    """Print both costs and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--limit", type=float, default=3.0)
    options = parser.parse_args()
    vocabulary = load_vocabulary(load_lexicon())
    writer = Writer()
    stories = [writer.story(number) for number in range(60)]
    told = [paragraph for story in stories for paragraph in story.paragraphs]
    articles = read_articles(options.file) if options.file else make_articles(options.articles, told)
    pages = [(writer.page(story, BASE), BASE + story.path) for story in stories]
    reading = milliseconds(lambda page, url: extract(page, url=url), pages)
    quotes = milliseconds(find_quotes, [(body, vocabulary) for body in articles])
    letters = sum(map(len, (line for body in articles for line in body))) / len(articles)
    print(f"reading a page   {reading:6.2f} ms")
    print(f"finding quotes   {quotes:6.2f} ms, {quotes / reading:.1%} of reading, {letters:,.0f} characters an article")
    return int(quotes > options.limit)


if __name__ == "__main__":
    raise SystemExit(main())
