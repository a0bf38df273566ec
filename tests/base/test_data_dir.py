"""The data folder: its format and its locks."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from base import data_dir
from base.data_dir import lock_role, open_folder
from base.errors import AlreadyRunningError, ConfigError, UnavailableError
from base.files import write_atomically
from base.formats import FORMAT, check_format, check_schemas

HOLDER = """
import sys
from pathlib import Path
from base.data_dir import lock_role
with lock_role(Path(sys.argv[1]), "crawl"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_new_folder_gets_the_format_of_this_version(tmp_path: Path) -> None:
    data = open_folder(tmp_path / "baru" / "data")
    assert (data / "FORMAT").read_text() == f"{FORMAT}\n"
    assert open_folder(data) == data
    assert [file.name for file in data.iterdir()] == ["FORMAT"]


def test_a_folder_of_a_newer_version_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "FORMAT").write_text(f"{FORMAT + 1}\n")
    with pytest.raises(ConfigError, match=rf"newer version \(format {FORMAT + 1}.*install that version.*--data"):
        open_folder(tmp_path)


@pytest.mark.parametrize("content", [b"satu", b"\xff\xfe", b"-1"])
def test_a_format_that_is_no_number_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "FORMAT").write_bytes(content)
    with pytest.raises(ConfigError, match="if this is a data folder of Kliping, write 1 into that file"):
        open_folder(tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    with pytest.raises(UnavailableError, match=r"the data folder .*berkas/data cannot be used"):
        open_folder(tmp_path / "berkas" / "data")


def test_a_link_to_nothing_asks_for_its_disk(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to("/nowhere/mounted")
    with pytest.raises(UnavailableError, match=r"link to /nowhere/mounted, which is not there: is its disk mounted\?"):
        open_folder(tmp_path / "data")


def test_root_is_warned_in_the_folder_of_another_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What it makes there would keep that user's processes from going on."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    really = Path.stat
    monkeypatch.setattr(
        Path, "stat", lambda path, **how: SimpleNamespace(st_uid=4_000_000, st_mode=really(path, **how).st_mode)
    )
    open_folder(tmp_path)
    assert f"this runs as root in {tmp_path}, which belongs to 4000000" in caplog.text


def test_a_second_holder_is_told_which_process_holds_the_role(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(AlreadyRunningError, match=rf"pid {other.pid}\) already runs `crawl`"),
            lock_role(tmp_path, "crawl"),
        ):
            pass
        with lock_role(tmp_path, "index"):
            pass
        other.kill()
    with lock_role(tmp_path, "crawl"):
        pass


def test_a_disk_without_room_for_a_number_keeps_nobody_from_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", refuse)
    with lock_role(tmp_path, "crawl"), pytest.raises(AlreadyRunningError, match="pid unknown"):
        lock_role(tmp_path, "crawl").__enter__()


def test_a_role_is_free_again_after_use_and_in_another_folder(tmp_path: Path) -> None:
    (tmp_path / "lain").mkdir()
    with (
        lock_role(tmp_path, "crawl"),
        lock_role(tmp_path / "lain", "crawl"),
        pytest.raises(AlreadyRunningError, match="already runs"),
    ):
        lock_role(tmp_path, "crawl").__enter__()
    with lock_role(tmp_path, "crawl"):
        pass


def test_a_lock_that_cannot_be_opened_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"crawl\.lock cannot be opened"), lock_role(tmp_path / "tiada", "crawl"):
        pass


@pytest.mark.parametrize("content", [b"", b"\0\0"])
@pytest.mark.parametrize("beside", [[], ["ledger.sqlite", "archive"], ["kliping.toml"]])
def test_a_format_that_a_power_cut_has_emptied_is_written_anew(
    tmp_path: Path, content: bytes, beside: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    for name in beside:
        (tmp_path / name).write_text("")
    (tmp_path / "FORMAT").write_bytes(content)
    open_folder(tmp_path)
    assert (tmp_path / "FORMAT").read_text() == f"{FORMAT}\n"
    assert "was empty, as after a power cut" in caplog.text


def test_an_empty_format_beside_what_is_a_strangers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "FORMAT").write_bytes(b"")
    (tmp_path / "surat.odt").write_text("")
    with pytest.raises(ConfigError, match="if this is a data folder of Kliping, write 1 into that file"):
        open_folder(tmp_path)


def test_a_file_is_synced_before_it_is_renamed_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order that a power cut asks for, as the system sees it."""
    calls: list[str] = []
    sync, rename = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        calls.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink().name}")
        sync(handle)

    def replace(self: Path, target: Path) -> Path:
        calls.append(f"rename {self.name} {target.name}")
        return rename(self, target)

    monkeypatch.setattr(data_dir.os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    write_atomically(tmp_path / "baru" / "isi", b"kata")
    draft = f"isi.{os.getpid()}"
    assert calls == [f"sync {draft}", f"rename {draft} isi", "sync baru"]
    assert (tmp_path / "baru" / "isi").read_bytes() == b"kata"
    assert len(list((tmp_path / "baru").iterdir())) == 1


def test_a_held_lock_is_waited_for_and_its_holder_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    entered = threading.Event()

    def work() -> None:
        with lock_role(tmp_path, "index", wait=True):
            entered.set()

    with lock_role(tmp_path, "index"):
        waiting = threading.Thread(target=work)
        waiting.start()
        assert not entered.wait(3 * data_dir.LOCK_POLL_SECONDS)
    assert entered.wait(30)
    waiting.join(30)
    lines = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [line.message for line in lines] == [
        f"another process (pid {os.getpid()}) already runs `index` in {tmp_path}: waiting for it to end"
    ]


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_named(tmp_path: Path, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_handle: int, _operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    with (
        pytest.raises(UnavailableError, match="the file system has no locks.*local disk"),
        lock_role(tmp_path, "crawl"),
    ):
        pass


def test_tables_of_a_newer_version_are_refused_by_the_header_of_their_file(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "0003_apa.py").write_text("")
    file = tmp_path / "ledger.sqlite"
    for version in (0, 3):
        file.write_bytes(b"SQLite format 3\0".ljust(60, b"\0") + version.to_bytes(4))
        check_schemas(tmp_path, {"ledger": tmp_path, "articles": tmp_path})
    file.write_bytes(b"SQLite format 3\0".ljust(60, b"\0") + (4).to_bytes(4))
    with pytest.raises(ConfigError, match=r"ledger .* newer version .*revision 0004, this one knows up to 0003"):
        check_schemas(tmp_path, {"ledger": tmp_path})


def test_a_folder_without_a_format_is_not_judged(tmp_path: Path) -> None:
    check_format(tmp_path)
    check_format(tmp_path / "tiada")


def test_who_waits_for_a_lock_rests_between_two_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    with ExitStack() as holder:
        holder.enter_context(lock_role(tmp_path, "index"))

        def sleep(seconds: float) -> None:
            rests.append(seconds)
            if len(rests) == 3:
                holder.close()

        monkeypatch.setattr(data_dir.time, "sleep", sleep)
        with lock_role(tmp_path, "index", wait=True):
            assert rests == [data_dir.LOCK_POLL_SECONDS] * 3
