"""The table of Indonesia's regions: 38 provinces, 514 regencies and cities, and all that newspapers call them.

`regions.csv` has the codes and names of the Ministry of Home Affairs' decree 300.2.2-2138 of 2025, as put into
a table by Cahya DSN (MIT; see LICENSE-regions.txt). The other tables are our own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from indexer.language.lexicon import read_lines

_HERE = Path(__file__).parent
_KINDS = ("kabupaten administrasi ", "kota administrasi ", "kabupaten ", "kota ")
_LEFT_OUT = ("kepulauan ", "pulau ")


class Region(NamedTuple):
    """A province (`code` such as `35`), or a regency or city (`35.78`)."""

    code: str
    name: str

    @property
    def province(self) -> str:
        """The code of its province, its own for a province."""
        return self.code[:2]

    @property
    def is_province(self) -> bool:
        return len(self.code) == 2


class Called(NamedTuple):
    """A name as it stands in texts: its words in small letters, and the regions that it may mean.

    `in_capitals`: it counts in capitals alone. `common`: it is a word or another name, too.
    """

    words: tuple[str, ...]
    regions: tuple[Region, ...]
    in_capitals: bool
    common: bool


@cache
def load_regions() -> Mapping[str, Region]:
    """All regions by their codes."""
    with (_HERE / "regions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Region(row["code"], row["name"]) for row in csv.DictReader(file)}


def path_of(region: Region) -> str:
    """How a region is named in articles: `Jawa Timur`, `Jawa Timur/Kota Surabaya`."""
    return region.name if region.is_province else f"{load_regions()[region.province].name}/{region.name}"


def regions_called(name: str) -> frozenset[str]:
    """The paths of the regions that are called so: by path, by full name (Kabupaten Bandung) or by any other."""
    wanted = _plain(name)
    paths = {path_of(region): region for region in load_regions().values()}
    full = frozenset(path for path, region in paths.items() if wanted in (_plain(path), _plain(region.name)))
    words = tuple(wanted.split())
    called = [one for one in load_names().get(words[0], ()) if one.words == words] if words else []
    return full or frozenset(path_of(region) for one in called for region in one.regions)


@cache
def load_names() -> Mapping[str, tuple[Called, ...]]:
    """The names by their first words, the longest names first."""
    common = {name.strip().lower() for _, line in read_lines(_HERE / "common-names.txt") for name in line.split(",")}
    meant: dict[str, list[Region]] = {}
    written: dict[str, str] = {}
    for name, region in _all_names():
        regions = meant.setdefault(name.lower(), [])
        if region not in regions:
            regions.append(region)
        written.setdefault(name.lower(), name)
    by_first: dict[str, list[Called]] = {}
    for name, regions in meant.items():
        words = tuple(_plain(name).split())
        called = Called(words, tuple(regions), written[name].isupper(), name in common)
        by_first.setdefault(words[0], []).append(called)
    return {first: tuple(sorted(some, key=lambda one: -len(one.words))) for first, some in by_first.items()}


def _all_names() -> Iterator[tuple[str, Region]]:
    """Each name with each region that bears it: the table's without "Kabupaten", and what else it is called."""
    by_name = {region.name: region for region in load_regions().values()}
    for region in by_name.values():
        short = _without(region.name, _KINDS)
        yield short, region
        yield short.replace(" ", ""), region
        yield _without(short, _LEFT_OUT), region
    for _, line in read_lines(_HERE / "other-names.txt"):
        name, _, others = line.partition(":")
        for other in others.split(","):
            yield other.strip(), by_name[name]


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("-", " ").split())


def _without(name: str, beginnings: tuple[str, ...]) -> str:
    for beginning in beginnings:
        if name.lower().startswith(beginning):
            return name[len(beginning) :]
    return name
