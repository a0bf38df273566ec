"""Commands that make articles searchable: index, import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.memory import loading
from base.safe_text import for_terminal
from kliping.options import data_option, json_option, load_with_logs, need_kept
from kliping.progress import progress
from kliping.speech import is_quiet, quiet_option, tell, text, warn

if TYPE_CHECKING:
    from config.catalogue import Publisher
    from config.settings import Settings
    from indexer.importing import ImportReport

PARTLY = 4
MOST_SHOWN = 20
"""Lines with problems that are named on the terminal."""


@click.command()
@click.option("--once", is_flag=True, help="End when everything archived is searchable.")
@click.option("--rebuild", is_flag=True, help="Make the index anew beside the old one, then switch.")
@click.option("--from-archive", is_flag=True, help="Make the articles again where their database is damaged.")
@click.option("--dead-letters", "listing", is_flag=True, help="List the articles that are left out, and why.")
@click.option("--retry-dead-letters", "retry", is_flag=True, help="Let them be tried again.")
@json_option
@quiet_option
@data_option
def index(once: bool, rebuild: bool, from_archive: bool, listing: bool, retry: bool, as_json: bool, data: Path) -> None:
    """Turn archived pages into articles and make them searchable, until stopped.

    \b
    Examples:
      kliping index --once
      kliping index --rebuild    after an upgrade, or new words in the data folder
      kliping index --dead-letters
      kliping index --from-archive    where articles.sqlite is damaged or lost
    """
    with loading():
        from config.catalogue import load_catalogue
        from indexer.pipeline import index_archive
        from indexer.rebuild import rebuild as build

    settings = load_with_logs(data, progress=True).settings
    if listing or retry or rebuild or from_archive:
        need_kept(settings, data)  # these work on what is there
    if listing or retry:
        _show_dead_letters(settings, data, retry, as_json)
        return
    if rebuild:
        with progress("rebuilding") as report:
            built = build(settings, data, progress=report)
        _say(as_json, {"articles": built}, "rebuilt", text("articles", built))
        return
    publishers = load_catalogue(data, settings.publishers)
    if from_archive:
        _remake(settings, data, publishers, as_json)
        return
    with progress("indexing") as report:
        done = index_archive(settings, data, publishers, once=once, wait=True, progress=report)
    if as_json:
        click.echo(json.dumps(done.to_json()))
    elif not is_quiet():
        from kliping.summary import index_summary

        for line in index_summary(done.extracted, done.indexed):
            click.echo(line)


def _remake(settings: Settings, data: Path, publishers: Mapping[str, Publisher], as_json: bool) -> None:
    """Make the articles again from the archive, and say what is not there again."""
    from indexer.from_archive import remake

    with progress("remaking") as report:
        done = remake(settings, data, publishers, progress=report)
    if as_json:
        click.echo(json.dumps(done.to_json()))
        return
    tell("remade", text("articles", done.articles), "" if done.before is None else text("before", done.before))
    if done.kept:
        tell("taken_over", done.kept)
    if done.aside is not None:
        tell("set_aside", done.aside)
    for lost in done.lost:
        tell("not_remade", lost)


def _show_dead_letters(settings: Settings, data: Path, retry: bool, as_json: bool) -> None:
    """List the dead letters or, with `retry`, put them back into the queue for the engine."""
    from indexer.engines.dead_letters import dead_letters, retry_dead_letters

    if retry:
        count = retry_dead_letters(settings, data)
        _say(as_json, {"retried": count}, "retried", count)
        return
    found = dead_letters(settings, data)
    if as_json:
        click.echo(json.dumps([letter.to_json() for letter in found]))
        return
    for letter in found:
        click.echo(for_terminal(f"{letter.at:%Y-%m-%d %H:%M}  {letter.id}  {letter.url}  {letter.reason}"))
    if not found:
        tell("no_dead_letters")


def _say(as_json: bool, shown: Mapping[str, int], code: str, *arguments: object) -> None:
    if as_json:
        click.echo(json.dumps(shown))
    else:
        tell(code, *arguments)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--publisher", default="", metavar="SLUG", help="Publisher of the articles that name none.")
@json_option
@quiet_option
@data_option
def import_articles(file: Path, publisher: str, as_json: bool, data: Path) -> int:
    """Take in ready articles from JSON Lines or CSV, gzipped or not, and make them searchable.

    Each line is an object with `title` and `body` and, where known, `id`, `url`, `published`, `publisher` (slug or
    name), `authors`, `section`, `tags`; `date`, `tanggal`, `content`, `penulis` and other common names do too. CSV has
    them in its header. An `id` given is kept. `-` is standard input.

    \b
    Examples:
      kliping import articles.jsonl.gz --publisher arsip
      kliping import klipping.csv
      kliping export 'banjir' --format jsonl --data lama | kliping import - --data baru
    """
    from config.catalogue import load_catalogue
    from indexer.importing import import_file

    settings = load_with_logs(data, progress=True).settings
    publishers = load_catalogue(data, settings.publishers)
    with progress("importing") as report:
        done = import_file(settings, data, file, publishers, publisher=publisher, progress=report)
    for problem in (*_first(done.problems), *_first(done.undated)):
        click.echo(f"kliping: {for_terminal(problem)}", err=True)
    if done.left_out:
        named = ", ".join(f"{key} ({number:,})" for key, number in done.left_out.most_common())
        warn("left_out", for_terminal(named))
    if as_json:
        click.echo(json.dumps(done.to_json()))
    else:
        _tell_imported(done)
    if done.is_left:
        tell("index_follows", err=True)
    return PARTLY if done.problems else 0


def _first(problems: Sequence[str]) -> list[str]:
    """The first of many problems, and how many more there are; `--json` has all."""
    left = len(problems) - MOST_SHOWN
    return [*problems[:MOST_SHOWN], *([text("and_more", left)] if left > 0 else [])]


def _tell_imported(done: ImportReport) -> None:
    """What came of an import, in a sentence."""
    became = ", ".join(text(f"became_{name}", number) for name, number in done.became.items())
    removed = text("kept_out", done.removed) if done.removed else ""
    refused = text("unreadable_lines", len(done.problems)) if done.problems else ""
    tell("imported", text("articles", done.imported), "" if done.is_left else f": {became}", removed + refused)


COMMANDS = (index, import_articles)
