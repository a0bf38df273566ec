from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.answer.counts import BY, PERIODS, counts, label, span
from search.context import Context
from search.request import SearchRequest, make_filters
from tests.search.articles import articles
from tests.search.conftest import NOW


def counted(engine: Engine, lexicon: Lexicon, query: str, by: str, **filters: tuple[str, ...]) -> dict[str, int]:
    request = SearchRequest(query=query, filters=make_filters(filters))
    return {value: number for value, number in counts(Context(engine, lexicon, now=NOW), request, by).rows if number}


def test_days_are_those_of_jakarta(engine: Engine, lexicon: Lexicon) -> None:
    assert counted(engine, lexicon, "aleppo", "day") == {"2024-11-27": 2, "2026-01-10": 1}
    assert counted(engine, lexicon, "rupiah", "month") == {"2025-06": 1, "2025-07": 1}


def test_notes_say_how_a_counted_query_was_read(engine: Engine, lexicon: Lexicon) -> None:
    notes = counts(Context(engine, lexicon), SearchRequest(query="banjir sejak:lusa sumber:nobody"), "day").notes
    assert [note.code for note in notes] == ["date", "unknown_value", "small_words", "missing"]


def test_weeks_are_iso_weeks(engine: Engine, lexicon: Lexicon) -> None:
    assert counted(engine, lexicon, "aleppo", "week") == {"2024-W48": 2, "2026-W02": 1}


def test_values_come_with_the_most_first(engine: Engine, lexicon: Lexicon) -> None:
    assert list(counted(engine, lexicon, "aleppo", "publisher").items()) == [("antara", 2), ("detik", 1)]
    assert counted(engine, lexicon, "akar:banjir", "author") == {"Rina Putri": 2, "": 1}


def test_filters_apply(engine: Engine, lexicon: Lexicon) -> None:
    assert counted(engine, lexicon, "aleppo", "section", publisher=("detik",)) == {"Internasional": 1}


def test_counts_are_never_relaxed(engine: Engine, lexicon: Lexicon) -> None:
    assert counted(engine, lexicon, "aleppo zzyzx", "day") == {}


@pytest.mark.parametrize("by", [*PERIODS, "publisher", "language"])
def test_counts_of_a_field_that_all_have_sum_to_the_total(engine: Engine, lexicon: Lexicon, by: str) -> None:
    assert by in BY
    assert sum(counted(engine, lexicon, "", by).values()) == len(list(articles()))


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(
    "day",
    [date(2024, 12, 30), date(2025, 1, 1), date(2024, 2, 29), date(2026, 12, 31), date(999, 1, 1), date.min, date.max],
)
def test_a_period_holds_the_day_that_it_is_named_after(period: str, day: date) -> None:
    first, last = span(label(day, period), period)
    assert first <= day <= last
    assert label(first, period) == label(last, period) == label(day, period)


def rows(engine: Engine, lexicon: Lexicon, query: str, by: str) -> list[tuple[str, int]]:
    return [(value, n) for value, n in counts(Context(engine, lexicon, now=NOW), SearchRequest(query=query), by).rows]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(("since", "until"), [("0001-01-01", "0001-02-01"), ("9999-12-01", "9999-12-31")])
def test_the_first_and_the_last_days_that_there_are_can_be_asked_for(
    engine: Engine, lexicon: Lexicon, period: str, since: str, until: str
) -> None:
    found = rows(engine, lexicon, f"sejak:{since} sampai:{until}", period)
    assert found[0] == (label(date.fromisoformat(since), period), 0)
    assert found[-1] == (label(date.fromisoformat(until), period), 0)


def test_periods_without_articles_are_counted_to_the_ends_of_the_days_asked_for(
    engine: Engine, lexicon: Lexicon
) -> None:
    counted = rows(engine, lexicon, "aleppo sejak:2024-11-25 sampai:2024-11-29", "day")
    assert counted == [(f"2024-11-{day}", 2 if day == 27 else 0) for day in range(25, 30)]
    months = [("2024-11", 0), ("2024-12", 0), ("2025-01", 0)]
    assert rows(engine, lexicon, "zzyzx sejak:2024-11 sampai:2025-01", "month") == months
    assert [value for value, _ in rows(engine, lexicon, "aleppo", "month")][:3] == ["2024-11", "2024-12", "2025-01"]
    last = NOW.astimezone(ZoneInfo("Asia/Jakarta")).date()
    days = [(last - timedelta(days=day)).isoformat() for day in (2, 1, 0)]
    assert rows(engine, lexicon, "zzyzx rentang:3h", "day") == [(day, 0) for day in days]
    assert rows(engine, lexicon, "zzyzx", "day") == []
    assert len(rows(engine, lexicon, "aleppo sejak:1700", "day")) < 4_000


def test_articles_without_a_value_have_a_row(engine: Engine, lexicon: Lexicon) -> None:
    for by in ("author", "tag", "section"):
        counted = dict(rows(engine, lexicon, "", by))
        without = sum(not getattr(one.content, {"author": "authors", "tag": "tags"}.get(by, by)) for one in articles())
        assert counted.get("", 0) == without


def test_where_nothing_is_counted_a_note_says_what_a_search_would_show(engine: Engine, lexicon: Lexicon) -> None:
    notes = counts(Context(engine, lexicon, now=NOW), SearchRequest(query="aleppo zzyzx"), "day").notes
    assert {"nearest_uncounted", "missing"} <= {note.code for note in notes}
