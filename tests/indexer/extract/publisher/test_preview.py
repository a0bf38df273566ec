"""What a publisher's rules read, path by path."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from base.errors import ConfigError
from base.pattern import bounded
from config.catalogue import Publisher, Rules
from config.outcomes import Outcome
from indexer.extract.publisher import preview
from indexer.extract.publisher.preview import PathPreview, preview_page

SENTENCE = "Tukang perahu di muara itu membuat tiga perahu kayu setiap bulan untuk nelayan dari pulau seberang."
BODY = f"""<html><head><meta name="judul" content="Perahu"></head><body>
<h1 class="judul">Perahu Kayu dari Muara</h1><p class="tgl">9 Maret 2025 08:00 WIB</p>
<div class="isi">{f"<p>{SENTENCE}</p>" * 6}</div></body></html>""".encode()
NOW = datetime(2025, 3, 10, tzinfo=UTC)
URL = "https://kabarcontoh.id/baca/7/perahu"


def publisher(pattern: str = "") -> Publisher:
    paths = {"title": ("css:.tiada", "css:h1.judul", "meta:judul"), "body": ("css:.isi",)}
    return Publisher("k", "Kabar", ("kabarcontoh.id",), article_url=pattern, rules=(Rules(paths),))


def test_each_path_of_the_rules_is_shown_with_what_it_finds() -> None:
    trial = preview_page(BODY, url=URL, publisher=publisher(), captured=NOW)
    assert trial.extraction.outcome is Outcome.OK
    assert trial.paths[:3] == (
        PathPreview("title", "css:.tiada", ()),
        PathPreview("title", "css:h1.judul", ("Perahu Kayu dari Muara",)),
        PathPreview("title", "meta:judul", ("Perahu",)),
    )
    assert trial.paths[3].values[0].startswith(SENTENCE[:40])
    assert len(trial.paths[3].values[0]) == 200


def test_it_tells_whether_the_address_is_one_of_an_article() -> None:
    assert preview_page(BODY, url=URL, publisher=publisher(r"/baca/\d+/"), captured=NOW).recognised is True
    assert preview_page(BODY, url=URL, publisher=publisher(r"/read/\d+/"), captured=NOW).recognised is False
    assert preview_page(BODY, url=URL, publisher=None, captured=NOW).recognised is None


def test_an_article_url_that_never_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "bounded", partial(bounded, seconds=0.2))
    with pytest.raises(ConfigError, match="takes too long"):
        preview_page(BODY, url=f"{URL}/{'a' * 60}!", publisher=publisher(r"/(\w+)+$"), captured=NOW)


def test_a_page_that_cannot_be_read_has_no_paths() -> None:
    trial = preview_page(b"", url=URL, publisher=publisher(), captured=NOW)
    assert trial.extraction.outcome is Outcome.UNREADABLE
    assert trial.paths == ()
