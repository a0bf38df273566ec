"""Why an article was found: each term of the plan that it holds, with its field, weight and share of the score."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.engines.port import Engine
from indexer.engines.queries import Best, Bool, Boost, Fuzzy, Pattern, Phrase, Query, Term

if TYPE_CHECKING:
    from search import shapes


@dataclass(frozen=True, slots=True)
class Reason:
    """A term or phrase of the query that the article holds. `field` is the engine's (`stem`, `exact`, ...)."""

    field: str
    term: str
    weight: float
    score: float

    def to_json(self) -> shapes.Reason:
        """The reason as JSON."""
        weight, score = round(self.weight, 4), round(self.score, 4)
        return {"field": self.field, "term": self.term, "weight": weight, "score": score}


def reasons(engine: Engine, query: Query, articles: Sequence[str]) -> dict[str, tuple[Reason, ...]]:
    """Of each article the parts of a query that made its score, the weightiest first; their scores add up to it.

    The engine is asked once for all parts and articles.
    """
    asked = list(dict.fromkeys(_asked(query)))
    held = dict(zip(asked, engine.scores(asked, articles), strict=True))
    return {article: _merged(_reasons(held, query, article, 1.0) or ()) for article in articles}


_Held = Mapping[Query, Mapping[str, float]]
_Leaf = Term | Phrase | Pattern | Fuzzy


def _asked(query: Query) -> Iterator[Query]:
    """The parts of a query whose scores are needed."""
    match query:
        case Boost(inner):
            yield from _asked(inner)
        case Bool():
            yield from query.must_not
            for part in (*query.must, *query.should):
                yield from _asked(part)
        case Best(queries):
            for part in queries:
                yield from _asked(part)
        case _:
            yield query


def _merged(found: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons with those of the same term put together, the weightiest first."""
    merged: dict[tuple[str, str], Reason] = {}
    for one in found:
        before = merged.get((one.field, one.term))
        weight, score = (before.weight, before.score) if before else (0.0, 0.0)
        merged[one.field, one.term] = Reason(one.field, one.term, weight + one.weight, score + one.score)
    return tuple(sorted(merged.values(), key=lambda reason: -reason.score))


def _reasons(held: _Held, query: Query, article: str, weight: float) -> list[Reason] | None:
    """What of a query scores an article, None where the article does not match it."""
    match query:
        case Boost(inner, factor):
            return _reasons(held, inner, article, weight * factor)
        case Bool():
            return _all(held, query, article, weight)
        case Best(queries):
            made = (found for part in queries if (found := _reasons(held, part, article, weight)) is not None)
            return max(made, key=lambda found: sum(one.score for one in found), default=None)
        case _:
            return _alone(held, query, article, weight)


def _all(held: _Held, query: Bool, article: str, weight: float) -> list[Reason] | None:
    if any(article in held[part] for part in query.must_not):
        return None
    must = list[Reason]()
    for part in query.must:
        made = _reasons(held, part, article, weight)
        if made is None:
            return None
        must += made
    should = [found for part in query.should if (found := _reasons(held, part, article, weight)) is not None]
    needed = max(query.minimum, 0 if query.must or not query.should else 1)
    return [*must, *itertools.chain.from_iterable(should)] if len(should) >= needed else None


def _alone(held: _Held, query: Query, article: str, weight: float) -> list[Reason] | None:
    score = held[query].get(article)
    if score is None:
        return None
    return [Reason(query.field, _written(query), weight, weight * score)] if isinstance(query, _Leaf) else []


def _written(leaf: _Leaf) -> str:
    match leaf:
        case Phrase(_, terms):
            return " ".join(terms)
        case Pattern(_, pattern):
            return pattern
        case _:
            return leaf.text
