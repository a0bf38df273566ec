"""What it costs to hand out a whole archive: memory and time of an export, by command and over HTTP.

python benchmarks/service.py [--articles 200000] [--data DIR] [--formats csv,jsonl,ris,xlsx]

What answers to searches cost, by which clients and limits, is measured by `benchmarks/answers.py` in the same archive.

The archive is made up (250 words an article) and kept in DIR where it is given, so that another run finds it. Memory is
the largest resident size; that of an export should not grow with the articles. Compare the figures of one run.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path

import orjson

from benchmarks.importing import COMMONEST
from config.settings import Settings
from indexer.articles.article import Article, Content
from indexer.engines.documents import sort_key, stored, to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Document
from indexer.language.analysis import load_lexicon

TEXTS = 2_000
"""Different texts; each is analysed once, and stands in many articles."""
MAX_MEBIBYTES = 200
"""Of an export, whatever its size."""
BATCH = 5_000
COPY_EVERY = 20
"""Of so many articles the last is a copy of the one before."""
QUERIES = {"everything": "", "the commonest word": COMMONEST[0]}
PROBE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
sys.exit(code)
"""
"""A child's largest size begins with that of the process that it came from, so a small one starts it."""


def made_words() -> list[str]:
    """Words of the made-up articles, the commonest first."""
    chance = random.Random(1)
    syllables = [first + vowel for first in "bcdghjklmnprst" for vowel in "aiueo"]
    return COMMONEST + ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(20_000)]


def documents(count: int) -> Iterator[Document]:
    """Made-up articles, one a minute back from now; every fiftieth has no date, every twentieth is a copy of the one
    before. Publishers, sections, authors and tags are as unevenly common as words."""
    chance, lexicon, now, words = random.Random(2), load_lexicon(None), datetime.now(UTC), made_words()
    draw = partial(_draw, chance)
    pool = []
    for number in range(TEXTS):
        said = draw(words, 260)
        body = tuple(" ".join(said[start : start + 50]) + "." for start in range(10, 260, 50))
        content = Content(
            " ".join(said[:10]),
            (" ".join(draw(words[100:300], 2)).title(),),
            section=draw(words[300:310], 1)[0].title(),
            tags=tuple(dict.fromkeys(draw(words[400:600], 3))),
            language="id",
            body=body,
        )
        publisher = draw(words[700:725], 1)[0]
        made = Article(
            str(number),
            number,
            "",
            publisher,
            publisher.title(),
            content,
            now,
            now,
            now,
            "page",
            now.year,
            1,
            str(number),
        )
        document = to_document(made, lexicon)
        regions = tuple(one.title() for one in dict.fromkeys(draw(words[800:840], 2)))
        pool.append((made, replace(document, keywords={**document.keywords, "region": regions})))
    for number in range(count):
        article, document = pool[number % TEXTS]
        name, instant, place = f"{number:032x}", now - timedelta(minutes=number), number % COPY_EVERY
        group = f"{number - (place == COPY_EVERY - 1):032x}"
        article = replace(
            article,
            id=name,
            sequence=number,
            url=f"https://{article.publisher}.example/{number}",
            instant=instant,
            dated_by="" if number % 50 == 49 else "page",
            group=group,
        )
        yield replace(
            document,
            id=name,
            sort=sort_key(article),
            published=int(instant.timestamp()) if article.dated else None,
            group=group if place >= COPY_EVERY - 2 else "",
            stored=orjson.dumps(stored(article)),
        )


def _draw(chance: random.Random, among: Sequence[str], number: int) -> list[str]:
    """So many of some words, the first of them the commonest."""
    return chance.choices(among, cum_weights=_weights(len(among)), k=number)


@cache
def _weights(number: int) -> list[float]:
    return list(itertools.accumulate(1 / rank for rank in range(1, number + 1)))


def fill(data: Path, count: int) -> None:
    """Put so many articles into the engine of a data folder, if it has not as many already."""
    engine = EmbeddedEngine(data / "index", Settings().engine.memory_bytes)
    if engine.current() is None:
        data.mkdir(parents=True, exist_ok=True)
        engine.create("1", "benchmark")
        made = documents(count)
        while batch := list(itertools.islice(made, BATCH)):
            engine.write("1", batch, [])
        engine.switch("1")
    print(engine.check(), flush=True)
    engine.close()


def export_by_command(data: Path, form: str, query: str, sort: str) -> tuple[int, float]:
    """MiB and seconds of an export by the command."""
    command = [sys.executable, "-m", "kliping.main", "export", "--format", form, "--sort", sort, "--data", str(data)]
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *command, "--", query], capture_output=True, text=True, check=True
    )
    return int(done.stdout), time.monotonic() - started


@contextmanager
def serving(data: Path, processes: int = 1) -> Iterator[tuple[str, int]]:
    """A server on a free port; gives its address and process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "KLIPING_SERVER__BIND": f"127.0.0.1:{port}",
        "KLIPING_SERVER__PROCESSES": str(processes),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "kliping.main", "serve", "--data", str(data)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(30)


def resident(pid: int) -> int:
    """The largest resident size of a process so far, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def judged(mebibytes: int) -> str:
    """A size, and whether it is within the limit of an export."""
    return f"{mebibytes} MiB ({'reached' if mebibytes <= MAX_MEBIBYTES else 'OVER'}: limit {MAX_MEBIBYTES})"


def export_over_http(base: str, form: str) -> tuple[int, float]:
    """MiB received and seconds of an export over HTTP."""
    received, started = 0, time.monotonic()
    with urllib.request.urlopen(f"{base}/api/v1/export?{urllib.parse.urlencode({'format': form})}") as answer:
        while piece := answer.read(1 << 20):
            received += len(piece)
    return received >> 20, time.monotonic() - started


def main() -> int:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=200_000)
    options.add_argument("--data", type=Path)
    options.add_argument("--formats", default="csv,jsonl,ris,xlsx")
    options = options.parse_args()
    forms = options.formats.split(",")
    with tempfile.TemporaryDirectory() as folder:
        data = options.data or Path(folder) / "data"
        fill(data, options.articles)
        for form, (named, query), sort in itertools.product(forms, QUERIES.items(), ("relevance", "oldest")):
            if form == forms[0] or (not query and sort == "relevance"):
                size, took = export_by_command(data, form, query, sort)
                print(f"export {named}, {form}, {sort}: {judged(size)}, {took:.0f} s", flush=True)
        with serving(data) as (base, pid):
            print(f"server at rest: {resident(pid)} MiB")
            for form in forms:
                size, took = export_over_http(base, form)
                print(f"server after {form}: {judged(resident(pid))}; {size} MiB received, {took:.0f} s", flush=True)
    print(f"load average {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
