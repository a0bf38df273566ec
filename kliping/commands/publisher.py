"""The catalogue from the command line: publisher list, try, new."""

from __future__ import annotations

from pathlib import Path

import click

from base.safe_text import for_terminal, json_line
from kliping.options import data_option, json_option, load_settings, load_with_logs


@click.group()
def publisher() -> None:
    """See, try and add publishers."""


@publisher.command("list")
@json_option
@data_option
def list_publishers(as_json: bool, data: Path) -> None:
    """Show who is in the catalogue, whether it is switched on, and what it says about crawling.

    \b
    Example:
      kliping publisher list
    """
    from config.catalogue import load_catalogue

    publishers = load_catalogue(data, load_settings(data).settings.publishers_enabled).values()
    for one in publishers:
        if as_json:
            shown = {
                "slug": one.slug,
                "name": one.name,
                "enabled": one.enabled,
                "mode": one.mode,
                "domains": one.domains,
                "sources": len(one.sources),
                "group": one.group or None,
                "posture": one.posture or None,
            }
            click.echo(json_line(shown))
        else:
            state = ("on " if one.enabled else "off") + (" link" if one.mode == "link" else "")
            click.echo(for_terminal(f"{one.slug:24} {state:8} {one.name:32} {one.posture}".rstrip()))


@publisher.command("try")
@click.argument("url")
@json_option
@data_option
def try_publisher(url: str, as_json: bool, data: Path) -> None:
    """Fetch one article and show what its publisher's rules read, path by path, and what was removed.

    Nothing is kept.

    \b
    Example:
      kliping publisher try https://www.antaranews.com/berita/4500000/contoh
    """
    from config.catalogue import load_catalogue
    from kliping.commands.inspect import extraction_to_json, show_extraction
    from kliping.trial import try_url

    settings = load_with_logs(data, quiet=True).settings
    trial = try_url(settings, load_catalogue(data, settings.publishers_enabled), url)
    if as_json:
        paths = [{"field": one.field, "path": one.path, "values": list(one.values)} for one in trial.paths]
        shown = {**extraction_to_json(trial.extraction), "article_url": trial.recognised, "rules": paths}
        click.echo(json_line(shown))
        return
    show_extraction(trial.extraction, url)
    if trial.recognised is False:
        click.echo("The address does not match article_url: the crawler would pass it by.")
    for one in trial.paths:
        click.echo(for_terminal(f"  {one.field:10} {one.path}: {' | '.join(one.values) or 'finds nothing'}"))


@publisher.command("new")
@click.argument("url")
@data_option
def new_publisher(url: str, data: Path) -> None:
    """Write a first publisher's file for a site, from the address of one of its articles.

    \b
    Example:
      kliping publisher new https://www.kabarcontoh.example/berita/123/judul-artikel
    """
    from kliping.trial import write_proposal

    settings = load_with_logs(data, quiet=True).settings
    file, made = write_proposal(settings, data, url)
    click.echo("\n".join(map(for_terminal, made.toml.split("\n"))))
    click.echo(f"Written to {file}. Look it over:", err=True)
    for note in made.notes:
        click.echo(f"- {for_terminal(note)}", err=True)
    click.echo(f"Then: kliping crawl --once --all --publisher {made.slug} --data {data}", err=True)


COMMANDS = (publisher,)
