"""When a page was published: what readers see, made exact by what the page tells to machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from config.catalogue import Publisher
from indexer.extract.metadata.published import Dates, read_dates
from indexer.extract.metadata.title import read_title
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.headline import Lines, find_headline

MakePage = Callable[..., ParsedPage]
WIB = timezone(timedelta(hours=7))
WITA = timezone(timedelta(hours=8))
H1 = "<h1>Jembatan Gantung di Hulu Sungai Mulai Dibangun</h1>"
UNDATED = "https://www.kabarcontoh.id/daerah/jembatan"
PROSE = "<p>" + "Warga desa bergotong royong membawa kayu dan tali ke tepi sungai sejak pagi. " * 4 + "</p>"


def dates_of(page: ParsedPage) -> Dates:
    title, _ = read_title(page, page.runs)
    return read_dates(page, Lines(page.runs, find_headline(page.runs, title), title))


def told(published: str, modified: str = "") -> str:
    dates = {"@type": "NewsArticle", "datePublished": published} | ({"dateModified": modified} if modified else {})
    return f'<script type="application/ld+json">{json.dumps(dates)}</script>'


def test_the_visible_time_and_zone_are_read(make_page: MakePage) -> None:
    found = dates_of(make_page(f"{H1}<div>Minggu, 9 Maret 2025 | 11:05 WITA</div>{PROSE}"))
    assert found.published == datetime(2025, 3, 9, 11, 5, tzinfo=WITA)
    assert found.published_origin == "visible"


@pytest.mark.parametrize("claim", ["2025-03-09T11:05:42Z", "2025-03-09T11:05:42-07:00", "2025-03-09T11-05-42Z"])
def test_a_false_zone_in_the_metadata_gives_only_its_seconds(make_page: MakePage, claim: str) -> None:
    found = dates_of(make_page(f"{H1}<div>Minggu, 9 Maret 2025 11:05 WIB</div>{PROSE}", told(claim)))
    assert found.published == datetime(2025, 3, 9, 11, 5, 42, tzinfo=WIB)


def test_the_same_instant_in_another_zone_gives_the_seconds(make_page: MakePage) -> None:
    found = dates_of(make_page(f"{H1}<div>9 Maret 2025 11:05 WIB</div>{PROSE}", told("2025-03-09T04:05:42Z")))
    assert found.published == datetime(2025, 3, 9, 11, 5, 42, tzinfo=WIB)
    assert isinstance(found.published, datetime)
    assert found.published.utcoffset() == timedelta(hours=7)


def test_a_time_without_a_zone_is_in_the_zone_where_it_meets_the_metadata(make_page: MakePage) -> None:
    found = dates_of(make_page(f"{H1}<div>9 Maret 2025 12:05</div>{PROSE}", told("2025-03-09T04:05:42Z")))
    assert found.published == datetime(2025, 3, 9, 12, 5, 42, tzinfo=WITA)


@pytest.mark.parametrize(
    ("claim", "zone"),
    [
        ("2025-03-09T04:04:00Z", WITA),
        ("2025-03-09T04:06:00Z", WITA),
        ("2025-03-09T04:03:59Z", WIB),
        ("2025-03-09T04:06:01Z", WIB),
        ("2025-03-09T02:05:00Z", WIB),  # ten hours: no zone of Indonesia
    ],
)
def test_the_metadata_tells_the_zone_where_it_is_a_minute_off_at_most(
    make_page: MakePage, claim: str, zone: timezone
) -> None:
    found = dates_of(make_page(f"{H1}<div>9 Maret 2025 12:05</div>{PROSE}", told(claim))).published
    assert isinstance(found, datetime)
    assert (found.replace(second=0), found.utcoffset()) == (
        datetime(2025, 3, 9, 12, 5, tzinfo=zone),
        zone.utcoffset(None),
    )


def test_a_clock_without_a_zone_gets_seconds_and_zone_from_another_of_the_metadata(make_page: MakePage) -> None:
    head = told("2025-03-09T12:05:00") + '<meta property="article:published_time" content="2025-03-09T04:05:42Z">'
    assert dates_of(make_page(f"{H1}{PROSE}", head)).published == datetime(2025, 3, 9, 12, 5, 42, tzinfo=WITA)


def test_a_change_on_the_day_of_the_publication_is_none_where_only_the_day_is_known(make_page: MakePage) -> None:
    same, next_day = (
        dates_of(make_page(f"{H1}<div>9 Maret 2025</div>{PROSE}", told("2025-03-09", f"2025-03-{day}T15:00:00+07:00")))
        for day in ("09", "10")
    )
    assert (same.published, same.modified) == (date(2025, 3, 9), None)
    assert next_day.modified == datetime(2025, 3, 10, 15, tzinfo=WIB)


def test_a_time_without_any_zone_is_in_the_zone_of_the_publisher(make_page: MakePage) -> None:
    papua = Publisher("p", "Kabar Timur", ("kabartimur.id",), timezone="Asia/Jayapura")
    found = dates_of(make_page(f"{H1}<div>9 Maret 2025 12:05</div>{PROSE}", publisher=papua))
    assert found.published == datetime(2025, 3, 9, 12, 5, tzinfo=timezone(timedelta(hours=9)))


def test_a_day_alone_is_completed_by_the_metadata_of_that_day(make_page: MakePage) -> None:
    found = dates_of(make_page(f"{H1}<div>10 Maret 2025</div>{PROSE}", told("2025-03-09T18:30:00Z")))
    assert found.published == datetime(2025, 3, 10, 1, 30, tzinfo=WIB)


def test_a_day_alone_stays_a_day(make_page: MakePage) -> None:
    assert dates_of(make_page(f"{H1}<div>March 9, 2025</div>{PROSE}")).published == date(2025, 3, 9)


def test_a_date_in_pieces_is_put_together(make_page: MakePage) -> None:
    found = dates_of(make_page(f"{H1}<ul><li>Maret 09</li><li>/ 2025</li><li>11:58 WIB</li></ul>{PROSE}"))
    assert found.published == datetime(2025, 3, 9, 11, 58, tzinfo=WIB)


@pytest.mark.parametrize(
    "decoy",
    [
        "<header>Selasa, 8 April 2025 09:00 WIB</header>",
        "<ul><li>Berita lain</li><li>8 April 2025, 09:00 WIB</li></ul>",
    ],
)
def test_a_date_above_the_headline_that_the_metadata_contradicts_is_no_date(make_page: MakePage, decoy: str) -> None:
    found = dates_of(make_page(f"{decoy}{H1}{PROSE}", told("2025-03-09T11:05:00+07:00")))
    assert found.published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)
    assert found.published_origin == "json-ld:datePublished"


def test_todays_date_in_the_header_loses_to_the_metadata_and_to_the_url(make_page: MakePage) -> None:
    page = make_page(f"<div>Senin, 10 Maret 2025</div>{H1}{PROSE}", told("2025-03-09T11:05:00+07:00"))
    assert dates_of(page).published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)
    assert dates_of(make_page(f"<div>Senin, 10 Maret 2025</div>{H1}{PROSE}")).published == date(2025, 3, 9)


def test_a_running_clock_in_the_header_loses_to_the_day_below_the_headline(make_page: MakePage) -> None:
    page = make_page(f"<header>Senin, 10 Maret 2025 09:41 WIB</header>{H1}<h5>Minggu, 09 Maret 2025</h5>{PROSE}")
    assert dates_of(page).published == date(2025, 3, 9)


def test_a_day_above_the_headline_is_better_than_none(make_page: MakePage) -> None:
    page = make_page(f"<div>Minggu, 9 Maret 2025</div>{H1}{PROSE}", url=None)
    assert dates_of(page).published == date(2025, 3, 9)


def test_the_day_of_an_event_in_brackets_loses_to_the_byline(make_page: MakePage) -> None:
    lead = "<p>Warga bekerja pada Sabtu (8/3/2025) sekitar pukul 06.43 WIB.</p>"
    found = dates_of(make_page(f"<div>9 Maret 2025 11:05 WIB</div>{H1}{lead}{PROSE}"))
    assert found.published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)


@pytest.mark.parametrize(
    "caption",
    [
        "<figure><img src='tali.jpg'><figcaption>Warga membawa tali, 8 Maret 2025</figcaption></figure>",
        "<div class='foto'><img src='tali.jpg'><div class='photo-caption'>Tali baru, 8 Maret 2025</div></div>",
    ],
)
def test_the_day_in_a_caption_loses_to_the_metadata_and_to_the_byline(make_page: MakePage, caption: str) -> None:
    assert dates_of(make_page(f"{H1}{caption}{PROSE}", told("2025-03-09T11:05:00+07:00"))).published == datetime(
        2025, 3, 9, 11, 5, tzinfo=WIB
    )
    assert dates_of(make_page(f"{H1}{caption}<p>9 Maret 2025</p>{PROSE}", url=None)).published == date(2025, 3, 9)


def test_a_date_in_the_prose_is_no_date_of_the_article(make_page: MakePage) -> None:
    lead = "<p>" + "Jembatan lama putus diterjang banjir pada 3 Januari 2019 pukul 04.00 WIB. " * 3 + "</p>"
    assert dates_of(make_page(f"{H1}{lead}", url=None)).published is None


def test_the_update_is_told_apart(make_page: MakePage) -> None:
    line = "<p>Diperbarui 10 Maret 2025, 08:00 WIB</p><p>Diterbitkan 9 Maret 2025, 11:05 WIB</p>"
    found = dates_of(make_page(f"{H1}{line}{PROSE}"))
    assert found.published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)
    assert found.modified == datetime(2025, 3, 10, 8, 0, tzinfo=WIB)


def test_where_only_the_update_is_visible_the_metadata_knows_the_publication(make_page: MakePage) -> None:
    line = "<p>Diperbarui 10 Maret 2025, 08:00 WIB</p>"
    found = dates_of(make_page(f"{H1}{line}{PROSE}", told("2025-03-09T11:05:00+07:00")))
    assert found.published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)
    assert found.modified == datetime(2025, 3, 10, 8, 0, tzinfo=WIB)


def test_a_false_zone_is_false_for_the_change_too(make_page: MakePage) -> None:
    head = told("2025-03-09T11:05:00Z", "2025-03-09T12:30:00Z")
    found = dates_of(make_page(f"{H1}<p>9 Maret 2025 11:05 WIB</p>{PROSE}", head))
    assert found.modified == datetime(2025, 3, 9, 12, 30, tzinfo=WIB)


@pytest.mark.parametrize("change", ["2025-03-08T12:00:00+07:00", "2025-03-09T11:05:00+07:00"])
def test_a_change_that_does_not_lie_behind_the_publication_is_none(make_page: MakePage, change: str) -> None:
    found = dates_of(make_page(f"{H1}{PROSE}", told("2025-03-09T11:05:00+07:00", change)))
    assert found.modified is None


def test_a_clock_without_zone_in_the_metadata_checks_the_others(make_page: MakePage) -> None:
    head = '<meta name="publishdate" content="2025/03/09 11:05:42">' + told("2025-03-09T11:05:42Z")
    assert dates_of(make_page(f"{H1}{PROSE}", head)).published == datetime(2025, 3, 9, 11, 5, 42, tzinfo=WIB)


def test_what_counts_from_now_counts_from_the_capture(make_page: MakePage) -> None:
    captured = datetime(2025, 3, 9, 5, 0, tzinfo=UTC)
    found = dates_of(make_page(f"{H1}<p>2 jam yang lalu</p>{PROSE}", captured=captured, url=None))
    assert (found.published, found.published_origin) == (datetime(2025, 3, 9, 3, 0, tzinfo=UTC), "relative")


@pytest.mark.parametrize(
    "exact", ["<p>9 Maret 2025 09:41 WIB</p>", "<time datetime='2025-03-09T09:41:00+07:00'>2 jam yang lalu</time>"]
)
def test_an_exact_time_nearby_beats_what_counts_from_now(make_page: MakePage, exact: str) -> None:
    captured = datetime(2025, 3, 9, 5, 0, tzinfo=UTC)
    found = dates_of(make_page(f"{H1}<p>2 jam yang lalu</p>{exact}{PROSE}", captured=captured, url=None))
    assert found.published == datetime(2025, 3, 9, 2, 41, tzinfo=UTC)


def test_a_date_behind_the_capture_is_none(make_page: MakePage) -> None:
    captured = datetime(2025, 3, 9, 5, 0, tzinfo=UTC)
    page = make_page(f"{H1}<p>9 Mei 2025 10:00 WIB</p>{PROSE}", captured=captured, url=None)
    assert dates_of(page).published is None


def test_a_told_time_ahead_of_the_capture_is_a_local_one(make_page: MakePage) -> None:
    captured = datetime(2025, 3, 9, 4, 10, tzinfo=UTC)
    found = dates_of(make_page(f"{H1}{PROSE}", told("2025-03-09T11:05:00Z"), captured=captured))
    assert found.published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)


@pytest.mark.parametrize(
    ("minutes", "is_local"),
    [(-1, True), (0, True), (10, True), (11, False), (3 * 60, False)],
)
def test_a_told_time_is_a_local_one_only_where_that_was_possible_at_the_capture(
    make_page: MakePage, minutes: int, is_local: bool
) -> None:
    """Ten minutes are for clocks that differ; a time that is ahead in either zone is left as it was told."""
    told_at = datetime(2025, 3, 9, 11, 5, tzinfo=UTC)
    captured = told_at.replace(tzinfo=WIB) - timedelta(minutes=minutes)
    found = dates_of(make_page(f"{H1}{PROSE}", told(told_at.isoformat()), captured=captured))
    assert found.published == (told_at.replace(tzinfo=WIB) if is_local else told_at)


def test_a_told_time_that_is_not_ahead_of_the_capture_keeps_its_zone(make_page: MakePage) -> None:
    captured = datetime(2025, 3, 9, 11, 5, tzinfo=UTC)
    found = dates_of(make_page(f"{H1}{PROSE}", told("2025-03-09T11:05:00Z"), captured=captured))
    assert found.published == captured


def test_a_headline_in_pieces_still_has_its_date(make_page: MakePage) -> None:
    page = make_page(
        f"<h1>Jembatan Gantung di Hulu Sungai<br>Mulai Dibangun</h1><p>9 Maret 2025 11:05 WIB</p>{PROSE}",
        '<meta property="og:title" content="Jembatan Gantung di Hulu Sungai Mulai Dibangun">',
    )
    assert dates_of(page).published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)


def test_a_page_without_headline_has_the_first_time_that_is_no_link(make_page: MakePage) -> None:
    body = f"<a>8 Maret 2025 10:00 WIB</a><p>9 Maret 2025 11:05 WIB</p>{PROSE}"
    found = dates_of(make_page(body, "<title>Jembatan Gantung</title>", url=None))
    assert (found.published, found.published_origin) == (datetime(2025, 3, 9, 11, 5, tzinfo=WIB), "anywhere")


def test_the_day_in_the_url_is_the_last_resort(make_page: MakePage) -> None:
    found = dates_of(make_page(f"{H1}{PROSE}"))
    assert (found.published, found.published_origin) == (date(2025, 3, 9), "url")


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://kabar.example/read/20250309/12/jembatan", date(2025, 3, 9)),
        ("https://kabar.example/2025/0309/jembatan", date(2025, 3, 9)),
        ("https://kabar.example/read/2025/03/09110500/jembatan", date(2025, 3, 9)),
        ("https://web.archive.org/web/20260115023242/https://kabar.example/2025/03/09/jembatan", date(2025, 3, 9)),
        ("https://web.archive.org/web/20260115023242id_/https://kabar.example/jembatan", None),
        ("https://kabar.example/2025/43/jembatan", None),
        ("https://kabar.example/musim/2024-25/jembatan", None),
        ("https://kabar.example/2028064/jembatan", None),
    ],
)
def test_only_a_whole_day_in_the_url_is_one(make_page: MakePage, address: str, day: date | None) -> None:
    assert dates_of(make_page(f"{H1}{PROSE}", url=address)).published == day


@pytest.mark.parametrize("claim", ["2025-03-09T11:05:42+07:00", "2025-03-09T04:05:42Z"])
@pytest.mark.parametrize("place", ["{time}{h1}", "{h1}{time}", "{h1}<p>Ratna Dewi {time}</p>"])
def test_a_day_has_the_clock_time_that_its_own_element_tells(make_page: MakePage, claim: str, place: str) -> None:
    other = '<ul><li><time datetime="2025-03-09T06:00:00+07:00">9 Maret 2025</time></li></ul>'
    time = f'<time datetime="{claim}">9 Maret 2025</time>'
    url_day = "https://www.kabarcontoh.id/2025/03/09/jembatan"
    body = f"{place.format(time=time, h1=H1)}{PROSE}" + (other if place.startswith("{h1}") else "")
    found = dates_of(make_page(body, url=url_day))
    assert found.published == datetime(2025, 3, 9, 11, 5, 42, tzinfo=WIB)


@pytest.mark.parametrize("claim", ["2025-03-07T11:05:42+07:00", "2025-03-09T00:00:00+07:00", "2025-03-09", "pagi"])
def test_a_day_whose_element_tells_another_or_no_clock_time_stays_a_day(make_page: MakePage, claim: str) -> None:
    found = dates_of(make_page(f'{H1}<time datetime="{claim}">9 Maret 2025</time>{PROSE}'))
    assert found.published == date(2025, 3, 9)


@pytest.mark.parametrize(
    ("zone", "clock"), [("Asia/Jakarta", "09:15:44+07:00"), ("Asia/Makassar", "10:15:44+08:00"), ("", "02:15:44+00:00")]
)
@pytest.mark.parametrize("shown", ["<div>Minggu, 9 Maret 2025</div>", ""])
def test_an_instant_told_in_utc_is_in_the_zone_of_a_known_publisher(
    make_page: MakePage, zone: str, clock: str, shown: str
) -> None:
    publisher = Publisher("k", "Kabar", ("kabarcontoh.id",), timezone=zone) if zone else None
    found = dates_of(
        make_page(f"{H1}{shown}{PROSE}", told("2025-03-09T02:15:44Z", "2025-03-10T03:00Z"), publisher=publisher)
    )
    assert isinstance(found.published, datetime)
    assert found.published.isoformat() == f"2025-03-09T{clock}"
    assert isinstance(found.modified, datetime)
    assert found.modified.utcoffset() == found.published.utcoffset()


def test_an_instant_told_in_utc_stays_on_the_day_that_readers_see(make_page: MakePage) -> None:
    publisher = Publisher("k", "Kabar", ("kabarcontoh.id",))
    page = make_page(f"{H1}<div>Minggu, 9 Maret 2025</div>{PROSE}", told("2025-03-09T20:15:44Z"), publisher=publisher)
    found = dates_of(page).published
    assert isinstance(found, datetime)
    assert found.date() == date(2025, 3, 9)


@pytest.mark.parametrize(
    "element",
    [
        '<time datetime="2025-03-09T04:05:00.000Z">2 jam yang lalu</time>',
        '<time datetime="2025-03-09 11:05:00" title="9 Mar 2025">3 hari lalu</time>',
        '<time datetime="2025-03-09T11:05:00+07:00"></time>',
        '<p><time datetime="2025-03-09T11:05+07:00">11:05 WIB</time></p>',
        '<time datetime="2025-03-09T11:05:00+07:00">9 Maret 2025</time>',
    ],
)
def test_the_instant_behind_what_a_time_element_shows_is_read(make_page: MakePage, element: str) -> None:
    published = dates_of(make_page(f"{H1}<div>{element}</div>{PROSE}")).published
    assert published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)


def test_a_time_element_of_another_post_is_not_the_articles(make_page: MakePage) -> None:
    other = (
        '<div><a href="/x">Kapal Baru Singgah</a><time datetime="2025-03-09T08:00:00+07:00">9 Maret 2025</time></div>'
    )
    assert dates_of(make_page(f"{H1}<p>9 Maret 2025</p>{PROSE * 3}{other}")).published == date(2025, 3, 9)
    unknown = dates_of(make_page(f"{H1}{PROSE * 3}{other.replace('9 Maret 2025', '2 jam lalu')}", url=UNDATED))
    assert unknown.published is None


@pytest.mark.parametrize(
    "line",
    [
        "<p>Diterbitkan: 9 Maret 2025, 11:05 WIB</p>",
        "<p>Pewarta: Sari<br>COPYRIGHT © KABAR 2025</p><p>Minggu, 9 Maret 2025 11:05 WIB</p>",
        '<p>Diunggah <time datetime="2025-03-09T11:05:00+07:00">9 Maret 2025</time></p>',
    ],
)
def test_a_date_of_publication_below_the_text_is_read(make_page: MakePage, line: str) -> None:
    published = dates_of(make_page(f"{H1}{PROSE * 4}{line}")).published
    assert published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)


def test_other_dates_below_the_text_are_not_that_of_publication(make_page: MakePage) -> None:
    below = '<p><a href="/x">Kapal Baru Singgah 8 Maret 2025 10:00</a></p><p>Sari berkata pada 8 Maret 2025 10:00</p>'
    assert dates_of(make_page(f"{H1}{PROSE * 4}{below}", url=UNDATED)).published is None


def test_the_day_of_an_event_is_no_date_of_publication(make_page: MakePage) -> None:
    sentence = "<p>Panitia mengumumkan bahwa peresmian jembatan akan digelar pada 20 Maret 2025 di desa.</p>"
    assert dates_of(make_page(f"{H1}{sentence}{PROSE}", url=UNDATED)).published is None
    assert dates_of(make_page(f"{H1}<p>Waktu: 20 Maret 2025</p>{PROSE}", url=UNDATED)).published is None


@pytest.mark.parametrize(
    "value",
    [1741493100, "1741493100", 1741493100000, "/Date(1741493100000)/", ["2025-03-09T11:05:00+07:00"],
     {"@type": "DateTime", "@value": "2025-03-09T11:05:00+07:00"}],
)  # fmt: skip
def test_dates_in_json_ld_are_read_in_every_form(make_page: MakePage, value: object) -> None:
    article = json.dumps({"@type": "NewsArticle", "datePublished": value})
    published = dates_of(make_page(f"{H1}{PROSE}", f'<script type="application/ld+json">{article}</script>')).published
    assert published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)


@pytest.mark.parametrize("kind", ["WebPage", "VideoObject", "ItemPage"])
def test_what_json_ld_says_of_the_page_under_the_title_is_the_articles(make_page: MakePage, kind: str) -> None:
    name = "Jembatan Gantung di Hulu Sungai Mulai Dibangun - Kabar Contoh"
    graph = {"@graph": [{"@type": kind, "name": name, "uploadDate": "2025-03-09T11:05:00+07:00"}]}
    found = dates_of(make_page(f"{H1}{PROSE}", f'<script type="application/ld+json">{json.dumps(graph)}</script>'))
    assert found.published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)
    other = json.dumps(graph).replace("Jembatan", "Beranda")
    page = make_page(f"{H1}{PROSE}", f'<script type="application/ld+json">{other}</script>', url=UNDATED)
    assert dates_of(page).published is None


def test_json_ld_in_single_or_escaped_quotes_is_read(make_page: MakePage) -> None:
    single = "{'@type':'NewsArticle', 'headline':'Kata Bu Ratna', 'datePublished': '2025-03-09T11:05:00+07:00'}"
    for script in (single, single.replace("'", "&quot;")):
        page = make_page(f"{H1}{PROSE}", f'<script type="application/ld+json">{script}</script>')
        assert dates_of(page).published == datetime(2025, 3, 9, 11, 5, tzinfo=WIB)


def test_the_time_of_a_comment_loses_to_the_metadata(make_page: MakePage) -> None:
    """Also where it is told within a day of the publication, and the page shows no date of the article."""
    times = [f"<div class='waktu'>10 Maret 2025 10:{minute}</div><div>Setuju.</div>" for minute in (10, 25, 40)]
    found = dates_of(make_page(f"{H1}{PROSE}{''.join(times)}", told("2025-03-09T11:05:42+07:00")))
    assert found.published == datetime(2025, 3, 9, 11, 5, 42, tzinfo=WIB)
    own = "<div class='waktu'>9 Maret 2025 12:00</div>"
    found = dates_of(make_page(f"{H1}{own}{PROSE}{''.join(times)}", told("2025-03-09T11:05:42+07:00")))
    assert found.published == datetime(2025, 3, 9, 12, 0, tzinfo=WIB)
