"""The command that takes articles out of everything: remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.safe_text import for_terminal, json_line
from kliping.options import WebAddress, data_option, json_option, load_with_logs, need_kept
from kliping.progress import progress
from kliping.speech import is_asked, quiet_option, tell, text, warn

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
@quiet_option
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
    need_kept(settings, data)
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
        raise click.UsageError(text("what_to_remove"))
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
    why = {"id": "no_such_id", "pattern": "no_such_address", "publisher": "no_such_publisher"}[kind]
    raise KlipingError(text("nothing_to_remove", text(why), value))


def _ask(found: Selection, kind: Kind, value: str) -> None:
    """Show what is to go and ask twice; anywhere but on a terminal `--yes` is needed."""
    for title, address in found.titles:
        click.echo(for_terminal(f"  {title}  {address}"), err=True)
    if len(found.articles) > len(found.titles):
        click.echo("  " + text("and_more", len(found.articles) - len(found.titles)), err=True)
    what = text("articles", len(found.articles))
    if not is_asked():
        raise click.UsageError(text("say_yes", what))
    click.confirm(for_terminal(text("remove_these", what, kind, value)), abort=True, err=True)
    click.confirm(text("remove_really"), abort=True, err=True)


def _show(done: Removed, as_json: bool) -> None:
    if as_json:
        click.echo(json_line(done.to_json()))
    else:
        pages = sum(one.pages for one in done.files)
        tell("removed_for_good", done.removal.articles, pages)
        for one in done.files:
            tell("rewritten", one.file, one.pages)
        if done.copies:
            tell("copies_stay", done.copies)
    if done.pending:
        warn("still_indexed", for_terminal(done.pending))
    tell("backups_keep_them", err=True)


def _show_list(settings: Settings, data: Path, as_json: bool) -> None:
    from kliping.removal import list_removals

    found = list_removals(settings, data)
    for one in found:
        if as_json:
            click.echo(json_line(one))
        else:
            when = one["at"].replace("T", " ")[:16]
            line = f"{when} UTC  {text('articles', one['articles'])}  {one['kind']} {one['value']}  {one['reason']}"
            click.echo(for_terminal(line.rstrip()))
    if not found and not as_json:
        tell("nothing_removed", err=True)


COMMANDS = (remove,)
