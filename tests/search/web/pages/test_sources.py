"""The page of sources and `/api/v1/status`: what is wrong first, in both languages, without JavaScript."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from base.errors import UnavailableError
from config.catalogue import load_catalogue
from config.outcomes import Outcome
from config.settings import Settings
from crawler.health.history import Look
from crawler.health.records import NETWORK, Condition, record_look, set_condition
from crawler.health.states import State, evidence
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import articles_database
from indexer.engines.port import Engine
from search.labels.outcomes import IN_INDONESIAN
from tests.recorded_pages import record_page
from tests.search.client import Client, client_of

NOW = datetime.now(UTC)
SICK = "https://sakit.example/<rss>"
FILE = """
name = "{name}"
domains = ["{slug}.example"]
article_url = "/baca/"
sources = [{{ kind = "feed", url = "https://{slug}.example/{path}", schedule = "every 30m" }}]
"""


def no_engine() -> Engine:
    raise UnavailableError("there is no engine here")


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """A server on a folder with one sick source of a publisher whose name is markup, and a healthy one."""
    (tmp_path / "publishers").mkdir()
    for slug, name, path in (("sakit", "<b>Sakit</b>", "<rss>"), ("sehat", "Sehat", "rss")):
        (tmp_path / "publishers" / f"{slug}.toml").write_text(FILE.format(slug=slug, name=name, path=path))
    with open_ledger("sqlite:", tmp_path) as ledger:
        ledger.sync_sources(load_catalogue(tmp_path).values())
        numbers = {one.publisher: one.id for one in ledger.sources()}
        for hours in (3, 2, 1):
            at = (NOW - timedelta(hours=hours)).timestamp()
            record_look(ledger.engine, numbers["sakit"], Look(at, State.BLOCKED, evidence("answered", 403)))
            record_look(ledger.engine, numbers["sehat"], Look(at, listed=1))
    return client_of(tmp_path, no_engine)


def test_the_page_shows_what_is_wrong_before_all_sources(client: Client) -> None:
    answer = client.get("/sumber")
    assert answer.status_code == 200
    page = answer.text
    assert '<html lang="id">' in page
    assert page.index("Yang perlu dilihat") < page.index("menjawab dengan status 403") < page.index("<table")
    assert "<strong>diblokir</strong>" in page
    assert "<code>crawler.user_agent</code>" in page
    assert "&lt;b&gt;Sakit&lt;/b&gt;" in page
    assert "<b>Sakit" not in page
    assert re.findall(r'<th scope="row"><a href="([^"]*)"', page) == ["/?publisher=sakit", "/?publisher=sehat"]
    assert client.request("HEAD", "/sumber").status_code == 200


def test_the_page_is_there_in_english_and_each_leads_to_the_other(client: Client) -> None:
    english = client.get("/sumber", {"ui": "en"}).text
    assert "answered 403" in english
    assert 'href="/sumber" lang="id"' in english
    assert 'href="/sumber?ui=en" lang="en"' in client.get("/sumber").text


def test_what_became_of_pages_is_said_in_the_readers_language(client: Client, tmp_path: Path) -> None:
    assert {*IN_INDONESIAN} == {*Outcome}
    with open_ledger("sqlite:", tmp_path) as ledger:
        record_page(ledger, "p1", "sehat.example/a", Outcome.NOT_HTML, "r1", publisher="sehat")
    assert "1 bukan halaman teks" in client.get("/sumber").text
    assert "1 not html" in client.get("/sumber?ui=en").text


def test_every_page_leads_to_it(client: Client) -> None:
    assert '<a href="/sumber">Sumber</a>' in client.get("/tiada").text


def test_no_network_is_shown_without_sources(client: Client, tmp_path: Path) -> None:
    with open_ledger("sqlite:", tmp_path) as ledger:
        set_condition(ledger.engine, Condition(NETWORK, State.NO_NETWORK, NOW, evidence("no_answer")))
    page = client.get("/sumber").text
    assert page.index("tak satu penerbit pun menjawab") < page.index("menjawab dengan status 403")
    found = client.get("/api/v1/status", {"ui": "en"}).json()["findings"]
    assert [(one["state"], one["sources"]) for one in found] == [("no_network", []), ("blocked", [SICK])]


def test_the_api_has_what_the_command_prints(client: Client) -> None:
    answer = client.get("/api/v1/status", {"ui": "en"})
    assert answer.status_code == 200
    status = answer.json()
    assert set(status) == {"at", "stages", "waiting", "lag_seconds", "disk", "held", "alerts", "findings", "sources"}
    [finding] = status["findings"]
    assert (finding["publishers"], finding["sources"], finding["evidence"]) == (["sakit"], [SICK], "answered 403")
    first = status["sources"][0]
    assert (first["url"], first["state"], first["schedule"]) == (SICK, "blocked", "every 30m")
    assert client.get("/api/v1/status").json()["findings"][0]["evidence"] == "menjawab dengan status 403"


def test_an_archive_that_was_only_imported_has_a_status(tmp_path: Path) -> None:
    with articles_database(Settings(), tmp_path):
        pass  # made, and empty
    answer = client_of(tmp_path, no_engine).get("/api/v1/status", {"ui": "en"})
    assert answer.status_code == 200
    assert {one["state"] for one in answer.json()["sources"]} <= {"unvisited", "off"}


def test_a_host_that_only_searches_says_that_it_does_not_know(tmp_path: Path) -> None:
    client = client_of(tmp_path, no_engine)
    assert client.get("/api/v1/status").status_code == 503
    assert "tidak diketahui di sini" in client.get("/sumber").text
    assert not (tmp_path / "ledger.sqlite").exists()
