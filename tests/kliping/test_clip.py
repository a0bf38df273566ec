"""`kliping clip` beside a running `kliping index`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from base.data_dir import lock_role
from config.outcomes import Outcome
from config.settings import CrawlerSettings, IndexerSettings, Settings
from indexer.pipeline import index_archive
from kliping import clip as module
from kliping.clip import clip_pages
from tests.indexing import HARBOUR, LIBRARY, html
from tests.news_site import Answer, NewsSite, serve_site

SETTINGS = Settings(
    crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0),
    indexer=IndexerSettings(workers=1, page_deadline_seconds=30),
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[NewsSite]:
    """A site whose only page was clipped and read before it was changed."""
    with serve_site() as made:
        made.answers["/baca/1"] = Answer(html("Dermaga selesai diperbaiki", HARBOUR))
        assert clip(made, tmp_path) == (Outcome.OK, "Dermaga selesai diperbaiki")
        made.answers["/baca/1"] = Answer(html("Dermaga dan perpustakaan", LIBRARY))
        yield made


def clip(site: NewsSite, data: Path) -> tuple[Outcome, str]:
    [clipped] = clip_pages(SETTINGS, data, [f"{site.base}/baca/1"], lambda _: None)
    return clipped.outcome, clipped.title


def test_what_became_of_an_earlier_fetch_is_not_what_became_of_this_one(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_WAIT_SECONDS", 0.0)
    with lock_role(tmp_path, "index"):
        assert clip(site, tmp_path) == (Outcome.FETCHED, "")


def test_the_reading_by_a_running_index_is_waited_for(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as running:
        running.enter_context(lock_role(tmp_path, "index"))

        def index_meanwhile(_seconds: float) -> None:
            running.close()
            index_archive(SETTINGS, tmp_path, {}, once=True)

        monkeypatch.setattr(module, "sleep", index_meanwhile)
        assert clip(site, tmp_path) == (Outcome.UPDATED, "Dermaga dan perpustakaan")
