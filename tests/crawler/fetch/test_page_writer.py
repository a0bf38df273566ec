"""Pages that come within a moment are saved together: all of them survive, or all are told that they do not."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from base import outcome_log
from base.database import reading
from base.errors import DiskFullError
from crawler.archive.archive import Archive, Page, Position, follow, open_archive
from crawler.fetch.host_claims import HostClaims
from crawler.fetch.page_writer import PageWriter, save_pages
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.ledger.young import LOOKS, YoungArticle, claim
from crawler.politeness.host_clock import ClaimLostError

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger("sqlite:", tmp_path) as opened:
        yield opened


def make_page(number: int) -> Page:
    url = f"https://kabar.id/{number % 10}"
    body = b"<p>Banjir surut, warga mulai membersihkan rumah mereka.</p>"
    name = f"00000000-0000-4000-8000-{number:012d}"
    return Page(name, "page", url, url, url, "kabar", NOW, 200, "text/html", body, "lari", {})


def save(
    archive: Archive, ledger: Ledger, together: Sequence[Sequence[Page]], claims: HostClaims | None = None
) -> list[BaseException | None]:
    """How each of the calls that come at once ends."""

    async def run() -> list[BaseException | None]:
        pages = PageWriter(archive, ledger, writer, claims or HostClaims())
        return await asyncio.gather(*map(pages.save, together), return_exceptions=True)

    with ThreadPoolExecutor(1) as writer:
        return asyncio.run(run())


def test_pages_that_come_together_are_synced_and_recorded_once(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    record = Ledger.record_archived

    def counted(ledger: Ledger, pages: Sequence[Page], *rest: Any) -> None:
        calls.append(len(pages))
        record(ledger, pages, *rest)

    monkeypatch.setattr(Ledger, "record_archived", counted)
    pages = [make_page(number) for number in (1, 2, 3, 13)]  # the last two are of one link
    with open_archive(tmp_path / "archive") as archive:
        assert save(archive, ledger, [pages[:1], pages[1:3], pages[3:]]) == [None, None, None]
    assert calls == [4]
    assert [page.id for page, _ in follow(tmp_path / "archive", {})] == [page.id for page in pages]
    with reading(ledger.engine) as connection:
        assert outcome_log.totals(connection) == {("kabar", "fetch", "fetched"): 4}
    assert ledger.last_page(pages[3].key) == pages[3].id
    assert ledger.replay(tmp_path / "archive") == 0


def test_a_full_disk_is_told_to_each_whose_page_was_to_be_saved(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Position:
        raise DiskFullError("no space left")

    with open_archive(tmp_path / "archive") as archive:
        with monkeypatch.context() as broken:
            broken.setattr(Archive, "append_all", full)
            endings = save(archive, ledger, [[make_page(1)], [make_page(2)]])
        assert [type(ending) for ending in endings] == [DiskFullError, DiskFullError]
        assert save(archive, ledger, [[make_page(1)]]) == [None]
    with reading(ledger.engine) as connection:
        assert outcome_log.totals(connection) == {("kabar", "fetch", "fetched"): 1}


def test_a_page_whose_host_was_lost_while_it_waited_is_not_saved_and_others_are(ledger: Ledger, tmp_path: Path) -> None:
    class Claims(HostClaims):
        def holds(self, host: str) -> bool:
            return host != "lain.id"

    lost = dataclasses.replace(make_page(1), url="https://lain.id/1")
    with open_archive(tmp_path / "archive") as archive:
        endings = save(archive, ledger, [[lost], [make_page(2)]], Claims())
    assert [type(ending) for ending in endings] == [ClaimLostError, type(None)]
    assert [page.id for page, _ in follow(tmp_path / "archive", {})] == [make_page(2).id]


def test_what_is_to_be_looked_at_again_is_recorded_with_its_page(ledger: Ledger, tmp_path: Path) -> None:
    page = make_page(1)
    young = YoungArticle(page.key, page.url, "kabar", "", page.url, NOW, "", "", "")
    with open_archive(tmp_path / "archive") as archive:
        save_pages(archive, ledger, [page], [young])
    assert claim(ledger.engine, "kabar", "kabar.id", NOW + LOOKS[0]) == young
