"""Our extraction beside trafilatura, page by page in one process: F1, exactness and pages per CPU second.

    python benchmarks/extraction.py FOLDER... [--seeds 5] [--none FOLDER] [--limit 2.5]

A FOLDER is a clone of scrapinghub/article-extraction-benchmark, or holds `<publisher>/<n>.html.gz` each with
`<n>.json` (`url`, and `body` as a list of paragraphs). The measure is that benchmark's own: shingles of four
words, precision and recall averaged over pages, F1 of the two means. Publishers' own rules are not used.

Nothing in the reader is fitted to pages by a program, so there is no fit to leave a publisher out of; what ever is
fitted must be judged so. Its thresholds were chosen by hand while looking at some pages, and what a page of a publisher
nobody looked at gives is shown by three things: the two halves of the publishers of each folder (split by a hash of
their names; a reader that knows one half only is worse on the other), the same pages in each disguise of `disguises.py`
(`--seeds`: of the first FOLDER, drawn with so many seeds), and the folders that were not looked at.

`--none` holds pages that are no articles: how many are taken for one, at the address beside each, at one of an archive
and at none. `--limit` is how many times trafilatura's pages per CPU second ours must reach on the first FOLDER; the
program ends with 1 where it does not.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import trafilatura
from disguises import DISGUISES, disguise

from config.outcomes import Outcome
from indexer.extract import extract


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and its true text."""

    html: bytes
    url: str
    body: str
    publisher: str = ""


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
        yield Sample(_read(file.with_suffix(".html.gz")), truth["url"], "\n".join(truth["body"]), file.parent.name)


def _read(file: Path) -> bytes:
    with gzip.open(file) as opened:
        return opened.read()


def _ours(sample: Sample) -> str:
    return "\n".join(extract(sample.html, url=sample.url).content.body)


def _default(sample: Sample) -> str:
    return trafilatura.extract(sample.html, url=sample.url) or ""


def _precision(sample: Sample) -> str:
    return trafilatura.extract(sample.html, url=sample.url, favor_precision=True) or ""


OURS = "kliping"
EXTRACTORS: dict[str, Callable[[Sample], str]] = {
    "trafilatura": _default,
    "trafilatura precision": _precision,
    OURS: _ours,
}


def main() -> int:
    """Print a line for each set and extractor; the ratio is its pages per CPU second over trafilatura's."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    options.add_argument("--seeds", type=int, default=0)
    options.add_argument("--none", type=Path, metavar="FOLDER")
    options.add_argument("--limit", type=float, default=2.5)
    given = options.parse_args()
    ratio = 0.0
    for number, folder in enumerate(given.folders):
        pages = list(samples(folder))
        if not pages:
            options.error(f"no pages in {folder}")
        reached = _compare(pages, folder.name)
        if number == 0:
            ratio = reached
            _compare_disguised(pages, given.seeds)
    if given.none:
        _count_taken(given.none)
    print(f"speed: {ratio:.2f} times trafilatura's pages per CPU second (limit {given.limit})")
    return 0 if ratio >= given.limit else 1


def _compare_disguised(pages: list[Sample], seeds: int) -> None:
    for name in DISGUISES if seeds else ():
        made = [
            replace(page, html=disguise(page.html, name, f"{seed} {page.url}"))
            for seed in range(seeds)
            for page in pages
        ]
        _compare(made, name)


def _compare(pages: list[Sample], title: str) -> float:
    """Print a line for each extractor's reading of some pages, and ours of each half of their publishers; returns how
    many times trafilatura's pages ours reads in the same time."""
    scores = {name: Score() for name in EXTRACTORS}
    halves = {False: Score(), True: Score()}
    for sample in pages[:3]:
        for extractor in EXTRACTORS.values():
            extractor(sample)  # what is loaded with the first pages is no part of the measure
    for sample in pages:
        for name, extractor in EXTRACTORS.items():
            started = time.process_time()
            found = extractor(sample)
            seconds = time.process_time() - started
            scores[name].add(sample.body, found, seconds)
            if name == OURS and sample.publisher:
                halves[_is_first_half(sample.publisher)].add(sample.body, found, seconds)
    print(f"{len(pages):4} {title[:17]:17} {'F1':>6} {'P':>6} {'R':>6} {'exact':>6} {'pages/s':>9} {'ratio':>7}")
    for name, score in scores.items():
        print(score.row(name, scores["trafilatura"].seconds))
    if all(score.recall for score in halves.values()):
        for score, half in zip(halves.values(), ("second", "first"), strict=True):
            print(score.row(f"  {half} half: {len(score.recall)} pages", score.seconds), flush=True)
    return scores["trafilatura"].seconds / scores[OURS].seconds


def _is_first_half(publisher: str) -> bool:
    return hashlib.sha256(publisher.encode()).digest()[0] < 128


def _count_taken(folder: Path) -> None:
    """Print how many pages that are no articles are taken for one."""
    files = sorted(folder.glob("*.html.gz"))
    taken = Counter[str]()
    for file in files:
        page, beside = _read(file), file.with_name(file.name.replace(".html.gz", ".json"))
        own = json.loads(beside.read_text("utf-8")).get("url") if beside.exists() else None
        for place, url in (("its own", own), ("an archive", "https://kabar.example/2014/05/"), ("none", None)):
            taken[place] += extract(page, url=url).outcome is Outcome.OK
        taken["trafilatura"] += bool(trafilatura.extract(page, url=own))
    print(f"{len(files):4} no articles: taken at " + ", ".join(f"{place} {number}" for place, number in taken.items()))


if __name__ == "__main__":
    raise SystemExit(main())
