"""Commands that fetch: crawl, clip."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from base.errors import UnavailableError
from base.memory import loading
from base.safe_text import for_terminal, json_line
from kliping.options import WebAddress, data_option, json_option, load_with_logs
from kliping.progress import progress
from kliping.speech import is_quiet, quiet_option, warn

PARTLY, INTERRUPTED = 4, 130


@click.command()
@click.option("--once", is_flag=True, help="End when nothing is due any more.")
@click.option("--publisher", "slugs", multiple=True, metavar="SLUG", help="Only this publisher; may be repeated.")
@click.option("--due/--all", default=True, help="Sources that are due (default), or each of them once.")
@json_option
@quiet_option
@data_option
def crawl(once: bool, slugs: tuple[str, ...], due: bool, as_json: bool, data: Path) -> int:
    """Fetch what the publishers have new, on their schedules, until stopped.

    \b
    Examples:
      kliping crawl                                  all enabled publishers, until stopped
      kliping crawl --once --all --publisher detik   each source of one publisher, then end
    """
    with loading():
        from config.catalogue import load_catalogue
        from crawler.crawl import crawl as run
        from indexer.coverage_reader import read_coverage

    settings = load_with_logs(data, progress=True).settings
    publishers = load_catalogue(data, settings.publishers)
    with progress("crawling") as report:
        done = run(
            settings,
            data,
            publishers,
            slugs=slugs,
            once=once,
            everything=not due,
            progress=report,
            read_coverage=partial(read_coverage, settings, data),
        )
    if as_json:
        failed = [{"publisher": one.publisher, "url": one.url, "outcome": one.outcome.value} for one in done.failed]
        sources = {"visited": len(done.visits), "failed": failed}
        click.echo(json.dumps({"counts": dict(done.counts), "stopped": done.stopped, "sources": sources}))
    elif not is_quiet():
        from kliping.summary import crawl_summary

        for line in crawl_summary(done):
            click.echo(line)
    if done.stopped:
        warn("stopped_early", done.stopped)
    if once and done.visits and len(done.failed) == len(done.visits) and not done.interrupted:
        return UnavailableError.exit_code
    return INTERRUPTED if done.interrupted else PARTLY if done.stopped else 0


@click.command()
@click.argument("urls", nargs=-1, required=True, type=WebAddress())
@json_option
@quiet_option
@data_option
def clip(urls: tuple[str, ...], as_json: bool, data: Path) -> int:
    """Fetch these pages now, from any site, and make them searchable.

    \b
    Example:
      kliping clip https://www.antaranews.com/berita/4500000/contoh
    """
    from kliping.clip import clip_pages

    settings = load_with_logs(data, quiet=True).settings
    with progress("clipping") as report:
        clipped = clip_pages(settings, data, urls, report)
    for one in clipped:
        if as_json:
            click.echo(json_line(one.to_json()))
        else:
            detail = f" ({one.detail})" if one.detail else ""
            click.echo(for_terminal(f"{one.outcome.value}: {one.title or one.url}{detail}"))
    return 0


COMMANDS = (crawl, clip)
