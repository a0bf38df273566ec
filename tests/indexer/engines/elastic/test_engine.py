"""What only the engine on Elasticsearch has to stand: servers that are down, strange, locked or full."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from base.deadline import TooSlowError, deadline
from base.errors import ConfigError, UnavailableError
from config.settings import EngineSettings
from indexer.articles.read import articles_database
from indexer.engines.elastic import generations
from indexer.engines.elastic.engine import ElasticEngine
from indexer.engines.index_writer import CHECK_SECONDS, open_index_writer
from indexer.engines.port import Engine, LostIndexError
from indexer.engines.queries import Bool, Everything, Phrase, Range, Request, Term
from indexer.pipeline import index_archive
from tests import elasticsearch_server
from tests.indexer.engines.conftest import OpenEngine, elastic_opener, ready, skip_without_elasticsearch
from tests.indexer.engines.corpus import document
from tests.indexer.engines.fake_elasticsearch import fake_elasticsearch
from tests.indexing import PUBLISHERS, SETTINGS, archive
from tests.indexing import ready as ready_article

PASSWORD = "rahasia-uji-coba"


@pytest.fixture
def elastic(open_elastic: OpenEngine) -> Engine:
    return ready(open_elastic())


@pytest.fixture(scope="module")
def locked_url() -> Iterator[str]:
    """The address of a server that asks for a password."""
    skip_without_elasticsearch()
    with elasticsearch_server.running(password=PASSWORD) as server:
        yield server.url


def ask(url: str, **settings: object) -> None:
    """Search once."""
    engine = ElasticEngine(EngineSettings(url=url, **settings), "none")
    try:
        engine.search(Request(Everything()))
    finally:
        engine.close()


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def strange_server() -> Iterator[str]:
    """The address of a web server that is no Elasticsearch."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


def test_server_that_is_down_is_named():
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:\d+ cannot be reached: is it running"):
        ask(f"http://127.0.0.1:{closed_port()}")


def test_write_to_a_server_that_is_down_fails_in_time():
    engine = ElasticEngine(EngineSettings(url=f"http://127.0.0.1:{closed_port()}"), "none", write_seconds=0.5)
    with pytest.raises(UnavailableError, match="cannot be reached"):
        engine.write("1", [document(1, title="kota")], [])
    engine.close()


def test_server_that_never_answers_is_named():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(UnavailableError, match="no usable answer"):
        ask(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout_seconds=0.5)


def test_nodes_that_are_down_are_passed_over(elastic, elasticsearch_url):
    elastic.write("1", [document(1, title="kota")], [])
    down = [f"http://127.0.0.1:{closed_port()}" for _ in range(2)]
    settings = replace(elastic._ours.settings, url=",".join([*down, elasticsearch_url]))
    for _ in range(3):  # the client begins with any of them
        with closing(ElasticEngine(settings, elastic._ours.alias.removeprefix("kliping-"))) as engine, deadline(30):
            assert engine.search(Request(Term("stem", "kota"))).total == 1


def test_without_a_node_that_is_up_the_time_is_not_used_up():
    urls = ",".join(f"http://127.0.0.1:{closed_port()}" for _ in range(3))
    with deadline(60), pytest.raises(UnavailableError, match="cannot be reached: is it running"):
        ask(urls)


def test_other_product_is_told_apart(strange_server):
    with pytest.raises(UnavailableError, match="something else"):
        ask(strange_server)


REQUESTS: dict[str, Callable[[Engine], object]] = {
    "search": lambda engine: engine.search(Request(Term("stem", "kota"))),
    "view": lambda engine: engine.search(Request(Term("stem", "kota"), hold_view=True)),
    "counts": lambda engine: engine.counts([Everything()]),
    "overview": lambda engine: engine.overview(Everything(), {"publisher": 5}),
    "scores": lambda engine: engine.scores([Term("stem", "kota")], ["d1"]),
    "documents": lambda engine: engine.documents(["d1"]),
    "fingerprint": lambda engine: engine.fingerprint("1"),
    "verify": lambda engine: engine.verify("1"),
    "write": lambda engine: engine.write("1", [document(1, title="kota")], []),
    "check": lambda engine: engine.check(),
}


