"""The numbers that decide what a reader sees of an answer: one less, the number itself, one more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

import pytest

from indexer.engines.port import Engine, EngineHit, Page
from indexer.engines.queries import Request, Term
from indexer.language.analysis import Lexicon
from search.answer.cursor import MAX_SEEN, SEEN, Position, decode, encode
from search.answer.marking import Marking
from search.answer.query_hints import correction
from search.answer.snippets import MAX_LENGTH, snippet
from search.answer.suggest import suggest
from search.context import Context
from search.parameter_values import MAX_TOP, MAX_VALUES
from search.query.parser import parse
from search.request import ParameterError, SearchRequest
from search.web.api import MAX_HITS
from tests.search.client import Client
from tests.search.conftest import NOW


@pytest.mark.parametrize(("typed", "is_completed"), [("ba", False), ("ban", True), ("banj", True)])
def test_three_letters_are_completed(engine: Engine, lexicon: Lexicon, typed: str, is_completed: bool) -> None:
    assert ("banjir" in suggest(Context(engine, lexicon, now=NOW), typed).words) is is_completed


@pytest.mark.parametrize(("length", "is_completed"), [(199, True), (200, True), (201, False)])
def test_a_short_text_is_completed(engine: Engine, lexicon: Lexicon, length: int, is_completed: bool) -> None:
    typed = "banj".rjust(length)
    assert bool(suggest(Context(engine, lexicon, now=NOW), typed).words) is is_completed


class Spelling:
    """An engine in which one word has many articles, and all others have none."""

    def __init__(self, common: str) -> None:
        self.common = common

    def counts(self, queries: Sequence[Term]) -> list[int]:
        return [100 if query.text == self.common else 0 for query in queries]

    def count(self, _: object) -> int:
        return 100

    def search(self, _: Request) -> Page:
        stored = json.dumps({"title": self.common, "body": [], "language": "en"}).encode()
        return Page(1, (EngineHit("a", 0.0, 1, "", stored),))


@pytest.mark.parametrize(
    ("written", "common", "is_proposed"),
    [
        ("kzy", "kzx", False),  # so few letters are near to too many words
        ("kozy", "kozx", True),
        ("kozy", "kobx", False),  # two letters apart
        ("kozybal", "kozxbam", False),
        ("kozybalo", "kozxbamo", True),  # a long word may have two mistakes
        ("kozybalo", "kozxbami", False),
        ("kozybalon", "kozxbamon", True),
    ],
)
def test_a_word_is_corrected_by_as_many_letters_as_its_length_allows(
    lexicon: Lexicon, written: str, common: str, is_proposed: bool
) -> None:
    context = Context(cast("Engine", Spelling(common)), lexicon, now=NOW)
    given = correction(context, SearchRequest(query=written), parse(written, NOW).tree, 0)
    assert given == (common if is_proposed else None)


@pytest.mark.parametrize(
    ("length", "is_cut"), [(MAX_LENGTH - 1, False), (MAX_LENGTH, False), (MAX_LENGTH + 1, True), (MAX_LENGTH * 3, True)]
)
def test_a_sentence_is_shown_whole_up_to_the_length_of_a_passage(lexicon: Lexicon, length: int, is_cut: bool) -> None:
    sentence = ("Air naik " + "di kampung itu " * length)[: length - 1].rstrip().ljust(length - 1, "a") + "."
    shown = snippet([sentence], Marking((), lexicon)).text
    assert len(sentence) == length
    assert (shown != sentence) is is_cut
    assert shown.endswith("…") is is_cut
    assert len(shown.rstrip("…")) <= MAX_LENGTH


@pytest.mark.parametrize(("shown", "kept"), [(MAX_SEEN - 1, MAX_SEEN - 1), (MAX_SEEN, MAX_SEEN), (501, MAX_SEEN)])
def test_a_cursor_remembers_the_latest_groups(shown: int, kept: int) -> None:
    seen = tuple(number.to_bytes(SEEN, "big") for number in range(shown))
    assert decode(encode(Position(0, 0, 0.0, 0, "", seen), "q"), "q").seen == seen[shown - kept :]


@pytest.mark.parametrize(
    ("asked", "is_allowed"),
    [
        ({"top": 0}, False),
        ({"top": 1}, True),
        ({"top": MAX_TOP}, True),
        ({"top": MAX_TOP + 1}, False),
        ({"publisher": [f"p{n}" for n in range(MAX_VALUES)]}, True),
        ({"publisher": [f"p{n}" for n in range(MAX_VALUES + 1)]}, False),
    ],
)
def test_a_request_says_how_much_may_be_asked(asked: dict[str, object], is_allowed: bool) -> None:
    if is_allowed:
        assert SearchRequest.from_json(asked).to_json() == asked
    else:
        with pytest.raises(ParameterError):
            SearchRequest.from_json(asked)


@pytest.mark.parametrize(("top", "status"), [(0, 400), (1, 200), (MAX_HITS, 200), (MAX_HITS + 1, 400)])
def test_the_api_gives_so_many_hits_at_once(client: Client, top: int, status: int) -> None:
    assert client.get("/api/v1/search", {"q": "banjir", "top": top}).status_code == status
