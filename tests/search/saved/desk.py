"""A small installation of one's own: articles come in, searches are saved, and time goes on as the test says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from base.database import reading, writing
from base.errors import ConflictError
from base.notify.errors import NotTakenError
from config.settings import AlertSettings, DatabaseSettings, EngineSettings, IndexerSettings, MailSettings, Settings
from crawler.archive.archive import Page
from indexer.articles.drafts import draft_import
from indexer.articles.read import articles_database
from indexer.articles.write import store
from indexer.engines import generations
from indexer.engines.index_writer import IndexWriter, open_index_writer
from indexer.language.analysis import load_lexicon
from search.context import Context
from search.request import SearchRequest
from search.saved.following import follow
from search.saved.matcher import Matcher
from search.saved.messages import Delivery, claim, compose, refused, taken
from search.saved.names import all_names
from search.saved.searches import Every, Receiver, SavedSearch, add_search, saved_database, saved_searches, stamp
from tests.indexing import ready
from tests.search.client import PATIENT

START = datetime(2026, 11, 29, 5, 20, tzinfo=UTC)  # 12:20 in Jakarta
HOOK = Receiver(0, "webhook", "https://kait.example/x", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
POST = Receiver(0, "mail", "redaksi@contoh.example", "")


@dataclass
class Desk:
    """What is open, and the time that it is."""

    data: Path
    settings: Settings
    articles: Engine
    saved: Engine
    writer: IndexWriter
    context: Context
    now: datetime = START
    sent: list[Delivery] = field(default_factory=list)

    def take_in(self, *pages: Page) -> None:
        """Store articles and make them searchable; each was captured now."""
        with writing(self.articles) as connection:
            drafts = [draft_import(replace(page, captured=self.now), None) for page in pages]
            active = generations.load(connection).active_generations()
            store(connection, drafts, active)
        while self.writer.step():
            pass

    def save(self, name: str, query: str, *told: Receiver, every: Every = "now", **more: Any) -> SavedSearch:
        return add_search(self.saved, self.articles, name, SearchRequest(query=query, **more), told, every)

    def matcher(self) -> tuple[Matcher | None, tuple[int, ...]]:
        with reading(self.saved) as connection:
            found, names = saved_searches(connection), all_names(connection)
            context = replace(self.context, names=lambda: names)
            return (Matcher(context, found) if found else None), stamp(connection)

    def follow(self) -> None:
        """Match what is new, anew where the searches were changed."""
        while True:
            try:
                if not follow(self.saved, self.articles, *self.matcher(), self.now):
                    return
            except ConflictError:
                continue

    def tell(self, error: NotTakenError | None = None) -> list[dict[str, Any]]:
        """Match, make messages and send what is due, which is taken unless there is an `error`; what was sent."""
        self.follow()
        compose(self.saved, self.now)
        told = list[dict[str, Any]]()
        while delivery := claim(self.saved, (), self.now):
            self.sent.append(delivery)
            told.append(json.loads(delivery.body)["data"])
            if error is None:
                taken(self.saved, delivery)
            else:
                refused(self.saved, delivery, str(error), self.now, lasting=error.lasting)
        return told

    def told(self, error: NotTakenError | None = None) -> list[tuple[str, list[str]]]:
        """The same, as the names of searches and the ids of articles."""
        return [(one["alert"], [article["id"] for article in one["articles"]]) for one in self.tell(error)]

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)

    def searches(self) -> Sequence[SavedSearch]:
        with reading(self.saved) as connection:
            return saved_searches(connection)


@contextmanager
def open_desk(data: Path, database_url: str = "sqlite:", engine: EngineSettings | None = None) -> Iterator[Desk]:
    """A new desk."""
    settings = Settings(
        search=PATIENT.search,
        indexer=IndexerSettings(workers=1),
        database=DatabaseSettings(url=database_url),
        engine=engine or EngineSettings(),
        alerts=AlertSettings(allow_private_addresses=True),
        mail=MailSettings(server="127.0.0.1", sender="kliping@contoh.example", tls="none"),
    )
    with (
        articles_database(settings, data) as articles,
        saved_database(settings, data) as saved,
        open_index_writer(settings, data, articles) as writer,
    ):
        context = Context(writer.engine, load_lexicon(None))
        desk = Desk(data, settings, articles, saved, writer, context)
        while writer.step():
            pass
        yield desk


def news(name: str, text: str = "Banjir merendam jalan.", title: str = "Kabar kota", **line: object) -> Page:
    """An article that is taken in."""
    return ready(name, title, (text,), **line)
