"""The web application: the JSON API and, beside it, the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from base.errors import UnavailableError
from config.bind import is_loopback
from config.catalogue import load_catalogue
from config.settings import Settings
from indexer.articles.history import HistoryReader
from indexer.engines import open_engine
from indexer.engines.port import Engine
from indexer.language.analysis import load_lexicon
from search.metrics.http_times import HttpTimes, Timed
from search.model.reader import ProposalReader
from search.query.word_lists import word_lists
from search.readiness import read_readiness
from search.report.render import MEDIA as REPORT_MEDIA
from search.saved.collections.reader import FolderReader
from search.saved.keys import KeyReader
from search.saved.names import NamesReader
from search.saved.own_values import OwnValueReader
from search.saved.regions.correcting import RegionsReader
from search.status_reader import StatusReader
from search.web.answerers import Answerers, answer_by
from search.web.api import api_routes, health_routes, status_routes
from search.web.app_state import Site
from search.web.export import export_routes
from search.web.feeds.routes import feed_routes
from search.web.feeds.spikes import spike_feed_routes
from search.web.http.access import Access
from search.web.http.cross_site import CrossSite
from search.web.http.guard import Guard
from search.web.http.head import Head
from search.web.http.hosts import Hosts
from search.web.http.parameters import refuse_unknown
from search.web.http.problems import handle_problems
from search.web.http.rates import Rates
from search.web.http.validators import Validators
from search.web.mcp import mcp_routes
from search.web.metrics import metrics_routes
from search.web.openapi import describe
from search.web.opensearch import opensearch_routes
from search.web.pages.article import article_routes
from search.web.pages.compare import compare_routes
from search.web.pages.filter_panel import values_routes
from search.web.pages.folders import folders_routes
from search.web.pages.help import help_routes
from search.web.pages.labelling import labelling_routes
from search.web.pages.many import many_routes
from search.web.pages.model.proposals import proposals_routes
from search.web.pages.model.summaries import summaries_routes
from search.web.pages.people.person import person_routes
from search.web.pages.putting import putting_routes
from search.web.pages.regions.correcting import correcting_routes
from search.web.pages.regions.region_map import region_map_routes
from search.web.pages.results import results_routes
from search.web.pages.samples import samples_routes
from search.web.pages.saved import saved_routes
from search.web.pages.sources import sources_routes
from search.web.pages.timeline import Coverage
from search.web.report import ReportMaker, report_routes
from search.web.static_files import KeptFiles, icon_routes
from search.web.templating import STATIC, compile_pages

PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, REPORT_MEDIA["xlsx"], REPORT_MEDIA["docx"], REPORT_MEDIA["pdf"])
"""What is packed already; xlsx and docx are zip files."""


def create_app(
    settings: Settings,
    data: Path,
    engine: Callable[[Settings, Path], Engine] = open_engine,
    answerers: Answerers | None = None,
) -> FastAPI:
    """The application for a data folder. The engine is opened when the server starts or, where it is away then, when it
    is first asked; it is closed at the end. So are processes that answer."""
    catalogue = load_catalogue(data, settings.publishers)
    own, words = OwnValueReader(settings, data), partial(word_lists, data)
    people, regions = NamesReader(settings, data), RegionsReader(settings, data)
    opened = partial(engine, settings, data)
    site = Site(
        opened, load_lexicon(data), words, catalogue, settings.search.deadline_seconds, people.read, own, regions.read,
        answerers,
    )  # fmt: skip
    if answerers:
        people.on_forget = regions.on_forget = answerers.note_change
    site.words()  # a mistake in the user's lists ends the start, not the first search
    histories = HistoryReader(settings, data)
    proposals = ProposalReader(settings, data)
    status, keys, reports = StatusReader(settings, data, catalogue), KeyReader(settings, data), ReportMaker()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(compile_pages)
        if answerers:
            await run_in_threadpool(answerers.start)
        with suppress(UnavailableError):  # each request tries anew, and says what is wrong
            await run_in_threadpool(site.warm)
        yield
        histories.close()
        keys.close()
        people.close()
        regions.close()
        proposals.close()
        await run_in_threadpool(reports.close)
        if answerers:
            await run_in_threadpool(answerers.close)
        site.close()
        own.close()

    def forget() -> None:
        people.forget()
        regions.forget()

    app = FastAPI(title="Kliping", version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # FastAPI's way to another description
    times = HttpTimes()
    _add_middleware(app, settings, keys, times)
    handle_problems(app)
    app.include_router(health_routes(site, partial(read_readiness, settings, data)))
    _add_api(app, site, histories, status)
    app.include_router(mcp_routes(site, histories, FolderReader(settings, data)))
    app.include_router(metrics_routes(settings, data, site, status, times))
    for pages in _pages(site, histories, proposals, status, people, settings, data):
        app.include_router(pages)
    app.include_router(correcting_routes(site, regions, settings, data))
    app.include_router(report_routes(site, settings, data, reports))
    app.include_router(spike_feed_routes(settings, data))
    app.include_router(icon_routes())
    app.mount("/static", KeptFiles(directory=STATIC))
    app.state.site, app.state.forget = site, forget
    return app


def prepare_to_answer(settings: Settings, data: Path) -> None:
    """Make this process one that answers for a server of the same settings."""
    compile_pages()
    state = create_app(settings, data).state
    with suppress(UnavailableError):
        state.site.warm()
    answer_by(state.site.lanes.handlers, state.forget)


def _add_api(app: FastAPI, site: Site, histories: HistoryReader, status: StatusReader) -> None:
    """What programs ask for; where they give parameters, an unknown one is refused."""
    known_only = [Depends(refuse_unknown)]
    for version_1 in (api_routes(site, histories), export_routes(site), status_routes(status)):
        app.include_router(version_1, prefix="/api/v1", dependencies=known_only)
    app.include_router(feed_routes(site), dependencies=known_only)
    app.include_router(opensearch_routes())


def _pages(
    site: Site,
    histories: HistoryReader,
    proposals: ProposalReader,
    status: StatusReader,
    people: NamesReader,
    settings: Settings,
    data: Path,
) -> Iterator[APIRouter]:
    """What people look at."""
    coverage = Coverage()
    yield results_routes(site, status, coverage)
    yield values_routes(site)
    yield compare_routes(site, coverage)
    yield many_routes(site)
    yield region_map_routes(site)
    yield article_routes(site, histories, proposals)
    yield person_routes(site, coverage, people, settings, data)
    yield help_routes()
    yield saved_routes(site, settings, data)
    yield folders_routes(settings, data)
    yield putting_routes(site, settings, data)
    yield labelling_routes(site, settings, data)
    yield samples_routes(settings, data)
    yield proposals_routes(settings, data)
    yield summaries_routes(site, settings, data)
    yield sources_routes(status)


def _add_middleware(app: FastAPI, settings: Settings, keys: KeyReader, times: HttpTimes) -> None:
    """What each request passes, from the inside out: the last one added is asked first."""
    app.add_middleware(Validators)
    app.add_middleware(GZipMiddleware, compresslevel=5, exclude_content_types=PACKED)
    app.add_middleware(Head)  # outside of both, so that HEAD has the headers of GET
    app.add_middleware(CrossSite)
    is_beyond = not is_loopback(settings.server.bind)
    if is_beyond:
        app.add_middleware(Rates, per_minute=settings.server.requests_per_minute)
        app.add_middleware(Access, find=keys.find, is_open=settings.server.open)
    if settings.server.open or not is_beyond:  # a stranger's page has no key
        app.add_middleware(Hosts, allowed=settings.server.hosts.split(","))
    app.add_middleware(Guard)  # its headers stand on refusals too
    app.add_middleware(Timed, times=times)
