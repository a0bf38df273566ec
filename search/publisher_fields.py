"""What the catalogue says of publishers, as fields of their articles: the owner group and the reach.

They stand in no index, so what is changed in a publisher's file counts for old articles too, from the next start on.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from base.deadline import uncounted
from config.publisher_settings import PublisherSettings
from indexer.engines.port import Bucket
from indexer.engines.queries import Among, Bool, Query, Term

if TYPE_CHECKING:
    from config.catalogue import Publisher

Catalogue = Callable[[], Mapping[str, "Publisher"]]
"""Gives the publishers by slug."""

OF_CATALOGUE = {"owner": "group", "reach": "reach"}
"""The fields, each with the attribute of a publisher that has its value ("" for none)."""
PUBLISHER = "publisher"


def catalogue_of(data: Path, given: Mapping[str, PublisherSettings]) -> Catalogue:
    """The catalogue of a data folder, which is read when it is first asked for: most searches name no publisher."""

    @functools.cache
    def read() -> Mapping[str, Publisher]:
        with uncounted():
            from config.catalogue import load_catalogue  # noqa: PLC0415 - every search would wait for it

            return load_catalogue(data, given)

    return read


class PublisherFields:
    """The values by publisher. The catalogue is asked for when a field first is."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @functools.cached_property
    def _values(self) -> Mapping[str, Mapping[str, str]]:
        """The values by field and slug."""
        catalogue = self._catalogue()
        return {
            name: {slug: value for slug, one in catalogue.items() if (value := getattr(one, attribute))}
            for name, attribute in OF_CATALOGUE.items()
        }

    def held(self, field: str, publishers: Sequence[str]) -> tuple[str, ...]:
        """The values that an article of these publishers has."""
        return tuple(dict.fromkeys(self._values[field][one] for one in publishers if one in self._values[field]))

    def query(self, field: str, value: str | None = None) -> Query:
        """Matches the articles that have a value; with None those that have any."""
        told = self._values[field].items()
        slugs = tuple(Term(PUBLISHER, slug) for slug, one in told if value in (None, one))
        return Bool(should=slugs, minimum=1) if slugs else Among(())

    def buckets(self, field: str, publishers: Sequence[Bucket]) -> list[Bucket]:
        """The values among articles, of which it is told how many each publisher has; the most first."""
        numbers = Counter[str]()
        for one in publishers:
            if one.value in self._values[field]:
                numbers[self._values[field][one.value]] += one.count
        return [Bucket(value, number) for value, number in sorted(numbers.items(), key=lambda one: (-one[1], one[0]))]


NO_PUBLISHER_FIELDS = PublisherFields(dict)
