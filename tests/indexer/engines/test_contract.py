"""What both engines promise (`indexer/engines/port.py`), checked on each."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import islice, product

import pytest

from base.deadline import TooSlowError, deadline
from base.errors import UnavailableError
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Bucket, Engine, Overview
from indexer.engines.queries import (
    Among,
    Best,
    Bool,
    Boost,
    Cursor,
    Everything,
    Exists,
    Filter,
    Fuzzy,
    Nothing,
    Pattern,
    PatternPhrase,
    Phrase,
    Query,
    Range,
    Request,
    Term,
)
from tests.indexer.engines.conftest import elastic_opener, ready
from tests.indexer.engines.corpus import corpus, document


def ids(engine: Engine, query: Query, **options: object) -> list[str]:
    """The ids found, in order."""
    request = Request(query, limit=1_000, **options)
    return [hit.id for hit in engine.search(request).hits]


def found(engine: Engine, query: Query) -> set[str]:
    """The ids found; and the count must agree."""
    hits = set(ids(engine, query))
    assert engine.count(query) == len(hits)
    return hits


def with_stories(engine: Engine) -> Engine:
    """The engine with four documents whose words are easy to tell apart."""
    texts = {
        1: ("serangan udara di kota", "warga kota mengungsi"),
        2: ("banjir di kota tua", "air laut naik serangan nyamuk"),
        3: ("harga beras naik", "pasar kota ramai pembeli"),
        4: ("gempa di laut", ""),
    }
    engine.write("1", [document(n, title=title, body=body) for n, (title, body) in texts.items()], [])
    return engine


@pytest.fixture(scope="module", params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def stories(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The stories, made once for all tests that write nothing."""
    if request.param == "elastic":
        with elastic_opener(request.getfixturevalue("elasticsearch_url")) as opener:
            yield with_stories(ready(opener()))
    else:
        with closing(EmbeddedEngine(tmp_path_factory.mktemp("stories") / "index", 15_000_000)) as engine:
            yield with_stories(ready(engine))


@pytest.fixture
def own_stories(engine: Engine) -> Engine:
    """The stories for one test, which may write others."""
    return with_stories(engine)


