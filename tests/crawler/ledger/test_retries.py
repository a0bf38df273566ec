"""When a link is tried again and given up, at which times; and that ledgers of five tries learn to wait."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.database import open_database, writing
from base.formats import revisions
from config.catalogue import Every, Publisher, Source
from config.outcomes import Outcome
from crawler.ledger.ledger import MIGRATIONS, Ledger, Link, open_ledger
from crawler.ledger.retries import Failure, LinkHistory, after_failure, after_page, is_empty
from crawler.politeness.outages import AWAY_RULE, Trouble

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONTH = 30 * DAY
ERROR = Failure(Outcome.HTTP_ERROR, temporary=True)
MISSING = Failure(Outcome.NOT_FOUND, temporary=True)


def tries(failure: Failure, history: LinkHistory, start: datetime = NOW) -> list[timedelta]:
    """When a link is tried that never works, after its first sight."""
    at, times = start, []
    while True:
        times.append(at - history.first_seen)
        following = after_failure(history, failure, at, MONTH)
        if following.due is None:
            return times
        history = LinkHistory(history.first_seen, history.last_listed, following.attempts, following.rechecks)
        at = following.due


def test_a_link_that_fails_is_tried_at_growing_distance_for_a_month() -> None:
    times = tries(ERROR, LinkHistory(NOW))
    assert times[:5] == [timedelta(0), 5 * MINUTE, 25 * MINUTE, 105 * MINUTE, 425 * MINUTE]
    assert MONTH < times[-1] <= MONTH + DAY
    assert len(times) == 40
    assert max(later - earlier for earlier, later in itertools.pairwise(times)) == DAY


def test_a_link_that_became_old_in_an_outage_has_five_tries_yet() -> None:
    assert len(tries(ERROR, LinkHistory(NOW), NOW + 2 * MONTH)) == 5


def test_three_weeks_of_outage_burn_no_try() -> None:
    history, trouble, at, probes = LinkHistory(NOW, attempts=1), Trouble(), NOW, 0
    while at < NOW + 21 * DAY:
        trouble.fail(AWAY_RULE, at)
        probes += 1
        failure = Failure(Outcome.NETWORK_ERROR, temporary=True, not_before=trouble.until, of_host=True)
        following = after_failure(history, failure, at, MONTH)
        assert following.due == trouble.until
        assert following.attempts == 1
        at = following.due or at
    assert probes == 509


def test_what_is_missing_is_asked_for_again_before_it_is_believed() -> None:
    assert tries(MISSING, LinkHistory(NOW)) == [n * MINUTE for n in (0, 1, 6, 36, 396)]
    assert tries(MISSING, LinkHistory(NOW), NOW + 2 * DAY) == [2 * DAY]  # nothing is about to come
    assert tries(Failure(Outcome.NOT_FOUND, temporary=False), LinkHistory(NOW)) == [timedelta(0)]  # 410


def test_a_page_that_was_had_and_is_gone_is_withdrawn_once_that_is_believed() -> None:
    history = LinkHistory(NOW - MONTH, fetched=NOW - MONTH)
    gone = after_failure(history, Failure(Outcome.NOT_FOUND, temporary=False), NOW, MONTH)
    assert gone.withdrawn == NOW
    missing = after_failure(history, MISSING, NOW, MONTH)
    assert (missing.due, missing.withdrawn) == (NOW + MINUTE, None)
    back = LinkHistory(NOW - MONTH, fetched=NOW - MONTH, withdrawn=NOW)
    assert after_page(back, NOW, empty=False).withdrawn is None
    assert after_page(back, NOW, empty=True).withdrawn == NOW


def test_a_withdrawn_page_is_looked_at_again_ever_later_for_a_month() -> None:
    at, days, withdrawn = NOW, [], None
    while True:
        history = LinkHistory(NOW - MONTH, fetched=NOW - MONTH, withdrawn=withdrawn)
        following = after_failure(history, Failure(Outcome.NOT_FOUND, temporary=not days), at, MONTH)
        if withdrawn is None:
            following = after_failure(history, Failure(Outcome.NOT_FOUND, temporary=False), at, MONTH)
        assert following.withdrawn == NOW
        if following.due is None:
            break
        withdrawn, at = NOW, following.due
        days.append((at - NOW) // DAY)
    assert days == [1, 2, 4, 8, 16, 32]


@pytest.mark.parametrize(
    ("body", "empty"),
    [
        (b"", True),
        (
            b"<!doctype html><html><head><title>Banjir surut di Demak, Selasa</title></head><body></body></html>",
            True,
        ),
        (
            b"<body><script>var a = 'Banjir surut di Demak, Selasa';</script><!-- Banjir surut di Demak -->",
            True,
        ),
        (b"<p>Banjir surut di Demak, warga mulai membersihkan rumah mereka.</p>", False),
        (b" " * 200_000, False),
    ],
)
def test_a_page_without_text_is_empty(body: bytes, *, empty: bool) -> None:
    assert is_empty(body) is empty


@pytest.mark.parametrize("unit", [b"<script ", b"<!-- ", b"<", b"<head><head", b"</script </script"])
def test_no_page_makes_looking_for_its_text_slow(unit: bytes) -> None:
    body = (unit * 100_000)[:99_999]
    spent = time.process_time()
    is_empty(body)
    assert time.process_time() - spent < 5


def old_ledger(folder: Path) -> Path:
    """The migrations as they were when five tries were all."""
    versions = folder / "old" / "versions"
    versions.mkdir(parents=True)
    for number in revisions(MIGRATIONS)[:2]:
        [file] = (MIGRATIONS / "versions").glob(f"{number:04d}_*.py")
        (versions / file.name).write_text(file.read_text())
    return folder / "old"


def insert(connection: Connection, key: str, outcome: str, seen: datetime, due: datetime | None = None) -> None:
    values = {"key": key, "outcome": outcome, "seen": str(seen)[:19], "due": due and str(due)[:19]}
    statement = (
        "INSERT INTO link (key, url, publisher, source, title, published, summary, first_seen, due, attempts, page,"
        " outcome, worker) VALUES (:key, :key, 'uji', 'rss', '', '', '', :seen, :due, 5, '', :outcome, '')"
    )
    connection.execute(sa.text(statement), values)


def test_an_old_ledger_asks_again_for_what_it_gave_up_of_late(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    old = open_database("sqlite:", tmp_path, "ledger", old_ledger(tmp_path))
    with writing(old) as connection:
        insert(connection, "lost", "network_error", now - DAY)
        insert(connection, "long lost", "http_error", now - 90 * DAY)
        insert(connection, "had", "fetched", now - DAY)
        insert(connection, "denied", "robots_denied", now - DAY)
        insert(connection, "new", "", now - DAY, now - DAY)
    old.dispose()
    with open_ledger("sqlite:", tmp_path) as ledger:
        assert keys(ledger, now) == {"lost", "new"}
        ledger.add_links("uji", "rss", [Link(key, key) for key in ("long lost", "had", "denied")], now, 10)
        assert keys(ledger, now) == {"lost", "new", "long lost"}


def keys(ledger: Ledger, now: datetime) -> set[str]:
    return {link.key for link in ledger.pending_links("uji", 10, now + MINUTE)}


def test_what_an_unchanged_source_listed_stays_young(tmp_path: Path) -> None:
    with open_ledger("sqlite:", tmp_path) as ledger:
        source = Source("feed", "rss", Every(DAY))
        ledger.sync_sources([Publisher("uji", "Uji", ("uji.id",), sources=(source,))], NOW)
        ledger.add_links("uji", "rss", [Link("a", "a")], NOW, 10)
        for day in range(1, 60):
            ledger.still_listed("uji", "rss", NOW + day * DAY)
            ledger.record_failure(f"{day}", "a", ERROR, "", give_up_after=MONTH, now=NOW + day * DAY)
        assert keys(ledger, NOW + 61 * DAY) == {"a"}
