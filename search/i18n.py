"""What the page says, in Indonesian and English: its words, and numbers, days and times as readers write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from base.clock import JAKARTA, MONTH_NAMES
from indexer.fields import Language
from search.labels.article import ARTICLE
from search.labels.folders import FOLDERS
from search.labels.help import HELP
from search.labels.labelling import LABELLING
from search.labels.model import MODEL
from search.labels.people import PEOPLE
from search.labels.regions import REGIONS
from search.labels.report import REPORT
from search.labels.results import RESULTS
from search.labels.saved import SAVED
from search.labels.timeline import TIMELINE

LABELS: dict[str, dict[Language, str]] = {
    **RESULTS,
    **HELP,
    **ARTICLE,
    **SAVED,
    **FOLDERS,
    **LABELLING,
    **MODEL,
    **TIMELINE,
    **REGIONS,
    **PEOPLE,
    **REPORT,
    "site": {"id": "Kliping", "en": "Kliping"},
    "tagline": {"id": "Arsip dan pencarian berita Indonesia", "en": "Archive and search of Indonesian news"},
    "skip": {"id": "Langsung ke isi", "en": "Skip to the content"},
    "menu": {"id": "Menu", "en": "Menu"},
    "help": {"id": "Bantuan", "en": "Help"},
    "builder": {"id": "Susun", "en": "Build"},
    "compare": {"id": "Bandingkan", "en": "Compare"},
    "keys": {"id": "Tombol pintas", "en": "Keyboard"},
    "back": {"id": "Kembali ke pencarian", "en": "Back to the search"},
    "sources": {"id": "Sumber", "en": "Sources"},
    "no_status": {
        "id": "Keadaan sumber tidak diketahui di sini: berita diambil di mesin lain, belum diambil, atau basis datanya "
        "sedang tidak dapat dibuka.",
        "en": "How sources are is not known here: pages are crawled elsewhere, or not yet, or the database is away.",
    },
    "as_of": {"id": "Keadaan pada {0}", "en": "As of {0}"},
    "findings": {"id": "Yang perlu dilihat", "en": "To be looked at"},
    "no_findings": {"id": "Tidak ada: semua sumber seperti biasa.", "en": "Nothing: all sources are as usual."},
    "since_when": {"id": "sejak {0}", "en": "since {0}"},
    "what_to_do": {"id": "Saran:", "en": "What to do:"},
    "all_sources": {"id": "Semua sumber yang dikunjungi", "en": "All sources that are visited"},
    "no_sources": {
        "id": "Belum ada sumber yang dikunjungi: jalankan kliping up atau kliping crawl.",
        "en": "No source was visited yet: run kliping up or kliping crawl.",
    },
    "state": {"id": "Keadaan", "en": "State"},
    "publisher": {"id": "Penerbit dan sumber", "en": "Publisher and source"},
    "newest": {"id": "Entri terbaru", "en": "Newest entry"},
    "last_visit": {"id": "Kunjungan terakhir", "en": "Last visit"},
    "next_visit": {"id": "Kunjungan berikutnya, dan mengapa", "en": "Next visit, and why"},
    "kind_feed": {"id": "umpan", "en": "feed"},
    "kind_sitemap": {"id": "peta situs", "en": "sitemap"},
    "kind_news-sitemap": {"id": "peta situs berita", "en": "news sitemap"},
    "kind_section": {"id": "halaman rubrik", "en": "section page"},
    "kind_wordpress": {"id": "WordPress", "en": "WordPress"},
    "stages": {"id": "Tahap, 24 jam terakhir", "en": "Stages, last 24 hours"},
    "stage_fetch": {"id": "Diambil", "en": "Fetched"},
    "stage_extract": {"id": "Dibaca", "en": "Read"},
    "stage_index": {"id": "Diindeks", "en": "Indexed"},
    "waiting": {"id": "Menunggu", "en": "Waiting"},
    "waiting_links": {"id": "tautan", "en": "links"},
    "waiting_retries": {"id": "tautan untuk dicoba lagi", "en": "links to be tried again"},
    "waiting_pages": {"id": "halaman untuk dibaca", "en": "pages to be read"},
    "waiting_articles": {"id": "artikel untuk diindeks", "en": "articles to be indexed"},
    "other_language": {"id": "English", "en": "Bahasa Indonesia"},
    "bad_cursor": {
        "id": "Alamat halaman lanjutan itu rusak atau milik pencarian lain; ini halaman pertama.",
        "en": "The address of that page is damaged or belongs to another search; this is the first page.",
    },
    "bad_day": {"id": "“{0}” bukan tanggal dan diabaikan.", "en": "“{0}” is no date and was ignored."},
    "not_found": {"id": "Artikel atau halaman itu tidak ada.", "en": "There is no such article or page."},
    "unavailable": {
        "id": "Mesin pencari sedang tidak dapat dihubungi. Coba lagi sebentar.",
        "en": "The search engine cannot be reached now. Try again in a moment.",
    },
    "busy": {
        "id": "Terlalu banyak pencarian sekaligus. Coba lagi sebentar.",
        "en": "Too many searches at once. Try again in a moment.",
    },
    "too_slow": {
        "id": "Pencarian itu terlalu lama. Pakai lebih sedikit kata atau tanda *, atau batasi tanggalnya.",
        "en": "That search takes too long. Use fewer words or *, or narrow the dates.",
    },
    "bad_parameter": {"id": "Ada isian yang tidak dapat dibaca.", "en": "A parameter cannot be read."},
    "wrong_host": {
        "id": "Kliping tidak dikenal dengan nama itu. Bila nama itu benar, tambahkan ke server.hosts.",
        "en": "Kliping is not known by that name. If the name is right, add it to server.hosts.",
    },
    "no_key": {
        "id": "Di sini diperlukan kunci: `kliping key add` membuatnya; di peramban ia adalah kata sandi.",
        "en": "A key is needed here: `kliping key add` makes one; in a browser it is the password.",
    },
    "read_only_key": {
        "id": "Kunci itu hanya boleh membaca.",
        "en": "That key may only read.",
    },
    "too_many": {
        "id": "Terlalu banyak permintaan dalam semenit. Coba lagi sebentar.",
        "en": "Too many requests within a minute. Try again in a moment.",
    },
    "cross_site": {
        "id": "Permintaan itu datang dari halaman situs lain dan ditolak.",
        "en": "That request came from a page of another site and was refused.",
    },
    "too_long": {"id": "Alamat itu terlalu panjang.", "en": "That address is too long."},
    "too_large": {"id": "Isian itu terlalu panjang.", "en": "What was sent is too long."},
    "broken": {
        "id": "Program gagal menjawab; catatannya ada di log dengan nomor {0}.",
        "en": "The program failed to answer; its log has the details under {0}.",
    },
    "not_allowed": {"id": "Permintaan itu tidak dilayani di sini.", "en": "That request is not served here."},
}


def label(code: str, language: Language, *arguments: str) -> str:
    """A label of the page in the reader's language, with its arguments filled in."""
    return LABELS[code][language].format(*arguments)


