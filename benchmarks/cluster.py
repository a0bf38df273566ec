"""A cluster whose parts are killed with SIGKILL while it crawls, indexes and answers: what is lost, doubled, half told.

python benchmarks/cluster.py [--pages 2000] [--delay 3] [--nodes 3] [--progress 20] [--minutes M] [--seed 1]
                             [--keep FOLDER]

Three Elasticsearch nodes with a replica of each index, one PostgreSQL, two data folders with a crawl and an index
worker each, two servers; the publishers are on eight hosts of the loopback (`news_pages.py`). The processes are those
of the profile `cluster` in docker-compose.yml, started by hand. One after the other each part is killed while articles
come in, and started again some seconds later: workers and servers, PostgreSQL, which is frozen for a while too, and the
nodes, the elected master first and the next one when every index has both of its copies again.

Meanwhile two readers ask the servers in turn. Before each question they ask the database how many articles have been
called searchable; an answer that counts fewer is a part that was given for the whole. Every other question is for the
title of one of these. At the end every page must be an article, once, and in the index, once, and found by its title.
Ends with 1 where anything was lost, doubled or half told, or did not come about in time; the verdict is told in any
case. After `--minutes` nothing more is killed. `--pages 700 --delay 8 --progress 5 --minutes 9` is a small run of ten
minutes. It takes 4 GB of memory and two cores of its own: among forty busy processes three nodes do not even agree on a
master.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.cluster_judge import End, bytes_an_article, judge, table
from benchmarks.cluster_readers import Readers, ask
from benchmarks.news_pages import Site, make_site, serve
from tests import postgres
from tests.elasticsearch_cluster import Node, cluster

HOSTS = [f"127.0.0.{number}" for number in range(1, 9)]
DEADLINE = 600.0
"""Seconds that anything may take that is waited for."""
SEARCH_SECONDS = 15.0
"""All machines are two cores here: what is judged is whether answers are whole, not how long they take."""
PUBLISHER = """
name = "Uji {number}"
domains = ["{host}:{port}"]
timezone = "Asia/Jakarta"
language = "id"
article_url = '/read/'
[politeness]
delay_seconds = {delay}
[[sources]]
kind = "feed"
url = "http://{host}:{port}/rss.xml"
schedule = "every 1m"
"""


@dataclass(slots=True)
class Process:
    """A command of ours in a data folder of its own."""

    name: str
    arguments: Sequence[str]
    data: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it in a group of its own; it logs beside its data folder."""
        with (self.data.parent / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kliping.main", *self.arguments, "--data", str(self.data)],
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL it alone, as one does by hand: its children have to notice."""
        assert self.process
        self.process.kill()
        self.process.wait(30)

    def end(self) -> None:
        """Let it end."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


class InVainError(Exception):
    """What was to be tried or waited for did not come about."""


@dataclass(slots=True)
class Run:
    """All that runs, and what was seen of it."""

    nodes: Sequence[Node]
    processes: Mapping[str, Process]
    readers: Readers
    pages: int
    progress: int
    seconds: float = float("inf")
    started: float = field(default_factory=time.monotonic)
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def say(self, text: str) -> None:
        """A line of the log."""
        print(f"{time.monotonic() - self.started:7.1f} s  {self.readers.acknowledged:5} searchable  {text}", flush=True)

    def fault(self, name: str, begin: Callable[[], None], seconds: float, end: Callable[[], None]) -> None:
        """Break something, mend it after so many seconds, and wait until articles become searchable again."""
        before, seen = self.readers.acknowledged, self.readers.mark()
        if time.monotonic() - self.started > self.seconds:
            raise InVainError(f"no time was left for: {name}")
        if before >= self.pages - 2 * self.progress:
            raise InVainError(f"all was indexed before {name} could be killed: give more --pages")
        begin()
        broken = time.monotonic()
        self.say(f"{name}, for {seconds:.0f} s")
        time.sleep(seconds)
        meanwhile = self.readers.acknowledged - before
        end()
        self.say(f"{name}: started again; {meanwhile} became searchable meanwhile")
        self.wait(lambda: self.readers.acknowledged >= before + meanwhile + self.progress, f"progress after: {name}")
        self.wait(self.is_green, "both copies of every index")
        whole, refused, away, gap = self.readers.since(seen)
        back = time.monotonic() - broken
        self.rows.append((name, f"{before}", f"{meanwhile}", f"{back:.0f}", f"{whole}", f"{refused}", f"{away}", gap))
        self.say(f"{name}: well again after {back:.0f} s; {whole} whole answers, {refused} refused, {away} without one")

    def wait(self, is_done: Callable[[], bool], what: str) -> None:
        """Wait for something, but not for ever."""
        end = time.monotonic() + DEADLINE
        while not is_done():
            if time.monotonic() > end:
                raise InVainError(f"waited {DEADLINE:.0f} s in vain for {what}; the logs have more")
            time.sleep(0.5)

    def elastic(self, path: str) -> Any:
        """What the cluster says, asked at the first node that answers."""
        for node in self.nodes:
            try:
                return ask(f"{node.url}{path}", 10)
            except OSError:
                continue
        return {}

    def is_green(self) -> bool:
        """Whether all nodes are there and every index has all of its copies."""
        health = self.elastic("/_cluster/health")
        return bool(health) and (health["status"], health["number_of_nodes"]) == ("green", len(self.nodes))


def kill_all(run: Run, chance: random.Random) -> None:
    """Each part once: the workers and servers, PostgreSQL, the nodes, and some at once."""
    for name, process in run.processes.items():
        run.fault(f"{name} killed", process.kill, chance.uniform(3, 10), process.start)
    server = postgres.server()
    run.fault("PostgreSQL killed", server.kill, chance.uniform(3, 8), server.start)
    run.fault("PostgreSQL frozen", server.freeze, chance.uniform(10, 20), server.thaw)
    if len(run.nodes) == 1:
        return
    master = run.elastic("/_cat/master?format=json")[0]["node"]
    for node in sorted(run.nodes, key=lambda node: node.name != master):
        role = "elected master" if node.name == master else "node"
        run.fault(f"{role} {node.name} killed", node.kill, chance.uniform(5, 15), node.start)
    some = [run.nodes[0], run.processes["index-satu"], run.processes["crawl-dua"]]
    run.fault(
        "a node, an index and a crawl worker killed",
        partial(kill_some, some),
        chance.uniform(5, 10),
        partial(start_some, some),
    )


def kill_some(some: Sequence[Node | Process]) -> None:
    """Kill them at once."""
    for one in some:
        one.kill()


def start_some(some: Sequence[Node | Process]) -> None:
    """Start them again."""
    for one in some:
        one.start()


def run_all(run: Run, given: argparse.Namespace) -> list[str]:
    """Kill what is to be killed, then wait for the last article; returns what did not come about."""
    missed = []
    steps: list[Callable[[], object]] = [
        lambda: run.wait(lambda: run.readers.acknowledged >= given.progress, "the first articles"),
        lambda: kill_all(run, random.Random(given.seed)),
        lambda: run.wait(lambda: run.readers.acknowledged >= given.pages, "the last article"),
        lambda: run.wait(run.is_green, "both copies of every index"),
    ]
    for step in steps:
        try:
            step()
        except InVainError as error:
            missed.append(str(error))
            run.say(str(error))
    run.say(f"{run.readers.acknowledged} of {given.pages} are searchable")
    return missed


@contextmanager
def publishers(pages: int) -> Iterator[tuple[Site, int]]:
    """The sites, once they answer."""
    with socket.create_server((HOSTS[0], 0)) as free:
        port = free.getsockname()[1]
    site = make_site(HOSTS, port, pages)
    process = multiprocessing.get_context("fork").Process(target=serve, args=(site, HOSTS, port), daemon=True)
    process.start()
    try:
        yield site, port
    finally:
        process.kill()
        process.join()


def processes_of(
    work: Path, nodes: Sequence[Node], url: str, port: int, delay: float, servers: Sequence[int]
) -> dict[str, Process]:
    """What is to run, by name: two crawl and two index workers, two servers."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")} | {
        "KLIPING_DATABASE__URL": url,
        "KLIPING_ENGINE__URL": ",".join(node.url for node in nodes),
        "KLIPING_ENGINE__REPLICAS": str(min(1, len(nodes) - 1)),
        "KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES": "true",
        "KLIPING_CRAWLER__LOOK_SHARE": "0",
        "KLIPING_INDEXER__WORKERS": "1",
        "KLIPING_SEARCH__DEADLINE_SECONDS": str(SEARCH_SECONDS),
        "KLIPING_LOG__FORMAT": "json",
    }
    slugs = [f"uji-{number}" for number, _ in enumerate(HOSTS, 1)]
    chosen = [word for slug in slugs for word in ("--publisher", slug)]
    made = {}
    for side, server in zip(("satu", "dua"), servers, strict=True):
        (work / side / "publishers").mkdir(parents=True)
        for number, (slug, host) in enumerate(zip(slugs, HOSTS, strict=True), 1):
            text = PUBLISHER.format(number=number, host=host, port=port, delay=delay)
            (work / side / "publishers" / f"{slug}.toml").write_text(text, "utf-8")
        for kind, arguments in (("crawl", ["crawl", *chosen]), ("index", ["index"]), ("serve", ["serve"])):
            own = environment | {"KLIPING_SERVER__BIND": f"127.0.0.1:{server}"}
            made[f"{kind}-{side}"] = Process(f"{kind}-{side}", arguments, work / side, own)
    return made


def main() -> int:
    """Print the log, the table and what is wrong at the end."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--delay", type=float, default=3.0, help="seconds between two requests to one of eight hosts")
    parser.add_argument("--nodes", type=int, default=3, help="Elasticsearch nodes; of one alone nothing is killed")
    parser.add_argument("--progress", type=int, default=20, help="articles that must come between two kills")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="after so many nothing more is killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for data and logs, kept afterwards")
    given = parser.parse_args()
    with ExitStack() as stack:
        work = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kliping-cluster-run-")))
        site, port = stack.enter_context(publishers(given.pages))
        nodes = stack.enter_context(cluster(("satu", "dua", "tiga")[: given.nodes]))
        url = postgres.new_database()
        plain = url.replace("+psycopg", "")
        ports = [postgres.free_port(), postgres.free_port()]
        processes = processes_of(work, nodes, url, port, given.delay, ports)
        readers = stack.enter_context(Readers(plain, [f"http://127.0.0.1:{one}" for one in ports], given.seed))
        run = Run(nodes, processes, readers, given.pages, given.progress, given.minutes * 60)
        for process in processes.values():
            stack.callback(process.end)
            process.start()
        run.say("all is started")
        missed = run_all(run, given)
        readers.stop()
        table(run.rows)
        print()
        end = End(run.elastic, plain, [work / "satu", work / "dua"])
        wrong = [*missed, *judge(end, site.urls, readers)]
        print(readers.summary())
        bytes_an_article(end, given.pages)
    print(f"wrong: {', '.join(wrong)}" if wrong else "nothing was lost, doubled or told in part")
    return int(bool(wrong))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    raise SystemExit(main())
