"""Labels that people give: label add, list, give, take, fill, history, import, export, sample, agreement, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from base.safe_text import for_terminal, json_line
from kliping.commands.label_files import COMMANDS as OF_FILES
from kliping.commands.label_samples import COMMANDS as OF_SAMPLES
from kliping.named_articles import PARTLY, choosing_articles, ids_chosen, ids_of
from kliping.options import data_option, json_option, load_settings, need_kept
from kliping.speech import is_asked, language, tell, text, warn


@click.group()
def label() -> None:
    """Labels such as tone, topic or stance, given to articles by people; each change is kept."""


@label.command()
@click.argument("name")
@click.argument("labels", nargs=-1, required=True, metavar="LABEL[=KEY]...")
@click.option("--several", is_flag=True, help="An article may have several of them.")
@json_option
@data_option
def add(name: str, labels: tuple[str, ...], several: bool, as_json: bool, data: Path) -> None:
    """Define a set of labels, each with the key that gives it on the page of an article.

    \b
    Examples:
      kliping label add Nada Positif Netral=0 Negatif
      kliping label add Isu Banjir Transportasi Pangan --several
    """
    from base.data_dir import open_folder
    from search.saved.labelling.sets import NewLabel, add_set
    from search.saved.searches import saved_database

    new = [NewLabel(name.strip(), key.strip()) for name, _, key in (one.partition("=") for one in labels)]
    settings = load_settings(data).settings
    with saved_database(settings, open_folder(data)) as saved:
        made = add_set(saved, name, new, several=several)
    shown = {"name": made.name, "several": made.several, "labels": [[one.path, one.key] for one in made.labels]}
    for one in made.labels:
        if not as_json:
            click.echo(for_terminal(f"{one.key or '-'}  {one.path}"))
    if as_json:
        click.echo(json_line(shown))


@label.command("list")
@json_option
@data_option
def list_labels(as_json: bool, data: Path) -> None:
    """List the labels with their keys and how many articles have each, who gives them by itself, and the samples.

    \b
    Example:
      kliping label list
    """
    from base.database import reading
    from search.saved.labelling.by_search import label_rules
    from search.saved.labelling.members import LabelMembers
    from search.saved.labelling.samples import read_samples
    from search.saved.labelling.sets import read_sets
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        sets, samples = read_sets(saved), read_samples(saved)
        with reading(saved) as connection:
            numbers, rules = LabelMembers().numbers(connection), label_rules(connection)
    for group in sets:
        for one in group.labels:
            shown = {"set": group.name, "label": one.name, "key": one.key, "articles": numbers[one.path]}
            line = f"{one.key or '-'}  {one.path}: {text('articles', numbers[one.path])}"
            click.echo(json_line(shown | {"several": group.several}) if as_json else for_terminal(line))
    for rule in rules:
        line = text("label_rule", rule.label, rule.search)
        click.echo(json_line(rule._asdict()) if as_json else for_terminal(line))
    for sample in samples:
        shown = {"sample": sample.name, "set": sample.group.name, "articles": len(sample.articles), "seed": sample.seed}
        line = text("sample_line", sample.name, len(sample.articles), sample.drawn_from, sample.group.name, sample.seed)
        click.echo(json_line(shown | {"drawn_from": sample.drawn_from}) if as_json else for_terminal(line))
    if not sets and not as_json:
        tell("no_labels", err=True)


@label.command()
@click.argument("path", metavar="SET/LABEL")
@choosing_articles
def give(**options: Any) -> int:
    """Give a label to articles; in a set without --several it takes the place of another one.

    Ends with 4 where an article is not known; the others are labelled.

    \b
    Examples:
      kliping label give Nada/Negatif https://www.antaranews.com/berita/4487021/banjir-surut --why 'menyalahkan warga'
      kliping label give Isu/Banjir --query 'banjir OR rob sejak:2026-11-01'
    """
    return _change(given=True, **options)


@label.command()
@click.argument("path", metavar="SET/LABEL")
@choosing_articles
def take(**options: Any) -> int:
    """Take a label from articles. That they had it stays in their history.

    \b
    Example:
      kliping label take Isu/Banjir 0b5c9f2e6d1a4f7d8e9a0b1c2d3e4f50
    """
    return _change(given=False, **options)


def _change(
    *, given: bool, path: str, articles: tuple[str, ...], query: str | None, search: str | None, who: str, why: str,
    data: Path,
) -> int:  # fmt: skip
    from base.database import reading
    from indexer.articles.read import articles_database
    from search.saved.labelling.giving import known_publishers, label_articles
    from search.saved.labelling.sets import find_label
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    ids, unknown = ids_chosen(settings, data, articles, query, search)
    with saved_database(settings, data) as saved:
        with reading(saved) as connection:
            group, one = find_label(connection, path)
        with articles_database(settings, data) as database:
            known = known_publishers(database, ids)
        changed = label_articles(saved, known, group, one, who, given=given, why=why)
    tell("labelled" if given else "unlabelled", text("articles", changed), for_terminal(one.path))
    for missing in unknown:
        warn("no_such_article", for_terminal(missing))
    return PARTLY if unknown else 0


@label.command()
@click.argument("path", metavar="SET/LABEL")
@click.argument("search")
@click.option("--stop", is_flag=True, help="Let it give the label no longer.")
@data_option
def fill(path: str, search: str, stop: bool, data: Path) -> None:
    """Let a saved search give a label to what it finds from now on (`kliping alert run` does so).

    An article that has a label of a set made without --several keeps it: no search overrules a person.

    \b
    Examples:
      kliping label fill Isu/Banjir banjir              given by the search of `kliping alert add banjir ...`
      kliping label fill Isu/Banjir banjir --stop
    """
    from search.saved.labelling.by_search import label_by, label_by_no_more
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        (label_by_no_more if stop else label_by)(saved, path, search)


@label.command()
@click.argument("article", metavar="URL|ID")
@json_option
@data_option
def history(article: str, as_json: bool, data: Path) -> None:
    """Show which labels an article was given and which were taken, by whom, when and why.

    \b
    Example:
      kliping label history https://www.antaranews.com/berita/4487021/banjir-surut
    """
    from base.database import reading
    from base.errors import ConfigError
    from search.i18n import moment
    from search.saved.labelling.giving import changes_of
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    ids, unknown = ids_of(settings, data, [article])
    with saved_database(settings, data) as saved, reading(saved) as connection:
        changes = list(changes_of(connection, [*ids, *unknown][0]))  # what was removed has a history still
    if unknown and not changes:
        raise ConfigError(text("no_such_article", article))
    for one in changes:
        shown = {"label": one.label, "given": one.given, "who": one.who, "at": one.at.isoformat(), "why": one.why}
        line = f"{'+' if one.given else '-'} {one.label}  {one.who}  {moment(one.at, language())}  {one.why}"
        click.echo(json_line(shown) if as_json else for_terminal(line.rstrip()))


@label.command()
@click.argument("name", metavar="SET")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def remove(name: str, yes: bool, data: Path) -> None:
    """Forget a set of labels with all that was labelled by it, its samples and its history.

    \b
    Example:
      kliping label remove Nada
    """
    from search.saved.labelling.sets import remove_set
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    if not yes:
        if not is_asked():
            raise click.UsageError(text("say_yes", name))
        click.confirm(text("forget_set", for_terminal(name)), abort=True, err=True)
    with saved_database(settings, data) as saved:
        remove_set(saved, name)


for one in (*OF_SAMPLES, *OF_FILES):
    label.add_command(one)

COMMANDS = (label,)