@pytest.mark.parametrize("fault", ["of some shards", "timed out"])
def test_a_part_is_never_taken_for_all(fault):
    with fake_elasticsearch(*[fault] * 100) as server:
        engine = ElasticEngine(EngineSettings(url=server.url), "none")
        with closing(engine), pytest.raises(UnavailableError, match="a part of its shards"):
            engine.count(Everything())


@pytest.mark.parametrize("fault", ["nothing", "a list", "no hits", "html", "no json"])
@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
def test_an_answer_of_another_shape_is_named(request_of, fault):
    with fake_elasticsearch(*[fault] * 100) as server:
        engine = ElasticEngine(EngineSettings(url=server.url), "none")
        with closing(engine), pytest.raises(UnavailableError, match=r"an answer that is not|no usable answer"):
            request_of(engine)


def test_https_to_a_server_without_it_points_to_the_certificate(strange_server):
    with pytest.raises(UnavailableError, match="certificate"):
        ask(strange_server.replace("http:", "https:"), timeout_seconds=1.0)


@pytest.mark.parametrize(
    "settings",
    [
        EngineSettings(url="http://"),
        EngineSettings(url="localhost:9200"),
        EngineSettings(url="https://127.0.0.1:9200", ca_certs="missing.pem"),
        EngineSettings(url="https://127.0.0.1:9200", ca_certs=__file__),
        EngineSettings(url="http://127.0.0.1:port"),
    ],
)
def test_settings_that_make_no_connection_are_a_configuration_error(settings):
    with pytest.raises(ConfigError, match="engine"):
        ElasticEngine(settings, "none")


def test_password_in_the_address_is_not_shown():
    with pytest.raises(UnavailableError) as raised:
        ask(f"http://elastic:rahasia@127.0.0.1:{closed_port()}")
    assert "rahasia" not in str(raised.value)


@pytest.mark.elasticsearch
def test_engine_works_with_user_and_password(locked_url):
    with elastic_opener(locked_url, username=elasticsearch_server.USER, password=PASSWORD) as opener:
        engine = ready(opener())
        assert engine.write("1", [document(1, title="kota")], []) == []
        assert [hit.id for hit in engine.search(Request(Term("stem", "kota"), hold_view=True)).hits] == ["d1"]
        assert "health" in engine.check()


@pytest.mark.elasticsearch
@pytest.mark.parametrize(
    "settings", [{}, {"username": "elastic", "password": "salah"}, {"api_key": "c2FsYWg6c2FsYWg="}]
)
def test_wrong_credentials_are_named(locked_url, settings):
    with pytest.raises(UnavailableError, match="refused the credentials: check engine.username"):
        ask(locked_url, **settings)


@pytest.mark.elasticsearch
def test_years_lie_in_indices_of_their_own_and_an_article_stays_in_its_year(elastic):
    first = document(1, title="lama", year=2022)
    elastic.write("1", [first, document(2, title="lain", year=2024)], [])
    elastic.write("1", [replace(document(1, title="baru", published=1_750_000_000), year=2022)], [])
    indices = generations.list_generations(elastic._ours)["1"]
    assert {index.rpartition("-")[2] for index in indices} == {"base", "2022", "2024"}
    assert elastic.count(Everything()) == 2


@pytest.mark.elasticsearch
def test_a_phrase_weighs_the_same_whatever_years_have_none_of_its_words(elastic):
    def scores(generation: str, year: int) -> list[float]:
        elastic.create(generation, "test")
        others = [document(n, body="laut biru dan dalam " * n, year=year) for n in range(2, 40)]
        elastic.write(generation, [document(1, body="kota raya", year=2022), *others], [])
        elastic.switch(generation)
        phrase = Phrase("exact", ("kota", "raya"))
        (hit,) = elastic.search(Request(Bool(should=(phrase, Term("stem", "raya"))))).hits
        return [hit.score, elastic.scores([phrase], ["d1"])[0]["d1"]]

    assert scores("2", 2022) == pytest.approx(scores("3", 2024), rel=1e-6)


