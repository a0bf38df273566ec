"""The tally: one row and one line for each page and stage."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from base import outcome_log
from base.database import open_database, reading, writing
from config.log import JsonFormatter
from config.outcomes import Outcome, Stage
from crawler.ledger import MIGRATIONS
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

logger = logging.getLogger("kliping.test")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = open_database(url, tmp_path, "ledger", MIGRATIONS)
    yield opened
    opened.dispose()


def record(engine: Engine, page: str, outcome: Outcome, *, replace: bool = False) -> bool:
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
        assert outcome_log.record_all(connection, logger, endings[:2]) == 2
        assert outcome_log.record_all(connection, logger, endings) == 1
        assert outcome_log.record_all(connection, logger, []) == 0
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
        assert outcome_log.record_all(connection, logger, endings) == 2
        assert outcome_log.record_all(connection, logger, []) == 0
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
