"""Plain searches and /livez of a real server, alone and beside 50 clients with costly queries, on the loopback.

python benchmarks/lanes.py [--articles 35000] [--data DIR] [--seconds 15]

Shown are milliseconds and how often each status came. `/livez` and plain searches must all be answered beside the
costly ones. With --data, an installation's own index is asked instead of made-up news.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import quote

from config.settings import load
from indexer.engines import open_engine
from indexer.engines.queries import Everything
from indexer.language.analysis import load_lexicon

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from engines import News  # noqa: E402 - the scripts beside this one are no package
from queries import fill, show  # noqa: E402

CLIENTS = 50
TIMEOUT = 30.0


@contextmanager
def serving(data: Path) -> Iterator[int]:
    """`kliping serve` on a free port, once it can answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "KLIPING_SERVER__BIND": f"127.0.0.1:{port}", "KLIPING_LOG__LEVEL": "error"}
    command = [sys.executable, "-m", "kliping.main", "serve", "--data", str(data)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        end = time.monotonic() + TIMEOUT
        while status(port, "/readyz") != 200:
            if time.monotonic() > end:
                raise SystemExit("the server did not come up")
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(TIMEOUT)


def status(port: int, path: str) -> int:
    """The status of one request; 0 where none came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        connection.close()


def ask(port: int, name: str, paths: Sequence[str], seconds: float) -> bool:
    """Ask one after the other for so long, and print what came; whether all were answered."""
    taken, statuses, end, number = list[float](), Counter[int](), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        started = time.perf_counter()
        statuses[status(port, paths[number % len(paths)])] += 1
        taken.append((time.perf_counter() - started) * 1000)
        number += 1
        time.sleep(0.02)
    show(name, taken)
    print(f"{'':28} {dict(statuses)}")
    return set(statuses) == {200}


def press(port: int, paths: Sequence[str], stop: Event, come: SimpleQueue[Counter[int]]) -> None:
    """Ask costly queries with all clients, in a process of their own so that they take no time from the measuring."""
    statuses = Counter[int]()

    def client(number: int) -> None:
        while not stop.is_set():
            statuses[status(port, paths[number % len(paths)])] += 1
            number += 1

    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    come.put(statuses)


def measure(port: int, words: Sequence[str], seconds: float) -> bool:
    """Whether all plain requests were answered beside the costly ones."""
    plain = [f"/api/v1/search?q={quote(f'{one} {other}')}" for one, other in zip(words, words[7:], strict=False)][:200]
    prefixes = list(dict.fromkeys(word[:3] for word in words))
    heavy = [" OR ".join(f"{prefix}*" for prefix in prefixes[n : n + 8]) for n in range(20)]
    near = ['"' + " ".join(words[n : n + 8]) + '"~100' for n in range(20)]
    costly = [f"/api/v1/search?q={quote(query)}&explain=1" for query in (*heavy, *near)]
    ask(port, "costly, one client", costly, seconds / 3)
    ask(port, "/livez, alone", ["/livez"], seconds / 3)
    ask(port, "plain, alone", plain, seconds / 3)
    stop, come = multiprocessing.Event(), multiprocessing.SimpleQueue()
    clients = multiprocessing.Process(target=press, args=(port, costly, stop, come))
    clients.start()
    time.sleep(1.0)
    answered = ask(port, f"/livez, beside {CLIENTS}", ["/livez"], seconds / 2)
    answered = ask(port, f"plain, beside {CLIENTS}", plain, seconds / 2) and answered
    stop.set()
    print(f"costly, of {CLIENTS} clients: {dict(come.get())}")
    clients.join()
    return answered


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=35_000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seconds", type=float, default=15.0)
    given = parser.parse_args()
    news = News()
    with tempfile.TemporaryDirectory(prefix="kliping-lanes-") as made:
        data = given.data or Path(made)
        engine = open_engine(load(data).settings, data)
        if given.data is None:
            fill(engine, load_lexicon(None), news, given.articles)
        print(f"{engine.count(Everything())} articles")
        engine.close()
        with serving(data) as port:
            return int(not measure(port, news.words[:3_000], given.seconds))


if __name__ == "__main__":
    raise SystemExit(main())