def test_empty_installation_answers_nothing(open_another):
    engine = open_another()
    assert engine.current() is None
    assert engine.fingerprint("1") is None
    assert engine.search(Request(Everything())).total == 0
    assert engine.count(Everything()) == 0
    assert engine.counts([Everything(), Nothing()]) == [0, 0]
    assert engine.facet(Everything(), "publisher", 5) == []
    assert engine.days(Everything()) == {}
    assert engine.overview(Everything(), {"publisher": 5}) == Overview({"publisher": []}, {})
    assert engine.documents(["d1"]) == {}
    assert engine.overlaps(Everything(), [("d1",), ()]) == [0, 0]
    assert engine.scores([Everything(), Nothing()], ["d1"]) == [{}, {}]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Term("stem", "kota"), "1 2 3"),
        (Term("exact", "serangan"), "1 2"),
        (Term("title", "kota"), "1 2"),
        (Term("body", "kota"), "1 3"),
        (Term("id", "d3"), "3"),
        (Term("publisher", "tempo"), "1"),
        (Term("author", "Yohanes Tukan"), "1 3"),
        (Term("author", "Yohanes"), ""),
        (Term("stem", "tiada"), ""),
        (Term("stem", ""), ""),
        (Term("stem", "udara kota"), ""),
        (Phrase("exact", ("di", "kota")), "1 2"),
        (Phrase("exact", ("kota", "di")), ""),
        (Phrase("exact", ("udara", "kota")), ""),
        (Phrase("exact", ("udara", "kota"), 1), "1"),
        (Phrase("exact", ("kota", "udara"), 2), ""),
        (Phrase("exact", ("kota", "udara"), 3), "1"),
        (Phrase("exact", ("serangan", "kota", "di"), 3), "1"),
        (Phrase("exact", ("udara", "udara"), 2), "1"),
        (Phrase("exact", ("naik",)), "2 3"),
        (Phrase("exact", ()), ""),
        (Phrase("title", ("beras", "naik")), "3"),
        (Phrase("headline", ("beras", "naik")), "3"),
        (Pattern("exact", "ser*"), "1 2"),
        (Pattern("exact", "k?ta"), "1 2 3"),
        (Pattern("exact", "k??a*"), "1 2 3"),
        (Pattern("exact", "kota"), "1 2 3"),
        (Pattern("exact", "k.ta"), ""),
        (Pattern("exact", "*"), "1 2 3 4"),
        (PatternPhrase("exact", ("di", "ko*")), "1 2"),
        (PatternPhrase("exact", ("ko*", "t?a")), "2"),
        (PatternPhrase("exact", ("k*", "di")), ""),
        (PatternPhrase("exact", ("naik", "*")), "2"),
        (PatternPhrase("exact", ("di", "kota")), "1 2"),
        (PatternPhrase("exact", ("ser*",)), "1 2"),
        (PatternPhrase("exact", ("di", "k.t*")), ""),
        (PatternPhrase("exact", ("di", "")), ""),
        (PatternPhrase("exact", ()), ""),
        (Exists("author"), "1 3"),
        (Among(("d3", "d1", "d3", "d9")), "1 3"),
        (Among(()), ""),
        (Among(("", "\ud800", "d2")), "2"),
        (Bool(must=(Term("stem", "kota"),), must_not=(Among(("d1", "d2")),)), "3"),
        (Exists("section"), "1 2 4"),
        (Term("address", "berita"), "1 2 3 4"),
        (Phrase("address", ("example", "3")), "3"),
        (Fuzzy("exact", "srangan", 1), "1 2"),
        (Fuzzy("exact", "sernagan", 1), "1 2"),
        (Fuzzy("exact", "srngan", 1), ""),
        (Fuzzy("exact", "srngan", 2), "1 2"),
        (Fuzzy("exact", "di", 1), "1 2 4"),
        (Everything(), "1 2 3 4"),
        (Nothing(), ""),
        (Bool(must=(Term("stem", "kota"), Term("stem", "naik"))), "2 3"),
        (Bool(should=(Term("stem", "udara"), Term("stem", "gempa"))), "1 4"),
        (Bool(should=(Term("stem", "kota"), Term("stem", "naik"), Term("stem", "laut")), minimum=2), "2 3"),
        (Bool(should=(Term("stem", "kota"),), minimum=2), ""),
        (Bool(must=(Term("stem", "kota"),), should=(Term("stem", "naik"),)), "1 2 3"),
        (Bool(must_not=(Term("stem", "kota"),)), "4"),
        (Bool(should=(Term("stem", "kota"),), must_not=(Term("stem", "naik"),)), "1"),
        (Bool(), "1 2 3 4"),
        (Best((Term("title", "kota"), Term("body", "kota"))), "1 2 3"),
        (Best(()), ""),
        (Boost(Term("stem", "udara"), 2.0), "1"),
        (Filter(Term("stem", "udara")), "1"),
        (Range("published", document(2).published, document(4).published), "2 3"),
        (Range("published", document(3).published, None), "3 4"),
        (Range("sort", None, document(2).sort), "1"),
        (Range("sort", None, None), "1 2 3 4"),
        (Range("published", 10, 5), ""),
        (Range("published", -(10**30), 10**30), "1 2 3 4"),
    ],
    ids=str,
)
def test_each_form_of_query_finds_its_documents(stories, query, expected):
    assert found(stories, query) == {f"d{n}" for n in expected.split()}


def test_relevance_puts_the_better_first_and_the_newer_first_among_equals(engine):
    same = [document(n, title="banjir kota", body="hujan deras") for n in (5, 3, 9)]
    engine.write("1", [*same, document(1, title="banjir banjir", body="banjir")], [])
    assert ids(engine, Term("stem", "banjir")) == ["d1", "d9", "d5", "d3"]


