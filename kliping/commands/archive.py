"""What is proved of the archive: archive manifest."""

from __future__ import annotations

from pathlib import Path

import click

from base.safe_text import json_line
from kliping.options import data_option, json_option, load_settings, need_folder


@click.group()
def archive() -> None:
    """Show what the archive holds, so that it can be proved later."""


@archive.command()
@json_option
@data_option
def manifest(as_json: bool, data: Path) -> None:
    """Print the SHA-256 of each file of the archive, as sha256sum does. Kept elsewhere, it proves later that nothing
    was changed: `kliping verify --manifest FILE`.

    Of a file that is being written the pages up to now count: it may grow, and what stands in it may not change.

    \b
    Examples:
      kliping archive manifest > manifest-2026-11.txt
      kliping verify --manifest manifest-2026-11.txt
    """
    from crawler.archive.inspection import archive_files, digest_file

    load_settings(data)
    need_folder(data)
    for path in archive_files(data / "archive"):
        one = digest_file(path)
        if as_json:
            click.echo(json_line({"file": one.file, "bytes": one.bytes, "sha256": one.sha256, "growing": one.growing}))
        else:
            click.echo(f"{one.sha256}  {one.file}")


COMMANDS = (archive,)
