"""Labels as CSV: label import, export."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import click

from base.safe_text import csv_cell, for_terminal
from kliping.named_articles import PARTLY
from kliping.options import data_option, load_settings, need_kept, read_lines, who_option
from kliping.speech import tell, warn

FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--sample", metavar="NAME", help="Codes of this sample, by the coder in the column `who` or --who.")
@who_option
@data_option
def import_labels(file: Path, sample: str | None, who: str, data: Path) -> int:
    """Give the labels of a CSV: columns `id` or `url`, `label` (or `set` and `label`), and if wanted `who` and `why`.

    Nothing is given where a label is unknown. Ends with 4 where an article is, or is not in the sample.

    \b
    Example:
      kliping label import label.csv --who rina
    """
    from kliping.label_files import import_file

    settings = load_settings(data).settings
    need_kept(settings, data)
    done = import_file(settings, data, read_lines(file), who, sample)
    tell("labels_imported", done.changed)
    for code, names in (("lines_unknown", done.unknown), ("lines_outside", done.outside)):
        if names:
            warn(code, len(names), for_terminal(", ".join(names[:5])))
    return PARTLY if done.unknown or done.outside else 0


@click.command()
@click.option("--history", "whole", is_flag=True, help="Every change instead of what holds now.")
@data_option
def export(whole: bool, data: Path) -> None:
    """Print as CSV which labels articles have, with who gave each, when and why; `label import` reads it.

    \b
    Example:
      kliping label export > label.csv
    """
    from base.database import reading
    from search.saved.labelling.giving import changes_of, current
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["id", "label", *(["given"] if whole else []), "who", "at", "why"])
    with saved_database(settings, data) as saved, reading(saved) as connection:
        if whole:
            for one in changes_of(connection):
                _write(writer, one.article, one.label, str(int(one.given)), one.who, one.at.isoformat(), one.why)
        else:
            for row in current(connection):
                path = f"{row['set']}/{row['label']}"
                _write(writer, row["id"], path, row["who"], row["at"].isoformat(), row["why"])


def _write(writer: Any, *cells: str) -> None:
    writer.writerow([csv_cell(for_terminal(cell)) for cell in cells])


COMMANDS = (import_labels, export)
