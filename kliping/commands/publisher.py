"""The catalogue from the command line: publisher list, try, new."""

from __future__ import annotations

import json
from pathlib import Path

import click

from config.settings import load
from kliping.options import data_option, json_option


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

    publishers = load_catalogue(data, load(data).settings.publishers_enabled).values()
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
            click.echo(json.dumps(shown, ensure_ascii=False))
        else:
            state = ("on " if one.enabled else "off") + (" link" if one.mode == "link" else "")
            click.echo(f"{one.slug:24} {state:8} {one.name:32} {one.posture}".rstrip())


COMMANDS = (publisher,)
