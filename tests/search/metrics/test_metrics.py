"""`/metrics`: what it says of an installation, in how many series."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.outcomes import Outcome
from search.metrics.exposition import Metric, Sample, render
from search.metrics.http_times import handler_of
from search.metrics.metrics import hold_counters
from tests.search.client import Client, client_of
from tests.search.metrics.installation import ADDRESSES, NOW, Series, make, no_engine, read

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "monitoring.md").read_text("utf-8")


def series(client: Client) -> list[Series]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return list(read(answer.text))


def value(found: list[Series], name: str, **labels: str) -> float:
    (one,) = [one for one in found if one.name == name and one.labels == labels]
    return one.value


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Series]:
    """What is printed of an installation with one sick and one healthy source, after each address was asked for."""
    folder = tmp_path_factory.mktemp("data")
    client = make(folder, ["sakit"], ["sehat"], [Outcome.FETCHED, Outcome.OK, Outcome.BUG])
    for address in ADDRESSES:
        client.get(address)
    return series(client)


def test_pages_are_counted_by_stage_and_outcome(asked: list[Series]) -> None:
    assert value(asked, "kliping_pages_total", stage="fetch", outcome="fetched") == 2
    assert value(asked, "kliping_pages_total", stage="extract", outcome="bug") == 3
    assert value(asked, "kliping_pages_total", stage="extract", outcome="worker_died") == 0
    assert value(asked, "kliping_articles") == 3


def test_articles_are_counted_by_publisher_and_all_that_are_in_no_catalogue_together(asked: list[Series]) -> None:
    assert value(asked, "kliping_publisher_articles_total", publisher="sehat") == 1
    assert value(asked, "kliping_publisher_articles_total", publisher="other") == 1


def test_sources_are_counted_by_state_and_sick_ones_named(asked: list[Series]) -> None:
    assert value(asked, "kliping_sources", state="blocked") == 1
    assert value(asked, "kliping_sources", state="fine") == 1
    assert [one.labels for one in asked if one.name == "kliping_sick_sources"] == [
        {"publisher": "sakit", "state": "blocked"}
    ]


def test_answers_are_timed_and_counted(asked: list[Series]) -> None:
    assert value(asked, "kliping_http_request_seconds_count", handler="/api/v1/articles/{id}") == 1
    assert value(asked, "kliping_http_request_seconds_bucket", handler="/sumber", le="+Inf") == 1
    assert value(asked, "kliping_http_responses_total", status="2xx") == 1  # the page of sources
    assert value(asked, "kliping_http_responses_total", status="5xx") == 6  # all others: there is no engine


def test_every_metric_stands_with_its_labels_and_meaning(asked: list[Series]) -> None:
    rows = dict(re.findall(r"^\| `((?:kliping|process)_\w+)`.*?\| (.*?) \|", PAGE, re.MULTILINE))
    shown = {re.sub(r"(?<=_seconds)_(bucket|sum|count)$", "", one.name): one.labels for one in asked}
    rare = {"kliping_disk_days_left", "kliping_index_generation", "kliping_last_visit_timestamp_seconds"}
    assert set(rows) - rare <= set(shown) <= set(rows)
    for name, labels in shown.items():
        assert set(re.findall(r"`(\w+)`", rows[name])) == set(labels) - {"le"}, name


def test_a_hundred_sources_are_five_hundred_series_at_most(tmp_path: Path) -> None:
    client = make(tmp_path, [f"sakit{number}" for number in range(100)], [], list(Outcome))
    for address in (*ADDRESSES, "/livez", "/nothing/here"):
        client.get(address)
    assert len(series(client)) <= 500


def test_where_there_is_no_ledger_the_server_still_tells_of_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(tmp_path, no_engine)
    client.get("/nothing")
    series(client)
    found = series(client)
    assert len(caplog.records) == 1  # not one at each scrape
    assert value(found, "kliping_status_up") == 0
    assert value(found, "kliping_http_responses_total", status="4xx") == 1


@pytest.mark.parametrize("path", ["/api/v1/search/", "/static/style.css", "/wp-login.php", "/metrics", "/%00", ""])
def test_whatever_is_asked_for_there_are_few_handlers(path: str) -> None:
    assert handler_of(path) == "other"


def counter(value: float) -> Metric:
    return Metric("kliping_x_total", "counter", "X.", [Sample({"outcome": "ok"}, value)])


def test_a_counter_falls_only_where_all_was_made_anew() -> None:
    seen: dict[str, float] = {}
    told = [
        sample.value
        for value in (100, 99, 101, 30, 31)
        for metric in hold_counters(iter([counter(value)]), seen)
        for sample in metric.samples
    ]
    assert told == [100, 100, 101, 30, 31]


def test_values_of_labels_are_escaped() -> None:
    text = render([Metric("x", "gauge", "X.", [Sample({"a": 'a"\\\n}'}, 0.5)])])
    assert text == '# HELP x X.\n# TYPE x gauge\nx{a="a\\"\\\\\\n}"} 0.5\n'
    assert [one.value for one in read(text)] == [0.5]


def test_large_numbers_are_whole() -> None:
    assert render([Metric("x", "gauge", "X.", [Sample({}, NOW.timestamp()), Sample({}, 2**50)])]).endswith(
        f"\nx {2**50}\n"
    )
