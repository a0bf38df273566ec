"""The tally: one row and one line for each page and stage."""

from __future__ import annotations

import json
import logging
import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base import outcome_log
from base.database import open_database, reading, writing
from base.outcome_log import HOURS
from config.log import JsonFormatter
from config.outcomes import Outcome, Stage
from crawler.ledger.ledger import MIGRATIONS
from indexer.articles.read import MIGRATIONS as ARTICLES
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

logger = logging.getLogger("kliping.test")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = open_database(url, tmp_path, "ledger", MIGRATIONS)
    yield opened
    opened.dispose()


def record(engine: Engine, page: str, outcome: Outcome, *, replace: bool = False, at: datetime | None = None) -> bool:
    with writing(engine) as connection:
        return outcome_log.record(
            connection,
            logger,
            page=page,
            stage=Stage.FETCH,
            outcome=outcome,
            url=f"https://kabar.id/{page}",
            publisher="kabar",
            run="lari",
            at=at,
            replace=replace,
        )


def counts(engine: Engine) -> dict[tuple[str, Stage, Outcome], int]:
    with reading(engine) as connection:
        return outcome_log.count(connection)


def test_a_page_is_counted_once_however_often_it_is_recorded(engine: Engine) -> None:
    assert record(engine, "a", Outcome.FETCHED)
    assert not record(engine, "a", Outcome.HTTP_ERROR)
    assert record(engine, "b", Outcome.HTTP_ERROR)
    assert counts(engine) == {
        ("kabar", Stage.FETCH, Outcome.FETCHED): 1,
        ("kabar", Stage.FETCH, Outcome.HTTP_ERROR): 1,
    }


def test_an_outcome_can_be_replaced(engine: Engine) -> None:
    record(engine, "a", Outcome.HTTP_ERROR)
    assert record(engine, "a", Outcome.FETCHED, replace=True)
    assert counts(engine) == {("kabar", Stage.FETCH, Outcome.FETCHED): 1}


def test_each_record_is_one_event_line(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        record(engine, "a", Outcome.FETCHED)
        record(engine, "a", Outcome.FETCHED)
        record(engine, "b", Outcome.TIMED_OUT)
    lines = [json.loads(JsonFormatter().format(one)) for one in caplog.records]
    assert [line["kliping.outcome"] for line in lines] == ["fetched", "timed_out"]
    assert [line["event.outcome"] for line in lines] == ["success", "failure"]
    assert lines[0]["event.action"] == "page.fetch"
    assert lines[0]["url.full"] == "https://kabar.id/a"
    assert (lines[0]["labels.publisher"], lines[0]["labels.run"]) == ("kabar", "lari")


def test_many_are_recorded_at_once_and_known_ones_left(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    endings = [
        outcome_log.Ending(page, Stage.EXTRACT, Outcome.OK, f"https://kabar.id/{page}", "kabar", "lari")
        for page in "abc"
    ]
    with caplog.at_level(logging.INFO), writing(engine) as connection:
        assert len(outcome_log.record_all(connection, logger, endings[:2])) == 2
        assert len(outcome_log.record_all(connection, logger, endings)) == 1
        assert outcome_log.record_all(connection, logger, []) == set()
    assert counts(engine) == {("kabar", Stage.EXTRACT, Outcome.OK): 3}
    assert len(caplog.records) == 3


def test_many_records_at_once_are_as_one_after_the_other(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    record(engine, "a", Outcome.FETCHED)
    caplog.clear()
    pages = {"a": Outcome.HTTP_ERROR, "b": Outcome.FETCHED, "c": Outcome.TIMED_OUT}
    endings = [
        outcome_log.Ending(page, Stage.FETCH, outcome, f"https://kabar.id/{page}", "kabar", "lari")
        for page, outcome in pages.items()
    ]
    with caplog.at_level(logging.INFO), writing(engine) as connection:
        assert len(outcome_log.record_all(connection, logger, endings)) == 2
        assert outcome_log.record_all(connection, logger, []) == set()
    assert counts(engine) == {
        ("kabar", Stage.FETCH, Outcome.FETCHED): 2,
        ("kabar", Stage.FETCH, Outcome.TIMED_OUT): 1,
    }
    assert len(caplog.records) == 2


def test_counts_can_be_those_of_a_run_or_since_a_time(engine: Engine) -> None:
    record(engine, "a", Outcome.FETCHED)
    with reading(engine) as connection:
        assert outcome_log.count(connection, run="lari", since=datetime(2020, 1, 1, tzinfo=UTC)) == counts(engine)
        assert outcome_log.count(connection, run="lain") == {}
        assert outcome_log.count(connection, since=datetime.now(UTC) + timedelta(hours=1)) == {}


def totals(engine: Engine) -> dict[tuple[str, str, str], int]:
    with reading(engine) as connection:
        return outcome_log.totals(connection)


def hours(engine: Engine) -> dict[datetime, int]:
    with reading(engine) as connection:
        by_hour = sa.select(HOURS.c.hour, sa.func.sum(HOURS.c.number)).group_by(HOURS.c.hour)
        return {hour: int(number) for hour, number in connection.execute(by_hour)}


def test_the_sums_are_those_of_the_tally_whatever_is_recorded_again_or_replaced(engine: Engine) -> None:
    chance = random.Random(9)
    for _ in range(40):
        some = [chance.choice("abcdefgh") for _ in range(chance.randrange(4))]
        outcome = chance.choice((Outcome.FETCHED, Outcome.HTTP_ERROR, Outcome.TIMED_OUT))
        if chance.random() < 0.5:
            record(engine, chance.choice("abcdefgh"), outcome, replace=chance.random() < 0.5)
        else:
            endings = [
                outcome_log.Ending(page, Stage.FETCH, outcome, "https://a.id/", "kabar", "lari") for page in some
            ]
            with writing(engine) as connection:
                outcome_log.record_all(connection, logger, endings)
        assert totals(engine) == counts(engine)
    assert sum(hours(engine).values()) == sum(counts(engine).values())


def test_outcomes_are_summed_by_the_hour_in_which_they_came(engine: Engine) -> None:
    noon = datetime(2026, 11, 28, 12, 0, tzinfo=timezone(timedelta(hours=7)))
    for number, at in enumerate((noon, noon + timedelta(minutes=59), noon + timedelta(minutes=60))):
        record(engine, f"page {number}", Outcome.FETCHED, at=at)
    assert hours(engine) == {noon: 2, noon + timedelta(hours=1): 1}


def test_old_rows_are_pruned_and_their_sums_stay(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome_log, "PRUNED_AT_ONCE", 2)
    now = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
    for days in range(6):
        record(engine, f"{days} days old", Outcome.FETCHED, at=now - timedelta(days=days))
    keep = timedelta(days=2, hours=1)
    assert [outcome_log.prune(engine, keep, now) for _ in range(3)] == [2, 1, 0]
    fetched = ("kabar", Stage.FETCH, Outcome.FETCHED)
    assert (counts(engine), totals(engine)) == ({fetched: 3}, {fetched: 6})
    assert not record(engine, "2 days old", Outcome.FETCHED)
    assert totals(engine) == {fetched: 6}


@pytest.mark.postgres
def test_workers_that_record_at_once_lose_no_count(postgres_url: str, tmp_path: Path) -> None:
    engine = open_database(postgres_url, tmp_path, "ledger", MIGRATIONS)

    def work(worker: int) -> None:
        outcomes = [Outcome.FETCHED, Outcome.HTTP_ERROR, Outcome.TIMED_OUT, Outcome.NOT_FOUND]
        for number in range(25):
            turned = outcomes if worker % 2 else outcomes[::-1]
            endings = [
                outcome_log.Ending(f"{worker} {number} {outcome} {publisher}", Stage.FETCH, outcome, "", publisher, "")
                for outcome in turned
                for publisher in ("kabar", "warta")
            ]
            with writing(engine) as connection:
                for ending in endings:
                    outcome_log.record_all(connection, logger, [ending])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4), timeout=120))
    assert totals(engine) == counts(engine)
    assert sum(totals(engine).values()) == 4 * 25 * 8
    engine.dispose()


