"""`run.end` of the index stage."""

from __future__ import annotations

import logging
from collections import Counter

import pytest

from base.events import FIELDS
from config.outcomes import Outcome
from crawler.fetch.request_context import Run
from indexer.run_log import RunLog


def test_each_run_is_summed_up_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "indexer")
    extracted, indexed = Counter[str](), Counter[str]()
    log = RunLog(extracted, indexed)
    log.end_run()
    extracted.update(ok=2, not_article=1)
    indexed.update(indexed=2)
    log.end_run()
    log.end_run()
    extracted.update(ok=1, bug=1)
    log.end_run()
    first, second = (getattr(record, FIELDS) for record in caplog.records)
    del first["kliping.milliseconds"], second["kliping.milliseconds"]
    assert first == {
        "event.action": "run.end",
        "event.outcome": "success",
        "kliping.stage": "index",
        "kliping.extracted_ok": 2,
        "kliping.extracted_not_article": 1,
        "kliping.indexed_indexed": 2,
    }
    assert second["event.outcome"] == "failure"
    assert (second["kliping.extracted_ok"], second["kliping.extracted_bug"]) == (1, 1)


@pytest.mark.parametrize(
    ("visit", "is_failed", "pages", "ending"),
    [
        (Outcome.FETCHED, False, {Outcome.NOT_FOUND: 3}, (Outcome.FETCHED, False)),
        (Outcome.BAD_SOURCE, True, {}, (Outcome.BAD_SOURCE, True)),
        (None, False, {Outcome.FETCHED: 1, Outcome.TIMED_OUT: 2}, (Outcome.TIMED_OUT, True)),
        (None, False, {Outcome.FETCHED: 2, Outcome.TIMED_OUT: 1}, (Outcome.FETCHED, False)),
        (None, False, {}, (None, False)),
    ],
)
def test_a_run_of_the_fetch_stage_has_an_outcome_without_a_visit_too(
    visit: Outcome | None, is_failed: bool, pages: dict[Outcome, int], ending: tuple[Outcome | None, bool]
) -> None:
    run = Run("r", "", "x", outcomes=Counter(pages), visit=visit, is_failed=is_failed)
    assert run.ending() == ending
