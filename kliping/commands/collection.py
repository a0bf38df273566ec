"""Clipping folders: collection add, list, show, put, take, edit, fill, remove."""

from __future__ import annotations

from pathlib import Path

import click

from base.safe_text import for_terminal, json_line
from kliping.folder_lines import show_clip, summary, to_json
from kliping.named_articles import PARTLY, hash_of, ids_found, ids_of, missing, named
from kliping.options import data_option, json_option, load_settings, need_kept
from kliping.speech import ask, tell, text, warn

ARTICLES = click.argument("articles", nargs=-1, required=True, metavar="URL|ID...")


@click.group()
def collection() -> None:
    """Clipping folders: articles put in by hand, from a search, or by a saved search as they come."""


@collection.command()
@click.argument("name")
@click.option("--search", "searches", multiple=True, metavar="NAME", help="A saved search that fills it from now on.")
@json_option
@data_option
def add(name: str, searches: tuple[str, ...], as_json: bool, data: Path) -> None:
    """Make an empty folder.

    \b
    Examples:
      kliping collection add 'Banjir Jakarta'
      kliping collection add banjir --search banjir     filled by `kliping alert add banjir ...`
    """
    from base.data_dir import open_folder
    from search.saved.collections.collections import add_collection, fill_by, read_collections
    from search.saved.searches import find_search, saved_database

    settings = load_settings(data).settings
    with saved_database(settings, open_folder(data)) as saved:
        for one in searches:
            find_search(saved, one)
        add_collection(saved, name)
        for one in searches:
            fill_by(saved, name, one)
        [made] = [one for one in read_collections(saved) if one.name == name]
    click.echo(json_line(to_json(made)) if as_json else text("collection_made", for_terminal(name)))


@collection.command("list")
@json_option
@data_option
def list_collections(as_json: bool, data: Path) -> None:
    """List the folders, how many articles lie in each, and the saved searches that fill them.

    \b
    Example:
      kliping collection list
    """
    from search.saved.collections.collections import read_collections
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        found = read_collections(saved)
    for one in found:
        click.echo(json_line(to_json(one)) if as_json else for_terminal(summary(one)))
    if not found and not as_json:
        tell("no_collections", err=True)


@collection.command()
@click.argument("name")
@click.option("--hidden", is_flag=True, help="Also what is hidden.")
@json_option
@data_option
def show(name: str, hidden: bool, as_json: bool, data: Path) -> None:
    """Show what lies in a folder, in its order, each article as it was when it was clipped.

    \b
    Examples:
      kliping collection show 'Banjir Jakarta'
      kliping collection show banjir --json | jq -r .url
    """
    from base.database import reading
    from indexer.articles.read import articles_database
    from search.saved.collections.articles import clipped_articles
    from search.saved.collections.clips import read_clips
    from search.saved.collections.collections import find_collection
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        found = find_collection(connection, name)
        clips = read_clips(connection, found.id, hidden=hidden)
    if not as_json:
        click.echo(for_terminal(summary(found)))
    gone = len(clips)
    with articles_database(settings, data) as articles, reading(articles) as connection:
        for one in clipped_articles(connection, clips):
            show_clip(one, as_json=as_json)
            gone -= 1
    if gone:
        warn("clips_gone", gone)


@collection.command()
@click.argument("name")
@click.argument("articles", nargs=-1, metavar="URL|ID...")
@click.option("--query", metavar="QUERY", help="All articles that this finds ('' is everything), the oldest first.")
@click.option("--note", default="", metavar="TEXT", help="A note on each of them.")
@json_option
@data_option
def put(name: str, articles: tuple[str, ...], query: str | None, note: str, as_json: bool, data: Path) -> int:
    """Put articles at the end of a folder: those named by address or id, or all that a query finds.

    Ends with 4 where one of those named is not known; the others are put in.

    \b
    Examples:
      kliping collection put banjir https://www.antaranews.com/berita/4487021/banjir-surut
      kliping collection put banjir --query 'banjir jakarta sejak:2026-11-01'
    """
    from indexer.articles.read import articles_database
    from search.request import SearchRequest
    from search.saved.collections.clips import edit
    from search.saved.collections.clips import put as put_in
    from search.saved.searches import saved_database

    if bool(articles) == (query is not None):
        raise click.UsageError(text("articles_or_query"))
    settings = load_settings(data).settings
    need_kept(settings, data)
    if query is None:
        ids, unknown = ids_of(settings, data, articles)
    else:
        ids, unknown = ids_found(settings, data, SearchRequest(query=query)), []
    with saved_database(settings, data) as saved, articles_database(settings, data) as database:
        done = put_in(saved, database, name, ids)
        if note:
            edit(saved, name, ids, note=note)
    unknown += done.unknown
    if as_json:
        click.echo(json_line({"new": done.new, "known": done.known, "unknown": unknown}))
    else:
        tell("clips_put", text("articles", done.new), done.known)
    for one in unknown:
        warn("no_such_article", for_terminal(one))
    return PARTLY if unknown else 0


