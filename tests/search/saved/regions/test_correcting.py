"""Corrections of regions: kept with who, when and why, on both databases; taken back; gone with a removed article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from base.database import reading, writing
from base.errors import UnavailableError
from config.settings import Settings
from crawler.ledger.ledger import open_ledger
from crawler.ledger.removals import Removal, Tombstones, add_removal
from search.answer.answer import answer
from search.request import SearchRequest
from search.saved.labelling.giving import MAX_WHO, MAX_WHY, known_publishers
from search.saved.read_once import read_corrections
from search.saved.refusal import RefusedError
from search.saved.regions.correcting import (
    RegionsReader,
    all_corrections,
    changes_of,
    correct,
    corrections_stamp,
    current,
    find_region,
)
from search.saved.removed import obey_removals
from tests.search.saved.desk import Desk, news

TEXTS = {"a": "Banjir merendam Kota Surabaya.", "b": "Banjir surut.", "c": "Harga beras di Kota Medan naik."}
BALI = "Bali"


@pytest.fixture
def desk(any_desk: Desk) -> Iterator[Desk]:
    """A desk with three articles; its context knows what was said of regions."""
    with closing(RegionsReader(any_desk.settings, any_desk.data)) as regions:

        def read_now() -> object:
            regions.forget()
            return regions.read()

        any_desk.context = replace(any_desk.context, regions=read_now)
        any_desk.take_in(*(news(name, text, url=f"https://a.example/{name}") for name, text in TEXTS.items()))
        yield any_desk


def say(desk: Desk, ids: str, region: str, *, is_about: bool | None, who: str = "rina", why: str = "") -> int:
    known = known_publishers(desk.articles, list(ids))
    return correct(desk.saved, known, find_region(region), who, is_about=is_about, why=why)


def found(desk: Desk, query: str) -> str:
    return "".join(sorted(hit.id for hit in answer(desk.context, SearchRequest(query=query, fold=False)).hits))


def test_they_count_at_once_and_are_taken_back(desk: Desk) -> None:
    assert found(desk, "daerah:jatim") == "a"
    assert say(desk, "ab", "Kota Surabaya", is_about=True) == 2
    assert found(desk, "daerah:jatim") == "ab"
    assert say(desk, "ab", "surabaya", is_about=True, who="budi") == 0, "that was said before"
    assert say(desk, "a", "Jatim", is_about=False, why="salah") == 1
    assert found(desk, "daerah:surabaya") == "b"
    assert say(desk, "abc", "Jatim", is_about=None) == 1
    assert say(desk, "b", "Kota Surabaya", is_about=None) == 1
    assert found(desk, "daerah:jatim") == "a"


def test_who_when_and_why_are_kept(desk: Desk) -> None:
    before = datetime.now(UTC)
    say(desk, "b", BALI, is_about=True, why="tempat rapat")
    say(desk, "b", "Aceh", is_about=False, who="budi")
    say(desk, "b", BALI, is_about=None)
    with reading(desk.saved) as connection:
        changes, now = list(changes_of(connection, "b")), list(current(connection))
    assert [(one.region, one.is_about, one.who, one.why) for one in changes] == [
        (BALI, True, "rina", "tempat rapat"),
        ("Aceh", False, "budi", ""),
        (BALI, None, "rina", ""),
    ]
    assert all(before <= one.at <= datetime.now(UTC) for one in changes)
    assert [(one.article, one.region) for one in now] == [("b", "Aceh")]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Atlantis", "no region “Atlantis”"),
        ("", "no region"),
        ("Bandung", "Jawa Barat/Kabupaten Bandung; Jawa Barat/K"),
    ],
)
def test_a_region_that_is_none_or_several_is_refused(name: str, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        find_region(name)


@pytest.mark.parametrize(
    ("who", "why"), [(" ", ""), ("x" * (MAX_WHO + 1), ""), ("a\nb", ""), ("rina", "x" * (MAX_WHY + 1))]
)
def test_nobody_corrects_without_a_name(desk: Desk, who: str, why: str) -> None:
    with pytest.raises(RefusedError, match="write your name"):
        say(desk, "a", BALI, is_about=True, who=who, why=why)


def test_they_hold_for_new_versions_and_in_alerts(desk: Desk) -> None:
    desk.save("Jatim", "daerah:jatim")
    say(desk, "b", "Kota Surabaya", is_about=True)
    say(desk, "a", "Jatim", is_about=False)
    line = {"url": "https://a.example/a"}
    desk.take_in(news("a", "Banjir merendam Kota Surabaya lagi.", **line), news("b", "Banjir surut semua."))
    assert found(desk, "daerah:jatim") == "b"
    assert found(desk, "lagi") == "a"


@pytest.mark.parametrize(
    "stones", [Tombstones(frozenset("a")), Tombstones(publishers=frozenset("x"))], ids=["article", "publisher"]
)
def test_what_was_removed_is_gone(desk: Desk, stones: Tombstones) -> None:
    correct(desk.saved, {"a": "x", "b": "y", "c": "y"}, BALI, "rina", is_about=True)
    with open_ledger(desk.settings.database.url, desk.data) as ledger:
        with writing(ledger.engine) as connection:
            add_removal(connection, Removal(0, "id", "a", "", datetime.now(UTC), 1), stones)
        obey_removals(desk.saved, ledger.engine)
    with reading(desk.saved) as connection:
        assert sorted(all_corrections(connection).by_article) == ["b", "c"]
        assert list(changes_of(connection, "a")) == []


def test_a_change_is_seen_by_its_stamp(desk: Desk) -> None:
    stamps = []
    for article in "", "a", "b":
        say(desk, article, BALI, is_about=True)
        with reading(desk.saved) as connection:
            stamps.append(corrections_stamp(connection))
    assert len(set(stamps)) == 3


def test_a_command_reads_them_without_opening_the_database(desk: Desk) -> None:
    assert not read_corrections(desk.settings, desk.data)
    say(desk, "a", BALI, is_about=True)
    say(desk, "a", "Aceh", is_about=False)
    say(desk, "b", BALI, is_about=True)
    say(desk, "b", BALI, is_about=None)
    with reading(desk.saved) as connection:
        assert read_corrections(desk.settings, desk.data) == all_corrections(connection)


def test_without_a_database_there_are_none(tmp_path: Path) -> None:
    with closing(RegionsReader(Settings(), tmp_path)) as reader:
        assert not reader.read()
    assert not read_corrections(Settings(), tmp_path)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "saved.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(UnavailableError, match="restore it from a backup"):
        read_corrections(Settings(), tmp_path)
