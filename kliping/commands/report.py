"""`kliping report`: what a search finds, to be printed and handed on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kliping.commands.search import open_context
from kliping.options import data_option, load_settings, need_kept
from kliping.queries import Asking, needed, query_argument
from kliping.request_options import make_request, request_options
from kliping.speech import quiet_option, tell, text

if TYPE_CHECKING:
    from config.settings import Settings
    from search.report.render import Form

STDOUT = Path("-")


@click.command(cls=Asking)
@query_argument
@click.option("--format", "form", required=True, type=click.Choice(("html", "pdf", "docx", "xlsx")))
@click.option(
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Where to; - is standard output. A file appears when it is whole.",
)
@click.option(
    "--collection", default="", metavar="NAME", help="Of what lies in a clipping folder; QUERY may narrow it."
)
@click.option(
    "--label-set",
    "label_sets",
    multiple=True,
    metavar="SET",
    help="Shares by the labels of this set; else of all sets that articles here have labels of.",
)
@click.option("--title", default="", metavar="TEXT", help="What stands on the cover.")
@click.option(
    "--top",
    default=200,
    show_default=True,
    type=click.IntRange(0, 500),
    help="How many clippings are given in full; all articles are counted.",
)
@click.option("--ui", default="id", show_default=True, type=click.Choice(("id", "en")), help="Language of the report.")
@request_options
@quiet_option
@data_option
def report(
    query: str | None,
    form: Form,
    output: Path,
    collection: str,
    label_sets: tuple[str, ...],
    title: str,
    top: int,
    ui: str,
    data: Path,
    **options: Any,
) -> None:
    """Make a report of what a search finds: cover, counts and chart, shares, independent sources, clippings in full.

    Of a folder it has the notes, the texts as they were clipped and, where no QUERY or --sort is given, the order.

    A heading, logo and templates of your own lie in the folder `report` of the data folder. PDF and Word need the extra
    `report`.

    \b
    Examples:
      kliping report 'banjir jakarta' --from 2026-11-01 --format pdf --output banjir.pdf
      kliping report --collection Banjir --label-set Nada --format html --output banjir.html
      kliping report 'harga beras' --sort newest --title 'Beras, pekan ini' --format docx --output beras.docx
    """
    from config.catalogue import load_catalogue
    from search.report.folder import folder_texts
    from search.report.look import read_look
    from search.report.render import need, render
    from search.report.report import make_report

    if form != "html" and output == STDOUT and sys.stdout.isatty():
        raise click.UsageError(f"{form} is no text: name a file with --output FILE")
    if collection and options["folder"]:
        raise click.UsageError("--collection is the folder of the report: leave out --folder")
    need(form)
    if output != STDOUT:
        _check_place(output)
    settings, look = load_settings(data).settings, read_look(data)
    if collection or label_sets:
        _check_kept(settings, data, collection, label_sets)
    folders = (*options.pop("folder"), *((collection,) if collection else ()))
    asked = make_request(
        "" if collection and query is None else needed(query), {**options, "folder": folders, "ui": ui}
    )
    catalogue = load_catalogue(data, settings.publishers)
    with open_context(data, settings) as context, folder_texts(settings, data, asked) as kept:
        made = make_report(
            context,
            asked,
            catalogue,
            title=title or collection,
            heading=look.heading,
            most=top,
            folder=kept,
            label_sets=label_sets or None,
        )
    content = render(made, form, look)
    if output == STDOUT:
        sys.stdout.buffer.write(content)
    else:
        _write(output, content)
    tell("reported", text("articles", made.articles), len(made.clippings), err=True)


def _check_place(file: Path) -> None:
    """Raise ConfigError for a folder that is not there, before the report is made."""
    from base.errors import ConfigError

    if not file.parent.is_dir():
        raise ConfigError(f"{file.parent} is no folder")


def _check_kept(settings: Settings, data: Path, collection: str, label_sets: tuple[str, ...]) -> None:
    """Raise ConfigError where there is no such clipping folder or set of labels: a search would only find nothing."""
    from base.database import reading
    from search.saved.collections.collections import find_collection_id
    from search.saved.labelling.sets import find_set
    from search.saved.searches import saved_database

    need_kept(settings, data)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        if collection:
            find_collection_id(connection, collection)
        for one in label_sets:
            find_set(connection, one)


def _write(file: Path, content: bytes) -> None:
    """Put the file in place when it is whole."""
    from base.files import disk_error, replaceable, write_atomically

    try:
        if plain := replaceable(file):
            write_atomically(plain, content)
        else:
            file.write_bytes(content)
    except OSError as error:
        raise disk_error(error, f"{file} cannot be written") from error


COMMANDS = (report,)