def test_dates_sort_both_ways_and_score_nothing(stories):
    assert ids(stories, Term("stem", "kota"), sort="newest") == ["d3", "d2", "d1"]
    assert ids(stories, Term("stem", "kota"), sort="oldest") == ["d1", "d2", "d3"]
    assert {hit.score for hit in stories.search(Request(Term("stem", "kota"), sort="newest")).hits} == {0.0}


def test_limit_of_none_still_counts(stories):
    assert stories.search(Request(Term("stem", "kota"), limit=0)).total == 3
    assert stories.search(Request(Term("stem", "kota"), limit=0, sort="newest")).total == 3


def test_no_phrase_or_proximity_crosses_from_title_to_body(engine):
    engine.write("1", [document(1, title="awal judul", body="badan berita")], [])
    assert ids(engine, Phrase("exact", ("judul", "badan"))) == []
    assert ids(engine, Phrase("exact", ("judul", "badan"), 100)) == []
    assert ids(engine, Phrase("exact", ("badan", "judul"), 100)) == []
    assert ids(engine, Phrase("exact", ("badan", "berita"), 100)) == ["d1"]


@pytest.mark.parametrize("field", ["exact", "body"])
def test_no_phrase_or_proximity_crosses_from_a_paragraph_to_the_next(engine, field):
    engine.write("1", [document(1, title="judul", body="kota jakarta\nselatan pulau\nbarat laut")], [])
    assert ids(engine, Phrase(field, ("jakarta", "selatan"))) == []
    assert ids(engine, Phrase(field, ("jakarta", "selatan"), slop=100)) == []
    assert ids(engine, Phrase(field, ("kota", "jakarta"))) == ["d1"]
    assert ids(engine, Phrase(field, ("laut", "barat"), slop=2)) == ["d1"]


def test_limit_without_sense_gives_all_there_are(stories):
    for sort in ("relevance", "newest"):
        assert len(stories.search(Request(Term("stem", "kota"), limit=10**12, sort=sort)).hits) == 3


def test_cursor_that_was_tampered_with_is_no_error(stories):
    scores, places = (0.0, -1.0, 1e300, float("inf"), float("nan")), (0, -5, 2**62, 2**80)
    for sort, score, place in product(("relevance", "newest", "oldest"), scores, places):
        page = stories.search(Request(Term("stem", "kota"), sort=sort, after=Cursor(score, place)))
        assert page.total == 3
        assert len(page.hits) in (0, 3)


def test_hit_brings_back_what_was_stored(engine):
    stored = '{"title": "“Serangan” é 😀", "n": [1, 2]}'.encode()
    engine.write("1", [document(7, title="serangan", group="kelompok", stored=stored)], [])
    (hit,) = engine.search(Request(Term("stem", "serangan"))).hits
    assert (hit.id, hit.group, hit.stored, hit.sort) == ("d7", "kelompok", stored, document(7).sort)
    assert hit.score > 0


def test_writing_again_replaces(own_stories):
    for _ in range(3):
        own_stories.write("1", [document(1, title="tsunami", body="peringatan dini")], [])
    assert found(own_stories, Term("stem", "tsunami")) == {"d1"}
    assert found(own_stories, Term("stem", "udara")) == set()
    assert own_stories.count(Everything()) == 4


def test_of_one_id_in_a_batch_the_last_stays(engine):
    engine.write("1", [document(1, title="lama"), document(2, title="lain"), document(1, title="baru")], [])
    assert engine.count(Everything()) == 2
    assert found(engine, Term("stem", "baru")) == {"d1"}


def test_deletes(own_stories):
    gone = document(2)
    assert own_stories.write("1", [], [(gone.id, gone.year), ("never", 2024), ("never", 1999)]) == []
    assert found(own_stories, Everything()) == {"d1", "d3", "d4"}


def test_deleted_and_put_in_at_once_is_in(own_stories):
    again = document(2, title="kembali")
    own_stories.write("1", [again], [(again.id, again.year)])
    assert found(own_stories, Term("stem", "kembali")) == {"d2"}


