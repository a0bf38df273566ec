from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import fields
from search.hit_fields import NAMES
from search.parameter_values import MAX_TOP, MAX_VALUES, is_blank
from search.request import (
    DAYS,
    DayRange,
    ParameterError,
    SearchRequest,
    make_filters,
    read_query,
)
from tests.search.conftest import NOW, Ask, ids

VALUES = st.lists(st.text(min_size=1).filter(lambda text: not is_blank(text)), max_size=MAX_VALUES).map(tuple)
DATES = st.none() | st.dates()
FILTERS = st.fixed_dictionaries(
    {**{one.name: VALUES for one in fields.filters()}, DAYS: st.builds(DayRange, DATES, DATES)}
).map(make_filters)
REQUESTS = st.builds(
    SearchRequest,
    query=st.text(),
    match=st.sampled_from(["all", "any"]),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    fold=st.booleans(),
    recency=st.booleans(),
    filters=FILTERS,
    top=st.integers(1, MAX_TOP),
    after=st.text(),
    explain=st.booleans(),
    fields=st.lists(st.sampled_from(NAMES), unique=True).map(tuple),
    body=st.booleans(),
    ui=st.sampled_from(["id", "en"]),
)


@given(REQUESTS)
def test_a_request_comes_back_from_its_address(request: SearchRequest) -> None:
    assert SearchRequest.from_query(request.to_query()) == request


@given(REQUESTS)
def test_a_request_comes_back_from_json(request: SearchRequest) -> None:
    kept = json.dumps(request.to_json())
    assert SearchRequest.from_json(json.loads(kept)) == request


@given(REQUESTS, REQUESTS)
def test_a_digest_names_what_is_found_and_not_which_part_is_shown(one: SearchRequest, other: SearchRequest) -> None:
    shown = ("top", "after", "explain", "fields", "body", "ui")
    shown_alike = replace(other, **{name: getattr(one, name) for name in shown})
    assert shown_alike.digest == other.digest
    assert (one.digest == other.digest) is (one == shown_alike)


def test_a_digest_stays_the_same_over_versions() -> None:
    days = DayRange(date(2024, 11, 1))
    request = SearchRequest(query="banjir", sort="newest", filters=make_filters({"tag": ("air",), DAYS: days}))
    assert request.digest == "f49c19af7e4dedd24bbe237ca4dcaa35"
    assert SearchRequest().digest == "2afb9b83f9314e5d029766197f539792"


def test_what_is_at_its_default_is_not_written() -> None:
    assert SearchRequest().to_query() == ""
    assert SearchRequest().to_json() == {}


def test_a_request_by_the_names_of_the_http_api() -> None:
    filters = make_filters({"language": ("id", "ms"), DAYS: DayRange(date(2024, 11, 1), date(2024, 11, 30))})
    request = SearchRequest(query="a b", match="any", fold=False, filters=filters)
    assert request.to_query() == "q=a+b&match=any&from=2024-11-01&to=2024-11-30&lang=id&lang=ms&fold=0"
    assert request.to_json() == {
        "q": "a b",
        "match": "any",
        "from": "2024-11-01",
        "to": "2024-11-30",
        "lang": ["id", "ms"],
        "fold": False,
    }


def test_days_may_be_named_by_words_and_months() -> None:
    request = SearchRequest.from_query("from=kemarin&to=2024-02", NOW)
    assert request.days == DayRange((NOW - timedelta(days=1)).date(), date(2024, 2, 29))


WRONG = [
    ("sort=best", "sort", "must be one of relevance, newest, oldest"),
    ("match=none", "match", "must be one of all, any"),
    ("ui=xx", "ui", "must be one of id, en"),
    ("from=kapan", "from", "must be a day such as 2024-11-27"),
    ("to=2024-99-99", "to", "must be a day such as 2024-11-27"),
    ("fold=7", "fold", "must be 1 or 0"),
    ("recency=maybe", "recency", "must be 1 or 0"),
    ("top=0", "top", "must be a whole number from 1 to 1000"),
    ("top=1001", "top", "must be a whole number from 1 to 1000"),
    ("top=" + "9" * 5_000, "top", "must be a whole number from 1 to 1000"),
    ("top=²", "top", "must be a whole number from 1 to 1000"),
]


@pytest.mark.parametrize(("query", "parameter", "message"), WRONG)
def test_a_wrong_value_is_named_or_left_at_its_default(query: str, parameter: str, message: str) -> None:
    with pytest.raises(ParameterError, match=f"^{parameter}: {message}$"):
        SearchRequest.from_query(query)
    request, (mistake,) = read_query(query)
    assert (request, mistake.parameter, mistake.message) == (SearchRequest(), parameter, message)


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(ParameterError, match="sort: .*; top: "):
        SearchRequest.from_query("top=x&sort=x")


def test_of_too_many_values_the_first_are_used() -> None:
    query = "&".join(f"tag={number}" for number in range(MAX_VALUES + 1))
    request, (mistake,) = read_query(query)
    assert request.values("tag") == tuple(map(str, range(MAX_VALUES)))
    assert mistake.parameter == "tag"
    with pytest.raises(ParameterError, match="tag: must be at most 20 values"):
        SearchRequest.from_query(query)


def test_what_is_empty_or_unknown_in_an_address_is_left_aside() -> None:
    assert SearchRequest.from_query("q=&sort=&tag=&from=+&top=&utm_source=x&fold=") == SearchRequest()


def test_of_a_value_given_twice_the_last_holds() -> None:
    assert SearchRequest.from_query("q=a&q=b&sort=oldest&sort=newest") == SearchRequest(query="b", sort="newest")


@pytest.mark.parametrize(
    ("content", "parameter"),
    [
        ({"q": 5}, "q"),
        ({"tag": "air"}, "tag"),
        ({"tag": [1]}, "tag"),
        ({"top": True}, "top"),
        ({"top": 1.5}, "top"),
        ({"sort": ["newest"]}, "sort"),
        ({"from": 20241127}, "from"),
        ({"fold": {}}, "fold"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_json_that_is_no_request_is_refused(content: dict[str, Any], parameter: str) -> None:
    with pytest.raises(ParameterError, match=f"^{parameter}: "):
        SearchRequest.from_json(content)


def test_nobody_can_change_the_filters_of_a_request() -> None:
    request = SearchRequest().toggle("tag", "air")
    with pytest.raises(TypeError):
        request.filters["tag"] = ()  # type: ignore[index]


def test_a_value_is_put_in_and_taken_out_on_the_first_page() -> None:
    request = SearchRequest(query="a", after="xyz").toggle("tag", "air")
    assert request == SearchRequest(query="a", filters=make_filters({"tag": ("air",)}))
    assert request.toggle("tag", "air") == SearchRequest(query="a")


def test_a_cursor_is_good_for_the_same_request_read_again(ask: Ask) -> None:
    first = ask("aleppo", top=1, filters=make_filters({"publisher": ("antara", "detik")}))
    query = "publisher=antara&publisher=detik"
    filters = SearchRequest.from_query(query).filters
    second = ask("aleppo", top=2, filters=filters, after=first.next)
    assert first.next
    assert not set(ids(first)) & set(ids(second))
