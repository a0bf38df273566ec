"""The sample site has the structures it promises, and `kliping demo --once` leaves a searchable archive."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from base.errors import ConfigError
from kliping.demo.run import run_demo, write_demo_folder
from kliping.demo.site import NAMES, serve
from kliping.demo.texts import Text, read_texts
from tests.processes import kliping

TEXTS = {slug: read_texts(slug) for slug in NAMES}


@pytest.fixture(scope="module")
def bases() -> Iterator[dict[str, str]]:
    with serve({}) as ports:
        yield {slug: f"http://127.0.0.1:{port}" for slug, port in ports.items()}


def get(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), dict(error.headers)


def test_there_are_sixty_articles_and_none_twice() -> None:
    slugs = [text.slug for texts in TEXTS.values() for text in texts]
    assert len(slugs) >= 60
    assert len(set(slugs)) == len(slugs)
    assert len({text.published.year for texts in TEXTS.values() for text in texts}) >= 4


def test_no_paragraph_stands_twice() -> None:
    paragraphs = [
        block.text
        for texts in TEXTS.values()
        for text in texts
        for page in text.pages
        for block in page
        if block.kind == "paragraph"
    ]
    assert len(set(paragraphs)) == len(paragraphs)


def test_kabar_timur_is_on_makassar_time() -> None:
    assert {text.published.utcoffset() for text in TEXTS["kabar-timur"]} == {timedelta(hours=8)}


@pytest.mark.parametrize("slug", NAMES)
def test_every_article_is_served_and_listed(bases: dict[str, str], slug: str) -> None:
    _, sitemap, _ = get(f"{bases[slug]}/sitemap.xml")
    listed = etree.fromstring(sitemap).xpath("//*[local-name()='loc']/text()")
    assert len(listed) == len(TEXTS[slug])
    for url, text in zip(listed, TEXTS[slug], strict=True):
        status, body, _ = get(url)
        assert status == 200
        assert text.title.split(":")[0].split("’")[0].encode() in body


@pytest.mark.parametrize(("slug", "path"), [("warta-nusantara", "rss.xml"), ("kabar-timur", "feed.atom")])
def test_feeds_are_well_formed_and_conditional(bases: dict[str, str], slug: str, path: str) -> None:
    status, body, headers = get(f"{bases[slug]}/{path}")
    assert status == 200
    assert len(etree.fromstring(body).xpath("//*[local-name()='item' or local-name()='entry']")) == 12
    assert get(f"{bases[slug]}/{path}", **{"If-None-Match": headers["ETag"]})[0] == 304


def test_harian_samudra_declares_wrong_character_sets(bases: dict[str, str]) -> None:
    wrong = 0
    for text in TEXTS["harian-samudra"]:
        _, body, headers = get(f"{bases['harian-samudra']}/read/{text.slug}.html")
        declared = headers["Content-Type"].split("charset=")[1]
        try:
            wrong += "–" not in body.decode(declared)
        except UnicodeDecodeError:
            wrong += 1
    assert wrong == len(TEXTS["harian-samudra"])


def test_articles_in_pages_name_the_next_and_can_be_had_whole(bases: dict[str, str]) -> None:
    text = next(text for text in TEXTS["pos-khatulistiwa"] if len(text.pages) == 3)
    url = f"{bases['pos-khatulistiwa']}/artikel/{text.section.lower()}/{text.slug}"
    _, first, _ = get(url)
    assert b'rel="next"' in first
    assert text.pages[2][-1].text.encode() not in first
    assert text.pages[2][-1].text.encode() in get(f"{url}?page=all")[1]
    assert get(f"{url}?page=9")[0] == 404


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_text("")
    with pytest.raises(ConfigError, match="something else than a demo"):
        run_demo(tmp_path, stay=False)


def test_settings_of_an_earlier_run_stay_and_a_damaged_mark_is_named(tmp_path: Path) -> None:
    write_demo_folder(tmp_path, {})
    (tmp_path / "kliping.toml").write_text("[crawler]\nmax_links = 7\n")
    write_demo_folder(tmp_path, {})
    assert "max_links = 7" in (tmp_path / "kliping.toml").read_text()
    for mark in ('{"kabar-timur": 80', '{"kabar-timur": 99999}'):
        (tmp_path / "demo.json").write_text(mark)
        with pytest.raises(ConfigError, match=r"demo\.json is damaged; remove"):
            run_demo(tmp_path, stay=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("demo") / "data"
    kliping("demo", "--once", "--data", str(data))
    return data


def search(data: Path, query: str, *options: str) -> Any:
    return json.loads(kliping("search", "--data", str(data), "--json", *options, query).stdout)


@pytest.mark.parametrize("query", ["pemberontak aleppo", '"kaki tanah liat"', "“kaki tanah liat”", "menyerang"])
def test_the_aleppo_article_is_found_first(demo: Path, query: str) -> None:
    assert search(demo, query)["hits"][0]["title"].startswith("Pemberontak Maju ke Aleppo")


@pytest.mark.parametrize("query", ["macy's", "macy’s", "hizbullah AND lebanon"])
def test_what_stands_in_a_promo_block_alone_is_not_found(demo: Path, query: str) -> None:
    assert search(demo, query)["total"] == 0


def test_all_articles_are_searchable_and_whole(demo: Path, tmp_path: Path) -> None:
    assert search(demo, "sejak:2020-01-01")["total"] == sum(map(len, TEXTS.values()))
    queries = tmp_path / "queries.jsonl"
    queries.write_text("".join(json.dumps({"id": one.title, "text": last_words(one)}) + "\n" for one in all_texts()))
    answers = [
        json.loads(line) for line in kliping("search", "--data", str(demo), "--batch", str(queries)).stdout.splitlines()
    ]
    missed = [answer["id"] for answer in answers if answer["id"] not in [hit["title"] for hit in answer["hits"]]]
    assert missed == []


def test_authors_times_and_zones_are_read(demo: Path) -> None:
    found = {hit["title"]: hit for hit in search(demo, "sejak:2020-01-01", "--top", "100")["hits"]}
    wrong = [
        (text.title, found[text.title]["authors"], found[text.title]["published"])
        for text in all_texts()
        if found[text.title]["authors"] != [text.author] or found[text.title]["published"] != text.published.isoformat()
    ]
    assert wrong == []


def all_texts() -> list[Text]:
    return [text for texts in TEXTS.values() for text in texts]


def last_words(text: Text) -> str:
    """A phrase of whole words from the last paragraph of an article."""
    last = [block.text for block in text.pages[-1] if block.kind == "paragraph"][-1]
    return '"' + max(re.findall(r"(?<![\w-])[A-Za-z]+(?: [A-Za-z]+)+(?![\w-])", last), key=len) + '"'


@pytest.mark.parametrize("query", ["advertisement", '"baca juga"', "scroll", '"pos khatulistiwa" AND foto'])
def test_noise_is_not_searchable(demo: Path, query: str) -> None:
    assert search(demo, query)["total"] == 0


def test_a_second_run_finds_nothing_new(demo: Path) -> None:
    printed = kliping("demo", "--once", "--data", str(demo)).stdout
    assert "0 new pages" in printed
    assert "0 new or changed articles" in printed
    assert "then http://127.0.0.1:8055/" in printed
