"""Which regions an article is about: places of the event, and those whose people, offices or matters it tells of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from indexer.articles.regions.context import Role
from indexer.articles.regions.mentions import Mention, find_mentions
from indexer.articles.regions.table import Called, Region, load_regions, path_of

_WEIGHTS = {Role.SUBJECT: 1.5, Role.PLACE: 1.0, Role.BARE: 0.7, Role.PASSING: 0.5}
_IN_TITLE, _IN_LEAD = 2.5, 1.5
_LEAD_LENGTH = 600
"""Characters of the text that make its lead, some three sentences."""
_ENOUGH = 0.9
"""One place is enough wherever it stands; a bare name in the lead, and what is named in passing twice or in the title.
Set on 90 articles read by others, where with these weights 0.8 to 1.0 gave the same."""


class _Told(NamedTuple):
    """What a text tells of its names anywhere: the kinds that it says of each, and the provinces of those of which no
    doubt is. Read once for all names, of which a long list has thousands."""

    kinds: Mapping[Called, Counter[str]]
    provinces: frozenset[str]


@lru_cache(maxsize=64)
def regions_of(title: str, body: tuple[str, ...]) -> tuple[str, ...]:
    """The regions that an article is about; those of the last articles are remembered, since its document has them as
    keywords and as what is shown."""
    return find_regions(title, body)


def find_regions(title: str, body: Sequence[str]) -> tuple[str, ...]:
    """The regions that an article is about, as `Jawa Timur` and `Jawa Timur/Kota Surabaya`, ordered by their codes.

    Each regency or city comes with its province.
    """
    mentions = list(find_mentions(title, body))
    told = _told_by(mentions)
    starts = [0, *accumulate((len(paragraph) + 1 for paragraph in body), initial=0)]
    scores: dict[Region, float] = defaultdict(float)
    for mention in mentions:
        region = _meant(mention, told)
        if region:
            is_lead = starts[mention.paragraph] + mention.start < _LEAD_LENGTH
            place = 1.0 if not is_lead else _IN_LEAD if mention.paragraph else _IN_TITLE
            scores[region] += _WEIGHTS.get(mention.role, 0.0) * place
    return tuple(_paths(region for region, score in scores.items() if score >= _ENOUGH))


def _told_by(mentions: Iterable[Mention]) -> _Told:
    kinds: defaultdict[Called, Counter[str]] = defaultdict(Counter)
    provinces = set[str]()
    for mention in mentions:
        called = mention.called
        if mention.kind:
            kinds[called][mention.kind] += 1
        if mention.role is not Role.WITHIN and not called.common and len(called.regions) == 1:
            provinces.add(called.regions[0].province)
    return _Told(kinds, frozenset(provinces))


def _meant(mention: Mention, told: _Told) -> Region | None:
    """Which region a name means here; None where it is none of them."""
    called = mention.called
    regions = [
        region for region in called.regions if not mention.kind or _kind(region) == mention.kind
    ] or called.regions
    if mention.within:
        regions = [region for region in regions if region in mention.within] or mention.within
    elif mention.around and not mention.kind and (called.common or len(called.words) == 1):
        return None  # a quarter of that place which is called so: Bangka, Jakarta Selatan
    elif called.common and not mention.kind:
        if mention.role not in (Role.PLACE, Role.SUBJECT):
            return None
        regions = [region for region in regions if region.province in told.provinces]
    return _likeliest(regions, called, told) if regions else None


def _likeliest(regions: Sequence[Region], called: Called, told: _Told) -> Region:
    """Of regions of one name the one of the kind that the text says elsewhere; else the province, else the city."""
    said = told.kinds.get(called)
    usual = said.most_common(1)[0][0] if said else ""
    return max(regions, key=lambda region: (_kind(region) == usual, region.is_province, _kind(region) == "kota"))


def _kind(region: Region) -> str:
    return "provinsi" if region.is_province else region.name.partition(" ")[0].lower()


def _paths(regions: Iterable[Region]) -> Iterator[str]:
    table = load_regions()
    codes = {code for region in regions for code in (region.code, region.province)}
    return (path_of(table[code]) for code in sorted(codes))
