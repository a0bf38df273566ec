"""One bad page, part, row or record stops nothing behind it, and is told."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.database import reading, writing
from base.errors import UnavailableError
from base.outcome_log import TALLY
from config.outcomes import Outcome, Stage
from config.settings import DatabaseSettings, Settings
from indexer import commit
from indexer.articles.article import Article
from indexer.articles.drafts import Draft
from indexer.articles.read import articles_database, select_articles
from indexer.engines import generations, outbox
from indexer.engines.dead_letters import dead_letters, retry_dead_letters
from indexer.engines.documents import to_document
from indexer.engines.outbox import note_rejected
from indexer.engines.port import Document, Rejected
from indexer.halving import halve, is_lasting, reason
from indexer.language.lexicon import Lexicon
from indexer.pipeline import index_archive
from indexer.rebuild import rebuild
from tests.indexing import HARBOUR, LIBRARY, NOON, PUBLISHERS, SETTINGS, archive, html, page, ready
from tests.postgres import postgres_url

__all__ = ["postgres_url"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest) -> Settings:
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return replace(SETTINGS, database=DatabaseSettings(url=url))


def index(settings: Settings, data: Path) -> dict[str, dict[str, int]]:
    return index_archive(settings, data, PUBLISHERS, once=True).to_json()


def titles(settings: Settings, data: Path) -> list[str]:
    with articles_database(settings, data) as database, reading(database) as connection:
        return [article.content.title for article in select_articles(connection)]


def details(settings: Settings, data: Path, outcome: Outcome, stage: Stage = Stage.EXTRACT) -> list[str]:
    with articles_database(settings, data) as database, reading(database) as connection:
        query = sa.select(TALLY.c.detail).where(TALLY.c.stage == stage, TALLY.c.outcome == outcome)
        return list(connection.execute(query).scalars())


@pytest.mark.parametrize("seed", range(6))
def test_halving_gives_up_the_bad_items_alone_and_keeps_the_order(seed: int) -> None:
    chance = random.Random(seed)
    items = list(range(chance.randint(1, 40)))
    bad = {item for item in items if chance.random() < 0.2}
    done: list[int] = []

    def do(some: Sequence[int]) -> list[str]:
        if bad.intersection(some):
            raise ValueError("bad")
        done.extend(some)
        return ["done"] * len(some)

    given = halve(items, do, lambda item, _: f"gave up {item}")
    assert given == [f"gave up {item}" if item in bad else "done" for item in items]
    assert done == [item for item in items if item not in bad]


def test_what_passes_is_no_items_fault() -> None:
    def be_away(_: object) -> list[str]:
        raise UnavailableError("away")

    with pytest.raises(UnavailableError):
        halve([1, 2], be_away, lambda *_: "given up")
    assert not is_lasting(sa.exc.OperationalError("SELECT", {}, Exception("no such table: articles")))
    assert not is_lasting(sa.exc.ProgrammingError("SELECT", {}, Exception("does not exist")))
    assert is_lasting(sa.exc.DataError("INSERT", {}, Exception("out of range")))


def test_a_reason_is_one_short_line_without_the_statement() -> None:
    error = sa.exc.DataError("INSERT INTO articles", {"content": "rahasia"}, ValueError("a\nb" + "c" * 1_000))
    assert reason(error).startswith("ValueError: a bccc")
    assert len(reason(error)) == 500


@pytest.mark.parametrize("number", range(5))
def test_each_page_of_a_batch_may_fail_to_be_stored_and_the_others_are(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    store = commit.store

    def fail_on_one(connection: Connection, drafts: Sequence[Draft], generations: Sequence[str]) -> list[Outcome]:
        outcomes = store(connection, drafts, generations)
        if any(draft.id == f"a{number}" for draft in drafts):
            connection.execute(sa.text("SELECT 1"))
            raise sa.exc.DataError("INSERT", {}, ValueError("cannot be kept"))
        return outcomes

    archive(tmp_path, *(ready(f"a{n}", f"Judul {n}", HARBOUR[n : n + 1] * 3) for n in range(5)))
    with monkeypatch.context() as patch:
        patch.setattr(commit, "store", fail_on_one)
        assert index(settings, tmp_path) == {"extracted": {"ok": 4, "bug": 1}, "indexed": {"indexed": 4}}
    assert titles(settings, tmp_path) == [f"Judul {n}" for n in range(5) if n != number]
    assert details(settings, tmp_path, Outcome.BUG) == ["the page cannot be stored: ValueError: cannot be kept"]
    assert index(settings, tmp_path) == {"extracted": {}, "indexed": {}}


def test_an_import_with_nul_in_its_address_and_publisher_stops_nothing(settings: Settings, tmp_path: Path) -> None:
    bad = ready("a", "Satu\0dua", HARBOUR, url="https://kabar.id/a\0b", publisher="x\0y")
    archive(tmp_path, replace(bad, publisher="x\0y"), ready("b", "Tiga", LIBRARY))
    assert index(settings, tmp_path) == {"extracted": {"ok": 2}, "indexed": {"indexed": 2}}
    assert titles(settings, tmp_path) == ["Satu\ufffddua", "Tiga"]


@pytest.mark.parametrize("is_gone", [True, False])
def test_an_article_whose_part_is_lost_is_read_without_it(
    tmp_path: Path, is_gone: bool, caplog: pytest.LogCaptureFixture
) -> None:
    part = page("baca/1?page=2", html("Dermaga selesai diperbaiki", LIBRARY), kind="part")
    archive(tmp_path, part, ready("x", "Di belakangnya", LIBRARY))
    index(SETTINGS, tmp_path)
    (file,) = (tmp_path / "archive").iterdir()
    if is_gone:
        file.unlink()
    else:
        file.write_bytes(b"\0" * 500 + file.read_bytes()[500:])  # what lies behind it must not be taken for it
    whole = page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR), parts=(part.id,))
    archive(tmp_path, whole, ready("b", "Sesudahnya", HARBOUR))
    assert index(SETTINGS, tmp_path)["extracted"] == {"ok": 2}
    assert titles(SETTINGS, tmp_path) == ["Di belakangnya", "Dermaga selesai diperbaiki", "Sesudahnya"]
    (note,) = filter(None, details(SETTINGS, tmp_path, Outcome.OK))
    assert note.startswith("read without 1 of its 1 further parts: ")
    assert note in caplog.text


def refuse(monkeypatch: pytest.MonkeyPatch, module: object, bad: str) -> None:
    """Let one article's document fail for good."""

    def fail_on_one(article: Article, lexicon: Lexicon) -> Document:
        if article.id == bad:
            raise ValueError("no document can be made of it")
        return to_document(article, lexicon)

    monkeypatch.setattr(module, "to_document", fail_on_one)


