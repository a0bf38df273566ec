"""How we appear to publishers, and how the stages are by their own records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from base.errors import KlipingError
from config.settings import USER_AGENT, Settings
from crawler.politeness.robots import is_browser, robots_token
from kliping.doctor.finding import Finding, bad, explained, ok, warning
from kliping.status import status_of

MAX_LAG_SECONDS = 900.0
"""As the alert `KlipingSearchBehind` has it."""


def look_at_crawler(settings: Settings) -> Iterator[Finding]:
    """The name under which publishers see us, and that their robots.txt is asked for."""
    agent = settings.crawler.user_agent
    name = robots_token(agent)
    if is_browser(name) or not name.strip():
        yield bad(
            "robots name",
            f"crawler.user_agent has no name of its own that a robots.txt could speak to: {agent!r}",
            "set crawler.user_agent like `Arsip/1.0 (+https://arsip.example.id/bot)`",
        )
    elif agent == USER_AGENT:
        text = f"robots.txt is asked for {name}; crawler.user_agent does not say how you can be reached"
        yield warning("robots name", text, "set crawler.user_agent with an address or a page of yours in brackets")
    else:
        yield ok("robots name", f"robots.txt is asked for {name}")


def look_at_stages(settings: Settings, data: Path) -> Iterator[Finding]:
    """What waits for somebody, by the records of crawling, indexing and alerting."""
    if settings.database.url == "sqlite:" and not (data / "ledger.sqlite").exists():
        return
    try:
        status = status_of(settings, data)
    except KlipingError as error:
        yield explained("stages", error)
        return
    if status.lag_seconds > MAX_LAG_SECONDS:
        text = f"searches are {status.lag_seconds / 60:,.0f} minutes behind the archive"
        yield bad("stages", text, "is `kliping index` running? its log says what it waits for")
    if status.held["dead_letters"]:
        text = f"the engine refuses {status.held['dead_letters']:,} articles"
        yield warning("stages", text, "`kliping index --dead-letters` says why")
    if status.findings or status.alerts.failing:
        text = f"{len(status.findings)} findings at sources, {len(status.alerts.failing)} receivers that cannot be told"
        yield warning("stages", text, "`kliping status` says which, why, and what to do")
    else:
        yield ok("stages", "no source and no alert waits for you")
