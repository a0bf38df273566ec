"""Does a search find the word that was meant? Words with look-alikes (pendapatan, dapat) in real articles.

python benchmarks/matching.py FILE [--articles 5000] [--half tune|held] [--words]

FILE holds articles as JSON Lines, gzipped or not, as `kliping import` takes them (a `date` in any form serves as
`published`). Which of them hold a word in some form is told by the lists of `matching.tsv`, which was written by hand
and knows nothing of our word lists. Shown are the share of the hits that hold the word, of those that hold it the
share that is found, and the share of the first ten by `--sort newest` that hold it; beside them the same for the root
of the word. `--half` takes one half of the words, `--words` prints the figures of each.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from base.clock import JAKARTA
from config.settings import load
from indexer.engines import open_engine
from indexer.engines.queries import Request, Sort
from indexer.importing import import_file
from indexer.language.analysis import load_lexicon
from indexer.language.dates import parse_date
from search.answer.interpretation import interpret
from search.context import Context
from search.planning.words import Forms
from search.request import SearchRequest

WORDS = Path(__file__).with_suffix(".tsv")
ENDINGS = "(?:nya|ku|mu)?(?:lah|kah|tah|pun)?"
LIMITS = {"right": 0.97, "found": 0.99, "newest ten right": 0.97}


class Word(NamedTuple):
    """A word to search for, what finds its forms in a text, and what finds other words that look so."""

    text: str
    half: str
    forms: re.Pattern[str]
    others: re.Pattern[str] | None

    def is_in(self, text: str) -> bool:
        """Whether a text in lower case holds the word in some form."""
        return bool(self.forms.search(self.others.sub(" ", text) if self.others else text))


class Figures(NamedTuple):
    """The three shares for a word, and the articles that hold it."""

    right: float
    found: float
    newest: float
    holding: int


def read_words(file: Path) -> Iterator[Word]:
    """The words of a list."""
    for line in file.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            text, half, forms, others = line.split("\t")
            yield Word(text, half, whole(forms), whole(others) if others else None)


def whole(bases: str) -> re.Pattern[str]:
    """What finds one of some words, with clitics and doubled too."""
    one = "|".join(bases.split())
    return re.compile(rf"(?<![^\W_])(?:{one})(?:2|-(?:{one}))?{ENDINGS}(?![^\W_])")


def read_articles(file: Path, count: int) -> Iterator[dict[str, Any]]:
    """So many of a file's articles, taken evenly from all of it."""
    lines = (gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()).split(b"\n")
    lines = [line for line in lines if line.strip()]
    for number, line in enumerate(lines[:: max(1, len(lines) // count)][:count]):
        given = json.loads(line)
        written = str(given.get("published") or given.get("date") or "")
        published = parse_date(written, now=datetime.now(UTC), zone=JAKARTA)
        yield {
            "id": f"a{number}",
            "title": given.get("title") or "",
            "body": given["body"],
            **({"published": published.isoformat()} if published else {}),
        }


def ask(context: Context, word: str, forms: Forms, sort: Sort, most: int) -> list[str]:
    """The identifiers of up to `most` articles that have the word, in order, without what is shown of them."""
    plan = interpret(SearchRequest(query=word, forms=forms), context).plan
    return [hit.id for hit in context.engine.search(Request(plan.asked("all"), limit=most, sort=sort)).hits]


def figures(context: Context, word: Word, texts: Mapping[str, str], forms: Forms) -> Figures:
    """The shares for a word; those of nothing are 1."""
    holding = {name for name, text in texts.items() if word.is_in(text)}
    hits = set(ask(context, word.text, forms, "relevance", len(texts)))
    newest = ask(context, word.text, forms, "newest", 10)
    return Figures(
        len(hits & holding) / len(hits) if hits else 1.0,
        len(hits & holding) / len(holding) if holding else 1.0,
        sum(name in holding for name in newest) / len(newest) if newest else 1.0,
        len(holding),
    )


def show(name: str, measured: Sequence[Figures]) -> bool:
    """Print the means and the worst; gives whether all limits are kept."""
    means = [statistics.mean(one[place] for one in measured) for place in range(len(LIMITS))]
    worst = [min(one[place] for one in measured) for place in range(len(LIMITS))]
    cells = (
        f"{figure} {mean:.4f} (limit {limit}, worst {low:.2f})"
        for (figure, limit), mean, low in zip(LIMITS.items(), means, worst, strict=True)
    )
    print(f"{name:24} {'   '.join(cells)}")
    return all(mean >= limit for mean, limit in zip(means, LIMITS.values(), strict=True))


def measure(context: Context, words: Sequence[Word], texts: Mapping[str, str], *, each: bool) -> bool:
    """Print the figures of all words for both levels; gives whether the word keeps the limits."""
    by_word = [figures(context, word, texts, "word") for word in words]
    by_root = [figures(context, word, texts, "root") for word in words]
    if each:
        for word, one, other in zip(words, by_word, by_root, strict=True):
            shares = "  ".join(f"{a:.3f} ({b:.3f})" for a, b in zip(one[:3], other[:3], strict=True))
            print(f"{word.text:16} in {one.holding:5} articles   right, found, newest by word (root): {shares}")
    show("by root", by_root)
    return show("by word", by_word)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--half", choices=("tune", "held"))
    parser.add_argument("--words", action="store_true")
    given = parser.parse_args()
    words = [word for word in read_words(WORDS) if given.half in (None, word.half)]
    with tempfile.TemporaryDirectory(prefix="kliping-matching-") as folder:
        data, file = Path(folder, "data"), Path(folder, "articles.jsonl")
        articles = list(read_articles(given.file, given.articles))
        file.write_text("".join(json.dumps(one) + "\n" for one in articles), "utf-8")
        settings = load(data).settings
        report = import_file(settings, data, file, {})
        engine = open_engine(settings, data)
        try:
            texts = {one["id"]: f"{one['title']}\n{one['body']}".lower() for one in articles}
            print(f"{len(words)} words, {report.imported} articles, {len(report.problems)} refused")
            return int(not measure(Context(engine, load_lexicon()), words, texts, each=given.words))
        finally:
            engine.close()


if __name__ == "__main__":
    sys.exit(main())
