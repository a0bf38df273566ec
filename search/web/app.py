"""The web application: the JSON API and, beside it, the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from config.catalogue import load_catalogue
from config.settings import Settings
from indexer.articles.history import HistoryReader
from indexer.engines import open_engine
from indexer.engines.port import Engine
from indexer.language.analysis import load_lexicon
from search.metrics.http_times import HttpTimes, Timed
from search.query.word_lists import word_lists
from search.status_reader import StatusReader
from search.web.api import api_routes, health_routes, status_routes
from search.web.app_state import Site
from search.web.metrics import metrics_routes
from search.web.middleware import Guard, handle_problems
from search.web.sources_page import sources_routes
from search.web.views import page_routes

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings, data: Path, engine: Callable[[Settings, Path], Engine] = open_engine) -> FastAPI:
    """The application for a data folder. The engine is opened when it is first asked, and closed at the end."""
    catalogue = load_catalogue(data, settings.publishers)
    opened, words = partial(engine, settings, data), partial(word_lists, data)
    site = Site(opened, load_lexicon(data), words, catalogue, settings.search.deadline_seconds)
    site.words()  # a mistake in the user's lists ends the start, not the first search
    histories = HistoryReader(settings, data)
    status = StatusReader(settings, data, catalogue)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        histories.close()
        site.close()

    app = FastAPI(title="Kliping", version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_middleware(Guard)
    times = HttpTimes()
    app.add_middleware(Timed, times=times)
    handle_problems(app)
    app.include_router(health_routes(site))
    app.include_router(api_routes(site, histories), prefix="/api/v1")
    app.include_router(status_routes(site, status), prefix="/api/v1")
    app.include_router(metrics_routes(settings, data, site, status, times))
    app.include_router(page_routes(site, histories))
    app.include_router(sources_routes(site, status))
    app.mount("/static", StaticFiles(directory=STATIC))
    return app
