"""Publisher files: what is read, and that every mistake is named with file and key."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from base.errors import ConfigError
from config.catalogue import (
    Adaptive,
    Cron,
    Every,
    Publisher,
    load_catalogue,
    parse_schedule,
    publisher_of,
    read_publisher,
)
from config.publisher_settings import PublisherSettings

WHOLE = """
name = "Warta Uji"
domains = ["warta.example", "127.0.0.1:8080"]
timezone = "Asia/Makassar"
article_url = '^https?://warta\\.example/baca/'
single_page = "query:page=all"
next = "css:a.next"
group = "Grup Uji"
reach = "regional"
posture = "Says nothing."

[politeness]
delay_seconds = 2
user_agent = "Uji/1"

[[sources]]
kind = "feed"
url = "https://warta.example/rss"
schedule = "every 15m"

[[sources]]
kind = "section"
url = "https://warta.example/terkini"
links = "css:h2 a"

[[rules]]
until = 2021-12-31
title = ["css:h1.old"]

[[rules]]
title = ["json-ld:headline", "css:h1"]
body = ["css:.isi"]
"""


def write(folder: Path, text: str, name: str = "uji.toml") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    publisher = read_publisher(write(tmp_path, WHOLE))
    assert publisher.slug == "uji"
    assert publisher.politeness.delay_seconds == 2.0
    assert (publisher.group, publisher.reach) == ("Grup Uji", "regional")
    assert [source.schedule for source in publisher.sources] == [Every(timedelta(minutes=15)), Adaptive()]
    assert publisher.sources[1].links == "css:h2 a"


def test_rules_are_chosen_by_the_day_of_capture(tmp_path: Path) -> None:
    publisher = read_publisher(write(tmp_path, WHOLE))
    old, new = publisher.rules_on(date(2021, 12, 31)), publisher.rules_on(date(2022, 1, 1))
    assert old is not None
    assert new is not None
    assert old.paths["title"] == ("css:h1.old",)
    assert new.paths["title"] == ("json-ld:headline", "css:h1")


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://warta.example/a", True),
        ("https://www.warta.example/a", True),
        ("http://127.0.0.1:8080/a", True),
        ("http://127.0.0.1:8081/a", False),
        ("https://notwarta.example/a", False),
        ("https://warta.example.evil.example/a", False),
        ("https://warta.example:99999999/a", False),
    ],
)
def test_ownership_goes_by_domain_and_port(tmp_path: Path, url: str, owned: bool) -> None:
    assert read_publisher(write(tmp_path, WHOLE)).owns(url) is owned


def test_an_address_is_of_the_publisher_with_the_nearest_domain() -> None:
    house = Publisher("ibu", "Ibu", ("kabar.example", "a-domain-that-is-longer.example"))
    paper = Publisher("zamrud", "Zamrud", ("utara.kabar.example",))
    for both in ([house, paper], [paper, house]):
        assert publisher_of("https://www.utara.kabar.example/a", both) is paper
        assert publisher_of("https://selatan.kabar.example/a", both) is house
        assert publisher_of("https://lain.example/a", both) is None


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('name = "Warta Uji"', "", "name: is missing"),
        ('name = "Warta Uji"', "name = 5", "name: must be a string"),
        ('"warta.example", ', '"https://x.id", ', "domains: must be a host name"),
        ("Asia/Makassar", "Asia/Bali", "timezone: is no time zone"),
        ("Asia/Makassar", "Asia", "timezone: is no time zone"),
        ("Asia/Makassar", "", "timezone: must not be empty"),
        ("^https?://warta", "(https?://warta", "article_url: is no regular expression"),
        ("query:page=all", "page=all", "single_page: must be like"),
        ("css:a.next", "a.next", "next: must be like"),
        ("css:a.next", "json-ld:next", "next: must be like"),
        ("css:a.next", "css:a:nxt", "next: 'a:nxt' is no CSS selector"),
        ("127.0.0.1:8080", "127.0.0.1:99999", "domains: must have a port between 1 and 65535"),
        ("https://warta.example/rss", "https://warta.example:0/rss", "sources[1].url: must be an http"),
        ("delay_seconds = 2", "delay_seconds = 9999", "politeness.delay_seconds: must be between"),
        ("delay_seconds = 2", "delay = 2", "politeness.delay: is not a key"),
        ('kind = "feed"', 'kind = "rss"', "sources[1].kind: must be one of"),
        ("https://warta.example/rss", "warta.example/rss", "sources[1].url: must be an http"),
        ("every 15m", "hourly", "sources[1].schedule: must be"),
        ("every 15m", "", "sources[1].schedule: must not be empty"),
        ("every 15m", "99 99 * * *", "sources[1].schedule: '99' is no minute of cron"),
        ("every 15m", "0 6 31 2-1 *", "sources[1].schedule: '2-1' is no month of cron"),
        ("css:h2 a", "h2 a", "sources[2].links: must be like"),
        ("css:h2 a", "css:h2[", "sources[2].links: 'h2[' is no CSS selector"),
        ("css:h2 a", "css:h2 a::attr(href)", "sources[2].links: 'h2 a::attr(href)' is no CSS selector"),
        ('"css:.isi"', '"css:h1[["', "rules[2].body: 'h1[[' is no CSS selector"),
        ('body = ["css:.isi"]', 'remove = ["json-ld:x"]', "rules[2].remove: must be like"),
        ('"json-ld:headline"', '"json-ld:author..name"', "rules[2].title: must be keys with dots between them"),
        ("until = 2021-12-31", 'until = "soon"', "rules[1].until: must be a day"),
        ("until = 2021-12-31", "until = 2021-12-31T12:00:00", "rules[1].until: must be a day"),
        ('title = ["css:h1.old"]', 'titel = ["css:h1.old"]', "rules[1].titel: is not a key"),
        ('"json-ld:headline"', '"xpath://h1"', "rules[2].title: must start with one of"),
        ('reach = "regional"', 'reach = "local"', "reach: must be one of national, regional, not 'local'"),
        ('posture = "Says nothing."', "posture = [", "not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in WHOLE
    file = write(tmp_path, WHOLE.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        read_publisher(file)
    assert str(file) in str(caught.value)
    assert key in str(caught.value)


def test_a_file_may_begin_with_the_mark_that_notepad_writes(tmp_path: Path) -> None:
    file = write(tmp_path, WHOLE)
    expected = read_publisher(file)
    file.write_text(WHOLE, "utf-8-sig")
    assert read_publisher(file) == expected


DATED = """
[backfill]
urls = ["https://warta.example/indeks/{year}/{month}/{day}?hal={page}"]
links = "css:h2 a"
max_pages = 20
first_page = 0
page_step = 10
"""


def test_lists_by_date(tmp_path: Path) -> None:
    read = read_publisher(write(tmp_path, WHOLE + DATED)).backfill
    assert read.urls == ("https://warta.example/indeks/{year}/{month}/{day}?hal={page}",)
    assert (read.links, read.max_pages, read.first_page, read.page_step) == ("css:h2 a", 20, 0, 10)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("{year}", "{tahun}", "backfill.urls: must have {year} and {month}"),
        ("{year}/", "", "backfill.urls: must have {year} and {month}"),
        ("{day}", "{day", "backfill.urls: must have {year} and {month}"),
        ("https://", "//", "backfill.urls: must be an http or https address"),
        ("?hal={page}", "", "backfill.urls: must have {page} where max_pages is more than 1"),
        ("css:h2 a", "h2 a", "backfill.links: must be like"),
        ("max_pages = 20", "max_pages = 0", "backfill.max_pages: must be between 1 and 1000"),
        ("max_pages = 20", 'max_pages = "20"', "backfill.max_pages: must be a whole number"),
        ("page_step = 10", "page_step = 2.5", "backfill.page_step: must be a whole number"),
        ("page_step", "pages", "backfill.pages: is not a key of a publisher's file"),
        ('urls = ["https://warta.example/indeks/{year}/{month}/{day}?hal={page}"]', "", "backfill.urls: is missing"),
    ],
)
def test_a_mistake_in_lists_by_date_is_named(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in DATED
    with pytest.raises(ConfigError) as caught:
        read_publisher(write(tmp_path, WHOLE + DATED.replace(old, new, 1)))
    assert key in str(caught.value)


def test_a_users_file_replaces_the_given_one_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, data = tmp_path / "given", tmp_path / "data"
    (data / "publishers").mkdir(parents=True)
    given.mkdir()
    monkeypatch.setattr("config.catalogue.BUILTIN", given)
    write(given, WHOLE)
    write(data / "publishers", 'name = "Lain"\ndomains = ["lain.example"]\n')
    assert load_catalogue(data)["uji"].sources == ()


def test_settings_switch_a_publisher_on_and_off(tmp_path: Path) -> None:
    (tmp_path / "publishers").mkdir()
    write(tmp_path / "publishers", WHOLE)
    assert load_catalogue(tmp_path, {"uji": PublisherSettings(enabled=False)})["uji"].enabled is False
    assert load_catalogue(tmp_path, {"uji": PublisherSettings()})["uji"].enabled is True
    with pytest.raises(ConfigError, match="publishers.nobody: there is no such publisher"):
        load_catalogue(tmp_path, {"nobody": PublisherSettings(enabled=True)})


@pytest.mark.parametrize(
    ("text", "schedule"),
    [("adaptive", Adaptive()), ("every 2h", Every(timedelta(hours=2))), ("*/15 6-22 * * *", Cron("*/15 6-22 * * *"))],
)
def test_schedules(text: str, schedule: object) -> None:
    assert parse_schedule(text) == schedule


@pytest.mark.parametrize("text", ["", "every 0m", "every 99999999999d", "every day", "* * * *", "* * * * * *"])
def test_wrong_schedules(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        parse_schedule(text)
