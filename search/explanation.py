"""Why an article was found: each term of the plan that it holds, with its field, weight and share of the score."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass
from typing import Any

from indexer.engine import Best, Bool, Boost, Engine, Fuzzy, Pattern, Phrase, Query, Term


@dataclass(frozen=True, slots=True)
class Reason:
    """A term or phrase of the query that the article holds. `field` is the engine's (`stem`, `exact`, ...)."""

    field: str
    term: str
    weight: float
    score: float

    def to_json(self) -> dict[str, Any]:
        """The reason as JSON."""
        return asdict(self) | {"weight": round(self.weight, 4), "score": round(self.score, 4)}


def reasons(engine: Engine, query: Query, article: str) -> tuple[Reason, ...]:
    """The parts of a query that made an article's score, the weightiest first; their scores add up to it."""
    found: dict[tuple[str, str], Reason] = {}
    for one in _reasons(engine, query, article, 1.0) or ():
        before = found.get((one.field, one.term))
        weight, score = (before.weight, before.score) if before else (0.0, 0.0)
        found[one.field, one.term] = Reason(one.field, one.term, weight + one.weight, score + one.score)
    return tuple(sorted(found.values(), key=lambda reason: -reason.score))


_Leaf = Term | Phrase | Pattern | Fuzzy


def _reasons(engine: Engine, query: Query, article: str, weight: float) -> list[Reason] | None:
    """What of a query scores an article, None where the article does not match it."""
    match query:
        case Boost(inner, factor):
            return _reasons(engine, inner, article, weight * factor)
        case Bool():
            return _all(engine, query, article, weight)
        case Best(queries):
            made = (found for part in queries if (found := _reasons(engine, part, article, weight)) is not None)
            return max(made, key=lambda found: sum(one.score for one in found), default=None)
        case _:
            return _alone(engine, query, article, weight)


def _all(engine: Engine, query: Bool, article: str, weight: float) -> list[Reason] | None:
    if any(engine.explain(part, article) is not None for part in query.must_not):
        return None
    must = list[Reason]()
    for part in query.must:
        made = _reasons(engine, part, article, weight)
        if made is None:
            return None
        must += made
    should = [found for part in query.should if (found := _reasons(engine, part, article, weight)) is not None]
    needed = max(query.minimum, 0 if query.must or not query.should else 1)
    return [*must, *itertools.chain.from_iterable(should)] if len(should) >= needed else None


def _alone(engine: Engine, query: Query, article: str, weight: float) -> list[Reason] | None:
    explained = engine.explain(query, article)
    if explained is None:
        return None
    if not isinstance(query, _Leaf):
        return []
    value = explained["value"]
    score = float(value) if isinstance(value, int | float) else 0.0
    return [Reason(query.field, _written(query), weight, weight * score)]


def _written(leaf: _Leaf) -> str:
    match leaf:
        case Phrase(_, terms):
            return " ".join(terms)
        case Pattern(_, pattern):
            return pattern
        case _:
            return leaf.text
