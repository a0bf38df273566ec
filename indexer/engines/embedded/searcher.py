"""One state of an index, asked in the port's queries."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from indexer.engines.embedded.fewer_lists import finds_nothing, needing_roots, without_absent
from indexer.engines.embedded.schema import KEY, NUMBER, build, is_held, key_set, with_ids, with_keys, with_numbers
from indexer.engines.embedded.wide_patterns import narrowed
from indexer.engines.port import TEXT_FIELDS
from indexer.engines.queries import Query, Term

MAX_BUILT = 32
"""Queries that a searcher remembers as tantivy takes them: a page asks the same one for its hits, for the copies among
all, and for facets and days. Each that names 30,000 ids takes 3 MB."""
MAX_SETS = 8
"""Sets of ids that are remembered so."""


class Searcher:
    """The last commit of an open index, whose own fields are what can be asked for: it may be an earlier release's.
    Safe to use from several threads."""

    def __init__(self, index: Any) -> None:
        self._searcher, self._schema = index.searcher(), index.schema
        self.num_docs, self.num_segments = int(self._searcher.num_docs), int(self._searcher.num_segments)
        self._texts = frozenset(field for field in TEXT_FIELDS if is_held(field, self._schema))
        self._has_keys = is_held(KEY, self._schema, 0)
        self._has_numbers = is_held(NUMBER, self._schema, 0)
        self._numbers: dict[int, int | None] = {}
        self._sets: dict[tuple[str, ...], Any] = {}
        self._built: dict[tuple[Query, bool], Any] = {}

    def search(self, query: Query, **options: Any) -> Any:
        """The hits of a rewritten query, with tantivy's options."""
        return self._searcher.search(self._build(query, ranked="order_by_field" not in options), **options)

    def count(self, query: Query) -> int:
        """How many documents a rewritten query finds, which is to be a filter."""
        if finds_nothing(query, lambda term: self._is_absent(term, self._count)):
            return 0
        return int(self.search(query, limit=1).count)

    def aggregate(self, query: Query, aggregations: dict[str, Any]) -> Any:
        """Its aggregations; of a field that the index does not have: empty ones."""
        return self._searcher.aggregate(self._build(query, ranked=False), aggregations)

    def _build(self, query: Query, *, ranked: bool) -> Any:
        """The query as tantivy takes it. Roots are needed where documents have numbers alone: earlier layouts were made
        when an article could have a word that is a root, and not the root."""
        if (built := self._built.get((query, ranked))) is None:
            if len(self._built) >= MAX_BUILT:
                self._built.clear()
            count = functools.cache(self._count)  # each term is asked for twice or thrice, in all segments
            made = without_absent(query, lambda term: self._is_absent(term, count))
            if ranked and self._has_numbers:
                made = needing_roots(made, count)
            built = self._built[query, ranked] = build(narrowed(made, self._words), self._schema, self._among)
        return built

    def _is_absent(self, term: Term, count: Callable[[Term], int]) -> bool:
        """Whether no document has a term of a text field."""
        return term.field in self._texts and not count(term)

    def _count(self, term: Term) -> int:
        """The number of documents that have a term of a text field, removed ones too."""
        return int(self._searcher.doc_freq(term.field, term.text))

    def _words(self, field: str, start: str) -> list[str]:
        """The words of a field that begin so."""
        return [word for word, _ in self._searcher.terms_with_prefix(field, start)]

    def _among(self, ids: tuple[str, ...]) -> Any:
        """The query for the documents of these ids, made once: a page asks for the same folder several times."""
        if (made := self._sets.get(ids)) is None:
            if len(self._sets) >= MAX_SETS:
                self._sets.clear()
            made = (
                with_numbers(self._numbers_of(ids), self._schema) if self._has_numbers else with_ids(ids, self._schema)
            )
            self._sets[ids] = made
        return made

    def _numbers_of(self, ids: tuple[str, ...]) -> list[int]:
        """The numbers of the documents of these ids; each is looked up once in this state of the index."""
        keys, known = key_set(ids), self._numbers
        if new := [key for key in keys if key not in known]:
            found = self._searcher.search(with_keys(new, self._schema), limit=min(len(new), max(self.num_docs, 1)))
            addresses = [address for _, address in found.hits]
            held = (self._searcher.fast_field_values(field, addresses) for field in (KEY, NUMBER))
            known.update(dict.fromkeys(new) | dict(zip(*held, strict=True)))
        return [number for key in keys if (number := known[key]) is not None]

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
