"""What an export is made of: the articles that a search finds, all of them, from one state of the index."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Literal

from base.files import disk_error
from indexer.engines.port import Engine, EngineHit
from indexer.engines.queries import Query
from search.answer.answer import newer_first
from search.answer.interpretation import InterpretedQuery, interpret
from search.answer.undated import count_undated
from search.context import Context
from search.export.columns import ColumnError, read_columns, rows
from search.export.formats import Format, Row, write_text
from search.export.ris import NEEDED
from search.export.workbook import write_workbook
from search.notes import Note
from search.planning.plan import Match, Plan
from search.request import SearchRequest

Matched = Literal["all", "nearest"]
_PIECE = 256 * 1024
"""Bytes of a finished workbook that are read at once."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export that is ready to be written: its rows are read from the engine as they are asked for. `articles` is
    how many were found when it began, `matched` whether they are what was asked for or what is nearest to it;
    `question` is how the request was read, `query` what the engine was asked for.

    The rows raise UnavailableError where the engine fails among them.
    """

    form: Format
    columns: tuple[str, ...]
    rows: Iterator[Row]
    articles: int
    matched: Matched
    notes: tuple[Note, ...]
    question: InterpretedQuery
    query: Query

    def pieces(self) -> Generator[bytes]:
        """The export as a stream of bytes. A workbook comes only when all its rows were had."""
        return _workbook(self) if self.form == "xlsx" else write_text(self.form, self.rows, self.columns)


def open_export(
    context: Context, request: SearchRequest, form: Format, *, names: str = "", matched: Matched = "all"
) -> Export:
    """Find the articles of a request (its page, and whether copies are folded, mean nothing here) and read the first.

    What is only nearest to the query is exported where `matched` says so. `names` are the columns, as `read_columns`
    takes them. Raises ColumnError, and what `answer` raises.
    """
    columns = _columns(form, names)
    question = interpret(request, context)
    query, articles, found = _search(context.engine, question.plan, request.match, nearest=matched == "nearest")
    undated = count_undated(context.engine, query)
    notes = (*question.notes, *([Note("undated", (str(undated),))] if undated else ()))
    ranked = query
    if request.recency and request.sort == "relevance":
        ranked = newer_first(query, int(context.now.timestamp()))
    hits = _begun(context.engine.scan(ranked, request.sort))
    return Export(form, columns, rows(hits, columns), articles, found, notes, question, query)


def _search(engine: Engine, plan: Plan, match: Match, *, nearest: bool) -> tuple[Query, int, Matched]:
    """What is to be exported, how many it is, and whether it is what was asked for."""
    asked, *others = plan.steps(match)
    query = plan.query(asked)
    articles = engine.count(query)
    for step in others if nearest and not articles else ():
        if articles := engine.count(plan.query(step)):
            return plan.query(step), articles, "nearest"
    return query, articles, "all"


def _columns(form: Format, names: str) -> tuple[str, ...]:
    if form != "ris":
        return read_columns(names)
    if names.strip():
        raise ColumnError("RIS has fields of its own: leave `fields` out, or take another format")
    return NEEDED


def _begun(hits: Iterator[EngineHit]) -> Iterator[EngineHit]:
    """The same hits, the first of which was read, so that an engine that is away is noticed before anything is sent."""
    first = list(itertools.islice(hits, 1))
    return itertools.chain(first, hits)


def _workbook(export: Export) -> Generator[bytes]:
    try:
        with tempfile.TemporaryFile() as made:
            write_workbook(made, export.rows, export.columns)
            made.seek(0)
            yield from iter(lambda: made.read(_PIECE), b"")
    except OSError as error:
        raise disk_error(error, f"the workbook cannot be made in {tempfile.gettempdir()} (TMPDIR)") from error
