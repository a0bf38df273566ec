"""Past articles of a site with dated lists and sitemaps: planned, fetched, killed, gone on with."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest

from base.errors import ConfigError
from config.catalogue import load_catalogue
from config.settings import CrawlerSettings, Settings
from crawler.archive.archive import follow
from crawler.backfill.plan import NOT_NEEDED
from crawler.backfill.run import backfill as backfill_here
from crawler.backfill.watch import BackfillReport
from crawler.ledger.ledger import Link, open_ledger
from kliping.commands.backfill import read_days
from tests.forked import KLIPING, Forked
from tests.news_site import Answer, NewsSite, serve_site
from tests.processes import kliping

DEADLINE = 60
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 17)
DAYS = ("--from", str(FIRST), "--to", str(LAST))
ENVIRONMENT = {
    "KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES": "true",
    "KLIPING_CRAWLER__MIN_FREE_BYTES": "0",
    "KLIPING_LOG__LEVEL": "warning",
}
PER_PAGE = 4
PUBLISHER = """
name = "Uji"
domains = ["{host}"]
article_url = '/baca/'
[politeness]
delay_seconds = 0
[backfill]
urls = ["http://{host}/indeks/{{year}}-{{month}}-{{day}}?hal={{page}}"]
links = "css:h2 a"
max_pages = 10
{sources}
"""
SITEMAP = """
[[sources]]
kind = "sitemap"
url = "http://{host}/sitemap.xml"
"""


@pytest.fixture
def site() -> Iterator[NewsSite]:
    """Seven articles on weekdays, three on others, from the day before the range to the day behind it; each page of a
    list shows an older article beside them, and the last page again for each further one."""
    with serve_site() as made:
        for number in range((LAST - FIRST).days + 3):
            fill(made, FIRST + timedelta(number - 1))
        yield made


def fill(site: NewsSite, day: date) -> None:
    paths = [f"/baca/{day:%Y%m%d}{number}-uji" for number in range(3 if day.weekday() > 4 else 7)]
    for path in paths:
        told = f'<meta property="article:published_time" content="{day}T10:00:00+07:00">'
        site.page(path, f"Judul {path}", more=told)
    for page in range(1, 5):
        shown = paths[(page - 1) * PER_PAGE : page * PER_PAGE] or paths[-(len(paths) % PER_PAGE) :]
        items = "".join(f"<h2><a href='{path}'>Judul</a></h2>" for path in [*shown, "/baca/2019/01/02/lama"])
        site.answers[f"/indeks/{day}?hal={page}"] = Answer(f"<!doctype html>{items}".encode())


def add_sitemaps(site: NewsSite, first: date) -> None:
    """An index with a sitemap for each month, of which the one of March has the articles from a day on."""
    months = "".join(f"<sitemap><loc>{site.base}/peta-2026-0{month}.xml</loc></sitemap>" for month in range(1, 7))
    site.answers["/sitemap.xml"] = Answer(f"<sitemapindex>{months}</sitemapindex>".encode(), "application/xml")
    paths = sorted(path for path in site.answers if path.startswith("/baca/"))
    entries = "".join(
        f"<url><loc>{site.base}{path}</loc><lastmod>{path[6:10]}-{path[10:12]}-{path[12:14]}</lastmod></url>"
        for path in paths
        if path[6:14] >= f"{first:%Y%m%d}"
    )
    site.answers["/peta-2026-03.xml"] = Answer(f"<urlset>{entries}</urlset>".encode(), "application/xml")


def articles(site: NewsSite) -> list[str]:
    """Those of the range."""
    return [
        path
        for path in site.answers
        if path.startswith("/baca/") and f"{FIRST:%Y%m%d}" <= path[6:14] <= f"{LAST:%Y%m%d}"
    ]


@pytest.fixture
def data(site: NewsSite, tmp_path: Path) -> Path:
    return folder(site, tmp_path, "")


def folder(site: NewsSite, tmp_path: Path, sources: str) -> Path:
    made = tmp_path / "data"
    (made / "publishers").mkdir(parents=True, exist_ok=True)
    host = site.base.removeprefix("http://")
    text = PUBLISHER.format(host=host, sources=sources.format(host=host))
    (made / "publishers" / "uji.toml").write_text(text)
    return made


def backfill(data: Path, *options: str, code: int = 0, **settings: str) -> dict[str, Any]:
    arguments = ("backfill", "--publisher", "uji", *DAYS, "--json", "--data", str(data), *options)
    return dict(json.loads(kliping(*arguments, code=code, **(ENVIRONMENT | settings)).stdout))


def fetched(data: Path) -> list[str]:
    return [page.url for page, _ in follow(data / "archive", {}) if page.kind == "page"]


def test_planned_killed_and_gone_on_with(site: NewsSite, data: Path) -> None:
    planned = backfill(data, "--plan")
    assert planned["done"]["pages"] == {}
    assert not planned["plan"]["exact"]
    assert site.paths("/baca/") == []
    kill_after(site, data, requests=30)
    done = backfill(data)
    wanted = [f"{site.base}{path}" for path in articles(site)]
    assert sorted(fetched(data)) == sorted(wanted)  # none twice, none of other days
    assert len(site.paths("/indeks/")) == len(set(site.paths("/indeks/")))
    assert abs(planned["plan"]["requests"] - done["done"]["requests"]) <= 0.1 * done["done"]["requests"]
    assert len(site.paths()) <= done["done"]["requests"] + 2  # in flight at the kill
    kliping("index", "--once", "--data", str(data), **ENVIRONMENT)
    waste = backfill(data)["waste"]
    assert (waste["read"], waste["pages"], waste["share"]) == (len(wanted), 0, 0.0)


def kill_after(site: NewsSite, data: Path, requests: int) -> None:
    arguments = ["backfill", "--publisher", "uji", *DAYS, "--data", str(data)]
    process = Forked(
        [*KLIPING, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | ENVIRONMENT,
    )
    deadline = time.monotonic() + DEADLINE
    while len(site.paths("/baca/")) < requests:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait(DEADLINE)


def run(data: Path, **settings: Any) -> BackfillReport:
    """A backfill in this process, which starts sooner."""
    crawler = CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, **settings)
    return backfill_here(Settings(crawler=crawler), data, load_catalogue(data), "uji", FIRST, LAST, only_plan=False)


def requests(report: BackfillReport) -> int:
    read = [one for one in report.progress.lists if one.due is None and one.outcome != NOT_NEEDED]
    return len(read) + report.progress.pages.total()


def is_near(report: BackfillReport) -> bool:
    """Whether what was planned is within a tenth of what it took."""
    assert report.backfill.planned is not None
    return abs(report.backfill.planned - requests(report)) <= 0.1 * requests(report)


def test_sitemaps_that_name_all_make_the_dated_lists_needless(site: NewsSite, tmp_path: Path) -> None:
    add_sitemaps(site, FIRST - timedelta(1))
    data = folder(site, tmp_path, SITEMAP)
    done = run(data)
    assert sorted(fetched(data)) == sorted(f"{site.base}{path}" for path in articles(site))
    assert site.paths("/peta") == ["/peta-2026-03.xml"]
    assert len({path[8:18] for path in site.paths("/indeks/")}) == 7  # the days that are looked at for the plan
    assert is_near(done)


def test_sitemaps_that_begin_later_leave_the_rest_to_the_dated_lists(site: NewsSite, tmp_path: Path) -> None:
    add_sitemaps(site, FIRST + timedelta(9))
    data = folder(site, tmp_path, SITEMAP)
    done = run(data)
    assert sorted(fetched(data)) == sorted(f"{site.base}{path}" for path in articles(site))
    assert is_near(done)


def test_what_does_not_fit_in_the_day_waits_and_is_told(site: NewsSite, data: Path) -> None:
    done = run(data, daily_pages=100)
    assert "50% of crawler.daily_pages" in done.stopped
    assert "00:00 WIB" in done.stopped
    assert 50 <= len(site.seen) <= 55
    assert done.progress.waiting > 0


def test_a_page_that_is_gone_is_asked_for_once(site: NewsSite, data: Path) -> None:
    gone = articles(site)[5]
    site.answers[gone] = Answer(b"tidak ada", status=404)
    done = run(data)
    assert (done.progress.pages["not_found"], done.progress.waiting, done.stopped) == (1, 0, "")
    assert site.paths(gone) == [gone]


def test_a_list_that_fails_is_asked_for_again_later(site: NewsSite, data: Path) -> None:
    site.answers[f"/indeks/{LAST}?hal=1"] = Answer(b"rusak", status=500)
    done = run(data)
    assert "1 lists wait for another try" in done.stopped
    assert done.progress.waiting == 0
    assert len(site.paths(f"/indeks/{LAST}")) == 1


def test_news_go_before_what_is_past(site: NewsSite, data: Path) -> None:
    site.feed("/umpan", ["/baca/baru"])
    site.page("/baca/baru")
    done = run(data, daily_pages=100)
    with open_ledger("sqlite:", data) as ledger:
        link = Link(f"{site.base}/baca/baru", "baru", source=f"{site.base}/umpan")
        ledger.add_links("uji", link.source, [link], datetime.now(UTC), 10)
        later = datetime.now(UTC) + timedelta(seconds=1)
        assert ledger.pending_links("uji", 1, later)[0].key == "baru"
        assert [one.key for one in ledger.pending_links("uji", 9, later, past=False)] == ["baru"]
    assert done.progress.waiting > 0


def test_a_crawler_that_runs_does_the_work(site: NewsSite, data: Path) -> None:
    arguments = [*KLIPING, "crawl", "--publisher", "uji", "--data", str(data)]
    crawler = Forked(arguments, stderr=subprocess.DEVNULL, env=os.environ | ENVIRONMENT)
    deadline = time.monotonic() + DEADLINE
    try:
        while not (data / "crawl.lock").exists() or not (data / "crawl.lock").read_text():
            assert time.monotonic() < deadline
            assert crawler.poll() is None
            time.sleep(0.02)
        done = backfill(data)
    finally:
        crawler.terminate()
        crawler.wait(DEADLINE)
    assert done["stopped"] == ""
    assert sorted(fetched(data)) == sorted(f"{site.base}{path}" for path in articles(site))


def test_a_publisher_without_lists_is_told_what_to_do(data: Path) -> None:
    file = data / "publishers" / "uji.toml"
    file.write_text(file.read_text().partition("[backfill]")[0])
    with pytest.raises(ConfigError, match=r"add \[backfill\] to its file"):
        run(data)


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (("2026-03-09", "2026-03-01"), "later than"),
        (("2026-03-09", "soon"), "must be days"),
        (("2026-03-09", "2096-03-01"), "still to come"),
    ],
)
def test_wrong_days_are_told(days: tuple[str, str], message: str) -> None:
    with pytest.raises(click.UsageError, match=message):
        read_days(*days)