def test_nothing_to_write_is_no_error(engine):
    assert engine.write("1", [], []) == []


def test_refused_documents_are_named_and_the_others_stored(engine):
    bad = [
        document(1, title="panjang", id="x" * 600),
        document(2, title="tanpa id", id=""),
        document(3, title="setengah \ud800"),
        document(4, title="bagian", keywords={"section": ("s" * 40_000,)}),
        document(5, title="waktu", sort=2**63),
    ]
    refused = engine.write("1", [*bad, document(6, title="baik")], [])
    assert {each.id for each in refused} == {each.id for each in bad}
    assert all(each.reason for each in refused)
    assert found(engine, Everything()) == {"d6"}


def test_long_texts_are_stored(engine):
    body = " ".join(f"kata{n}" for n in range(50_000))
    assert engine.write("1", [document(1, title="panjang", body=body, stored=b'"' + b"x" * 1_000_000 + b'"')], []) == []
    assert found(engine, Term("body", "kata49999")) == {"d1"}
    assert len(engine.search(Request(Everything())).hits[0].stored) == 1_000_002


def test_another_opening_sees_what_was_written(open_another, own_stories):
    reader = open_another()
    assert reader.current() == "1"
    assert reader.count(Everything()) == 4
    own_stories.write("1", [document(9, title="susulan")], [])
    assert found(reader, Term("stem", "susulan")) == {"d9"}


def test_generation_is_built_beside_and_switched(own_stories):
    own_stories.create("2", "other")
    own_stories.write("2", [document(8, title="generasi baru")], [])
    assert (own_stories.current(), own_stories.fingerprint("1"), own_stories.fingerprint("2")) == (
        "1",
        "fingerprint",
        "other",
    )
    assert own_stories.count(Everything()) == 4
    own_stories.switch("2")
    assert (own_stories.current(), own_stories.fingerprint("1")) == ("2", None)
    assert found(own_stories, Everything()) == {"d8"}
    own_stories.write("2", [document(9, title="lagi", published=900_000_000)], [])
    assert found(own_stories, Everything()) == {"d8", "d9"}


def test_creating_again_keeps_what_is_there(own_stories):
    own_stories.create("1", "other")
    assert own_stories.fingerprint("1") == "fingerprint"
    assert own_stories.count(Everything()) == 4


def test_generation_that_is_not_there_is_an_error(own_stories):
    with pytest.raises(UnavailableError):
        own_stories.switch("7")
    with pytest.raises(UnavailableError):
        own_stories.write("7", [document(1)], [])
    assert own_stories.count(Everything()) == 4


def test_searches_never_notice_a_switch(open_another, own_stories):
    reader, seen, wrong, stop = open_another(), set(), [], threading.Event()

    def search() -> None:
        while not stop.is_set():
            page = reader.search(Request(Everything()))
            seen.add(page.total)
            if len(page.hits) != page.total:
                wrong.append(page)

    with ThreadPoolExecutor(2) as pool:
        searches = [pool.submit(search) for _ in range(2)]
        for number in range(2, 6):
            own_stories.create(str(number), "fingerprint")
            own_stories.write(str(number), [document(n, title="kota") for n in range(number + 3)], [])
            own_stories.switch(str(number))
        stop.set()
        for each in searches:
            each.result(timeout=30)
    assert wrong == []
    assert seen <= {4, 5, 6, 7, 8}
    assert reader.count(Everything()) == 8


def pages(engine: Engine, request: Request, each_page: Callable[[], None] = lambda: None) -> Iterator[str]:
    """All ids, page by page."""
    while (page := engine.search(request)).hits:
        yield from (hit.id for hit in page.hits)
        each_page()
        request = replace(request, after=Cursor(page.hits[-1].score, page.hits[-1].sort, page.view))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_ten_thousand_of_one_instant_come_once_each_while_more_are_written(engine, sort):
    engine.write("1", [document(n, title="kota", published=1_700_000_000) for n in range(10_000)], [])
    more = iter(range(10_000, 11_000))

    def write_more() -> None:
        fresh = [document(n, title="kota", published=1_700_000_000) for n in islice(more, 50)]
        engine.write("1", fresh, [])

    request = Request(Term("stem", "kota"), limit=500, sort=sort, hold_view=True)
    got = list(pages(engine, request, write_more))
    assert got == [f"d{n}" for n in reversed(range(10_000))]
    assert engine.count(Everything()) == 11_000


