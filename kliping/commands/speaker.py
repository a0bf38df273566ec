"""Names of people: speaker join, part, list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.safe_text import for_terminal, json_line
from kliping.options import data_option, json_option, load_settings, need_kept
from kliping.speech import tell

if TYPE_CHECKING:
    from search.people.names import Rule


@click.group()
def speaker() -> None:
    """Say which names in articles are one person's, and which are two people's."""


@speaker.command()
@click.argument("name")
@click.argument("person")
@data_option
def join(name: str, person: str, data: Path) -> None:
    """Let NAME be another name of PERSON, in every search, count and page.

    \b
    Examples:
      kliping speaker join Jokowi 'Joko Widodo'
      kliping speaker join 'Ahmad Yani (petani)' 'Ahmad Yani'     two who were parted are one again
    """
    from base.data_dir import open_folder
    from search.saved.names import join_names
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    with saved_database(settings, open_folder(data)) as saved:
        target = join_names(saved, name, person)
    tell("names_are_joined", for_terminal(name), for_terminal(target))


@speaker.command()
@click.argument("name")
@click.option("--office", default="", metavar="WORDS", help="Whom to part: of this name, those with this office.")
@data_option
def part(name: str, office: str, data: Path) -> None:
    """Let NAME, which was joined to a person, be one of its own again; with --office, let those of NAME whose office
    has all these words be another person than the others of that name.

    \b
    Examples:
      kliping speaker part Jokowi
      kliping speaker part 'Ahmad Yani' --office petani           the others stay 'Ahmad Yani'
    """
    from base.data_dir import open_folder
    from search.saved.names import part_names
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    with saved_database(settings, open_folder(data)) as saved:
        own = part_names(saved, name, office)
    tell("names_are_parted", for_terminal(own))


@speaker.command("list")
@json_option
@data_option
def list_names(as_json: bool, data: Path) -> None:
    """List what was joined and parted: name, office, and whose it is.

    \b
    Example:
      kliping speaker list
    """
    from base.database import reading
    from search.saved.names import all_names
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        rules = all_names(connection).rules
    for one in rules:
        click.echo(json_line(one._asdict()) if as_json else for_terminal(summary(one)))
    if not rules and not as_json:
        tell("no_names", err=True)


def summary(rule: Rule) -> str:
    """A rule in one line."""
    return f"{rule.name}{f', {rule.office}' if rule.office else ''}  =  {rule.person}"


COMMANDS = (speaker,)