@pytest.mark.elasticsearch
@pytest.mark.timeout(120)
def test_searches_go_on_while_years_are_added(elastic):
    stop = threading.Event()

    def search_on() -> int:
        searches = 0
        while not stop.is_set():
            elastic.search(Request(Term("stem", "kota")))
            searches += 1
        return searches

    with ThreadPoolExecutor(2) as pool:
        going = [pool.submit(search_on) for _ in range(2)]
        try:
            for year in range(2001, 2013):
                elastic.write("1", [document(year, title="kota", year=year)], [])
        finally:
            stop.set()
        assert all(each.result(timeout=60) for each in going)
    assert elastic.count(Term("stem", "kota")) == 12


@pytest.mark.elasticsearch
def test_a_year_that_a_killed_process_made_is_found_after_the_next_write(elastic, monkeypatch):
    elastic.write("1", [document(1, title="kota", year=2001)], [])
    with monkeypatch.context() as killed:
        killed.setattr(generations, "add_to_alias", lambda *_: None)
        killed.setattr(generations, "record_years", lambda *_: None)
        elastic.write("1", [document(2, title="kota", year=2002)], [])
    assert elastic.count(Everything()) == 1
    elastic.write("1", [document(3, title="kota", year=2001)], [])
    assert elastic.count(Everything()) == 3


@pytest.mark.elasticsearch
def test_two_installations_never_meet(elasticsearch_url, elastic):
    with elastic_opener(elasticsearch_url) as opener:
        other = ready(opener())
        other.write("1", [document(1, title="milik lain")], [])
        elastic.write("1", [document(2, title="milik kita")], [])
        other.create("2", "fingerprint")
        other.switch("2")
        assert (elastic.count(Everything()), other.count(Everything())) == (1, 0)


@pytest.mark.elasticsearch
def test_what_the_server_refuses_is_given_back_with_its_reason(elastic, monkeypatch):
    monkeypatch.setattr("indexer.engines.rewrite.rejection_reason", lambda document: None)
    bad = document(1, title="buruk", keywords={"publisher": ("x" * 33_000,)})
    refused = elastic.write("1", [bad, document(2, title="baik")], [])
    assert [each.id for each in refused] == ["d1"]
    assert "publisher" in refused[0].reason
    assert elastic.count(Everything()) == 1


def set_read_only(engine: ElasticEngine, value: bool | None) -> None:
    ours = engine._ours
    ours.client.indices.put_settings(index=f"{ours.alias}-1-*", settings={"index.blocks.read_only": value})


@pytest.mark.elasticsearch
def test_index_that_is_locked_keeps_the_documents_queued(elastic):
    elastic.write("1", [document(1, title="kota")], [])
    elastic._ours.client.indices.put_settings(
        index=f"{elastic._ours.alias}-1-*", settings={"index.blocks.read_only": True}
    )
    with pytest.raises(UnavailableError, match="cluster_block_exception"):
        elastic.write("1", [document(2, title="kota")], [])
    elastic._ours.client.indices.put_settings(
        index=f"{elastic._ours.alias}-1-*", settings={"index.blocks.read_only": None}
    )
    assert elastic.write("1", [document(2, title="kota")], []) == []


@pytest.mark.elasticsearch
def test_index_of_another_layout_is_not_written_to(elastic):
    meta = {"fingerprint": "fingerprint", "layout": 0}
    elastic._ours.client.indices.put_mapping(index=f"{elastic._ours.alias}-1-base", meta=meta)
    assert elastic.fingerprint("1") != "fingerprint"
    with pytest.raises(UnavailableError, match="rebuild"):
        elastic.write("1", [document(1, title="kota")], [])


def remove_year(engine: ElasticEngine, generation: str, year: int) -> None:
    engine._ours.client.indices.delete(index=f"{engine._ours.alias}-{generation}-{year}")


@pytest.mark.elasticsearch
def test_a_year_that_is_gone_is_an_error_and_not_written_over(open_elastic):
    engine, other = ready(open_elastic()), open_elastic()
    engine.write("1", [document(1, year=2023), document(2, year=2024)], [])
    assert other.count(Everything()) == 2
    remove_year(engine, "1", 2023)
    with pytest.raises(LostIndexError, match="2023"):
        other.count(Everything())
    with pytest.raises(LostIndexError, match="2023"):
        open_elastic().search(Request(Everything(), hold_view=True))
    with pytest.raises(LostIndexError, match="2023"):
        engine.write("1", [document(3, year=2023)], [])
    with pytest.raises(LostIndexError, match="2023"):
        engine.verify("1")


