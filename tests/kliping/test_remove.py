"""`kliping remove`: gone everywhere, and kept out by whatever way it would come back."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.catalogue import load_catalogue
from config.outcomes import Outcome
from crawler.archive.archive import follow, open_archive
from crawler.ledger.ledger import Link, open_ledger
from crawler.ledger.retries import Failure
from crawler.ledger.young import YoungArticle, due_hosts
from indexer.pipeline import index_archive
from kliping.main import cli, run
from tests.indexing import HARBOUR, LIBRARY, NOON, PUBLISHERS, SETTINGS, archive, html, later, page, ready

Command = Callable[..., Result]
HARBOUR_URL = "https://www.kabar.id/1/pelabuhan"
SECRET = "Nahkoda rahasia"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("made")
    archive(
        data,
        page("1/pelabuhan", html(f"{SECRET} satu", HARBOUR)),
        page("2/perpustakaan", html("Perpustakaan keliling", LIBRARY)),
        page("1/pelabuhan", html(f"{SECRET} dua", [*HARBOUR, *LIBRARY[:2]]), captured=later(3)),
    )
    archive(
        data,
        ready("impor-1", "Judul satu", ["Kalimat tentang kapal.", *HARBOUR[2:]], url="https://lain.id/a"),
        ready("impor-2", "Judul dua", ["Kalimat tentang gunung."], url="https://lain.id/b"),
    )
    index_archive(SETTINGS, data, PUBLISHERS, once=True)
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data"))


@pytest.fixture
def command(data: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("KLIPING_DATA", str(data))
    monkeypatch.setenv("KLIPING_INDEXER__WORKERS", "1")
    return lambda *arguments, **more: CliRunner().invoke(cli, arguments, standalone_mode=False, **more)


def titles(command: Command) -> set[str]:
    lines = command("export", "", "--format", "jsonl").stdout.splitlines()
    return {json.loads(line)["title"] for line in lines}


def content(data: Path) -> Iterator[bytes]:
    """Everything in the folder, the archive unpacked; the index holds what is deleted until it is merged."""
    for file in data.rglob("*"):
        if file.is_file() and "index" not in file.parts:
            yield gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def test_an_article_is_gone_with_all_versions_and_nothing_of_it_is_left(command: Command, data: Path) -> None:
    assert any(SECRET.encode() in one for one in content(data))
    done = command("remove", HARBOUR_URL, "--reason", "hak jawab", "--yes", "--json")
    assert done.exception is None
    told = json.loads(done.stdout)
    assert (told["articles"], told["pages"], told["pending"]) == (1, 2, "")
    assert len(told["rewritten"]) == 1
    assert titles(command) == {"Perpustakaan keliling", "Judul satu", "Judul dua"}
    assert not [one for one in content(data) if SECRET.encode() in one]
    assert [page.url for page, _ in follow(data / "archive", {}) if page.url == HARBOUR_URL] == []
    [line] = command("remove", "--list", "--json").stdout.splitlines()
    assert {"kind": "url", "value": HARBOUR_URL, "reason": "hak jawab", "articles": 1}.items() <= json.loads(
        line
    ).items()


def test_it_comes_back_by_no_way(command: Command, data: Path, tmp_path: Path) -> None:
    left = {"Perpustakaan keliling", "Judul dua"}
    assert command("remove", HARBOUR_URL, "--yes").exception is None
    assert command("remove", "--id", "impor-1", "--yes").exception is None
    lines = [{"title": "Judul satu", "body": "Kapal.", "id": "impor-1"}]
    lines += [{"title": "Judul satu", "body": "Kapal.", "url": url} for url in ("https://lain.id/a", HARBOUR_URL)]
    file = tmp_path / "lagi.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert json.loads(command("import", str(file), "--json").stdout)["removed"] == 3
    clipped = command("clip", HARBOUR_URL, "--json")
    assert json.loads(clipped.stdout)["outcome"] == "removed"
    archive(data, page("1/pelabuhan", html(f"{SECRET} tiga", HARBOUR)))  # as by a fetch that was under way
    assert command("index", "--once").exception is None
    assert not [one for one in content(data) if SECRET.encode() in one]
    assert command("index", "--rebuild").exception is None
    assert titles(command) == left
    assert command("index", "--from-archive").exception is None
    assert titles(command) == left


def test_a_removed_article_is_no_link_to_be_fetched(command: Command, data: Path) -> None:
    with open_ledger("sqlite:", data) as ledger:
        first = Link(HARBOUR_URL, "https://kabar.id/1/pelabuhan", title=SECRET)
        assert ledger.add_links("kabar", "https://kabar.id/rss", [first], NOON, 10) == 1
        assert command("remove", HARBOUR_URL, "--yes").exception is None
        assert ledger.add_links("kabar", "https://kabar.id/rss", [first], NOON, 10) == 0
        assert ledger.pending_links("kabar", 10, later(1)) == []
        assert ledger.unseen({"https://kabar.id/1/pelabuhan", "https://kabar.id/baru"}) == {"https://kabar.id/baru"}


def test_what_was_being_fetched_when_it_was_removed_is_not_asked_for_again(command: Command, data: Path) -> None:
    key = "https://kabar.id/1/pelabuhan"
    failure = Failure(Outcome.TIMED_OUT, temporary=True)
    again = YoungArticle(key, HARBOUR_URL, "kabar", "", HARBOUR_URL, NOON, "", "", "")
    with open_ledger("sqlite:", data) as ledger, open_archive(data / "archive") as writer:
        ledger.add_links("kabar", "https://kabar.id/rss", [Link(HARBOUR_URL, key, title=SECRET)], NOON, 10)
        assert command("remove", HARBOUR_URL, "--yes").exception is None
        ledger.record_failure(
            "gagal",
            key,
            failure,
            "lari",
            give_up_after=timedelta(days=30),
            url=HARBOUR_URL,
            publisher="kabar",
            now=NOON,
        )
        assert ledger.pending_links("kabar", 10, later(1_000)) == []
        had = page("1/pelabuhan", html(SECRET, HARBOUR))
        ledger.record_archived([had], writer.append(had), [again])
        assert due_hosts(ledger.engine, later(1_000), ["kabar"]) == set()
    found = {one["what"]: one["detail"] for one in json.loads(command("verify", "--json").stdout)["findings"]}
    assert "removal.undone" in found
    assert key not in found["ledger.unknown"]  # it knows of none that the fixture archived
    assert command("index", "--once").exception is None
    assert "removal.undone" not in command("verify", "--json").stdout


def test_a_publisher_is_gone_and_is_not_crawled_any_more(command: Command, data: Path, tmp_path: Path) -> None:
    done = command("remove", "--publisher", "kabar", "--yes", "--json")
    assert json.loads(done.stdout)["articles"] == 2
    assert titles(command) == {"Judul satu", "Judul dua"}
    with open_ledger("sqlite:", data) as ledger:
        assert ledger.add_links("kabar", "https://kabar.id/rss", [Link("https://kabar.id/9", "x")], NOON, 10) == 0
    archive(data, page("9/baru", html("Kabar baru", LIBRARY)))
    assert command("index", "--once").exception is None
    assert titles(command) == {"Judul satu", "Judul dua"}
    assert "Kabar baru" not in str([page.body for page, _ in follow(data / "archive", {})])
    slug = next(slug for slug, one in load_catalogue(data, {}).items() if one.enabled)
    command("remove", "--publisher", slug, "--yes")
    crawled = command("crawl", "--once", "--publisher", slug)
    assert "removed for good" in str(crawled.exception)


def test_a_pattern_takes_what_it_matches_now(command: Command) -> None:
    assert command("remove", "--pattern", r"^https://lain\.id/[ab]$", "--yes").exception is None
    assert titles(command) == {f"{SECRET} dua", "Perpustakaan keliling"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "say one of"),
        ((HARBOUR_URL, "--id", "impor-1"), 2, "say one of"),
        ((HARBOUR_URL,), 2, "say --yes"),
        (("--id", "tidak-ada", "--yes"), 1, "no article has this id"),
        (("--pattern", "tidak-ada", "--yes"), 1, "no address matches"),
        (("--pattern", "(", "--yes"), 2, "no regular expression"),
        (("--publisher", "kabarr", "--yes"), 1, "no such publisher"),
    ],
)
def test_what_cannot_be_removed_is_told(
    arguments: tuple[str, ...],
    code: int,
    words: str,
    command: Command,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["remove", *arguments]) == code
    assert words in capsys.readouterr().err
    assert len(titles(command)) == 4


def test_a_removal_speaks_indonesian_and_a_quiet_one_not_at_all(command: Command) -> None:
    asked = command("--lang", "id", "remove", HARBOUR_URL)
    assert "1 artikel akan dihapus untuk seterusnya" in str(asked.exception)
    done = command("--lang", "id", "remove", HARBOUR_URL, "--yes")
    assert "Dihapus: 1 artikel, 2 halaman arsip." in done.stdout
    assert "Cadangan lama masih menyimpannya" in done.stderr
    assert "  1 artikel  url" in command("--lang", "id", "remove", "--list").stdout
    quiet = command("remove", "https://lain.id/a", "--yes", "--quiet")
    assert quiet.stdout == ""
    assert "Backups" not in quiet.stderr
    assert len(titles(command)) == 2


def test_what_alerts_were_yet_to_tell_is_not_told(
    command: Command, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIPING_ALERTS__ALLOW_PRIVATE_ADDRESSES", "true")
    added = command("alert", "add", "kapal", "kapal OR buku", "--webhook", "http://127.0.0.1:9/", "--every", "day")
    assert added.exception is None
    archive(data, page("3/kapal", html("Kapal karam", HARBOUR[:3])), page("4/buku", html("Buku baru", LIBRARY[:3])))
    command("index", "--once")
    command("alert", "run", "--once")
    with closing(sqlite3.connect(data / "saved.sqlite")) as saved:
        before = saved.execute("SELECT count(*) FROM alert_waiting").fetchone()[0]
        told = command("remove", "https://www.kabar.id/3/kapal", "--yes", "--json")
        left = saved.execute("SELECT content FROM alert_waiting").fetchall()
    assert json.loads(told.stdout)["untold"] == 1
    assert len(left) == before - 1
    assert "Kapal karam" not in str(left)


def test_copies_stay_and_are_counted(command: Command, data: Path) -> None:
    archive(data, page("5/salinan", html(f"{SECRET} dua", [*HARBOUR, *LIBRARY[:2]])))
    command("index", "--once")
    done = command("remove", HARBOUR_URL, "--yes")
    assert "Copies of them at other addresses stay: 1." in done.stdout
    [hit] = json.loads(command("search", "nahkoda", "--json").stdout)["hits"]
    assert hit["url"] == "https://www.kabar.id/5/salinan"


def test_a_file_that_is_written_meanwhile_goes_on(command: Command, data: Path) -> None:
    with open_archive(data / "archive") as writer:
        writer.append(page("6/baru", html(f"{SECRET} empat", LIBRARY)))
        command("index", "--once")
        assert command("remove", "https://www.kabar.id/6/baru", "--yes").exception is None
        writer.append(page("7/lagi", html("Buku lagi", LIBRARY)))
    command("index", "--once")
    assert "Buku lagi" in titles(command)
    assert f"{SECRET} empat" not in str([page.body for page, _ in follow(data / "archive", {})])
