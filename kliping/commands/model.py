"""The user's own model: model run, propose, proposals, accept, decline, summary, show, status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from base.safe_text import for_terminal, json_line
from kliping.model_lines import proposal_json, proposal_line, status_lines, summary_json, summary_lines
from kliping.named_articles import PARTLY, day_found, ids_found, ids_in_folder, ids_of
from kliping.options import data_option, json_option, load_settings, load_with_logs, need_kept, who_option
from kliping.speech import tell, text, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.settings import Settings
    from search.request import SearchRequest

SHOWN = 50
SELECTING = (
    click.option("--collection", metavar="NAME", help="The articles of a clipping folder."),
    click.option("--query", metavar="QUERY", help="All articles that this finds."),
    click.option("--search", metavar="NAME", help="All articles that a saved search finds."),
)


def _selecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--collection`, `--query`, `--search`."""
    for option in reversed(SELECTING):
        command = option(command)
    return command


@click.group()
def model() -> None:
    """A language model of your own that proposes labels and writes summaries; off until model.url is set."""


@model.command()
@click.option("--once", is_flag=True, help="End when nothing is to be asked now; with 4 where something is left.")
@data_option
def run(once: bool, data: Path) -> int:
    """Ask the model what is to be asked, within the day's budget, until stopped.

    A part of `kliping up` where a model is set; run it by itself where the stages run apart.

    \b
    Examples:
      KLIPING_MODEL__URL=http://127.0.0.1:11434/v1 KLIPING_MODEL__NAME=llama3.1:8b kliping model run
      kliping model run --once
    """
    from search.model.run import run_model

    settings = load_with_logs(data).settings
    return PARTLY if run_model(settings, data, once=once) else 0


@model.command()
@click.argument("name", metavar="SET")
@click.argument("articles", nargs=-1, metavar="URL|ID...")
@_selecting
@json_option
@data_option
def propose(
    name: str,
    articles: tuple[str, ...],
    collection: str | None,
    query: str | None,
    search: str | None,
    as_json: bool,
    data: Path,
) -> int:
    """Have the model propose labels of a set for articles that nobody has labelled by it.

    Ends with 4 where an article is not known. `kliping model run` asks.

    \b
    Examples:
      kliping model propose Nada --collection 'Banjir Jakarta'
      kliping model propose Isu --query 'banjir sejak:2026-11-01'
    """
    from datetime import UTC, datetime

    from indexer.articles.read import articles_database
    from search.model.proposals import ask_labels
    from search.model.service import service_of
    from search.saved.searches import saved_database

    if sum((bool(articles), query is not None, search is not None, collection is not None)) != 1:
        raise click.UsageError(text("articles_of_model"))
    settings = load_settings(data).settings
    asked_model = service_of(settings).model
    need_kept(settings, data)
    if articles:
        ids, unknown = ids_of(settings, data, articles)
    elif collection is not None:
        ids, unknown = ids_in_folder(settings, data, collection), []
    else:
        ids, unknown = ids_found(settings, data, _request(settings, data, query, search)), []
    with saved_database(settings, data) as saved, articles_database(settings, data) as database:
        asked = ask_labels(saved, database, name, ids, asked_model, datetime.now(UTC))
    unknown += asked.unknown
    if as_json:
        shown = {"asked": asked.new, "labelled": asked.labelled, "known": asked.known, "unknown": unknown}
        click.echo(json_line(shown))
    else:
        tell("model_asked", text("articles", asked.new), asked.labelled, asked.known)
    for one in unknown:
        warn("no_such_article", for_terminal(one))
    return PARTLY if unknown else 0


def _request(settings: Settings, data: Path, query: str | None, search: str | None) -> SearchRequest:
    from search.request import SearchRequest
    from search.saved.searches import find_search, saved_database

    if search is None:
        return SearchRequest(query=query or "")
    with saved_database(settings, data) as saved:
        return find_search(saved, search).request


@model.command()
@click.option("--set", "group", metavar="SET", help="Of this set of labels alone.")
@click.option("--top", default=SHOWN, show_default=True, type=click.IntRange(1, 10_000), help="So many at most.")
@json_option
@data_option
def proposals(group: str | None, top: int, as_json: bool, data: Path) -> None:
    """List what the model proposed and nobody has decided, with the sentences that it named.

    \b
    Example:
      kliping model proposals --set Nada
    """
    from base.database import reading
    from search.model.proposals import of_set, open_proposals
    from search.saved.labelling.sets import find_set
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        conditions = [of_set(find_set(connection, group))] if group is not None else []
        found = open_proposals(connection, *conditions, limit=top)
    for one in found:
        click.echo(json_line(proposal_json(one)) if as_json else proposal_line(one))
    if not found and not as_json:
        tell("no_proposals", err=True)


