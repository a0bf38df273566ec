"""The articles database: identity, versions, aliases, time, groups; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine as Database

from base.clock import JAKARTA
from base.database import reading, writing
from config.outcomes import Outcome
from config.settings import DatabaseSettings, Settings
from crawler.archive.archive import Page
from crawler.ledger.ledger import open_ledger
from indexer.articles import read as articles_module
from indexer.articles.article import Article, Content, Extraction, content_from_json
from indexer.articles.drafts import Draft, draft_import, draft_link, draft_page
from indexer.articles.read import (
    articles_by_id,
    articles_database,
    count_articles,
    count_doubtful,
    find_id,
    installation,
    related_to,
    select_articles,
    versions_of,
)
from indexer.articles.tables import bands, metadata, outbox, removals
from indexer.articles.write import store
from indexer.duplicates import groups
from indexer.duplicates.sketch import BANDS
from tests.indexing import HARBOUR, LIBRARY, NOON, PUBLISHERS, later, page, ready
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

KABAR = PUBLISHERS["kabar"]
TITLE = "Dermaga selesai diperbaiki"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest) -> Settings:
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return Settings(database=DatabaseSettings(url=url))


@pytest.fixture
def database(settings: Settings, tmp_path: Path) -> Iterator[Database]:
    with articles_database(settings, tmp_path) as opened:
        yield opened


def draft(path: str = "baca/1", body: Sequence[str] = HARBOUR, title: str = TITLE, **facts: object) -> Draft:
    """A page of kabar.id as it was read. `captured` belongs to the page, all but `canonical` to its content."""
    captured = facts.pop("captured", NOON)
    made = page(path, b"", captured=captured)
    canonical = str(facts.pop("canonical", ""))
    content = Content(title=title, body=tuple(body), **facts)  # type: ignore[arg-type] - any of its values
    found = Extraction(made.url, Outcome.OK, content, canonical)
    return draft_page(made, found, KABAR)


def keep(database: Database, *drafts: Draft) -> list[Outcome]:
    with writing(database) as connection:
        return store(connection, drafts, ["1"])


def only(database: Database) -> Article:
    (article,) = everything(database)
    return article


def everything(database: Database) -> list[Article]:
    with reading(database) as connection:
        return select_articles(connection)


def waiting(database: Database) -> list[tuple[str, str]]:
    with reading(database) as connection:
        rows = connection.execute(sa.select(outbox.c.article, outbox.c.page).order_by(outbox.c.number))
        return [(row.article, row.page) for row in rows]


def test_the_migrations_make_the_tables_that_the_code_knows(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    with open_ledger(settings.database.url, tmp_path):
        with reading(database) as connection:
            context = MigrationContext.configure(connection, opts={"version_table": "articles_version"})
            known = set(metadata.tables)
            different = [d for d in compare_metadata(context, metadata) if not _is_ledgers(d, known)]
        assert different == []


def _is_ledgers(difference: object, known: set[str]) -> bool:
    """PostgreSQL holds the ledger's tables beside ours."""
    kind, thing = difference[0], difference[1]  # type: ignore[index] - alembic's tuples have no type
    table = thing if isinstance(thing, sa.Table) else getattr(thing, "table", None)
    return kind in ("remove_table", "remove_index") and table is not None and table.name not in known


def test_a_new_article_is_kept_with_all_it_says(database: Database) -> None:
    published = datetime.fromisoformat("2024-11-27T09:15:00+07:00")
    made = draft(
        authors=("Ani Wulandari",),
        editors=("Budi Santosa",),
        published=published,
        section="Daerah",
        tags=("pelabuhan", "ikan"),
        image="https://kabar.id/1.jpg",
        language="id",
        paywalled=True,
    )
    assert keep(database, made) == [Outcome.OK]
    article = only(database)
    assert (article.content.title, article.content.body, article.content.authors, article.content.editors) == (
        TITLE,
        HARBOUR,
        ("Ani Wulandari",),
        ("Budi Santosa",),
    )
    assert (article.content.section, article.content.tags, article.content.image) == (
        "Daerah",
        ("pelabuhan", "ikan"),
        "https://kabar.id/1.jpg",
    )
    assert (article.content.published, article.instant, article.dated) == (published, published, True)
    assert (article.content.language, article.content.paywalled, article.kind, article.version) == (
        "id",
        True,
        "page",
        1,
    )
    assert (article.publisher, article.publisher_name, article.group) == ("kabar", "Kabar Kota", article.id)
    assert waiting(database) == [(article.id, made.page.id)]


