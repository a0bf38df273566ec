"""What an answer of the server costs: page, API, feed and suggestions with eight clients, beside the raw engine.

python benchmarks/answers.py [--articles 100000] [--data DIR] [--requests 400] [--pause 0] [--processes N]

The archive is that of `benchmarks/service.py`, kept in DIR where it is given; the queries are two of its words each,
none asked twice. The first line is the search for ten hits alone, by the engine, in this process. Each other one has
the server's processor time for a request, how many of the engine's that is, what the clients waited, each asking again
as soon as it was answered, so that eight requests are always under way, and the limit for that; and the clients' own
processor time, which is taken from the same cores. With `--pause` a client waits so many seconds, half more or less,
before it asks again, as somebody does who reads. `--processes` is `server.processes`, one for each core unless given,
as docs/operations.md advises for this many; memory is that of all of them, shared parts counted once. Compare the
figures of one run, and look at the load.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import math
import os
import random
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.service import fill, made_words, serving
from config.settings import Settings
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.queries import Request
from indexer.language.analysis import load_lexicon
from search.answer.interpretation import interpret
from search.context import Context
from search.request import SearchRequest

CLIENTS = 8
WARM = 100
"""Requests of each kind before it is measured: a server knows the words of its articles after some."""
BUSY = 503
"""The answer to what would take longer than `search.deadline_seconds`."""
PATHS = {"page": "/?q=", "API": "/api/v1/search?q=", "feed": "/feed.atom?q=", "suggest": "/api/v1/suggest?q="}
MAX_MILLISECONDS = {"page": 200.0, "API": 50.0}
"""At the 95th percentile, on a machine that does nothing else."""
TICK = os.sysconf("SC_CLK_TCK")


def queries(seed: int) -> Iterator[str]:
    """Two words each, commoner ones more often, but none of the ten commonest."""
    chance = random.Random(seed)
    words = made_words()
    while True:
        yield " ".join(words[int(10 * 300 ** chance.random())] for _ in range(2))


def processor_seconds(pid: int) -> float:
    """Of a process and those that it has started, so far."""
    return sum(int(number) for one in family(pid) for number in _stat(one)[11:13]) / TICK


def resident_mebibytes(pid: int) -> int:
    """What a process and those that it has started have in memory; what several have is counted once."""
    sizes = (Path(f"/proc/{one}/smaps_rollup").read_text() for one in family(pid))
    return sum(int(line.split()[1]) for text in sizes for line in text.splitlines() if line.startswith("Pss:")) // 1024


def family(pid: int) -> list[int]:
    """A process and those that it has started."""
    parents = dict[int, int]()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
                parents[int(folder.name)] = int(_stat(int(folder.name))[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def ask(base: str, paths: Sequence[str], taken: list[float], pause: float = 0.0) -> None:
    """Ask one after the other on one connection, and note the seconds of each."""
    chance = random.Random(paths[0])
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=60)
    for path in paths:
        time.sleep(pause * chance.uniform(0.5, 1.5))
        begun = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, BUSY):
            raise RuntimeError(f"{path}: {answer.status}")
        if answer.status == 200:
            taken.append(time.perf_counter() - begun)
    connection.close()


def measure(base: str, pid: int, kind: str, number: int, raw: float, pause: float) -> float:
    """Print what a kind of request costs, beside `raw`, the engine's own; the 95th percentile in milliseconds."""
    made = queries(len(kind))
    paths = [PATHS[kind] + urllib.parse.quote_plus(next(made)) for _ in range(number + WARM)]
    ask(base, paths[number:], [])
    taken, before, own = list[float](), processor_seconds(pid), time.process_time()
    parts = [paths[one:number:CLIENTS] for one in range(CLIENTS)]
    clients = [threading.Thread(target=ask, args=(base, part, taken, pause)) for part in parts]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    if len(taken) < 2:
        raise RuntimeError(f"{kind}: next to none of {number} requests was answered in time")
    cost, own = (1000 * spent / number for spent in (processor_seconds(pid) - before, time.process_time() - own))
    middle, late = (1000 * each for each in (statistics.median(taken), statistics.quantiles(taken, n=20)[-1]))
    refused = f"; {number - len(taken)} of {number} took too long" if len(taken) < number else ""
    limit = f" ({_judged(late, MAX_MILLISECONDS[kind])} ms)" if kind in MAX_MILLISECONDS else ""
    waited = f"waited {middle:6.1f} ms in the median, 95 % within {late:.1f}{limit}"
    spent = f"{cost:6.1f} ms of processor time, {cost / raw:4.1f} x the engine, the clients {own:.1f}"
    print(f"{kind:8} {spent}; {waited}{refused}", flush=True)
    return late if not refused else math.inf


def _judged(reached: float, limit: float) -> str:
    """Whether a figure is within its limit."""
    return f"{'reached' if reached <= limit else 'OVER'}: limit {limit:.0f}"


def measure_engine(data: Path, number: int) -> float:
    """Print what the engine's own part of the same searches costs; in milliseconds."""
    engine = EmbeddedEngine(data / "index", Settings().engine.memory_bytes)
    context, made = Context(engine, load_lexicon(data)), queries(len("page"))
    asked = [
        interpret(request, context).plan.asked("all")
        for request in (SearchRequest(query=next(made)) for _ in range(number))
    ]
    begun = time.process_time()
    for query in asked:
        engine.search(Request(query, limit=10))
    cost = 1000 * (time.process_time() - begun) / number
    print(f"{'engine':8} {cost:6.1f} ms of processor time", flush=True)
    engine.close()
    return cost


def main() -> int:
    """Print the figures; 1 where one is over its limit."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--data", type=Path)
    options.add_argument("--requests", type=int, default=400)
    options.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    options.add_argument("--pause", type=float, default=0.0, metavar="SECONDS")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = options.data or Path(folder) / "data"
        fill(data, options.articles)
        raw = measure_engine(data, options.requests)
        with serving(data, options.processes) as (base, pid):
            late = {kind: measure(base, pid, kind, options.requests, raw, options.pause) for kind in PATHS}
            print(f"{'memory':8} {resident_mebibytes(pid)} MiB, server.processes {options.processes}")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return int(any(late[kind] > limit for kind, limit in MAX_MILLISECONDS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
