from __future__ import annotations

from datetime import date

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
    return dict(counts(Context(engine, lexicon, now=NOW), request, by).rows)


def test_days_are_those_of_jakarta(engine: Engine, lexicon: Lexicon) -> None:
    assert counted(engine, lexicon, "aleppo", "day") == {"2024-11-27": 2, "2026-01-10": 1}
    assert counted(engine, lexicon, "rupiah", "month") == {"2025-06": 1, "2025-07": 1}


def test_notes_say_how_a_counted_query_was_read(engine: Engine, lexicon: Lexicon) -> None:
    notes = counts(Context(engine, lexicon), SearchRequest(query="banjir sejak:lusa sumber:nobody"), "day").notes
    assert [note.code for note in notes] == ["date", "unknown_value", "small_words"]


def test_weeks_are_iso_weeks(engine: Engine, lexicon: Lexicon) -> None:
    assert counted(engine, lexicon, "aleppo", "week") == {"2024-W48": 2, "2026-W02": 1}


def test_values_come_with_the_most_first(engine: Engine, lexicon: Lexicon) -> None:
    assert list(counted(engine, lexicon, "aleppo", "publisher").items()) == [("antara", 2), ("detik", 1)]
    assert counted(engine, lexicon, "akar:banjir", "author") == {"Rina Putri": 2}


def test_filters_apply(engine: Engine, lexicon: Lexicon) -> None:
    assert counted(engine, lexicon, "aleppo", "section", publisher=("detik",)) == {"Internasional": 1}


def test_counts_are_never_relaxed(engine: Engine, lexicon: Lexicon) -> None:
    assert counted(engine, lexicon, "aleppo zzyzx", "day") == {}


@pytest.mark.parametrize("by", [*PERIODS, "publisher", "language"])
def test_counts_of_a_field_that_all_have_sum_to_the_total(engine: Engine, lexicon: Lexicon, by: str) -> None:
    assert by in BY
    assert sum(counted(engine, lexicon, "", by).values()) == len(list(articles()))


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("day", [date(2024, 12, 30), date(2025, 1, 1), date(2024, 2, 29), date(2026, 12, 31)])
def test_a_period_holds_the_day_that_it_is_named_after(period: str, day: date) -> None:
    first, last = span(label(day, period), period)
    assert first <= day <= last
    assert label(first, period) == label(last, period) == label(day, period)
