"""What a saved search tells of beside single articles: alert watch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.safe_text import for_terminal
from kliping.options import data_option, load_settings, need_kept
from kliping.speech import text

if TYPE_CHECKING:
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


def watch_json(found: Standing) -> dict[str, object]:
    """How the watch of a search stands, for `alert show --json`."""
    watch, spikes = found
    return {"watch": watch.to_json() if watch else None, "spikes": [spike.to_json() for spike in spikes]}


def watch_lines(found: Standing) -> list[str]:
    """How the watch of a search stands, and the spikes that were told last."""
    from base.clock import JAKARTA

    watch, spikes = found
    lines = [] if watch is None else [f"spikes  {watch.said()}"]
    for spike in spikes:
        state = "goes on" if spike.ended is None else f"over {spike.ended.astimezone(JAKARTA):%Y-%m-%d}"
        lines.append(f"  {spike.told.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB  {spike.said()}; {state}")
    return lines


COMMANDS = (watch,)
"""Commands of the group `alert`."""