def counted(code: str, language: Language, count: int, *others: str) -> str:
    """A label that begins by saying how many, by its text for one where it is one."""
    return label(f"{code}_one" if count == 1 else code, language, number(count, language), *others)


_MONTH_NAME: dict[Language, int] = {"id": 0, "en": 1}
"""Which of a month's names is the language's own."""


def number(value: int, language: Language) -> str:
    """1.234 in Indonesian, 1,234 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "id" else grouped


def day(value: date, language: Language) -> str:
    """30 Nov 2024."""
    return f"{value.day} {_short_month(value, language)} {value.year}"


def month(value: date, language: Language) -> str:
    """Nov 2024."""
    return f"{_short_month(value, language)} {value.year}"


def _short_month(value: date, language: Language) -> str:
    return MONTH_NAMES[value.month - 1][_MONTH_NAME[language]][:3].capitalize()


def moment(value: datetime, language: Language) -> str:
    """30 Nov 2024, 09.15 WIB."""
    local = value.astimezone(JAKARTA)
    return f"{day(local.date(), language)}, {local:%H{'.' if language == 'id' else ':'}%M} WIB"


def published(value: str | None, language: Language) -> str:
    """When an article was published, which its JSON has in ISO 8601: to the minute, to the day where no clock time is
    known, "" where nothing is."""
    if not value:
        return ""
    return moment(datetime.fromisoformat(value), language) if "T" in value else day(date.fromisoformat(value), language)


def when(stored: Mapping[str, Any], language: Language) -> str:
    """When an article was published, or when it was found where its page does not say."""
    if shown := published(stored["published"], language):
        return shown
    found = stored.get("found") or stored["instant"]  # earlier layouts tell it of all articles, by another name
    return label("undated", language, moment(datetime.fromisoformat(found), language))


def withdrawn(stored: Mapping[str, Any], language: Language) -> str:
    """That an article was withdrawn by its publisher, and since when; "" where it was not."""
    since = stored.get("withdrawn")
    return label("withdrawn", language, moment(datetime.fromisoformat(since), language)) if since else ""


_LANGUAGES: dict[str, dict[Language, str]] = {
    "id": {"id": "Indonesia", "en": "Indonesian"},
    "en": {"id": "Inggris", "en": "English"},
    "ms": {"id": "Melayu", "en": "Malay"},
    "jv": {"id": "Jawa", "en": "Javanese"},
    "su": {"id": "Sunda", "en": "Sundanese"},
    "ar": {"id": "Arab", "en": "Arabic"},
    "zh": {"id": "Mandarin", "en": "Chinese"},
}


def language_name(code: str, language: Language) -> str:
    """The name of a language, or its code for those that are rare here."""
    return _LANGUAGES.get(code, {}).get(language, code)
