"""Hand coding: label sample and label agreement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.safe_text import for_terminal, json_line
from kliping.named_articles import ids_found
from kliping.options import data_option, json_option, load_settings, need_kept
from kliping.speech import text, written

if TYPE_CHECKING:
    from config.settings import Settings
    from search.saved.labelling.samples import Agreement


@click.command()
@click.argument("name")
@click.argument("group", metavar="SET")
@click.option("--query", default="", metavar="QUERY", help="Draw from what this finds; else from all articles.")
@click.option("--size", default=100, show_default=True, type=click.IntRange(1, 10_000), help="How many articles.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**31), help="The same draws the same.")
@json_option
@data_option
def sample(name: str, group: str, query: str, size: int, seed: int, as_json: bool, data: Path) -> None:
    """Draw a random sample that several people label by hand on the page /label, each for themselves.

    \b
    Example:
      kliping label sample uji-nada Nada --query 'banjir sejak:2026-01-01' --size 50 --seed 7
    """
    from search.request import SearchRequest
    from search.saved.labelling.samples import add_sample
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    asked = SearchRequest(query=query)
    with saved_database(settings, data) as saved:
        made = add_sample(saved, name, group, asked, ids_found(settings, data, asked), size, seed)
    shown = {"name": made.name, "seed": made.seed, "drawn_from": made.drawn_from, "articles": list(made.articles)}
    line = text("sample_line", made.name, len(made.articles), made.drawn_from, made.group.name, made.seed)
    click.echo(json_line(shown) if as_json else for_terminal(line))


@click.command()
@click.argument("name")
@json_option
@data_option
def agreement(name: str, as_json: bool, data: Path) -> None:
    """Print how well the coders of a sample agree: Krippendorff's alpha for nominal data, missing codes left out.

    \b
    Example:
      kliping label agreement uji-nada
    """
    found, coders = _agreements(load_settings(data).settings, data, name)
    for who, number in coders.items():
        if not as_json:
            click.echo(for_terminal(f"{who}: {text('articles', number)}"))
    for one in found:
        shown = {"name": one.name, "units": one.units, "alpha": None if one.alpha is None else round(one.alpha, 4)}
        said = text("no_alpha") if one.alpha is None else written(one.alpha, 3)
        line = text("alpha_line", one.name, said, one.units)
        click.echo(json_line(shown | {"coders": coders}) if as_json else for_terminal(line))


def _agreements(settings: Settings, data: Path, name: str) -> tuple[list[Agreement], dict[str, int]]:
    from base.database import reading
    from search.saved.labelling.samples import agreements, codings, find_sample
    from search.saved.searches import saved_database

    need_kept(settings, data)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        found = find_sample(connection, name)
        coded = codings(connection, found)
    return agreements(found, coded), {who: len(mine) for who, mine in sorted(coded.items())}


COMMANDS = (sample, agreement)
"""Commands of the group `label`."""
