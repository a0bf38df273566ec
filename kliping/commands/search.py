"""Commands that ask: search, count."""

from __future__ import annotations

import functools
import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from base.deadline import deadline
from base.safe_text import csv_cell, for_terminal, json_line
from indexer import fields
from kliping.options import data_option, json_option, load_settings, need_folder, read_lines
from kliping.queries import Asking, query_argument
from kliping.request_options import filter_options, make_request, request_options
from kliping.speech import language, quiet_option, tell, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from config.settings import Settings
    from search.answer.answer import Answer, Hit
    from search.answer.snippets import Marked
    from search.context import Context
    from search.notes import Note
    from search.people.names import Names
    from search.regions.corrections import Corrections


@contextmanager
def open_context(data: Path, settings: Settings) -> Iterator[Context]:
    """What searches of a data folder are answered with; its engine is closed at the end."""
    from indexer.engines import open_engine
    from indexer.language.analysis import load_lexicon
    from search.context import Context
    from search.publisher_fields import PublisherFields, catalogue_of
    from search.query.field_values import catalogue_names
    from search.query.word_lists import word_lists
    from search.saved.own_values import OwnValueReader

    if settings.engine.url == "embedded:":
        need_folder(data)
    with closing(open_engine(settings, data)) as engine, closing(OwnValueReader(settings, data)) as own:
        catalogue, names = catalogue_of(data, settings.publishers), _names(data, settings)
        told = PublisherFields(catalogue)
        lexicon, words = load_lexicon(data), word_lists(data)
        regions = _corrections(data, settings)
        yield Context(engine, lexicon, words, catalogue_names(catalogue), names, own=own, told=told, regions=regions)


def _names(data: Path, settings: Settings) -> Callable[[], Names]:
    """Reads whose names are whose when that is first asked for: most searches name nobody."""

    @functools.cache
    def read() -> Names:
        from search.saved.read_once import read_names

        return read_names(settings, data)

    return read


def _corrections(data: Path, settings: Settings) -> Callable[[], Corrections]:
    """Reads what users said of regions, once."""

    @functools.cache
    def read() -> Corrections:
        from search.saved.read_once import read_corrections

        return read_corrections(settings, data)

    return read


@click.command(cls=Asking)
@query_argument
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many hits.")
@click.option("--fold/--no-fold", default=True, help="Show copies of an article as one hit (default), or each.")
@click.option("--after", default="", metavar="CURSOR", help="The page after the one that ended with this cursor.")
@click.option("--explain", is_flag=True, help="Say for each hit which term gave how much.")
@click.option("--fail-empty", is_flag=True, help="End with 1 where nothing is found.")
@click.option(
    "--batch",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="JSON Lines or CSV with `id` and `text`; answers in the same form and order. - is standard input.",
)
@request_options
@json_option
@quiet_option
@data_option
def search(
    query: str | None,
    top: int,
    fold: bool,
    after: str,
    explain: bool,
    fail_empty: bool,
    batch: Path | None,
    as_json: bool,
    data: Path,
    **options: Any,
) -> int:
    """Search the coverage in full text.

    \b
    Examples:
      kliping search 'serangan udara'                  all words, in any form
      kliping search '"kaki tanah liat"'               the exact phrase
      kliping search 'banjir OR longsor -judul:foto sejak:2024-11-01'
      kliping search 'sumber:antara pemilu' --sort newest --json
      kliping search 'pemilu' --publisher antara --publisher tempo --from 2024-02-14
      kliping search '-tsunami gempa'                  gempa without tsunami
      kliping search --batch kueri.csv --top 20 > hasil.csv
    """
    from search.answer.answer import answer

    if (query is None) == (batch is None):
        raise click.UsageError(text("query_or_batch"))
    chosen = make_request(query or "", options)
    request = replace(chosen, top=top, fold=fold, after=after, explain=explain)
    settings = load_settings(data).settings
    with open_context(data, settings) as context:
        if batch is not None:
            from search.answer.batch import answer_batch

            for line in answer_batch(context, request, read_lines(batch)):
                sys.stdout.write(line + "\n")
            return 0
        with deadline(settings.search.deadline_seconds):
            found = answer(context, request)
    if as_json:
        click.echo(json_line(found.to_json()))
    else:
        show(found)
    return 1 if fail_empty and not found.hits else 0


