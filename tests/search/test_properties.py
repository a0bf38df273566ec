"""What holds for every query, whatever is asked: totals, counts, boolean algebra, phrases, filters and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.articles.article import Article
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon, analyze
from indexer.language.often import MOST
from search.answer.answer import answer
from search.answer.counts import count_all, counts
from search.context import Context
from search.request import DayRange, SearchRequest, make_filters
from tests.indexer.engines.conftest import elastic_opener, elasticsearch_url  # noqa: F401 - a fixture
from tests.search import made_up
from tests.search.articles import NAMES, fill
from tests.search.conftest import NOW

NUMBER = 120
WORD = st.sampled_from(made_up.WORDS)
ANY_WORD = st.one_of(WORD, WORD, st.sampled_from(made_up.SMALL), st.sampled_from(made_up.MARKED))
PHRASE = st.builds('"{} {}"'.format, WORD, st.sampled_from([*made_up.SMALL, *made_up.WORDS[:8]]))
CLAUSE = st.one_of(
    ANY_WORD,
    PHRASE,
    *(st.builds(form.format, WORD) for form in ("={}", "akar:{}", "judul:{}", "isi:{}", "{}~")),
    st.builds(lambda word: f"{word[:4]}*", WORD),
    st.builds("{} NEAR/4 {}".format, WORD, WORD),
    st.builds("hitung:{}:{}".format, st.integers(1, 11), WORD),
)
QUERY = st.one_of(
    CLAUSE, *(st.builds(form.format, CLAUSE, CLAUSE) for form in ("{} {}", "{} OR {}", "{} AND {}", "{} NOT {}"))
)
SORTS = ("relevance", "newest", "oldest")
FILTERS = st.one_of(
    st.builds(lambda name: {"publisher": (name,)}, st.sampled_from(list(NAMES))),
    st.builds(lambda name: {"section": (name,)}, st.sampled_from(["Ekonomi", "Hukum"])),
    st.builds(lambda month: {"published": DayRange(date(2024, month, 1), None)}, st.integers(1, 12)),
)

few = settings(max_examples=15)


class Searched:
    """A newspaper that can be searched, and what stands in it."""

    def __init__(self, context: Context, articles: dict[str, Article]) -> None:
        self.context = context
        self.articles = articles

    def ids(self, query: str, **changes: object) -> list[str]:
        """What has all that is asked for, page by page; none where there is only what is nearest."""
        request, found = SearchRequest(query=query, top=50, fold=False, **changes), list[str]()  # type: ignore[arg-type]
        while True:
            page = answer(self.context, request)
            if page.matched == "nearest":
                return []
            found += [hit.id for hit in page.hits]
            if page.next is None:
                assert page.total == len(found)
                return found
            request = replace(request, after=page.next)


@pytest.fixture(scope="module", params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def searched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon
) -> Iterator[Searched]:
    """The same made-up newspaper on each engine."""

    def filled(engine: Engine) -> Searched:
        made = {one.id: one for one in made_up.articles(NUMBER)}
        return Searched(Context(fill(engine, lexicon, made.values()), lexicon, publishers=lambda: NAMES, now=NOW), made)

    if request.param == "embedded":
        engine = EmbeddedEngine(tmp_path_factory.mktemp("properties") / "index", 15_000_000)
        yield filled(engine)
        engine.close()
    else:
        with elastic_opener(request.getfixturevalue("elasticsearch_url")) as open_elastic:
            yield filled(open_elastic())


@few
@given(query=QUERY)
def test_the_total_is_what_the_pages_hold_in_every_order(searched: Searched, query: str) -> None:
    one, *others = (searched.ids(query, sort=sort) for sort in SORTS)
    assert len(set(one)) == len(one)
    assert all(set(other) == set(one) and len(other) == len(one) for other in others)
    assert others[0] == others[1][::-1]


@few
@given(query=QUERY, by=st.sampled_from(["day", "week", "month"]))
def test_the_periods_add_up_to_the_total(searched: Searched, query: str, by: str) -> None:
    request = SearchRequest(query=query)
    total = count_all(searched.context, request)
    assert sum(row.number for row in counts(searched.context, request, by).rows) == total
    assert total == len(searched.ids(query))


@few
@given(word=WORD)
def test_a_word_of_title_or_text_alone_stands_there(searched: Searched, word: str) -> None:
    lexicon = searched.context.lexicon
    (asked,) = {token.word for token in analyze(word, lexicon)}

    def having(*texts: str) -> bool:
        return any(token.word == asked for text in texts for token in analyze(text, lexicon, "id"))

    titled, told = set(searched.ids(f"judul:{word}")), set(searched.ids(f"isi:{word}"))
    contents = {id_: one.content for id_, one in searched.articles.items()}
    assert titled == {id_ for id_, one in contents.items() if having(one.title)}
    assert told == {id_ for id_, one in contents.items() if having(*one.body)}
    assert titled | told == set(searched.ids(word))


@few
@given(query=QUERY)
def test_a_query_and_its_negation_are_all(searched: Searched, query: str) -> None:
    found, others = set(searched.ids(f"({query})")), set(searched.ids(f"NOT ({query})"))
    assert found | others == set(searched.articles)
    assert not found & others


@few
@given(one=QUERY, other=QUERY)
def test_and_is_the_intersection_and_or_the_union(searched: Searched, one: str, other: str) -> None:
    left, right = set(searched.ids(f"({one})")), set(searched.ids(f"({other})"))
    assert set(searched.ids(f"({one}) AND ({other})")) == left & right
    assert set(searched.ids(f"({one}) OR ({other})")) == left | right
    assert set(searched.ids(f"({one}) NOT ({other})")) == left - right
    assert set(searched.ids(f"({one}) OR (NOT ({other}))")) == left | (set(searched.articles) - right)


@few
@given(phrase=PHRASE)
def test_what_a_phrase_finds_holds_it(searched: Searched, phrase: str) -> None:
    words = re.compile(rf"(?<![^\W_]){re.escape(phrase[1:-1])}(?![^\W_])", re.IGNORECASE)
    holding = {
        name
        for name, article in searched.articles.items()
        if any(words.search(text) for text in (article.content.title, *article.content.body))
    }
    assert set(searched.ids(phrase)) == holding


@few
@given(query=QUERY, filters=FILTERS)
def test_a_filter_never_adds(searched: Searched, query: str, filters: dict[str, object]) -> None:
    narrowed = searched.ids(query, filters=make_filters(filters))  # type: ignore[arg-type]
    assert set(narrowed) <= set(searched.ids(query))


@few
@given(word=ANY_WORD)
def test_a_word_finds_more_than_as_written_and_less_than_its_root(searched: Searched, word: str) -> None:
    written, in_its_forms, of_its_root = (set(searched.ids(word, forms=forms)) for forms in ("exact", "word", "root"))
    assert written <= in_its_forms <= of_its_root


@few
@given(word=WORD, times=st.integers(1, 11))
def test_a_word_is_found_by_how_often_it_stands(searched: Searched, lexicon: Lexicon, word: str, times: int) -> None:
    (asked,) = analyze(word, lexicon)
    expected = {
        one.id
        for one in searched.articles.values()
        if sum(
            asked.word == token.word
            for text in (one.content.title, *one.content.body)
            for token in analyze(text, lexicon)
        )
        >= min(times, MOST)
    }
    assert set(searched.ids(f"hitung:{times}:{word}")) == expected
