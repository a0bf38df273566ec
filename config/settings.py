"""Every setting in one typed table: the dataclasses below are the table, `load` reads it once.

A value comes from the environment (`KLIPING_SECTION__KEY`), else from `kliping.toml`
in the data folder, else it is the default. Nothing else in the program reads either.
No pydantic: it takes longer to import than a search may take to start (decision 2).
"""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_type_hints

from base.errors import ConfigError
from base.safe_text import without_secrets
from config.model_settings import ModelSettings
from config.notify_settings import AlertSettings, HealthSettings, MailSettings
from config.publisher_settings import PREFIX, PublisherSettings, read_publisher_settings, shown
from config.setting_value import MAX_FLOAT, hide, setting, shown_value, typed_value

USER_AGENT = "Kliping/0.1 (news archive and search; self-hosted)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlerSettings:
    """How pages are fetched."""

    user_agent: str = setting(USER_AGENT, "what the crawler calls itself; add an address where you can be reached")
    delay_seconds: float = setting(1.0, "seconds between two requests to one host, where the publisher sets none")
    concurrent_requests: int = setting(64, "at most this many requests are in flight at once, at all hosts", least=1)
    daily_requests: int = setting(12_000, "visits of sources and second looks at young articles a day (Jakarta time)")
    look_share: float = setting(0.25, "of these, at most this part for second looks; 0 for none", most=1)
    daily_pages: int = setting(
        20_000, "requests a day for pages of articles at most, their redirects and robots.txt among them"
    )
    min_visit_minutes: float = setting(2.0, "an adaptive source is not visited again sooner than this")
    max_visit_hours: float = setting(6.0, "an adaptive source is visited after this at the latest, by the day's budget")
    timeout_seconds: float = setting(25.0, "seconds that one request may take in all", least=0.1)
    max_page_bytes: int = setting(10 * 1024 * 1024, "a page larger than this (decompressed) is not kept")
    max_source_bytes: int = setting(50 * 1024 * 1024, "a sitemap larger than this is not read; feeds: a tenth of it")
    max_links: int = setting(2_000, "at most this many new links are taken from one visit of a source")
    daily_links: int = setting(
        5_000, "at most this many new links a day (Jakarta time) are taken from one source; the others wait", least=1
    )
    give_up_days: float = setting(
        30.0, "a link that fails though its host can be reached is given up so many days after it was last listed"
    )
    max_parts: int = setting(20, "at most this many further pages of one article are followed")
    allow_private_addresses: bool = setting(False, "fetch from private addresses and any port too (tests, intranets)")
    min_free_bytes: int = setting(256 * 1024 * 1024, "crawling pauses while the disk has less room than this")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """How long pages are kept as they were fetched. Articles stay whatever leaves the archive."""

    keep_days: float = setting(0.0, "archive files last written so many days ago are removed once read; 0 keeps all")
    keep_bytes: int = setting(0, "the oldest archive files beyond so many bytes are removed once read; 0 keeps all")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexerSettings:
    """How pages become articles and reach the engine."""

    workers: int = setting(0, "extraction processes; 0 is one for each core")
    page_deadline_seconds: float = setting(
        20.0, "a page that takes more processor time to read is given up, or six times as long", least=0.1
    )
    batch: int = setting(4_000, "articles that go to the engine in one commit, at most", least=1)
    commit_seconds: float = setting(2.0, "an article waits at most this long for its commit")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Where the search index lives."""

    url: str = setting(
        "embedded:",
        "`embedded:` (a folder, no server) or the address of an Elasticsearch 9; of a cluster those of its nodes, "
        "separated by commas",
        show=without_secrets,
    )
    username: str = setting("", "user of Elasticsearch")
    password: str = setting("", "that user's password", show=hide)
    api_key: str = setting("", "API key for Elasticsearch, instead of user and password", show=hide)
    ca_certs: str = setting("", "file with the certificate authority of Elasticsearch")
    timeout_seconds: float = setting(30.0, "seconds that one request to Elasticsearch may take", least=0.1)
    shards: int = setting(1, "shards of each new Elasticsearch index", least=1)
    replicas: int = setting(0, "replicas of each new Elasticsearch index")
    memory_bytes: int = setting(128 * 1024 * 1024, "memory for the embedded engine's writer")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    """Where the ledger and the articles live."""

    url: str = setting(
        "sqlite:", "`sqlite:` (two files in the data folder) or `postgresql+psycopg://...`", show=without_secrets
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """What is logged and where to."""

    level: str = setting("info", "least severity shown", choices=("debug", "info", "warning", "error"))
    format: str = setting("auto", "`auto` is text on a terminal and JSON elsewhere", choices=("auto", "json", "text"))
    file: str = setting("", "also write JSON lines to this file")
    file_bytes: int = setting(50 * 1024 * 1024, "the file is rotated at this size")
    file_count: int = setting(5, "how many rotated files are kept", most=1_000)
    keep_outcome_days: int = setting(
        30, "what became of each single page is kept so many days; the counts by hour stay", least=1, most=MAX_FLOAT
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """How long a search may take."""

    deadline_seconds: float = setting(2.0, "a search that takes longer is answered with what was found", least=0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where the page and the API are served."""

    bind: str = setting("127.0.0.1:8055", "address and port of the page and the API")
    open: bool = setting(False, "beyond the loopback let everybody read; without it every request needs a key")
    requests_per_minute: int = setting(600, "beyond the loopback at most this many for one key or address", least=1)
    processes: int = setting(
        1, "processes that answer plain searches: 1 is the server itself, more stand beside it, one a core", least=1
    )
    hosts: str = setting(
        "", "names by which it is reached from elsewhere, such as `kliping.example.org`; separated by commas"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalSettings:
    """How commands speak to people."""

    language: str = setting("en", "language of messages and summaries: `id` or `en`", choices=("id", "en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, by section, and what a user says about single publishers (`[publishers.SLUG]`)."""

    crawler: CrawlerSettings = field(default_factory=CrawlerSettings)
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    indexer: IndexerSettings = field(default_factory=IndexerSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    log: LogSettings = field(default_factory=LogSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    server: ServerSettings = field(default_factory=ServerSettings)
    terminal: TerminalSettings = field(default_factory=TerminalSettings)
    health: HealthSettings = field(default_factory=HealthSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    publishers: Mapping[str, PublisherSettings] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One setting as `kliping config` shows it: what is secret in its value is taken out."""

    key: str
    value: Any
    default: Any
    meaning: str
    origin: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings and, for each key that is not a default, where its value came from."""

    settings: Settings
    origins: Mapping[str, str]

    def rows(self) -> Iterator[Row]:
        """Every setting in the order of the table, then what is said of single publishers."""
        for section, key, spec in _table():
            name = f"{section}.{key}"
            value = shown_value(getattr(getattr(self.settings, section), key), spec)
            yield Row(name, value, spec.default, spec.metadata["meaning"], self.origins.get(name, "default"))
        for name, value, meaning in shown(self.settings.publishers):
            yield Row(name, value, "", meaning, self.origins[name])


def load(data: Path, environ: Mapping[str, str] = os.environ) -> Loaded:
    """Read the settings for a data folder. Raises ConfigError with the place and the key that is wrong."""
    file = data / "kliping.toml"
    written = _read_toml(file)
    publishers, of_publishers = read_publisher_settings(written.pop("publishers", {}), str(file), environ)
    given = {**_from_file(written, file), **_from_environment(environ)}
    sections = {}
    for section in _sections():
        values = {
            key: typed_value(given[f"{section}.{key}"], spec, kind, f"{section}.{key}")
            for name, key, spec in _table()
            if name == section and f"{section}.{key}" in given
            for kind in [get_type_hints(_sections()[section])[key]]
        }
        sections[section] = _sections()[section](**values)
    settings = Settings(**sections, publishers=publishers)
    return Loaded(settings, {key: origin for key, (_, origin) in given.items()} | of_publishers)


def _sections() -> dict[str, Any]:
    return {
        "crawler": CrawlerSettings,
        "archive": ArchiveSettings,
        "indexer": IndexerSettings,
        "engine": EngineSettings,
        "database": DatabaseSettings,
        "log": LogSettings,
        "search": SearchSettings,
        "server": ServerSettings,
        "terminal": TerminalSettings,
        "health": HealthSettings,
        "alerts": AlertSettings,
        "mail": MailSettings,
        "model": ModelSettings,
    }


def _table() -> Iterator[tuple[str, str, dataclasses.Field[Any]]]:
    for section, kind in _sections().items():
        for spec in dataclasses.fields(kind):
            yield section, spec.name, spec


def _known() -> set[str]:
    return {f"{section}.{key}" for section, key, _ in _table()}


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))  # Notepad writes a mark before it
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise ConfigError(f"{file}: not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error


def _from_file(written: dict[str, Any], file: Path) -> dict[str, tuple[Any, str]]:
    given = {}
    for section, values in written.items():
        if not isinstance(values, dict):
            raise ConfigError(f"{file}: {section}: settings stand in sections, such as [crawler]")
        for key, value in values.items():
            name = f"{section}.{key}"
            _check_known(name, f"{file}: ")
            given[name] = (value, str(file))
    return given


def _from_environment(environ: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    given = {}
    for variable, value in environ.items():
        if variable.startswith("KLIPING_") and "__" in variable and not variable.startswith(PREFIX):
            section, _, key = variable.removeprefix("KLIPING_").lower().partition("__")
            name = f"{section}.{key}"
            _check_known(name, f"environment variable {variable}: ")
            given[name] = (value, f"environment variable {variable}")
    return given


def _check_known(name: str, where: str) -> None:
    if name not in _known():
        import difflib  # noqa: PLC0415 - every command would wait for it

        near = difflib.get_close_matches(name, _known(), 1)
        hint = f"; did you mean {near[0]}?" if near else "; `kliping config` lists them"
        raise ConfigError(f"{where}unknown setting {name}{hint}")
