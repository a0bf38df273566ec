"""The search engines behind one port, and how the index follows the articles: outbox, generations, rebuilds."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from base.errors import ConfigError
from base.safe_text import without_secrets
from config.settings import Settings
from indexer.engines.port import Engine


def open_engine(settings: Settings, data: Path) -> Engine:
    """Open the engine that `engine.url` names. Raises ConfigError if it names none."""
    url = settings.engine.url
    if url == "embedded:":
        from indexer.engines.embedded.engine import EmbeddedEngine

        return EmbeddedEngine(data / "index", settings.engine.memory_bytes, partial(_check_absence, settings, data))
    if url.startswith(("http://", "https://")):
        from indexer.articles.read import installation
        from indexer.engines.elastic.engine import ElasticEngine

        return ElasticEngine(settings.engine, installation(settings, data), partial(_check_absence, settings, data))
    raise ConfigError(
        f"engine.url must be `embedded:` or the http(s) address of an Elasticsearch, not {without_secrets(url)!r}"
    )


def _check_absence(settings: Settings, data: Path) -> None:
    """Raise UnavailableError where no index answers though there are articles; the database is asked only then."""
    if settings.database.url == "sqlite:" and not (data / "articles.sqlite").exists():
        return  # nothing was ever indexed here, and a search makes no files
    from indexer.engines.generations import check_absence

    check_absence(settings, data)
