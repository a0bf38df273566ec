"""The parameters of the API, checked and described."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from indexer.engine import Sort
from search.answer import Options
from search.counts import By
from search.days import read_day
from search.notes import Language
from search.plan import Match
from search.question import MOST_CHOSEN, Asked, Filters

MOST_HITS = 100


def _day(*, last: bool) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return None
        found = read_day(value, datetime.now(UTC), last=last)
        if found is None:
            raise ValueError("must be a day such as 2024-11-27")
        return found

    return read


def _full(value: Any) -> Any:
    return [one for one in value if one] if isinstance(value, list) else value


Values = Annotated[list[str], Field(max_length=MOST_CHOSEN)]
FirstDay = Annotated[date | None, BeforeValidator(_day(last=False))]
LastDay = Annotated[date | None, BeforeValidator(_day(last=True))]


class Narrowed(BaseModel):
    """A query and what narrows it. Of several values of one filter, one is enough."""

    model_config = ConfigDict(frozen=True)

    q: str = Field("", description="What to search for, in the query language; empty finds all.")
    match: Match = Field("all", description="Whether all words are needed or any.")
    publisher: Values = Field([], description="Slugs or names of publishers.")
    section: Values = []
    author: Values = []
    tag: Values = []
    lang: Values = Field([], description="Languages of articles, such as id or en.")
    site: Values = Field([], description="Hosts, with those below them.")
    since: FirstDay = Field(None, alias="from", description="First day, in Jakarta.")
    until: LastDay = Field(None, alias="to", description="Last day, in Jakarta.")
    ui: Language = Field("id", description="The language of notes.")

    @model_validator(mode="before")
    @classmethod
    def given(cls, values: dict[str, Any]) -> dict[str, Any]:
        """What is not empty: forms send empty values for what was not filled in."""
        full = {name: _full(value) for name, value in values.items()}
        return {name: value for name, value in full.items() if value not in ("", [])}

    def filters(self) -> Filters:
        """The filters as the search takes them."""
        return Filters(
            publisher=tuple(self.publisher),
            section=tuple(self.section),
            author=tuple(self.author),
            tag=tuple(self.tag),
            language=tuple(self.lang),
            site=tuple(self.site),
            since=self.since,
            until=self.until,
        )


class SearchParameters(Narrowed):
    """A search: how many hits, in which order, from where on."""

    sort: Sort = "relevance"
    top: int = Field(10, ge=1, le=MOST_HITS, description="How many hits.")
    after: str = Field("", max_length=7000, description="The `next` of the page before.")
    fold: bool = Field(True, description="Show copies of an article as one hit.")
    recency: bool = Field(False, description="Let newer articles weigh more.")
    explain: bool = Field(False, description="Say of each hit which term gave how much.")

    def options(self) -> Options:
        """The parameters as options of a search."""
        return Options(
            top=self.top,
            sort=self.sort,
            match=self.match,
            fold=self.fold,
            recency=self.recency,
            after=self.after,
            explain=self.explain,
            filters=self.filters(),
        )


class CountParameters(Narrowed):
    """What to count by."""

    by: By = "day"

    def asked(self) -> Asked:
        """The parameters as a question."""
        return Asked(text=self.q, match=self.match, filters=self.filters(), now=datetime.now(UTC))
