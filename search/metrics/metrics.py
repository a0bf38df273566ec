"""The metrics of an installation: what there is to be said of all stages, read from its databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from importlib.metadata import version

from config.outcomes import Outcome, Stage
from config.settings import CrawlerSettings
from crawler.health.states import State
from search.metrics.exposition import Metric, Sample, by_label, gauge
from search.metrics.numbers import Counts, Numbers
from search.saved.health import AlertStatus
from search.status import Status

OTHER = "other"
"""All publishers that are in no catalogue: imported articles may name any."""
FROM_THE_START = {
    Stage.FETCH: ("fetched", "http_error", "network_error", "timed_out", "bad_source", "disk_full", "bug"),
    Stage.EXTRACT: ("ok", "unreadable", "timed_out", "worker_died", "bug"),
    Stage.INDEX: ("indexed", "dead_letter", "bug"),
}
"""Outcomes that alerts ask for are shown at 0 before there are any: of a first one `increase` would see nothing."""


def of_process(*, can_read: bool, started: float) -> Iterator[Metric]:
    """What is known without the databases; `started` is in seconds since 1970."""
    yield by_label("kliping_build_info", "gauge", "The version that runs.", "version", {version("kliping"): 1})
    yield gauge("process_start_time_seconds", "When the server was started.", started)
    yield gauge("kliping_status_up", "Whether ledger and articles could be read for these metrics.", int(can_read))


def of_installation(
    status: Status, numbers: Numbers, settings: CrawlerSettings, publishers: Collection[str]
) -> Iterator[Metric]:
    """What the databases tell."""
    yield from _of_pages(numbers.totals, publishers)
    yield by_label("kliping_waiting", "gauge", "What is left to do, by what waits.", "what", status.waiting)
    yield gauge("kliping_lag_seconds", "For how long the oldest page has waited to be searchable.", status.lag_seconds)
    yield gauge("kliping_articles", "Articles that were ever taken in.", status.held["articles"])
    yield gauge("kliping_dead_letters", "Articles that are left out of the index.", status.held["dead_letters"])
    yield from _of_sources(status)
    yield from _of_requests(numbers, settings)
    yield gauge("kliping_disk_free_bytes", "Room left where the data folder lies.", status.free_bytes)
    yield gauge("kliping_disk_days_left", "How long the disk lasts as the archive grows.", status.days_left)
    yield from _of_alerts(status.alerts)
    generations = numbers.generations
    current = int(generations.current) if generations.current else None
    yield gauge("kliping_index_generation", "The number of the index that answers; a rebuild makes the next.", current)
    yield gauge("kliping_index_building", "Whether another index is being built.", int(bool(generations.building)))


def _of_pages(totals: Counts, publishers: Collection[str]) -> Iterator[Metric]:
    ended = Counter({(stage.value, outcome): 0 for stage, some in FROM_THE_START.items() for outcome in some})
    articles = Counter(dict.fromkeys(publishers, 0))
    for (publisher, stage, outcome), number in totals.items():
        ended[stage, outcome] += number
        if (stage, outcome) == (Stage.EXTRACT.value, Outcome.OK.value):
            articles[publisher if publisher in publishers else OTHER] += number
    samples = [Sample({"stage": stage, "outcome": outcome}, number) for (stage, outcome), number in ended.items()]
    yield Metric("kliping_pages_total", "counter", "Pages that ended a stage, by outcome.", samples)
    meaning = "New articles, by publisher."
    yield by_label("kliping_publisher_articles_total", "counter", meaning, "publisher", articles)


def _of_sources(status: Status) -> Iterator[Metric]:
    states = Counter(one.state.value for one in status.sources)
    by_state = {state.value: states[state.value] for state in State if state is not State.NO_NETWORK}
    yield by_label("kliping_sources", "gauge", "Sources of the catalogue, by state.", "state", by_state)
    open_findings = Counter[tuple[str, str]]()
    for finding in status.findings:
        open_findings.update((one.publisher, finding.state.value) for one in finding.sources)
    samples = [Sample({"publisher": slug, "state": state}, n) for (slug, state), n in open_findings.items()]
    yield Metric("kliping_sick_sources", "gauge", "Sources that somebody should look at.", samples)
    is_down = any(finding.state is State.NO_NETWORK for finding in status.findings)
    yield gauge("kliping_network_down", "Whether nothing outside answers from here.", int(is_down))
    visits = [one.last_visit.timestamp() for one in status.sources if one.last_visit]
    yield gauge("kliping_last_visit_timestamp_seconds", "When a source was last visited.", max(visits, default=None))


def _of_alerts(alerts: AlertStatus) -> Iterator[Metric]:
    yield gauge("kliping_saved_searches", "Saved searches.", alerts.searches)
    yield gauge("kliping_alerts_due", "Messages of alerts that wait or are tried again.", alerts.due)
    yield gauge("kliping_alerts_failing", "Receivers of alerts that cannot be told.", len(alerts.failing))
    yield gauge("kliping_alert_lag_seconds", "For how long the oldest article waits to be matched.", alerts.lag_seconds)
    samples = [Sample({"channel": channel, "outcome": outcome}, n) for (channel, outcome), n in alerts.counts.items()]
    yield Metric("kliping_alert_messages_total", "counter", "Messages of alerts, by what became of them.", samples)


def _of_requests(numbers: Numbers, settings: CrawlerSettings) -> Iterator[Metric]:
    sent = numbers.requests
    budgets = {
        "sources": (sent.visits + sent.looks, settings.daily_requests),
        "pages": (sent.others, settings.daily_pages),
    }
    for name, place, meaning in (
        ("kliping_requests_today", 0, "Requests of the day in Jakarta: for sources with second looks, and for pages."),
        ("kliping_requests_limit", 1, "What crawler.daily_requests and crawler.daily_pages allow in a day."),
    ):
        yield by_label(name, "gauge", meaning, "what", {what: pair[place] for what, pair in budgets.items()})


def hold_counters(metrics: Iterator[Metric], seen: dict[str, float]) -> Iterator[Metric]:
    """Metrics whose counters never fall a little, as they do where a page ends otherwise after all: Prometheus would
    take that for a restart from 0, and count all pages again. Half or less is one: the articles were made anew."""
    for metric in metrics:
        if metric.kind != "counter":
            yield metric
            continue
        samples = [Sample(one.labels, _hold(f"{metric.name} {one.labels}", one.value, seen)) for one in metric.samples]
        yield Metric(metric.name, metric.kind, metric.meaning, samples)


def _hold(series: str, value: float, seen: dict[str, float]) -> float:
    last = seen.get(series, 0.0)
    seen[series] = value if value <= last / 2 else max(value, last)
    return seen[series]