def test_the_same_text_again_changes_nothing(database: Database) -> None:
    keep(database, draft())
    again = draft("baca/1?utm_source=x", [f"  {line} " for line in HARBOUR], captured=later(1))
    assert keep(database, again) == [Outcome.UNCHANGED]
    assert (only(database).version, len(waiting(database))) == (1, 1)


def test_a_changed_text_is_a_new_version_and_the_old_one_is_kept(database: Database) -> None:
    keep(database, draft())
    changed = (*HARBOUR, "Pembaruan: dermaga kedua menyusul tahun depan.")
    assert keep(database, draft(body=changed, captured=later(1))) == [Outcome.UPDATED]
    assert keep(database, draft(body=changed, title="Dermaga kedua menyusul", captured=later(2))) == [Outcome.UPDATED]
    article = only(database)
    assert (article.content.title, article.version, article.first_seen, article.captured) == (
        "Dermaga kedua menyusul",
        3,
        NOON,
        later(2),
    )
    with reading(database) as connection:
        kept = versions_of(connection, article.id)
        assert versions_of(connection, "tidak ada") == []
    assert [(each.number, each.content.title, each.content.body) for each in kept] == [
        (1, TITLE, HARBOUR),
        (2, TITLE, changed),
        (3, "Dermaga kedua menyusul", changed),
    ]


def test_what_only_earlier_versions_say_is_known_the_newest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hour, second in enumerate(HARBOUR[1:4]):
        keep(database, draft(body=(HARBOUR[0], second, LIBRARY[0]), captured=later(hour)))
    assert only(database).earlier == (HARBOUR[2], HARBOUR[1])
    monkeypatch.setattr(articles_module, "MAX_VERSIONS", 2)
    assert only(database).earlier == (HARBOUR[2],)


def test_all_captures_of_one_article_in_one_batch_are_seen_in_their_order(database: Database) -> None:
    first, second = draft(), draft(body=LIBRARY, captured=later(1))
    assert keep(database, first, first, second, second, first) == [
        Outcome.OK,
        Outcome.UNCHANGED,
        Outcome.UPDATED,
        Outcome.UNCHANGED,
        Outcome.UPDATED,
    ]
    assert (only(database).version, only(database).content.body) == (3, HARBOUR)


def test_a_canonical_address_becomes_an_alias(database: Database) -> None:
    keep(database, draft("amp/1", canonical="https://kabar.id/daerah/dermaga"))
    assert keep(database, draft("daerah/dermaga", captured=later(1))) == [Outcome.UNCHANGED]
    with reading(database) as connection:
        found = {find_id(connection, f"https://www.kabar.id/{path}") for path in ("amp/1", "daerah/dermaga")}
        assert find_id(connection, "https://kabar.id/lain") is None
    assert found == {only(database).id}


def test_a_page_whose_canonical_article_is_known_is_that_article(database: Database) -> None:
    keep(database, draft("daerah/dermaga"))
    copy = draft("cetak/1", canonical="https://kabar.id/daerah/dermaga", captured=later(1))
    assert keep(database, copy, replace(copy, page=replace(copy.page, id="lagi"))) == [
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
    ]
    assert only(database).url == "https://www.kabar.id/daerah/dermaga"


def test_a_page_and_its_canonical_one_meet_in_one_batch(database: Database) -> None:
    pages = draft("daerah/dermaga"), draft("cetak/1", canonical="https://kabar.id/daerah/dermaga")
    assert keep(database, *pages) == [Outcome.OK, Outcome.UNCHANGED]


@pytest.mark.parametrize("canonical", ["https://kabar.id/", "https://lain.id/daerah/dermaga", "bukan alamat"])
def test_a_canonical_address_of_another_site_or_of_a_home_page_is_ignored(database: Database, canonical: str) -> None:
    keep(database, draft("baca/1", canonical=canonical))
    assert keep(database, draft("baca/2", LIBRARY, canonical=canonical)) == [Outcome.OK]
    with reading(database) as connection:
        assert find_id(connection, canonical) is None


def test_one_canonical_address_on_every_page_does_not_make_them_one_article(database: Database) -> None:
    same = "https://kabar.id/terkini"
    keep(database, draft("baca/1", canonical=same))
    assert keep(database, draft("baca/2", LIBRARY, "Buku keliling", canonical=same)) == [Outcome.OK]
    assert [article.content.title for article in everything(database)] == [TITLE, "Buku keliling"]


