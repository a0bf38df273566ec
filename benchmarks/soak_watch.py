"""What a soak sees from outside: readers and their answers, when pages are found, and what the processes take."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from soak_news import COMMON_WORD, RARE_WORD, News

ROLES = ("crawl", "index", "serve", "alert")
MAX_PROBE_SECONDS = 60.0
TOO_SLOW = 503
"""What a search beyond its deadline is answered with."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the processes of a role had together: MiB of their own memory and in all, descriptors, threads."""

    at: float
    own: float
    resident: float
    descriptors: int
    threads: int


@dataclass
class Seen:
    """What was seen from outside. `lags`: when, and seconds from a page's sending until it was found."""

    samples: dict[str, list[Sample]] = field(default_factory=lambda: defaultdict(list))
    pids: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    lags: list[tuple[float, float]] = field(default_factory=list)
    never_found: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    too_slow: int = 0


def ask(base: str, path: str, seen: Seen, timeout: float = 30.0, **parameters: str) -> bytes:
    """An answer of the server, "" for a failure, which is counted; so is, apart, what took longer than it may."""
    url = f"{base}{path}?{urllib.parse.urlencode(parameters)}"
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            body: bytes = answer.read()
    except urllib.error.HTTPError as error:
        seen.too_slow += error.code == TOO_SLOW
        seen.failures[f"{path}: {error}"] += error.code != TOO_SLOW
        return b""
    except OSError as error:
        seen.failures[f"{path}: {error}"] += 1
        return b""
    seen.seconds.append(time.monotonic() - begun)
    return body


def read_on(base: str, news: News, seen: Seen, stopped: threading.Event) -> None:
    """A reader who now searches, now pages, reads, takes a feed or an export."""
    chance, words = Random(threading.get_ident()), [COMMON_WORD, RARE_WORD, "tidak bisa", "saat para", '"yang dan"']
    while not stopped.wait(chance.expovariate(2.0)):
        query = chance.choice(words)
        match chance.randrange(8):
            case 0 | 1:
                ask(base, "/", seen, q=query)
            case 2:
                found = json.loads(ask(base, "/api/v1/search", seen, q=query, sort="newest", top="10") or b"{}")
                for hit in found.get("hits", [])[:1]:
                    ask(base, f"/api/v1/articles/{hit['id']}", seen)
                if found.get("next"):
                    ask(base, "/api/v1/search", seen, q=query, sort="newest", top="10", after=found["next"])
            case 3:
                ask(base, "/feed.atom", seen, q=query)
            case 4:
                ask(base, "/api/v1/count", seen, q=query, by="publisher")
            case 5:
                ask(base, "/api/v1/suggest", seen, q=query[:4])
            case 6:
                ask(base, "/api/v1/export", seen, q=chance.choice(list(news.stories.values())).code, format="csv")
            case 7:
                ask(base, "/api/v1/search", seen, q=" ".join(chance.choices(words, k=2)), match="any", recency="1")


def probe_on(base: str, news: News, seen: Seen, stopped: threading.Event) -> None:
    """Take the page that was sent last, and look until it is found."""
    before = None
    while not stopped.wait(0.05):
        story = news.sent[-1] if news.sent else None
        if story is None or story is before:
            continue
        before = story
        while not stopped.is_set():
            found = json.loads(ask(base, "/api/v1/search", seen, q=f"={story.code}", top="1") or b"{}")
            waited = time.monotonic() - story.sent
            if found.get("total"):
                seen.lags.append((time.monotonic(), waited))
                break
            if waited > MAX_PROBE_SECONDS:
                seen.never_found.append(story.url)
                break
            stopped.wait(0.1)


def sample(parent: int, seen: Seen) -> None:
    """Look at all processes below `kliping up`."""
    below = defaultdict[int, list[int]](list)
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                below[int((folder / "stat").read_text().rpartition(")")[2].split()[1])].append(int(folder.name))
            except (OSError, IndexError):
                continue
    for child in below[parent]:
        try:
            words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
        except OSError:
            continue
        role = next((role for role in ROLES if role in words), "")
        if not role:
            continue
        seen.pids[role].add(child)
        family = [child]
        for one in family:
            family += below[one]
        parts = [part for part in map(_looked_at, family) if part]
        if parts:
            own, resident, descriptors, threads = (sum(column) for column in zip(*parts, strict=True))
            seen.samples[role].append(Sample(time.monotonic(), own, resident, int(descriptors), int(threads)))


def _looked_at(pid: int) -> tuple[float, float, int, int] | None:
    try:
        lines = dict(
            line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line
        )
        kilobytes = [int(lines[name].split()[0]) / 1024 for name in ("RssAnon", "VmRSS")]
        return kilobytes[0], kilobytes[1], len(list(Path(f"/proc/{pid}/fd").iterdir())), int(lines["Threads"])
    except (OSError, KeyError):  # it has just ended
        return None