def test_what_was_counted_before_there_were_sums_is_summed_by_the_migration(tmp_path: Path) -> None:
    check_migration("sqlite:", tmp_path)


@pytest.mark.postgres
def test_the_same_in_postgresql_where_two_migrations_find_one_tally(postgres_url: str, tmp_path: Path) -> None:
    check_migration(postgres_url, tmp_path)


def check_migration(url: str, tmp_path: Path) -> None:
    """Databases of the last revisions without sums, with pages of every stage in them, are opened."""
    at = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
    for name, migrations, last, stages in (
        ("ledger", MIGRATIONS, "0001", [Stage.FETCH]),
        ("articles", ARTICLES, "0002", [Stage.EXTRACT, Stage.INDEX]),
    ):
        old = tmp_path / name / "versions"
        old.mkdir(parents=True)
        for file in (migrations / "versions").glob("0*.py"):
            if file.name[:4] <= last:
                shutil.copy(file, old)
        engine = open_database(url, tmp_path, name, old.parent)
        row = {"outcome": Outcome.OK, "url": "", "publisher": "kabar", "run": "", "detail": ""}
        rows = [
            {**row, "page": f"{n}", "stage": stage, "at": at + n * timedelta(hours=1)}
            for stage in stages
            for n in (1, 2)
        ]
        with writing(engine) as connection:
            connection.execute(sa.insert(outcome_log.TALLY), rows)
        engine.dispose()
    for name, migrations in (("ledger", MIGRATIONS), ("articles", ARTICLES), ("ledger", MIGRATIONS)):
        engine = open_database(url, tmp_path, name, migrations)
        found, by_hour = totals(engine), hours(engine)
        assert set(found.values()) == {2}
        assert found == {key: number for key, number in counts(engine).items() if key in found}
        assert set(by_hour) == {at.replace(minute=0) + n * timedelta(hours=1) for n in (1, 2)}
        engine.dispose()
    engine = open_database(url, tmp_path, "articles", ARTICLES)
    assert totals(engine) == counts(engine)
    engine.dispose()