@collection.command()
@click.argument("name")
@ARTICLES
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def take(name: str, articles: tuple[str, ...], yes: bool, data: Path) -> int:
    """Take articles out of a folder; on a terminal it asks first where they have notes.

    They stay in the archive; `kliping remove` takes them out of everything.
    Ends with 4 where one of those named is not in it; the others are taken out.

    \b
    Example:
      kliping collection take banjir https://www.antaranews.com/berita/4487021/banjir-surut
    """
    from search.saved.collections.clips import clips_in
    from search.saved.collections.clips import take as take_out
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    ids = named(settings, data, articles)
    with saved_database(settings, data) as saved:
        notes = 0 if yes else sum(bool(one.note) for one in clips_in(saved, name) if one.article in ids)
    if notes:
        ask("forget_notes", for_terminal(name), notes)
    with saved_database(settings, data) as saved:
        gone = take_out(saved, name, ids)
    tell("clips_taken", text("articles", len(gone)))
    return missing(name, ids, gone)


@collection.command()
@click.argument("name")
@ARTICLES
@click.option("--note", metavar="TEXT", help="A note; '' takes it away.")
@click.option("--version", type=click.IntRange(min=1), help="Show this version of the article (one article only).")
@click.option("--to", "place", type=click.IntRange(min=1), help="Move it to this place (one article only).")
@click.option("--seen/--unseen", default=None, help="Mark as read or unread.")
@click.option("--hide/--unhide", "hidden", default=None, help="Keep it in the folder without showing it.")
@data_option
def edit(
    name: str,
    articles: tuple[str, ...],
    note: str | None,
    version: int | None,
    place: int | None,
    seen: bool | None,
    hidden: bool | None,
    data: Path,
) -> int:
    """Change what a folder says of its articles: notes, order, the version shown, read, hidden.

    Ends with 4 where one of those named is not in it; the others are changed.

    \b
    Examples:
      kliping collection edit banjir 0b5c9f2e6d1a... --note 'Angka BNPB berbeda dari kemarin.' --to 1
      kliping collection edit banjir 0b5c9f2e6d1a... --version 2
    """
    from search.saved.collections import clips
    from search.saved.searches import saved_database

    given = {"note": note, "seen": seen, "hidden": hidden}
    changes = {key: value for key, value in given.items() if value is not None}
    if not changes and version is None and place is None:
        raise click.UsageError(text("nothing_to_edit"))
    if len(articles) > 1 and (version is not None or place is not None):
        raise click.UsageError(text("one_article_only"))
    settings = load_settings(data).settings
    need_kept(settings, data)
    ids = named(settings, data, articles)
    with saved_database(settings, data) as saved:
        edited = clips.edit(saved, name, ids, **changes) if changes else set(ids)
        if version is not None:
            clips.choose_version(saved, name, ids[0], version, hash_of(settings, data, ids[0], version))
        if place is not None:
            clips.move(saved, name, ids[0], place)
    tell("clips_edited", text("articles", len(edited)))
    return missing(name, ids, edited)


@collection.command()
@click.argument("name")
@click.argument("search")
@click.option("--stop", is_flag=True, help="Let it fill the folder no longer.")
@data_option
def fill(name: str, search: str, stop: bool, data: Path) -> None:
    """Let a saved search put what it finds from now on into a folder (`kliping alert run` does so).

    \b
    Examples:
      kliping collection fill banjir banjir
      kliping collection fill banjir banjir --stop
    """
    from search.saved.collections.collections import fill_by, fill_no_more
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        (fill_no_more if stop else fill_by)(saved, name, search)


@collection.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def remove(name: str, yes: bool, data: Path) -> None:
    """Forget a folder, its order and notes; on a terminal it asks first. The articles stay.

    \b
    Examples:
      kliping collection remove banjir
      kliping collection remove banjir --yes
    """
    from search.saved.collections.clips import clips_in
    from search.saved.collections.collections import remove_collection
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        held = [] if yes else clips_in(saved, name)
    if held:
        ask("forget_collection", for_terminal(name), text("articles", len(held)), sum(bool(one.note) for one in held))
    with saved_database(settings, data) as saved:
        remove_collection(saved, name)


COMMANDS = (collection,)
