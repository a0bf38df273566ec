"""Commands that run or describe the whole: up, demo, serve, status, config."""

from __future__ import annotations

import json
from pathlib import Path

import click

from config.settings import load
from kliping.options import data_option, json_option, load_settings, load_with_logs
from kliping.speech import tell


@click.command()
@data_option
def up(data: Path) -> int:
    """Crawl, index and serve until stopped; prints the address of the page.

    \b
    Example:
      kliping up --data /srv/kliping
    """
    from kliping.supervisor import supervise

    settings = load_with_logs(data).settings
    _say_address(settings.server.bind)
    return supervise(data, ping=bool(settings.health.ping), model=bool(settings.model.url))


def _say_address(bind: str) -> None:
    """Where the page is, on a terminal; elsewhere standard error is a log, in which `server.start` says so."""
    import sys

    if sys.stderr.isatty():
        tell("page_address", bind, err=True)


@click.command()
@click.option("--once", is_flag=True, help="End after the pipeline is done; so it does anywhere but on a terminal.")
@click.option(
    "--data",
    envvar="KLIPING_DATA",
    default="demo-data",
    show_default=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The demo's own data folder.",
)
def demo(once: bool, data: Path) -> None:
    """Serve a bundled sample news site on the loopback and run the whole pipeline over it.

    \b
    Example:
      kliping demo
    """
    import sys

    from kliping.demo.run import run_demo

    run_demo(data, stay=not once and sys.stdout.isatty())


@click.command()
@data_option
def serve(data: Path) -> None:
    """Serve the page and the JSON API until stopped.

    \b
    Example:
      KLIPING_SERVER__BIND=127.0.0.1:9000 kliping serve
    """
    from kliping.server import run_server

    settings = load_with_logs(data).settings
    run_server(settings, data, started=lambda: _say_address(settings.server.bind))


@click.command()
@json_option
@data_option
def config(as_json: bool, data: Path) -> None:
    """Print every setting with its value, meaning and origin.

    \b
    Example:
      kliping config | less
    """
    rows = list(load(data).rows())
    if as_json:
        click.echo(
            json.dumps({row.key: {"value": row.value, "origin": row.origin, "default": row.default} for row in rows})
        )
        return
    for row in rows:
        click.secho(f"{row.key} = {json.dumps(row.value)}", bold=row.origin != "default")
        default = "" if row.origin == "default" else f"; default {json.dumps(row.default)}"
        click.echo(f"    {row.meaning} ({row.origin}{default})")


@click.command()
@click.option("--check", is_flag=True, help="End with 1 while a finding is open, or an alert fails.")
@click.option(
    "--since",
    default="24h",
    show_default=True,
    metavar="WHEN",
    help="Count the stages from then on: 24h, 7d, a day, an instant, or all.",
)
@json_option
@data_option
def status(check: bool, since: str, as_json: bool, data: Path) -> int:
    """Show how every source and stage is: what is wrong first, since when, and what to do.

    \b
    Examples:
      kliping status
      kliping status --check || echo "look at kliping status"
    """
    from base.safe_text import for_terminal, json_line
    from kliping.status import lines, status_of, workers_of
    from search.status_json import status_json

    settings = load_settings(data).settings
    found = status_of(settings, data, since)
    if as_json:
        click.echo(json_line(status_json(found)))
    else:
        for line in (*workers_of(settings, data), *lines(found)):
            click.echo(for_terminal(line))
    return int(check and bool(found.findings or found.alerts.failing))


COMMANDS = (up, demo, serve, status, config)
