"""What users keep survives kill -9, backup and restore: whatever was acknowledged is there, once, with its history."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from base.database import reading
from config.settings import Settings
from kliping.main import cli
from search.saved.collections.clips import read_clips
from search.saved.collections.collections import add_collection, find_collection
from search.saved.labelling.giving import changes_of, current
from search.saved.labelling.sets import NewLabel, add_set
from search.saved.searches import saved_database
from tests.search.saved.desk import news, open_desk
from tests.search.saved.killed import labeller

ROOT = Path(__file__).parents[4]
KILLS = 6
ARTICLES = 3_000


def filled(data: Path, number: int) -> None:
    """A folder, a set of labels, and articles to put in."""
    with open_desk(data) as desk:
        desk.take_in(*(news(f"n{one}", url=f"https://a.example/{one}") for one in range(number)))
        add_collection(desk.saved, labeller.FOLDER)
        add_set(desk.saved, "Nada", [NewLabel("Positif"), NewLabel("Negatif")])


def kept(data: Path) -> dict[str, Any]:
    """All that users keep there."""
    with saved_database(Settings(), data) as saved, reading(saved) as connection:
        return {
            "clips": read_clips(connection, find_collection(connection, labeller.FOLDER).id),
            "labels": list(current(connection)),
            "changes": list(changes_of(connection)),
        }


def killed_after(data: Path, first: int, seconds: float) -> int:
    """Let the work go on from an article on, and kill it so long after its first word; what it said last."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, labeller.__file__, str(data), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        said = [process.stdout.readline()]
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        said += process.stdout.readlines()
    return int([line for line in said if line.endswith("\n")][-1])


@pytest.mark.kill
@pytest.mark.timeout(1200)
def test_what_was_acknowledged_is_there_once_after_each_kill(tmp_path: Path) -> None:
    filled(tmp_path, ARTICLES)
    chance, first = random.Random(3), 0
    for _ in range(KILLS):
        last = killed_after(tmp_path, first, chance.uniform(0.05, 0.6))
        found = kept(tmp_path)
        clips, labels = ([one.article for one in found["clips"]], [one["id"] for one in found["labels"]])
        expected = [f"n{number}" for number in range(last + 1)]
        assert clips[: last + 1] == expected
        assert len(clips) <= last + 2
        assert sorted(labels) == sorted(set(labels))
        assert set(expected) <= set(labels) == {one.article for one in found["changes"]}
        assert len(labels) <= last + 2
        first = last + 1
    assert first > KILLS


def test_a_backup_brings_folders_labels_and_history_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, other, backup = tmp_path / "data", tmp_path / "other", tmp_path / "all.tar"
    monkeypatch.delenv("KLIPING_DATA", raising=False)

    def command(*arguments: str | Path) -> None:
        done = CliRunner().invoke(cli, [str(one) for one in arguments], standalone_mode=False)
        assert done.exception is None, done.exception

    (tmp_path / "news.jsonl").write_text(
        '{"id": "n0", "title": "Satu", "body": "Banjir."}\n{"id": "n1", "title": "Dua", "body": "Hujan."}\n', "utf-8"
    )
    command("import", tmp_path / "news.jsonl", "--data", data)
    command("collection", "add", labeller.FOLDER, "--data", data)
    command("collection", "put", labeller.FOLDER, "n1", "n0", "--note", "catatan", "--data", data)
    command("label", "add", "Nada", "Positif", "Negatif", "--data", data)
    command("label", "give", "Positif", "n0", "--who", "rina", "--why", "memuji", "--data", data)
    command("label", "give", "Negatif", "n0", "--who", "budi", "--data", data)
    before = kept(data)
    assert ([one.article for one in before["clips"]], len(before["changes"])) == (["n1", "n0"], 3)
    command("backup", backup, "--data", data)
    command("label", "take", "Negatif", "n0", "--data", data)
    command("restore", backup, "--data", other)
    assert kept(other) == before
    command("index", "--once", "--data", other)
    assert kept(other) == before
    done = CliRunner().invoke(cli, ["count", "label:negatif map:Map", "--by", "label", "--data", str(other)])
    assert done.stdout == "label,count\nNada/Negatif,1\n"
