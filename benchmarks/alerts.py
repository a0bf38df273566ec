"""What alerts cost and how fast and sure they are: four figures, each with its limit.

    python benchmarks/alerts.py [--only cost|speed|kills|reports] [--searches 1000] [--waves 20] [--kills 200]

cost    processor time of holding ten articles of 300 words (by Zipf's law, from the word list) against saved searches
        of all forms, their analysis included; the median of 30 batches after 30 others. Limit 20 ms for 1,000 searches.
speed   seconds from the commit that makes an article searchable to its webhook, on the loopback, with `index` and
        `alert run` as processes of their own. Limit: 95 % within 10 s.
kills   `index`, `alert run` and `import` killed with SIGKILL at chance moments while webhooks and mails are refused now
        and then. Limit: no alert and article lost, none in two messages.
reports the same of spikes and reports by mail: `alert run` is killed half as often while it watches, makes reports and
        sends. Limit: each spike and each report comes, in one message each, a report whole.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from base.database import reading
from config.settings import load
from indexer.articles.article import Article, Content
from indexer.articles.read import articles_database
from indexer.articles.tables import indexed
from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.language.analysis import Lexicon, load_lexicon
from kliping.main import GARBAGE_THRESHOLD
from search.context import Context
from search.request import SearchRequest
from search.saved.matcher import Matcher
from search.saved.searches import SavedSearch
from tests.search.articles import fill
from tests.search.saved.killed import spikes_run
from tests.search.saved.killed.alerts_run import Killed, alerts_run, kill_at_chance, wait_for_all

MAX_MILLISECONDS, MAX_SECONDS = 20.0, 10.0
WORDS, BATCH, BATCHES = 300, 10, 30
NOW = datetime(2026, 11, 29, 5, tzinfo=UTC)
AUTHORS = ("Budi Santoso", "Sari Dewi", "Agus Wibowo", "Rina Putri")


class Vocabulary:
    """Words as they are in texts: the n-th is 1/n as frequent as the first."""

    def __init__(self, lexicon: Lexicon, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = sorted(word for word in lexicon.roots if word.isalpha() and len(word) > 2)
        self.chance.shuffle(self.words)
        self.weights = [1 / rank for rank in range(1, len(self.words) + 1)]

    def text(self, length: int) -> str:
        return " ".join(self.chance.choices(self.words, self.weights, k=length))

    def searched(self) -> str:
        """A word that somebody searches for, commoner ones more often, but none of the 200 commonest."""
        return self.words[int(math.exp(self.chance.uniform(math.log(200), math.log(20_000))))]


def articles(words: Vocabulary, number: int) -> Iterator[Article]:
    for place in range(number):
        body = tuple(words.text(WORDS // 5).capitalize() + "." for _ in range(5))
        author, slug = words.chance.choice(AUTHORS), words.chance.choice(("antara", "detik", "tempo"))
        content = Content(title=words.text(7), body=body, authors=(author,), section="Ekonomi", language="id")
        yield Article(
            f"a{place}", place, f"https://{slug}.example/{place}", slug, slug, content, NOW, NOW, NOW,
            dated_by="page", year=2026, version=1, group=f"a{place}",
        )  # fmt: skip


def queries(words: Vocabulary, number: int) -> Iterator[str]:
    """Queries of all forms, most of them plain words."""
    one = words.searched
    forms = (
        *[lambda: f"{one()} {one()}"] * 12,
        *[lambda: f"{one()} {one()} {one()}"] * 3,
        *[one] * 4,
        *[lambda: f'"{one()} {one()}"'] * 4,
        *[lambda: f"{one()} OR {one()} OR {one()}"] * 3,
        *[lambda: f"{one()} -{one()}"] * 3,
        *[lambda: f"judul:{one()}"] * 2,
        *[lambda: f"{one()} NEAR/5 {one()}"] * 2,
        *[lambda: f"{one()} sumber:antara"] * 2,
        lambda: f"{one()} penulis:budi",
        lambda: f"{one()[:4]}* {one()}",
        lambda: f"{one()}~",
        lambda: f"{one()} rentang:7h",
        lambda: " OR ".join(one() for _ in range(50)),
    )
    for place in range(number):
        yield forms[place % len(forms)]()


def cost(searches: int) -> bool:
    """Print the processor time of a batch; whether it is within the limit."""
    gc.set_threshold(GARBAGE_THRESHOLD)  # as the program does
    lexicon = load_lexicon(None)
    words = Vocabulary(lexicon, 1)
    kept = [
        SavedSearch(number, str(number), SearchRequest(query=query), "now", 0, NOW, ())
        for number, query in enumerate(queries(words, searches), 1)
    ]
    before, some = (list(articles(words, BATCH * BATCHES)) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder) / "index", 15_000_000)
        matcher = Matcher(Context(fill(engine, lexicon, some), lexicon, now=NOW), kept)
        begun = time.process_time()
        matcher.match([], NOW)
        made = time.process_time() - begun
        matcher.match(before, NOW)
        times, found = [], 0
        for start in range(0, len(some), BATCH):
            begun = time.process_time()
            found += len(matcher.match(some[start : start + BATCH], NOW))
            times.append(1000 * (time.process_time() - begun))
        engine.close()
    begun = time.process_time()
    for article in some:
        to_document(article, lexicon)
    analysis = 1000 * (time.process_time() - begun) / BATCHES
    median = statistics.median(times)
    print(
        f"cost: {median:.1f} ms a batch of ten for {searches:,} searches (limit {MAX_MILLISECONDS:g}; analysis is "
        f"{analysis:.1f}), 95th percentile {statistics.quantiles(times, n=20)[-1]:.1f}, {found / BATCHES:.0f} matches "
        f"each; making them ready {made:.2f} s once"
    )
    return median <= MAX_MILLISECONDS


def speed(waves: int) -> bool:
    """Print how long webhooks take; whether it is within the limit."""
    with tempfile.TemporaryDirectory() as folder, alerts_run(Path(folder), seed=2) as run:
        arrived, seconds = dict[str, float](), list[float]()
        for number in range(waves):
            run.run("import", str(run.wave(number)))
            end = time.monotonic() + 60
            while {name for _, name in run.wanted()} - arrived.keys() and time.monotonic() < end:
                arrived |= {name: time.time() for _, name in run.hooked() if name not in arrived}
                time.sleep(0.02)
        settings = load(run.data, {}).settings
        with articles_database(settings, run.data) as database, reading(database) as connection:
            rows = connection.execute(sa.select(indexed).where(indexed.c.version == 1))
            seconds = sorted(arrived[row.article] - row.at.timestamp() for row in rows if row.article in arrived)
    late = seconds[int(0.95 * (len(seconds) - 1))]
    print(
        f"speed: indexed to webhook {statistics.median(seconds):.2f} s in the median, 95 % within {late:.2f} s "
        f"(limit {MAX_SECONDS:g}), {len(seconds)} articles"
    )
    return late <= MAX_SECONDS


def kills(number: int) -> bool:
    """Print what came of so many kills; whether all came, and once."""
    with tempfile.TemporaryDirectory() as folder, alerts_run(Path(folder), seed=int(time.time())) as run:
        kill_at_chance(run, number)
        wait_for_all(run)
        return report(run)


def report(run: Killed) -> bool:
    lost, doubled, wanted = len(run.missing()), len(run.doubled()), len(run.wanted())
    repeated = len(run.hook.posts) - len({headers["webhook-id"] for headers, _ in run.hook.posts})
    print(
        f"kills: {run.kills} kills, {wanted} of alert and article each by webhook and mail: {lost} lost, {doubled} in "
        f"two messages, {len(run.changed())} messages changed; {repeated} webhooks repeated under the same id"
    )
    return wanted > 0 and not (lost or doubled or run.changed())


def reports(number: int) -> bool:
    """Print what came of so many kills amid spikes and reports; whether all came, once and whole."""
    with tempfile.TemporaryDirectory() as folder, spikes_run.spikes_run(Path(folder), seed=int(time.time())) as run:
        spikes_run.kill_at_chance(run, number, searches=6, longest=12.0)
        spikes_run.wait_for_all(run)
        lost, doubled, broken, posts, mails = run.missing(), run.doubled(), run.broken(), *run.repeated()
        print(
            f"reports: {run.kills} kills, {len(run.names)} spikes each by webhook and mail, "
            f"{len(run.wanted_reports())} reports by mail: {len(lost)} lost, {len(doubled)} in two messages, "
            f"{len(broken)} reports not whole; {posts} webhooks and {mails} mails repeated under the same id"
        )
        return bool(run.names) and not (lost or doubled or broken)


def main() -> int:
    """Print the figures; 1 where one is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("cost", "speed", "kills", "reports"))
    parser.add_argument("--searches", type=int, default=1_000)
    parser.add_argument("--waves", type=int, default=20)
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    parts = {
        "cost": lambda: cost(options.searches),
        "speed": lambda: speed(options.waves),
        "kills": lambda: kills(options.kills),
        "reports": lambda: reports(options.kills // 2),
    }
    results = [part() for name, part in parts.items() if options.only in (None, name)]
    return int(not all(results))


if __name__ == "__main__":
    raise SystemExit(main())
