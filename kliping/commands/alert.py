"""Saved searches that tell of what is new: alert add, list, show, remove, test, run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from base.safe_text import for_terminal, json_line
from kliping.commands.alert_watch import COMMANDS as OF_WATCHING
from kliping.commands.alert_watch import report_lines, watch_json, watch_lines
from kliping.commands.search import open_context
from kliping.options import data_option, json_option, load_settings, load_with_logs, need_kept
from kliping.queries import Asking, needed, query_argument
from kliping.speech import ask, tell, text, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.saved.searches import Every, SavedSearch

PARTLY = 4


@click.group()
def alert() -> None:
    """Keep searches, and be told by mail or webhook of what is new in them."""


@alert.command(cls=Asking)
@click.argument("name")
@query_argument
@click.option("--mail", "mails", multiple=True, metavar="ADDRESS", help="Tell by mail; may be given several times.")
@click.option("--webhook", default="", metavar="URL", help="Tell by webhook; prints the secret that signs it.")
@click.option(
    "--every",
    default="now",
    show_default=True,
    type=click.Choice(("now", "hour", "day", "never")),
    help="Tell at once, or gather for each full hour or each morning at 7 (Jakarta), or of no single article.",
)
@json_option
@data_option
def add(
    name: str, query: str | None, mails: Sequence[str], webhook: str, every: Every, as_json: bool, data: Path
) -> None:
    """Save a search under a name, and tell of articles that match it from now on.

    What is searchable already is not told of. `kliping up` (or `kliping alert run`) tells.

    \b
    Examples:
      kliping alert add banjir 'banjir OR longsor' --mail redaksi@contoh.id --every day
      kliping alert add papua 'wamena sumber:antara' --webhook https://contoh.id/kait
    """
    from base.data_dir import open_folder
    from indexer.articles.read import articles_database
    from search.request import SearchRequest
    from search.saved.searches import add_search, new_receivers, saved_database

    settings = load_settings(data).settings
    told = new_receivers(settings, mails, webhook)
    with saved_database(settings, open_folder(data)) as saved, articles_database(settings, data) as articles:
        made = add_search(saved, articles, name, SearchRequest(query=needed(query)), told, every)
    secret = next((one.secret for one in told if one.secret), "")
    if as_json:
        click.echo(json_line(to_json(made) | ({"secret": secret} if secret else {})))
        return
    click.echo(text("alert_saved", for_terminal(made.name)))
    if secret:
        click.echo(text("webhook_secret", secret))
    if not told:
        tell("nobody_told", err=True)


@alert.command("list")
@json_option
@data_option
def list_alerts(as_json: bool, data: Path) -> None:
    """List saved searches, when and whom they tell, and what fails.

    \b
    Example:
      kliping alert list
    """
    from base.database import reading
    from search.saved.searches import saved_database, saved_searches

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        found = saved_searches(connection)
    for one in found:
        click.echo(json_line(to_json(one)) if as_json else for_terminal(summary(one)))
    if not found and not as_json:
        tell("no_alerts", err=True)


@alert.command()
@click.argument("name")
@json_option
@data_option
def show(name: str, as_json: bool, data: Path) -> None:
    """Show one saved search: its query, its feed, and how each receiver is.

    \b
    Example:
      kliping alert show banjir
    """
    from search.saved.reports.schedules import schedule_of
    from search.saved.searches import find_search, saved_database
    from search.saved.spikes.watching import standing

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        found = find_search(saved, name)
        watching, planned = standing(saved, found.id), schedule_of(saved, found.id)
    if as_json:
        click.echo(
            json_line(to_json(found) | watch_json(watching) | {"report": planned.to_json() if planned else None})
        )
        return
    for line in (*search_lines(found), *receiver_lines(found), *report_lines(planned), *watch_lines(watching)):
        click.echo(for_terminal(line))


@alert.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def remove(name: str, yes: bool, data: Path) -> None:
    """Forget a saved search, and what it was yet to tell of; on a terminal it asks first.

    \b
    Examples:
      kliping alert remove banjir
      kliping alert remove banjir --yes
    """
    from search.saved.searches import find_search, remove_search, saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    if not yes:
        with saved_database(settings, data) as saved:
            found = find_search(saved, name)
        ask("forget_search", for_terminal(name), for_terminal(found.request.query))
    with saved_database(settings, data) as saved:
        remove_search(saved, name)


@alert.command()
@click.argument("name")
@json_option
@data_option
def test(name: str, as_json: bool, data: Path) -> int:
    """Send a sample to each receiver of a saved search: its newest articles, marked as a test.

    Ends with 1 where one does not take it.

    \b
    Example:
      kliping alert test banjir
    """
    from search.saved.health import shown_address
    from search.saved.sample import send_samples
    from search.saved.searches import find_search, saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        found = find_search(saved, name)
    failed = 0
    with open_context(data, settings) as context:
        for told, error in send_samples(context, settings, found):
            failed += bool(error)
            shown = {"channel": told.channel, "address": shown_address(told), "error": error or None}
            line = text(f"alert_to_{told.channel}", f"{shown['address']}: {error or text('sample_taken')}")
            click.echo(json_line(shown) if as_json else for_terminal(line))
    if not found.receivers:
        warn("tells_nobody", for_terminal(name))
    return int(bool(failed))


@alert.command()
@click.option("--once", is_flag=True, help="End when all that is due was tried once; with 4 where something failed.")
@data_option
def run(once: bool, data: Path) -> int:
    """Match saved searches with what becomes searchable, and deliver what is due, until stopped.

    A part of `kliping up`; run it by itself where the stages run apart.

    \b
    Examples:
      kliping alert run
      kliping alert run --once
    """
    from search.saved.run import run_alerts

    settings = load_with_logs(data).settings
    failed = run_alerts(settings, data, once=once)
    return PARTLY if failed else 0


def feed(search: SavedSearch) -> str:
    """The feed of a search, below the address of the server."""
    return f"/feed.atom?{search.request.to_query()}"


def summary(search: SavedSearch) -> str:
    """A search on a line."""
    told = ", ".join(" ".join(line.split()) for line in receiver_lines(search)) or text("alert_nobody")
    return text("alert_line", search.name, search.request.query, text(f"alert_every_{search.every}"), told)


def search_lines(search: SavedSearch) -> list[str]:
    """What a search is, a line for each part of it."""
    from base.clock import JAKARTA

    return [
        text("alert_name", search.name),
        text("alert_query", search.request.query),
        text("alert_every", text(f"alert_every_{search.every}")),
        text("alert_since", f"{search.created.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB"),
        text("alert_feed", feed(search)),
    ]


def receiver_lines(search: SavedSearch) -> list[str]:
    """A line for each receiver of a search."""
    from search.saved.health import shown_address

    lines = []
    for told in search.receivers:
        address = shown_address(told)
        state = text("alert_to_fails", address, told.error) if told.failures else address
        lines.append(text(f"alert_to_{told.channel}", state))
    return lines


def to_json(search: SavedSearch) -> dict[str, Any]:
    """A search as JSON, without its secret."""
    from search.saved.health import shown_address

    return {
        "name": search.name,
        "query": search.request.query,
        "request": search.request.to_json(),
        "every": search.every,
        "created": search.created.isoformat(timespec="seconds"),
        "feed": feed(search),
        "receivers": [
            {
                "channel": told.channel,
                "address": shown_address(told),
                "failures": told.failures,
                "failing_since": told.failing_since.isoformat(timespec="seconds") if told.failing_since else None,
                "error": told.error or None,
            }
            for told in search.receivers
        ],
    }


for _command in OF_WATCHING:
    alert.add_command(_command)

COMMANDS = (alert,)
