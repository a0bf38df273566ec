"""API keys: key add, list, remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from base.safe_text import for_terminal, json_line
from kliping.options import data_option, json_option, load_settings, need_kept
from kliping.speech import ask, tell

if TYPE_CHECKING:
    from search.saved.keys import Key, Scope


@click.group()
def key() -> None:
    """Make and remove the keys that a server asks for beyond this machine."""


@key.command()
@click.argument("name")
@click.option(
    "--scope",
    default="read",
    show_default=True,
    type=click.Choice(("read", "admin")),
    help="`read` for reading alone, `admin` for saved searches and whatever else changes something too.",
)
@json_option
@data_option
def add(name: str, scope: Scope, as_json: bool, data: Path) -> None:
    """Make a key and print it, this once. Programs send it as `Authorization: Bearer KEY`; a browser asks for a
    password, which it is (any user name will do).

    \b
    Examples:
      kliping key add redaksi
      curl -H "Authorization: Bearer $KEY" http://arsip:8055/api/v1/search?q=banjir
    """
    from base.data_dir import open_folder
    from search.saved.keys import add_key
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    with saved_database(settings, open_folder(data)) as saved:
        made = add_key(saved, name, scope)
    if as_json:
        click.echo(json_line({"name": name, "scope": scope, "key": made}))
        return
    click.echo(made)
    tell("keep_key", err=True)


@key.command("list")
@json_option
@data_option
def list_keys(as_json: bool, data: Path) -> None:
    """List the keys: their names, what they may do, and when they were last used.

    \b
    Example:
      kliping key list
    """
    from search.saved.keys import all_keys
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        found = all_keys(saved)
    for one in found:
        click.echo(json_line(to_json(one)) if as_json else for_terminal(summary(one)))
    if not found and not as_json:
        tell("no_keys", err=True)


@key.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def remove(name: str, yes: bool, data: Path) -> None:
    """Remove a key: within seconds it opens nothing any more. On a terminal it asks first.

    \b
    Examples:
      kliping key remove redaksi
      kliping key remove redaksi --yes
    """
    from search.saved.keys import all_keys, remove_key
    from search.saved.searches import saved_database

    settings = load_settings(data).settings
    need_kept(settings, data)
    with saved_database(settings, data) as saved:
        is_there = any(one.name == name for one in all_keys(saved))
    if is_there and not yes:
        ask("forget_key", for_terminal(name))
    with saved_database(settings, data) as saved:
        remove_key(saved, name)
    tell("removed", for_terminal(name))


def to_json(one: Key) -> dict[str, str | None]:
    """A key as `--json` prints it."""
    used = one.used.isoformat() if one.used else None
    return {"name": one.name, "scope": one.scope, "created": one.created.isoformat(), "used": used}


def summary(one: Key) -> str:
    """A key in one line."""
    used = f"used {one.used:%Y-%m-%d %H:%M} UTC" if one.used else "never used"
    return f"{one.name}  {one.scope}  made {one.created:%Y-%m-%d}, {used}"


COMMANDS = (key,)
