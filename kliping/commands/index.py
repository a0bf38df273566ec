"""Commands that make articles searchable: index, import."""

from __future__ import annotations

import json
from pathlib import Path

import click

from base.safe_text import for_terminal
from kliping.commands.collect import show_counts
from kliping.options import data_option, json_option, load_with_logs
from kliping.progress import progress

PARTLY = 4


@click.command()
@click.option("--once", is_flag=True, help="End when everything archived is searchable.")
@click.option("--rebuild", is_flag=True, help="Make the index anew beside the old one, then switch.")
@json_option
@data_option
def index(once: bool, rebuild: bool, as_json: bool, data: Path) -> None:
    """Turn archived pages into articles and make them searchable, until stopped.

    \b
    Examples:
      kliping index --once
      kliping index --rebuild    after an upgrade, or new words in the data folder
    """
    from config.catalogue import load_catalogue
    from indexer.follow import follow
    from indexer.rebuild import rebuild as build

    settings = load_with_logs(data, progress=True).settings
    if rebuild:
        with progress("Rebuilding") as report:
            built = build(settings, data, progress=report)
        click.echo(json.dumps({"articles": built}) if as_json else f"Rebuilt: {built:,} articles.")
        return
    publishers = load_catalogue(data, settings.publishers_enabled)
    with progress("Indexing") as report:
        done = follow(settings, data, publishers, once=once, progress=report)
    if as_json:
        click.echo(json.dumps(done.to_json()))
    else:
        show_counts("Read", done.extracted)
        show_counts("Indexed", done.indexed)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publisher", default="", metavar="SLUG", help="Publisher of the articles that name none.")
@json_option
@data_option
def import_articles(file: Path, publisher: str, as_json: bool, data: Path) -> int:
    """Take in ready articles from JSON Lines, gzipped or not, and make them searchable.

    Each line is an object with `title` and `body` and, where known, `id`, `url`, `published`, `publisher`,
    `authors`, `section`, `tags`. An `id` given is kept.

    \b
    Example:
      kliping import articles.jsonl.gz --publisher arsip
    """
    from config.catalogue import load_catalogue
    from indexer.imports import import_file

    settings = load_with_logs(data, progress=True).settings
    publishers = load_catalogue(data, settings.publishers_enabled)
    with progress("Importing") as report:
        done = import_file(settings, data, file, publishers, publisher=publisher, progress=report)
    for problem in done.problems:
        click.echo(f"kliping: {for_terminal(problem)}", err=True)
    if as_json:
        click.echo(json.dumps(done.to_json()))
    else:
        click.echo(f"Imported {done.imported:,} articles" + (f", {len(done.problems)} not." if done.problems else "."))
    if done.is_left:
        click.echo("The `kliping index` that runs on this folder makes them searchable.", err=True)
    return PARTLY if done.problems else 0


COMMANDS = (index, import_articles)
