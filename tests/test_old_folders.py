"""A data folder of an earlier program is read, searched, gone on with and rebuilt as if this one had made it.

Each `folders/DATE.tar.xz` was made by the program of that day; `folders/README.md` says how.
"""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import load_catalogue
from config.outcomes import Outcome
from config.settings import Settings, load
from crawler.ledger.ledger import open_ledger
from indexer.articles.history import HistoryReader
from indexer.engines import open_engine
from indexer.language.analysis import load_lexicon
from kliping.status import status_of
from search.answer.answer import answer
from search.context import Context
from search.publisher_fields import catalogue_of
from search.query.field_values import catalogue_names
from search.query.word_lists import word_lists
from search.request import SearchRequest
from tests.news_site import serve_site
from tests.processes import kliping

FOLDERS = Path(__file__).parent / "folders"
NAMES = sorted(path.name.removesuffix(".tar.xz") for path in FOLDERS.glob("*.tar.xz"))
NEW_PUBLISHER = """
name = "Kabar Baru"
domains = ["127.0.0.1:{port}"]
article_url = '/baca/'
[politeness]
delay_seconds = 0
[[sources]]
kind = "feed"
url = "http://127.0.0.1:{port}/umpan"
"""


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def unpacked(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old") / "data"
    with tarfile.open(FOLDERS / f"{name}.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return folder


@pytest.fixture
def data(unpacked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(unpacked, tmp_path / "data"))


@pytest.fixture(scope="module")
def expected(name: str) -> dict[str, Any]:
    """What the old program answered."""
    return dict(json.loads((FOLDERS / f"{name}.json").read_text(encoding="utf-8")))


def settings_of(data: Path) -> Settings:
    return load(data, {}).settings


def search(data: Path, requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is found for each request, as `folders/DATE.json` has it: id, title and copies of each hit."""
    names = catalogue_names(catalogue_of(data, settings_of(data).publishers))
    with closing(open_engine(settings_of(data), data)) as engine:
        context = Context(engine, load_lexicon(data), word_lists(data), names)
        # When the answers were kept, a word was found in all forms of its root.
        found = [answer(context, replace(SearchRequest.from_json(one), top=30, forms="root")) for one in requests]
    return [
        {"request": one, "total": page.total, "hits": [[hit.id, hit.title.text, hit.copies] for hit in page.hits]}
        for one, page in zip(requests, found, strict=True)
    ]


def searched_again(data: Path, expected: dict[str, Any]) -> list[dict[str, Any]]:
    return search(data, [one["request"] for one in expected["answers"]])


def in_any_order(answers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers with their hits sorted: a deleted text weighs in an index until it is made anew, and may change the
    order."""
    return [one | {"hits": sorted(one["hits"])} for one in answers]


def versions(data: Path, expected: dict[str, Any]) -> dict[str, list[list[object]]]:
    with closing(HistoryReader(settings_of(data), data)) as histories:
        return {
            article: [[one.number, one.content.title, one.content.body[-1]] for one in histories.read(article).versions]
            for article in expected["versions"]
        }


def status(data: Path) -> dict[str, dict[str, int]]:
    """What the status of those days told, as `folders/DATE.json` has it."""
    found = status_of(settings_of(data), data, "all")
    held = {name: found.held[name] for name in ("articles", "dead_letters")}
    now = {"links_due": found.waiting["links"], "waiting_for_engine": found.waiting["articles"], **held}
    return {**{stage: dict(counts) for stage, counts in found.stages.items()}, "now": now}


def test_a_folder_tells_of_no_other_machine(unpacked: Path) -> None:
    text = b"".join(path.read_bytes() for path in unpacked.rglob("*.sqlite"))
    assert not any(root in text for root in (b"/home/", b"/root/", b"/tmp/"))


def without_copies(answers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers without how many copies each hit has, which an index tells that was made since they are marked there."""
    return [one | {"hits": [hit[:2] for hit in one["hits"]]} for one in answers]


def test_searches_find_what_they_found(data: Path, expected: dict[str, Any]) -> None:
    assert without_copies(searched_again(data, expected)) == without_copies(expected["answers"])


def test_what_its_index_does_not_hold_is_found_by_nothing(data: Path) -> None:
    [answered] = search(data, [{"q": "status:ditarik"}])
    assert answered["total"] == 0
    [answered] = search(data, [{"q": "-status:ditarik komet"}])
    assert answered["total"] == 1


def test_the_command_finds_before_anything_else_has_touched_the_folder(data: Path, expected: dict[str, Any]) -> None:
    first = expected["answers"][0]
    found = json.loads(kliping("search", first["request"]["q"], "--json", "--data", str(data)).stdout)
    assert [[hit["id"], hit["title"], hit["copies"]] for hit in found["hits"]] == first["hits"]


def test_versions_of_an_article_are_there(data: Path, expected: dict[str, Any]) -> None:
    assert versions(data, expected) == expected["versions"]


def test_the_outcomes_add_up_to_the_same(data: Path, expected: dict[str, Any]) -> None:
    assert status(data) == expected["status"]
    stages = {stage: counts for stage, counts in expected["status"].items() if stage != "now"}
    assert json.loads(kliping("status", "--json", "--since", "all", "--data", str(data)).stdout)["stages"] == stages


def test_nothing_is_left_to_index(data: Path, expected: dict[str, Any]) -> None:
    kliping("index", "--once", "--data", str(data))
    assert in_any_order(searched_again(data, expected)) == in_any_order(expected["answers"])
    assert (status(data), versions(data, expected)) == (expected["status"], expected["versions"])


def test_the_index_is_rebuilt_from_it(data: Path, expected: dict[str, Any]) -> None:
    kliping("index", "--rebuild", "--data", str(data))
    assert in_any_order(searched_again(data, expected)) == in_any_order(expected["answers"])
    assert status(data)["now"] == expected["status"]["now"]


def test_a_rebuilt_index_knows_who_said_what_and_where(data: Path) -> None:
    """What its program could not read off articles is read when their index is made anew."""
    asked = [{"q": 'penutur:"Rudi Sasongko"'}, {"q": 'tokoh:"Nani Suharti"'}, {"q": "daerah:tanimbar"}]
    assert [one["total"] for one in search(data, asked)] == [0, 0, 0]
    kliping("index", "--rebuild", "--data", str(data))
    assert [one["total"] for one in search(data, asked)] == [1, 1, 1]
    quotes = kliping("quotes", 'penutur:"Rudi Sasongko"', "--format", "jsonl", "--data", str(data)).stdout
    assert "gudang pendingin dibangun di pelabuhan kecil" in quotes


def test_the_articles_are_made_again_from_its_archive(data: Path, expected: dict[str, Any]) -> None:
    made_again = kliping("index", "--from-archive", "--data", str(data))
    assert "archive.damaged" not in made_again.stderr
    assert in_any_order(searched_again(data, expected)) == in_any_order(expected["answers"])
    assert (status(data), versions(data, expected)) == (expected["status"], expected["versions"])


def test_the_ledger_knows_its_sources_and_links(data: Path) -> None:
    with open_ledger("sqlite:", data) as ledger:
        ledger.sync_sources(load_catalogue(data).values())
        visited = [one for one in ledger.sources() if one.last_visit]
        assert {one.publisher for one in visited} >= {"warta-nusantara", "kabar-timur"}
        assert all(one.outcome == Outcome.FETCHED.value and one.body_hash for one in visited)
        assert ledger.seen("https://127.0.0.1:18473/read/100419-komet-terlihat-dari-pantai-barat.html")


def test_crawling_goes_on_in_it(data: Path, expected: dict[str, Any]) -> None:
    with serve_site() as site:
        site.page("/baca/1", "Sumur desa digali lebih dalam")
        site.feed("/umpan", ["/baca/1"])
        text = NEW_PUBLISHER.format(port=site.base.rpartition(":")[2])
        (data / "publishers" / "kabar-baru.toml").write_text(text, encoding="utf-8")
        kliping("crawl", "--once", "--publisher", "kabar-baru", "--data", str(data))
    kliping("index", "--once", "--data", str(data))
    fetched = expected["status"]["fetch"]["fetched"]
    assert status(data)["fetch"] == expected["status"]["fetch"] | {"fetched": fetched + 1}
    assert status(data)["now"]["articles"] == expected["status"]["now"]["articles"] + 1
    assert [title for _, title, _ in search(data, [{"q": "sumur digali"}])[0]["hits"]] == [
        "Sumur desa digali lebih dalam"
    ]
