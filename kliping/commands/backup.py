"""Commands that keep what cannot be made again: backup, restore."""

from __future__ import annotations

from pathlib import Path

import click

from base.safe_text import for_terminal, json_line
from kliping.options import data_option, json_option, load_with_logs, need_folder
from kliping.progress import progress
from kliping.speech import quiet_option, tell, text

PARTLY = 4


@click.command()
@click.argument("target", metavar="FILE|FOLDER", type=click.Path(allow_dash=True, path_type=Path))
@click.option("--full", is_flag=True, help="Articles and index too: restored at once, and larger.")
@json_option
@quiet_option
@data_option
def backup(target: Path, full: bool, as_json: bool, data: Path) -> None:
    """Back up what cannot be made again, while everything goes on: the archive, saved searches, what was fetched and
    removed, settings, publishers and words.

    A folder is added to by the next backup, and is its newest one; a name that ends in .tar is one file, `-` is
    standard output. What was not finished is no backup. It holds passwords of the settings: keep it as you keep them.

    \b
    Examples:
      kliping backup /mnt/cadangan/kliping
      kliping backup - | ssh cadangan 'cat > kliping.tar'
    """
    from kliping.backup.make import backup as make

    settings = load_with_logs(data, quiet=True).settings
    need_folder(data)
    with progress("backing_up") as report:
        made = make(settings, data, target, full=full, progress=report)
    archived = [one for one in made.entries if one.path.endswith(".warc.gz")]
    total = sum(one.bytes for one in made.entries)
    if as_json:
        told = {"made": made.made, "files": len(made.entries), "archive_files": len(archived), "bytes": total}
        click.echo(json_line({**told, "articles": made.articles}), err=target == Path("-"))
        return
    rest = text("with_articles" if made.articles else "without_articles")
    where = text("standard_output") if target == Path("-") else target
    tell("backed_up", where, text("archive_files", len(archived)), total, rest, err=target == Path("-"))


@click.command()
@click.argument("source", metavar="FILE|FOLDER", type=click.Path(allow_dash=True, path_type=Path))
@click.option(
    "--removals",
    "lists",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A later list of what was removed (`kliping remove --list --json`), to be obeyed; may be repeated.",
)
@click.option("--accept-damage", is_flag=True, help="Restore what is whole of a damaged backup.")
@json_option
@quiet_option
@data_option
def restore(source: Path, lists: tuple[Path, ...], accept_damage: bool, as_json: bool, data: Path) -> int:
    """Restore a backup into an empty data folder, after comparing each file with its digest.

    What is not empty is refused. Where the backup has no articles, `kliping index` makes them again from the archive.

    \b
    Examples:
      kliping restore /mnt/cadangan/kliping --data /srv/kliping
      ssh cadangan 'cat kliping.tar' | kliping restore - --data /srv/kliping
    """
    from kliping.backup.restore import restore as run

    with progress("restoring") as report:
        done = run(source, data, lists=lists, accept_damage=accept_damage, progress=report)
    for path, why in done.damaged.items():
        click.echo(f"kliping: damaged: {for_terminal(path)} {why}", err=True)
    made = done.manifest
    if as_json:
        told = {"made": made.made, "files": len(made.entries), "articles": made.articles, "removals": done.removals}
        click.echo(json_line({**told, "damaged": done.damaged}))
    else:
        tell("restored", data, made.made[:16], text("goes_on" if made.full else "index_then"))
        tell("verify_then", data, err=True)
    return PARTLY if done.damaged else 0


COMMANDS = (backup, restore)
