"""Commands that show what one step makes of its input: extract, analyze, parse-date, canonical-url."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from base.errors import ConfigError
from base.safe_text import for_terminal, json_line
from kliping.options import data_option, json_option, load_settings, read_lines

if TYPE_CHECKING:
    from indexer.articles.article import Extraction


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--url", default="", help="The address the page came from.")
@click.option(
    "--batch",
    metavar="MANIFEST",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="JSON Lines, each with `path` and `url` (may be null).",
)
@json_option
@data_option
def extract(files: tuple[Path, ...], url: str, batch: Path | None, as_json: bool, data: Path) -> None:
    """Show what is read off saved pages: fields, where each came from, what was removed and why.

    FILES are HTML, gzipped where the name ends in .gz; - is standard input.

    \b
    Examples:
      kliping extract page.html --url https://news.example.id/baca/1
      curl -s https://news.example.id/baca/1 | kliping extract - --url https://news.example.id/baca/1
      kliping extract --batch manifest.jsonl > articles.jsonl
    """
    from config.catalogue import load_catalogue
    from indexer.saved_pages import SavedPage, extract_saved

    if batch is not None:
        entries = _objects(read_lines(batch), str(batch), "path")
        pages = [SavedPage(Path(str(entry["path"])), str(entry.get("url") or "") or None) for entry in entries]
    elif files:
        pages = [SavedPage(file, url or None) for file in files]
    else:
        raise ConfigError("name the files to read, or a manifest with --batch; see `kliping extract --help`")
    settings = load_settings(data).settings
    publishers = load_catalogue(data, settings.publishers)
    show_all = as_json or batch is not None
    for page, extraction in zip(pages, extract_saved(pages, publishers, settings.indexer), strict=True):
        if show_all:
            click.echo(json_line(extraction_to_json(extraction)))
        else:
            show_extraction(extraction, str(page.path))


def extraction_to_json(extraction: Extraction) -> dict[str, Any]:
    """An extraction in the promised form."""
    return {
        "url": extraction.url or None,
        "outcome": extraction.outcome.value,
        **_content(extraction),
        "title": extraction.content.title,
        "canonical": extraction.canonical or None,
        "removed": [{"text": line.text, "why": line.why} for line in extraction.removed],
        "origins": dict(extraction.origins),
        "notes": list(extraction.notes),
    }


def show_extraction(extraction: Extraction, path: str) -> None:
    """Print an extraction for people: fields with their origins, the text, then what was removed."""
    click.secho(f"{for_terminal(path)}: {extraction.outcome.value}", bold=True)
    shown = {**_content(extraction), "canonical": extraction.canonical}
    for name, value in shown.items():
        if value and name != "body":
            text = ", ".join(value) if isinstance(value, list) else "yes" if value is True else value
            click.echo(f"  {name:10} {for_terminal(text)}  ({extraction.origins.get(name, 'generic')})")
    click.echo()
    for paragraph in extraction.content.body:
        click.echo(f"  {for_terminal(paragraph)}\n")
    for line in extraction.removed:
        click.secho(f"  - {for_terminal(line.text)}  [{line.why}]", dim=True)
    for note in extraction.notes:
        click.echo(f"  note: {for_terminal(note)}")


def _content(extraction: Extraction) -> dict[str, Any]:
    """What the page says, as JSON; null where it names nothing."""
    values = {one.name: getattr(extraction.content, one.name) for one in dataclasses.fields(extraction.content)}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return iso(value)
    return list(value) if isinstance(value, tuple) else None if value == "" else value


def iso(moment: datetime | date | None) -> str | None:
    """ISO 8601, with offset where there is a clock time."""
    return None if moment is None else moment.isoformat()


@click.command()
@click.argument("text", required=False)
@click.option("--batch", is_flag=True, help="A text a line on standard input.")
@click.option("--language", default="id", show_default=True, help="id and ms are stemmed, others not.")
@data_option
def analyze(text: str | None, batch: bool, language: str, data: Path) -> None:
    """Show the terms of a text: exact form, root, and where each stands.

    \b
    Examples:
      kliping analyze "para pemberontak menyerang kota"
      kliping analyze --batch < words.txt
    """
    from indexer.language.analysis import analyze as analyze_text
    from indexer.language.analysis import load_lexicon

    lexicon = load_lexicon(data)
    for line in _argument_or_lines(text, batch, "analyze"):
        terms = [
            {"exact": token.exact, "stem": token.stem, "start": token.start, "end": token.end}
            for token in analyze_text(line, lexicon, language)
        ]
        click.echo(json_line({"terms": terms}))


@click.command("parse-date")
@click.argument("text", required=False)
@click.option("--batch", is_flag=True, help="A JSON string a line on standard input.")
@click.option("--now", default="", metavar="INSTANT", help="What relative dates start from (ISO 8601).")
def parse_date(text: str | None, batch: bool, now: str) -> None:
    """Read an Indonesian date: an instant with offset, a day where no clock time is named, or null.

    \b
    Examples:
      kliping parse-date "Jum'at, 29 November 2024 | 20:15 WITA"
      kliping parse-date "2 jam yang lalu" --now 2024-12-02T15:00+07:00
    """
    from base.clock import JAKARTA
    from indexer.language.dates import parse_date as parse

    start = _instant(now, JAKARTA)
    for line in _argument_or_lines(text, batch, "parse-date"):
        shown = _json_string(line) if batch else line
        click.echo(json.dumps({"date": iso(parse(shown, now=start, zone=JAKARTA))}))


def _instant(text: str, zone: tzinfo) -> datetime:
    if not text:
        return datetime.now(zone)
    try:
        instant = datetime.fromisoformat(text)
        instant = instant if instant.tzinfo else instant.replace(tzinfo=zone)
        instant.astimezone(zone)
    except (ValueError, OverflowError) as error:  # the second of what is in another year there, beyond the calendar
        raise ConfigError(f"--now must be like 2024-12-02T15:00+07:00, not {text!r}") from error
    return instant


def _json_string(line: str) -> str:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"standard input: not a JSON string: {line[:80]!r}") from error
    if not isinstance(value, str):
        raise ConfigError(f"standard input: not a JSON string: {line[:80]!r}")
    return value


@click.command("canonical-url")
@click.argument("url", required=False)
@click.option("--batch", is_flag=True, help="An address a line on standard input.")
def canonical_url(url: str | None, batch: bool) -> None:
    """Print the key under which an article is known, whatever form its address takes.

    \b
    Example:
      kliping canonical-url "https://m.example.id/berita/1?utm_source=x#komentar"
    """
    from base.urls import canonical_url as key

    for line in _argument_or_lines(url, batch, "canonical-url"):
        click.echo(for_terminal(key(line.strip())))


def _argument_or_lines(given: str | None, batch: bool, command: str) -> Iterator[str]:
    """The argument, or the lines of standard input as they come."""
    if batch:
        # split at line feeds alone, since a string may hold other characters that count as line ends
        for line in sys.stdin.buffer:
            yield line.decode("utf-8", "replace").rstrip("\r\n")
    elif given is not None:
        yield given
    else:
        raise ConfigError(f"give a text, or --batch and lines on standard input; see `kliping {command} --help`")


def _objects(lines: Iterable[str], name: str, key: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{name}: line {number} is not JSON: {error}") from error
        if not isinstance(value, dict) or key not in value:
            raise ConfigError(f"{name}: line {number} must be an object with `{key}`")
        yield value


COMMANDS = (extract, analyze, parse_date, canonical_url)