def test_a_removed_article_stays_out_by_every_address(database: Database) -> None:
    keep(database, draft("baca/1", canonical="https://kabar.id/dermaga"))
    name = only(database).id
    with writing(database) as connection:
        connection.execute(sa.insert(removals).values(article=name, removed=NOON))
    again = [draft("baca/1", LIBRARY), draft("dermaga", LIBRARY), draft("cetak", canonical="https://kabar.id/baca/1")]
    assert keep(database, *again) == [Outcome.REMOVED] * 3


@pytest.mark.parametrize(
    ("published", "instant", "dated", "year"),
    [
        (None, NOON, False, 2024),
        (datetime(2024, 12, 31, 18, tzinfo=UTC), NOON, False, 2024),
        (datetime(2023, 12, 31, 18, tzinfo=UTC), datetime(2023, 12, 31, 18, tzinfo=UTC), True, 2024),
        (date(2024, 11, 27), datetime(2024, 11, 26, 17, tzinfo=UTC), True, 2024),
        (datetime(2024, 11, 28, 4, tzinfo=UTC), datetime(2024, 11, 28, 4, tzinfo=UTC), True, 2024),
    ],
)
def test_time_is_the_published_one_if_it_can_be_believed(
    database: Database, published: datetime | date | None, instant: datetime, dated: bool, year: int
) -> None:
    keep(database, draft(published=published))
    article = only(database)
    told = published if dated else None
    assert (article.published, article.content.published, article.instant, article.year) == (told, told, instant, year)
    assert article.dated_by == ("page" if dated else "")


@pytest.mark.parametrize("published", [date(2024, 11, 27), datetime(2024, 11, 27, 8, tzinfo=JAKARTA)])
def test_a_new_version_without_a_date_keeps_it_as_it_was_told(database: Database, published: datetime | date) -> None:
    keep(database, draft(published=published))
    told = only(database)
    assert keep(database, draft(body=LIBRARY)) == [Outcome.UPDATED]
    article = only(database)
    assert (article.version, article.published, article.instant) == (2, published, told.instant)
    assert type(article.published) is type(published)
    assert article.published_text == told.published_text


def test_the_year_stays_whatever_a_later_version_says(database: Database) -> None:
    keep(database, draft(published=date(2023, 5, 1)))
    keep(database, draft(body=LIBRARY, published=date(2024, 5, 1)))
    assert (only(database).year, only(database).content.published) == (2023, date(2024, 5, 1))
    keep(database, draft(body=HARBOUR))
    assert (only(database).dated, only(database).instant) == (True, datetime(2024, 4, 30, 17, tzinfo=UTC))


def link(**said: str) -> Page:
    return page("baca/1", b"{}", kind="link", link=said)


def test_a_link_is_an_article_of_title_and_summary_and_is_marked(database: Database) -> None:
    said = {
        "title": " Dermaga selesai ",
        "summary": "Kapal kembali bersandar.",
        "published": "27 November 2024 09:15 WIB",
    }
    made = draft_link(link(**said), KABAR)
    assert made is not None
    keep(database, made)
    article = only(database)
    assert (article.content.title, article.content.body, article.kind) == (
        "Dermaga selesai",
        ("Kapal kembali bersandar.",),
        "link",
    )
    assert article.content.published == datetime.fromisoformat("2024-11-27T09:15:00+07:00")
    assert draft_link(link(summary="Tanpa judul."), KABAR) is None


def test_a_link_never_takes_the_place_of_the_full_text(database: Database) -> None:
    made = draft_link(link(title="Dermaga"), KABAR)
    assert made is not None
    assert keep(database, made, draft(), made) == [Outcome.OK, Outcome.UPDATED, Outcome.UNCHANGED]
    assert (only(database).kind, only(database).content.body) == ("page", HARBOUR)


def test_an_import_keeps_its_id_and_is_found_by_its_address(database: Database) -> None:
    imported = draft_import(ready("arsip-7", "Dermaga", HARBOUR, url="https://kabar.id/baca/1"), None)
    assert keep(database, imported, draft(captured=later(1))) == [Outcome.OK, Outcome.UPDATED]
    assert (only(database).id, only(database).content.title) == ("arsip-7", TITLE)


