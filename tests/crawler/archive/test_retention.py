"""Files leave the archive by age and size, and never before they are read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive.archive import Archive, follow, open_archive
from crawler.archive.retention import removed_files, retire
from tests.crawler.archive.test_archive import make_page

NOW = datetime(2026, 11, 29, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def files(folder: Path, *days: float) -> list[Path]:
    """An archive of one file for each of these ages, oldest first."""
    with Archive(folder, roll_bytes=1) as archive:
        made = [folder / archive.append(make_page(number)).file for number in range(len(days))]
    for path, age in zip(made, days, strict=True):
        written = (NOW - timedelta(days=age)).timestamp()
        os.utime(path, (written, written))
    return made


def read(*paths: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in paths}


def left(folder: Path) -> list[int]:
    return [int(page.id[-12:]) for page, _ in follow(folder, {})]


def retire_all(folder: Path, seen: Mapping[str, int], days: float | None = None, size: int | None = None) -> list[str]:
    keep = None if days is None else timedelta(days=days)
    return retire(folder, seen, keep=keep, keep_bytes=size, now=NOW)


def test_files_go_by_their_age(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = files(tmp_path, 40, 31, 29, 0)
    with caplog.at_level("INFO"):
        assert retire_all(tmp_path, read(*made), days=30) == [made[0].name, made[1].name]
    assert left(tmp_path) == [2, 3]
    assert removed_files(tmp_path) == [made[0].name, made[1].name]
    assert caplog.text.count("has left the archive") == 2
    assert retire_all(tmp_path, read(*made[2:]), days=30) == []


def test_the_oldest_go_where_there_are_too_many_bytes(tmp_path: Path) -> None:
    made = files(tmp_path, 4, 3, 2, 1)
    sizes = [path.stat().st_size for path in made]
    assert retire_all(tmp_path, read(*made), size=sum(sizes)) == []
    assert retire_all(tmp_path, read(*made), size=sizes[2] + sizes[3]) == [made[0].name, made[1].name]
    assert left(tmp_path) == [2, 3]


def test_nothing_goes_that_is_not_read_to_its_end(tmp_path: Path) -> None:
    made = files(tmp_path, 40, 40, 40)
    seen = {**read(made[0]), made[1].name: 100}
    assert retire_all(tmp_path, seen, days=1, size=1) == [made[0].name]
    assert left(tmp_path) == [1, 2]


def test_a_torn_record_at_the_end_keeps_no_file(tmp_path: Path) -> None:
    [path] = files(tmp_path, 40)
    seen = read(path)
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x04torn")
    os.utime(path, (0, 0))
    assert retire_all(tmp_path, seen, days=1) == [path.name]


def test_a_file_stays_while_its_writer_has_it(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        path = tmp_path / archive.append(make_page(1)).file
        os.utime(path, (0, 0))
        assert retire_all(tmp_path, read(path), days=1, size=1) == []
        archive.append(make_page(2))
        os.utime(path, (0, 0))
    assert retire_all(tmp_path, read(path), days=1, size=1) == [path.name]


def test_a_file_written_lately_stays_whatever_the_settings(tmp_path: Path) -> None:
    made = files(tmp_path, 0.04, 0.03)
    assert retire_all(tmp_path, read(*made), days=0.0001, size=1) == []


def test_what_the_user_put_there_stays(tmp_path: Path) -> None:
    [path] = files(tmp_path, 40)
    foreign = path.rename(tmp_path / "koleksi-lama.warc.gz")
    assert retire_all(tmp_path, read(foreign), days=1, size=1) == []


def test_a_kill_between_the_note_and_the_removal_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = files(tmp_path, 40, 40)

    def killed(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            retire_all(tmp_path, read(*made), days=1)
    assert (left(tmp_path), removed_files(tmp_path)) == ([0, 1], [])
    assert retire_all(tmp_path, read(*made), days=1) == [path.name for path in made]
    assert removed_files(tmp_path) == [path.name for path in made]


def test_a_file_that_goes_while_the_archive_is_followed_is_no_error(tmp_path: Path) -> None:
    made = files(tmp_path, 40, 40, 0)
    followed = follow(tmp_path, {})
    next(followed)
    retire_all(tmp_path, read(*made), days=1)
    assert [int(page.id[-12:]) for page, _ in followed] == [2]
