"""Each state is told apart on sites that have what is wrong; without a network all stay as they were."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path

import pytest
import sqlalchemy as sa

from base.database import writing
from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, Settings
from crawler.crawl import crawl
from crawler.health.history import Look
from crawler.health.records import NETWORK, conditions, histories
from crawler.health.report import Finding, SourceHealth, assess, findings
from crawler.health.states import State, evidence
from crawler.health.watch import Seen, Watch
from crawler.ledger.ledger import open_ledger
from crawler.ledger.tables import HOST
from crawler.politeness.outages import Outages
from crawler.schedule.report import CrawlReport
from tests.news_site import Answer, NewsSite, serve_site

SETTINGS = Settings(
    crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0, timeout_seconds=5.0)
)
CHALLENGE = b'<title>Just a moment...</title><h1>Verify you are human</h1><div class="cf-turnstile"></div>'


def feed(site: NewsSite, links: list[str], age: float = 300.0) -> bytes:
    """A feed of these links, half an hour apart, the newest so many seconds old."""
    dates = [formatdate(time.time() - age - 1800 * number) for number in range(len(links))]
    items = "".join(
        f"<item><title>Judul</title><link>{link if '://' in link else site.base + link}</link>"
        f"<pubDate>{date}</pubDate></item>"
        for link, date in zip(links, dates, strict=True)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Uji</title>{items}</channel></rss>".encode()


ARTICLES = [f"/baca/{number}" for number in range(3)]


def serve(site: NewsSite, links: list[str] = ARTICLES, age: float = 300.0, **more: object) -> None:
    body = feed(site, links, age)
    site.answers["/rss"] = Answer(body, "application/rss+xml", headers={"Content-Length": str(len(body))} | more)  # type: ignore[arg-type]


def forbid(site: NewsSite) -> None:
    serve(site)
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", "text/plain")


def cut(site: NewsSite) -> None:
    serve(site)
    whole = site.answers["/rss"]
    assert isinstance(whole, Answer)
    length = {"Content-Length": str(len(whole.body) + 500), "Connection": "close"}
    site.answers["/rss"] = Answer(whole.body, whole.kind, headers=length)


def answer(body: bytes = b"<h1>Maaf</h1>", kind: str = "text/html", status: int = 200) -> Callable[[NewsSite], None]:
    return lambda site: site.answers.update({"/rss": Answer(body, kind, status)})


SITES: dict[str, tuple[State, Callable[[NewsSite], None]]] = {
    "well": (State.FINE, serve),
    "unauthorised": (State.BLOCKED, answer(status=401)),
    "forbidden": (State.BLOCKED, answer(status=403)),
    "throttled": (State.BLOCKED, answer(status=429)),
    "forbidden-by-law": (State.BLOCKED, answer(status=451)),
    "challenge": (State.BLOCKED, answer(CHALLENGE)),
    "challenge-503": (State.BLOCKED, answer(CHALLENGE, status=503)),
    "closed": (State.ROBOTS, forbid),
    "error": (State.FAILING, answer(status=500)),
    "cut": (State.FAILING, cut),
    "page": (State.UNREADABLE, answer(b"<html><h1>Beranda</h1><p>Segera kembali.</p></html>")),
    "broken": (State.UNREADABLE, answer(b"<?xml version='1.0'?><rss version='2.0'><channel><item><ti", "text/xml")),
    "home": (State.LYING, lambda site: serve(site, ["/"] * 6)),
    "same": (State.LYING, lambda site: serve(site, ["/baca/1"] * 6)),
    "elsewhere": (State.LYING, lambda site: serve(site, ["http://lain.example/baca/1"] * 2)),
    "bare": (State.EMPTY, lambda site: serve(site, [])),
    "old": (State.STALE, lambda site: serve(site, age=60 * 86_400.0)),
    "missing": (State.GONE, answer(status=404)),
    "withdrawn": (State.GONE, answer(status=410)),
}


def publisher(name: str, base: str) -> Publisher:
    """A publisher with one feed."""
    source = Source("feed", f"{base}/rss", Every(timedelta(hours=1)))
    port = base.rpartition(":")[2]
    return Publisher(
        name, name, (f"127.0.0.1:{port}",), article_url="/baca/", politeness=Politeness(0.0), sources=(source,)
    )


def run(data: Path, publishers: Mapping[str, Publisher]) -> CrawlReport:
    return crawl(SETTINGS, data, publishers, once=True, everything=True)


def health(data: Path, publishers: Mapping[str, Publisher]) -> tuple[dict[str, SourceHealth], list[Finding]]:
    with open_ledger("sqlite:", data) as ledger:
        known = conditions(ledger.engine)
        now = datetime.now(UTC)
        found = assess(publishers.values(), ledger.sources(), histories(ledger.engine), known, {}, now)
    return {one.publisher: one for one in found}, findings(found, known)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Publisher], CrawlReport]]:
    """All the sites, crawled twice, and a publisher on a port where nobody listens."""
    data = tmp_path_factory.mktemp("world")
    with ExitStack() as stack:
        publishers = {}
        for name, (_, prepare) in SITES.items():
            site = stack.enter_context(serve_site())
            for path in ARTICLES:
                site.page(path)
            prepare(site)
            publishers[name] = publisher(name, site.base)
        publishers["refused"] = publisher("refused", "http://127.0.0.1:1")
        run(data, publishers)
        yield data, publishers, run(data, publishers)


@pytest.mark.parametrize("name", SITES)
def test_a_state_is_told_by_what_the_site_does(name: str, world: tuple[Path, dict[str, Publisher], object]) -> None:
    one = health(*world[:2])[0][name]
    assert one.state is SITES[name][0], one.evidence
    assert one.is_finding == (one.state.is_sick and name not in ("throttled", "challenge-503"))  # these rest meanwhile


def test_nobody_listening_is_unreachable_and_no_fault_of_the_network(
    world: tuple[Path, dict[str, Publisher], object],
) -> None:
    sources, found = health(*world[:2])
    assert sources["refused"].state is State.UNREACHABLE
    assert State.NO_NETWORK not in {one.state for one in found}


def test_one_finding_for_each_state_the_worst_first(world: tuple[Path, dict[str, Publisher], object]) -> None:
    _, found = health(*world[:2])
    states = [one.state for one in found]
    assert states == sorted(set(states), key=list(State).index)
    lying = next(one for one in found if one.state is State.LYING)
    assert [one.publisher for one in lying.sources] == ["elsewhere", "home", "same"]


def test_a_crawl_says_which_sources_it_could_not_read(world: tuple[Path, dict[str, Publisher], CrawlReport]) -> None:
    report = world[2]
    assert len(report.visits) == len(SITES) + 1
    read = {"well", "cut", "same", "bare", "old"}
    assert {one.publisher for one in report.failed} == {*SITES, "refused"} - read


def test_sources_that_are_off_or_were_never_visited(tmp_path: Path) -> None:
    on = publisher("on", "http://127.0.0.1:1")
    off = Publisher("off", "Off", ("127.0.0.1",), enabled=False, sources=on.sources)
    with open_ledger("sqlite:", tmp_path) as ledger:
        ledger.sync_sources([on, off])
    sources, found = health(tmp_path, {"on": on, "off": off})
    assert (sources["on"].state, sources["off"].state, found) == (State.UNVISITED, State.OFF, [])
    assert sources["off"].next_visit is None


def test_without_a_network_there_is_one_finding_and_all_states_stay(tmp_path: Path) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(serve_site()) for _ in range(4)]
        publishers = {f"p{number}": publisher(f"p{number}", site.base) for number, site in enumerate(sites)}
        for site in sites[:3]:
            serve(site)
        answer(status=500)(sites[3])
        run(tmp_path, publishers)
        before, _ = health(tmp_path, publishers)
    report = run(tmp_path, publishers)  # nobody listens any more
    sources, found = health(tmp_path, publishers)
    assert [one.state for one in found] == [State.NO_NETWORK]
    assert {name: one.state for name, one in sources.items()} == {name: one.state for name, one in before.items()}
    assert [one.state for one in sources.values()].count(State.FINE) + [one.state for one in sources.values()].count(
        State.QUIET
    ) == 3
    assert len(report.failed) == len(report.visits) == 4


def test_the_network_is_there_again_with_the_first_answer(tmp_path: Path) -> None:
    with serve_site() as site:
        serve(site)
        publishers = {"satu": publisher("satu", site.base)}
        three = {f"p{number}": publisher(f"p{number}", f"http://127.0.0.{number}:1") for number in (2, 3, 4)}
        run(tmp_path, three)
        assert [one.state for one in health(tmp_path, three)[1]] == [State.NO_NETWORK]
        run(tmp_path, publishers)
    with open_ledger("sqlite:", tmp_path) as ledger:
        assert NETWORK not in conditions(ledger.engine)


@pytest.mark.parametrize(("minutes", "kept"), [(5, False), (11, True)])
def test_one_publisher_without_an_answer_is_judged_after_a_while(tmp_path: Path, minutes: int, kept: bool) -> None:
    """It may be the network, which a single one cannot tell."""
    with open_ledger("sqlite:", tmp_path) as ledger:
        ledger.sync_sources([publisher("satu", "http://127.0.0.1:1")])
        [source] = ledger.sources()
        watch = Watch(ledger.engine, Outages())
        at = (datetime.now(UTC) - timedelta(minutes=minutes)).timestamp()
        seen = Seen(source.id, "satu", source.url, Look(at, State.UNREACHABLE, evidence("said", "no route")))

        async def write(function: Callable[..., object], *arguments: object) -> object:
            return function(*arguments)

        async def settle() -> None:
            await watch.note(write, seen)
            await watch.settle(write)

        asyncio.run(settle())
        assert bool(histories(ledger.engine)) == kept
        assert watch.doubtful == ([] if kept else [seen])


def test_a_publisher_that_gives_its_list_and_refuses_its_articles_is_blocked(tmp_path: Path) -> None:
    with serve_site() as site:
        serve(site)
        site.answers.update(dict.fromkeys(ARTICLES, Answer(b"<h1>Maaf</h1>", status=403)))
        publishers = {"satu": publisher("satu", site.base)}
        for _ in range(3):
            run(tmp_path, publishers)
        one = health(tmp_path, publishers)[0]["satu"]
        assert (one.state, one.evidence) == (State.BLOCKED, evidence("pages_refused", 3))
        with open_ledger("sqlite:", tmp_path) as ledger, writing(ledger.engine) as connection:
            connection.execute(sa.update(HOST).values(refusals=0, refused_until=None))
        run(tmp_path, publishers)
        assert health(tmp_path, publishers)[0]["satu"].state is State.FINE


def test_each_change_of_a_state_is_one_event(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serve_site() as site:
        publishers = {"satu": publisher("satu", site.base)}
        with caplog.at_level("INFO"):
            for prepare in (serve, serve, answer(status=500), answer(status=500), answer(status=404), serve):
                prepare(site)
                run(tmp_path, publishers)
    lines = [vars(record).get("ecs", {}) for record in caplog.records]
    changes = [
        (line["kliping.state_before"], line["kliping.state"])
        for line in lines
        if line.get("event.action") == "source.state"
    ]
    assert changes == [("unvisited", "fine"), ("fine", "failing"), ("failing", "gone"), ("gone", "fine")]
