"""Our extraction beside trafilatura, page by page in one process: F1, exactness and pages per CPU second.

    python benchmarks/extraction.py FOLDER [--seeds 5]

With `--seeds`, the pages are also read in each disguise of `disguises.py`, drawn with so many seeds: the figures of
sites that nobody has seen. Nothing in the reader is fitted to pages; what ever is must be judged by leaving a publisher
out.

FOLDER is a clone of scrapinghub/article-extraction-benchmark, or holds `<publisher>/<n>.html.gz` each with
`<n>.json` (`url`, and `body` as a list of paragraphs). The measure is that benchmark's own: shingles of four
words, precision and recall averaged over pages, F1 of the two means.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import trafilatura
from disguises import DISGUISES, disguise

from indexer.extract import extract


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and its true text."""

    html: bytes
    url: str
    body: str


@dataclass(slots=True)
class Score:
    """What one extractor has reached so far."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    exact: int = 0
    seconds: float = 0.0

    def add(self, truth: str, found: str, seconds: float) -> None:
        wanted, got = _shingles(truth), _shingles(found)
        both = sum((wanted & got).values())
        if got:
            self.precision.append(both / sum(got.values()))
        self.recall.append(both / max(1, sum(wanted.values())))
        self.exact += _words(truth) == _words(found)
        self.seconds += seconds

    def row(self, name: str, slowest: float) -> str:
        pages = len(self.recall)
        p, r = statistics.mean(self.precision or [0.0]), statistics.mean(self.recall)
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return (
            f"{name:22} {f1:6.4f} {p:6.4f} {r:6.4f} {self.exact / pages:6.3f} "
            f"{pages / self.seconds:9.1f} {slowest / self.seconds:7.2f}"
        )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _words(text)
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)) if words)


def samples(folder: Path) -> Iterator[Sample]:
    """The pages of a folder, with their truth."""
    truths = folder / "ground-truth.json"
    if truths.exists():
        for name, truth in json.loads(truths.read_text("utf-8")).items():
            yield Sample(_read(folder / "html" / f"{name}.html.gz"), truth["url"], truth["articleBody"])
        return
    for file in sorted(folder.glob("*/*.json")):
        truth = json.loads(file.read_text("utf-8"))
        yield Sample(_read(file.with_suffix(".html.gz")), truth["url"], "\n".join(truth["body"]))


def _read(file: Path) -> bytes:
    with gzip.open(file) as opened:
        return opened.read()


def _ours(sample: Sample) -> str:
    return "\n".join(extract(sample.html, url=sample.url).content.body)


def _default(sample: Sample) -> str:
    return trafilatura.extract(sample.html, url=sample.url) or ""


def _precision(sample: Sample) -> str:
    return trafilatura.extract(sample.html, url=sample.url, favor_precision=True) or ""


EXTRACTORS: dict[str, Callable[[Sample], str]] = {
    "trafilatura": _default,
    "trafilatura precision": _precision,
    "kliping": _ours,
}


def main() -> int:
    """Print a line for each extractor; the ratio is its pages per CPU second over trafilatura's."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--seeds", type=int, default=0)
    given = options.parse_args()
    pages = list(samples(given.folder))
    if not pages:
        options.error(f"no pages in {given.folder}")
    _compare(pages, "as they are")
    for name in DISGUISES if given.seeds else ():
        made = [
            Sample(disguise(page.html, name, f"{seed} {page.url}"), page.url, page.body)
            for seed in range(given.seeds)
            for page in pages
        ]
        _compare(made, name)
    return 0


def _compare(pages: list[Sample], title: str) -> None:
    """Print a line for each extractor's reading of some pages."""
    scores = {name: Score() for name in EXTRACTORS}
    for extractor in EXTRACTORS.values():
        extractor(pages[0])  # what is loaded with the first page is no part of the measure
    for sample in pages:
        for name, extractor in EXTRACTORS.items():
            started = time.process_time()
            found = extractor(sample)
            scores[name].add(sample.body, found, time.process_time() - started)
    print(f"{len(pages):4} {title:17} {'F1':>6} {'P':>6} {'R':>6} {'exact':>6} {'pages/s':>9} {'ratio':>7}")
    for name, score in scores.items():
        print(score.row(name, scores["trafilatura"].seconds))


if __name__ == "__main__":
    raise SystemExit(main())
