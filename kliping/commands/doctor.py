"""Whether this machine is ready: doctor."""

from __future__ import annotations

from pathlib import Path

import click

from base.safe_text import for_terminal, json_line
from kliping.options import data_option, json_option, load_settings


@click.command()
@click.option("--ping", is_flag=True, help="Tell health.ping where nothing is bad.")
@json_option
@data_option
def doctor(ping: bool, as_json: bool, data: Path) -> int:
    """Look whether this machine is ready, and say what to do: folder, settings, disk, clock, services, stages.

    Ends with 1 where something is bad. Nothing is changed but, where tables are missing, that they are made.

    \b
    Examples:
      kliping doctor --data /srv/kliping
      kliping doctor --ping    from cron, where `kliping up` does not run
    """
    from kliping.doctor.look import look_at_all, send_ping

    found = []
    for one in look_at_all(data):
        found.append(one)
        for line in () if as_json else one.lines():
            click.echo(for_terminal(line))
    is_bad = any(one.level == "bad" for one in found)
    if as_json:
        click.echo(json_line({"ready": not is_bad, "findings": [one.to_json() for one in found]}))
    if ping and not is_bad:
        send_ping(load_settings(data).settings)
    return int(is_bad)


COMMANDS = (doctor,)