def test_copies_are_one_group_named_after_the_earliest(database: Database) -> None:
    late = draft("baca/2", HARBOUR, "Kapal bersandar lagi", published=datetime(2024, 11, 27, 4, tzinfo=UTC))
    early = draft("baca/1", HARBOUR[:4], published=datetime(2024, 11, 27, 3, tzinfo=UTC))
    other = draft("baca/3", LIBRARY, "Buku keliling")
    keep(database, late, other)
    assert keep(database, early) == [Outcome.OK]
    second, third, first = everything(database)
    assert (first.group, second.group, third.group) == (first.id, first.id, third.id)
    assert waiting(database)[-1] == (second.id, "")
    with reading(database) as connection:
        assert related_to(connection, first.id) == []


def test_articles_that_share_half_of_their_text_are_related(database: Database) -> None:
    keep(database, draft("baca/1", HARBOUR * 1), draft("baca/2", (*HARBOUR[:4], *LIBRARY[:3])))
    first, second = everything(database)
    assert first.group != second.group
    with reading(database) as connection:
        (found,) = related_to(connection, first.id)
        assert found.id == second.id
        assert 0.5 < found.containment < 0.9
        assert [each.id for each in related_to(connection, second.id)] == [first.id]


def test_a_new_version_is_compared_by_its_new_text(database: Database) -> None:
    keep(database, draft("baca/1", LIBRARY), draft("baca/2", HARBOUR))
    with reading(database) as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(bands)).scalar_one()
    keep(database, draft("baca/2", LIBRARY, captured=later(1)))
    first, second = everything(database)
    assert first.group == second.group == first.id
    with reading(database) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(bands)).scalar_one() == before


def test_articles_can_be_asked_for_by_id(database: Database) -> None:
    keep(database, draft("baca/1"), draft("baca/2", LIBRARY))
    first, second = everything(database)
    with reading(database) as connection:
        assert articles_by_id(connection, [second.id, first.id, "tidak ada"]) == [first, second]
        assert count_articles(connection) == 2


def test_the_installation_has_one_name_for_good(settings: Settings, tmp_path: Path) -> None:
    name = installation(settings, tmp_path)
    assert len(name) == 12
    assert installation(settings, tmp_path) == name


def test_what_very_many_share_is_kept_for_the_first_of_them_only(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MAX_MEMBERS", 2)
    for start in (1, 4):
        keep(database, *(draft(f"baca/{n}") for n in range(start, start + 3)))
    assert {article.group for article in everything(database)} == {everything(database)[0].id}
    with reading(database) as connection:
        kept = connection.execute(sa.select(sa.func.count()).select_from(bands)).scalar_one()
    assert kept == 2 * BANDS


def test_content_kept_by_other_releases_is_read() -> None:
    kept = '{"title":"Dermaga","body":["Selesai."],"authors":["Ani"],"published":"2024-11-27","of_later":1}'
    assert content_from_json(kept) == Content(
        title="Dermaga", body=("Selesai.",), authors=("Ani",), published=date(2024, 11, 27)
    )


def test_text_that_no_database_can_hold_is_cleaned_and_the_article_kept(database: Database) -> None:
    bad = "A\0B\ud800C"
    made = draft(title=f"{TITLE} {bad}", body=(*HARBOUR, bad), authors=(bad,), section=bad, tags=(bad,))
    made = replace(made, page=replace(made.page, final_url=made.url + bad, publisher=bad, run=bad), publisher_name=bad)
    assert keep(database, made) == [Outcome.OK]
    assert keep(database, made) == [Outcome.UNCHANGED]
    article = only(database)
    said = article.content
    assert (said.title, said.body[-1]) == (f"{TITLE} A\ufffdB\ufffdC", "A\ufffdB\ufffdC")
    assert {*said.authors, said.section, *said.tags, article.publisher} == {"A\ufffdB\ufffdC"}


def test_articles_in_doubt_are_counted_in_their_own_index(tmp_path: Path) -> None:
    asked = list[str]()
    with articles_database(Settings(), tmp_path) as database:
        keep(database, draft("baca/1"), draft("baca/2", body=LIBRARY, doubtful=True))
        sa.event.listen(database, "before_cursor_execute", lambda *given: asked.append(given[2]))
        with reading(database) as connection:
            assert count_doubtful(connection) == 1
            plan = connection.execute(sa.text(f"EXPLAIN QUERY PLAN {asked[-1]}")).all()
    assert "USING COVERING INDEX articles_doubtful" in str(plan)