def test_pages_by_relevance_are_one_ranking(engine):
    engine.write("1", corpus(300), [])
    query = Bool(should=(Term("stem", "kota"), Term("stem", "laut"), Filter(Everything())))
    whole = ids(engine, query)
    assert len(whole) == 300
    for hold_view in (True, False):
        assert list(pages(engine, Request(query, limit=7, hold_view=hold_view))) == whole


def test_view_let_go_or_unknown_gives_the_state_of_now(stories):
    request = Request(Term("stem", "kota"), limit=1, hold_view=True)
    page = stories.search(request)
    stories.release(page.view)
    stories.release(page.view)
    stories.release("never held")
    for view in (page.view, "never held"):
        after = Cursor(page.hits[-1].score, page.hits[-1].sort, view)
        rest = stories.search(replace(request, limit=10, after=after))
        assert {hit.id for hit in (*page.hits, *rest.hits)} == {"d1", "d2", "d3"}
        assert rest.total == 3


def test_view_is_held_only_where_more_follows(stories):
    request = Request(Term("stem", "kota"), limit=2, hold_view=True)
    assert stories.search(request).view
    assert stories.search(replace(request, limit=3)).view == ""
    assert stories.search(replace(request, hold_view=False)).view == ""


def test_a_view_has_one_name_while_nothing_changes_and_stays_when_something_does(own_stories):
    request = Request(Term("stem", "kota"), limit=1, hold_view=True)
    first = own_stories.search(request)
    assert own_stories.search(request) == first
    following = replace(request, limit=10, after=Cursor(first.hits[-1].score, first.hits[-1].sort, first.view))
    rest = own_stories.search(following)
    own_stories.write("1", [document(9, title="kota", body="kota", published=1_800_000_000)], [])
    after = own_stories.search(request)
    assert (after.total, after.view != first.view) == (first.total + 1, True)
    own_stories.release(after.view)
    assert own_stories.search(following) == rest


def test_facets_put_the_commonest_first_then_go_by_value(stories):
    assert stories.facet(Everything(), "author", 10) == [
        Bucket("Yohanes Tukan", 2),
        Bucket("Budi Santoso", 1),
        Bucket("Sari Wulandari", 1),
    ]
    assert stories.facet(Everything(), "publisher", 2) == [Bucket("antara", 1), Bucket("detik", 1)]
    assert stories.facet(Term("stem", "kota"), "section", 10) == [Bucket("ekonomi", 1), Bucket("olahraga", 1)]
    assert stories.facet(Nothing(), "publisher", 2) == []


def test_days_begin_at_midnight_in_jakarta(engine):
    midnight = 1_732_986_000  # 2024-12-01 00:00 in Jakarta
    instants = (midnight - 1, midnight, midnight + 86_399, midnight + 86_400, -1_000_000_000)
    engine.write("1", [document(n, title="hari", published=instant) for n, instant in enumerate(instants)], [])
    expected = [(-1_000_018_800, 1), (midnight - 86_400, 1), (midnight, 2), (midnight + 86_400, 1)]
    assert list(engine.days(Everything()).items()) == expected


def test_hours_begin_when_they_do_in_jakarta(engine):
    midnight = 1_732_986_000  # 2024-12-01 00:00 in Jakarta
    instants = (midnight - 1, midnight, midnight + 3_599, midnight + 3_600, -1_000_000_000)
    made = [document(n, title="jam", published=instant) for n, instant in enumerate(instants)]
    engine.write("1", [*made, document(9, title="jam", dated=False)], [])
    expected = [(-1_000_000_800, 1), (midnight - 3_600, 1), (midnight, 2), (midnight + 3_600, 1)]
    assert list(engine.hours(Everything()).items()) == expected
    assert engine.hours(Range("published", midnight, midnight + 3_600)) == {midnight: 2}
    assert engine.hours(Nothing()) == {}


