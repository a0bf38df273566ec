"""Regions of articles as users correct them: region add, remove, undo, list, history."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import click

from base.safe_text import csv_cell, for_terminal, json_line
from kliping.named_articles import PARTLY, choosing_articles, ids_chosen, ids_of
from kliping.options import data_option, json_option, load_settings, need_kept
from kliping.speech import language, tell, text, warn

SIGNS = {True: "+", False: "-", None: "="}


@click.group()
def region() -> None:
    """Say which regions articles are about, where they are read wrongly; each change is kept."""


@region.command()
@click.argument("name", metavar="REGION")
@choosing_articles
def add(**options: Any) -> int:
    """Let articles be about REGION; a regency or city brings its province.

    Ends with 4 where an article is not known; the others are changed.

    \b
    Examples:
      kliping region add 'Kota Batu' https://www.antaranews.com/berita/4487021/banjir-surut
      kliping region add Jatim --query 'semeru sejak:2026-11-01' --why 'letak gunung'
    """
    return _say(is_about=True, **options)


@region.command()
@click.argument("name", metavar="REGION")
@choosing_articles
def remove(**options: Any) -> int:
    """Let articles not be about REGION; where that is a province, nor about its regencies and cities.

    Ends with 4 where an article is not known; the others are changed.

    \b
    Examples:
      kliping region remove Jatim https://www.antaranews.com/berita/4487021/batu-bata --why 'bahan bangunan'
      kliping region remove 'Kota Batu' --query '"batu bata" daerah:"Kota Batu"'
    """
    return _say(is_about=False, **options)


@region.command()
@click.argument("name", metavar="REGION")
@choosing_articles
def undo(**options: Any) -> int:
    """Take back what was said of articles and REGION: what is read off their text holds again.

    Ends with 4 where an article is not known; the others are changed.

    \b
    Example:
      kliping region undo 'Kota Batu' https://www.antaranews.com/berita/4487021/banjir-surut
    """
    return _say(is_about=None, **options)


def _say(
    *,
    is_about: bool | None,
    name: str,
    articles: tuple[str, ...],
    query: str | None,
    search: str | None,
    who: str,
    why: str,
    data: Path,
) -> int:
    from base.data_dir import open_folder
    from indexer.articles.read import articles_database
    from search.saved.labelling.giving import known_publishers
    from search.saved.regions.correcting import correct, find_region
    from search.saved.searches import saved_database

    path, settings = find_region(name), load_settings(data).settings
    ids, unknown = ids_chosen(settings, data, articles, query, search)
    with articles_database(settings, data) as database:
        known = known_publishers(database, ids)
    with saved_database(settings, open_folder(data)) as saved:
        changed = correct(saved, known, path, who, is_about=is_about, why=why)
    code = {True: "region_is_said", False: "region_is_denied", None: "region_is_undone"}[is_about]
    tell(code, text("articles", changed), path)
    for missing in unknown:
        warn("no_such_article", for_terminal(missing))
    return PARTLY if unknown else 0


@region.command("list")
@json_option
@data_option
def list_corrections(as_json: bool, data: Path) -> None:
    """Print as CSV what holds now of what was said: article, region, 1 for about it and 0 for not, who, when, why.

    \b
    Example:
      kliping region list > daerah.csv
    """
    from base.database import reading
    from search.saved.regions.correcting import current
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        found = list(current(connection))
    if not found:
        tell("no_corrections", err=True)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if found and not as_json:
        writer.writerow(["id", "region", "about", "who", "at", "why"])
    for one in found:
        at = one.at.isoformat()
        if as_json:
            shown = {"id": one.article, "region": one.region, "about": one.is_about, "who": one.who, "at": at}
            click.echo(json_line(shown | {"why": one.why}))
        else:
            cells = (one.article, one.region, str(int(bool(one.is_about))), one.who, at, one.why)
            writer.writerow([csv_cell(for_terminal(cell)) for cell in cells])


@region.command()
@click.argument("article", metavar="URL|ID")
@json_option
@data_option
def history(article: str, as_json: bool, data: Path) -> None:
    """Show what was said of an article's regions, by whom, when and why: + about it, - not about it, = taken back.

    \b
    Example:
      kliping region history https://www.antaranews.com/berita/4487021/banjir-surut
    """
    from base.database import reading
    from base.errors import ConfigError
    from search.i18n import moment
    from search.saved.regions.correcting import changes_of
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    ids, unknown = ids_of(settings, data, [article])
    if unknown:
        raise ConfigError(text("no_such_article", article))
    with saved_database(settings, data) as saved, reading(saved) as connection:
        changes = list(changes_of(connection, ids[0]))
    for one in changes:
        if as_json:
            shown = {"region": one.region, "about": one.is_about, "who": one.who, "at": one.at.isoformat()}
            click.echo(json_line(shown | {"why": one.why}))
        else:
            line = f"{SIGNS[one.is_about]} {one.region}  {one.who}  {moment(one.at, language())}  {one.why}"
            click.echo(for_terminal(line.rstrip()))


COMMANDS = (region,)
