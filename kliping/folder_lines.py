"""Clipping folders and what lies in them as commands show them, in lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from base.safe_text import for_terminal, json_line
from kliping.speech import language, text

if TYPE_CHECKING:
    from search.saved.collections.articles import Clipped
    from search.saved.collections.collections import Collection


def show_clip(one: Clipped, *, as_json: bool) -> None:
    """Print a clip."""
    from search.i18n import published

    clip, article = one.clip, one.article
    if as_json:
        click.echo(json_line(clip_json(one)))
        return
    when = published(article.published_text, language()) or text("no_date")
    marks = ", ".join(text(code) for code, on in (("is_hidden", clip.hidden), ("is_unread", not clip.seen)) if on)
    click.echo(f"\n{clip.place:3}. {click.style(for_terminal(article.content.title), bold=True)}")
    publisher = for_terminal(article.publisher_name or article.publisher or "-")
    click.secho("     " + " · ".join(filter(None, (publisher, when, marks))), dim=True)
    click.echo(f"     {for_terminal(article.url or article.id)}")  # by which other commands name it
    if clip.note:
        click.echo(f"     {for_terminal(clip.note)}")


def clip_json(one: Clipped) -> dict[str, Any]:
    """A clip as JSON: the article in short, and what the folder says of it."""
    clip, article = one.clip, one.article
    return {
        "place": clip.place,
        "id": article.id,
        "url": article.url,
        "title": article.content.title,
        "publisher": article.publisher,
        "published": article.published_text,
        "version": article.version,
        "as_clipped": one.is_as_clipped,
        "note": clip.note,
        "seen": clip.seen,
        "hidden": clip.hidden,
        "added": clip.added.isoformat(timespec="seconds"),
        "added_by": clip.added_by or None,
    }


def to_json(found: Collection) -> dict[str, Any]:
    """A folder as JSON; `clips` counts what is shown."""
    return {
        "name": found.name,
        "clips": found.clips - found.hidden,
        "hidden": found.hidden,
        "unread": found.unread,
        "searches": list(found.searches),
        "created": found.created.isoformat(timespec="seconds"),
    }


def summary(found: Collection) -> str:
    """A folder on a line."""
    said = [text("articles", found.clips - found.hidden)]
    said += [text("unread_many", found.unread)] if found.unread else []
    said += [text("hidden_many", found.hidden)] if found.hidden else []
    said += [text("filled_by", ", ".join(found.searches))] if found.searches else []
    return f"{found.name}: {'; '.join(said)}"
