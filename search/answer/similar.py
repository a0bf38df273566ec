"""More like this: articles that share the most distinctive words of one."""

from __future__ import annotations

import math
from collections import Counter

from indexer.engines.port import EngineHit
from indexer.engines.queries import Bool, Boost, Everything, Filter, Request, Term
from indexer.language.analysis import analyze
from search.answer.collapse import folded_page, group_key
from search.context import Context

_MAX_CANDIDATES = 40
_MAX_TERMS = 15
_MIN_LETTERS = 3
_MAX_WORDS = 2_000
_MAX_TEXT = 20 * _MAX_WORDS
"""Characters in which so many words stand: to read a text of a megabyte to its end takes longer than a page may."""


def similar(context: Context, hit: EngineHit, article: dict[str, object], limit: int = 5) -> list[EngineHit]:
    """The articles most like one, without itself and its copies. `article` is its stored JSON, read."""
    terms = _distinctive(context, article)
    if not terms:
        return []
    should = tuple(Boost(Term("stem", stem), weight) for stem, weight in terms.items())
    least = max(1, len(should) // 4)
    query = Bool(should=should, minimum=least, must_not=(Term("id", hit.id),))
    if article["language"]:  # words of two languages that look alike make no two texts alike
        query = Bool(must=(query, Filter(Term("language", str(article["language"])))))
    page = folded_page(context.engine, Request(query, limit=limit), (group_key(hit),))
    return list(page.hits)


def _distinctive(context: Context, article: dict[str, object]) -> dict[str, float]:
    """The stems of highest tf-idf, each with its weight relative to the best."""
    body = article["body"]
    text = "\n".join((str(article["title"]), *(map(str, body) if isinstance(body, list) else ())))[:_MAX_TEXT]
    counts = Counter(token.stem for token in analyze(text, context.lexicon, str(article["language"]))[:_MAX_WORDS])
    common = [one for one in counts.most_common() if len(one[0]) >= _MIN_LETTERS and not one[0].isdigit()]
    looked_at = common[:_MAX_CANDIDATES]
    everything, *holding = context.engine.counts([Everything(), *(Term("stem", stem) for stem, _ in looked_at)])
    scores = {
        stem: (1 + math.log(number)) * math.log(1 + everything / (1 + articles))
        for (stem, number), articles in zip(looked_at, holding, strict=True)
    }
    best = sorted(scores, key=lambda stem: (-scores[stem], stem))[:_MAX_TERMS]
    return {stem: scores[stem] / scores[best[0]] for stem in best}
