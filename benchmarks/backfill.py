"""A backfill of 2,000 articles, killed three times: what was planned, what it took, what was fetched in vain.

python benchmarks/backfill.py [--articles 2000] [--kills 3]

The site lies on the loopback: 25 articles on weekdays, 12 on Saturdays and Sundays, in lists by date of 20 a page, each
with links to five old articles beside them; an index of monthly sitemaps that begins only in the second half of the
range. Of a hundred articles two are gone (404), one is an empty list of links, and one tells another day.

Limits: the plan within 10 % of the requests that the site has seen, no page in the archive twice, no more pages asked
for twice than were in flight at the kills, and waste below 10 %. Takes some minutes: nothing is faster than one host
answers two requests at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crawler.archive.archive import follow  # noqa: E402 - the scripts are no package
from tests.news_site import Answer, NewsSite, serve_site  # noqa: E402

FIRST = date(2026, 1, 5)
PER_PAGE = 20
IN_FLIGHT = 2
DEADLINE = 900
ENVIRONMENT = {
    "KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES": "true",
    "KLIPING_CRAWLER__MIN_FREE_BYTES": "0",
    "KLIPING_LOG__LEVEL": "warning",
}
PUBLISHER = """
name = "Uji"
domains = ["{host}"]
article_url = '/baca/'
[politeness]
delay_seconds = 0
[[sources]]
kind = "sitemap"
url = "http://{host}/sitemap.xml"
[backfill]
urls = ["http://{host}/indeks/{{year}}/{{month}}/{{day}}/{{page}}"]
links = "css:h2 a, aside a"
max_pages = 10
"""
SENTENCE = "Warga {number} kampung mulai membersihkan rumah mereka setelah banjir surut pada Selasa pagi. "


def days_of(articles: int) -> Iterator[tuple[date, int]]:
    """The days, from the first on, with the number of each one's articles."""
    day = FIRST
    while articles > 0:
        number = min(articles, 12 if day.weekday() > 4 else 25)
        yield day, number
        articles -= number
        day += timedelta(1)


def fill(site: NewsSite, articles: int) -> date:
    """Put lists, sitemaps and articles on the site; returns the last day."""
    days = list(days_of(articles))
    count, entries = 0, Counter[str]()
    texts: dict[str, list[str]] = {}
    for place, (day, number) in enumerate(days):
        paths = []
        for _ in range(number):
            paths.append(f"/baca/{count}-banjir-surut")
            put_article(site, paths[-1], day, count)
            count += 1
        put_lists(site, day, paths)
        if place >= len(days) // 2:
            texts.setdefault(f"{day:%Y-%m}", []).extend(
                f"<url><loc>{site.base}{path}</loc><lastmod>{day}</lastmod></url>" for path in paths
            )
            entries[f"{day:%Y-%m}"] += number
    months = [f"2025-{month:02}" for month in range(1, 13)] + list(texts)
    index = "".join(f"<sitemap><loc>{site.base}/sitemap-{month}.xml</loc></sitemap>" for month in months)
    site.answers["/sitemap.xml"] = Answer(f"<sitemapindex>{index}</sitemapindex>".encode(), "application/xml")
    for month, urls in texts.items():
        text = f"<urlset>{''.join(urls)}</urlset>"
        site.answers[f"/sitemap-{month}.xml"] = Answer(text.encode(), "application/xml")
    return days[-1][0]


def put_article(site: NewsSite, path: str, day: date, number: int) -> None:
    kind = number % 100
    if kind in (17, 67):
        return  # gone
    told = day - timedelta(400) if kind == 42 else day
    head = f'<meta property="article:published_time" content="{told}T10:00:00+07:00">'
    text = "".join(f"<p>{SENTENCE.format(number=number + line) * 3}</p>" for line in range(4))
    if kind == 83:
        text = ""
    page = f"<!doctype html><title>Banjir {number} surut</title>{head}<h1>Banjir {number} surut</h1>{text}"
    site.answers[path] = Answer(page.encode())


def put_lists(site: NewsSite, day: date, paths: list[str]) -> None:
    beside = "".join(f"<a href='/baca/2024/01/0{number}/lama'>Lama</a>" for number in range(1, 6))
    for page in range(1, 11):
        some = paths[(page - 1) * PER_PAGE : page * PER_PAGE]
        items = "".join(f"<h2><a href='{path}'>Judul</a></h2>" for path in some)
        text = f"<!doctype html><h1>Indeks</h1>{items}<aside>{beside}</aside>"
        site.answers[f"/indeks/{day:%Y/%m/%d}/{page}"] = Answer(text.encode())


def kliping(data: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kliping.main", *arguments, "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | ENVIRONMENT)


def ended(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=DEADLINE)
    if process.returncode:
        raise SystemExit(f"ended with {process.returncode}")
    return output


def kill_at(process: subprocess.Popen[str], site: NewsSite, requests: int) -> None:
    deadline = time.monotonic() + DEADLINE
    while len(site.seen) < requests:
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("the backfill ended before it was killed")
        time.sleep(0.02)
    process.kill()
    process.wait()


def run(site: NewsSite, data: Path, last: date, kills: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Plan, run with kills in between, index; the reports of the plan and of the end."""
    asked = ("backfill", "--publisher", "uji", "--from", str(FIRST), "--to", str(last), "--json")
    planned = json.loads(ended(kliping(data, *asked, "--plan")))
    for number in range(kills):
        whole = planned["plan"]["requests"]
        kill_at(kliping(data, *asked), site, len(site.seen) + (whole - len(site.seen)) // (kills + 1 - number))
    ended(kliping(data, *asked))
    ended(kliping(data, "index", "--once"))
    return planned, json.loads(ended(kliping(data, *asked)))


def main() -> int:
    """Print the figures; 1 where a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=3)
    given = parser.parse_args()
    with serve_site() as site, tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        (data / "publishers").mkdir(parents=True)
        (data / "publishers" / "uji.toml").write_text(PUBLISHER.format(host=site.base.removeprefix("http://")))
        last = fill(site, given.articles)
        begun = time.monotonic()
        planned, done = run(site, data, last, given.kills)
        urls = [page.url for page, _ in follow(data / "archive", {}) if page.kind == "page"]
        seen = Counter(site.paths())
    twice = sum(number - 1 for number in seen.values())
    off = abs(planned["plan"]["requests"] - seen.total()) / seen.total()
    print(f"planned   {planned['plan']['requests']:,} requests after {planned['done']['lists']} lists")
    print(f"took      {seen.total():,} ({off:.1%} off) in {time.monotonic() - begun:,.0f} s, {given.kills} kills in it")
    print(f"archived  {len(urls):,} pages, {len(urls) - len(set(urls))} twice; {twice} requests made twice")
    print(f"waste     {done['waste']['share']:.1%} of {sum(done['done']['pages'].values()):,} pages: {done['waste']}")
    is_well = off <= 0.1 and len(urls) == len(set(urls)) and twice <= IN_FLIGHT * given.kills
    return 0 if is_well and done["waste"]["share"] < 0.1 and not done["stopped"] else 1


if __name__ == "__main__":
    sys.exit(main())
