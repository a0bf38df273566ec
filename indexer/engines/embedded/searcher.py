"""One state of an index, asked in the port's queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indexer.engines.embedded.absent_words import without_absent
from indexer.engines.embedded.schema import KEY, build, is_held
from indexer.engines.embedded.wide_patterns import narrowed
from indexer.engines.port import TEXT_FIELDS
from indexer.engines.queries import Query, Term

MAX_BUILT = 64
"""Queries that a searcher remembers as tantivy takes them: a page asks the same one for its hits, for the copies among
all, and for facets and days."""


class Searcher:
    """The last commit of an open index, whose own fields are what can be asked for: it may be an earlier release's.
    Safe to use from several threads."""

    def __init__(self, index: Any) -> None:
        self._searcher, self._schema = index.searcher(), index.schema
        self.num_docs = int(self._searcher.num_docs)
        self._has_keys = is_held(KEY, self._schema, 0)
        self._built: dict[Query, Any] = {}

    def search(self, query: Query, **options: Any) -> Any:
        """The hits of a rewritten query, with tantivy's options."""
        return self._searcher.search(self._build(query), **options)

    def aggregate(self, query: Query, aggregations: dict[str, Any]) -> Any:
        """Its aggregations; of a field that the index does not have: empty ones."""
        return self._searcher.aggregate(self._build(query), aggregations)

    def _build(self, query: Query) -> Any:
        if (built := self._built.get(query)) is None:
            if len(self._built) >= MAX_BUILT:
                self._built.clear()
            built = build(narrowed(without_absent(query, self._is_absent), self._words), self._schema)
            self._built[query] = built
        return built

    def _is_absent(self, term: Term) -> bool:
        """Whether no document has a term of a text field."""
        if term.field not in TEXT_FIELDS or not is_held(term.field, self._schema):
            return False
        return not self._searcher.doc_freq(term.field, term.text)

    def _words(self, field: str, start: str) -> list[str]:
        """The words of a field that begin so."""
        return [word for word, _ in self._searcher.terms_with_prefix(field, start)]

    def sorts(self, addresses: Sequence[Any]) -> list[int]:
        """The `sort` of each of these documents."""
        return list(self._searcher.fast_field_values("sort", addresses))

    def keys(self, query: Query, most: int) -> set[int] | None:
        """The numbers (`key_of`) of the documents that a rewritten query finds; None where those are more than `most`,
        or an earlier release made the index without them."""
        if not self._has_keys:
            return None
        found = self.search(query, limit=max(min(most, self.num_docs), 1), count=True)
        if found.count > most:
            return None
        return set(self._searcher.fast_field_values(KEY, [address for _, address in found.hits]))

    def doc(self, address: Any) -> Any:
        """A stored document."""
        return self._searcher.doc(address)
