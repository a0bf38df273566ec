"""A data folder for the tests of backup, restore, verify and remove: articles of made-up sentences, a publisher of the
user's own."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner, Result

from config.catalogue import load_catalogue
from config.settings import Settings, load
from crawler.archive.archive import Page, open_archive
from crawler.ledger.ledger import open_ledger
from indexer.pipeline import index_archive
from kliping.main import cli
from tests.indexing import SETTINGS, archive, html, later, page, ready

Command = Callable[..., Result]
SUBJECTS = ("nelayan", "petani", "guru", "pedagang", "menteri", "bupati", "warga", "sopir", "dokter", "peneliti")
VERBS = ("menolak", "membangun", "menjual", "meneliti", "memperbaiki", "membahas", "menunda", "memeriksa")
OBJECTS = ("dermaga", "sawah", "harga beras", "jalan desa", "anggaran sekolah", "kapal kayu", "pasar ikan", "bendungan")
PLACES = ("di Ambon", "di Palu", "di lereng gunung", "di tepi sungai", "di ibu kota", "di pesisir selatan")
PUBLISHER = 'name = "Kabar Kota"\ndomains = ["kabar.id"]\n'


def sentence(chance: random.Random) -> str:
    words = (chance.choice(some) for some in (SUBJECTS, VERBS, OBJECTS, PLACES))
    return f"{' '.join(words).capitalize()} pada hari ke-{chance.randrange(1000)}."


def story(chance: random.Random) -> list[str]:
    return [" ".join(sentence(chance) for _ in range(3)) for _ in range(4)]


def pages(number: int, seed: int = 7) -> Iterator[Page]:
    """Articles, some of them changed later, some copies of others, and imports."""
    chance = random.Random(seed)
    told: list[list[str]] = []
    for one in range(number):
        body = told[-1] if told and one % 9 == 5 else story(chance)
        told.append(body)
        title = f"{sentence(chance)[:-1]} ({seed}-{one})"
        captured = later(one / 10)
        yield page(f"berita/{seed}-{one}", html(title, body), captured=captured)
        if one % 7 == 3:
            yield page(
                f"berita/{seed}-{one}", html(f"{title} lagi", [*body, sentence(chance)]), captured=later(100 + one)
            )
        if one % 4 == 0:
            yield ready(f"impor-{seed}-{one}", sentence(chance), story(chance), url=f"https://lain.id/{seed}-{one}")


def make_folder(data: Path, number: int = 60) -> None:
    """Make the folder, and index what is in it."""
    (data / "publishers").mkdir(parents=True)
    (data / "publishers" / "kabar.toml").write_text(PUBLISHER, "utf-8")
    (data / "kliping.toml").write_text("[indexer]\nworkers = 1\n", "utf-8")
    found = list(pages(number))
    archive(data, *found[: len(found) // 2])
    archive(data, *found[len(found) // 2 :])
    settings = replace(SETTINGS, database=load(data).settings.database, engine=load(data).settings.engine)
    with open_ledger(settings.database.url, data) as ledger:
        ledger.replay(data / "archive")
    index_archive(settings, data, load_catalogue(data, {}), once=True)


@contextmanager
def going_on(data: Path) -> Iterator[None]:
    """In this block pages are archived and indexed all the time; what fails there fails the test."""
    stop, publishers = threading.Event(), load_catalogue(data, {})

    def write() -> None:
        with open_archive(data / "archive") as writer, open_ledger("sqlite:", data) as ledger:
            for one in pages(10_000, seed=9):
                if stop.is_set():
                    return
                ledger.record_archived([one], writer.append(one))

    def read() -> None:
        while not stop.is_set():
            index_archive(Settings(), data, publishers, once=True, check=False)

    with ThreadPoolExecutor() as threads:
        running = [threads.submit(work) for work in (write, read)]
        try:
            yield
        finally:
            stop.set()
        for one in running:
            one.result()


def command(*arguments: str | Path) -> Result:
    """Run `kliping` in this process."""
    return CliRunner().invoke(cli, [str(one) for one in arguments], standalone_mode=False)


def queries(number: int) -> list[str]:
    """Queries of every kind on the made-up articles."""
    chance = random.Random(11)
    made = []
    for one in range(number):
        words = [chance.choice(some) for some in (SUBJECTS, VERBS, OBJECTS)]
        made.append(
            (
                " ".join(words),
                f'"{words[2]}"',
                f"{words[0]} OR {words[1]}",
                f"judul:{words[0]} -{words[1]}",
                f"{words[0][:4]}*",
                f"{words[0]} NEAR/5 {words[2].split()[0]}",
                f"sumber:kabar {words[2]}",
                f"{words[1]}~",
            )[one % 8]
        )
    return made


def answers(data: Path, asked: list[str], tmp_path: Path) -> list[dict[str, object]]:
    """What a folder answers to many queries, hits with their scores."""
    file = tmp_path / "tanya.jsonl"
    file.write_text("".join(json.dumps({"id": str(n), "text": one}) + "\n" for n, one in enumerate(asked)), "utf-8")
    done = command("search", "--batch", file, "--top", "20", "--data", data)
    assert done.exception is None
    return [json.loads(line) for line in done.stdout.splitlines()]


def exported(data: Path) -> str:
    """Everything that a folder has, as an export gives it."""
    return command("export", "", "--format", "jsonl", "--data", data).stdout
