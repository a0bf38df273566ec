"""What became of pages, in a word or two; `config/outcomes.py` says it in whole sentences."""

from __future__ import annotations

from config.outcomes import Outcome

IN_INDONESIAN: dict[str, str] = {
    Outcome.FETCHED: "diambil",
    Outcome.NOT_MODIFIED: "tidak berubah",
    Outcome.LINKS_LEFT: "jatah tautan hari ini habis",
    Outcome.LINK_ONLY: "tautan saja",
    Outcome.ROBOTS_DENIED: "dilarang robots.txt",
    Outcome.ADDRESS_BLOCKED: "alamat tidak publik",
    Outcome.OFF_SITE: "dialihkan ke situs lain",
    Outcome.NOT_FOUND: "tidak ada",
    Outcome.HTTP_ERROR: "galat server",
    Outcome.NETWORK_ERROR: "galat jaringan",
    Outcome.TIMED_OUT: "kehabisan waktu",
    Outcome.TOO_LARGE: "terlalu besar",
    Outcome.NOT_HTML: "bukan halaman teks",
    Outcome.BAD_SOURCE: "sumber tidak terbaca",
    Outcome.DISK_FULL: "cakram penuh",
    Outcome.OK: "artikel baru",
    Outcome.UPDATED: "versi baru",
    Outcome.UNCHANGED: "teks sama",
    Outcome.PART: "bagian artikel",
    Outcome.WITHDRAWN: "ditarik penerbit",
    Outcome.NOT_ARTICLE: "bukan artikel",
    Outcome.NO_TITLE: "tanpa judul",
    Outcome.TOO_SHORT: "terlalu pendek",
    Outcome.TOO_DEEP: "terlalu dalam",
    Outcome.UNREADABLE: "tidak terbaca",
    Outcome.WORKER_DIED: "pembaca mati",
    Outcome.REMOVED: "dihapus",
    Outcome.INDEXED: "diindeks",
    Outcome.DEAD_LETTER: "ditolak indeks",
    Outcome.BUG: "kesalahan program",
}
