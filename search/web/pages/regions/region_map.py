"""Which regions the articles of a search are about: a map of provinces in squares, two tables, one CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from indexer.articles.regions.table import regions_called
from search import i18n
from search.answer.counts import all_articles, counts, share
from search.notes import render
from search.request import SearchRequest, read_query
from search.web.app_state import Site
from search.web.as_csv import as_csv
from search.web.pages.addresses import View, bad_days, other, read_view, region_map_href, results_href
from search.web.pages.timeline import share_text
from search.web.templating import page

FIELD = "region"
TILE = 10
"""The side of a province's square, in units of the picture."""
SHADES = 4
"""Steps of colour that can be told from one another, with text on each that can be read; none at all is one more."""
MAX_REGENCIES = 50
"""Rows of the second table, which are read by people; the file has all."""
_ROWS = """
Aceh   .      .      .      .       .       .       Kaltara .      Gorontalo Sulut  .      .      .        .
.      Sumut  Riau   Kepri  .       Kalbar  Kalteng Kaltim  .      Sulteng   .      Malut  PBD    Pabar    Papua
.      Sumbar Jambi  Babel  .       .       Kalsel  .       Sulbar Sultra    .      Maluku .      Papteng  Papeg
.      Bengkulu Sumsel .    .       .       .       .       Sulsel .         .      .      .      .        Papsel
.      .      Lampung .     .       .       .       .       .      .         .      .      .      .        .
.      .      .      Banten Jakarta Jateng  Jatim   Bali    NTB    NTT       .      .      .      .        .
.      .      .      .      Jabar   DIY     .       .       .      .         .      .      .      .        .
"""
GRID = tuple(tuple(line.split()) for line in _ROWS.strip().splitlines())
"""Where the provinces stand, by the short names that the table of regions knows them by; our own drawing."""


class Tile(NamedTuple):
    """A province's square: its corner, what stands on it, and its shade from 0 (none) to `SHADES`."""

    x: int
    y: int
    short: str
    number: str
    shade: int
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """A region with its articles: of the search, and of all."""

    path: str
    number: int
    of_all: int

    @property
    def share(self) -> float:
        return share(self.number, self.of_all)


def region_map_routes(site: Site) -> APIRouter:
    """The routes of the page and of its numbers as a file."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/peta")
    @site.lanes.route
    def shown(request: Request) -> Response:
        asked, view, unread = _read(request)
        rows, without, notes = _counted(site, asked)
        values = _values(rows, without, asked, view)
        in_other = region_map_href(replace(asked, ui=other(asked.ui)), view)
        return page("region_map.html", asked.ui, in_other, {**values, "notes": [*unread, *notes]})

    @routes.get("/peta.csv")
    @site.lanes.route
    def numbers(request: Request) -> Response:
        asked, _, _ = _read(request)
        rows, without, _ = _counted(site, asked)
        return as_csv("daerah.csv", _table(rows, without))

    return routes


def _read(request: Request) -> tuple[SearchRequest, View, list[str]]:
    """What is asked for, how it is shown, and what is said of what could not be read."""
    asked, mistakes = read_query(request.url.query)
    asked = replace(asked, query=asked.query.strip(), after="", explain=False)
    return asked, read_view(request.query_params), bad_days(mistakes, asked.ui)


def _counted(site: Site, asked: SearchRequest) -> tuple[list[Row], int, list[str]]:
    """The regions, the most first; how many articles are about none; how the query was read."""
    with site.context() as context:
        found = counts(context, asked, FIELD)
        ground = all_articles(context, FIELD)
    rows = [Row(one.value, one.number, ground.get(one.value, one.number)) for one in found.rows if one.value]
    without = sum(one.number for one in found.rows if not one.value)
    return rows, without, [render(note, asked.ui) for note in found.notes]


def _values(rows: Sequence[Row], without: int, asked: SearchRequest, view: View) -> dict[str, Any]:
    """What the page shows."""
    rows = sorted(rows, key=lambda row: (-_amount(row, is_share=view.share), row.path))
    provinces = [row for row in rows if "/" not in row.path]
    regencies = [row for row in rows if "/" in row.path]
    return {
        "request": asked,
        "hidden": [
            pair for pair in (*asked.pairs(), *view.pairs()) if pair[0] not in ("q", "from", "to", "start", "top")
        ],
        "is_share": view.share,
        "tiles": list(_tiles({row.path: row for row in provinces}, asked, is_share=view.share)),
        "width": len(GRID[0]) * TILE,
        "height": len(GRID) * TILE,
        "tile": TILE,
        "tables": [
            ("provinces", [_shown(row, asked) for row in provinces]),
            ("regencies", [_shown(row, asked) for row in regencies[:MAX_REGENCIES]]),
        ],
        "more": (i18n.number(MAX_REGENCIES, asked.ui), i18n.number(len(regencies), asked.ui))
        if len(regencies) > MAX_REGENCIES
        else (),
        "without": without,
        "file": region_map_href(asked, path="/peta.csv"),
        "other_unit": region_map_href(asked, replace(view, share=not view.share)),
        "back": results_href(asked),
    }


def _tiles(rows: Mapping[str, Row], asked: SearchRequest, *, is_share: bool) -> Iterator[Tile]:
    most = max((_amount(row, is_share=is_share) for row in rows.values()), default=0)
    for place, short in _squares():
        path = province_called(short)
        row = rows.get(path)
        if row is None:
            yield Tile(*place, short, "–", 0, path, "")
            continue
        part = share_text(row.number, row.of_all, asked.ui)
        yield Tile(
            *place,
            short,
            part if is_share else i18n.number(row.number, asked.ui),
            shade(_amount(row, is_share=is_share), most),
            i18n.counted("bar", asked.ui, row.number, path, part),
            results_href(asked.narrow(FIELD, (path,))),
        )


def _squares() -> Iterator[tuple[tuple[int, int], str]]:
    """The corner of each province's square, and its short name."""
    for y, line in enumerate(GRID):
        yield from (((x * TILE, y * TILE), short) for x, short in enumerate(line) if short != ".")


@cache
def province_called(short: str) -> str:
    """The province of a short name, looked up once: each time all names of regions are gone through."""
    (province,) = (path for path in regions_called(short) if "/" not in path)
    return province


def _amount(row: Row, *, is_share: bool) -> float:
    return row.share if is_share else row.number


def shade(number: float, most: float) -> int:
    """The step of colour for a number: 0 for none, else equal steps up to the most."""
    return 0 if not number else min(SHADES, int(SHADES * number / most) + 1)


def _shown(row: Row, asked: SearchRequest) -> dict[str, str]:
    return {
        "name": row.path.replace("/", " › "),
        "number": i18n.number(row.number, asked.ui),
        "share": share_text(row.number, row.of_all, asked.ui),
        "href": results_href(asked.narrow(FIELD, (row.path,))),
    }


def _table(rows: Sequence[Row], without: int) -> Iterator[Sequence[object]]:
    """The file: a heading, a line for each region, and one without a name for articles about none."""
    yield ["region", "count", "all", "share"]
    yield from ([row.path, row.number, row.of_all, f"{row.share:.6f}"] for row in rows)
    if without:
        yield ["", without, "", ""]
