"""The command that looks whether all that is kept is whole: verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.safe_text import for_terminal, json_line
from kliping.options import data_option, json_option, load_with_logs, need_folder
from kliping.progress import progress
from kliping.speech import quiet_option, tell, text

if TYPE_CHECKING:
    from kliping.verify.findings import Verified


@click.command()
@click.argument("backup", required=False, metavar="[BACKUP]", type=click.Path(allow_dash=True, path_type=Path))
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Compare the archive with what `kliping archive manifest` printed before.",
)
@json_option
@quiet_option
@data_option
def verify(backup: Path | None, manifest: Path | None, as_json: bool, data: Path) -> int:
    """Read every record of the archive, look at the databases, and compare ledger, articles and index with each other;
    or, with BACKUP, a backup with its digests. Ends with 1 where something does not agree, and says what to do.

    \b
    Examples:
      kliping verify
      kliping verify --manifest manifest-2026-11.txt
      kliping verify /mnt/cadangan/kliping
    """
    from kliping.verify.run import verify as run
    from kliping.verify.run import verify_backup

    if backup is not None and manifest is not None:
        raise click.UsageError("a manifest is of the archive in a data folder: give it without a backup")
    with progress("verifying") as report:
        if backup is not None:
            found = verify_backup(backup, report)
        else:
            settings = load_with_logs(data, quiet=True).settings
            need_folder(data)
            found = run(settings, data, manifest, report)
    if as_json:
        click.echo(json_line(found.to_json()))
    else:
        _show(found)
    return int(bool(found.findings))


def _show(found: Verified) -> None:
    for one in found.findings:
        click.echo(for_terminal(f"{one.what}: {one.detail}"))
        click.echo(for_terminal(f"    {one.advice}"))
    for note in found.notes:
        click.echo(for_terminal(f"({note})"))
    counted = ", ".join(text(f"verified_{what}", number) for what, number in found.counts.items())
    said = text("disagree", len(found.findings)) if found.findings else text("all_agree")
    tell("looked_at", counted or text("nothing"), said)


COMMANDS = (verify,)
