"""The command that takes articles out of everything: remove."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.safe_text import for_terminal, json_line
from kliping.options import WebAddress, data_option, json_option, load_with_logs, need_folder
from kliping.progress import progress

if TYPE_CHECKING:
    from config.settings import Settings
    from crawler.ledger.removals import Kind
    from indexer.articles.selection import Selection
    from kliping.removal import Removed

PARTLY = 4


@click.command()
@click.argument("url", required=False, type=WebAddress())
@click.option("--id", "article", metavar="ID", help="The article of this id.")
@click.option("--pattern", metavar="REGEX", help="All addresses in which this regular expression is found.")
@click.option("--publisher", metavar="SLUG", help="All of a publisher, which is not crawled any more either.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the list of removals.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--list", "listing", is_flag=True, help="List what was removed, when and why.")
@json_option
@data_option
def remove(
    url: str | None,
    article: str | None,
    pattern: str | None,
    publisher: str | None,
    reason: str,
    yes: bool,
    listing: bool,
    as_json: bool,
    data: Path,
) -> int:
    """Take articles out of archive, versions, index, feeds and alerts for good, and keep them out.

    They are not fetched, imported or indexed again. Backups made before keep them, until they are made anew. Where a
    removal was interrupted, `kliping index` or the next `kliping remove` finishes it.

    \b
    Examples:
      kliping remove https://www.contoh.id/berita/123 --reason "hak jawab, surat 12/2026"
      kliping remove --pattern '^https://www\\.contoh\\.id/opini/' --yes
      kliping remove --publisher contoh --reason "permintaan penerbit"
      kliping remove --list
    """
    from kliping.removal import finish

    settings = load_with_logs(data, quiet=True).settings
    if settings.database.url == "sqlite:":
        need_folder(data)
    if listing:
        _show_list(settings, data, as_json)
        return 0
    kind, value = _asked(url, article, pattern, publisher)
    pending = finish(settings, data)
    found = _checked(settings, data, kind, value)
    if not yes:
        _ask(found, kind, value)
    from kliping.removal import remove as run

    with progress("removing") as report:
        done = run(settings, data, kind, value, reason, report)
    _show(done, as_json)
    return PARTLY if done.pending or pending else 0


def _asked(url: str | None, article: str | None, pattern: str | None, publisher: str | None) -> tuple[Kind, str]:
    given: list[tuple[Kind, str | None]] = [("url", url), ("id", article), ("pattern", pattern)]
    given.append(("publisher", publisher))
    named = [(kind, value) for kind, value in given if value]
    if len(named) != 1:
        raise click.UsageError("say one of: an address, --id ID, --pattern REGEX, --publisher SLUG (or --list)")
    return named[0]


def _checked(settings: Settings, data: Path, kind: Kind, value: str) -> Selection:
    """What would be removed. Fails where that is nothing, unless an address is to be kept out beforehand."""
    from base.errors import KlipingError
    from config.catalogue import load_catalogue
    from kliping.removal import look_up

    found = look_up(settings, data, kind, value)
    if found.articles or found.keys or kind == "url":
        return found
    if kind == "publisher" and value in load_catalogue(data, settings.publishers):
        return found
    where = {"id": "no article has this id", "pattern": "no address matches", "publisher": "no such publisher"}
    raise KlipingError(f"nothing to remove: {where[kind]}: {value}")


def _ask(found: Selection, kind: Kind, value: str) -> None:
    """Show what is to go and ask twice; anywhere but on a terminal `--yes` is needed."""
    for title, address in found.titles:
        click.echo(for_terminal(f"  {title}  {address}"), err=True)
    if len(found.articles) > len(found.titles):
        click.echo(f"  ... and {len(found.articles) - len(found.titles):,} more", err=True)
    number = len(found.articles)
    what = f"{number:,} article{'' if number == 1 else 's'}"
    if not sys.stdin.isatty():
        raise click.UsageError(f"{what} would be removed for good; nobody can be asked here: say --yes")
    click.confirm(for_terminal(f"Remove {what} ({kind} {value}) for good?"), abort=True, err=True)
    click.confirm("Nothing can bring them back but an older backup. Really?", abort=True, err=True)


def _show(done: Removed, as_json: bool) -> None:
    if as_json:
        click.echo(json_line(done.to_json()))
    else:
        pages = sum(one.pages for one in done.files)
        click.echo(f"Removed: {done.removal.articles:,} of the articles, {pages:,} of the archive's pages.")
        for one in done.files:
            click.echo(f"Rewritten: {one.file}, by {one.pages:,}; its digest is another one now.")
        if done.copies:
            click.echo(f"Copies of them at other addresses stay: {done.copies:,}.")
    if done.pending:
        click.echo(f"kliping: the search index still has them: {for_terminal(done.pending)}; it follows", err=True)
    click.echo("Backups made before keep them: make a new one, and remove the old ones.", err=True)


def _show_list(settings: Settings, data: Path, as_json: bool) -> None:
    from kliping.removal import list_removals

    found = list_removals(settings, data)
    for one in found:
        if as_json:
            click.echo(json_line(one))
        else:
            when = one["at"].replace("T", " ")[:16]
            line = f"{when} UTC  {one['articles']:,} articles  {one['kind']} {one['value']}  {one['reason']}"
            click.echo(for_terminal(line.rstrip()))
    if not found and not as_json:
        click.echo("Nothing was removed.", err=True)


COMMANDS = (remove,)