@model.command()
@click.argument("path", metavar="SET/LABEL")
@click.argument("articles", nargs=-1, required=True, metavar="URL|ID...")
@who_option
@data_option
def accept(path: str, articles: tuple[str, ...], who: str, data: Path) -> int:
    """Give the label that the model proposed, as yours: its history says who proposed it.

    Ends with 4 where there is no such proposal; what is said of the others holds.

    \b
    Example:
      kliping model accept Nada/Negatif https://www.antaranews.com/berita/4487021/banjir-surut --who rina
    """
    return _decide(path, articles, who, data, is_accepted=True)


@model.command()
@click.argument("path", metavar="SET/LABEL")
@click.argument("articles", nargs=-1, required=True, metavar="URL|ID...")
@who_option
@data_option
def decline(path: str, articles: tuple[str, ...], who: str, data: Path) -> int:
    """Decline what the model proposed; it is not proposed again.

    Ends with 4 where there is no such proposal; what is said of the others holds.

    \b
    Example:
      kliping model decline Nada/Negatif 0b5c9f2e6d1a4f7d8e9a0b1c2d3e4f50 --who rina
    """
    return _decide(path, articles, who, data, is_accepted=False)


def _decide(path: str, articles: tuple[str, ...], who: str, data: Path, *, is_accepted: bool) -> int:
    from indexer.articles.read import articles_database
    from kliping.named_articles import named
    from search.model.proposals import decide
    from search.saved.refusal import RefusedError
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    ids, refused = named(settings, data, articles), 0
    with saved_database(settings, data) as saved, articles_database(settings, data) as database:
        for one in ids:
            try:
                decide(saved, database, one, path, who, "accepted" if is_accepted else "declined")
            except RefusedError as error:
                refused += 1
                warn("model_refused", for_terminal(one), str(error))
    tell("model_accepted" if is_accepted else "model_declined", text("articles", len(ids) - refused))
    return PARTLY if refused else 0


@model.command()
@_selecting
@click.option("--day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="Of a search: the day (Jakarta).")
@click.option("--in", "language", default="id", type=click.Choice(["id", "en"]), show_default=True,
              help="The language of the summary.")  # fmt: skip
@data_option
def summary(collection: str | None, query: str | None, search: str | None, day: Any, language: Any, data: Path) -> None:
    """Have the model sum up a clipping folder, or what a search found on a day.

    `kliping model run` asks, `kliping model show` shows it.

    \b
    Examples:
      kliping model summary --collection 'Banjir Jakarta'
      kliping model summary --search banjir --day 2026-11-28
    """
    from datetime import UTC, datetime

    from search.model.service import service_of
    from search.model.summaries import ask_day_summary, ask_folder_summary
    from search.saved.searches import saved_database

    is_of_search = sum((query is not None, search is not None))
    if sum((collection is not None, is_of_search)) != 1 or is_of_search != (day is not None):
        raise click.UsageError(text("folder_or_day"))
    settings = load_settings(data).settings
    asked_model, now = service_of(settings).model, datetime.now(UTC)
    need_kept(settings, data)
    if collection is not None:
        with saved_database(settings, data) as saved:
            is_new = ask_folder_summary(saved, collection, asked_model, language, now)
    else:
        found = day_found(settings, data, search or query or "", _request(settings, data, query, search), day.date())
        with saved_database(settings, data) as saved:
            is_new = ask_day_summary(saved, found, asked_model, language, now)
    tell("summary_asked" if is_new else "summary_waits")


@model.command()
@click.option("--collection", metavar="NAME", help="Of this folder alone.")
@json_option
@data_option
def show(collection: str | None, as_json: bool, data: Path) -> None:
    """Show the summaries that the model wrote, each statement with the sentences of articles that it rests on.

    \b
    Example:
      kliping model show --collection 'Banjir Jakarta'
    """
    from base.database import reading
    from search.model.summaries import all_summaries, folder_summary
    from search.saved.collections.collections import find_collection
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        if collection is None:
            found = all_summaries(connection)
        else:
            one = folder_summary(connection, find_collection(connection, collection).id)
            found = [one] if one else []
    for one in found:
        for line in [json_line(summary_json(one))] if as_json else summary_lines(one):
            click.echo(line)
    if not found and not as_json:
        tell("no_summaries", err=True)


@model.command()
@json_option
@data_option
def status(as_json: bool, data: Path) -> None:
    """Show how many questions are asked, done and failed, the day's budget, and why the model rests.

    \b
    Example:
      kliping model status
    """
    from datetime import UTC, datetime

    from base.database import reading
    from search.model.status import status_json
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        found = status_json(connection, settings.model, datetime.now(UTC))
    for line in [json_line(found)] if as_json else status_lines(found):
        click.echo(line)


COMMANDS = (model,)
