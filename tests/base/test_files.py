"""Files and folders on a disk that others use too."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NoReturn

import pytest

from base.files import disk_error, owner_advice, remove_folder, user_name, write_atomically


def put_in_late(folder: Path, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let somebody put a file into the folder just before it goes, so many times."""
    left, remove = [times], os.rmdir

    def late(path: str, dir_fd: int | None = None) -> None:
        if Path(path).name == folder.name and left[0]:
            left[0] -= 1
            (folder / "lock").touch()
        remove(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "rmdir", late)


def test_a_folder_goes_though_others_put_files_into_it_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "1"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "file").write_bytes(b"x")
    put_in_late(folder, monkeypatch, 3)
    remove_folder(folder)
    assert not folder.exists()


def test_a_folder_that_never_gets_empty_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "1"
    folder.mkdir()
    put_in_late(folder, monkeypatch, 1000)
    with pytest.raises(OSError, match="not empty"):
        remove_folder(folder)


def test_what_could_not_be_written_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_atomically(tmp_path / "list", b"old")
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(tmp_path / "list", b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("list", b"old")]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        remove_folder(tmp_path / "1")


def test_what_belongs_to_another_user_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "alert.lock").touch()
    assert owner_advice(tmp_path / "alert.lock") == ""
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000)
    monkeypatch.setattr(os, "access", lambda file, _: Path(file) == tmp_path)
    owner = user_name(os.getuid())
    for place in (tmp_path, tmp_path / "alert.lock", tmp_path / "new.sqlite"):
        advice = owner_advice(place)
        assert advice.startswith(f"{tmp_path}/alert.lock belongs to {owner}: run this as that user")
        assert advice.endswith("give the data folder to 4000000")
    error = PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "alert.lock"))
    assert f"Permission denied; {tmp_path}/alert.lock belongs to {owner}" in str(disk_error(error, "a lock"))
    assert owner_advice(tmp_path / "nowhere" / "file") == ""