def show(found: Answer) -> None:
    """Print an answer for people: how many, what is to be noted, then each hit with its passages."""
    show_notes(found.notes)
    articles = text("articles", found.total)
    click.echo(text("found", articles, found.folded) if found.folded else articles)
    for number, hit in enumerate(found.hits, 1):
        show_hit(number, hit)
    if found.next:
        click.echo("\n" + text("next_page", found.next))


def show_notes(notes: Iterable[Note], name: str = "") -> None:
    """Say on standard error how a query was read; `name` tells which of several."""
    from search.notes import render

    for note in notes:
        told = for_terminal(render(note, language()))
        tell(*("note_on", told, for_terminal(name)) if name else ("note", told), err=True)


def show_hit(number: int, hit: Hit) -> None:
    """Print one hit: title, publisher and time, passages, address, and where asked for, why."""
    from search.i18n import label, when, withdrawn

    stored = hit.stored
    title = styled(hit.title, bold=True) if hit.title.text else label("untitled", language())
    publisher = stored["publisher_name"] or stored["publisher"] or label("no_publisher", language())
    gone = f" · {withdrawn(stored, language())}" if stored.get("withdrawn") else ""
    copies = f" · {text('more_like_it', hit.copies)}" if hit.copies else ""
    click.echo(f"\n{number:2}. {title}")
    click.secho(f"    {for_terminal(publisher)} · {when(stored, language())}{gone}{copies}", dim=True)
    click.echo(f"    {styled(hit.snippet)}")
    click.echo(f"    {for_terminal(stored['url'])}")
    for reason in hit.reasons:
        click.secho(
            f"    {reason.score:8.3f}  {reason.field}:{for_terminal(reason.term)}, weight {reason.weight:g}", dim=True
        )


def styled(shown: Marked, *, bold: bool = False) -> str:
    """A text with its marked parts underlined; the marks go where output is no terminal."""
    return "".join(click.style(for_terminal(piece), bold=bold or hit, underline=hit) for piece, hit in shown.pieces())


@click.command(cls=Asking)
@query_argument
@click.option(
    "--by",
    default="day",
    show_default=True,
    type=click.Choice(("day", "week", "month", "year", *(field.name for field in fields.counted()))),
    help="What to count by; days, weeks, months and years are Jakarta's.",
)
@filter_options
@click.option("--share", is_flag=True, help="Also the share of all articles of that period, or with that value.")
@click.option(
    "--batch",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Count several queries: JSON Lines with `id` and `text`; a column for each `id`.",
)
@json_option
@quiet_option
@data_option
def count(
    query: str | None, by: str, share: bool, batch: Path | None, as_json: bool, data: Path, **filters: Any
) -> None:
    """Print as CSV how many articles match, by day, week, month, year or the values of a field.

    Articles that have no value stand in a row without one.

    \b
    Examples:
      kliping count 'banjir' --by month > banjir.csv
      kliping count --batch kota.jsonl --by week --share > kota.csv
    """
    import csv

    from search.answer.counts import all_articles, counts
    from search.answer.many_counts import read_queries, table

    if (query is None) == (batch is None):
        raise click.UsageError(text("query_or_batch"))
    queries = {"count": query or ""} if batch is None else read_queries(read_lines(batch))
    settings, found = load_settings(data).settings, {}
    with open_context(data, settings) as context:
        for name, asked in queries.items():
            with deadline(settings.search.deadline_seconds):
                found[name] = counts(context, make_request(asked, filters), by)
            show_notes(found[name].notes, name if batch else "")
        ground = all_articles(context, by) if share else None
    if as_json:
        each = {name: one.to_json(by, ground, "en") for name, one in found.items()}
        click.echo(json_line(each if batch else each["count"]))
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerows([csv_cell(for_terminal(str(cell))) for cell in row] for row in table(by, found, ground))


COMMANDS = (search, count)
