"""Why an article was found: each term of the plan that it holds, with its field, weight and share of the score."""

from __future__ import annotations

from collections.abc import Iterator
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
    """The scored parts of a query that an article matches, the weightiest first."""
    found = []
    for leaf, weight in dict.fromkeys(_scored(query, 1.0)):
        explained = engine.explain(leaf, article)
        if explained is not None:
            value = explained["value"]
            score = float(value) if isinstance(value, int | float) else 0.0
            found.append(Reason(leaf.field, _written(leaf), weight, weight * score))
    return tuple(sorted(found, key=lambda reason: -reason.score))


_Leaf = Term | Phrase | Pattern | Fuzzy


def _scored(query: Query, weight: float) -> Iterator[tuple[_Leaf, float]]:
    match query:
        case Term() | Phrase() | Pattern() | Fuzzy():
            yield query, weight
        case Boost(inner, factor):
            yield from _scored(inner, weight * factor)
        case Bool(must, should):
            for part in (*must, *should):
                yield from _scored(part, weight)
        case Best(queries):
            for part in queries:
                yield from _scored(part, weight)
        case _:
            return


def _written(leaf: _Leaf) -> str:
    match leaf:
        case Phrase(_, terms):
            return " ".join(terms)
        case Pattern(_, pattern):
            return pattern
        case _:
            return leaf.text
