"""The data folder: its format and its locks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from base.data_dir import FORMAT, hold, open_folder
from base.errors import ConfigError, UnavailableError

HOLDER = """
import sys
from pathlib import Path
from base.data_dir import hold
with hold(Path(sys.argv[1]), "crawl"):
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


@pytest.mark.parametrize("content", [b"", b"satu", b"\xff\xfe", b"-1"])
def test_a_format_that_is_no_number_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "FORMAT").write_bytes(content)
    with pytest.raises(ConfigError, match="is this a data folder of Kliping"):
        open_folder(tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    with pytest.raises(UnavailableError, match=r"the data folder .*berkas/data cannot be used"):
        open_folder(tmp_path / "berkas" / "data")


def test_a_second_holder_is_told_which_process_holds_the_role(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ConfigError, match=rf"pid {other.pid}\) already runs `crawl`"), hold(tmp_path, "crawl"):
            pass
        with hold(tmp_path, "index"):
            pass
        other.kill()
    with hold(tmp_path, "crawl"):
        pass


def test_a_role_is_free_again_after_use_and_in_another_folder(tmp_path: Path) -> None:
    (tmp_path / "lain").mkdir()
    with hold(tmp_path, "crawl"), hold(tmp_path / "lain", "crawl"), pytest.raises(ConfigError, match="already runs"):
        hold(tmp_path, "crawl").__enter__()
    with hold(tmp_path, "crawl"):
        pass


def test_a_lock_that_cannot_be_opened_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"crawl\.lock cannot be opened"), hold(tmp_path / "tiada", "crawl"):
        pass
