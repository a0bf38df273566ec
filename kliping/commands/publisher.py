"""The catalogue from the command line: publisher list, try, new, check."""

from __future__ import annotations

from pathlib import Path

import click

from base.safe_text import for_terminal, json_line
from kliping.options import WebAddress, data_option, json_option, load_settings, load_with_logs

CHECK_BY_EYE = """\
Open the address in a browser and correct that file where it differs from what a reader sees:
- title, authors, editors, section; published with its clock time and zone
- body: every paragraph of the article and nothing else; removed: no line of the article
- others: none of these addresses is an article"""


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

    publishers = load_catalogue(data, load_settings(data).settings.publishers).values()
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
                "reach": one.reach or None,
                "posture": one.posture or None,
            }
            click.echo(json_line(shown))
        else:
            state = ("on " if one.enabled else "off") + (" link" if one.mode == "link" else "")
            click.echo(for_terminal(f"{one.slug:24} {state:8} {one.name:32} {one.posture}".rstrip()))


@publisher.command("try")
@click.argument("url", type=WebAddress())
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
    from kliping.commands.debug import extraction_to_json, show_extraction
    from kliping.publisher_tools import try_url

    settings = load_with_logs(data, quiet=True).settings
    trial = try_url(settings, load_catalogue(data, settings.publishers), url)
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
@click.argument("url", type=WebAddress())
@click.option("--fixture", is_flag=True, help="Also write the page and the file of what must be read off it.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
@data_option
def new_publisher(url: str, fixture: bool, overwrite: bool, data: Path) -> None:
    """Write a first publisher's file for a site, from the address of one of its articles.

    With --fixture the page as it was fetched and what is read off it are written too, for a test; a publisher's file
    that is there already is then kept, and its rules read the page.

    \b
    Examples:
      kliping publisher new https://www.kabarcontoh.example/berita/123/judul-artikel
      kliping publisher new https://www.kabarcontoh.example/berita/123/judul-artikel --fixture
    """
    from kliping.publisher_tools import write_proposal

    settings = load_with_logs(data, quiet=True).settings
    written = write_proposal(settings, data, url, fixture=fixture, overwrite=overwrite)
    click.echo("\n".join(map(for_terminal, written.file.read_text("utf-8").split("\n"))))
    click.echo(f"{'Kept' if written.kept else 'Written to'} {written.file}. Look it over:", err=True)
    for note in written.notes:
        click.echo(f"- {for_terminal(note)}", err=True)
    if written.expected:
        click.echo(f"The page as it was fetched, for your own use: {written.saved_page}", err=True)
        click.echo(f"What was read off it: {written.expected}", err=True)
        click.echo(CHECK_BY_EYE, err=True)
    click.echo(f"Then: kliping crawl --once --all --publisher {written.proposal.slug} --data {data}", err=True)


@publisher.command("check")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@json_option
@data_option
def check_publisher(slugs: tuple[str, ...], as_json: bool, data: Path) -> int:
    """Visit the sources of publishers and read their newest articles, to see whether what their files say still holds.

    Without SLUG all that are switched on. Robots rules and delays are kept, and nothing else is. Ends with 1 where
    something is wrong.

    \b
    Examples:
      kliping publisher check antara
      kliping publisher check --json > catalogue.jsonl
    """
    from config.catalogue import load_catalogue
    from kliping.publisher_check import check_publishers, lines

    settings = load_with_logs(data, quiet=True).settings
    has_failed = False
    for one in check_publishers(settings, load_catalogue(data, settings.publishers), slugs):
        has_failed |= bool(one.problems)
        click.echo(json_line(one.to_json()) if as_json else "\n".join(map(for_terminal, lines(one))))
    return int(has_failed)


COMMANDS = (publisher,)
