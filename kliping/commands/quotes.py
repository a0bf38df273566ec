"""`kliping quotes`: who said what."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from base.safe_text import json_line
from kliping.commands.search import open_context, show_notes
from kliping.options import data_option, load_settings, read_lines
from kliping.queries import Asking, query_argument
from kliping.request_options import filter_options, make_request
from kliping.speech import quiet_option, text


@click.command(cls=Asking)
@query_argument
@click.option("--format", "form", default="csv", show_default=True, type=click.Choice(("csv", "jsonl")))
@click.option(
    "--batch",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Of ready articles: JSON Lines with `id` and `body`; nothing is kept. - is standard input.",
)
@filter_options
@quiet_option
@data_option
def quotes(query: str | None, form: str, batch: Path | None, data: Path, **filters: Any) -> None:
    """Print who said what in the articles that match: direct quotes, and what stands behind "mengatakan" and "menurut".

    \b
    Examples:
      kliping quotes 'banjir jakarta' > kutipan.csv
      kliping quotes 'sejak:2026-11' --speaker 'sri mulyani' --format jsonl
      kliping quotes --batch artikel.jsonl
    """
    if (query is None) == (batch is None):
        raise click.UsageError(text("query_or_batch"))
    if batch is not None:
        _print_batch(batch, data)
    else:
        _print_found(query or "", form, data, filters)


def _print_batch(batch: Path, data: Path) -> None:
    from indexer.articles.quotes import load_vocabulary
    from indexer.articles.quotes.batch import quotes_of_lines
    from indexer.language.lexicon import load_lexicon

    for line in quotes_of_lines(read_lines(batch), load_vocabulary(load_lexicon(data))):
        sys.stdout.write(line + "\n")


def _print_found(query: str, form: str, data: Path, filters: dict[str, Any]) -> None:
    import csv

    from search.answer.quotes import COLUMNS, as_rows, open_quotes, with_quotes
    from search.export.formats import cells

    speakers = filters.pop("speaker")  # names are held against each quote: an article may quote others too
    writer = csv.writer(sys.stdout, lineterminator="\n")
    with open_context(data, load_settings(data).settings) as context:
        found = open_quotes(context, make_request(query, filters))
        show_notes(found.notes)
        if form == "csv":
            writer.writerow(COLUMNS)
        for article in with_quotes(found.rows, speakers, context.names()):
            if form == "jsonl":
                click.echo(json_line(article))
            else:
                writer.writerows(list(cells(row)) for row in as_rows(article))


COMMANDS = (quotes,)
