"""`kliping mcp`: the archive for a language model's program."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path

import click

from kliping.options import data_option, load_with_logs, need_folder


@click.command()
@data_option
def mcp(data: Path) -> None:
    """Serve the archive by the Model Context Protocol, read-only, on standard input and output.

    The program of a language model starts this command; docs/mcp.md shows how. It ends when its input does.

    \b
    Example:
      kliping mcp --data /srv/kliping
    """
    import sys

    from config.catalogue import load_catalogue
    from indexer.articles.history import HistoryReader
    from indexer.engines import open_engine
    from indexer.language.analysis import load_lexicon
    from kliping.mcp import Conversation, read_lines, taken_output
    from search.mcp.protocol import answer
    from search.mcp.reading import TOOLS
    from search.mcp.tools import Library, call
    from search.query.word_lists import word_lists
    from search.saved.collections.reader import FolderReader
    from search.saved.names import NamesReader
    from search.saved.own_values import OwnValueReader
    from search.saved.regions.correcting import RegionsReader
    from search.web.app_state import Site

    settings = load_with_logs(data).settings
    if settings.engine.url == "embedded:":
        need_folder(data)
    catalogue = load_catalogue(data, settings.publishers)
    words, opened = partial(word_lists, data), partial(open_engine, settings, data)
    people, regions = NamesReader(settings, data), RegionsReader(settings, data)
    own, seconds = OwnValueReader(settings, data), settings.search.deadline_seconds
    site = Site(opened, load_lexicon(data), words, catalogue, seconds, people.read, own, regions.read)
    described = [tool.describe() for tool in TOOLS.values()]
    with (
        taken_output() as output,
        closing(site),
        closing(own),
        closing(people),
        closing(regions),
        closing(HistoryReader(settings, data)) as histories,
    ):
        library = Library(site.context, histories, catalogue, FolderReader(settings, data))
        conversation = Conversation(lambda message: answer(message, described, partial(call, TOOLS, library)), output)
        conversation.run(read_lines(sys.stdin.buffer))


COMMANDS = (mcp,)
