"""One request, one answer: parse, plan, ask the engine, fold copies, mark snippets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

import orjson

from base.clock import DAY_SECONDS, day_end, day_of, day_start, jakarta_day
from base.deadline import TooSlowError
from indexer import fields
from indexer.engines.port import Engine, EngineHit, Folding
from indexer.engines.queries import Bool, Boost, Cursor, Filter, Query, Range, Request
from indexer.fields import Language
from search.answer.collapse import FoldedPage, folded_page, group_key, plain_page
from search.answer.cursor import Position, decode, encode
from search.answer.explain import Reason, reasons
from search.answer.highlight import markers
from search.answer.interpretation import InterpretedQuery, interpret
from search.answer.marking import Marking
from search.answer.query_hints import query_hints
from search.answer.snippets import Marked, mark_hit, mark_title
from search.answer.undated import UNDATED, count_undated
from search.context import Context
from search.hit_fields import USUAL
from search.notes import Note, render
from search.planning.plan import Step
from search.request import SearchRequest

if TYPE_CHECKING:
    from search import shapes

RECENCY = ((2, 2.0), (8, 1.6), (31, 1.3), (366, 1.1))
"""Days up to which an article's score is raised so much when newer articles are preferred; in steps, which are ranges
and so the same on both engines: tantivy scores by no function of the age."""

KEPT = {field.key: field for field in fields.exported()}
"""The fields of an article, by their names in JSON."""

MAX_EXPLAINED = 10
"""Hits that reasons are given for; each is asked about every word of the query."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found. `copies` is how many other hits are copies of it, folded behind it; `sort` the engine's key."""

    id: str
    score: float
    title: Marked
    snippet: Marked
    stored: Mapping[str, Any]
    copies: int
    sort: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits of one page out of `total`; `folded` of them stand behind another in the list, as copies of it. `undated` is
    how many articles were left out because nobody knows their date, None where no days were asked for. Where the time
    was over before either was counted (0 and None), the note `unfinished` says so. `matched` is `nearest` where no
    article has all the words.

    `now`, `question` and `step` (what hits have at least) are for facets of the same answer.
    """

    total: int
    folded: int
    undated: int | None
    matched: Literal["all", "nearest"]
    notes: tuple[Note, ...]
    next: str | None
    hits: tuple[Hit, ...]
    now: datetime
    question: InterpretedQuery
    step: Step

    def to_json(self, language: Language = "id", names: Sequence[str] = USUAL) -> shapes.SearchAnswer:
        """The answer as the command line and the API give it, of each hit what is named (`search.hit_fields`)."""
        made: shapes.SearchAnswer = {
            "total": self.total,
            "folded": self.folded,
            "undated": self.undated or 0,
            "matched": self.matched,
            "notes": [render(note, language) for note in self.notes],
            "next": self.next,
            "hits": [hit_json(hit, names) for hit in self.hits],
        }
        if self.undated is None:
            del made["undated"]
        return made


def answer(context: Context, request: SearchRequest, *, relax: bool = True, snippets: bool = True) -> Answer:
    """Answer a request; with `relax`, by what is nearest where nothing has all the words. Without `snippets`, which
    take most of the time of a page of hits, those are empty.

    Raises CursorError for an invalid cursor, UnavailableError where the engine cannot be used, TooSlowError where the
    deadline passed before anything was found.
    """
    engine, lexicon = context.engine, context.lexicon
    place = decode(request.after, request.digest) if request.after else _start(context)
    context = replace(context, now=datetime.fromtimestamp(place.now, UTC))
    question = interpret(request, context)
    page, number = _ask(engine, question, request, place, relax=relax)
    step, nearest = question.plan.steps(request.match)[number], bool(page.total) and number > 0
    parts = markers(question.tree, lexicon, question.variants, "root" if step.roots else request.forms)
    marking, found = Marking(parts, lexicon), question.plan.query(step)
    folding = _fold(engine, found, page) if request.fold else Folding(0, {})
    sizes = folding.sizes if folding else {}
    hits = tuple(_hit(hit, sizes.get(hit.group, 1) - 1, marking, has_snippet=snippets) for hit in page.hits)
    notes = _notes(question, page, step, place, nearest=nearest)
    undated, is_whole = None, folding is not None
    try:
        undated = count_undated(engine, found)
        if undated:
            notes.append(Note("undated", (str(undated),)))
        if request.explain:
            hits = _explained(engine, _query(question, step, request, place), hits, notes)
        if not request.after:
            notes += query_hints(context, request, question.tree, 0 if nearest else page.total)
    except TooSlowError:
        is_whole = False
    if not is_whole:
        notes.append(Note("unfinished"))
    matched: Literal["all", "nearest"] = "nearest" if nearest else "all"
    behind, following = folding.behind if folding else 0, _next(page, place, number, folding, request.digest)
    return Answer(page.total, behind, undated, matched, tuple(notes), following, hits, context.now, question, step)


def _start(context: Context) -> Position:
    return Position(day_start(jakarta_day(context.now)), -1, 0.0, 0, "")


def _ask(
    engine: Engine, question: InterpretedQuery, request: SearchRequest, place: Position, *, relax: bool
) -> tuple[FoldedPage, int]:
    """The page, and the number of the step that found it: what was asked, or where nothing is so, what is nearest."""
    steps = question.plan.steps(request.match)[: None if relax else 1]
    numbers = range(len(steps)) if place.step < 0 else (min(place.step, len(steps) - 1),)
    for number in numbers:
        page = _page(engine, _query(question, steps[number], request, place), request, place)
        if page.total:
            break
    return page, number


def _query(question: InterpretedQuery, step: Step, request: SearchRequest, place: Position) -> Query:
    query = question.plan.query(step)
    return newer_first(query, place.now) if request.recency and request.sort == "relevance" else query


def _page(engine: Engine, query: Query, request: SearchRequest, place: Position) -> FoldedPage:
    after = Cursor(place.score, place.sort, place.view) if place.step >= 0 else None
    asked = Request(query, request.top, request.sort, after, hold_view=request.sort == "relevance")
    page = folded_page(engine, asked, place.seen) if request.fold else plain_page(engine, asked)
    if page.end is None and page.view:
        engine.release(page.view)
    return page


def _fold(engine: Engine, found: Query, page: FoldedPage) -> Folding | None:
    """How many are folded, and behind which hits of the page; None where the time is over."""
    if not page.total:
        return Folding(0, {})
    try:
        return engine.folding(found, [hit.group for hit in page.hits])
    except TooSlowError:
        return None


def newer_first(query: Query, now: int) -> Query:
    """The query with its score raised in steps of age; the steps begin at midnight, so pages fit together."""
    today, upper = day_end(day_of(now)), None
    steps = []
    for days, weight in (*RECENCY, (None, 1.0)):
        lower = None if days is None else today - days * DAY_SECONDS
        steps.append(Boost(Bool(must=(Filter(Range("published", lower, upper)), query)), weight))
        upper = lower
    return Bool(should=(*steps, Bool(must=(Filter(UNDATED), query))), minimum=1)


def _next(page: FoldedPage, place: Position, number: int, folding: Folding | None, digest: str) -> str | None:
    """The cursor of the next page. It names the groups shown that have copies; all of them where nobody knows, or none
    has any: an index of an earlier release tells of no copies."""
    if page.end is None:
        return None
    shown = (hit for hit in page.hits if not folding or not folding.behind or hit.group in folding.sizes)
    seen = (*place.seen, *map(group_key, shown))
    return encode(Position(place.now, number, page.end.score, page.end.sort, page.end.view, seen), digest)


def _notes(question: InterpretedQuery, page: FoldedPage, step: Step, place: Position, *, nearest: bool) -> list[Note]:
    """How the query was read, that the hits are the nearest only, that the view of an earlier page has expired."""
    notes = list(question.notes)
    if nearest:
        notes.append(_nearest_note(step, len(question.plan.words)))
    if place.view and page.view != place.view:
        notes.append(Note("view_gone"))
    return notes


def _nearest_note(step: Step, words: int) -> Note:
    """Whether the nearest hits have all words in other forms, or some words only."""
    if step.minimum == words:
        return Note("nearest_roots")
    return Note("nearest", (str(step.minimum), str(words)))


def _explained(engine: Engine, query: Query, hits: tuple[Hit, ...], notes: list[Note]) -> tuple[Hit, ...]:
    """The hits, the first of them with their reasons."""
    if len(hits) > MAX_EXPLAINED:
        notes.append(Note("explained", (str(MAX_EXPLAINED),)))
    found = reasons(engine, query, [hit.id for hit in hits[:MAX_EXPLAINED]])
    return tuple(replace(hit, reasons=found.get(hit.id, ())) for hit in hits)


def _hit(hit: EngineHit, copies: int, marking: Marking, *, has_snippet: bool) -> Hit:
    stored = orjson.loads(hit.stored)
    if has_snippet:
        title, text = mark_hit(stored["title"], stored["body"], marking, stored["language"])
    else:
        title, text = mark_title(stored["title"], marking, stored["language"]), Marked("")
    return Hit(hit.id, hit.score, title, text, stored, copies, hit.sort)


def hit_json(hit: Hit, names: Sequence[str] = USUAL) -> shapes.Hit:
    """What is named of a hit, as JSON, with its reasons if it has some."""
    made: shapes.FoundHit = {
        "id": hit.id,
        "title": hit.title.text,
        "score": round(hit.score, 4),
        "snippet": hit.snippet.text,
        "marks": hit.snippet.marks,
        "title_marks": hit.title.marks,
        "copies": hit.copies,
    }
    if hit.reasons:
        made["explain"] = [reason.to_json() for reason in hit.reasons]
        names = (*names, "explain")
    shown = {name: made.get(name) if name in made else _kept(hit.stored, name) for name in names}
    return cast("shapes.Hit", shown)


def _kept(stored: Mapping[str, Any], name: str) -> Any:
    """A field of an article as JSON; nearly all stand there as they are shown."""
    field = KEPT[name]
    return stored[name] if name in stored and not field.parts else field.kept_in(stored)
