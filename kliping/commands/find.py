"""Commands that ask: search, count."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.settings import load
from kliping.options import data_option, json_option

if TYPE_CHECKING:
    from search.answer import Answer, Hit

SORTS = ("relevance", "newest", "oldest")


@click.command()
@click.argument("query", required=False)
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many hits.")
@click.option("--sort", default="relevance", show_default=True, type=click.Choice(SORTS))
@click.option("--match", default="all", show_default=True, type=click.Choice(("all", "any")), help="All words or any.")
@click.option("--fold/--no-fold", default=True, help="Show copies of an article as one hit (default), or each.")
@click.option("--after", default="", metavar="CURSOR", help="The page after the one that ended with this cursor.")
@click.option("--recent", is_flag=True, help="Let newer articles weigh more.")
@click.option("--explain", is_flag=True, help="Say for each hit which term gave how much.")
@click.option("--fail-empty", is_flag=True, help="End with 1 where nothing is found.")
@click.option(
    "--batch",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON Lines with `id` and `text`; answers as JSON Lines, in the same order.",
)
@json_option
@data_option
def search(
    query: str | None,
    top: int,
    sort: str,
    match: str,
    fold: bool,
    after: str,
    recent: bool,
    explain: bool,
    fail_empty: bool,
    batch: Path | None,
    as_json: bool,
    data: Path,
) -> int:
    """Search the coverage in full text.

    \b
    Examples:
      kliping search 'serangan udara'                  all words, in any form
      kliping search '"kaki tanah liat"'               the exact phrase
      kliping search 'banjir OR longsor -judul:foto sejak:2024-11-01'
      kliping search 'sumber:antara pemilu' --sort newest --json
    """
    from indexer.engines import open_engine
    from indexer.text import load_lexicon
    from search.answer import Options, answer

    if (query is None) == (batch is None):
        raise click.UsageError("give either a QUERY or --batch FILE")
    settings = load(data).settings
    with closing(open_engine(settings, data)) as engine:
        lexicon = load_lexicon(data)
        if batch is not None:
            from search.batch import answer_batch

            with batch.open(encoding="utf-8", newline="\n") as lines:
                for line in answer_batch(engine, lexicon, lines, top=top, match=match, name=str(batch)):
                    sys.stdout.write(line + "\n")
            return 0
        options = Options(top=top, sort=sort, match=match, fold=fold, after=after, recent=recent, explain=explain)
        found = answer(engine, lexicon, query or "", options)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        show(found)
    return 1 if fail_empty and not found.hits else 0
