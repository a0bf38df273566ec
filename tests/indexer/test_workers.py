"""Several index workers on one PostgreSQL and one engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine as Database

from base.database import reading
from base.errors import AlreadyRunningError, ConflictError, UnavailableError
from base.outcome_log import count
from config.outcomes import Outcome, Stage
from config.settings import DatabaseSettings, EngineSettings, Settings
from indexer import commit as commit_module
from indexer.articles.read import articles_database, count_articles, select_articles
from indexer.articles.tables import indexed, outbox
from indexer.engines import outbox as outbox_module
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.index_writer import open_index_writer
from indexer.engines.queries import Everything
from indexer.pipeline import IndexReport, index_archive
from indexer.rebuild import rebuild
from tests.indexing import HARBOUR, PUBLISHERS, SETTINGS, archive, ready
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

pytestmark = pytest.mark.postgres
WORKERS = 3
ARTICLES = 60


class SharedEngine(EmbeddedEngine):
    """An engine that outlives its users, as a server does."""

    def close(self) -> None:
        pass


@pytest.fixture
def settings(postgres_url: str) -> Settings:
    return replace(
        SETTINGS,
        indexer=replace(SETTINGS.indexer, batch=7),
        database=DatabaseSettings(url=postgres_url),
        engine=EngineSettings(url="http://127.0.0.1:9"),
    )


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedEngine]:
    shared = SharedEngine(tmp_path / "index", 1)
    monkeypatch.setattr("indexer.engines.index_writer.open_engine", lambda *_: shared)
    yield shared
    EmbeddedEngine.close(shared)


@pytest.fixture
def database(settings: Settings, tmp_path: Path) -> Iterator[Database]:
    with articles_database(settings, tmp_path) as opened:
        yield opened


def test_workers_with_the_same_articles_store_and_index_each_once(
    settings: Settings, engine: EmbeddedEngine, database: Database, tmp_path: Path
) -> None:
    def work(worker: int) -> IndexReport:
        data = tmp_path / f"mesin-{worker}"
        archive(data, *(ready(str(n), f"Judul {n}", [f"{line} {n}" for line in HARBOUR]) for n in range(ARTICLES)))
        return index_archive(settings, data, PUBLISHERS, once=True)

    with ThreadPoolExecutor(WORKERS) as pool:
        reports = list(pool.map(work, range(WORKERS)))
    index_archive(settings, tmp_path / "mesin-0", PUBLISHERS, once=True)
    extracted = sum((report.extracted for report in reports), Counter[str]())
    assert extracted == {"ok": ARTICLES, "unchanged": ARTICLES * (WORKERS - 1)}
    with reading(database) as connection:
        assert count_articles(connection) == engine.count(Everything()) == ARTICLES
        assert connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one() == 0
        assert connection.execute(sa.select(sa.func.count()).select_from(indexed)).scalar_one() == ARTICLES
        assert count(connection)["", Stage.INDEX, Outcome.INDEXED] == ARTICLES


def test_a_rebuild_runs_while_others_write(
    settings: Settings, engine: EmbeddedEngine, database: Database, tmp_path: Path
) -> None:
    archive(tmp_path, *(ready(str(n), f"Judul {n}", [f"Isi {n}"]) for n in range(ARTICLES)))
    index_archive(settings, tmp_path, PUBLISHERS, once=True)

    def write(_: int) -> None:
        data = tmp_path / "lain"
        archive(data, *(ready(str(n), f"Baru {n}", [f"Isi baru {n}"]) for n in range(ARTICLES // 2, ARTICLES * 2)))
        index_archive(settings, data, PUBLISHERS, once=True)

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(write, 0), pool.submit(rebuild, settings, tmp_path)]
        for job in jobs:
            with suppress(UnavailableError):  # the other one has just removed the old generation; the next run goes on
                job.result(timeout=100)
    index_archive(settings, tmp_path, PUBLISHERS, once=True)
    index_archive(settings, tmp_path / "lain", PUBLISHERS, once=True)
    assert int(engine.current() or 0) >= 2
    with reading(database) as connection:
        articles = select_articles(connection)
    held = engine.documents([article.id for article in articles])
    assert len(held) == len(articles) == ARTICLES * 2
    assert all(f'"version":{article.version}'.encode() in held[article.id].stored for article in articles)


@pytest.mark.parametrize(("module", "step"), [(commit_module, "_commit"), (outbox_module, "_settle")])
def test_a_batch_undone_for_another_worker_is_done_again(
    settings: Settings,
    engine: EmbeddedEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    step: str,
) -> None:
    archive(tmp_path, *(ready(str(n), f"Judul {n}", [f"Isi {n}"]) for n in range(3)))
    done, undone = getattr(module, step), []

    def undo_once(*given: object) -> object:
        if not undone:
            undone.append(True)
            raise ConflictError("PostgreSQL: two processes changed the same rows at once")
        return done(*given)

    monkeypatch.setattr(module, step, undo_once)
    report = index_archive(settings, tmp_path, PUBLISHERS, once=True)
    assert undone
    assert report.indexed == {"indexed": 3}
    assert engine.count(Everything()) == 3


def test_two_embedded_engines_on_one_database_are_refused(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    embedded = replace(settings, engine=EngineSettings())
    here, there = tmp_path / "satu", tmp_path / "dua"
    with (
        open_index_writer(embedded, here, database),
        pytest.raises(AlreadyRunningError, match="Elasticsearch"),
        open_index_writer(embedded, there, database),
    ):
        pass
    with open_index_writer(embedded, there, database):
        pass
