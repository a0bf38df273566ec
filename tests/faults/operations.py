"""What is disturbed: the operations that change a data folder, each with what must be there in the end."""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from base.errors import KlipingError
from base.urls import canonical_url
from kliping.backup.restore import restore
from tests.base.notify.servers import Hook, hook_server
from tests.faults.holdings import Harm, compare, crawled, searchable
from tests.indexing import HARBOUR, LIBRARY, archive, html, page
from tests.news_site import NewsSite, serve_site

PAGES = 4
"""Articles of each operation: enough for several of each kind of call, and every further one repeats them."""
SETTINGS = {
    "KLIPING_ALERTS__ALLOW_PRIVATE_ADDRESSES": "true",
    "KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES": "true",
    "KLIPING_CRAWLER__DELAY_SECONDS": "0",
    "KLIPING_CRAWLER__MIN_FREE_BYTES": "0",
    "KLIPING_ENGINE__MEMORY_BYTES": "15000000",
    "KLIPING_INDEXER__BATCH": "2",
    "KLIPING_INDEXER__WORKERS": "1",
    "KLIPING_LOG__FORMAT": "json",
}

BESIDE = "{beside}"
"""In a command: the folder in which the data folder lies."""

Command = tuple[str, ...]


@dataclass
class World:
    """What is outside of the data folder: a site with articles, and a receiver of webhooks."""

    site: NewsSite
    hook: Hook
    file: Path


@dataclass(frozen=True)
class Operation:
    """A command, what comes `before` it in a new folder and what that is filled with then, and how to see that all is
    well after it.

    `again` are the commands that finish what was cut short; the operation itself, where nothing else is said.
    `settings` are those that it needs beside the bench's.
    """

    name: str
    command: Command
    look: Callable[[World, Path], Harm]
    before: Sequence[Command] = ()
    fill: Callable[[World, Path], None] = lambda _, __: None
    again: Sequence[Command] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    def commands_again(self) -> Sequence[Command]:
        return self.again or (self.command,)


@contextmanager
def open_world(folder: Path) -> Iterator[World]:
    """A site with articles, a receiver of webhooks, and a file of articles to import."""
    with serve_site() as site, hook_server() as hook:
        paths = [f"/baca/{number}" for number in range(PAGES)]
        for path in paths:
            site.page(path, title(path))
        site.feed("/rss", paths)
        file = folder / "articles.jsonl"
        rows = [{"id": str(n), "title": f"Kabar {n}", "body": f"{HARBOUR[n]} {LIBRARY[n]}"} for n in range(PAGES)]
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        yield World(site, hook, file)


def title(path: str) -> str:
    return f"Banjir surut di Demak {path[-1]}"


def add_publisher(world: World, data: Path) -> None:
    """A publisher with one feed, whose articles stand on the site."""
    (data / "publishers").mkdir(parents=True, exist_ok=True)
    (data / "publishers" / "uji.toml").write_text(
        'name = "Uji"\ndomains = ["127.0.0.1"]\narticle_url = "/baca/"\n[politeness]\ndelay_seconds = 0.0\n'
        f'[[sources]]\nkind = "feed"\nurl = "{world.site.base}/rss"\nschedule = "every 1h"\n'
    )


def archive_pages(_: World, data: Path) -> None:
    """Pages that wait to be read: articles, one of them a copy of another, and a page that is none."""
    texts = [HARBOUR, LIBRARY, HARBOUR]
    pages = [page(f"baca/{n}", html(f"Kabar {n}", body)) for n, body in enumerate(texts)]
    archive(data, *pages, page("indeks", b"<!doctype html><title>Indeks</title>"))


def look_at_crawl(world: World, data: Path) -> Harm:
    return crawled(data, [canonical_url(f"{world.site.base}/baca/{n}") for n in range(PAGES)])


def look_at_import(_: World, data: Path) -> Harm:
    return searchable(data, [f"Kabar {n}" for n in range(PAGES)])


def look_at_index(_: World, data: Path) -> Harm:
    return searchable(data, [f"Kabar {n}" for n in range(3)])


def look_at_alert(world: World, data: Path) -> Harm:
    """Each article in exactly one message; a message may come again under its id."""
    messages = defaultdict[str, set[str]](set)
    for headers, body in world.hook.posts:
        for article in json.loads(body)["data"]["articles"]:
            messages[article["id"]].add(headers["webhook-id"])
    told = Counter({article: len(ids) for article, ids in messages.items()})
    harm, held = compare(Counter(map(str, range(PAGES))), told), look_at_import(world, data)
    return Harm(harm.lost + held.lost, harm.doubled + held.doubled, held.unequal)


def look_at_backup(world: World, data: Path) -> Harm:
    """The folder has what it had, and so has what is restored from its backup, which answers as it is."""
    harm, again = look_at_import(world, data), data.parent / "again"
    try:
        restored = restore(data.parent / "backup", again, lists=[], accept_damage=False, progress=lambda *_: None)
        held = look_at_import(world, again)
    except KlipingError as error:
        return Harm(harm.lost, harm.doubled, (*harm.unequal, f"the backup cannot be restored: {error}"))
    finally:
        shutil.rmtree(again, ignore_errors=True)
    damaged = tuple(restored.damaged)
    return Harm(harm.lost + held.lost, harm.doubled + held.doubled, harm.unequal + held.unequal + damaged)


def operations(world: World) -> tuple[Operation, ...]:
    """The table. A command that changes a data folder is one more row of it."""
    crawl = ("crawl", "--once", "--all", "--publisher", "uji")
    take_in, index = ("import", str(world.file)), ("index", "--once")
    alert = ("alert", "add", "kabar", "kabar", "--webhook", world.hook.url)
    tables = ("status",)
    return (
        Operation("first crawl", crawl, look_at_crawl, fill=add_publisher),
        Operation("crawl", crawl, look_at_crawl, before=[tables], fill=add_publisher),
        Operation("first import", take_in, look_at_import),
        Operation("import", take_in, look_at_import, before=[index]),
        Operation("index", index, look_at_index, before=[index], fill=archive_pages),
        Operation("rebuild", ("index", "--rebuild"), look_at_import, before=[take_in], again=[index]),
        Operation("alert", ("alert", "run", "--once"), look_at_alert, before=[alert, take_in]),
        Operation("backup", ("backup", f"{BESIDE}/backup", "--full"), look_at_backup, before=[take_in]),
    )
