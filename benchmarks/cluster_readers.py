"""Readers of `cluster.py`: they ask two servers in turn and compare each answer with what was called searchable."""

from __future__ import annotations

import itertools
import json
import random
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

import psycopg

PAUSE = 0.25
"""Seconds between two questions of one reader."""
PATIENCE = 25.0
READERS = 2

Kind = Literal["whole", "short", "refused", "away"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question: all, a part, a refusal that says so, or no answer at all."""

    at: float
    kind: Kind
    seconds: float


def ask(url: str, seconds: float) -> Any:
    """The JSON at an address. Raises OSError, HTTPError among them."""
    with urllib.request.urlopen(url, timeout=seconds) as answer:
        return json.load(answer)


class Readers:
    """Ask from `__enter__` to `stop`. `acknowledged` is the number of articles that were called searchable."""

    def __init__(self, database: str, servers: Sequence[str], seed: int) -> None:
        self._database, self._servers = database, servers
        self._stopped, self._lock = threading.Event(), threading.Lock()
        self.acknowledged = 0
        self.answers: list[Answer] = []
        self.short: list[str] = []
        self.reasons: Counter[str] = Counter()
        self._threads = [threading.Thread(target=self._watch, daemon=True)] + [
            threading.Thread(target=self._read, args=(random.Random(seed * 100 + number),), daemon=True)
            for number in range(READERS)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(60)

    def mark(self) -> int:
        """A place among the answers, for `since`."""
        return len(self.answers)

    def since(self, place: int) -> tuple[int, int, int, str]:
        """Since then: whole answers, refusals, questions without an answer, the longest time without a whole one."""
        some = self.answers[place:]
        kinds = Counter(one.kind for one in some)
        times = [one.at for one in some if one.kind == "whole"]
        gap = max((later - earlier for earlier, later in itertools.pairwise(times)), default=0.0)
        return kinds["whole"], kinds["refused"], kinds["away"], f"{gap:.1f}"

    def summary(self) -> str:
        """All answers by kind, their times, and why some were refused."""
        kinds = Counter(one.kind for one in self.answers)
        times = sorted(one.seconds * 1000 for one in self.answers if one.kind == "whole")
        first = (
            f"{len(self.answers)} questions: {kinds['whole']} whole, {kinds['short']} in part, {kinds['refused']} "
            f"refused, {kinds['away']} to a server that did not answer; median {times[len(times) // 2]:.0f} ms, "
            f"95 of 100 within {times[len(times) * 95 // 100]:.0f} ms"
        )
        reasons = [f"    {number} times: {reason}" for reason, number in self.reasons.most_common()]
        return "\n".join([first, *reasons, *(f"    IN PART: {one}" for one in self.short)])

    def not_found(self, urls: Sequence[str]) -> int:
        """How many addresses are none of an article that is found."""
        found = set[str]()
        after = ""
        while True:
            query = urllib.parse.urlencode({"q": "", "fields": "url", "top": 100, "sort": "newest", "after": after})
            page = ask(f"{self._servers[0]}/api/v1/search?{query}", 60)
            found |= {hit["url"] for hit in page["hits"]}
            after = page["next"]
            if not after:
                return len(set(urls) - found)

    def _watch(self) -> None:
        """Keep `acknowledged` up to date, whatever the readers wait for."""
        connection: psycopg.Connection[Any] | None = None
        while not self._stopped.wait(PAUSE):
            try:
                connection = connection or psycopg.connect(self._database, autocommit=True, connect_timeout=5)
                row = connection.execute("SELECT count(DISTINCT article) FROM indexed").fetchone()
                self.acknowledged = row[0] if row else 0
            except psycopg.Error:  # away for the moment
                connection = None

    def _read(self, chance: random.Random) -> None:
        turn = chance.randint(0, 1)
        connection: psycopg.Connection[Any] | None = None
        while not self._stopped.wait(PAUSE):
            try:
                connection = connection or psycopg.connect(self._database, autocommit=True, connect_timeout=5)
                known, article, title = _known(connection, chance)
            except psycopg.Error:  # away for the moment: what was searchable before is still
                connection, known, article, title = None, self.acknowledged, "", ""
            turn += 1
            server = self._servers[turn % len(self._servers)]
            self._ask(server, known, article if turn // 2 % 2 else "", title)

    def _ask(self, server: str, known: int, article: str, title: str) -> None:
        fields: dict[str, str | int] = {"q": f'"{title}"' if article else "", "fields": "title", "top": 20, "fold": 0}
        if not article:
            fields["sort"] = "newest"
        query = urllib.parse.urlencode(fields)
        begun = time.monotonic()
        kind: Kind = "whole"
        try:
            found = ask(f"{server}/api/v1/search?{query}", PATIENCE)
            is_there = not article or article in {hit["id"] for hit in found["hits"]}
            if not is_there or (not article and found["total"] < known):
                kind = "short"
                self.short.append(f"{found['total']} of {known}: {query} {found['notes']}")
        except urllib.error.HTTPError as error:
            kind = "refused"
            text = error.read().decode(errors="replace")
            with self._lock:
                self.reasons[f"{error.code} {text[:200]}"] += 1
        except (OSError, ValueError) as error:
            kind = "away"
            with self._lock:
                self.reasons[f"{type(getattr(error, 'reason', error)).__name__}"] += 1
        now = time.monotonic()
        with self._lock:
            self.answers.append(Answer(now, kind, now - begun))


def _known(connection: psycopg.Connection[Any], chance: random.Random) -> tuple[int, str, str]:
    """How many articles were called searchable, and id and title of one of the last fifty."""
    (known,) = connection.execute("SELECT count(DISTINCT article) FROM indexed").fetchone() or (0,)
    place = chance.randint(0, 49)
    row = connection.execute(
        "SELECT id, content FROM articles JOIN (SELECT article FROM indexed ORDER BY number DESC LIMIT 1 OFFSET %s) "
        "AS one ON id = one.article",
        (place,),
    ).fetchone()
    return (known, row[0], json.loads(row[1])["title"]) if row else (known, "", "")
