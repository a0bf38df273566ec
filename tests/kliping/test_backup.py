"""Backups: whole while everything writes, refused where they are not, and the same archive again once restored."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.errors import AlreadyRunningError, ConfigError, KlipingError, UnavailableError
from config.settings import load
from crawler.archive.archive import open_archive
from crawler.archive.inspection import archive_files
from crawler.ledger.ledger import Link, open_ledger
from indexer.engines import open_engine
from indexer.engines.embedded.segments import files, find_damage
from indexer.engines.queries import Everything
from kliping.backup import cut
from kliping.backup.folder import FolderStore
from kliping.backup.make import backup
from kliping.backup.manifest import NAME
from kliping.backup.restore import DamagedError, restore
from kliping.main import run
from tests.base.notify.servers import Hook, hook_server
from tests.indexing import NOON, archive, html, later, page
from tests.kliping.kept import answers, command, exported, going_on, make_folder, pages, queries, story

QUERIES = 200


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("made") / "data"
    make_folder(data)
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data"))


def keep(data: Path, target: Path, *, full: bool = False) -> None:
    backup(load(data).settings, data, target, full=full, progress=lambda _: None)


def bring_back(source: Path, data: Path, lists: tuple[Path, ...] = (), *, accept: bool = False) -> Path:
    restore(source, data, lists=lists, accept_damage=accept, progress=lambda _: None)
    return data


@pytest.mark.parametrize("form", ["folder", "backup.tar"])
@pytest.mark.parametrize("full", [False, True])
def test_what_was_restored_answers_as_before(data: Path, tmp_path: Path, form: str, full: bool) -> None:
    keep(data, tmp_path / form, full=full)
    again = bring_back(tmp_path / form, tmp_path / "again")
    if not full:
        assert command("index", "--once", "--data", again).exception is None
    asked = queries(QUERIES)
    before = answers(data, asked, tmp_path)
    assert sum(bool(one["hits"]) for one in before) > QUERIES * 0.8
    assert answers(again, asked, tmp_path) == before
    assert exported(again) == exported(data)
    assert (again / "publishers" / "kabar.toml").read_text() == (data / "publishers" / "kabar.toml").read_text()
    assert command("verify", "--data", again).return_value == 0


def test_the_next_backup_adds_what_is_new_and_leaves_the_rest(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "folder"
    keep(data, target)
    times = {file.name: file.stat().st_mtime_ns for file in (target / "archive").iterdir()}
    archive(data, *pages(10, seed=8))
    keep(data, target)
    assert {name: (target / "archive" / name).stat().st_mtime_ns for name in times} == times
    assert len(list((target / "archive").iterdir())) == len(times) + 1
    assert len(list(target.glob("state-*"))) == 1
    assert command("verify", target).return_value == 0


def test_a_file_that_grows_is_added_to(tmp_path: Path) -> None:
    data, target = tmp_path / "data", tmp_path / "folder"
    data.mkdir()
    (data / "FORMAT").write_text("1\n")
    with open_archive(data / "archive") as writer:
        for number in range(4):
            writer.append(page(f"baru/{number}", html(f"Judul {number}", story(random.Random(number)))))
            keep(data, target)
            assert command("verify", target).return_value == 0
    [kept], [own] = list((target / "archive").iterdir()), archive_files(data / "archive")
    assert kept.read_bytes() == own.read_bytes()


def test_everything_goes_on_meanwhile(data: Path, tmp_path: Path) -> None:
    """Crawling and indexing write all the time; each backup is whole and a state of its own."""
    with going_on(data):
        for number in range(3):
            keep(data, tmp_path / f"{number}.tar", full=True)
            keep(data, tmp_path / "folder")
    for source in ("0.tar", "1.tar", "2.tar", "folder"):
        again = bring_back(tmp_path / source, tmp_path / f"from-{source}")
        with open_ledger("sqlite:", again) as ledger:
            ledger.replay(again / "archive")
        assert command("index", "--once", "--data", again).exception is None
        done = command("verify", "--data", again, "--json")
        assert done.return_value == 0, done.stdout


def test_an_index_that_changes_amid_its_being_listed_is_taken_whole(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(load(data).settings, data)
    generation, hits = engine.current(), list(engine.scan(Everything(), "oldest"))
    assert generation

    def listed(place: Path) -> list[Path]:
        found = files(place)
        if hits:
            engine.write(generation, [], [(hits.pop().id, 2024)])
            del hits[1:]
        return found

    monkeypatch.setattr(cut, "files", listed)
    keep(data, tmp_path / "folder", full=True)
    engine.close()
    assert hits == []
    again = bring_back(tmp_path / "folder", tmp_path / "again")
    assert find_damage(again / "index" / generation) is None


def flipped(content: bytes, chance: random.Random) -> bytes:
    bit = chance.randrange(len(content) * 8)
    spoiled = bytearray(content)
    spoiled[bit // 8] ^= 1 << bit % 8
    return bytes(spoiled)


def contents(source: Path) -> list[tuple[Path, int, int]]:
    """Where the files of a backup lie: what stands between those of a tar means nothing."""
    if source.is_dir():
        files = [one for one in source.rglob("*") if one.is_file() and one.stat().st_size and one.suffix != ".lock"]
        return [(file, 0, file.stat().st_size) for file in files]
    with tarfile.open(source) as tar:
        return [(source, one.offset_data, one.offset_data + one.size) for one in tar if one.size]


@pytest.mark.parametrize("form", ["folder", "backup.tar"])
def test_a_damaged_backup_is_told_and_not_restored(data: Path, tmp_path: Path, form: str) -> None:
    keep(data, tmp_path / form, full=True)
    chance = random.Random(3)
    for number in range(12):
        file, first, last = chance.choice(contents(tmp_path / form))
        content = file.read_bytes()
        file.write_bytes(content[:first] + flipped(content[first:last], chance) + content[last:])
        assert run(["verify", str(tmp_path / form)]) in (1, 2), file
        with pytest.raises((DamagedError, ConfigError, UnavailableError)):
            bring_back(tmp_path / form, tmp_path / f"again-{number}")
        assert list((tmp_path / f"again-{number}").iterdir()) == []
        file.write_bytes(content)
    assert run(["verify", str(tmp_path / form)]) == 0


def test_a_tar_that_was_cut_off_is_no_backup(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    keep(data, file)
    content = file.read_bytes()
    for length in sorted(random.Random(4).sample(range(len(content) - 20_000), 10)):
        file.write_bytes(content[:length])
        with pytest.raises(KlipingError):
            bring_back(file, tmp_path / "again")
        assert list((tmp_path / "again").iterdir()) == []


def test_what_is_whole_of_a_damaged_backup_can_be_had(data: Path, tmp_path: Path) -> None:
    keep(data, tmp_path / "folder")
    [first, *_] = sorted((tmp_path / "folder" / "archive").iterdir())
    first.write_bytes(flipped(first.read_bytes(), random.Random(1)))
    again = bring_back(tmp_path / "folder", tmp_path / "again", accept=True)
    assert command("index", "--once", "--data", again).exception is None
    assert len(exported(data).splitlines()) - 2 <= len(exported(again).splitlines())
    assert command("verify", "--data", again).return_value == 1


@pytest.mark.parametrize("name", ["ledger.sqlite", "saved.sqlite", "kliping.toml", "removals.jsonl"])
def test_what_nobody_can_open_of_a_damaged_backup_is_left_out(data: Path, tmp_path: Path, name: str) -> None:
    (data / "kliping.toml").write_text("[crawler]\ndelay_seconds = 2\n")
    assert run(["remove", "--pattern", "^https", "--reason", "uji", "--yes", "--data", str(data)]) == 0
    keep(data, tmp_path / "folder")
    [file] = (tmp_path / "folder").glob(f"state-*/{name}")
    file.write_bytes(b"\xff" * file.stat().st_size)
    with pytest.raises(DamagedError):
        bring_back(tmp_path / "folder", tmp_path / "again")
    again = bring_back(tmp_path / "folder", tmp_path / "again", accept=True)
    assert (again / f"{name}.damaged").exists()
    assert command("index", "--once", "--data", again).exception is None
    listed = command("remove", "--list", "--json", "--data", again).output
    assert "uji" in listed
    assert exported(again) == exported(data)


def test_two_restores_into_one_folder_do_not_meet(data: Path, tmp_path: Path) -> None:
    keep(data, tmp_path / "folder")
    refused = list[str]()

    def restore_too(_: object) -> None:
        with pytest.raises(AlreadyRunningError) as error:
            bring_back(tmp_path / "folder", tmp_path / "again")
        refused.append(str(error.value))

    restore(tmp_path / "folder", tmp_path / "again", lists=(), accept_damage=False, progress=restore_too)
    assert "another process restores a backup into" in refused[0]
    assert (tmp_path / "again" / "ledger.sqlite").exists()
    assert not (tmp_path / "again" / "RESTORING").exists()


def test_a_list_that_is_none_is_told_before_anything_is_restored(data: Path, tmp_path: Path) -> None:
    keep(data, tmp_path / "folder")
    (tmp_path / "list.jsonl").write_text("[" * 100_000)
    with pytest.raises(ConfigError, match="no list of removals"):
        bring_back(tmp_path / "folder", tmp_path / "again", (tmp_path / "list.jsonl",))
    assert not (tmp_path / "again").exists()


def test_what_a_killed_backup_left_gives_its_room_back_first(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    keep(data, folder)
    [kept] = folder.glob("state-*")
    (folder / "state-20261101T000000.000000Z").mkdir()
    for name in ("state-20261101T000000.000000Z/ledger.sqlite", "manifest.json.123", "manifest.json.asc"):
        (folder / name).write_bytes(b"half")
    with FolderStore(folder) as store:
        assert set(folder.glob("state-*")) == {kept, store.cut}
        assert sorted(one.name for one in folder.glob("manifest.json*")) == ["manifest.json", "manifest.json.asc"]


def test_what_the_archive_has_lost_is_not_lost_in_the_backup(data: Path, tmp_path: Path) -> None:
    keep(data, tmp_path / "folder")
    [first, *_] = archive_files(data / "archive")
    before = (tmp_path / "folder" / NAME).read_bytes()
    first.unlink()
    with pytest.raises(KlipingError, match="not in the archive any more"):
        keep(data, tmp_path / "folder")
    assert (tmp_path / "folder" / NAME).read_bytes() == before
    assert command("verify", tmp_path / "folder").return_value == 0


def test_an_archive_that_was_changed_does_not_spoil_the_backup(data: Path, tmp_path: Path) -> None:
    keep(data, tmp_path / "folder")
    [first, *_] = archive_files(data / "archive")
    first.write_bytes(flipped(first.read_bytes(), random.Random(2)) + b"more")
    with pytest.raises(KlipingError, match="only longer"):
        keep(data, tmp_path / "folder")
    assert command("verify", tmp_path / "folder").return_value == 0


def test_a_removal_is_obeyed_by_the_next_backup_and_by_a_restore_of_an_older_one(data: Path, tmp_path: Path) -> None:
    keep(data, tmp_path / "old.tar", full=True)
    keep(data, tmp_path / "folder")
    assert command("remove", "--pattern", r"berita/7-1\d$", "--yes", "--data", data).exception is None
    keep(data, tmp_path / "folder")
    listed = tmp_path / "removals.jsonl"
    listed.write_text(command("remove", "--list", "--json", "--data", data).stdout, "utf-8")
    for number, source in enumerate(("old.tar", "folder")):
        again = bring_back(tmp_path / source, tmp_path / f"again-{number}", (listed,))
        assert command("index", "--once", "--data", again).exception is None
        assert {json.loads(line)["id"] for line in exported(again).splitlines()} == {
            json.loads(line)["id"] for line in exported(data).splitlines()
        }
        assert command("verify", "--data", again).return_value == 0


def test_nothing_is_fetched_or_told_again(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIPING_ALERTS__ALLOW_PRIVATE_ADDRESSES", "true")
    with hook_server() as hook:
        added = command("alert", "add", "sawah", "sawah", "--webhook", hook.url, "--data", data)
        assert added.exception is None
        archive(data, page("baru/1", html("Sawah pertama", story(random.Random(1))), captured=later(500)))
        command("index", "--once", "--data", data)
        command("alert", "run", "--once", "--data", data)
        keep(data, tmp_path / "lean")
        keep(data, tmp_path / "full", full=True)
        told = [_titles(hook)]
        assert told == [["Sawah pertama"]]
        for number, source in enumerate(("lean", "full")):
            again = bring_back(tmp_path / source, tmp_path / f"again-{number}")
            command("index", "--once", "--data", again)
            command("alert", "run", "--once", "--data", again)
            assert _titles(hook) == ["Sawah pertama"]
            archive(again, page("baru/2", html("Sawah kedua", story(random.Random(2))), captured=later(501)))
            command("index", "--once", "--data", again)
            command("alert", "run", "--once", "--data", again)
            assert _titles(hook) == ["Sawah pertama", "Sawah kedua"]
            hook.posts[1:] = []
            with open_ledger("sqlite:", again) as ledger:
                known = [
                    Link(f"https://www.kabar.id/berita/7-{n}", f"https://kabar.id/berita/7-{n}") for n in range(60)
                ]
                assert ledger.add_links("kabar", "https://kabar.id/rss", known, NOON, 100) == 0
                assert ledger.pending_links("kabar", 100, later(900)) == []


def _titles(hook: Hook) -> list[str]:
    return [one["title"] for _, body in hook.posts for one in json.loads(body)["data"]["articles"]]


def test_articles_whose_pages_have_left_the_archive_are_in_it(data: Path, tmp_path: Path) -> None:
    [first, *_] = archive_files(data / "archive")
    (data / "archive" / "removed.jsonl").write_text(json.dumps({"file": first.name}) + "\n", "utf-8")
    first.unlink()
    keep(data, tmp_path / "folder")
    again = bring_back(tmp_path / "folder", tmp_path / "again")
    assert command("index", "--once", "--data", again).exception is None
    assert exported(again) == exported(data)


@pytest.fixture
def working(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KLIPING_DATA", str(data))
    return data


@pytest.mark.parametrize(
    ("target", "words"),
    [("{data}/backup", "in the data folder itself"), ("{tmp}/a.tar.gz", "packed already"),
     ("{tmp}/other", "holds other things"), ("{tmp}/file.txt", "is no backup")],
)  # fmt: skip
def test_where_no_backup_can_go(
    working: Path, tmp_path: Path, target: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "note").write_text("mine")
    (tmp_path / "file.txt").write_text("mine")
    assert run(["backup", target.format(data=working, tmp=tmp_path)]) == 2
    assert words in capsys.readouterr().err
    assert (tmp_path / "file.txt").read_text() == (tmp_path / "other" / "note").read_text() == "mine"


@pytest.mark.parametrize("form", ["folder", "backup.tar"])
def test_names_are_on_the_disk_before_it_is_called_done(
    data: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    again, synced = tmp_path / "again", set[int]()

    def sync(handle: int) -> None:
        if not again.exists() or (again / "RESTORING").exists():
            synced.add(os.fstat(handle).st_ino)

    monkeypatch.setattr(os, "fsync", sync)
    keep(data, tmp_path / form)
    target = tmp_path / form
    folders = {one.parent for one in target.rglob("*")} if target.is_dir() else {tmp_path}
    bring_back(target, again)
    folders |= {again, again / "archive", again / "publishers"}
    assert [one for one in folders if one.stat().st_ino not in synced] == []


def test_a_folder_that_is_not_empty_is_left_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, tmp_path / "folder")
    assert run(["restore", str(tmp_path / "folder"), "--data", str(data)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert command("verify", "--data", data).return_value == 0


@pytest.mark.parametrize("name", ["../leads-out", "/etc/leads-out"])
def test_a_tar_of_somebody_else_writes_nowhere_else(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 4
        tar.addfile(member, io.BytesIO(b"evil"))
    with pytest.raises(ConfigError, match="no backup of Kliping"):
        bring_back(tmp_path / "bad.tar", tmp_path / "deep" / "again")
    assert not (tmp_path / "deep" / "leads-out").exists()


def test_a_folder_that_is_being_restored_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "RESTORING").touch()
    (tmp_path / "data" / "ledger.sqlite").write_bytes(b"half")
    for words in (["search", "sawah"], ["index", "--once"], ["status"], ["backup", str(tmp_path / "b")]):
        assert run([*words, "--data", str(tmp_path / "data")]) == 2
        assert "run `kliping restore` once more" in capsys.readouterr().err