@pytest.mark.elasticsearch
def test_a_generation_without_a_note_of_its_years_gets_one_with_the_next_write(elastic):
    elastic.write("1", [document(1, year=2023)], [])
    base = f"{elastic._ours.alias}-1-base"
    meta = {key: value for key, value in generations.read_meta(elastic._ours, "1").items() if key != "years"}
    elastic._ours.client.indices.put_mapping(index=base, meta=meta)
    elastic.verify("1")
    elastic.write("1", [document(2, year=2024)], [])
    assert generations.read_meta(elastic._ours, "1") == {**meta, "years": [2023, 2024]}


def _remove_alias(engine: ElasticEngine) -> None:
    engine._ours.client.indices.delete_alias(index=f"{engine._ours.alias}-*", name=engine._ours.alias)


def _remove_first_year(engine: ElasticEngine) -> None:
    remove_year(engine, "1", 2023)


def _close_first_year(engine: ElasticEngine) -> None:
    engine._ours.client.indices.close(index=engine._ours.index("1", 2023))


@pytest.mark.elasticsearch
@pytest.mark.parametrize("lose", [_remove_alias, _remove_first_year, _close_first_year])
def test_what_is_lost_on_the_server_is_told_by_searches_and_made_again(elasticsearch_url, tmp_path, lose):
    settings = replace(SETTINGS, engine=EngineSettings(url=elasticsearch_url))
    days = {"a": "2023-05-04T10:00:00+07:00", "b": "2024-05-04T10:00:00+07:00"}
    archive(tmp_path, *(ready_article(name, f"Judul {name}", ["Isi."], published=day) for name, day in days.items()))
    index_archive(settings, tmp_path, PUBLISHERS, once=True)
    with (
        articles_database(settings, tmp_path) as database,
        open_index_writer(settings, tmp_path, database) as index_writer,
    ):
        engine, now = index_writer.engine, 0.0
        index_writer.clock = index_writer.repairs.clock = lambda: now
        assert (index_writer.step(), engine.count(Everything())) == (False, 2)
        lose(engine)
        with pytest.raises(UnavailableError, match="kliping index"):
            engine.search(Request(Everything()))
        now = CHECK_SECONDS
        while index_writer.step():
            pass
        assert (engine.current(), engine.count(Everything())) == ("2", 2)
        left = engine._ours.client.indices.get(index=f"{engine._ours.alias}-*", expand_wildcards="all")
        assert {name.split("-")[2] for name in left} == {"2"}
        engine._ours.client.indices.delete(index=list(left))


@pytest.mark.elasticsearch
def test_more_hits_than_one_answer_holds(elastic, monkeypatch):
    monkeypatch.setattr("indexer.engines.elastic.engine._AT_ONCE", 10)
    elastic.write("1", [document(n, title="kota") for n in range(35)], [])
    for sort in ("relevance", "newest"):
        hits = elastic.search(Request(Term("stem", "kota"), limit=30, sort=sort)).hits
        assert [hit.id for hit in hits] == [f"d{n}" for n in reversed(range(5, 35))]


@pytest.mark.elasticsearch
def test_scores_do_not_depend_on_the_range_of_dates(elastic):
    year = 365 * 86_400
    instants = [(50 + n % 4) * year + n for n in range(40)]
    some = [document(n, title="kota " * (n % 3 + 1), published=instant) for n, instant in enumerate(instants)]
    elastic.write("1", [*some, document(40, title="laut", published=53 * year)], [])
    kota, late = Term("stem", "kota"), Range("published", 52 * year, None)
    whole = {hit.id: hit.score for hit in elastic.search(Request(kota, limit=40)).hits}
    part = {hit.id: hit.score for hit in elastic.search(Request(Bool(must=(kota, late)), limit=40)).hits}
    assert len(part) == 20
    assert part == pytest.approx({name: whole[name] for name in part}, rel=1e-5)


def test_a_server_that_does_not_answer_in_time_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = ElasticEngine(EngineSettings(url=f"http://127.0.0.1:{silent.getsockname()[1]}"), "test")
        with closing(engine), deadline(0.05), pytest.raises(TooSlowError):
            engine.search(Request(Term("stem", "kota")))