def test_counts_are_those_of_each_query(stories):
    queries = [Term("stem", "kota"), Nothing(), Everything(), Term("stem", "kota")]
    assert stories.counts(queries) == [stories.count(query) for query in queries]
    assert stories.counts(queries)[0] == 3
    assert stories.counts([]) == []


@pytest.mark.parametrize("number", [3, 70_000])
def test_overlaps_are_how_many_matches_are_in_each_set(stories, number):
    sets = [("d1", "d3", *(f"none{one}" for one in range(number))), ("d2",), ()]
    assert stories.overlaps(Term("stem", "kota"), sets) == [2, 1, 0]
    assert stories.overlaps(Term("stem", "gempa"), sets) == [0, 0, 0]
    assert stories.overlaps(Everything(), []) == []


def test_many_ids_are_looked_up_at_once(engine):
    made = corpus(300)
    engine.write("1", made, [])
    wanted = tuple(document.id for document in made[::3])
    assert found(engine, Among((*wanted, *(f"none{one}" for one in range(70_000))))) == set(wanted)
    few, many = wanted[:2], tuple(document.id for document in made)
    assert engine.overlaps(Everything(), [few]) == [2]
    assert engine.overlaps(Everything(), [many, wanted]) == [300, 100]


def test_ids_find_what_the_index_holds_now(engine):
    wanted, query = Among(("d1", "d2")), Bool(must=(Term("stem", "kota"), Among(("d1", "d2"))))
    for held in ({1}, {1, 2}, {2}, {1, 2}):
        engine.write(
            "1", [document(1, title="kota")] if 1 in held else [], [] if 1 in held else [("d1", document(1).year)]
        )
        engine.write("1", [document(2, title="kota")] if 2 in held else [], [])
        expected = {f"d{number}" for number in held}
        assert found(engine, wanted) == found(engine, query) == expected
        assert engine.overlaps(wanted, [("d1",), ("d2", "d3")]) == [1 in held, 2 in held]
    engine.write("1", [replace(document(1, title="kota"), sort=document(9).sort)], [])  # as after a removal
    assert found(engine, wanted) == {"d1", "d2"}


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_overview_is_the_facets_and_the_days(stories, limit):
    for query in (Everything(), Term("stem", "kota"), Nothing()):
        fields = ("author", "publisher", "section")
        facets = {field: stories.facet(query, field, limit) for field in fields}
        assert stories.overview(query, dict.fromkeys(fields, limit)) == Overview(facets, stories.days(query))


def test_what_finds_a_word_ranks_it_by_how_often_it_stands_there(engine):
    texts = {1: "banjir kota kota kota", 2: "banjir banjir kota kota", 3: "kota kota kota kota"}
    engine.write("1", [document(number, title="kabar", body=body) for number, body in texts.items()], [])
    assert ids(engine, Term("word", "banjir")) == ["d2", "d1"]


def test_scores_of_documents_are_those_of_a_search(stories):
    query = Bool(should=(Term("stem", "serangan"), Boost(Term("exact", "udara"), 0.3)))
    (hit,) = [hit for hit in stories.search(Request(query)).hits if hit.id == "d1"]
    assert stories.scores([query], ["d1", "d4", "never", "d1"]) == [{"d1": pytest.approx(hit.score, rel=1e-3)}]


def test_scores_of_many_queries_are_asked_for_at_once(stories):
    queries = [
        Term("stem", "kota"),
        Filter(Term("stem", "kota")),
        Nothing(),
        Phrase("exact", ("kota", "tua")),
        Everything(),
    ]
    ids = ["d1", "d2", "d3"]
    found = stories.scores(queries, ids)
    for query, scores in zip(queries, found, strict=True):
        hits = {hit.id: hit.score for hit in stories.search(Request(query, limit=100)).hits if hit.id in ids}
        assert scores == pytest.approx(hits, rel=1e-3, abs=1e-6)
    assert stories.scores(queries, []) == [{}] * 5
    assert stories.scores([], ids) == []


