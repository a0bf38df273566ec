"""Which regions articles are about where users said otherwise than was read off the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from indexer.articles.regions.table import load_regions, path_of

Said = Mapping[str, bool]
"""What was said of an article: by region (`Jawa Timur/Kota Surabaya`) whether it is about it."""


class Statement(NamedTuple):
    """Somebody said that an article is about a region, or is not; None: that what is read off its text holds again."""

    article: str
    region: str
    is_about: bool | None


def province_of(region: str) -> str:
    """The province of a region, its own for a province."""
    return region.partition("/")[0]


def said_then(said: Said, region: str, *, is_about: bool | None) -> dict[str, bool]:
    """What is said of an article after one more statement: what was last said of a region counts. Of a province that
    the article is not about, it is about no regency or city."""
    then = {one: about for one, about in said.items() if one != region}
    if is_about is False and region == province_of(region):
        then = {one: about for one, about in then.items() if province_of(one) != region}
    return then if is_about is None else then | {region: is_about}


@dataclass(frozen=True)
class Corrections:
    """What was said, by article. A region counts for an article where it was read off its text and is not said to be
    wrong, by itself or with its province, or where it is said to be right; a regency or city brings its province."""

    by_article: Mapping[str, Said] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.by_article)

    def regions(self, article: str, read: Iterable[str]) -> tuple[str, ...]:
        """The regions of an article of which these were read off the text."""
        said = self.by_article.get(article)
        if said is None:
            return tuple(read)
        right = {one for one, is_about in said.items() if is_about}
        left = {one for one in read if said.get(one, True) and said.get(province_of(one), True)}
        return tuple(sorted(left | right | set(map(province_of, right)), key=lambda one: _places().get(one, (one,))))

    @cached_property
    def added(self) -> Mapping[str, tuple[str, ...]]:
        """By region the articles that have it by what was said."""
        found = defaultdict[str, list[str]](list)
        for article, said in self.by_article.items():
            right = {one for one, is_about in said.items() if is_about}
            for region in right | set(map(province_of, right)):
                found[region].append(article)
        return {region: tuple(articles) for region, articles in found.items()}

    @cached_property
    def wrong(self) -> Mapping[str, tuple[str, ...]]:
        """By region the articles of which it is said that they are not about it."""
        found = defaultdict[str, list[str]](list)
        for article, said in self.by_article.items():
            for region in (one for one, is_about in said.items() if not is_about):
                found[region].append(article)
        return {region: tuple(articles) for region, articles in found.items()}

    def removed(self, region: str) -> tuple[str, ...]:
        """The articles that lose a region, by itself or with its province, if it was read off their text."""
        wrong = {*self.wrong.get(region, ()), *self.wrong.get(province_of(region), ())}
        return tuple(wrong.difference(self.added.get(region, ()))) if wrong else ()

    @cached_property
    def named(self) -> Mapping[str, tuple[str, ...]]:
        """By region the articles of which something is said of it."""
        every = dict.fromkeys((*self.added, *self.wrong))
        return {one: tuple({*self.added.get(one, ()), *self.wrong.get(one, ())}) for one in every}


NO_CORRECTIONS = Corrections()


def no_corrections() -> Corrections:
    """Nobody said anything."""
    return NO_CORRECTIONS


def corrections_of(statements: Iterable[Statement]) -> Corrections:
    """What holds after all of the statements, the oldest first."""
    by_article: dict[str, Said] = {}
    for article, region, is_about in statements:
        by_article[article] = said_then(by_article.get(article, {}), region, is_about=is_about)
    return Corrections({article: said for article, said in by_article.items() if said})


@cache
def provinces() -> tuple[str, ...]:
    """All provinces."""
    return tuple(one for one in _places() if one == province_of(one))


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    """All regions in their order: by the codes of the table."""
    return {path_of(one): ("", code) for code, one in sorted(load_regions().items())}
