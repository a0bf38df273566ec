"""Past articles: backfill."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kliping.options import data_option, json_option, load_with_logs
from kliping.progress import progress
from kliping.speech import is_quiet, quiet_option, warn

if TYPE_CHECKING:
    from crawler.backfill.plan import Plan

PARTLY, INTERRUPTED = 4, 130


@click.command()
@click.option("--publisher", "slug", required=True, metavar="SLUG", help="Whose articles.")
@click.option("--from", "first", required=True, metavar="DAY", help="The first day, such as 2026-03-01.")
@click.option("--to", "last", required=True, metavar="DAY", help="The last day, which is among them.")
@click.option("--plan", "--dry-run", "only_plan", is_flag=True, help="Show how many requests it takes, and end.")
@json_option
@quiet_option
@data_option
def backfill(slug: str, first: str, last: str, only_plan: bool, as_json: bool, data: Path) -> int:
    """Fetch the past articles of a publisher, found by its sitemaps and its lists by date.

    Some lists are read first, by which the plan is made. Called again with the same days it goes on where it was,
    whatever ended it. Where `kliping up` or `kliping crawl` runs in the data folder, that does the work.

    \b
    Examples:
      kliping backfill --publisher detik --from 2026-03-01 --to 2026-03-31 --plan
      kliping backfill --publisher detik --from 2026-03-01 --to 2026-03-31
    """
    from config.catalogue import load_catalogue
    from crawler.backfill.run import backfill as run
    from kliping.backfill import lines, measure, plan_line, to_json

    days = read_days(first, last)
    settings = load_with_logs(data, progress=True).settings
    publishers = load_catalogue(data, settings.publishers)

    def planned(plan: Plan) -> None:
        given = publishers[slug].politeness.delay_seconds
        delay = settings.crawler.delay_seconds if given is None else given
        if not as_json and (only_plan or not is_quiet()):
            click.echo(plan_line(plan, delay), err=not only_plan)

    with progress("backfilling") as shown:
        done = run(settings, data, publishers, slug, *days, only_plan=only_plan, planned=planned, shown=shown)
    waste = measure(settings, data, publishers[slug], done)
    if as_json:
        click.echo(json.dumps(to_json(done, waste)))
    elif not (only_plan or is_quiet()):
        click.echo("\n".join(lines(done, waste)))
    if done.stopped:
        warn("not_done_yet", done.stopped)
    return INTERRUPTED if done.interrupted else PARTLY if done.stopped else 0


def read_days(first: str, last: str) -> tuple[date, date]:
    """The range that was asked for. Raises UsageError where it is none, or not over yet."""
    from base.clock import jakarta_day

    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise click.UsageError(f"--from and --to must be days such as 2026-03-01: {error}") from error
    if days[0] > days[1]:
        raise click.UsageError(f"--from {first} is later than --to {last}")
    if days[1] > jakarta_day(datetime.now(UTC)):
        raise click.UsageError(f"--to {last} is still to come")
    return days


COMMANDS = (backfill,)