def test_documents_by_id(stories):
    held = stories.documents(["d4", "d2", "never", "d4"])
    assert {name: (hit.id, hit.sort) for name, hit in held.items()} == {
        "d2": ("d2", document(2).sort),
        "d4": ("d4", document(4).sort),
    }
    assert stories.documents([]) == {}


def test_engine_that_works_says_so(stories):
    assert stories.check()


def hostile(seed: int) -> Query:
    """A query that nobody means well with."""
    chance = random.Random(seed)
    alphabet = 'abc" *?.+()[]{}|^$\\#&-~:/<>@\0\n\u202e\u0301\ud800é😀漢\ufffe\U0010ffff'

    def text() -> str:
        if chance.random() < 0.2:
            return chance.choice(alphabet) * chance.choice((250, 5_000, 40_000))
        return "".join(chance.choices(alphabet, k=chance.randrange(30)))

    def leaf() -> Query:
        field = chance.choice(("stem", "exact", "title", "body"))
        positions = chance.choice(("exact", "title", "body"))
        return chance.choice(
            (
                lambda: Term(field, text()),
                lambda: Term(chance.choice(("id", "publisher", "author")), text()),
                lambda: Phrase(
                    positions, tuple(text() for _ in range(chance.randrange(6))), chance.choice((0, 3, 100))
                ),
                lambda: Phrase(positions, ("kota",) * chance.randrange(60), chance.choice((0, 3, 100))),
                lambda: Pattern(field, text()),
                lambda: Pattern(field, "kot" + "*a" * chance.randrange(12) + "?" * chance.randrange(4)),
                lambda: Fuzzy(field, text(), chance.choice((1, 2))),
                lambda: Range(chance.choice(("sort", "published")), chance.randrange(-(2**70), 2**70), None),
                lambda: Range("published", None, chance.randrange(-(2**70), 2**70)),
            )
        )()

    query = leaf()
    for _ in range(chance.randrange(21)):
        query = chance.choice(
            (
                lambda query: Bool(must=(query, leaf())),
                lambda query: Bool(should=(query, leaf(), leaf()), minimum=chance.randrange(4)),
                lambda query: Bool(must=(leaf(),), must_not=(query,)),
                lambda query: Bool(should=(leaf(), Bool(must_not=(query,)))),
            )
        )(query)
    return query


@pytest.mark.parametrize("start", range(0, 500, 100))
def test_hostile_queries_are_answered(stories, start):
    for seed in range(start, start + 100):
        query = hostile(seed)
        assert 0 <= stories.search(Request(query)).total == stories.count(query) <= 4


def test_twenty_levels_of_negation_are_answered(stories):
    query: Query = Term("stem", "kota")
    for _ in range(20):
        query = Bool(should=(Term("stem", "beras"), Bool(must_not=(query,))))
    assert found(stories, query) == {"d1", "d2", "d3"}


def test_what_is_asked_within_a_deadline_is_answered_as_ever(stories):
    query = Term("stem", "kota")
    before = stories.search(Request(query)), stories.counts([query]), stories.overview(query, {"section": 5})
    with deadline(600):
        within = stories.search(Request(query)), stories.counts([query]), stories.overview(query, {"section": 5})
        assert stories.scores([query], ["d1"]) != [{}]
    assert within == before


def test_after_the_deadline_nothing_is_asked(stories):
    with deadline(0):
        for ask in (
            lambda: stories.search(Request(Everything())),
            lambda: stories.counts([Everything()]),
            lambda: stories.facet(Everything(), "section", 5),
            lambda: stories.scores([Everything()], ["d1"]),
            lambda: stories.documents(["d1"]),
        ):
            with pytest.raises(TooSlowError):
                ask()
