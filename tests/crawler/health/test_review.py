"""A crawl looks over all sources: rot is noticed and told, and a dead mail server holds up nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from base.database import reading, writing
from base.errors import ConfigError, UnavailableError
from config.notify_settings import AlertSettings, HealthSettings, MailSettings
from crawler.crawl import crawl
from crawler.health.coverage import Coverage, add_page
from crawler.health.history import Look
from crawler.health.records import NETWORK, PAGES, Condition, conditions, record_look, set_condition
from crawler.health.review import Review, no_coverage
from crawler.health.states import State, evidence
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.ledger.tables import CONDITION, NOTICE
from tests.base.notify.servers import hook_server, silent_server
from tests.crawler.health.test_watch import SETTINGS, publisher, serve
from tests.news_site import serve_site

NOW = datetime.now(UTC)
UJI = publisher("uji", "http://127.0.0.1:1")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with one source that is read as usual."""
    with closing(open_ledger("sqlite:", tmp_path)) as opened:
        opened.sync_sources([UJI])
        [source] = opened.sources()
        record_look(opened.engine, source.id, Look(NOW.timestamp() - 7_200, listed=3))
        yield opened


def counted(good: int, without_date: int) -> dict[str, Coverage]:
    coverage = Coverage()
    for number in range(good):
        coverage = add_page(coverage, number // 20, 0b1111)
    for _ in range(without_date):
        coverage = add_page(coverage, good // 20, 0b1011)
    return {"uji": coverage}


def notices(ledger: Ledger) -> list[dict[str, str]]:
    with reading(ledger.engine) as connection:
        bodies = connection.execute(sa.select(NOTICE.c.body).order_by(NOTICE.c.created)).scalars()
        return [one for body in bodies for one in json.loads(body)["data"]["changes"]]


def age(ledger: Ledger) -> None:
    """Let what is wrong have begun an hour ago."""
    with writing(ledger.engine) as connection:
        connection.execute(sa.update(CONDITION).values(since=NOW - timedelta(hours=1)))


def test_rot_is_one_event_and_told_once_it_lasts(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    review = Review(ledger, [UJI], lambda: counted(60, 28), ["mail"])
    with caplog.at_level("INFO"):
        assert review.look() == []  # it has only begun
        age(ledger)
        [change] = review.look()
        assert review.look() == []
    assert (change.state, change.publisher, change.evidence) == (
        "rotted",
        "uji",
        "found on this publisher's pages: date 7% (100%)",
    )
    events = [vars(one)["ecs"] for one in caplog.records if vars(one).get("ecs", {}).get("kliping.state")]
    assert [(one["kliping.state_before"], one["kliping.state"]) for one in events] == [("fine", "rotted")]
    assert [one["state"] for one in notices(ledger)] == ["rotted"]


def test_rot_is_over_when_the_pages_are_read_again(ledger: Ledger) -> None:
    Review(ledger, [UJI], lambda: counted(60, 28), []).look()
    assert PAGES + "uji" in conditions(ledger.engine)

    def away() -> dict[str, Coverage]:
        raise UnavailableError("away")

    Review(ledger, [UJI], away, []).look()
    Review(ledger, [UJI], no_coverage, []).look()
    assert PAGES + "uji" in conditions(ledger.engine)
    Review(ledger, [UJI], lambda: counted(90, 0), []).look()
    assert PAGES + "uji" not in conditions(ledger.engine)


def test_without_a_network_only_that_is_told(ledger: Ledger) -> None:
    [source] = ledger.sources()
    for hours in (3, 2):
        at = NOW.timestamp() - 3_600 * hours
        record_look(ledger.engine, source.id, Look(at, State.BLOCKED, evidence("answered", 403)))
    since = NOW - timedelta(hours=1)
    set_condition(ledger.engine, Condition(NETWORK, State.NO_NETWORK, since, evidence("no_answer")))
    changes = Review(ledger, [UJI], no_coverage, ["mail"]).look()
    assert [one.state for one in changes] == ["no_network"]


def test_a_crawl_tells_by_webhook_what_has_fallen_ill(ledger: Ledger, tmp_path: Path) -> None:
    [source] = ledger.sources()
    for hours in (3, 2):
        at = NOW.timestamp() - 3_600 * hours
        record_look(ledger.engine, source.id, Look(at, State.BLOCKED, evidence("answered", 403)))
    with hook_server() as hook, serve_site() as site:
        serve(site)
        settings = replace(
            SETTINGS,
            health=HealthSettings(webhook=hook.url),
            alerts=AlertSettings(allow_private_addresses=True),
        )
        well = publisher("well", site.base)
        crawl(settings, tmp_path, {"uji": UJI, "well": well}, slugs=["well"], once=True, everything=True)
    [(_, body)] = hook.posts
    assert [one["publisher"] for one in json.loads(body)["data"]["changes"]] == ["uji"]
    assert notices(ledger) == []


def test_a_dead_mail_server_neither_holds_up_nor_ends_a_crawl(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [source] = ledger.sources()
    for hours in (3, 2):
        at = NOW.timestamp() - 3_600 * hours
        record_look(ledger.engine, source.id, Look(at, State.BLOCKED, evidence("answered", 403)))
    monkeypatch.setattr("base.notify.connection.STEP_SECONDS", 0.5)
    with silent_server() as port, serve_site() as site:
        serve(site)
        mail = MailSettings(server="127.0.0.1", port=port, sender="k@a.example", tls="none")
        settings = replace(SETTINGS, health=HealthSettings(mail="a@b.example"), mail=mail)
        well = publisher("well", site.base)
        report = crawl(settings, tmp_path, {"uji": UJI, "well": well}, slugs=["well"], once=True, everything=True)
    assert report.failed == []
    assert [one["state"] for one in notices(ledger)] == ["blocked"]  # to be told later


@pytest.mark.parametrize(
    "health", [HealthSettings(mail="a@b.example"), HealthSettings(webhook="ftp://a"), HealthSettings(webhook="x")]
)
def test_what_cannot_work_is_named_at_the_start(tmp_path: Path, health: HealthSettings) -> None:
    with pytest.raises(ConfigError):
        crawl(replace(SETTINGS, health=health), tmp_path, {}, once=True)