@pytest.mark.parametrize("number", range(5))
def test_an_article_that_the_engine_cannot_be_told_is_a_dead_letter_until_it_is_tried_again(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    archive(tmp_path, *(ready(f"a{n}", f"Judul {n}", HARBOUR[n : n + 1] * 3) for n in range(5)))
    with monkeypatch.context() as patch:
        refuse(patch, outbox, f"a{number}")
        assert index(settings, tmp_path)["indexed"] == {"indexed": 4, "dead_letter": 1}
    (letter,) = dead_letters(settings, tmp_path)
    assert (letter.id, letter.reason) == (f"a{number}", "ValueError: no document can be made of it")
    assert details(settings, tmp_path, Outcome.DEAD_LETTER, Stage.INDEX) == [letter.reason]
    assert retry_dead_letters(settings, tmp_path) == 1
    index(settings, tmp_path)
    assert dead_letters(settings, tmp_path) == []
    assert retry_dead_letters(settings, tmp_path) == 0


def test_a_rebuild_ends_in_spite_of_an_article_that_cannot_be_told_and_takes_it_the_next_time(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path, *(ready(f"a{n}", f"Judul {n}", HARBOUR[n : n + 1] * 3) for n in range(5)))
    index(settings, tmp_path)
    with monkeypatch.context() as patch:
        refuse(patch, generations, "a2")
        assert rebuild(settings, tmp_path) == 5
    assert [letter.id for letter in dead_letters(settings, tmp_path)] == ["a2"]
    rebuild(settings, tmp_path)
    assert dead_letters(settings, tmp_path) == []


@pytest.mark.parametrize("damage", ["CAST(X'7BFF7D' AS TEXT)", "'{\"title\":'", "'[]'", "'{\"body\": 5}'"])
def test_a_damaged_row_keeps_no_rebuild_from_ending(tmp_path: Path, damage: str) -> None:
    archive(tmp_path, *(ready(f"a{n}", f"Judul {n}", HARBOUR[n : n + 1] * 3) for n in range(5)))
    index(SETTINGS, tmp_path)
    with articles_database(SETTINGS, tmp_path) as database, writing(database) as connection:
        connection.execute(sa.text(f"UPDATE articles SET content = {damage} WHERE id = 'a1'"))
    rebuild(SETTINGS, tmp_path)
    (letter,) = dead_letters(SETTINGS, tmp_path)
    assert letter.id == "a1"
    assert "kliping index --from-archive" in letter.reason
    archive(tmp_path, ready("b", "Sesudahnya", LIBRARY))
    assert index(SETTINGS, tmp_path) == {"extracted": {"ok": 1}, "indexed": {"indexed": 1}}


def test_a_row_whose_id_is_damaged_is_named_by_its_number(tmp_path: Path) -> None:
    archive(tmp_path, *(ready(f"a{n}", f"Judul {n}", HARBOUR[n : n + 1] * 3) for n in range(3)))
    index(SETTINGS, tmp_path)
    with articles_database(SETTINGS, tmp_path) as database, writing(database) as connection:
        connection.execute(sa.text("UPDATE articles SET id = CAST(X'61FF' AS TEXT) WHERE sequence = 2"))
    rebuild(SETTINGS, tmp_path)
    assert [letter.id for letter in dead_letters(SETTINGS, tmp_path)] == ["(row 2)"]


def test_a_dead_letter_of_an_article_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    with articles_database(SETTINGS, tmp_path) as database, writing(database) as connection:
        note_rejected(connection, [Rejected("gone", "too large")], NOON)
    (letter,) = dead_letters(SETTINGS, tmp_path)
    assert letter.to_json() == {
        "id": "gone",
        "url": "",
        "publisher": "",
        "reason": "too large",
        "at": NOON.isoformat(),
    }
    assert retry_dead_letters(SETTINGS, tmp_path) == 0
    assert dead_letters(SETTINGS, tmp_path) == []
