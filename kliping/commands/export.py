"""`kliping export`: all that a search finds, as a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from base.errors import KlipingError
from kliping.commands.search import open_context, show_notes
from kliping.options import data_option, load_settings
from kliping.queries import Asking, needed, query_argument
from kliping.request_options import make_request, request_options
from kliping.speech import quiet_option, tell, text

if TYPE_CHECKING:
    from search.export.formats import Format
    from search.export.stream import Export, Matched

STDOUT = Path("-")


@click.command(cls=Asking)
@query_argument
@click.option("--format", "form", required=True, type=click.Choice(("csv", "jsonl", "xlsx", "ris")))
@click.option("--fields", "names", default="", metavar="A,B,...", help="The columns; all but a few by default.")
@click.option(
    "--output",
    default="-",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Where to; - is standard output (default). A file appears when it is whole.",
)
@click.option("--nearest", is_flag=True, help="Where nothing has all the words, export what is nearest.")
@request_options
@quiet_option
@data_option
def export(
    query: str | None, form: Format, names: str, output: Path, nearest: bool, data: Path, **options: Any
) -> None:
    """Write all articles that match, each copy too, as CSV, JSON Lines, an Excel workbook or RIS references.

    Nothing is left out for length, and all of it is from one state of the archive. '' is everything.

    \b
    Examples:
      kliping export 'banjir' --format csv --output banjir.csv
      kliping export 'korupsi sejak:2024' --format xlsx --output korupsi.xlsx
      kliping export '' --format jsonl --fields id,title,published | gzip > semua.jsonl.gz
      kliping export 'inflasi' --publisher tempo --sort newest --format ris > inflasi.ris
    """
    from search.export.stream import open_export

    if form == "xlsx" and output == STDOUT and sys.stdout.isatty():
        raise click.UsageError("a workbook is no text: name a file with --output FILE")
    matched: Matched = "nearest" if nearest else "all"
    settings = load_settings(data).settings
    with open_context(data, settings) as context:
        found = open_export(context, make_request(needed(query), options), form, names=names, matched=matched)
        show_notes(found.notes)
        if found.matched == "nearest":
            tell("note", text("nearest"), err=True)
        _write(found, output)
    tell("exported", text("articles", found.articles), err=True)


def _write(found: Export, output: Path) -> None:
    """Write all of it. Raises UnavailableError that names the file where it cannot be written."""
    from base.files import disk_error, replaceable

    if output == STDOUT:
        with _stdout() as stream:
            _write_out(found, stream)
        return
    try:
        if file := replaceable(output):
            _write_file(found, file)
        else:
            with output.open("wb") as stream:
                _write_out(found, stream)
    except OSError as error:
        if isinstance(error, BrokenPipeError) and output.samefile("/dev/stdout"):
            raise  # its reader had enough
        raise disk_error(error, f"{output} cannot be written") from error


def _write_out(found: Export, stream: IO[bytes]) -> None:
    """Write to standard output or a pipe. A text that breaks off says so in its last line."""
    from search.export.formats import broken

    try:
        for piece in found.pieces():
            stream.write(piece)
    except (KlipingError, KeyboardInterrupt) as error:
        if found.form != "xlsx":
            stream.write(broken(found.form, str(error) or "interrupted"))
        raise


@contextmanager
def _stdout() -> Iterator[IO[bytes]]:
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def _write_file(found: Export, file: Path) -> None:
    """Write beside the file, then put it in its place: what stands under its name is always whole."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with draft.open("xb") as stream:
            for piece in found.pieces():
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


COMMANDS = (export,)
