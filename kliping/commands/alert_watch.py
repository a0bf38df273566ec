"""What a saved search tells of beside single articles: alert watch, alert report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.safe_text import for_terminal
from kliping.options import data_option, load_settings, need_kept
from kliping.speech import language, text

if TYPE_CHECKING:
    from indexer.fields import Language
    from search.report.render import Form
    from search.saved.reports.schedules import Rhythm, Schedule
    from search.saved.spikes.watching import Standing


@click.command()
@click.argument("name")
@click.option("--off", is_flag=True, help="Tell of its spikes no more.")
@data_option
def watch(name: str, off: bool, data: Path) -> None:
    """Tell when a saved search finds more in a day than it usually does by that hour of that weekday.

    Those whom it tells hear of a spike once, with the articles, newsrooms and copies in it. What is usual is learned
    from the eight weeks before; below 21 days of the archive nothing is told. `kliping alert show` says how it stands.

    \b
    Examples:
      kliping alert watch banjir
      kliping alert watch banjir --off
    """
    from search.saved.searches import saved_database
    from search.saved.spikes.watching import watch_search

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        watch_search(saved, name, is_on=not off)
    click.echo(text("unwatched" if off else "watched", for_terminal(name)))


@click.command()
@click.argument("name")
@click.option("--every", type=click.Choice(("day", "week")), help="Each morning at 7 (Jakarta), or on Mondays.")
@click.option("--format", "form", default="pdf", show_default=True, type=click.Choice(("html", "pdf", "docx", "xlsx")))
@click.option("--ui", default="id", show_default=True, type=click.Choice(("id", "en")), help="Language of the report.")
@click.option("--off", is_flag=True, help="Send no more reports.")
@data_option
def report(name: str, every: Rhythm | None, form: Form, ui: Language, off: bool, data: Path) -> None:
    """Send a report of a saved search by mail, each day or week, to the addresses that it tells.

    Each holds what was published on the day before, or from Monday to Sunday. PDF and Word need the extra `report`. A
    file of more than 7 MB stays here, and the mail says where to get it.

    \b
    Examples:
      kliping alert report banjir --every week
      kliping alert report banjir --every day --format docx --ui en
      kliping alert report banjir --off
    """
    from datetime import UTC, datetime

    from search.saved.reports.schedules import set_report
    from search.saved.searches import saved_database

    if off == (every is not None):
        raise click.UsageError("say how often with --every day or --every week, or --off")
    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        set_report(saved, name, every, form, ui, datetime.now(UTC))
    click.echo(text("report_stopped" if off else f"report_each_{every}", for_terminal(name)))


def report_lines(found: Schedule | None) -> list[str]:
    """How the reports of a search stand."""
    if found is None:
        return []
    lines = [text(f"alert_report_each_{found.every}", found.form, found.language, found.last)]
    return [*lines, text("alert_report_fails", found.error)] if found.failures else lines


def watch_json(found: Standing) -> dict[str, object]:
    """How the watch of a search stands, for `alert show --json`."""
    watch, spikes = found
    return {"watch": watch.to_json() if watch else None, "spikes": [spike.to_json() for spike in spikes]}


def watch_lines(found: Standing) -> list[str]:
    """How the watch of a search stands, and the spikes that were told last."""
    from base.clock import JAKARTA

    watch, spikes = found
    spoken = language()
    lines = [] if watch is None else [text("alert_spikes", watch.said(spoken))]
    for spike in spikes:
        ended = spike.ended and f"{spike.ended.astimezone(JAKARTA):%Y-%m-%d}"
        state = text("alert_spike_over", ended) if ended else text("alert_spike_goes_on")
        lines.append(f"  {spike.told.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB  {spike.said(spoken)}; {state}")
    return lines


COMMANDS = (watch, report)
"""Commands of the group `alert`."""
