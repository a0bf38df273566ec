"""Backup, restore and removal are killed at many steps: nothing is lost, nothing half looks whole, and the next run
ends what was begun."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from base.files import remove_folder
from crawler.ledger.ledger import open_ledger
from tests.indexing import archive
from tests.kliping.kept import command, exported, make_folder, pages

KILLS = int(os.environ.get("KLIPING_KILLS", "5"))
"""Of each command, spread over all of its steps; `make kills` kills more often."""

FIRST = range(1, 9)
"""Steps in which a restore makes its folder and marks it: too few to be met by chance."""

pytestmark = [pytest.mark.kill, pytest.mark.timeout(7200)]
Killed = Callable[[int, Sequence[str | Path]], str]


@pytest.fixture(scope="module")
def killed() -> Iterator[Killed]:
    """Runs a command that is killed at a step (0: never)."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.kill_steps"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        writer, reader = process.stdin, process.stdout

        def run(step: int, words: Sequence[str | Path]) -> str:
            writer.write(json.dumps([step, [str(one) for one in words]]) + "\n")
            writer.flush()
            return reader.readline().strip()

        yield run
        writer.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("made") / "data"
    make_folder(data, 12)
    return data


def steps(killed: Killed, words: Sequence[str | Path]) -> list[int]:
    """Steps at which to kill a command, by how many it takes."""
    word, code, number = killed(0, words).split()
    assert (word, code) == ("done", "0")
    return sorted({1 + round(part * (int(number) - 1) / (KILLS - 1)) for part in range(KILLS)})


def put(source: Path, target: Path) -> Path:
    """Copy a backup, in place of what is there."""
    if source.is_file():
        return Path(shutil.copy(source, target))
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


@pytest.mark.parametrize("form", ["folder", "backup.tar"])
def test_a_backup_killed_anywhere_is_the_one_before_or_the_new_one(
    killed: Killed, made: Path, tmp_path: Path, form: str
) -> None:
    data, target = Path(shutil.copytree(made, tmp_path / "data")), tmp_path / form
    words = ("backup", target, "--full", "--data", data)
    killed(0, words)
    archive(data, *pages(3, seed=8))
    with open_ledger("sqlite:", data) as ledger:
        ledger.replay(data / "archive")
    command("index", "--once", "--data", data)
    before = put(target, tmp_path / "before")
    known = {exported(made), exported(data)}
    for step in steps(killed, words):
        put(before, target)
        assert killed(step, words) == "killed", step
        assert command("verify", target).return_value == 0, step
        again = tmp_path / f"again-{step}"
        assert command("restore", target, "--data", again).exception is None
        assert exported(again) in known, step
        assert killed(0, words).startswith("done 0"), step
        assert command("verify", target).return_value == 0
        assert command("verify", "--data", data).return_value == 0


def test_a_restore_killed_anywhere_is_begun_anew(killed: Killed, made: Path, tmp_path: Path) -> None:
    source, data = tmp_path / "folder", tmp_path / "again"
    command("backup", source, "--full", "--data", made)
    words = ("restore", source, "--data", data)
    for step in sorted({*FIRST, *steps(killed, words)}):
        shutil.rmtree(data, ignore_errors=True)
        assert killed(step, words) == "killed", step
        is_whole = (data / "FORMAT").exists() and not (data / "RESTORING").exists()
        if not is_whole:
            if data.exists() and any(data.iterdir()):
                assert "once more" in str(command("search", "sawah", "--data", data).exception), step
            assert killed(0, words).startswith("done 0"), step
        assert exported(data) == exported(made)
        assert command("verify", "--data", data).return_value == 0


@pytest.mark.parametrize("finisher", ["remove", "index"])
def test_a_removal_killed_anywhere_is_finished_by_the_next_run(
    killed: Killed, made: Path, tmp_path: Path, finisher: str
) -> None:
    data = tmp_path / "data"
    words = ("remove", "--pattern", r"berita/7-[25]$", "--yes", "--data", data)
    shutil.copytree(made, data)
    todo = steps(killed, words)
    left = {json.loads(line)["id"] for line in exported(data).splitlines()}
    for step in todo:
        remove_folder(data)
        shutil.copytree(made, data)
        assert killed(step, words) == "killed", step
        if finisher == "index":
            assert command("index", "--once", "--data", data).exception is None
        if finisher == "remove" or not command("remove", "--list", "--json", "--data", data).stdout:
            killed(0, words)  # it may have been killed before it was noted, or after its end
        now = {json.loads(line)["id"] for line in exported(data).splitlines()}
        assert now == left, step
        assert command("verify", "--data", data, "--json").return_value == 0, step
